from odoo import api, fields, models
from odoo.addons.customer_base.models.trade.purchase_terms import PURCHASES
from odoo.addons.customer_base.tools.windows import window_start
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .group_terms import BELONGS

# Who refreshes the figures: the same who keep the types.
REFRESH_GROUPS = "customer_base.group_customer_marketing,customer_base.group_customer_admin"

BOUGHT = """
    SELECT commercial_partner_id AS partner_id, SUM(amount_untaxed_signed) AS amount
      FROM account_move
     WHERE %(purchases)s AND company_id = %(company_id)s
       AND invoice_date BETWEEN %(start)s AND %(as_of)s
  GROUP BY commercial_partner_id
"""

# Groups of companies by the head of each; a company by itself is none.
GROUPED = """
    SELECT belongs.root AS partner_id, SUM(bought.amount) AS amount
      FROM belongs
      JOIN bought ON bought.partner_id = belongs.partner_id
  GROUP BY belongs.root
"""

# Where a customer stands; by_hand is null for those who are not of the type.
POSITION = """
    CASE WHEN by_hand THEN 'member'
         WHEN by_hand IS NOT NULL AND amount >= threshold THEN 'member'
         WHEN by_hand IS NOT NULL THEN 'below'
         WHEN amount >= threshold THEN 'new'
         ELSE 'near'
    END
"""

POSITIONS = """
    WITH RECURSIVE %(belongs)sbought AS (%(bought)s), measured AS (%(measured)s), member AS (
        SELECT partner_id, bool_or(source = 'manual') AS by_hand
          FROM customer_key_account
         WHERE type_id = %(type_id)s AND company_id = %(company_id)s AND active
      GROUP BY partner_id
    ), standing AS (
        SELECT partner_id, COALESCE(measured.amount, 0) AS amount, member.by_hand,
               %(threshold)s::numeric AS threshold
          FROM measured FULL JOIN member USING (partner_id)
         WHERE member.partner_id IS NOT NULL OR measured.amount >= %(near)s::numeric
    )
    SELECT standing.partner_id, standing.amount, standing.threshold, %(position)s AS position
      FROM standing
      JOIN res_partner partner ON partner.id = standing.partner_id
     WHERE partner.active AND (partner.customer_category IS NOT NULL OR %(is_group)s)
        OR standing.by_hand IS NOT NULL
"""


