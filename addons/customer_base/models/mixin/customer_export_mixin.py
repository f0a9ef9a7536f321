from odoo import api, models
from odoo.exceptions import AccessError

EXPORT_GROUP = "customer_base.group_customer_export"
# What shows of any record that another record points to.
NAME_FIELDS = {"id", ".id", "name", "display_name", "complete_name"}
# So many names, or groups, are a screen of everyday work; what is more counts as read.
NAMES_A_SCREEN = 80
GROUPS_A_SCREEN = 20


class Base(models.AbstractModel):
    # Exports that hold customer data, of whatever model, need the right to export (REQ B-09).

    _inherit = "base"

    _customer_data = False  # true for models whose records are customer data

    def export_data(self, fields_to_export):
        """Refuse customer data to people without the right, and put every export on record."""
        if self.env.su:
            return super().export_data(fields_to_export)
        taken = self._customer_export_taken(fields_to_export)
        log = self.env["customer.export.log"]
        route = log._route()
        if taken:
            self._customer_check_export(taken, route, fields_to_export)
        else:
            # Odoo's right to export lets one take orders or leads; whom they name is on record
            taken = self._customer_export_named(fields_to_export)
        result = super().export_data(fields_to_export)
        for records, count in taken:
            log._log(records, route, fields_to_export, count)
        return result

    def _customer_export_taken(self, paths):
        """Return [(records, number of customer records)] that an export of ``paths`` reads.

        Also through relations: the phone numbers of customers can be reached from their orders.
        """
        reached = [self]
        for prefix in {path.rsplit("/", 1)[0] for path in paths if "/" in path}:
            wanted = {path.rsplit("/", 1)[1] for path in paths if path.startswith(f"{prefix}/")}
            records = self
            for name in prefix.split("/"):
                field = records._fields.get(name.split(".")[0])
                if field is None or not field.relational:
                    break
                records = records[field.name]
            else:
                if records._customer_data and not wanted <= NAME_FIELDS:
                    reached.append(records)
        counted = [
            (records, records._customer_export_count())
            for records in reached
            if records._customer_data
        ]
        return [(records, count) for records, count in counted if count]

    def _customer_export_named(self, paths):
        """Return [(records, number of customers)] of records that are not customer data, but
        tell of several customers: by name, or by what they copy of them (phone of a lead)."""
        if self._customer_data or not self._customer_partner_field():
            return []
        fields_taken = [self._fields.get(path.split("/")[0]) for path in paths]
        if self._name != "res.partner.bank" and not any(
            field
            and field.name not in NAME_FIELDS
            and (
                field.type in ("char", "text")
                or (field.relational and self.env[field.comodel_name]._customer_data)
            )
            for field in fields_taken
        ):
            return []
        partners = self.env["res.partner"].browse(self.sudo().partner_id.ids)  # counts only
        count = partners._customer_export_count()
        return [(self, count)] if count > 1 else []

    @api.model
    def _customer_partner_field(self):
        field = self._fields.get("partner_id")
        return bool(field and field.type == "many2one" and field.comodel_name == "res.partner")

    @api.model
    def _customer_check_export(self, taken, route, field_names=()):
        """Refuse those who may not export customer data; the attempt is put on record.

        :param taken: see :meth:`_customer_export_taken`
        :raises AccessError: telling whom to ask
        """
        if self.env.su or self.env.user.has_group(EXPORT_GROUP):
            return
        for records, count in taken:
            self.env["customer.export.log"]._log_refused(records, route, field_names, count)
        raise AccessError(
            self.env._(
                "You may not export customer data (%(count)s records). Ask an administrator for "
                "the right “%(group)s”. This attempt is on record.",
                count=sum(count for _records, count in taken),
                # sudo: the name of a right is no secret
                group=self.env.ref(EXPORT_GROUP).sudo().name,
            )
        )

    # ------------------------------------------------------------------
    # Groups: as good as a list where they are by name or phone
    # ------------------------------------------------------------------
    @api.model
    def formatted_read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        groups = super().formatted_read_group(domain, groupby, aggregates, *args, **kwargs)
        self._customer_log_groups(groups, [*groupby, *aggregates], domain)
        return groups

    @api.model
    def formatted_read_grouping_sets(self, domain, grouping_sets, aggregates=(), **kwargs):
        result = super().formatted_read_grouping_sets(domain, grouping_sets, aggregates, **kwargs)
        for groupby, groups in zip(grouping_sets, result, strict=True):
            self._customer_log_groups(groups, [*groupby, *aggregates], domain)
        return result

    @api.model
    def read_group(self, domain, fields, groupby, *args, **kwargs):
        groups = super().read_group(domain, fields, groupby, *args, **kwargs)
        by = [groupby] if isinstance(groupby, str) else groupby
        self._customer_log_groups(groups, [*fields, *by], domain)
        return groups

    @api.model
    def read_progress_bar(self, domain, group_by, progress_bar):
        bars = super().read_progress_bar(domain, group_by, progress_bar)
        self._customer_log_groups([{group_by: value} for value in bars], [group_by], domain)
        return bars

    def onchange(self, values, field_names, fields_spec):
        """A form filled in with a customer's number answers with the customer's data."""
        result = super().onchange(values, field_names, fields_spec)
        if not self.env.su:
            day = self.env["customer.read.day"]
            if self._customer_data:
                day._note(self)
            for name, value in values.items():
                field = self._fields.get(name)
                if field and field.type == "many2one" and value:
                    named = self.env[field.comodel_name]
                    if named._customer_data:
                        given = value.get("id") if isinstance(value, dict) else value
                        if type(given) is int:  # a new record's number names nobody
                            day._note(named.browse(given))
        return result

    @api.model
    def _customer_log_groups(self, groups, names, domain):
        """Groups by name or phone are as good as a list; so are lists within one group.

        Also from another model by way of the customer: orders by ``partner_id.phone``.
        """
        if self.env.su or not groups:
            return
        for prefix in self._customer_prefixes(names):
            customers = self.mapped(prefix) if prefix else self
            count = sum(map(_listed, groups))
            if customers._customer_is_bulk(count):
                customers._customer_log_bulk(count, names)
            elif count > GROUPS_A_SCREEN:
                guard = self.env["res.company"]._customer_guard()
                found = self.search(domain, limit=guard["bulk_read_limit"])
                self.env["customer.read.day"]._note(found.mapped(prefix) if prefix else found)

    @api.model
    def _customer_prefixes(self, names):
        """Return the paths by which these groups and aggregates tell of customers; "" is itself."""
        prefixes = {""} if self._customer_data else set()
        for name in names:
            *steps, _last = str(name).split(":")[0].split(".")
            records = self
            for step in steps:
                field = records._fields.get(step)
                if field is None or not field.relational:
                    break
                records = self.env[field.comodel_name]
            else:
                if steps and records._customer_data:
                    prefixes.add(".".join(steps))
        return prefixes


