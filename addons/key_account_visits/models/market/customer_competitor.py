from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL


class CustomerCompetitor(models.Model):
    """A competitor and all that is known of it (REQ V-16, seed S4 2.2 第11条(3)).

    What was heard stands in ``customer.market.info``; who reads the profile sees of it, and of
    the customers named there, what he or she may see.
    """

    _name = "customer.competitor"
    _inherit = ["customer.entry.mixin", "customer.confidential.mixin", "mail.thread"]
    _description = "Competitor"
    _order = "name, id"
    _mail_post_access = "read"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    website = fields.Char()
    products = fields.Text(string="Competing Products", tracking=True)
    strengths = fields.Text(tracking=True)
    weaknesses = fields.Text(tracking=True)
    price_level = fields.Selection(
        [
            ("lower", "Below Ours"),
            ("same", "About the Same"),
            ("higher", "Above Ours"),
        ],
        help="Against our own prices.",
        tracking=True,
    )
    info_ids = fields.One2many(
        "customer.market.info", "competitor_id", string="What Is Known", readonly=True
    )
    info_count = fields.Integer(string="Number of Infos", compute="_compute_known")
    last_date = fields.Date(string="Last Heard of", compute="_compute_known")
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers Using Them",
        compute="_compute_known",
        help="Customers that market information names with this competitor, of those you may see.",
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, lower(name))", "There is a competitor of this name already."
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("info_ids.partner_id", "info_ids.date", "info_ids.competitor_id")
    def _compute_known(self):
        """Counted with the reader's own rights: nothing confidential is given away."""
        groups = self.env["customer.market.info"]._read_group(
            [("competitor_id", "in", self.ids)],
            ["competitor_id"],
            ["__count", "date:max", "commercial_partner_id:recordset"],
        )
        known = {competitor: figures for competitor, *figures in groups}
        for competitor in self:
            count, last, partners = known.get(
                competitor._origin, (0, False, self.env["res.partner"])
            )
            competitor.info_count = count
            competitor.last_date = last
            competitor.partner_ids = partners._filtered_access("read")

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._stripped(vals) for vals in vals_list]
        self._check_known(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._stripped(vals))

    @api.model
    def _stripped(self, vals):
        name = vals.get("name")
        return {**vals, "name": " ".join(name.split())} if isinstance(name, str) else vals

    @api.model
    def _check_known(self, vals_list):
        """Say which competitor there is already, also an archived one.

        :raises ValidationError: naming it
        """
        self.flush_model(["name", "company_id", "active"])
        # a name in the list is no secret within the company, archived or not
        rows = self.env.execute_query(
            SQL(
                "SELECT known.name, known.active FROM customer_competitor known"
                " JOIN unnest(%s::int[], %s::text[]) AS given(company_id, name)"
                " ON given.company_id = known.company_id AND lower(given.name) = lower(known.name)"
                " LIMIT 1",
                [vals.get("company_id") or self.env.company.id for vals in vals_list],
                [vals.get("name") or "" for vals in vals_list],
            )
        )
        for name, active in rows:
            raise ValidationError(
                self.env._("%(competitor)s is in the list already. Add to it.", competitor=name)
                if active
                else self.env._(
                    "%(competitor)s is in the list already, but archived. Restore it.",
                    competitor=name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_known(self):
        # sudo: what is known of it may be confidential
        known_sudo = self.env["customer.market.info"].sudo()
        if info := known_sudo.search([("competitor_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "There is market information about %(competitor)s: archive it instead.",
                    competitor=info.competitor_id.name,
                )
            )

    def action_open_infos(self):
        """Open what is known of the competitor, newest first."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "key_account_visits.customer_market_info_action"
        )
        action.update(
            domain=[("competitor_id", "=", self.id)],
            context={"default_competitor_id": self.id, "default_kind": "competitor"},
        )
        return action
