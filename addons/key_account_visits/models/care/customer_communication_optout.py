from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.mail import email_normalize


class CustomerCommunicationOptout(models.Model):
    """A person who does not want to be told anything on a channel, or on any (REQ V-13).

    Whoever sees the customer writes it down: saying no is as easy as saying yes (PIPL 15).
    """

    _name = "customer.communication.optout"
    _inherit = ["customer.entry.mixin", "customer.access.mixin"]
    _description = "Opted Out"
    _order = "id desc"
    _rec_name = "person_id"
    _entry_links = ("person_id",)
    _entry_right = "read"

    person_id = fields.Many2one(
        "res.partner",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
    )
    commercial_partner_id = fields.Many2one(
        related="person_id.commercial_partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="person_id.company_id", store=True, index=True)
    channel_id = fields.Many2one(
        "customer.communication.channel",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: on every channel.",
    )
    date = fields.Date(
        string="Since", required=True, default=lambda self: self.env.company._workday_today()
    )
    note = fields.Char(string="What the Person Said")

    _once = models.UniqueIndex(
        "(person_id, COALESCE(channel_id, 0))", "This person has opted out of this already."
    )

    @api.depends("person_id")
    def _compute_display_name(self):
        for optout in self:
            optout.display_name = optout.person_id.sudo().name  # to whoever may read it

    @api.model
    def _optout_sql(self, channel):
        """Return the SQL that tells whether a ``person`` may be told something on a channel."""
        blacklisted = SQL("FALSE")
        if channel.kind == "email":
            blacklisted = SQL(
                "EXISTS (SELECT FROM mail_blacklist blacklist WHERE blacklist.active"
                " AND blacklist.email = person.email_normalized)"
            )
        return SQL(
            "NOT EXISTS (SELECT FROM customer_communication_optout optout"
            " WHERE optout.person_id = person.id"
            " AND (optout.channel_id IS NULL OR optout.channel_id = %s)) AND NOT %s",
            channel.id,
            blacklisted,
        )

    @api.model
    @api.private
    def _refused_by_mail(self, partner_ids, emails):
        """Return (ids of partners, addresses) among these that get no letters to many.

        Whoever opted out of e-mail or of all, is on the mail blacklist or archived. Two persons
        with one address are one: a letter to it reaches both.
        """
        # sudo: whether somebody may be written to at all, whoever writes
        self_sudo = self.sudo()
        partners = self_sudo.env["res.partner"].with_context(active_test=False)
        named = partners.browse(partner_ids).exists()
        addresses = {email_normalize(email) for email in emails} - {False}
        addresses |= set(filter(None, named.mapped("email_normalized")))
        optouts = self_sudo.search(
            [
                "|",
                ("channel_id", "=", False),
                ("channel_id.kind", "=", "email"),
                "|",
                ("person_id", "in", named.ids),
                ("person_id.email_normalized", "in", list(addresses)),
            ]
        )
        blocked = set(optouts.person_id.mapped("email_normalized"))
        blocked |= set(
            self_sudo.env["mail.blacklist"]
            .search([("email", "in", list(addresses))])
            .mapped("email")
        )
        refused = named.filtered(
            lambda partner: (
                not partner.active
                or partner in optouts.person_id
                or partner.email_normalized in blocked
            )
        )
        return set(refused.ids), blocked - {False}

    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Who becomes one person has opted out once."""
        # sudo: whoever merges
        found_sudo = self.sudo().search([("person_id", "in", (sources | target).ids)])
        for same in found_sudo.grouped("channel_id").values():
            same.sorted("id")[1:].unlink()
