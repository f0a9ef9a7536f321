from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

WAY_BY_CATEGORY = {"phonecall": "phone", "meeting": "meeting"}


class MailActivity(models.Model):
    # An activity done with a customer is put on record with one click (REQ B-07).

    _inherit = "mail.activity"

    customer_recorded = fields.Boolean(
        string="Contact Recorded",
        compute="_compute_customer_recorded",
        search="_search_customer_recorded",
    )

    def _compute_customer_recorded(self):
        recorded = {
            activity_id
            for activity_id, _customer_id in self.env["customer.interaction"]._recorded_ids(
                self._name, self.ids
            )
        }
        for activity in self:
            activity.customer_recorded = activity.id in recorded

    @api.model
    def _search_customer_recorded(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: recorded by whomever
        recorded = self.env["customer.interaction"].sudo()._search([("res_model", "=", self._name)])
        return Domain("id", "in", recorded.subselect("res_id"))

    def action_customer_record_contact(self):
        """Record done activities on customers as contacts, each once.

        :raises UserError: activity not done, not on a customer, or recorded already
        """
        self.check_access("read")
        Interaction = self.env["customer.interaction"]
        recorded = {res_id for res_id, _ in Interaction._recorded_ids(self._name, self.ids)}
        for activity in self:
            if activity.active or not activity.date_done or activity.res_model != "res.partner":
                raise UserError(
                    self.env._(
                        "%(activity)s: only a done activity on a customer is recorded.",
                        activity=activity.display_name,
                    )
                )
            if activity.id in recorded:
                raise UserError(
                    self.env._(
                        "%(activity)s has been recorded already.", activity=activity.display_name
                    )
                )
        interactions = Interaction._record_source(
            [activity._prepare_interaction_vals() for activity in self]
        )
        if len(interactions) != 1:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_base.customer_interaction_action"
        )
        action.update(view_mode="form", views=[(False, "form")], res_id=interactions.id)
        return action

    def _prepare_interaction_vals(self):
        self.ensure_one()
        name = self.summary or self.activity_type_id.name
        texts = (name, self.note and html2plaintext(self.note).strip(), self.feedback)
        email = self.env.ref("mail.mail_activity_data_email", raise_if_not_found=False)
        is_email = email and self.activity_type_id == email
        way = "email" if is_email else WAY_BY_CATEGORY.get(self.activity_category, "other")
        return {
            "partner_id": self.res_id,
            "user_id": self.user_id.id or self.env.uid,
            "company_id": self.env.company.id,
            "date": self.env["customer.interaction"]._noon(self.date_done),
            "way": way,
            "summary": "\n".join(text for text in texts if text),
            "res_model": self._name,
            "res_id": self.id,
        }
