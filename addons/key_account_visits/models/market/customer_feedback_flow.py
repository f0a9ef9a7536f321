from odoo import models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError

from .flow import decide_dialog, locked
from .people import is_superior

# What kind of market information a form of each kind is.
INFO_KINDS = {
    "quality": "quality",
    "service": "usage",
    "delivery": "usage",
    "other": "usage",
    "price": "competitor",
    "competitor": "competitor",
    "new_product": "industry",
}


class CustomerFeedback(models.Model):
    # The way of a feedback form: submitted, returned, answered (REQ V-11).

    _inherit = "customer.feedback"

    def _why_not(self, action):
        if action == "answer" and self.state == "submitted" and not self.answer_department_id:
            return self.env._(
                "%(form)s needs no answer: no department is to give one.", form=self.display_name
            )
        return super()._why_not(action)

    def _why_not_who(self, who):
        user = self.env.user
        superior = is_superior(user, self.department_id)
        if who == "author":
            if user == self.user_id or superior:
                return False
            return self.env._(
                "%(form)s: %(user)s or a superior submits it.",
                form=self.display_name,
                user=self.user_id.sudo().name,  # a colleague's name is no secret
            )
        if who == "superior":
            if superior and user != self.user_id:
                return False
            return self.env._(
                "%(form)s: a superior or the market department returns it, never its author.",
                form=self.display_name,
            )
        department_sudo = self.answer_department_id.sudo()  # who works where is no secret
        if superior or user in (department_sudo.member_ids | department_sudo.manager_id).user_id:
            return False
        return self.env._(
            "%(form)s: somebody of %(department)s answers it, or the market department.",
            form=self.display_name,
            department=department_sudo.name,
        )

    def _locked(self):
        return locked(self, self.env._("These forms are being changed. Try again in a moment."))

    def action_submit(self):
        """Submit forms to the market department; they count from now on.

        :raises UserError: what is missing, or why not now or not by this person
        """
        self.check_access("read")
        forms_sudo = self._locked()
        self._check_action("submit")
        self._entry_check_links()
        for form in self:
            form._check_complete()
        self._take_grade()
        for company, forms in forms_sudo.grouped("company_id").items():
            today = company._workday_today()
            first = forms.filtered(lambda form: not form.counted_month)
            first.counted_month = today.replace(day=1)
            forms.write({"state": "submitted", "submitted_on": today, "return_reason": False})
        self._set_answer_due()
        self._write_market_info()
        self._tell_answering()
        self.env["customer.feedback.month"]._keep_reminders_true(forms_sudo.user_id)
        return True

    def _check_complete(self):
        """:raises UserError: what is missing on the form"""
        if not read_comment(self.text):
            raise UserError(
                self.env._("%(form)s: write what the customer says.", form=self.display_name)
            )
        if not self.contact_id and not read_comment(self.said_by):
            raise UserError(
                self.env._(
                    "%(form)s: name the person who said it, a contact or somebody else.",
                    form=self.display_name,
                )
            )

    def _write_market_info(self):
        """Keep what the forms say of the market; a form no longer marked takes it back."""
        Info = self.env["customer.market.info"]
        vals_list = []
        for form in self:
            for kind in sorted(set(INFO_KINDS.values())):
                says = form.is_market_info and kind == INFO_KINDS[form.kind]
                vals_list.append(form._market_info_vals(kind, form.text if says else False))
        Info._record_source(vals_list)

    def _market_info_vals(self, kind, text):
        self.ensure_one()
        return {
            "res_model": self._name,
            "res_id": self.id,
            "kind": kind,
            "text": text,
            "partner_id": self.partner_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "date": self.date,
            "competitor_id": self.competitor_id.id,
            "product_id": self.product_id.id,
            "product_words": self.product_words,
            "price": self.price,
            "currency_id": self.currency_id.id,
            "confidential": self.confidential,
        }

    def _tell_answering(self):
        """Tell the manager of the department that has to answer."""
        for form in self.filtered("answer_department_id"):
            # sudo: who leads a department is no secret
            manager = form.answer_department_id.sudo().manager_id.user_id
            if manager and manager != self.env.user:
                told = for_reader(form, manager)
                told.message_post(
                    body=told.env._(
                        "Your department is to answer by %(day)s.", day=form.answer_due
                    ),
                    partner_ids=manager.partner_id.ids,
                )

    def action_return(self):
        """Ask why forms go back to their authors."""
        return decide_dialog(self, "feedback_ids", "return", self.env._("Return"))

    def action_answer(self):
        """Ask what the department answers."""
        return decide_dialog(self, "feedback_ids", "answer", self.env._("Answer"))

    def _decide(self, action, text):
        """Return forms with a reason, or answer them; called by the dialog.

        :raises UserError: why not now or not by this person, or nothing was written
        """
        self.check_access("read")
        forms_sudo = self._locked()
        self._check_action(action)
        text = read_comment(text)
        if not text:
            raise UserError(self.env._("Write a text: the author reads it."))
        if action == "return":
            forms_sudo.write(
                {"state": "draft", "return_reason": text, "asked_on": False, "answer_due": False}
            )
            self.env["customer.feedback.month"]._keep_reminders_true(forms_sudo.user_id)
        else:
            for company, forms in forms_sudo.grouped("company_id").items():
                forms.write(
                    {
                        "state": "answered",
                        "answer": text,
                        "answered_on": company._workday_today(),
                        "answered_by_id": self.env.uid,
                    }
                )
        self._tell_author(action, text)
        return True

    def _tell_author(self, action, text):
        for form in self.filtered(lambda form: form.user_id != self.env.user):
            told = for_reader(form, form.user_id)
            body = (
                told.env._("Returned: %(text)s", text=text)
                if action == "return"
                else told.env._("Answered: %(text)s", text=text)
            )
            told.message_post(body=body, partner_ids=form.user_id.partner_id.ids)
