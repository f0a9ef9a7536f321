import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_list, split_every

from ..tools.seal import unsealed
from .language import for_reader

_logger = logging.getLogger(__name__)

CRON_CHUNK = 100


class CustomerApprovalStep(models.Model):
    """The limit of a step: reminded on its last day, then the next superior is asked as well."""

    _inherit = "customer.approval.step"

    def _workday_redate(self, companies, years):
        """Date open limits anew after the working days of these years were changed."""
        steps = unsealed(self).search(
            [
                ("state", "=", "pending"),
                ("due_date", "!=", False),
                ("escalation_level", "=", 0),
                ("approval_id.company_id", "in", companies.ids),
            ]
        )
        for company, group in steps.grouped(lambda step: step.approval_id.company_id).items():
            starts = [step.started_date for step in group]
            dates = company._workday_add(starts, [step.limit_days for step in group])
            for step, date in zip(group, dates, strict=True):
                if step.due_date != date:
                    step.due_date = date

    @api.model
    def _cron_follow_up(self):
        """Remind on the last day of a limit; the day after, ask the next superior as well.

        Also routes anew what no longer has an able approver (a role taken away).
        """
        cron = self.env["ir.cron"]
        # sudo: all companies, whichever user the scheduled action runs as
        pending = self.sudo().search([("state", "=", "pending")], order="id")
        cron._commit_progress(remaining=len(pending))
        for chunk in split_every(CRON_CHUNK, pending.ids, self.sudo().browse):
            chunk.try_lock_for_update()._follow_up_each()
            if not cron._commit_progress(len(chunk)):
                break

    def _follow_up_each(self):
        """Follow up these steps together; where one of them fails, each for itself.

        A step that nobody can decide must not keep the others from being reminded.
        """
        for steps in (self, *(self if len(self) > 1 else ())):
            try:
                with self.env.cr.savepoint():
                    steps._follow_up()
            except UserError as error:
                if len(steps) == 1:
                    _logger.warning("Approval step %s cannot be followed up: %s", steps.id, error)
            else:
                if steps == self:
                    return

    def _follow_up(self):
        steps = unsealed(self).filtered(lambda step: step.state == "pending")
        steps._replace_missing()._ask_again()
        due = steps.filtered("due_date")
        for company, group in due.grouped(lambda step: step.approval_id.company_id).items():
            today = company._workday_today()
            group.filtered(
                lambda step, today=today: step.due_date == today and step.reminded_on != today
            )._remind(today)
            group.filtered(lambda step, today=today: step.due_date < today)._escalate()

    def _remind(self, today):
        self.write({"reminded_on": today})
        self.approval_id._log_events(
            "reminded",
            [(step, step._kept_env()._("The limit ends today.")) for step in self],
        )
        for step in self:
            for user in step._able_approvers():
                mine = for_reader(step, user)
                mine._notify_person(
                    user, mine.env._("Please decide today: %s", step.approval_id.name)
                )

    def _escalate(self):
        """Ask the next superior as well and give a new limit of the same length."""
        router = self.env["customer.approval.router"]
        events = []
        for step in self:
            approval = step.approval_id
            known = step.approver_ids | step.escalated_user_ids
            document, excluded = approval._document(), approval._excluded_users()
            start = step.escalated_user_ids[-1:] or step.approver_ids[:1]
            superiors = router._superior(document, start, excluded | known)
            superiors = superiors or (
                router._eligible(router._administrators(), document, excluded) - known
            )
            step.escalation_level += 1
            step.escalated_user_ids |= superiors
            kept = step._kept_env()
            date = format_date(kept, step.due_date)
            text = kept._("Overdue since %(date)s.", date=date)
            if superiors:
                names = format_list(kept, superiors.mapped("name"))
                text = kept._(
                    "Overdue since %(date)s: %(people)s asked as well.", date=date, people=names
                )
            events.append((step, text))
            step._ask(superiors)
            for user in superiors | step._able_approvers():
                mine = for_reader(step, user)
                mine._notify_person(user, mine.env._("Overdue approval: %s", approval.name))
        self._set_due_dates()
        self.approval_id._log_events("escalated", events)

    def _notify_person(self, user, subject):
        self.ensure_one()
        approval = self.approval_id
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=approval._link(self.env._("%s: open the document", approval.name)),
            model=approval.res_model,
            res_id=approval.res_id,
        )
