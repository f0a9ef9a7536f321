from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 50


class CustomerHandoverCustomer(models.Model):
    # The letter to the customer about the new person (REQ H-03).

    _inherit = "customer.handover.customer"

    notice_state = fields.Selection(
        [
            ("none", "No Letter"),
            ("waiting", "To Be Sent"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("no_address", "No Address"),
            ("opted_out", "Does Not Want Letters"),
        ],
        string="Letter Is",
        required=True,
        default="none",
        readonly=True,
    )
    notice_on = fields.Datetime(string="Letter on", readonly=True)
    notice_error = fields.Char(string="Why Failed", readonly=True)
    mail_id = fields.Many2one("mail.mail", readonly=True, index="btree_not_null")

    def _send_notice(self):
        """Send the letter to these customers of one sheet; each keeps what became of it.

        Written in the customer's language, sent by Odoo's own mail queue.
        """
        handover = self.handover_id
        template = handover.template_id.sudo()  # the letter, whoever made it
        for row in self:
            state, error, mail = "sent", False, self.env["mail.mail"]
            try:
                with self.env.cr.savepoint():
                    mail_id = template.send_mail(
                        row.id, email_values={"auto_delete": False, "email_to": row._notice_to()}
                    )
                    mail = mail.browse(mail_id)
            except Exception as exception:  # noqa: BLE001 a bad letter stops no other letter
                state, error = "failed", str(exception)[:200]
            row.write(
                {
                    "notice_state": state,
                    "notice_error": error,
                    "notice_on": fields.Datetime.now(),
                    "mail_id": mail.id,
                }
            )

    def _notice_to(self):
        self.ensure_one()
        return self.partner_id.email_formatted


class CustomerHandover(models.Model):
    # Letters of one sheet, in batches.

    _inherit = "customer.handover"

    waiting_count = fields.Integer(string="Letters to Be Sent", compute="_compute_letters")
    failed_count = fields.Integer(string="Letters Not Sent", compute="_compute_letters")

    @api.depends("customer_ids.notice_state")
    def _compute_letters(self):
        counts = {
            (handover.id, state): number
            for handover, state, number in self.env["customer.handover.customer"]
            .sudo()  # numbers only
            ._read_group(
                [("handover_id", "in", self.ids)], ["handover_id", "notice_state"], ["__count"]
            )
        }
        for handover in self:
            handover.waiting_count = counts.get((handover._origin.id, "waiting"), 0)
            handover.failed_count = sum(
                counts.get((handover._origin.id, state), 0)
                for state in ("failed", "no_address", "opted_out")
            )

    def _queue_notices(self):
        """Put the letters in the queue; say of each customer who gets none, and why."""
        if not self.notify or not self.template_id:
            return
        self.env.flush_all()
        optout = SQL("FALSE")
        if "customer.communication.optout" in self.env:
            optout = SQL(
                "EXISTS (SELECT FROM customer_communication_optout optout"
                " LEFT JOIN customer_communication_channel channel"
                " ON channel.id = optout.channel_id"
                " WHERE optout.person_id = partner.id"
                " AND (optout.channel_id IS NULL OR channel.kind = 'email'))"
            )
        self.env.execute_query(
            SQL(
                """
                UPDATE customer_handover_customer taken
                   SET notice_state = CASE
                       WHEN partner.email_normalized IS NULL THEN 'no_address'
                       WHEN EXISTS (SELECT FROM mail_blacklist blacklist
                                     WHERE blacklist.active
                                       AND blacklist.email = partner.email_normalized)
                         OR %s THEN 'opted_out'
                       ELSE 'waiting' END
                  FROM res_partner partner
                 WHERE partner.id = taken.partner_id AND taken.handover_id = %s
                   AND taken.state = 'ready' AND taken.decision = 'move'
                   AND taken.notice_state = 'none'
             RETURNING taken.id""",
                optout,
                self.id,
            )
        )
        self.env["customer.handover.customer"].invalidate_model(["notice_state"])

    def _send_notices(self):
        """Send what is in the queue; return False when the time of the job is up."""
        if not self.template_id:
            return True

        def send(_size):
            rows = self.env["customer.handover.customer"].search(
                [("handover_id", "=", self.id), ("notice_state", "=", "waiting")], limit=BATCH
            )
            rows = rows.try_lock_for_update()
            rows._send_notice()
            return len(rows)

        return self._in_chunks(send)

    @api.model
    def _cron_letters(self):
        """Find out which letters Odoo's mail queue could not send."""
        rows = self.env["customer.handover.customer"].search(
            [("notice_state", "=", "sent"), ("mail_id.state", "in", ("exception", "cancel"))]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(rows))
        for row in rows:
            error = (row.mail_id.failure_reason or "")[:200]
            row.write({"notice_state": "failed", "notice_error": error})
            if not cron._commit_progress(1):
                return

    def action_preview_letter(self):
        """Show the letter as the first customers get it.

        :raises UserError: no customers, or no letter
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("mail.mail_template_preview_action")
        row = self.customer_ids.filtered(lambda row: row.receiver_id)[:1]
        action["context"] = {
            "default_mail_template_id": self.template_id.id,
            "default_resource_ref": f"customer.handover.customer,{row.id}" if row else False,
        }
        return action
