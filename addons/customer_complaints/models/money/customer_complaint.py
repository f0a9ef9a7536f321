from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaint(models.Model):
    # Solutions with money, and whether they are carried out (REQ C-04, C-10).

    _inherit = "customer.complaint"

    solution_ids = fields.One2many(
        "customer.complaint.solution", "complaint_id", string="Solutions and Money", readonly=True
    )
    solution_count = fields.Integer(compute="_compute_solution_count")

    def _compute_solution_count(self):
        # with the reader's own rights: what one may not see is not counted
        counts = dict(
            self.env["customer.complaint.solution"]._read_group(
                [("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"]
            )
        )
        for complaint in self:
            complaint.solution_count = counts.get(complaint._origin, 0)

    def write(self, vals):
        if "cost" in vals and not self.env.su:
            self._check_cost_from_solutions(vals["cost"])
        return super().write(vals)

    def _check_cost_from_solutions(self, cost):
        """:raises UserError: what it cost is known from approved solutions"""
        for complaint in self:
            # sudo: whether there are any, whoever may read them
            approved = complaint.sudo().solution_ids.filtered(lambda row: row.state == "approved")
            if approved and complaint.currency_id.compare_amounts(complaint.cost, cost or 0):
                raise UserError(
                    self.env._(
                        "%(complaint)s: its cost comes from its approved solutions. Revise "
                        "%(what)s.",
                        complaint=complaint.display_name,
                        what=", ".join(approved.mapped("name")),
                    )
                )

    def _why_not_executed(self):
        return super()._why_not_executed() or self._carried_out_reason()

    def _carried_out_reason(self):
        """Return why the solutions are not carried out yet, or False.

        The step "carried out" asks this: credit notes posted, replacements delivered or invoiced,
        repairs shown. A complaint that is answered by words alone has no solution to wait for.
        """
        self.ensure_one()
        # sudo: how far documents are that the user may not open
        reasons = [
            reason
            for solution_sudo in self.sudo().solution_ids.sorted("id")
            if (reason := solution_sudo._carried_out_reason())
        ]
        return "\n".join(reasons) or False

    def action_new_solution(self):
        """Open a new solution of this complaint."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Solution of a Complaint"),
            "res_model": "customer.complaint.solution",
            "view_mode": "form",
            "context": {"default_complaint_id": self.id},
        }

    def action_open_solutions(self):
        """Open the solutions of this complaint."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Solutions and Money"),
            "res_model": "customer.complaint.solution",
            "view_mode": "list,form",
            "domain": [("complaint_id", "=", self.id)],
            "context": {"default_complaint_id": self.id},
        }

    @api.private
    def _team_names(self):
        """Return the names of those who work on it, for the 8D report (D1)."""
        people = self.user_id | self.assignee_id | self.team_ids
        return ", ".join(people.mapped("name"))
