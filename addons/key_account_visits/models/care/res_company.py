from odoo import fields, models

from ...tools.lunar import IN_LEAP, IN_ORDINARY


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_care_active = fields.Boolean(
        string="Customer Care",
        help="Tasks for festivals, birthdays and anniversaries come to the responsible people, "
        "with one reminder a person.",
        groups="base.group_user",
    )
    customer_care_days = fields.Integer(
        string="Care Tasks Ahead (days)",
        default=14,
        help="So many days before an occasion its tasks are made.",
        groups="base.group_user",
    )
    customer_care_leap_policy = fields.Selection(
        [
            (IN_LEAP, "In the Leap Month, Where the Year Has It"),
            (IN_ORDINARY, "In the Ordinary Month"),
        ],
        string="Birthdays in a Leap Month",
        required=True,
        default=IN_LEAP,
        groups="base.group_user",
    )
    customer_care_keeper_id = fields.Many2one(
        "res.users",
        string="Keeper of Personal Days",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Gets the tasks of birthdays whose responsible person may not see personal data. "
        "Nobody: these tasks are not made.",
        groups="base.group_user",
    )

    _customer_care_days_range = models.Constraint(
        "CHECK(customer_care_days BETWEEN 1 AND 90)",
        "Care tasks are made between 1 and 90 days ahead.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "customer_care_leap_policy" in vals:
            # sudo: the day follows from the policy, whoever may see it
            contacts_sudo = self.env["customer.contact"].sudo()
            born_sudo = contacts_sudo.search([("birth_leap", "=", True)])
            self.env.add_to_compute(born_sudo._fields["next_birthday"], born_sudo)
        return result

    def _workday_redate_hooks(self):
        return [*super()._workday_redate_hooks(), ("customer.care.task", "_workday_redate")]
