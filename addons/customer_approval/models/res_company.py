from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    approval_digest = fields.Boolean(string="Daily Mail of Approvals", groups="base.group_user")

    def _workday_redate_hooks(self):
        return [
            *super()._workday_redate_hooks(),
            ("customer.approval.step", "_workday_redate"),
        ]

    @api.private
    def _workday_left(self, dates):
        """Say for every date how many working days are left, or how many it is overdue.

        :param dates: list of date
        :return: {date: (working days, negative when overdue, text in the reader's language)}
        """
        self.ensure_one()
        today = self._workday_today()
        days = sorted(set(dates))
        counts = self._workday_count([(today, day) for day in days])
        return {
            day: (count, self._workday_left_text(day < today, abs(count)))
            for day, count in zip(days, counts, strict=True)
        }

    def _workday_left_text(self, is_over, count):
        if is_over:
            if not count:
                return self.env._("overdue")
            if count == 1:
                return self.env._("1 working day overdue")
            return self.env._("%(count)s working days overdue", count=count)
        if not count:
            return self.env._("due now")
        if count == 1:
            return self.env._("1 working day left")
        return self.env._("%(count)s working days left", count=count)
