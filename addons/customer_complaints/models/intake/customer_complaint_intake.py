from markupsafe import Markup
from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize, format_list, human_size
from odoo.tools.mail import generate_tracking_message_id

from ...tools.incoming_mail import is_automatic
from ..complaint.terms import OPEN_STATES

# Marks a program's mail on its way from the route to the thread; Odoo notifies no customer of it.
AUTOMATIC = "auto_comment"
MEGABYTE = 1024 * 1024


class CustomerComplaintIntake(models.Model):
    """Mail that is no complaint yet: of somebody unknown, or of a program (REQ C-01).

    A complaint has a customer. Mail from an address that is no customer's, or several customers',
    waits here until customer service assigns it or says why it is none; nobody else sees it.
    What programs send is kept here too, and answered by nothing.
    """

    _name = "customer.complaint.intake"
    _inherit = ["customer.entry.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Complaint Mail to Assign"
    _order = "received_on desc, id desc"
    _rec_name = "subject"
    _primary_email = "email_from"

    _entry_links = ("partner_id", "complaint_id")
    _entry_right = "read"
    _entry_system_fields = frozenset(
        {"state", "subject", "body", "email_from", "received_on", "company_id", "done_by_id"}
    )
    _entry_transitions = {
        "assign": (("waiting", "automatic", "refused"), None),
        "refuse": (("waiting",), None),
    }

    subject = fields.Char(readonly=True)
    email_from = fields.Char(string="Sender", readonly=True)
    body = fields.Html(string="Text", readonly=True, sanitize=True)
    received_on = fields.Datetime(
        string="Received", required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        [
            ("waiting", "To Assign"),
            ("assigned", "Assigned"),
            ("refused", "No Complaint"),
            ("automatic", "Sent by a Program"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False)]",
        tracking=True,
    )
    complaint_id = fields.Many2one(
        "customer.complaint",
        string="Complaint",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('partner_id', '=', partner_id)] if partner_id else []",
        help="Choose one when the mail belongs to it; empty: a new one is made.",
    )
    reason = fields.Text(help="Why it is no complaint.")
    done_by_id = fields.Many2one(
        "res.users", string="Done by", readonly=True, index="btree_not_null"
    )

    @api.model
    def _entry_check_target(self, target, right):
        """Customer service assigns mail to every customer of its companies."""
        target.check_access(right)

    @api.ondelete(at_uninstall=False)
    def _unlink_refused(self):
        raise UserError(
            self.env._("Mail about complaints is kept. Say why it is no complaint instead.")
        )

    def write(self, vals):
        """What was assigned stays where it is."""
        if not self.env.su and {"partner_id", "complaint_id"} & vals.keys():
            if done := self.filtered(lambda intake: intake.state == "assigned"):
                raise UserError(
                    self.env._("%(mail)s is assigned already.", mail=done[0].display_name)
                )
        return super().write(vals)

    # ------------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def message_new(self, msg_dict, custom_values=None):
        """Keep the mail; its text and attachments are posted by the gateway."""
        company = self.env["res.company"].browse((custom_values or {}).get("company_id"))
        return self.create(
            {
                "subject": msg_dict.get("subject") or self._no_subject(company),
                "email_from": msg_dict.get("email_from"),
                "body": msg_dict.get("body"),
                **(custom_values or {}),
            }
        )

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """More from the sender is kept with the first mail, which then waits again."""
        result = super().message_update(msg_dict, update_vals)
        if msg_dict.get("message_type") != AUTOMATIC:
            self.filtered(lambda intake: intake.state == "refused").state = "waiting"
        return result

    @api.model
    def _no_subject(self, company):
        return in_company_language(self, company).env._("E-mail without subject")

    @api.model
    def _route(self, message, message_dict, route):
        """Return where mail for complaints goes: to a complaint, or to what has to be assigned.

        :param route: (model, thread id, values, user id, alias), as Odoo checked it
        """
        model, thread_id, values, user_id, alias = route
        automatic = is_automatic(message)
        values = dict(values or {})
        company = self.env["res.company"].browse(values.get("company_id") or self.env.company.id)
        if not automatic:
            self._refuse_bulk(message, message_dict, company)
        if automatic and thread_id:
            # without parent: Odoo would send a note on to whoever wrote what it answers
            message_dict.update(is_internal=True, message_type=AUTOMATIC, parent_id=False)
        if thread_id:
            return route
        if waiting := self._waiting_for(message_dict):
            return self._name, waiting.id, None, user_id, alias
        values["company_id"] = company.id
        complaints = self.env["customer.complaint"]
        if automatic:
            values["state"] = "automatic"
        elif complaints._sender_of(message_dict["email_from"], company)[0]:
            return "customer.complaint", False, values, user_id, alias
        return self._name, False, values, user_id, alias

    @api.model
    def _waiting_for(self, message_dict):
        """Return the mail that this one continues; to Odoo the address makes it a new one, as
        the address is that of complaints."""
        # sudo: threads are found whoever fetches the mail
        parent_sudo = self.sudo()._get_parent_message(message_dict)
        if not parent_sudo or parent_sudo.model != self._name:
            return self.browse()
        return self.browse(parent_sudo.res_id).exists()

    @api.model
    def _refuse_bulk(self, message, message_dict, company):
        """Leave out attachments that are too large, and tell the sender which.

        The text is kept in any case, with the names of what is missing.
        """
        attachments = message_dict.get("attachments") or []
        sizes = [len(item.content or "") for item in attachments]
        limit = company.sudo().customer_complaint_mail_mb  # a setting, whoever's mail it is
        if sum(sizes) <= limit * MEGABYTE:
            return
        self = in_company_language(self, company)
        names = format_list(
            self.env,
            [
                f"{item.fname} ({human_size(size)})"
                for item, size in zip(attachments, sizes, strict=True)
            ],
        )
        missing = self.env._(
            "Attachments not kept, as they exceed %(limit)s MB together: %(names)s.",
            limit=limit,
            names=names,
        )
        told = self.env._(
            "Your message “%(subject)s” has arrived. Please send its attachments again in "
            "smaller messages, or by a link.",
            subject=message_dict.get("subject") or "",
        )
        message_dict["attachments"] = []
        message_dict["body"] = Markup("%s<p>%s</p>") % (
            Markup(message_dict.get("body") or ""),
            missing,
        )
        reference = generate_tracking_message_id("loop-detection-bounce-email")
        self._routing_create_bounce_email(
            message_dict["email_from"],
            Markup("<p>%s</p><p>%s</p>") % (told, missing),
            message,
            references=f"{message_dict['message_id']} {reference}",
            headers=repr({"Auto-Submitted": "auto-replied"}),
        )

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------
    def action_assign(self):
        """Make complaints of the customers chosen, or add the mail to the complaint chosen."""
        self._check_mine("assign")
        for intake in self:
            intake._assign()
        return self._open_complaints()

    def action_refuse(self):
        """Say that it is no complaint; the reason stays with it."""
        self._check_mine("refuse")
        for intake in self:
            if not (intake.reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(mail)s: enter the reason why it is no complaint first.",
                        mail=intake.display_name,
                    )
                )
        self.sudo().write({"state": "refused", "done_by_id": self.env.uid})  # checked above

    def _check_mine(self, action):
        self.check_access("write")
        self._check_action(action)

    def _assign(self):
        """Make or find the complaint, and take the mail over to it."""
        self.ensure_one()
        complaint = self.complaint_id
        if not complaint:
            complaint = self._make_complaint()
        elif not complaint.has_access("write"):
            # sudo: its number only, for the refusal
            raise AccessError(
                self.env._("%(name)s is not yours to work on.", name=complaint.sudo().name)
            )
        elif complaint.state not in OPEN_STATES:
            raise UserError(
                self.env._(
                    "%(complaint)s is not open any more. Reopen it, or make a new complaint.",
                    complaint=complaint.display_name,
                )
            )
        self._take_over(complaint)
        # sudo: written by the system alone; the right to the mail is checked
        self.sudo().write(
            {
                "state": "assigned",
                "complaint_id": complaint.id,
                "partner_id": complaint.partner_id.id,
                "done_by_id": self.env.uid,
            }
        )

    def _make_complaint(self):
        complaints = self.env["customer.complaint"]
        complaints.check_access("create")
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "%(mail)s: choose the customer it is from, or the complaint it belongs to.",
                    mail=self.display_name,
                )
            )
        self.partner_id.check_access("read")
        # sudo: customer service enters complaints of every customer, whosever it is
        complaint_sudo = (
            complaints.sudo().with_company(self.company_id).create(self._complaint_values())
        )
        return complaint_sudo.sudo(False)

    def _complaint_values(self):
        customer = self.partner_id.commercial_partner_id
        return {
            "company_id": self.company_id.id,
            "partner_id": customer.id,
            "subject": self.subject,
            "description": self.body,
            "channel": "email",
            "email_from": email_normalize(self.email_from) or self.email_from,
            "received_on": self.received_on,
            "user_id": self.env["customer.complaint"]._handler_of(self.company_id, customer).id,
        }

    def _take_over(self, complaint):
        """Move the sender's messages with their attachments; answers to them find the complaint."""
        # sudo: the mail as it came; the right to the mail and to the complaint is checked
        intake_sudo = self.sudo()
        messages_sudo = intake_sudo.message_ids.filtered(lambda mail: mail.message_type == "email")
        files_sudo = messages_sudo.attachment_ids
        comment = self.env.ref("mail.mt_comment")
        messages_sudo.write(
            {"model": complaint._name, "res_id": complaint.id, "subtype_id": comment.id}
        )
        files_sudo.write({"res_model": complaint._name, "res_id": complaint.id})
        complaint.sudo().evidence_ids |= files_sudo  # sudo: the files that came with the mail

    def _open_complaints(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_complaints.customer_complaint_action"
        )
        complaints = self.complaint_id
        if len(complaints) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=complaints.id)
        else:
            action["domain"] = [("id", "in", complaints.ids)]
        return action