class CustomerKeyAccountType(models.Model):
    """A kind of key account (REQ G-06, seed S4 3.2.2 二.1); a customer may be of several.

    Types by hand are given with a reason. Those by value compare what a customer bought in the
    last months with a line that moves with the business; those of groups compare what the
    companies of a group bought together (``group_terms.py``), and are held by its parent company.
    """

    _name = "customer.key.account.type"
    _description = "Key Account Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    description = fields.Text(translate=True, string="Meaning")
    kind = fields.Selection(
        [("manual", "By Hand"), ("value", "By Purchases"), ("group", "By Purchases of the Group")],
        string="How Found",
        required=True,
        default="manual",
        help="By purchases: net invoiced without tax, by invoice date. Of the group: all companies "
        "of a group together; the parent company becomes the key account.",
    )
    threshold = fields.Monetary(help="Who bought for this much or more is proposed.")
    months = fields.Integer(default=12, help="Over how many months purchases are summed up.")
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies, each by itself."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    active = fields.Boolean(default=True)
    over_count = fields.Integer(
        string="On or above the Line", compute="_compute_preview", groups=REFRESH_GROUPS
    )
    new_count = fields.Integer(
        string="Would Come In", compute="_compute_preview", groups=REFRESH_GROUPS
    )
    below_count = fields.Integer(
        string="Would Go Out", compute="_compute_preview", groups=REFRESH_GROUPS
    )
    near_count = fields.Integer(
        string="Nearly There", compute="_compute_preview", groups=REFRESH_GROUPS
    )

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is a key account type with this code already.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for kind in self:
            kind.currency_id = (kind.company_id or self.env.company).currency_id

    @api.constrains("kind", "threshold", "months")
    def _check_line(self):
        for record in self:
            if record.kind == "manual":
                continue
            if record.threshold <= 0:
                raise ValidationError(
                    self.env._("%(type)s: enter a threshold above zero.", type=record.name)
                )
            if not 1 <= record.months <= 120:
                raise ValidationError(
                    self.env._("%(type)s: enter 1 to 120 months.", type=record.name)
                )

    @api.depends("kind", "threshold", "months", "company_id")
    @api.depends_context("company")
    def _compute_preview(self):
        """Count who would be in and out before a changed line is saved (REQ G-06)."""
        for record in self:
            counts = record._count_positions(record.company_id or self.env.company)
            record.new_count = counts.get("new", 0)
            record.below_count = counts.get("below", 0)
            record.near_count = counts.get("near", 0)
            record.over_count = record.new_count + counts.get("over", 0)

    def _count_positions(self, company):
        """Return {position: number of customers} for the line as it is on the screen."""
        self.ensure_one()
        if self.kind == "manual" or self.threshold <= 0 or not 1 <= self.months <= 120:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT position, count(*), count(*) FILTER (WHERE amount >= threshold) "
                "FROM (%s) found GROUP BY position",
                self._positions_query(company),
            )
        )
        counts = {position: count for position, count, _over in rows}
        counts["over"] = sum(over for position, _count, over in rows if position == "member")
        return counts

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------
    def _positions_query(self, company):
        """Query of (partner_id, amount, threshold, position) of whoever matters for the type.

        Who is of the type, has reached the line, or comes near it. One pass over the invoices.
        """
        self.ensure_one()
        self.env["account.move"].flush_model(
            ["state", "move_type", "invoice_date", "company_id", "commercial_partner_id"]
            + ["amount_untaxed_signed"]
        )
        self.env["res.partner"].flush_model(
            ["parent_id", "commercial_partner_id", "active", "customer_category"]
        )
        self.env["customer.group.member"].flush_model()
        self.env["customer.key.account"].flush_model()
        as_of = company._workday_today()
        is_group = self.kind == "group"
        return SQL(
            POSITIONS,
            bought=SQL(
                BOUGHT,
                company_id=company.id,
                start=window_start(as_of, self.months),
                as_of=as_of,
                purchases=SQL(PURCHASES),
            ),
            belongs=SQL(BELONGS + ", ") if is_group else SQL(),
            measured=SQL(GROUPED) if is_group else SQL("SELECT partner_id, amount FROM bought"),
            type_id=self._origin.id or 0,
            company_id=company.id,
            threshold=self.threshold,
            near=self.threshold * company.customer_key_account_near / 100,
            position=SQL(POSITION),
            # the head of a group may itself never have bought
            is_group=is_group,
        )

    @api.private
    def _refresh_figures(self, company):
        """Bring the list of one company up to date; what another transaction is at is skipped."""
        self.flush_recordset()
        Figure = self.env["customer.key.account.figure"]
        measured = self.filtered(
            lambda kind: (
                kind.active
                and kind.kind != "manual"
                and (not kind.company_id or kind.company_id == company)
            )
        )
        for kind in measured.try_lock_for_update(allow_referencing=True):
            Figure._store(kind, company, kind._positions_query(company))
            if kind.kind == "group":
                Figure._store_parts(kind, company)

    @api.model
    def _cron_refresh(self):
        """Monthly: one step for each company and type, so that a stopped run goes on."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("active", "=", True)])
        kinds = self.search([("kind", "!=", "manual")])
        todo = [
            (company, kind)
            for company in companies
            for kind in kinds
            if not kind.company_id or kind.company_id == company
        ]
        cron._commit_progress(remaining=len(todo))
        for company, kind in todo:
            kind._refresh_figures(company)
            if not cron._commit_progress(1):
                return

    def action_refresh(self):
        """Bring the figures of the current company up to date (marketing, administrators).

        :raises AccessError: for everybody else
        """
        if not self.env.su and not self.env.user.has_groups(REFRESH_GROUPS):
            raise AccessError(
                self.env._(
                    "The market department or an administrator refreshes the figures. They are "
                    "also refreshed every month."
                )
            )
        # sudo: the sums take in every invoice of the company, whoever asks
        self.sudo().search([("kind", "!=", "manual")])._refresh_figures(self.env.company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def write(self, vals):
        result = super().write(vals)
        if {"kind", "threshold", "months", "active", "company_id"} & vals.keys():
            self._lines_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_unused(self):
        # sudo: rows of every company, also ended ones
        used_sudo = (
            self.env["customer.key.account"]
            .sudo()
            .with_context(active_test=False)
            .search([("type_id", "in", self.ids)], limit=1)
        )
        if used_sudo:
            raise UserError(
                self.env._(
                    "%(type)s has key accounts, whose history is kept. Archive it instead.",
                    type=used_sudo.type_id.name,
                )
            )

    def _lines_changed(self):
        """Show the new line at once in every company it is for."""
        Figure_sudo = self.env["customer.key.account.figure"].sudo()  # the system's own table
        # also those of companies the type was for until now
        Figure_sudo.search([("type_id", "in", self.ids)]).unlink()
        # sudo: whichever companies are chosen now
        companies_sudo = self.env["res.company"].sudo().search([("active", "=", True)])
        for company in companies_sudo:
            self.sudo()._refresh_figures(company)  # sums of all invoices
