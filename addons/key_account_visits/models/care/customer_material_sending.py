from odoo import fields, models
from odoo.fields import Domain


class CustomerMaterialSending(models.Model):
    """Materials sent to a customer: what, how many, by which way, and what came of it (REQ V-19).

    Seed S4 3.3.3 二.4: 资料寄送.
    """

    _name = "customer.material.sending"
    _inherit = [
        "customer.confidential.mixin",
        "customer.record.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Materials Sent"
    _record_sequence = "customer.material.sending"
    _record_date_pairs = (("date", "follow_up_on"),)
    _record_amounts = ("quantity", "cost")
    _entry_links = ("partner_id", "person_id")

    date = fields.Date(string="Sent On")
    person_id = fields.Many2one(
        "res.partner",
        string="Addressee",
        index="btree_not_null",
        ondelete="set null",
        domain="[('id', 'child_of', partner_id), ('is_company', '=', False)]",
    )
    what = fields.Char(string="Material", required=True, tracking=True)
    quantity = fields.Integer(default=1)
    way = fields.Selection(
        [("express", "Express"), ("post", "Post"), ("email", "E-Mail"), ("hand", "By Hand")],
        required=True,
        default="express",
    )
    tracking_number = fields.Char()
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary()
    follow_up_on = fields.Date(string="Follow up On", index="btree_not_null", tracking=True)
    follow_up = fields.Text(string="What the Customer Says")
    follow_up_done = fields.Boolean(string="Followed up", tracking=True)
    follow_up_due = fields.Boolean(
        string="Follow-up Due",
        compute="_compute_follow_up_due",
        search="_search_follow_up_due",
    )

    def _compute_follow_up_due(self):
        today = self.env.company._workday_today()
        for sending in self:
            sending.follow_up_due = bool(
                not sending.follow_up_done
                and sending.follow_up_on
                and sending.follow_up_on <= today
            )

    def _search_follow_up_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._workday_today()
        return Domain("follow_up_done", "=", False) & Domain("follow_up_on", "<=", today)
