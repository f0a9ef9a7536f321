from odoo import api, fields, models
from odoo.tools import SQL


class CustomerGiftYear(models.Model):
    """What each person at a customer was given in a calendar year (issue 10, gift register)."""

    _name = "customer.gift.year"
    _inherit = ["customer.access.mixin"]
    _description = "Gifts by Person and Year"
    _auto = False
    _order = "year desc, value desc, id"
    _rec_name = "receiver_id"
    _access_partner_field = "partner_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    receiver_id = fields.Many2one("res.partner", string="Given to", readonly=True)
    year = fields.Char(readonly=True)
    gift_count = fields.Integer(string="Gifts", readonly=True)
    value = fields.Monetary(readonly=True)
    limit = fields.Monetary(string="Limit Today", compute="_compute_limit")
    over_limit = fields.Boolean(string="Above the Limit", compute="_compute_limit")

    @api.depends("company_id", "value")
    def _compute_limit(self):
        for row in self:
            row.limit = row.company_id.customer_gift_limit
            row.over_limit = row.limit and row.currency_id.compare_amounts(row.value, row.limit) > 0

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(gift.id) AS id, gift.company_id,
                   gift.commercial_partner_id AS partner_id, gift.receiver_id,
                   EXTRACT(YEAR FROM gift.date)::int::text AS year,
                   COUNT(*)::int AS gift_count, SUM(gift.value) AS value
              FROM customer_gift gift
             WHERE gift.state = 'recorded'
          GROUP BY gift.company_id, gift.commercial_partner_id, gift.receiver_id,
                   EXTRACT(YEAR FROM gift.date)
            """
        )

    def action_open_gifts(self):
        """Open the gifts behind the figure."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "key_account_visits.customer_gift_action"
        )
        action["context"] = {}
        action["domain"] = [
            ("state", "=", "recorded"),
            ("company_id", "=", self.company_id.id),
            ("commercial_partner_id", "=", self.partner_id.id),
            ("receiver_id", "=", self.receiver_id.id),
            ("date", ">=", f"{self.year}-01-01"),
            ("date", "<=", f"{self.year}-12-31"),
        ]
        return action
