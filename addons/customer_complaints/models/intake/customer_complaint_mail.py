from odoo import api, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.tools import email_normalize
from odoo.tools.mail import formataddr

from ..complaint.terms import OPEN_STATES, SERVICE_GROUP
from .customer_complaint_intake import AUTOMATIC


class CustomerComplaint(models.Model):
    # Complaints by mail (REQ C-01): made from it and continued by answers.

    _inherit = "customer.complaint"

    _primary_email = "email_from"

    # ------------------------------------------------------------------
    # Who wrote
    # ------------------------------------------------------------------
    @api.model
    def _sender_of(self, email_from, company):
        """Return (customer, contact person) of an address; both empty where it is not clear.

        :param email_from: as the mail has it
        :param company: the company that got it
        """
        partners = self.env["res.partner"]
        address = email_normalize(email_from)
        if not address:
            return partners, partners
        # sudo: mail arrives whoever may see the customer
        found_sudo = partners.sudo().search(
            [
                ("email_normalized", "=", address),
                ("company_id", "in", (False, company.id)),
                ("partner_share", "=", True),
            ]
        )
        customers_sudo = found_sudo.commercial_partner_id
        if len(customers_sudo) != 1 or not customers_sudo._complaint_possible():
            # nobody's, or that of several: a person finds out
            return partners, partners
        contact_sudo = (found_sudo - customers_sudo)[:1]
        return customers_sudo.sudo(False), contact_sudo.sudo(False)

    @api.model
    def _handler_of(self, company, customer):
        """Return who takes what a customer enters: whom the company names, else who is
        responsible for the customer, else somebody of customer service."""
        # sudo: whom the company names or the customer belongs to, whoever writes
        company_sudo = company.sudo()
        named = company_sudo.customer_complaint_user_id | customer.sudo().user_id
        users_sudo = named.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )
        if not users_sudo:
            users_sudo = (
                self.env["res.users"]
                .sudo()  # sudo: who is of customer service, whoever writes
                .search(
                    [
                        ("all_group_ids", "in", self.env.ref(SERVICE_GROUP).ids),
                        ("company_ids", "in", company.ids),
                        ("share", "=", False),
                    ],
                    order="id",
                    limit=1,
                )
            )
        return (users_sudo[:1] or self.env.ref("base.user_admin")).sudo(False)

    def _is_from_customer(self, author, email_from=None):
        """Tell whether an author, or an address, is the customer's.

        :param author: a partner, may be empty
        """
        self.ensure_one()
        complaint_sudo = self.sudo()  # whose it is, whoever may read it
        address = email_normalize(email_from)
        if address and address == email_normalize(complaint_sudo.email_from):
            return True
        # sudo: whose contact wrote, whoever may read the contact
        return bool(
            author and author.sudo().commercial_partner_id == complaint_sudo.commercial_partner_id
        )

    # ------------------------------------------------------------------
    # Mail comes in
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def message_new(self, msg_dict, custom_values=None):
        """Make a complaint of a customer's mail; the route has found the customer."""
        values = dict(custom_values or {})
        company = self.env["res.company"].browse(values.get("company_id") or self.env.company.id)
        customer, contact = self._sender_of(msg_dict.get("email_from"), company)
        values = {
            "subject": msg_dict.get("subject")
            or self.env["customer.complaint.intake"]._no_subject(company),
            "description": msg_dict.get("body"),
            "channel": "email",
            "partner_id": customer.id,
            "contact_id": contact.id,
            "email_from": email_normalize(msg_dict.get("email_from")),
            "company_id": company.id,
            "user_id": self._handler_of(company, customer).id,
            **values,
        }
        complaint = self.with_company(company).create(values)
        complaint._subscribe_customer()
        return complaint

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """Tell the customer's answer from others': only it is part of the conversation.

        What a program or a third party sends is kept as a note, which no customer gets.
        """
        result = super().message_update(msg_dict, update_vals)
        if msg_dict.get("message_type") == AUTOMATIC:
            return result
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or ())
        for complaint in self:
            if complaint._is_from_customer(author, msg_dict.get("email_from")):
                msg_dict["is_internal"] = False
                complaint._customer_replied()
            elif not author or author.sudo().partner_share:  # whether a colleague wrote
                # without parent: Odoo would send a note on to whoever wrote what it answers
                msg_dict.update(is_internal=True, parent_id=False)
                complaint._tell_third_party()
        return result

    def _tell_third_party(self):
        """Let the handler know that somebody else has answered; a note tells nobody."""
        self.ensure_one()
        complaint_sudo = self.sudo()  # the system's own, in the handler's language
        handler = complaint_sudo.user_id
        summary = for_reader(self, handler).env._("Read what somebody else has answered")
        if not complaint_sudo.activity_ids.filtered(lambda todo: todo.summary == summary):
            complaint_sudo.activity_schedule(
                "mail.mail_activity_data_todo", user_id=handler.id, summary=summary
            )

    def _subscribe_customer(self):
        """Let who complained get the answers."""
        for complaint in self:
            # sudo: the address of who complained; the answer goes to them
            partner_sudo = (complaint.contact_id or complaint.partner_id).sudo()
            if partner_sudo.email:
                # sudo: followers are the system's here
                complaint.sudo().message_subscribe(partner_ids=partner_sudo.ids)

    def _customer_replied(self):
        """The customer has written: what was paused for the customer runs on (REQ C-11)."""
        for complaint in self:
            if complaint.state not in OPEN_STATES:
                continue
            # sudo: the system's own; who wrote is found out by the caller
            waiting = complaint._clock_open().filtered(
                lambda clock: clock._open_pause().reason == "customer"
            )
            if waiting:
                waiting._resume()
        self._clock_refresh()

    # ------------------------------------------------------------------
    # Conversation
    # ------------------------------------------------------------------
    def message_post(self, **kwargs):
        """What the customer sends along is evidence."""
        message = super().message_post(**kwargs)
        if kwargs.get("message_type") == "email" and message.attachment_ids:
            if self._is_from_customer(message.author_id, message.email_from):
                # sudo: the gateway's own message
                self.sudo().evidence_ids |= message.sudo().attachment_ids
        return message

    def _mail_get_partners(self, introspect_fields=False):
        """Write to the person who complained, else to the customer: one of them.

        Whoever may not see the customer is offered nobody; Odoo would refuse the whole thread.
        """
        chosen = {complaint: complaint.contact_id or complaint.partner_id for complaint in self}
        partners = self.env["res.partner"].union(*chosen.values())
        readable = partners if self.env.su else partners._filtered_access("read")
        return {complaint.id: partner & readable for complaint, partner in chosen.items()}

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Answers go to the company's address for complaints, where there is one."""
        reply_to = super()._notify_get_reply_to(default=default, author_id=author_id)
        for complaint_sudo in self.sudo():  # the address of the company
            address = complaint_sudo.company_id.customer_complaint_alias_id.alias_full_name
            if address and "@" in address:
                reply_to[complaint_sudo.id] = formataddr((complaint_sudo.company_id.name, address))
        return reply_to

    @api.model
    def _get_thread_with_access(self, thread_id, *, mode="read", **kwargs):
        """The link in a mail opens the customer's page and nothing else of the conversation.

        Odoo would open the whole of it, with names of followers and files, to whoever has the
        token; the page has its own way of writing (REQ B-09).
        """
        return super()._get_thread_with_access(thread_id, mode=mode)
