from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount, format_date

from .customer_key_account_type import POSITION
from .group_terms import BELONGS

REPOSITION = """
    UPDATE customer_key_account_figure figure SET position = stand.position
      FROM (
        SELECT id, %(position)s AS position
          FROM (
            SELECT figure.id, figure.amount, figure.threshold,
                   bool_or(account.source = 'manual') AS by_hand
              FROM customer_key_account_figure figure
         LEFT JOIN customer_key_account account
                ON account.type_id = figure.type_id AND account.active
               AND account.company_id = figure.company_id
               AND account.partner_id = figure.partner_id
             WHERE figure.partner_id = ANY(%(partner_ids)s)
          GROUP BY figure.id
          ) row
      ) stand
     WHERE stand.id = figure.id
 RETURNING figure.id
"""

# Who has ceased to be a key account and is far from the line is no potential one either.
FORGET = """
    DELETE FROM customer_key_account_figure figure
     USING res_company company
     WHERE company.id = figure.company_id AND figure.position = 'near'
       AND figure.partner_id = ANY(%(partner_ids)s)
       AND figure.amount * 100 < figure.threshold * company.customer_key_account_near
 RETURNING figure.id
"""

# The customers that a group's sum is made of; other contacts have no secrets.
PARTS = """
    WITH RECURSIVE %(belongs)s, part AS (
        SELECT figure.id AS figure_id, belongs.partner_id
          FROM customer_key_account_figure figure
          JOIN belongs ON belongs.root = figure.partner_id
          JOIN res_partner partner ON partner.id = belongs.partner_id
                                  AND partner.customer_category IS NOT NULL
         WHERE figure.type_id = %(type_id)s AND figure.company_id = %(company_id)s
    ), fresh AS (
        INSERT INTO customer_key_account_figure_part_rel (figure_id, partner_id)
        SELECT figure_id, partner_id FROM part
            ON CONFLICT DO NOTHING
     RETURNING figure_id
    )
    DELETE FROM customer_key_account_figure_part_rel old
     USING customer_key_account_figure figure
     WHERE figure.id = old.figure_id
       AND figure.type_id = %(type_id)s AND figure.company_id = %(company_id)s
       AND NOT EXISTS (
           SELECT FROM part
            WHERE part.figure_id = old.figure_id AND part.partner_id = old.partner_id)
 RETURNING old.figure_id
"""


