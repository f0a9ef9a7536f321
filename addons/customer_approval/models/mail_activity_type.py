from odoo import fields, models


class MailActivityType(models.Model):
    # A kind of reminder about a list of records, one a person (see ``mail.activity``).

    _inherit = "mail.activity.type"

    list_action_id = fields.Many2one(
        "ir.actions.act_window",
        string="List to Open",
        ondelete="set null",
        help="Reminders of this kind are about a number of records. They open this list.",
    )
