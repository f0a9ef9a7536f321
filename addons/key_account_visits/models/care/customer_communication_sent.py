from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerCommunicationSent(models.Model):
    """One person of a send list: who gets, or got, which content on which channel (REQ V-13)."""

    _name = "customer.communication.sent"
    _inherit = [
        "customer.entry.mixin",
        "customer.access.mixin",
        "customer.confidential.mixin",
        "mail.thread",
    ]
    _description = "Person on a Send List"
    _order = "sending_id desc, partner_id, id"
    _rec_name = "person_id"
    _access_partner_field = "partner_id"
    _entry_links = ("partner_id", "person_id")

    sending_id = fields.Many2one(
        "customer.communication.sending",
        string="Send List",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    content_id = fields.Many2one(
        "customer.communication.content", required=True, index=True, ondelete="restrict"
    )
    channel_id = fields.Many2one(
        "customer.communication.channel", required=True, index=True, ondelete="restrict"
    )
    audience_id = fields.Many2one(
        "customer.communication.audience", index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    person_id = fields.Many2one(
        "res.partner", string="Person", required=True, index=True, ondelete="cascade"
    )
    function = fields.Char(related="person_id.function")
    email = fields.Char(related="person_id.email")
    phone = fields.Char(related="person_id.phone")
    user_id = fields.Many2one(related="partner_id.user_id", string="Responsible")
    state = fields.Selection(
        [("todo", "To Send"), ("sent", "Sent"), ("refused", "Opted Out")],
        string="Status",
        required=True,
        default="todo",
        index=True,
    )
    sent_on = fields.Date(readonly=True)
    sent_by_id = fields.Many2one("res.users", readonly=True)

    _once = models.Constraint(
        "UNIQUE(sending_id, person_id)", "This person is on the list already."
    )
    _person_idx = models.Index("(person_id, sent_on) WHERE state = 'sent'")

    @api.depends("person_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.person_id.sudo().name  # to whoever may read the line

    def write(self, vals):
        if not self.env.su and vals.keys() - self.env["mail.thread"]._fields.keys():
            raise AccessError(
                self.env._("The people of a send list are found and marked by its buttons.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unsent(self):
        if sent := self.filtered(lambda line: line.state == "sent" and not self.env.su):
            raise UserError(
                self.env._(
                    "%(person)s got this on %(date)s; that is kept.",
                    person=sent[0].display_name,
                    date=sent[0].sent_on,
                )
            )

    # ------------------------------------------------------------------ sending
    def _mail_get_partner_fields(self, introspect_fields=False):
        """A letter goes to the person."""
        return ["person_id"]

    def _message_add_default_recipients(self):
        found = super()._message_add_default_recipients()
        for line in self:
            found[line.id]["partners"] = line.person_id
        return found

    def action_open_letter(self):
        """Write an e-mail to the chosen people."""
        return self._open_letter(self.sending_id[:1].name)

    def _open_letter(self, subject):
        """Return Odoo's window for one letter to each of those who have not got it.

        :raises UserError: nobody is left to write to
        """
        self.check_access("write")
        todo = self - self._care_mail_refused()
        if not todo:
            raise UserError(self.env._("Nobody is left to write to: all have got it or opted out."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write to Customers"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_composition_mode": "mass_mail",
                "default_model": self._name,
                "default_res_ids": todo.ids,
                "default_subject": subject,
            },
        }

    def _care_mail_refused(self):
        """Return those of whose list no e-mail is to be sent any more."""
        return self.filtered(lambda line: line.state != "todo" or line.channel_id.kind != "email")

    def _message_mail_after_hook(self, mails):
        """Keep who got it, and when."""
        result = super()._message_mail_after_hook(mails)
        sent = mails.filtered(lambda mail: mail.state not in ("cancel", "exception"))
        ids = set(sent.mapped("res_id"))
        self.filtered(lambda line: line.id in ids)._mark_sent()
        return result

    def action_mark_sent(self):
        """Mark that these people were told; who opted out meanwhile is marked so instead.

        :raises UserError: told already, or an e-mail, which is sent from here
        """
        self.check_access("write")
        for line in self:
            if line.state == "sent":
                raise UserError(self.env._("%(person)s got it already.", person=line.display_name))
        refused = self.browse()
        for channel, lines in self.grouped("channel_id").items():
            refused |= lines._opted_out(channel)
        # sudo: nobody writes who got what but this method
        refused.sudo().write({"state": "refused"})
        (self - refused)._mark_sent()
        return True

    def _opted_out(self, channel):
        """Return those whose person does not want to be told on the channel any more."""
        optouts_sudo = (
            self.env["customer.communication.optout"]
            .sudo()  # whoever wrote it down
            .search(
                [
                    ("person_id", "in", self.person_id.ids),
                    ("channel_id", "in", (channel.id, False)),
                ]
            )
        )
        refused = optouts_sudo.person_id
        if channel.kind == "email":
            ids, _addresses = optouts_sudo._refused_by_mail(self.person_id.ids, [])
            refused |= refused.browse(ids)
        return self.filtered(lambda line: line.person_id in refused or not line.person_id.active)

    def _mark_sent(self):
        # sudo: the right to write was checked by the window or the button
        for company, lines in self.sudo().grouped("company_id").items():
            lines.write(
                {
                    "state": "sent",
                    "sent_on": company._workday_today(),
                    "sent_by_id": self.env.uid,
                }
            )

    # ------------------------------------------------------------------ merge
    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Who becomes one person is on a list once."""
        # sudo: lists of everybody, whoever merges
        found_sudo = self.sudo().search([("person_id", "in", (sources | target).ids)])
        for same in found_sudo.grouped("sending_id").values():
            same.sorted(lambda line: (line.state != "sent", line.id))[1:].unlink()
