from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import plain, unsealed


class CustomerPersonalDataLog(models.Model):
    """Which personal data were erased, when, by whom and why; never the data (PIPL 47, 56)."""

    _name = "customer.personal.data.log"
    _description = "Erased Personal Data"
    _inherit = ["customer.sealed"]
    _order = "id desc"
    _rec_name = "person_name"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="Erased By", required=True, readonly=True, ondelete="restrict"
    )
    person_id = fields.Many2one(
        "res.partner", string="Contact", readonly=True, index=True, ondelete="set null"
    )
    person_name = fields.Char(string="Name", readonly=True)
    field_names = fields.Text(string="Fields", required=True, readonly=True)
    reason = fields.Selection(
        [
            ("retention", "End of Retention"),
            ("withdrawn", "Consent Withdrawn"),
            ("deleted", "Contact Deleted"),
        ],
        required=True,
        readonly=True,
    )

    @api.model
    @api.private
    def _log(self, contacts, reason):
        """Put on record what is about to be erased; contacts without such data leave no line.

        :param contacts: customer.contact, as superuser
        """
        personal = contacts.filtered("has_personal_data")
        unsealed(plain(self)).create(
            [
                {
                    "user_id": self.env.uid,
                    "person_id": contact.partner_id.id,
                    "person_name": contact.partner_id.name,
                    "field_names": contact._personal_names(),
                    "reason": reason,
                }
                for contact in personal
            ]
        )
