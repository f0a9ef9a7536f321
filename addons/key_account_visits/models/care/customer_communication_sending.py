from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# What a person must have to be reached on a channel.
REACHED = {
    "email": SQL("person.email_normalized IS NOT NULL"),
    "phone": SQL("COALESCE(person.phone, '') <> ''"),
    "address": SQL("COALESCE(person.street, customer.street, '') <> ''"),
    "none": SQL("TRUE"),
}


class CustomerCommunicationSending(models.Model):
    """A send list: one content on one channel to whom the matrix says (REQ V-13).

    Seed S3 六.2(4). The list is found by one query; who opted out, is on the mail blacklist,
    archived or cannot be reached on the channel is not on it. It stays as the record of who got
    what, and when.
    """

    _name = "customer.communication.sending"
    _inherit = ["customer.entry.mixin"]
    _description = "Send List"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Subject", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index=True,
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._workday_today(), copy=False
    )
    content_id = fields.Many2one(
        "customer.communication.content", required=True, index=True, ondelete="restrict"
    )
    channel_id = fields.Many2one(
        "customer.communication.channel", required=True, index=True, ondelete="restrict"
    )
    channel_kind = fields.Selection(related="channel_id.kind")
    audience_ids = fields.Many2many(
        "customer.communication.audience",
        string="Audiences",
        compute="_compute_audience_ids",
        help="Who gets this content on this channel, by the matrix.",
    )
    grade_ids = fields.Many2many(
        "customer.grade", string="Only Grades", help="Empty: all that the matrix names."
    )
    event_id = fields.Many2one(
        "customer.care.event",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="The people of the list can be made guests of this event.",
    )
    note = fields.Text(string="Notes")
    line_ids = fields.One2many("customer.communication.sent", "sending_id", string="People")
    todo_count = fields.Integer(string="To Send", compute="_compute_counts")
    sent_count = fields.Integer(string="Sent", compute="_compute_counts")

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for sending in self:
            sending.department_id = (
                sending.user_id._employee_in(sending.company_id).department_id
                if sending.user_id
                else False
            )

    @api.depends("content_id", "channel_id")
    def _compute_audience_ids(self):
        for sending in self:
            sending.audience_ids = self.env["customer.communication.policy"]._audiences_of(
                sending.content_id, sending.channel_id
            )

    @api.depends("line_ids.state")
    def _compute_counts(self):
        rows = self.env["customer.communication.sent"]._read_group(
            [("sending_id", "in", self.ids)], ["sending_id", "state"], ["__count"]
        )
        counts = {(sending.id, state): count for sending, state, count in rows}
        for sending in self:
            sending.todo_count = counts.get((sending.id, "todo"), 0)
            sending.sent_count = counts.get((sending.id, "sent"), 0)

    def write(self, vals):
        if not self.env.su and {"content_id", "channel_id", "company_id"} & vals.keys():
            if sent := self.filtered("sent_count"):
                raise UserError(
                    self.env._(
                        "%(list)s was sent: it stays as it is. Make a new list.",
                        list=sent[0].display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unsent(self):
        lines_sudo = self.env["customer.communication.sent"].sudo()  # also those one cannot see
        sent_sudo = lines_sudo.search(
            [("sending_id", "in", self.ids), ("state", "=", "sent")], limit=1
        )
        if sent_sudo:
            raise UserError(
                self.env._(
                    "%(list)s was sent: who got it is kept.",
                    list=sent_sudo.sending_id.display_name,
                )
            )

    # ------------------------------------------------------------------ who gets it
    def action_fill(self):
        """Find who gets it, anew: people already told stay on the list.

        :raises UserError: nobody by the matrix, or nobody at all
        """
        self.check_access("write")
        for sending in self:
            if not sending.audience_ids:
                raise UserError(
                    self.env._(
                        "By the matrix nobody gets “%(content)s” on “%(channel)s”. Choose "
                        "another channel, or change the matrix.",
                        content=sending.content_id.name,
                        channel=sending.channel_id.name,
                    )
                )
            # sudo: nobody writes the list but this method, of customers the user may change
            lines_sudo = sending.env["customer.communication.sent"].sudo()
            lines_sudo.search([("sending_id", "=", sending.id), ("state", "=", "todo")]).unlink()
            sending._fill()
        self.invalidate_recordset(["line_ids"])
        return True

    def _fill(self):
        """Put everybody on the list who gets it, by one statement."""
        for name in (
            "res.partner", "customer.contact", "customer.communication.optout",
            "customer.communication.sent", "mail.blacklist", "res.users",
        ):  # fmt: skip
            self.env[name].flush_model()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_communication_sent
                       (sending_id, company_id, content_id, channel_id, partner_id, person_id,
                        audience_id, state, create_uid, create_date, write_uid, write_date)
                SELECT %(sending)s, %(company)s, %(content)s, %(channel)s, customer_id, person_id,
                       audience_id, 'todo', %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(people)s) AS people
                 WHERE audience_id = ANY(%(audiences)s)
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                sending=self.id,
                company=self.company_id.id,
                content=self.content_id.id,
                channel=self.channel_id.id,
                uid=self.env.uid,
                people=self._people_query(),
                audiences=self.audience_ids.ids,
            )
        )
        self.env["customer.communication.sent"].invalidate_model()

    def _people_query(self):
        """Return the query of everybody one may tell something on the channel."""
        grades = SQL("TRUE")
        if self.grade_ids:
            grades = SQL("customer.customer_grade_id = ANY(%s)", self.grade_ids.ids)
        return SQL(
            """
            SELECT customer.id AS customer_id, person.id AS person_id, %(audience)s AS audience_id
              FROM res_partner person
              JOIN res_partner customer ON customer.id = person.commercial_partner_id
         LEFT JOIN customer_contact card ON card.partner_id = person.id
         LEFT JOIN res_users owner ON owner.id = customer.user_id
             WHERE person.active AND customer.active AND person.id <> customer.id
               AND person.is_company IS NOT TRUE AND person.type = 'contact'
               AND customer.customer_category IS NOT NULL
               AND COALESCE(customer.company_id, owner.company_id, %(company)s) = %(company)s
               AND %(reached)s AND %(wanted)s AND %(grades)s AND %(mine)s
            """,
            audience=self.env["customer.communication.audience"]._audience_sql(),
            company=self.company_id.id,
            reached=REACHED[self.channel_id.kind],
            wanted=self.env["customer.communication.optout"]._optout_sql(self.channel_id),
            grades=grades,
            mine=self._mine_sql(),
        )

    def _mine_sql(self):
        """Customers that the user may change; all of the company for who sees all."""
        if self.env.user._customer_sees_all():
            return SQL("TRUE")
        allowed = self.env["customer.access"]._allowed_partners_query("write")
        return SQL("customer.id = ANY(ARRAY(%s))", allowed)

    # ------------------------------------------------------------------ sending
    def action_send_mail(self):
        """Write an e-mail to everybody who has not got it yet."""
        self.ensure_one()
        self.check_access("write")
        if self.channel_kind != "email":
            raise UserError(
                self.env._(
                    "“%(channel)s” is not sent from here. Mark what was sent.",
                    channel=self.channel_id.name,
                )
            )
        return self._lines()._open_letter(self.name)

    def _lines(self):
        """Return the people of the list that the user may see."""
        return self.env["customer.communication.sent"].search([("sending_id", "=", self.id)])

    def action_mark_sent(self):
        """Everybody on the list was told, by the channel's own means."""
        self.ensure_one()
        self.check_access("write")
        self._lines().filtered(lambda line: line.state == "todo").action_mark_sent()
        return True

    def action_make_guests(self):
        """Make the people of the list guests of the event, each once.

        :raises UserError: no event, or it is closed
        """
        self.ensure_one()
        self.check_access("write")
        if not self.event_id:
            raise UserError(self.env._("Choose the event first."))
        guests = self.env["customer.care.event.guest"]
        # sudo: guests of colleagues are on the event already, too
        known_sudo = guests.sudo().search([("event_id", "=", self.event_id.id)]).person_id
        people = self._lines().filtered(
            lambda line: line.state != "refused" and line.person_id not in known_sudo
        )
        guests.create(
            [
                {
                    "event_id": self.event_id.id,
                    "partner_id": line.partner_id.id,
                    "person_id": line.person_id.id,
                }
                for line in people
            ]
        )
        return self.event_id.action_open_guests()

    def action_open_lines(self):
        """Open the people of the list."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "key_account_visits.customer_communication_sent_action"
        )
        return {**action, "domain": [("sending_id", "=", self.id)], "context": {}}

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("line_ids") for vals in vals_list):
            raise AccessError(self.env._("The people of a send list are found by its button."))
        return super().create(vals_list)
