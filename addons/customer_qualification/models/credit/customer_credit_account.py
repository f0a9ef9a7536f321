from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..papers.customer_qualification import TRADE_MODES
from .customer_credit_exposure import NOTHING

CHUNK = 5000
STATUSES = [
    ("good", "In Order"),
    ("warning", "Early Warning"),
    ("blocked", "Blocked"),
]
# why a customer is not supplied; the first that is true counts
REASONS = [
    ("code", "Code Changed since Approval"),
    ("release", "Not Released"),
    ("papers", "Papers Ran Out"),
    ("term", "Overdue Money"),
    ("review", "Credit Review Ran Out"),
    ("prepaid", "Money Not Received"),
    ("limit", "Over the Limit"),
]
FIGURES = ("orders", "goods", "drafts", "open_items", "overdue", "bills")


class CustomerCreditAccount(models.Model):
    """How one customer stands with one company: released or not, terms in force, figures.

    Written by releases, credit reviews and the job alone; nobody has the right to write. The
    checks of orders and deliveries read the terms here and reckon the figures anew.
    """

    _name = "customer.credit.account"
    _inherit = ["customer.access.mixin"]
    _description = "Credit Standing"
    _order = "used_percent desc, id"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Responsible", store=True, index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    qualification_id = fields.Many2one(
        "customer.qualification", string="Released by", index="btree_not_null",
        ondelete="set null",
    )  # fmt: skip
    is_released = fields.Boolean(string="Released")
    released_until = fields.Date()
    approved_code = fields.Char(string="Code as Approved")
    papers_until = fields.Date(
        string="Papers Valid until", help="The first of the required papers that runs out."
    )
    review_id = fields.Many2one(
        "customer.credit.review", string="Terms by", index="btree_not_null", ondelete="set null"
    )
    mode = fields.Selection(TRADE_MODES, string="Trade Mode")
    credit_limit = fields.Monetary()
    payment_term_id = fields.Many2one("account.payment.term", string="Payment Terms")
    review_until = fields.Date(string="Terms Valid until")

    # figures of the last reckoning
    orders = fields.Monetary(string="Orders Not Invoiced", aggregator="sum")
    goods = fields.Monetary(
        string="Delivered, Not Invoiced",
        help="Below zero where more was invoiced than delivered.",
    )
    drafts = fields.Monetary(string="Draft Invoices")
    open_items = fields.Monetary(string="Open Items")
    overdue = fields.Monetary(string="Overdue Money")
    bills = fields.Monetary(string="Bills Not Cleared")
    exposure = fields.Monetary(
        help="Orders not yet invoiced, draft invoices, open items, and bills of exchange not yet "
        "cleared.",
    )
    available = fields.Monetary(string="Still Available")
    used_percent = fields.Float(string="Limit Used (%)", digits=(6, 1), aggregator="avg")
    status = fields.Selection(STATUSES, index=True)
    reason = fields.Selection(REASONS, string="Why Blocked")
    reckoned_on = fields.Datetime(string="Reckoned at")

    _customer_uniq = models.Constraint(
        "UNIQUE(partner_id, company_id)", "A customer has one standing in a company."
    )
    _company_idx = models.Index("(company_id, status)")

    # ------------------------------------------------------------------
    # Terms in force
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _ensure(self, partners, company):
        """Return the accounts of customers in a company, made where there is none (superuser)."""
        # sudo: nobody has the right to write accounts; who may change terms is checked before
        accounts_sudo = self.sudo().search(
            [("partner_id", "in", partners.ids), ("company_id", "=", company.id)]
        )
        new = partners - accounts_sudo.partner_id.sudo(False)
        accounts_sudo += accounts_sudo.create(
            [{"partner_id": partner.id, "company_id": company.id} for partner in new]
        )
        return accounts_sudo

    @api.model
    @api.private
    def _follow_releases(self, reviews):
        """Make accounts say what these qualification reviews have come to."""
        # sudo: accounts follow what was decided, whoever decided it
        for company, own in reviews.sudo().grouped("company_id").items():
            accounts_sudo = self._ensure(own.partner_id.sudo(False), company)
            released = own.filtered(lambda review: review.state == "released")
            by_partner = released.grouped("partner_id")
            for account_sudo in accounts_sudo:
                review_sudo = by_partner.get(account_sudo.partner_id, own.browse())
                if not review_sudo and account_sudo.qualification_id not in own:
                    continue  # another review released it
                account_sudo.write(
                    {
                        "qualification_id": review_sudo.id or account_sudo.qualification_id.id,
                        "is_released": bool(review_sudo),
                        "released_until": review_sudo.agreement_until,
                        "approved_code": review_sudo.approved_code,
                    }
                )
            self._refresh_papers(own.partner_id, company)

    @api.model
    @api.private
    def _refresh_papers(self, partners, company):
        """Make accounts say until when the papers required of these customers are valid."""
        accounts_sudo = self.sudo().search(  # as above
            [("partner_id", "in", partners.ids), ("company_id", "=", company.id)]
        )
        # sudo: papers of all, for the system's own table
        papers_sudo = self.env["customer.qualification.document"].sudo().search(
            [
                ("partner_id", "in", accounts_sudo.partner_id.ids),
                ("company_id", "=", company.id),
                ("state", "=", "checked"),
                ("valid_until", "!=", False),
            ]
        )  # fmt: skip
        by_partner = papers_sudo.grouped("partner_id")
        for account_sudo in accounts_sudo:
            review_sudo = account_sudo.qualification_id
            required = self.env["customer.qualification.type"]._required_of(
                review_sudo.kind_id, review_sudo.taxpayer == "general", review_sudo.proxy, True
            )
            papers = by_partner.get(account_sudo.partner_id, papers_sudo.browse())
            days = [paper.valid_until for paper in papers if paper.type_id in required]
            account_sudo.papers_until = min(days, default=False)

    # ------------------------------------------------------------------
    # What is wrong with a customer
    # ------------------------------------------------------------------
    def _paper_reason(self, partner, company, today):
        """Return why this customer may not be supplied at all (superuser), or False.

        :param partner: the customer; the account of these records may be none
        """
        if not company.customer_release_required:
            return False
        if not self.qualification_id:
            return False if self._is_spared(partner, company) else "release"
        if not self.is_released or (self.released_until and self.released_until < today):
            return "release"
        if (partner.vat or "") != (self.approved_code or ""):
            return "code"
        grace = timedelta(days=company.customer_paper_grace_days)
        if self.papers_until and self.papers_until + grace < today:
            return "papers"
        return False

    @api.model
    def _is_spared(self, partner, company):
        """Tell whether the customer was one before the company began to check."""
        since = company.customer_control_since
        begun = partner.customer_managed_on or partner.create_date.date()
        return bool(since and begun < since)

    def _terms(self, partner, company, today):
        """Return (mode, limit, whether they ran out): terms in force; mode False: not checked."""
        if not company.customer_credit_control:
            return False, 0.0, False
        if not self.review_id:
            return (False if self._is_spared(partner, company) else "prepaid"), 0.0, False
        ran_out = bool(self.mode == "credit" and self.review_until and self.review_until < today)
        return self.mode, 0.0 if self.mode == "prepaid" else self.credit_limit, ran_out

    @api.model
    def _money_reason(self, terms, company, exposure, amount, basis, allowed=0.0):
        """Return why money stands against it, or False.

        :param terms: see :meth:`_terms`
        :param amount: what comes on top of the exposure
        :param basis: ``order`` (all that is confirmed counts) or ``delivery`` (what is delivered)
        :param allowed: amount of exceptions in force
        """
        mode, limit, ran_out = terms
        if not mode or (mode == "prepaid" and basis == "order"
                        and company.customer_prepayment_stop != "order"):  # fmt: skip
            return False
        compare = company.currency_id.compare_amounts
        if mode == "credit" and not allowed:
            if compare(exposure.overdue, 0) > 0:
                return "term"
            if ran_out:
                return "review"
        flow = exposure.orders if basis == "order" else exposure.goods
        owed = flow + exposure.drafts + exposure.open + exposure.bills + exposure.bound + amount
        if compare(owed, (0.0 if ran_out else limit) + allowed) > 0:
            return "prepaid" if mode == "prepaid" else "limit"
        return False

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------
    @api.model
    def _cron_reckon(self):
        """Reckon the figures of all accounts and list what is blocked; restartable."""
        companies = self.env["res.company"].search(
            ["|", ("customer_release_required", "=", True), ("customer_credit_control", "=", True)]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            self._reckon(company)
            if not cron._commit_progress(1):
                return

    @api.model
    @api.private
    def _reckon(self, company):
        """Bring the figures and the list of blocked documents of a company up to date."""
        self._add_traders(company)
        self.flush_model()
        self.env["customer.credit.exposure"]._flush()
        rows = self._reckoned_rows(company)
        self._write_reckoned(rows)
        self.env["customer.credit.hold"]._reckon(company)

    @api.model
    def _add_traders(self, company):
        """Make accounts of managed customers that trade with the company and have none."""
        self.flush_model(["partner_id", "company_id"])
        self.env["sale.order"].flush_model(["partner_id", "company_id", "state"])
        self.env["res.partner"].flush_model(["customer_category", "commercial_partner_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT customer.id
                  FROM sale_order sale
                  JOIN res_partner contact ON contact.id = sale.partner_id
                  JOIN res_partner customer ON customer.id = contact.commercial_partner_id
                 WHERE sale.company_id = %(company)s AND customer.customer_category IS NOT NULL
                   AND customer.active AND NOT EXISTS (
                       SELECT FROM customer_credit_account account
                        WHERE account.partner_id = customer.id
                          AND account.company_id = %(company)s)
                """,
                company=company.id,
            )
        )
        partners = self.env["res.partner"].browse([partner_id for (partner_id,) in rows])
        self._ensure(partners, company)

    @api.model
    def _reckoned_rows(self, company):
        """Return what is to be written: one tuple an account."""
        found = self.env["customer.credit.exposure"]._of(company, None)
        gate = self.env["customer.credit.gate"].sudo()  # see the class
        pools = gate._pools(company, None)
        pooled = gate._pooled(found, pools)
        # sudo: the figures of all, by the job or on demand of whoever may see the list
        accounts_sudo = self.sudo().search([("company_id", "=", company.id)])
        by_partner = {account.partner_id: account for account in accounts_sudo}
        today, now = company._workday_today(), fields.Datetime.now()
        rows = []
        for account in accounts_sudo:
            partner = account.partner_id
            own = found.get(partner.id, NOTHING)
            pool = pools.get(partner)
            holder = by_partner.get(pool.holder, account) if pool else account
            facts = account._reckoned(holder, own, pooled(partner), company, today)
            figures = (round(amount, 2) for amount in own[: len(FIGURES)])
            rows.append((account.id, *figures, *facts, now))
        return rows

    def _reckoned(self, holder, own, pooled, company, today):
        """Return exposure, what is available, used percent, status and reason of one account.

        :param holder: the account whose terms hold, of its pool or itself
        :param own: its own exposure
        :param pooled: the exposure of its pool
        """
        partner = self.partner_id
        terms = holder._terms(partner, company, today)
        reason = self._paper_reason(partner, company, today) or self._money_reason(
            terms, company, pooled, 0.0, "order"
        )
        if not reason and terms[0] == "prepaid":
            reason = self._money_reason(terms, company, pooled, 0.0, "delivery")
        total, limit = pooled.total, terms[1]
        used = max(total, 0.0) / limit * 100 if limit else 0.0
        near = terms[0] == "credit" and used >= company.customer_credit_warning_percent
        status = "blocked" if reason else "warning" if near else "good"
        available = limit - total if limit else 0.0
        figures = round(own.total, 2), round(available, 2), round(used, 1)
        return *figures, status, reason or None

    @api.model
    def _write_reckoned(self, rows):
        """Write figures that changed, by one statement for some thousand accounts."""
        columns = (*FIGURES, "exposure", "available", "used_percent", "status", "reason",
                   "reckoned_on")  # fmt: skip
        kinds = ("numeric",) * 9 + ("text", "text", "timestamp")
        for start in range(0, len(rows), CHUNK):
            columns_of_rows = list(zip(*rows[start : start + CHUNK], strict=True))
            self.env.execute_query(
                SQL(
                    "UPDATE customer_credit_account account SET %s FROM unnest(%s)"
                    " AS new(id, %s) WHERE account.id = new.id"
                    " AND (%s) IS DISTINCT FROM (%s) RETURNING account.id",
                    SQL(", ").join(
                        SQL("%s = new.%s", SQL.identifier(name), SQL.identifier(name))
                        for name in columns
                    ),
                    SQL(", ").join(
                        SQL(f"%s::{kind}[]", list(values))
                        for kind, values in zip(("int", *kinds), columns_of_rows, strict=True)
                    ),
                    SQL(", ").join(map(SQL.identifier, columns)),
                    SQL(", ").join(SQL.identifier("account", name) for name in columns[:-1]),
                    SQL(", ").join(SQL.identifier("new", name) for name in columns[:-1]),
                )
            )
        self.invalidate_model()

    def action_open_customer(self):
        """Open the customer."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.get_formview_action()

    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Of customers about to become one, the standing of the one that remains is kept."""
        # sudo: nobody has the right to write accounts
        accounts_sudo = self.sudo().search([("partner_id", "in", (sources | target).ids)])
        for accounts in accounts_sudo.grouped("company_id").values():
            kept = accounts.filtered(lambda account: account.partner_id == target)
            (accounts - (kept or accounts[:1])).unlink()
