from odoo import api, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.rating.models.rating_data import RATING_HAPPY_VALUE, RATING_UNHAPPY_VALUE
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class CustomerComplaint(models.Model):
    # The customer's own decisions: agreed or not, satisfied or not (REQ C-04, C-05).

    _inherit = "customer.complaint"

    @api.model
    def _portal_html(self, text):
        """Return plain text as HTML; what looks like tags stays text."""
        return plaintext2html(text or "")

    def _portal_answer(self, partner, text, files=()):
        """The customer answers: posted, and what waited for the customer runs on.

        :raises UserError: nothing written, too much sent, not open for answers
        """
        self.ensure_one()
        if self.state in ("withdrawn", "joined"):
            raise UserError(
                self.env._(
                    "%(number)s is not open any more. Please enter a new complaint.",
                    number=self.name,
                )
            )
        self._portal_post(partner, text, files)
        self._customer_replied()

    def _portal_agree(self, partner, text=""):
        """The customer agrees to the solution offered.

        :raises UserError: there is no solution to agree to any more
        """
        self._portal_check_state("solution")
        words = (text or "").strip()
        # sudo: the name of who is logged in on the portal
        note = in_company_language(self, self.company_id).env._(
            "%(person)s agreed on the portal.", person=partner.sudo().name
        )
        self._portal_post(partner, words or self.env._("We agree to the solution."))
        self.action_agree(f"{note} {words}".strip())

    def _portal_refuse(self, partner, text):
        """The customer does not agree; says why, and another solution is looked for.

        :raises UserError: no reason, no solution to refuse any more
        """
        self._portal_check_state("solution")
        self._portal_need_reason(text)
        self._portal_post(partner, text)
        self.action_refuse(text.strip())

    def _portal_rate(self, partner, satisfied, text=""):
        """The customer says whether it is done; not satisfied needs to say why.

        :raises UserError: no reason, nothing to be asked about
        """
        self._portal_check_state("executed")
        if not satisfied:
            self._portal_need_reason(text)
        self._rate(
            partner, RATING_HAPPY_VALUE if satisfied else RATING_UNHAPPY_VALUE, (text or "").strip()
        )

    def _portal_check_state(self, state):
        self.ensure_one()
        if self.state != state:
            raise UserError(
                self.env._(
                    "%(number)s has moved on meanwhile. Reload the page to see where it stands.",
                    number=self.name,
                )
            )

    @api.model
    def _portal_need_reason(self, text):
        if not (text or "").strip():
            raise UserError(self.env._("Please write what is wrong, so that we can do better."))
