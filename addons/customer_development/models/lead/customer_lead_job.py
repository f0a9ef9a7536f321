from odoo import api, models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Domain
from odoo.tools import split_every

from ...tools.lead_allocation import why_not_available

CHUNK = 50


class CustomerLeadAssignment(models.Model):
    """What nobody has answered in time goes to the next one (REQ B-16)."""

    _inherit = "customer.lead.assignment"

    @api.model
    def _cron_hand_on(self):
        """Hand on what is late, and what waits for people who have left; restartable."""
        companies = self.env["res.company"]._customer_companies()
        waiting = self.search(Domain("state", "=", "offered"), order="id")
        gone = self._waiting_for_nobody(waiting)
        late = waiting.filtered_domain(
            Domain("answer_due", "!=", False)
            & companies._customer_day_domain("answer_due", "<", "company_id")
        )
        todo = late | gone
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(todo))
        for chunk in split_every(CHUNK, todo.ids, self.browse):
            locked = self.browse(unsealed(chunk).try_lock_for_update().ids)
            locked.invalidate_recordset(["state", "answer_due"])
            for lead in locked.filtered(lambda one: one.state == "offered"):
                lead._hand_on("left" if lead in gone else "late")
            if not cron._commit_progress(len(chunk)):
                return

    @api.model
    def _waiting_for_nobody(self, waiting):
        """Return those whose person has left, or has no longer the role."""
        gone = self.browse()
        for company, leads in waiting.grouped("company_id").items():
            away = why_not_available(self.env, company, leads.user_id)
            able = self._able_again(company, away)
            gone |= leads.filtered(lambda lead, able=able: lead.user_id in able)
        return gone

    @api.model
    def _able_again(self, company, away):
        """Return the users of ``away`` who will not come back: absent people answer later."""
        users = self.env["res.users"].union(*away)
        return users.filtered(
            lambda user: (
                not user.sudo().active  # colleagues' logins and roles
                or company not in user.sudo().company_ids
                or not user.sudo().has_group("customer_base.group_customer_salesperson")
            )
        )

    def _hand_on(self, result):
        """Take it from whoever was asked and ask the next one."""
        self.ensure_one()
        self._answer(result, "offered")
        self._ask_next()

    @api.model
    def _workday_redate(self, companies, _years):
        """Date the answers anew where days off have changed."""
        limited = companies.filtered("customer_lead_days")
        offers = self.env["customer.lead.offer"].search(
            [
                ("assignment_id.company_id", "in", limited.ids),
                ("result", "=", "open"),
                ("due", "!=", False),
            ]
        )
        for company, mine in offers.grouped(lambda offer: offer.assignment_id.company_id).items():
            asked = [company._customer_local_date(offer.asked_on) for offer in mine]
            days = company._workday_add(asked, company.customer_lead_days)
            for offer, due in zip(mine, days, strict=True):
                if offer.due != due:
                    unsealed(offer).write({"due": due})
                    unsealed(offer.assignment_id).write({"answer_due": due})
