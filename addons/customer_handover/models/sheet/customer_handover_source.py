from odoo import api, models
from odoo.addons.customer_base.tools.handover import HandoverSource
from odoo.tools import SQL

# What only says who did or saw something, or belongs to a login, stays as it is.
TECHNICAL = (
    "auth_", "base.", "base_", "bus.", "digest.", "customer.approval", "customer.export.log",
    "customer.handover", "customer.personal.data.log", "customer.read.day", "discuss.", "iap.",
    "im_livechat.", "ir.", "mail.", "payment.", "privacy.", "res.device", "res.groups",
    "res.role", "res.users", "web_tour.", "resource.",
)  # fmt: skip
# Of those, what would stop working, or stay behind, with the person.
KEPT_RUNNING = {
    "ir.cron,user_id",
    "ir.filters,user_ids",
    "ir.actions.server,activity_user_id",
    "mail.activity.plan.template,responsible_id",
    "mail.activity.type,default_user_id",
    "mail.template,user_id",
    "customer.approval.stage,user_ids",
    "customer.approval.stage,copy_user_ids",
    "customer.approval.rule,copy_user_ids",
}
# States in which nobody has anything to do any more, as Odoo's own models call them.
OVER = ("cancel", "canceled", "cancelled", "close", "closed", "done")
# Who somebody was, or which company's: no work of theirs.
PLACES = {
    "hr.employee,user_id",
    "res.company,user_ids",
    "customer.access,user_id",
    "customer.access,ended_by_id",
    # follow by themselves
    "customer.interaction.state,user_id",
    "customer.interaction.state,last_user_id",
    # who brought it in, or saw it: history
    "customer.interaction,user_id",
    "customer.market.info,user_id",
    "customer.grade.change,user_id",
    "customer.grading.line,user_id",
    "customer.material.sending,user_id",
    "customer.trip.checkin,user_id",
    "hr.version,last_modified_uid",
    "crm.team,favorite_user_ids",
    "spreadsheet.dashboard,favorite_user_ids",
    "stock.picking.type,favorite_user_ids",
    "calendar.filters,user_id",
    "account.lock_exception,user_id",
}


