from odoo import api, models
from odoo.fields import Domain
from odoo.tools import split_every

from ..tools.seal import plain
from .language import for_reader

CHUNK = 50
# more than that nobody reads in a mail; the inbox has them all
NAMED = 30


class CustomerApprovalDigest(models.AbstractModel):
    """Tells people by one mail a day what waits for their decision (REQ A-07).

    Where a company wants it, on its working days: each person once a day, in their language,
    what they are asked for themselves and what they decide as a deputy. Who has nothing waiting,
    or no address, gets none.
    """

    _name = "customer.approval.digest"
    _description = "Daily Mail of Approvals"

    @api.model
    def _cron_send(self):
        """Send the mails of today. Who has had one today is left out, also in a second run."""
        cron = self.env["ir.cron"]
        # sudo: what waits in all companies, whichever user the scheduled action runs as
        digest_sudo = plain(self.sudo())
        people = digest_sudo._people()
        cron._commit_progress(remaining=len(people))
        for chunk in split_every(CHUNK, people.ids, people.browse):
            digest_sudo._send(chunk.try_lock_for_update(allow_referencing=True))
            if not cron._commit_progress(len(chunk)):
                break

    @api.model
    def _companies(self):
        """Return the companies that want the mail and work today."""
        companies = self.env["res.company"].search([("approval_digest", "=", True)])
        return companies.filtered(
            lambda company: company._workday_is([company._workday_today()])[0]
        )

    @api.model
    def _steps(self, companies, people=None):
        """Return the steps that wait in these companies, of everybody or of some people."""
        domain = Domain("state", "=", "pending")
        domain &= Domain("approval_id.company_id", "in", companies.ids)
        if people is not None:
            domain &= Domain("approver_ids", "in", people.ids) | Domain(
                "escalated_user_ids", "in", people.ids
            )
        return self.env["customer.approval.step"].search(domain, order="due_date, id")

    @api.model
    def _people(self):
        """Return who may have something waiting and has had no mail today, by their id."""
        steps = self._steps(self._companies())
        asked = steps.approver_ids | steps.escalated_user_ids
        deputies = self.env["customer.approval.delegation"]._running(users=asked).delegate_id
        return (asked | deputies)._approval_digest_due().sorted("id")

    @api.model
    def _send(self, people):
        """Send each of these people the mail, and keep that they have had it."""
        people = people._approval_digest_due()
        vals_list, told = [], people.browse()
        for person, waiting in self._waiting(people).items():
            vals_list.append(self._mail_vals(person, waiting))
            told |= person
        self.env["mail.mail"].create(vals_list)
        for company, group in told.grouped("company_id").items():
            group.approval_digest_day = company._workday_today()

    @api.model
    def _waiting(self, people):
        """Return {user: [(step, whom the user stands in for)]} of who has something waiting."""
        delegations = self.env["customer.approval.delegation"]._running(delegates=people)
        steps = self._steps(self._companies(), people | delegations.user_id)
        found = {}
        for step in steps:
            asked = step.approver_ids | step.escalated_user_ids
            standing_in = delegations.filtered(
                lambda delegation, asked=asked: delegation.user_id in asked
            )
            for person in people & (asked | standing_in.delegate_id):
                own = delegations.filtered(
                    lambda delegation, person=person: delegation.delegate_id == person
                )
                # the one answer to who may decide: role kept, not the own request, not agreed yet
                if voice := step._voice(person, own):
                    found.setdefault(person, []).append((step, voice.for_user))
        return found

    @api.model
    def _mail_vals(self, person, waiting):
        mine = for_reader(self, person)
        sender = person.company_id.partner_id.email_formatted or self.env.user.email_formatted
        more = len(waiting) - NAMED
        body = mine.env["ir.qweb"]._render(
            "customer_approval.approval_digest",
            {
                "greeting": mine.env._("Hello %s,", person.name),
                "rows": [mine._row(step, absent) for step, absent in waiting[:NAMED]],
                "others": mine.env._("Further ones: %(count)s", count=more) if more > 0 else "",
                "inbox": f"{self.get_base_url()}/odoo/approvals-to-decide",
            },
        )
        subject = mine.env._("Waiting for your approval: %(count)s", count=len(waiting))
        return {
            "subject": subject,
            "body_html": body,
            "email_to": person.email_formatted,
            "email_from": sender,
            "author_id": self.env.user.partner_id.id,
            "auto_delete": True,
            "state": "outgoing",
        }

    def _row(self, step, absent):
        """Return what the mail says about one step, in the language of the environment."""
        approval = step.with_env(self.env).approval_id
        return {
            "name": approval.name,
            "link": f"{self.get_base_url()}/mail/view?model={approval.res_model}"
            f"&res_id={approval.res_id}",
            "kind": approval.model_id.name,
            "stage": step.name,
            "applicant": approval.requester_id.name,
            "amount": approval.currency_id.format(approval.amount) if approval.amount else "",
            "left": approval.due_text or "",
            "is_over": approval.due_days < 0,
            "absent": self.env._("In place of %s", absent.name) if absent else "",
        }