def _listed(group):
    """Return how many records one group tells of: one, or as many as its longest list."""
    return max(
        [
            1,
            *(
                len(value)
                for key, value in group.items()
                if isinstance(value, list) and not key.startswith(("id:", "__"))
            ),
        ]
    )


class CustomerExportMixin(models.AbstractModel):
    """Customer data: exports are restricted and recorded, bulk reads are recorded (REQ B-09)."""

    _name = "customer.export.mixin"
    _description = "Customer Data"

    _customer_data = True

    def _customer_export_count(self):
        """Return how many of these records are customer data."""
        return len(self)

    def _read_format(self, fnames, load="_classic_read"):
        """All that ``read``, ``search_read`` and the web client's reads go through."""
        result = super()._read_format(fnames, load)
        if set(fnames) - {"id"}:
            self._customer_log_bulk(len(result), fnames, self)
        return result

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        result = super().name_search(name, domain, operator, limit)
        found = self.browse([record_id for record_id, _name in result])
        self._customer_log_bulk(len(result), ["display_name"], found)
        return result

    @api.model
    def _customer_is_bulk(self, count):
        """Return whether ``count`` records at once are a bulk read; costs no query."""
        return (
            not self.env.su and count > self.env["res.company"]._customer_guard()["bulk_read_limit"]
        )

    @api.model
    def _customer_log_bulk(self, count, names, records=None):
        """Put a bulk read on record; what is less adds up to the person's day.

        :param records: the records read; None when only their number is known
        """
        bulk = self._customer_is_bulk(count)
        if bulk and records is not None:
            count = records._customer_export_count()
            bulk = self._customer_is_bulk(count)
        if bulk:
            self.env["customer.export.log"]._log(
                self.browse() if records is None else records, "bulk", names, count
            )
        elif records is not None and (not NAME_FIELDS.issuperset(names) or count > NAMES_A_SCREEN):
            self.env["customer.read.day"]._note(records)

    def _customer_entity_ids(self):
        """Return the ids of partners that these records are about."""
        name = "commercial_partner_id" if "commercial_partner_id" in self._fields else "partner_id"
        return set(self.exists()[name].ids) if name in self._fields else set()

    def copy_data(self, default=None):
        result = super().copy_data(default)
        self._customer_log_bulk(len(self), ["copy"], self)
        return result
