import hashlib

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.models.sealed import unsealed
from odoo.http import request

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

    _user_date_idx = models.Index("(user_id, date)")

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
        company_sudo = self.env.user.company_id.sudo()  # its settings, whoever exports
        limit = company_sudo.customer_export_alert
        if not limit:
            return False
        start = company_sudo._customer_local_midnight(company_sudo._workday_today())
        # sudo: nobody but administrators reads the log
        [(total, alerts)] = self.sudo()._read_group(
            [
                ("user_id", "=", self.env.uid),
                ("date", ">=", start),
                ("refused", "=", False),
            ],
            aggregates=["record_count:sum", "is_alert:bool_or"],
        )
        return not alerts and (total or 0) + count > limit

    def _alert_administrators(self):
        """Give every administrator of the company an activity on this entry."""
        self.ensure_one()
        group = self.env.ref("customer_base.group_customer_admin")
        for user in group.sudo().all_user_ids.filtered(  # sudo: who is administrator
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        ):
            self.activity_schedule(
                "customer_base.mail_activity_type_export_alert",
                user_id=user.id,
                summary=for_reader(self, user).env._(
                    "%(user)s took out much customer data", user=self.user_id.name
                ),
            )
