from odoo import fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.rating.models.rating_data import (
    RATING_HAPPY_VALUE,
    RATING_LIMIT_OK,
    RATING_UNHAPPY_VALUE,
)

from .customer_complaint_intake import AUTOMATIC


class CustomerComplaint(models.Model):
    # Satisfaction by Odoo's rating: by mail, on the portal, or typed after a call (REQ C-05).

    _inherit = "customer.complaint"

    visit_rating_id = fields.Many2one(
        "rating.rating",
        string="Answer of the Customer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Of the last return visit, by whatever way the customer answered.",
    )

    @property
    def _entry_system_fields(self):
        return super()._entry_system_fields | {"visit_rating_id"}

    def write(self, vals):
        """Ask the customer when it was carried out, where the company has switched that on."""
        if vals.get("state") != "executed":
            return super().write(vals)
        fresh = self.filtered(lambda complaint: complaint.state != "executed")
        result = super().write({**vals, "visit_rating_id": False})
        fresh._ask_satisfaction()
        return result

    def _rating_get_partner(self):
        return self.contact_id or super()._rating_get_partner()

    def _ask_satisfaction(self):
        """Send the request with the three faces, to customers that can be written to."""
        template = self.env.ref(
            "customer_complaints.mail_template_rating", raise_if_not_found=False
        )
        for complaint_sudo in self.sudo():  # a letter of the company, whoever has carried it out
            wanted = complaint_sudo.company_id.customer_complaint_rating
            if wanted and template and complaint_sudo._rating_get_partner().email:
                complaint_sudo.message_post_with_source(
                    template.sudo(),  # sudo: as above
                    email_layout_xmlid="mail.mail_notification_light",
                    message_type=AUTOMATIC,
                    subtype_xmlid="mail.mt_note",
                )

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------
    def rating_apply(self, rate, token=None, rating=None, feedback=None, **kwargs):
        """Carry the customer's answer into the return visit, once; later changes are figures.

        By a link of the mail, on the portal or typed by an employee. A face below "okay" reopens
        the complaint with a new clock.
        """
        self.check_access("write")
        applied = super().rating_apply(
            rate, token=token, rating=rating, feedback=feedback, **kwargs
        )
        for complaint in self:
            complaint._rated(applied)
        return applied

    def _rated(self, rating):
        """Take the step that an answer means, where the complaint waits for one."""
        self.ensure_one()
        satisfied = rating.rating >= RATING_LIMIT_OK
        env = in_company_language(self, self.company_id).env
        note = rating.feedback or (
            env._("The customer is satisfied.")
            if satisfied
            else env._("The customer is not satisfied, and has not said why.")
        )
        if self.state == "executed":
            self._check_action("visit")
            # sudo: the system's to write; the step is checked
            self.sudo().visit_rating_id = rating
            self.action_visit("yes" if satisfied else "no", note)
        elif not satisfied and self.state == "visited" and not self._why_not_who("handler"):
            self._reopen(note)
        elif not satisfied and self.state == "closed" and not self._why_not("reopen"):
            self.action_reopen(note)

    def action_visit(self, satisfied=None, note=None):
        """Keep what was typed after a call as an answer, so that figures have all of them."""
        result = super().action_visit(satisfied=satisfied, note=note)
        if satisfied in ("yes", "no"):
            for complaint_sudo in self.sudo():  # the system's to write; super() has checked
                if not complaint_sudo.visit_rating_id:
                    complaint_sudo.visit_rating_id = complaint_sudo._typed_rating(satisfied)
        return result

    def _typed_rating(self, satisfied):
        return self.env["rating.rating"].create(
            {
                "partner_id": self._rating_get_partner().id,
                "rated_partner_id": self._rating_get_operator().id,
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "rating": RATING_HAPPY_VALUE if satisfied == "yes" else RATING_UNHAPPY_VALUE,
                "feedback": self.return_visit_note,
                "consumed": True,
                "is_internal": False,
            }
        )

    def _rate(self, partner, rate, feedback):
        """Apply a rating of this person."""
        self.ensure_one()
        # sudo: the rating belongs to the complaint, on which the caller has the right
        complaint_sudo = self.sudo()
        token = complaint_sudo._rating_get_access_token(partner=partner)
        ratings_sudo = self.env["rating.rating"].sudo()
        self.rating_apply(
            rate, rating=ratings_sudo.search([("access_token", "=", token)]), feedback=feedback
        )
