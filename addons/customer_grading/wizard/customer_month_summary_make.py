from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.customer_month_summary import MARKETING_GROUPS


class CustomerMonthSummaryMake(models.TransientModel):
    """Make monthly summaries of a past month by hand (REQ G-10)."""

    _name = "customer.month.summary.make"
    _description = "Make Monthly Summaries"

    month = fields.Date(
        required=True,
        default=lambda self: (
            self.env.company._workday_today().replace(day=1) - relativedelta(months=1)
        ),
        help="Any day of the month.",
    )
    is_marketing = fields.Boolean(compute="_compute_is_marketing")
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        default=lambda self: self._default_department_ids(),
        help="Empty: all departments with customers.",
    )

    @api.model
    def _default_department_ids(self):
        """A manager's own departments; marketing and administrators begin with all."""
        user = self.env.user
        if user.has_groups(MARKETING_GROUPS):
            return self.env["hr.department"]
        return user.customer_department_ids

    @api.depends_context("uid")
    def _compute_is_marketing(self):
        self.is_marketing = self.env.user.has_groups(MARKETING_GROUPS)

    def action_make(self):
        """Make the missing ones and show the month.

        :raises AccessError: a department the user does not answer for
        :raises UserError: a month that is not over
        """
        self.ensure_one()
        company = self.env.company
        month = self.month.replace(day=1)
        if month >= company._workday_today().replace(day=1):
            raise UserError(
                self.env._("%(month)s is not over. Choose a past month.", month=f"{month:%Y-%m}")
            )
        departments = self.department_ids
        if departments.company_id - company:
            raise UserError(
                self.env._("Choose departments of %(company)s.", company=company.display_name)
            )
        if not self.env.user.has_groups(MARKETING_GROUPS):
            strange = departments - self.env.user.customer_department_ids
            if strange or not departments:
                raise AccessError(
                    self.env._(
                        "You make the summaries of departments in your charge. Ask the market "
                        "department for others."
                    )
                )
        self.env["customer.month.summary"]._make(company, month, departments or None)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_grading.customer_month_summary_action"
        )
        action["domain"] = [("month", "=", month)]
        action["context"] = {}
        return action
