from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.exceptions import UserError, ValidationError

from .customer_care_event import GUEST_STATES


class CustomerCareEventGuest(models.Model):
    """Whoever is invited to an event: when, by whom, the answer, who came (REQ V-19)."""

    _name = "customer.care.event.guest"
    _inherit = [
        "customer.entry.mixin",
        "customer.access.mixin",
        "customer.confidential.mixin",
        "mail.thread",
    ]
    _description = "Guest of a Customer Event"
    _order = "event_id, partner_id, id"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"
    _check_company_auto = True
    _entry_links = ("partner_id", "person_id")

    event_id = fields.Many2one("customer.care.event", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)
    date = fields.Datetime(related="event_id.date", string="Date of the Event")
    state = fields.Selection(related="event_id.state", string="Status of the Event")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('customer_category', '!=', False), ('parent_id', '=', False)]",
    )
    person_id = fields.Many2one(
        "res.partner",
        string="Person",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('id', 'child_of', partner_id), ('is_company', '=', False)]",
    )
    invited_by_id = fields.Many2one(
        "res.users",
        string="Invited by",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    invited_on = fields.Date(string="Invitation Sent On")
    answer = fields.Selection(
        [("yes", "Comes"), ("no", "Does Not Come"), ("maybe", "Perhaps")], index="btree_not_null"
    )
    came = fields.Boolean()
    follow_up = fields.Text(help="What was agreed, what is to be done.")
    follow_up_on = fields.Date(string="Follow up On", index="btree_not_null")
    follow_up_done = fields.Boolean(string="Followed up")

    _person_once = models.UniqueIndex(
        "(event_id, partner_id, COALESCE(person_id, 0))", "This guest is on the list already."
    )

    @api.depends("partner_id", "person_id")
    def _compute_display_name(self):
        for guest in self:
            # sudo: named to whoever may read the guest
            guest.display_name = guest.person_id.sudo().name or guest.partner_id.sudo().name

    @api.onchange("person_id")
    def _onchange_person_id(self):
        if self.person_id:
            self.partner_id = self.person_id.commercial_partner_id

    @api.constrains("partner_id", "person_id")
    def _check_customer(self):
        for guest in self.sudo():  # customers of a guest the user may write
            customer = guest.partner_id
            person_of = guest.person_id.commercial_partner_id or customer
            if customer != customer.commercial_partner_id or person_of != customer:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to %(customer)s.",
                        person=(guest.person_id or customer).name,
                        customer=customer.commercial_partner_id.name,
                    )
                )

    @api.constrains("came", "event_id")
    def _check_came(self):
        for guest in self.sudo():  # the event's state, whoever writes the guest down
            if guest.came and guest.event_id.state not in ("held", "closed"):
                raise ValidationError(
                    self.env._(
                        "%(event)s was not held yet: nobody came so far.",
                        event=guest.event_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        guests = super().create(vals_list)
        guests._check_event_open()
        return guests

    def write(self, vals):
        result = super().write(vals)
        # what was agreed is followed up after the event is summed up
        if vals.keys() - {"follow_up", "follow_up_on", "follow_up_done"}:
            self._check_event_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_uninvited(self):
        if self.env.su:
            return
        if kept := self.filtered(lambda guest: guest.invited_on or guest.came):
            raise UserError(
                self.env._(
                    "%(guest)s was invited and stays on the list.", guest=kept[0].display_name
                )
            )
        self._check_event_open()

    def _check_event_open(self):
        """:raise UserError: the list of what is summed up or cancelled stays as it is"""
        if self.env.su:
            return
        for event in self.event_id:
            if event.state not in GUEST_STATES:
                raise UserError(
                    self.env._(
                        "%(event)s is closed: its guests stay as they are.",
                        event=event.display_name,
                    )
                )

    # ------------------------------------------------------------------ invitations
    def _mail_get_partner_fields(self, introspect_fields=False):
        """An invitation goes to the person, or to the customer where no person is named."""
        return ["person_id", "partner_id"]

    def _message_add_default_recipients(self):
        found = super()._message_add_default_recipients()
        for guest in self:
            found[guest.id]["partners"] = guest.person_id or guest.partner_id
        return found

    def action_invite(self):
        """Write the invitation to these guests."""
        template = self.env.ref(
            "key_account_visits.mail_template_event_invitation", raise_if_not_found=False
        )
        return self._compose(template)

    def _compose(self, template):
        """Return Odoo's window for one letter to each."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invitation"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_composition_mode": "mass_mail",
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template and template.id,
            },
        }

    def _care_mail_refused(self):
        """Return those to whom no letter goes: their event is not approved, or they have one."""
        return self.filtered(lambda guest: guest.state != "approved" or guest.invited_on)

    def _message_mail_after_hook(self, mails):
        """Keep when the invitation was sent."""
        result = super()._message_mail_after_hook(mails)
        sent = mails.filtered(lambda mail: mail.state not in ("cancel", "exception"))
        # sudo: the right to write was checked by the window
        for company, guests in (
            self.filtered(lambda guest: guest.id in sent.mapped("res_id"))
            .sudo()
            .grouped("company_id")
            .items()
        ):
            guests.write({"invited_on": company._workday_today()})
        return result

    # ------------------------------------------------------------------ interactions
    def _record_interactions(self):
        """Record once for each customer of these (superuser) that its people came."""
        interactions = self.env["customer.interaction"]
        came = self.filtered("came")
        known = {
            (interaction.res_id, interaction.partner_id.id)
            for interaction in interactions.search(
                [("res_model", "=", came.event_id._name), ("res_id", "in", came.event_id.ids)]
            )
        }
        vals_list = []
        for (event, customer), guests in came.grouped(
            lambda guest: (guest.event_id, guest.partner_id)
        ).items():
            if (event.id, customer.id) not in known:
                vals_list.append(guests._prepare_interaction_vals(event, customer))
        interactions.create(vals_list)

    def _prepare_interaction_vals(self, event, customer):
        kept = in_company_language(self, event.company_id)
        return {
            "partner_id": customer.id,
            "company_id": event.company_id.id,
            "user_id": event.user_id.id,
            "contact_ids": [fields.Command.set(self.person_id.ids)],
            "date": min(event.date, fields.Datetime.now()),
            "way": "event",
            "direction": "out",
            "summary": kept.env._("Took part in: %(event)s", event=event.title),
            "res_model": event._name,
            "res_id": event.id,
        }

    # ------------------------------------------------------------------ merge
    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Leave one guest of those who would be on a list twice."""
        everybody = sources | target
        # sudo: guests of everybody, whoever merges
        guests_sudo = self.sudo().search(
            ["|", ("partner_id", "in", everybody.ids), ("person_id", "in", everybody.ids)]
        )
        one = {partner.id: target.id for partner in sources}

        def key(guest):
            partner_id, person_id = guest.partner_id.id, guest.person_id.id
            return guest.event_id, one.get(partner_id, partner_id), one.get(person_id, person_id)

        for same in guests_sudo.grouped(key).values():
            best = same.sorted(lambda guest: (not guest.came, not guest.invited_on, guest.id))
            best[1:].unlink()
