import hashlib

import psycopg2
from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.http import request
from odoo.tools import SQL

SAMPLE = 20
EXPORT_PATHS = {"/web/export/xlsx": "xlsx", "/web/export/csv": "csv"}


class CustomerExportLog(models.Model):
    """Who took customer data out, when, how much and by which way (REQ B-09, seed S1 二(四)).

    Kept for good: PIPL 55 and 56 ask for such records for three years at least. Attempts that
    were refused are on record as well.
    """

    _name = "customer.export.log"
    _inherit = [
        "customer.sealed",
        "customer.confidential.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Export of Customer Data"
    _order = "date desc, id desc"
    _rec_name = "user_id"
    _mail_post_access = "read"

    date = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    model = fields.Char(string="Model", required=True, readonly=True)
    model_name = fields.Char(string="Data", compute="_compute_model_name")
    route = fields.Selection(
        [
            ("xlsx", "Excel Export"),
            ("csv", "CSV Export"),
            ("rpc", "Export by Interface"),
            ("pivot", "Pivot Table"),
            ("report", "Printed Report"),
            ("vcard", "Contact Cards"),
            ("bulk", "Bulk Read"),
            ("day", "Many Small Reads"),
            ("limit", "Limit Changed"),
            ("check", "Duplicate Check"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    refused = fields.Boolean(readonly=True)
    record_count = fields.Integer(string="Records", readonly=True, aggregator="sum")
    field_names = fields.Text(string="Fields", readonly=True)
    sample = fields.Char(
        string="Which Records",
        readonly=True,
        help="The first record numbers, and a check sum of all of them.",
    )
    ip = fields.Char(string="IP Address", readonly=True)
    is_alert = fields.Boolean(
        string="Alert",
        readonly=True,
        help="With this one the person has taken out more in one day than the settings allow for; "
        "the administrators were told.",
    )

    day = fields.Date(readonly=True, help="Of many small reads: the working day they add up to.")

    _user_date_idx = models.Index("(user_id, date)")
    _day_once = models.UniqueIndex("(user_id, day) WHERE route = 'day'")

    def _compute_model_name(self):
        for log in self:
            # sudo: the name of a model is no secret
            log.model_name = (
                self.env["ir.model"].sudo()._get(log.model).name if log.model in self.env else False
            )

    @api.model
    def _log(self, records, route, field_names=(), count=None):
        """Put an export on record, in the transaction of the export.

        :param records: recordset the data is of; may be empty when only ``count`` is known
        :param route: a value of the field ``route``
        :param field_names: names of the fields that were taken
        :param count: number of customer records, default ``len(records)``
        """
        vals = self._log_vals(records, route, field_names, count)
        vals["is_alert"] = self._is_over_daily_limit(vals["record_count"])
        log = unsealed(self).create(vals)
        if log.is_alert:
            log._alert_administrators()

    @api.model
    def _log_refused(self, records, route, field_names=(), count=None):
        """Put a refused attempt on record in a transaction of its own.

        The error that follows rolls the user's transaction back.
        """
        vals = self._log_vals(records, route, field_names, count) | {"refused": True}
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            # somebody made in the transaction to be rolled back leaves no trace anyway
            if env["res.users"].browse(vals["user_id"]).exists():
                unsealed(env[self._name]).create(vals)

    @api.model
    def _log_vals(self, records, route, field_names, count):
        ids = sorted(records.ids)
        sample = ""
        if ids:
            digest = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()
            sample = f"{', '.join(map(str, ids[:SAMPLE]))} (sha256 {digest})"
        return {
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "company_id": self.env.user.company_id.id,
            "model": records._name,
            "route": route,
            "record_count": len(ids) if count is None else count,
            "field_names": ", ".join(field_names),
            "sample": sample,
            "ip": request.httprequest.remote_addr if request else False,
        }

    @api.model
    def _route(self):
        """Return the way the current export takes: the web client's, or an interface's."""
        return EXPORT_PATHS.get(request.httprequest.path, "rpc") if request else "rpc"

    @api.model
    def _is_over_daily_limit(self, count):
        """Return whether ``count`` more records are too many today, for the first time."""
        limit = self._daily_limit()
        if not limit:
            return False
        total, alerted = self.env["customer.read.day"]._add(self._today(), [])
        return not alerted and total + count > limit

    @api.model
    def _today(self):
        # sudo: the day of the user's own company, whoever exports
        return self.env.user.company_id.sudo()._workday_today()

    @api.model
    def _daily_limit(self):
        """Return how many customers a person takes out in a day before it is told; 0: any.

        The lowest of the user's companies: people choose themselves in which one they work.
        """
        # sudo: settings, whoever exports
        limits = self.env.user.sudo().company_ids.mapped("customer_export_alert")
        return min(filter(None, limits), default=0)

    @api.model
    def _logged_today_query(self):
        """Return the query of what the current user took out today by logged ways, as ``total``,
        and whether the administrators were told of it, as ``alerted``."""
        self.flush_model()
        # sudo: the day of the user's own company
        company_sudo = self.env.user.company_id.sudo()
        return SQL(
            """
            SELECT COALESCE(sum(record_count) FILTER (WHERE route <> 'day'), 0)::int AS total,
                   COALESCE(bool_or(is_alert), FALSE) AS alerted
              FROM customer_export_log
             WHERE user_id = %s AND date >= %s AND refused IS NOT TRUE AND route <> 'limit'""",
            self.env.uid,
            company_sudo._customer_local_midnight(company_sudo._workday_today()),
        )

    @api.model
    def _log_day(self, day, count):
        """Put on record that a person's small reads of a day have become many, once a day."""
        vals = self._log_vals(self.env["res.partner"], "day", (), count)
        try:
            with self.env.cr.savepoint():
                log = unsealed(self).create(vals | {"day": day, "is_alert": True})
        except psycopg2.errors.UniqueViolation:
            return  # another worker was first
        log._alert_administrators()

    @api.model
    @api.private
    def _log_limits(self, changes):
        """Put changed limits on record: who, old, new; others are told where one was loosened.

        :param changes: list of (company, field, old value, new value)
        """
        for company, field, old, new in changes:
            # 0 switches the alert off
            looser = not new or (old and new > old)
            vals = self._log_vals(company, "limit", (), 0)
            label = field._description_string(self.env)
            log = unsealed(self).create(
                vals
                | {
                    "company_id": company.id,
                    "field_names": f"{label}: {old} → {new}",
                    "is_alert": looser,
                }
            )
            if looser:
                log._alert_administrators()

    def _alert_administrators(self):
        """Give every administrator of the company an activity on this entry.

        Of a changed limit the general manager is told as well, and not who changed it.
        """
        self.ensure_one()
        # sudo: who is administrator
        users = self.env.ref("customer_base.group_customer_admin").sudo().all_user_ids
        if self.route == "limit":
            managers = self.env.ref("customer_base.group_customer_general_manager").sudo()
            users = (users | managers.all_user_ids) - self.user_id
        for user in users.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        ):
            self.activity_schedule(
                "customer_base.mail_activity_type_export_alert",
                user_id=user.id,
                summary=self._alert_text(for_reader(self, user)),
            )

    def _alert_text(self, reader):
        """Return what an administrator is told, in the reader's language."""
        if self.route == "limit":
            return reader.env._(
                "%(user)s changed a limit of the export log: %(change)s",
                user=self.user_id.name,
                change=self.field_names,
            )
        return reader.env._("%(user)s took out much customer data", user=self.user_id.name)
