from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class CustomerLeadAssign(models.TransientModel):
    """Pass several registered prospects on at once, to one person or by rule (REQ B-16)."""

    _name = "customer.lead.assign"
    _description = "Pass On to Salespeople"

    development_ids = fields.Many2many(
        "customer.development",
        string="Registered Prospects",
        required=True,
        domain="[('state', '=', 'registered')]",
    )
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        domain="[('share', '=', False), ('id', '!=', uid)]",
        help="Empty: chosen by rule.",
    )
    note = fields.Text("What to Know")
    skipped = fields.Text(compute="_compute_skipped")

    @api.depends("development_ids")
    def _compute_skipped(self):
        for wizard in self:
            left_out = wizard.development_ids - wizard._passable()
            wizard.skipped = bool(left_out) and self.env._(
                "Worked on already, and left out: %(prospects)s.",
                prospects=format_list(self.env, left_out.mapped("display_name")),
            )

    def _passable(self):
        return self.development_ids.filtered(lambda development: development.state == "registered")

    def action_assign(self):
        """Pass on and show who was asked.

        :raises UserError: nothing to pass on, or the person cannot be asked
        """
        self.ensure_one()
        prospects = self._passable()
        if not prospects:
            raise UserError(
                self.env._("Nothing to pass on: choose prospects that are registered only.")
            )
        leads = self.env["customer.lead.assignment"].create(
            [
                {
                    "kind": "prospect",
                    "development_id": development.id,
                    "user_id": self.user_id.id,
                    "note": self.note,
                }
                for development in prospects
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_development.customer_lead_assignment_action"
        )
        return {**action, "domain": [("id", "in", leads.ids)], "context": {}}
