from odoo import api, models
from odoo.exceptions import AccessError

EXPORT_GROUP = "customer_base.group_customer_export"
# What shows of any record that another record points to.
NAME_FIELDS = {"id", ".id", "name", "display_name", "complete_name"}


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
        if self._customer_is_bulk(len(result)):
            found = self.browse([record_id for record_id, _name in result])
            self._customer_log_bulk(len(result), ["display_name"], found)
        return result

    @api.model
    def formatted_read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        groups = super().formatted_read_group(domain, groupby, aggregates, *args, **kwargs)
        self._customer_log_groups(groups, [*groupby, *aggregates])
        return groups

    @api.model
    def formatted_read_grouping_sets(self, domain, grouping_sets, aggregates=(), **kwargs):
        result = super().formatted_read_grouping_sets(domain, grouping_sets, aggregates, **kwargs)
        for groupby, groups in zip(grouping_sets, result, strict=True):
            self._customer_log_groups(groups, [*groupby, *aggregates])
        return result

    @api.model
    def read_group(self, domain, fields, groupby, *args, **kwargs):
        groups = super().read_group(domain, fields, groupby, *args, **kwargs)
        by = [groupby] if isinstance(groupby, str) else groupby
        self._customer_log_groups(groups, [*fields, *by])
        return groups

    @api.model
    def _customer_log_groups(self, groups, names):
        """Groups by name or phone are as good as a list; so are lists within one group."""
        count = sum(
            max(
                [
                    1,
                    *(
                        len(value)
                        for key, value in group.items()
                        if isinstance(value, list) and not key.startswith(("id:", "__"))
                    ),
                ]
            )
            for group in groups
        )
        self._customer_log_bulk(count, names)

    @api.model
    def _customer_is_bulk(self, count):
        """Return whether ``count`` records at once are a bulk read; costs no query."""
        return (
            not self.env.su and count > self.env["res.company"]._customer_guard()["bulk_read_limit"]
        )

    @api.model
    def _customer_log_bulk(self, count, names, records=None):
        """Put a bulk read on record.

        :param records: the records read; None when only their number is known
        """
        if not self._customer_is_bulk(count):
            return
        if records is not None:
            count = records._customer_export_count()
            if not self._customer_is_bulk(count):
                return
        self.env["customer.export.log"]._log(
            self.browse() if records is None else records, "bulk", names, count
        )