class CustomerKeyAccountFigure(models.Model):
    """What customers bought for a key account type: over the line, below it, nearly there.

    REQ G-06. Also the list of potential key accounts (潜在大客户, seed S4 3.2.2 二.1: close to
    what makes a key account). One narrow row per type, company and customer that matters,
    written by one statement for each type; nobody has the right to write it.

    The sum of a group is for those only who may see every company in it: by what one knows of
    the others, it would tell the figures of a hidden one (REQ B-09).
    """

    _name = "customer.key.account.figure"
    _inherit = ["customer.access.mixin"]
    _description = "Key Account Figure"
    _order = "missing, id"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"
    _log_access = False

    type_id = fields.Many2one("customer.key.account.type", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    amount = fields.Monetary(string="Purchases", help="Net invoiced without tax.")
    threshold = fields.Monetary(aggregator=None)
    missing = fields.Monetary(help="How much is missing to the threshold; 0 where it is reached.")
    position = fields.Selection(
        [
            ("new", "To Confirm"),
            ("below", "Below the Line"),
            ("near", "Nearly There"),
            ("member", "Key Account"),
        ],
        string="Against the Line",
        required=True,
        index=True,
    )
    as_of = fields.Date(string="As of")
    part_ids = fields.Many2many(
        "res.partner",
        "customer_key_account_figure_part_rel",
        "figure_id",
        "partner_id",
        string="Companies of the Group",
        help="Whose purchases are in the sum.",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Responsible")
    customer_category = fields.Selection(related="partner_id.customer_category")
    customer_grade_id = fields.Many2one(related="partner_id.customer_grade_id", string="Grade")
    reached = fields.Float(
        string="Reached (%)", compute="_compute_reached", digits=(16, 1), aggregator=None
    )

    _once = models.Constraint(
        "UNIQUE(type_id, company_id, partner_id)", "A customer has one figure for each type."
    )

    @api.depends("amount", "threshold")
    def _compute_reached(self):
        for figure in self:
            figure.reached = figure.threshold and figure.amount / figure.threshold * 100

    # ------------------------------------------------------------------
    # Who sees it
    # ------------------------------------------------------------------
    @api.depends("part_ids")
    def _compute_access(self):
        super()._compute_access()
        if self.env.user._customer_sees_all():
            return
        figures_sudo = self.sudo()  # asked by the record rules about what is not known as readable
        readable, _writable = self.env["customer.access"]._allowed_partner_ids(
            figures_sudo.part_ids.ids
        )
        for figure, figure_sudo in zip(self, figures_sudo, strict=True):
            if not set(figure_sudo.part_ids.ids) <= set(readable):
                figure.access_read = figure.access_write = False

    @api.model
    def _access_to_sql(self, mode):
        of_customer = super()._access_to_sql(mode)
        allowed = self.env["customer.access"]._allowed_partners_query(mode)

        def to_sql(model, alias, query):
            return SQL(
                "(%s AND NOT EXISTS (SELECT FROM customer_key_account_figure_part_rel part "
                "WHERE part.figure_id = %s AND part.partner_id <> ALL(ARRAY(%s))))",
                of_customer(model, alias, query),
                SQL.identifier(alias, "id"),
                allowed,
            )

        return to_sql

    # ------------------------------------------------------------------
    # Keeping the table
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _store(self, kind, company, positions):
        """Replace the rows of a type and company by those of the query, in one statement."""
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                WITH fresh AS (
                    INSERT INTO customer_key_account_figure
                           (type_id, company_id, partner_id, amount, threshold, missing,
                            position, as_of)
                    SELECT %(type_id)s, %(company_id)s, partner_id, amount, threshold,
                           GREATEST(threshold - amount, 0), position, %(as_of)s
                      FROM (%(positions)s) found
                        ON CONFLICT (type_id, company_id, partner_id) DO UPDATE
                       SET amount = EXCLUDED.amount, threshold = EXCLUDED.threshold,
                           missing = EXCLUDED.missing, position = EXCLUDED.position,
                           as_of = EXCLUDED.as_of
                 RETURNING id
                )
                DELETE FROM customer_key_account_figure
                 WHERE type_id = %(type_id)s AND company_id = %(company_id)s
                   AND id NOT IN (SELECT id FROM fresh)
             RETURNING id
                """,
                type_id=kind.id,
                company_id=company.id,
                as_of=company._workday_today(),
                positions=positions,
            )
        )
        self.invalidate_model()

    @api.model
    @api.private
    def _store_parts(self, kind, company):
        """Write down of which companies the sums of groups are, by one statement."""
        self.env.execute_query(
            SQL(PARTS, belongs=SQL(BELONGS), type_id=kind.id, company_id=company.id)
        )
        self.invalidate_model(["part_ids"])

    @api.model
    @api.private
    def _reposition(self, partners):
        """Say anew where these customers stand, after they became key accounts or ceased to be."""
        self.flush_model()
        self.env["customer.key.account"].flush_model()
        self.env.execute_query(SQL(REPOSITION, position=SQL(POSITION), partner_ids=partners.ids))
        self.env.execute_query(SQL(FORGET, partner_ids=partners.ids))
        self.invalidate_model()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def _reason(self):
        """Return the sentence that says why the customer is of the type."""
        self.ensure_one()
        if self.type_id.kind == "group":
            # no sum: the reason is read by all who may see the parent company alone
            return self.env._(
                "The companies of the group reached the line of %(threshold)s together, in the "
                "%(months)s months up to %(date)s.",
                months=self.type_id.months,
                date=format_date(self.env, self.as_of),
                threshold=format_amount(self.env, self.threshold, self.currency_id),
            )
        return self.env._(
            "Net invoiced in the %(months)s months up to %(date)s: %(amount)s; the line is "
            "%(threshold)s.",
            months=self.type_id.months,
            date=format_date(self.env, self.as_of),
            amount=format_amount(self.env, self.amount, self.currency_id),
            threshold=format_amount(self.env, self.threshold, self.currency_id),
        )

    def action_confirm(self):
        """Make key accounts of the customers that reached the line.

        :raises AccessError: naming a customer the user may not decide on
        :raises UserError: naming a customer that has not reached the line
        """
        self.check_access("read")
        self.env["customer.key.account"]._check_may_decide(self.partner_id)
        wrong = self.filtered(lambda figure: figure.position != "new")
        if wrong:
            raise UserError(
                self.env._(
                    "%(customer)s is not waiting to be confirmed as %(type)s. Select only "
                    "customers that reached the line.",
                    customer=wrong[0].partner_id.display_name,
                    type=wrong[0].type_id.name,
                )
            )
        self.env["customer.key.account"]._start(
            [
                {
                    "partner_id": figure.partner_id.id,
                    "type_id": figure.type_id.id,
                    "company_id": figure.company_id.id,
                    "source": "figures",
                    "reason": figure._reason(),
                    "group_amount" if figure.type_id.kind == "group" else "amount": figure.amount,
                    "threshold": figure.threshold,
                }
                for figure in self
            ]
        )
        return True

    def action_end(self):
        """Ask why the customers below the line are no longer of the type.

        :raises UserError: when none of them is a key account of the type
        """
        self.check_access("read")
        running = self._running_accounts()
        if not running:
            raise UserError(self.env._("None of these customers is a key account of this type."))
        return running.action_end()

    def _running_accounts(self):
        wanted = {(row.type_id, row.company_id, row.partner_id) for row in self}
        accounts = self.env["customer.key.account"].search(
            [("partner_id", "in", self.partner_id.ids), ("type_id", "in", self.type_id.ids)]
        )
        return accounts.filtered(
            lambda account: (account.type_id, account.company_id, account.partner_id) in wanted
        )

    def action_refresh(self):
        """See ``customer.key.account.type.action_refresh``."""
        return self.env["customer.key.account.type"].action_refresh()