class CustomerHandoverSource(models.AbstractModel):
    """What people hold in this ERP: the registered kinds, and every other field that names them.

    REQ H-01: the registered ones come from ``res.users._handover_sources``; what is found beside
    them is shown for a decision, so that nothing stays behind unseen.
    """

    _name = "customer.handover.source"
    _description = "Things People Hold"

    @api.model
    def _registered(self):
        """Return the registered sources whose model is installed, by key."""
        return {
            source.key: source
            for source in self.env["res.users"]._handover_sources()
            if source.model in self.env and source.field in self.env[source.model]._fields
        }

    @api.model
    def _all(self):
        """Return all sources by key: registered ones first, then those found."""
        sources = self._registered()
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if self._names_people(field) and f"{name},{field.name}" not in sources:
                    source = self._found(model, field)
                    if source:
                        sources[source.key] = source
        for source in self._indirect_sources():
            sources.setdefault(source.key, source)
        return sources

    @api.model
    def _names_people(self, field):
        return (
            field.store
            and field.type in ("many2one", "many2many")
            and field.comodel_name == "res.users"
            and field.name not in ("create_uid", "write_uid")
            and not field.related
            and not (field.compute and field.readonly)
        )

    @api.model
    def _found(self, model, field):
        """Return the source of a field that nobody registered, None where it is no work."""
        key = f"{model._name},{field.name}"
        if key in PLACES:
            return None
        if key not in KEPT_RUNNING:
            if model._name.startswith(TECHNICAL) or hasattr(model, "_check_unsealed"):
                return None
            # what was done by somebody is history
            if field.name.endswith(("_by_id", "_by_ids")) or field.name == "applicant_id":
                return None
        customer = self._customer_column(model._name)
        return HandoverSource(
            model._name,
            field.name,
            self._open_records(model),
            customer=customer if customer != "id" else None,
            decision="ask",
            holds=False,
        )

    @api.model
    def _open_records(self, model):
        """Return the domain of what is not over, as far as the usual fields tell."""
        domain = []
        if "active" in model._fields and model._fields["active"].store:
            domain.append(("active", "=", True))
        state = model._fields.get("state")
        if state and state.store and state.type == "selection":
            over = [value for value in state.get_values(self.env) if value in OVER]
            domain += [("state", "not in", over)] if over else []
        return domain

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------
    @api.model
    def _parts(self, source, users=None):
        """Return [(from, where, customer)] of a source's open records, as SQL.

        The last part is all of them; those before it are joined to what they are about.

        ``from`` and ``where`` are those of the records; ``customer`` is None, or what has to be
        joined to them to get the contact they are about, as alias ``contact``. The many2many
        table has the alias ``named``.

        :param users: whose; needed to find out what their activities are about
        """
        # sudo: numbers and names for the sheet, whoever draws it up
        model = self.env[source.model].sudo().with_context(active_test=False)
        query = model._search(source.domain)
        table = SQL.identifier(model._table)
        rows, where = query.from_clause, query.where_clause or SQL("TRUE")
        field = model._fields[source.field]
        if field.type == "many2many":
            rows = SQL(
                "%s JOIN %s AS named ON named.%s = %s.id",
                rows,
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                table,
            )
        elif self._is_indirect(source):
            rows = SQL(
                "%s JOIN (%s) AS named (id, user_id) ON named.id = %s.id",
                rows,
                self._named(source),
                table,
            )
        if source.model == "mail.activity":
            joined = users and self._activity_customer(users)
            return [*([(rows, where, joined)] if joined else []), (rows, where, None)]
        if source.model == "calendar.event":
            joined = SQL(
                "JOIN calendar_event_res_partner_rel guest ON guest.calendar_event_id = %s.id"
                " JOIN res_partner contact ON contact.id = guest.res_partner_id"
                " AND contact.customer_category IS NOT NULL",
                table,
            )
            return [(rows, where, joined), (rows, where, None)]
        if not source.customer:
            return [(rows, where, None)]
        joined = SQL(
            "JOIN res_partner contact ON contact.id = %s",
            SQL.identifier(model._table, source.customer),
        )
        return [(rows, where, joined), (rows, where, None)]

    @api.model
    def _person(self, source):
        """Return the SQL column that names the person."""
        model = self.env[source.model]
        field = model._fields[source.field]
        if field.type == "many2many":
            return SQL.identifier("named", field.column2)
        if self._is_indirect(source):
            return SQL.identifier("named", "user_id")
        return SQL.identifier(model._table, field.name)

    @api.model
    def _theirs(self, source, users, companies):
        """Return the condition that a record is one of these people's, in these companies."""
        model = self.env[source.model]
        mine = SQL("%s = ANY(%s)", self._person(source), users.ids)
        field = model._fields.get("company_id")
        if not (field and field.store and field.column_type):
            return mine
        company = SQL.identifier(model._table, "company_id")
        return SQL("%s AND (%s IS NULL OR %s = ANY(%s))", mine, company, company, companies.ids)

    @api.model
    def _activity_customer(self, users):
        """Return the join from these people's activities to the contact that each is about."""
        found = self.env.execute_query(
            SQL(
                "SELECT DISTINCT res_model FROM mail_activity WHERE active AND user_id = ANY(%s)",
                users.ids,
            )
        )
        documents = []
        for (name,) in found:
            column = self._customer_column(name)
            if column:
                documents.append(
                    SQL(
                        "SELECT %s AS model, id, %s AS partner_id FROM %s",
                        name,
                        SQL.identifier(column),
                        SQL.identifier(self.env[name]._table),
                    )
                )
        if not documents:
            return None
        return SQL(
            "JOIN (%s) AS document ON document.model = mail_activity.res_model"
            " AND document.id = mail_activity.res_id"
            " JOIN res_partner contact ON contact.id = document.partner_id",
            SQL(" UNION ALL ").join(documents),
        )

    @api.model
    def _customer_column(self, model_name):
        """Return the stored field of a model that says which contact it is about, or None."""
        model = self.env.get(model_name)
        if model is None or not model._auto or model._abstract:
            return None
        if model_name == "res.partner":
            return "id"
        for name in ("commercial_partner_id", "partner_id"):
            field = model._fields.get(name)
            if field and field.store and field.comodel_name == "res.partner":
                return name
        return None

    @api.model
    def _count(self, sources, users, companies, holding=False):
        """Return {(source key, user id): number of open records} of these people.

        One statement whatever the number of sources.

        :param holding: only what keeps somebody from leaving
        """
        self.env.flush_all()
        parts = [
            SQL(
                "SELECT %s AS key, %s AS user_id, count(DISTINCT %s.id) AS number"
                " FROM %s WHERE %s AND %s GROUP BY 2",
                source.key,
                self._person(source),
                SQL.identifier(self.env[source.model]._table),
                *self._parts(source)[-1][:2],
                self._theirs(source, users, companies),
            )
            for source in sources.values()
            if source.holds or not holding
        ]
        if not parts or not users:
            return {}
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        return {(key, user_id): number for key, user_id, number in rows}

    @api.model
    def _present(self, sources, users, companies):
        """Return those of the sources of which these people hold anything; one statement."""
        if not sources:
            return []
        self.env.flush_all()
        parts = [
            SQL(
                "SELECT %s WHERE EXISTS (SELECT FROM %s WHERE %s AND %s)",
                source.key,
                *self._parts(source)[-1][:2],
                self._theirs(source, users, companies),
            )
            for source in sources
        ]
        held = {key for (key,) in self.env.execute_query(SQL(" UNION ALL ").join(parts))}
        return [source for source in sources if source.key in held]
