from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CalendarEvent(models.Model):
    # A meeting with customers that took place is put on record with one click (REQ B-07).

    _inherit = "calendar.event"

    customer_to_record = fields.Boolean(
        string="Contact to Be Recorded",
        compute="_compute_customer_to_record",
        groups="base.group_user",
    )

    @api.depends("stop", "partner_ids")
    @api.depends_context("uid")
    def _compute_customer_to_record(self):
        now = fields.Datetime.now()
        recorded = self.env["customer.interaction"]._recorded_ids(self._name, self.ids)
        for event in self:
            event.customer_to_record = bool(
                event.stop
                and event.stop <= now
                and event._customer_attended()
                and any(
                    (event.id, customer.id) not in recorded
                    for customer in event._customer_attendees()
                )
            )

    def _customer_attendees(self):
        """Return the managed customers whose people were invited."""
        # sudo: only which customers; the right to each is checked when recording
        return self.sudo().partner_ids.commercial_partner_id.filtered("customer_category")

    def _customer_attended(self):
        self.ensure_one()
        # sudo: only whether the user takes part; a private event is not read
        event_sudo = self.sudo()
        user = self.env.user
        return user == event_sudo.user_id or user.partner_id in event_sudo.partner_ids

    def action_customer_record_contact(self):
        """Record the meeting for every customer invited, once.

        :raises AccessError: for who did not take part
        :raises UserError: meeting not over, without customers, or recorded already
        """
        self.ensure_one()
        self.check_access("read")
        if not self._customer_attended():
            raise AccessError(self.env._("Who took part in a meeting records it."))
        if self.stop > fields.Datetime.now():
            raise UserError(self.env._("%(meeting)s is not over yet.", meeting=self.display_name))
        Interaction = self.env["customer.interaction"]
        recorded = Interaction._recorded_ids(self._name, self.ids)
        customers = self._customer_attendees().filtered(
            lambda customer: (self.id, customer.id) not in recorded
        )
        if not customers:
            raise UserError(
                self.env._(
                    "%(meeting)s has no customer that is not recorded yet.",
                    meeting=self.display_name,
                )
            )
        interactions = Interaction._record_source(
            [self._prepare_interaction_vals(customer) for customer in customers.sudo(False)]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_base.customer_interaction_action"
        )
        action["domain"] = [("id", "in", interactions.ids)]
        if len(interactions) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=interactions.id)
        return action

    def _prepare_interaction_vals(self, customer):
        self.ensure_one()
        people = self.partner_ids.filtered(
            lambda person: person.commercial_partner_id == customer and person != customer
        )
        return {
            "partner_id": customer.id,
            "contact_ids": [fields.Command.set(people.ids)],
            "user_id": self.env.uid,
            "company_id": self.env.company.id,
            "date": self.start,
            "duration": self.duration,
            "way": "meeting",
            "summary": self.name,
            "res_model": self._name,
            "res_id": self.id,
        }
