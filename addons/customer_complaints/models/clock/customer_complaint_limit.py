from odoo import api, fields, models
from odoo.exceptions import UserError

from ..complaint.terms import CLOCK_KINDS, SEVERITIES

UNITS = [("workday", "Working Days"), ("workhour", "Working Hours")]


class CustomerComplaintLimit(models.Model):
    """How long a step may take, by severity, grade and category (REQ C-02, seed S1 四(二)3).

    Empty means all; of several that fit, the most specific one holds.
    """

    _name = "customer.complaint.limit"
    _description = "Limit for Complaints"
    _order = "kind, severity, grade_id, category_id, id"

    kind = fields.Selection(CLOCK_KINDS, string="Clock", required=True, index=True)
    severity = fields.Selection(SEVERITIES, help="Empty: any.")
    grade_id = fields.Many2one(
        "customer.grade",
        string="Customer Grade",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: any.",
    )
    category_id = fields.Many2one(
        "customer.complaint.category",
        string="Category",
        index="btree_not_null",
        ondelete="cascade",
        help="With all below it. Empty: any.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    number = fields.Float(string="Limit", required=True, default=1, digits=(8, 2))
    unit = fields.Selection(UNITS, required=True, default="workday")
    active = fields.Boolean(default=True)

    _number_range = models.Constraint(
        "CHECK(number >= 0 AND number <= 2000)", "A limit lies between 0 and 2000."
    )
    _whole_days = models.Constraint(
        "CHECK(unit != 'workday' OR number = trunc(number))",
        "Working days are whole; use working hours for less than a day.",
    )
    _case_uniq = models.UniqueIndex(
        "(kind, COALESCE(severity, ''), COALESCE(grade_id, 0), COALESCE(category_id, 0),"
        " COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is a limit for this clock, severity, grade and category already. Change that one.",
    )

    @api.depends("kind", "number", "unit")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for limit in self:
            text = limit._limit_text(limit.number, limit.unit)
            limit.display_name = f"{kinds.get(limit.kind, '')}: {text}"

    @api.model
    def _limit_text(self, number, unit):
        """Return a limit in words."""
        if unit == "workhour":
            if number == 1:
                return self.env._("1 working hour")
            return self.env._("%(number)s working hours", number=f"{number:g}")
        if number == 1:
            return self.env._("1 working day")
        return self.env._("%(number)s working days", number=f"{number:g}")

    # ------------------------------------------------------------------
    # Which limit holds
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _limits_for(self, complaints, kinds):
        """Return {(complaint, kind): limit}, from one read of the table.

        :raises UserError: for which case there is no limit
        """
        # sudo: the limits hold whoever enters a complaint
        table_sudo = self.sudo().search_fetch(
            [
                ("kind", "in", list(kinds)),
                ("company_id", "in", [*complaints.company_id.ids, False]),
            ],
            ["kind", "severity", "grade_id", "category_id", "company_id", "number", "unit"],
        )
        found = {}
        for complaint_sudo in complaints.sudo():  # grade and category, whoever may read them
            for kind in kinds:
                fitting = table_sudo.filtered(
                    lambda limit, kind=kind, case=complaint_sudo: limit._fits(case, kind)
                )
                if not fitting:
                    raise UserError(complaint_sudo.sudo(False)._no_limit_text(kind))
                best = max(fitting, key=lambda limit: limit._rank())
                found[complaint_sudo.sudo(False), kind] = best
        return found

    def _fits(self, complaint, kind):
        """Tell whether the limit holds for a complaint, whatever others do."""
        self.ensure_one()
        path = complaint.category_id.parent_path or ""
        return (
            self.kind == kind
            and self.company_id in (complaint.company_id, self.env["res.company"])
            and self.severity in (complaint.severity, False)
            and self.grade_id
            in (complaint.partner_id.customer_grade_id, self.env["customer.grade"])
            and path.startswith(self.category_id.parent_path or "")
        )

    def _rank(self):
        """Return how specific the limit is; of those that fit a case no two are equal.

        The number of conditions first, then severity, grade, the deeper category, the company's
        own row.
        """
        self.ensure_one()
        given = (bool(self.severity), bool(self.grade_id), bool(self.category_id))
        depth = (self.category_id.parent_path or "").count("/")
        return sum(given), *given[:2], depth, bool(self.company_id)

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        limits = super().create(vals_list)
        limits._limits_changed(limits.mapped("kind"))
        return limits

    def write(self, vals):
        kinds = set(self.mapped("kind"))
        result = super().write(vals)
        self._limits_changed(kinds | set(self.mapped("kind")))
        return result

    def unlink(self):
        kinds = set(self.mapped("kind"))
        result = super().unlink()
        self._limits_changed(kinds)
        return result

    @api.model
    def _limits_changed(self, kinds):
        """Date the open clocks of these kinds anew (REQ C-11: closed ones never change)."""
        # sudo: clocks of everybody, dated by the system
        clocks_sudo = self.env["customer.complaint.clock"].sudo()
        clocks_sudo.search([("kind", "in", list(kinds)), ("date_done", "=", False)])._limit_again()
