from odoo import fields, models


class ResUsers(models.Model):
    # Who has had the daily mail of approvals today, so that nobody gets it twice.
    _inherit = "res.users"

    approval_digest_day = fields.Date(
        string="Last Mail of Approvals",
        readonly=True,
        copy=False,
        groups="base.group_system",
    )

    def _approval_digest_due(self):
        """Return those of these people who can get today's mail and have not had it yet."""
        return self.filtered(
            lambda user: (
                user.active
                and not user.share
                and user.email
                and user.approval_digest_day != user.company_id._workday_today()
            )
        )
