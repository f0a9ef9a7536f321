from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerGradeSet(models.TransientModel):
    """Where the company does not let grades be set at once, the wizard asks for them (G-05)."""

    _inherit = "customer.grade.set"

    needs_approval = fields.Boolean(compute="_compute_needs_approval")
    date_end = fields.Date(string="Until")

    @api.depends("partner_ids")
    @api.depends_context("company")
    def _compute_needs_approval(self):
        for wizard in self:
            customers = wizard.partner_ids
            wizard.needs_approval = bool(customers - customers._customer_grade_at_once())

    def action_apply(self):
        """Set the grade, or make a document for each customer and submit it.

        :raises UserError: without a grade or an end to ask for
        """
        self.ensure_one()
        if not self.needs_approval:
            return super().action_apply()
        if not self.grade_id or not self.date_end:
            raise UserError(
                self.env._(
                    "Grades by hand are given for a time, with approval. Choose the grade and the "
                    "day until which it holds."
                )
            )
        overrides = self.env["customer.grade.override"].create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": (customer.company_id or self.env.company).id,
                    "grade_id": self.grade_id.id,
                    "date_end": self.date_end,
                    "reason": self.reason,
                }
                for customer in self.partner_ids.commercial_partner_id
            ]
        )
        overrides.action_submit()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_grading.customer_grade_override_action"
        )
        return action | {"domain": [("id", "in", overrides.ids)]}
