from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..complaint.terms import REMEDIES
from .customer_complaint_intake import MEGABYTE

# States in which the customer sees what is offered, and what was agreed.
OFFERED = ("solution", "agreed", "executed", "visited", "closed")
PUBLIC_TYPES = ("comment", "email", "email_outgoing", "auto_comment")
LINES_SHOWN = 100
FILES_AT_ONCE = 10


class CustomerComplaint(models.Model):
    # What a customer sees and enters on the portal (REQ C-01, B-09).
    #
    # Customers have no right on the model: the pages are made from what the methods here return,
    # as superuser, after ``_portal_find`` has found the complaint among the customer's own.

    _inherit = "customer.complaint"

    def _compute_access_url(self):
        super()._compute_access_url()
        for complaint in self:
            complaint.access_url = f"/my/complaints/{complaint.id}"

    # ------------------------------------------------------------------
    # What they see
    # ------------------------------------------------------------------
    @api.model
    def _portal_domain(self, partner):
        """Return the domain of a contact's complaints: those of the own commercial entity."""
        customer = partner.sudo().commercial_partner_id  # the contact's own
        if not customer._complaint_possible():
            return Domain.FALSE
        return Domain("commercial_partner_id", "=", customer.id)

    @api.model
    def _portal_find(self, complaint_id, partner):
        """Return the complaint as superuser where it is the contact's, else none."""
        # sudo: the domain says whose it is; the portal has no right on the model
        return self.sudo().search(
            Domain("id", "=", complaint_id) & self._portal_domain(partner), limit=1
        )

    def _portal_state(self):
        """Return where it stands in the customer's words: (text, colour, what is next)."""
        self.ensure_one()
        ours = self.env._("We are working on it; you need not do anything.")
        yours = self.env._("We are waiting for your answer.")
        words = {
            "registered": (self.env._("With Us"), "info", ours),
            "contacted": (self.env._("In Contact with You"), "info", ours),
            "assigned": (self.env._("Being Looked Into"), "info", ours),
            "solution": (self.env._("Solution Proposed"), "warning", yours),
            "agreed": (self.env._("Agreed, Being Carried Out"), "info", ours),
            "executed": (self.env._("Carried Out"), "warning", yours),
            "visited": (self.env._("Carried Out"), "success", ""),
            "closed": (self.env._("Done"), "secondary", ""),
            "withdrawn": (self.env._("Withdrawn"), "secondary", ""),
            "joined": (self.env._("Handled with Another"), "secondary", ""),
        }
        text, colour, following = words[self.state]
        if self.waiting_for == "customer":
            colour, following = "warning", yours
        return text, colour, following

    def _portal_joined(self):
        """Return the complaint it goes on with, where that is the same customer's."""
        self.ensure_one()
        target = self.joined_into_id
        same = target.commercial_partner_id == self.commercial_partner_id
        return target if same else target.browse()

    def _portal_offer(self):
        """Return the solution once it was offered."""
        self.ensure_one()
        return self.solution if self.state in OFFERED else False

    def _portal_agreement(self):
        """Return what was agreed, once it was."""
        self.ensure_one()
        return self.agreement if self.state in OFFERED[1:] else False

    def _portal_messages(self):
        """Return the conversation with the customer, oldest first: never a note, never what a
        third party wrote."""
        self.ensure_one()
        messages = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", PUBLIC_TYPES),
                ("subtype_id", "=", self.env.ref("mail.mt_comment").id),
                ("is_internal", "=", False),
            ],
            order="id",
        )
        return messages.filtered(
            lambda message: (
                (
                    self._is_from_customer(message.author_id, message.email_from)
                    or (message.author_id and not message.author_id.partner_share)
                )
                and (message.attachment_ids or not message._filter_empty())
            )
        )

    def _portal_author(self, message):
        """Return whom to name: people of the customer by name, ours as the company."""
        if self._is_from_customer(message.author_id, message.email_from):
            return message.author_id.name or self.partner_id.name
        return self.company_id.name

    def _portal_files(self):
        """Return the files of the conversation; evidence of our own is not among them."""
        return self._portal_messages().attachment_ids

    # ------------------------------------------------------------------
    # What they enter
    # ------------------------------------------------------------------
    @api.model
    def _portal_order_lines(self, partner):
        """Return the lines of the customer's confirmed orders, newest first, as superuser."""
        customer = partner.sudo().commercial_partner_id  # the contact's own
        return (
            self.env["sale.order.line"]
            .sudo()  # sudo: products of their own orders, which portal users cannot read
            .search(
                [
                    ("order_id.partner_id", "child_of", customer.id),
                    ("order_id.state", "=", "sale"),
                    ("order_id.company_id", "=", self.env.company.id),
                    ("display_type", "=", False),
                    ("product_id", "!=", False),
                    ("product_uom_qty", ">", 0),
                ],
                order="order_id desc, sequence, id",
                limit=LINES_SHOWN,
            )
        )

    @api.model
    def _portal_create(self, partner, entry, files):
        """Make a complaint of what a customer entered.

        :param partner: who entered it
        :param entry: {subject, text, remedy, quantities: {order line id: quantity}}
        :param files: list of (name, content)
        :raises UserError: what is missing or not the customer's
        """
        customer = partner.sudo().commercial_partner_id  # the contact's own
        if not customer._complaint_possible():
            raise UserError(self.env._("Complaints are entered by customers."))
        subject, text = (entry.get("subject") or "").strip(), (entry.get("text") or "").strip()
        if not subject or not text:
            raise UserError(self.env._("Say in a few words what it is about, and describe it."))
        company = self.env.company
        # sudo: the customer's own; every link is checked above and below
        complaint_sudo = self.sudo().create(
            {
                "company_id": company.id,
                "partner_id": customer.id,
                "contact_id": partner.id if partner != customer else False,
                "email_from": partner.sudo().email_normalized,
                "subject": subject[:200],
                "description": self._portal_html(text),
                "channel": "portal",
                "remedy": entry.get("remedy") in dict(REMEDIES) and entry["remedy"],
                "user_id": self._handler_of(company, customer).id,
                **self._portal_line_values(partner, entry.get("quantities") or {}),
            }
        )
        complaint_sudo._subscribe_customer()
        complaint_sudo._portal_post(partner, text, files)
        return complaint_sudo

    @api.model
    def _portal_line_values(self, partner, quantities):
        """Return order and lines of what was chosen; only the customer's own can be."""
        lines_sudo = self._portal_order_lines(partner)
        if set(quantities) - set(lines_sudo.ids):
            raise UserError(self.env._("Choose products of your own orders."))
        chosen_sudo = lines_sudo.filtered(lambda line: quantities.get(line.id))
        orders_sudo = chosen_sudo.order_id
        return {
            "order_id": orders_sudo.id if len(orders_sudo) == 1 else False,
            "line_ids": [
                Command.create({"order_line_id": line.id, "quantity": quantities[line.id]})
                for line in chosen_sudo
            ],
        }

    def _portal_post(self, partner, text, files=()):
        """Post what the customer wrote; files go with it and count as evidence.

        :param partner: who wrote
        :param files: list of (name, content)
        :raises UserError: nothing written, too much sent
        """
        self.ensure_one()
        if not (text or "").strip() and not files:
            raise UserError(self.env._("Write something, or choose a file."))
        self._portal_check_files(files)
        message = self.message_post(
            body=self._portal_html(text),
            author_id=partner.id,
            # sudo: the writer's own address
            email_from=partner.sudo().email_formatted or False,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=files,
        )
        self.evidence_ids |= message.attachment_ids

    def _portal_check_files(self, files):
        limit = self.company_id.customer_complaint_mail_mb
        if len(files) > FILES_AT_ONCE:
            raise UserError(
                self.env._("At most %(count)s files at once, please.", count=FILES_AT_ONCE)
            )
        if sum(len(content) for _name, content in files) > limit * MEGABYTE:
            raise UserError(
                self.env._(
                    "Your files exceed %(limit)s MB together. Send them in several answers.",
                    limit=limit,
                )
            )
