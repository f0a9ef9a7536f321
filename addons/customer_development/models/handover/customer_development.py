from odoo import api, fields, models


class CustomerDevelopment(models.Model):
    """Who looks after the customer once it is signed (000 article 12; REQ D-17)."""

    _inherit = "customer.development"

    handover_ids = fields.One2many("customer.development.handover", "development_id", "Hand-overs")
    handover_count = fields.Integer(compute="_compute_handover_count")

    @api.depends("handover_ids")
    def _compute_handover_count(self):
        counts = dict(
            self.env["customer.development.handover"]._read_group(
                [("development_id", "in", self.ids)], ["development_id"], ["__count"]
            )
        )
        for development in self:
            development.handover_count = counts.get(development._origin, 0)

    def action_hand_over(self):
        """Open the hand-over of this customer, or begin one.

        :raises UserError: the contract is not signed yet
        """
        self.ensure_one()
        self._check_transition("handover")
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Hand-over"),
            "res_model": "customer.development.handover",
            "view_mode": "form",
            "views": [(False, "form")],
        }
        if newest := self.handover_ids.sorted("id")[-1:]:
            return {**action, "res_id": newest.id}
        known = newest._taken_from(self)
        return {**action, "context": {f"default_{name}": known[name] for name in known}}
