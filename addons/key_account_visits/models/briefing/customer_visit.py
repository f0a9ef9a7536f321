from odoo import models


class CustomerVisit(models.Model):
    """The briefing is read by who goes, and by who may see the customer."""

    _inherit = "customer.visit"

    def _check_briefing(self):
        """:raises AccessError: the customer is hidden, and the user does not go there"""
        self.check_access("read")
        for visit in self:
            # who was put on an approved visit goes there for us
            goes = visit.state != "draft" and self.env.user in visit._outing_people()
            if not goes:
                # sudo: which customer, whoever may read it; that is what is checked
                customer_sudo = visit.sudo().commercial_partner_id
                customer_sudo.sudo(self.env.su)._customer_check_access("read")

    def action_open_briefing(self):
        """Open the briefing, one page to read or print.

        :raises AccessError: see :meth:`_check_briefing`
        """
        self._check_briefing()
        return self.env.ref("key_account_visits.visit_action_report_briefing").report_action(self)
