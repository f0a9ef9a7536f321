from collections import namedtuple
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, format_date, format_list, formatLang

from .customer_credit_exposure import NOTHING, Exposure

# One thing to be supplied: ``document`` names it, ``customers`` may not be blocked, the terms of
# ``debtor`` hold, ``payer`` owes it (another one than the debtor if that is no customer of ours).
# ``amount`` in company currency comes on top of what is reckoned already.
Supply = namedtuple("Supply", "document order customers debtor payer amount value")
# Customers whose limit is one: the terms are those of ``holder``, all ``members`` owe together.
Pool = namedtuple("Pool", "holder members")
Trouble = namedtuple("Trouble", "reason customer account terms exposure amount basis")
HELPERS = 3
PAPER_REASONS = ("release", "code", "papers")  # the others are about money
MARKETING = "customer_base.group_customer_marketing"
FINANCE = "customer_base.group_customer_finance"


class CustomerCreditGate(models.AbstractModel):
    """Whether customers may be supplied: the one place that orders and deliveries ask (D-13).

    All methods work as superuser on what is given: who confirms an order need not read papers,
    invoices or the figures of a group.
    """

    _name = "customer.credit.gate"
    _description = "Check of Orders and Deliveries"

    @api.model
    def _is_closed(self, company):
        """Return whether a company checks anything."""
        return company.customer_release_required or company.customer_credit_control

    @api.model
    def _troubles(self, company, supplies, basis, lock=True, together=True):
        """Return {position: Trouble} of what may not be supplied.

        :param supplies: list of Supply, all of the company
        :param basis: ``order`` or ``delivery``
        :param lock: nobody else is checked for the same customers until this transaction ends
        :param together: each counts for those after it; else each is looked at by itself
        """
        gate = self.sudo()  # see the class
        partners = gate._partners(supplies)
        accounts = gate._accounts(partners, company, lock)
        managed = partners.filtered("customer_category") | accounts.partner_id
        if not managed:
            return {}
        pools = gate._pools(company, managed)
        holders = partners.union(*(pool.holder for pool in pools.values())) - partners
        if holders:
            accounts |= gate._accounts(holders, company, lock)
        by_partner = {account.partner_id: account for account in accounts}
        exposures = gate._exposures_of(company, partners, pools)
        bound = gate._bound_of(company, partners, pools, basis)
        found, added = {}, {}
        for position, supply in enumerate(supplies):
            if not supply.customers & managed:
                continue
            pool = pools.get(supply.debtor) or Pool(supply.debtor, supply.debtor)
            more = added.get(pool.holder, 0.0)
            exposure = gate._exposure_for(supply, exposures, bound, pool)
            trouble = gate._trouble(supply, company, by_partner, exposure, more, basis, pool)
            if trouble:
                found[position] = trouble
            if together:
                added[pool.holder] = more + supply.amount
                own = bound.get(supply.payer.id, {})
                own[supply.order.id] = max(own.get(supply.order.id, 0.0) - supply.amount, 0.0)
        return gate._uncovered(company, supplies, found, basis)

    @api.model
    def _pools(self, company, partners):
        """Return {customer: Pool} of customers whose limit is that of several together.

        :param partners: customers; None: all
        """
        return {}

    @api.model
    def _partners(self, supplies):
        partners = self.env["res.partner"]
        return partners.union(
            *(supply.customers | supply.debtor | supply.payer for supply in supplies)
        )

    @api.model
    def _accounts(self, partners, company, lock):
        """Return the accounts of customers, locked: one query.

        A lock alone would let a second transaction go on with what it saw before; the mark makes
        it start over.
        """
        model = self.env["customer.credit.account"]
        if not lock:
            return model.search(
                [("partner_id", "in", partners.ids), ("company_id", "=", company.id)]
            )
        model.flush_model(["partner_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE customer_credit_account SET write_uid = write_uid
                 WHERE id IN (
                       SELECT id FROM customer_credit_account
                        WHERE partner_id = ANY(%s) AND company_id = %s
                        ORDER BY id FOR NO KEY UPDATE)
             RETURNING id
                """,
                partners.ids,
                company.id,
            )
        )
        return model.browse([account_id for (account_id,) in rows])

    @api.model
    def _exposures_of(self, company, partners, pools):
        """Return a function from a customer to the exposure of its pool; see ``_pooled``."""
        if not company.customer_credit_control:
            return lambda _partner: NOTHING
        everybody = partners.union(*(pool.members for pool in pools.values()))
        found = self.env["customer.credit.exposure"]._of(company, everybody)
        return self._pooled(found, pools)

    @api.model
    def _pooled(self, found, pools):
        """Return a function from a customer to what its limit is held against.

        :param found: {customer id: Exposure}
        """

        def exposure(partner):
            pool = pools.get(partner)
            if not pool:
                return found.get(partner.id, NOTHING)
            rows = [found.get(member.id, NOTHING) for member in pool.members]
            return Exposure(*map(sum, zip(*rows, strict=True)))

        return exposure

    @api.model
    def _bound_of(self, company, partners, pools, basis):
        """Return {customer id: {order id: amount}} of money that came for one order."""
        asked = basis == "delivery" or company.customer_prepayment_stop == "order"
        if not company.customer_credit_control or not asked:
            return {}
        everybody = partners.union(*(pool.members for pool in pools.values()))
        return self.env["customer.credit.exposure"]._bound(company, everybody, basis)

    @api.model
    def _exposure_for(self, supply, exposures, bound, pool):
        """Return what stands against one supply: of its pool and its payer, and money that came
        for other orders. A bill of exchange is no money yet."""
        exposure = exposures(supply.debtor)
        if supply.payer not in pool.members:
            both = zip(exposure, exposures(supply.payer), strict=True)
            exposure = Exposure(*map(sum, both))
        amounts = {}
        for payer in pool.members | supply.payer:
            amounts |= bound.get(payer.id, {})
        total = max(sum(amounts.values()) - exposure.bills, 0.0)
        own = min(amounts.get(supply.order.id, 0.0), supply.amount, total)
        return exposure._replace(bound=total - own)

    @api.model
    def _trouble(self, supply, company, by_partner, exposure, more, basis, pool):
        """Return the Trouble of one supply, or False.

        :param exposure: what stands against it already
        :param more: what others of the same call add for the same pool
        """
        nobody = self.env["customer.credit.account"]
        today = company._workday_today()
        for customer in supply.customers:
            account = by_partner.get(customer, nobody)
            if not customer.customer_category and not account:
                continue
            if reason := account._paper_reason(customer, company, today):
                return Trouble(reason, customer, account, None, NOTHING, supply.amount, basis)
        account = by_partner.get(pool.holder, nobody)
        terms = account._terms(supply.debtor, company, today)
        amount = supply.amount + more
        reason = account._money_reason(terms, company, exposure, amount, basis)
        return reason and Trouble(reason, supply.debtor, account, terms, exposure, amount, basis)

    @api.model
    def _uncovered(self, company, supplies, found, basis):
        """Return those troubles that no exception in force allows."""
        if not found:
            return found
        exceptions = self.env["customer.credit.exception"]._in_force(
            company,
            self.env["sale.order"].union(*(supplies[position].order for position in found)),
            self.env["res.partner"].union(*(trouble.customer for trouble in found.values())),
        )
        return {
            position: trouble
            for position, trouble in found.items()
            if not exceptions._allow(supplies[position], trouble, company)
        }

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------
    @api.model
    def _sentence(self, supply, trouble, company):
        """Return the refusal: what, why with the figures, who can help, what to do next."""
        # sudo: a name only, of whom the document itself names
        texts = {"document": supply.document, "customer": trouble.customer.sudo().name}
        if trouble.basis == "order":
            head = self.env._("%(document)s of %(customer)s cannot be confirmed.", **texts)
        else:
            head = self.env._("%(document)s to %(customer)s cannot be delivered.", **texts)
        # what a customer owes, and its code, are for who may read the customer
        seen = trouble.customer.with_env(self.env).has_access("read")
        tell = getattr(self, f"_why_{trouble.reason}") if seen else self._why_hidden
        return "\n".join((head, tell(trouble, company), self._help(trouble, company)))

    @api.model
    def _why_hidden(self, trouble, company):
        if trouble.reason in PAPER_REASONS:
            return self.env._("The customer's papers are not in order.")
        return self.env._("Money has not arrived, or too much is owed.")

    @api.model
    def _why_release(self, trouble, company):
        account = trouble.account
        if account.qualification_id and not account.is_released:
            return self.env._("The customer's release was ended.")
        if account.released_until:
            return self.env._(
                "The customer's agreement ended on %(day)s.",
                day=format_date(self.env, account.released_until),
            )
        return self.env._(
            "The customer is not released for business: the qualification is not approved, or the "
            "agreement is not signed."
        )

    @api.model
    def _why_code(self, trouble, company):
        # sudo: the code only, of whom the document itself names
        return self.env._(
            "The customer's unified social credit code is %(code)s now; %(approved)s was approved.",
            code=trouble.customer.sudo().vat or "–",
            approved=trouble.account.approved_code or "–",
        )

    @api.model
    def _why_papers(self, trouble, company):
        return self.env._(
            "A required paper of the customer ran out on %(day)s, and the %(grace)s days of grace "
            "are over.",
            day=format_date(self.env, trouble.account.papers_until),
            grace=company.customer_paper_grace_days,
        )

    @api.model
    def _why_term(self, trouble, company):
        return self.env._(
            "%(amount)s is overdue for more than %(days)s days.",
            amount=self._money(trouble.exposure.overdue, company),
            days=company.customer_credit_overdue_days,
        )

    @api.model
    def _why_review(self, trouble, company):
        return self.env._(
            "The customer's credit review ran out on %(day)s.",
            day=format_date(self.env, trouble.account.review_until),
        )

    @api.model
    def _why_prepaid(self, trouble, company):
        return self.env._(
            "The customer pays in advance, and %(missing)s has not been received: %(parts)s.",
            missing=self._money(self._owed(trouble), company),
            parts=self._parts(trouble, company),
        )

    @api.model
    def _why_limit(self, trouble, company):
        limit = trouble.terms[1]
        return self.env._(
            "The credit limit of %(limit)s is exceeded by %(over)s: %(parts)s.",
            limit=self._money(limit, company),
            over=self._money(self._owed(trouble) - limit, company),
            parts=self._parts(trouble, company),
        )

    @api.model
    def _owed(self, trouble):
        """Return all that would be owed."""
        return sum(amount for _label, amount in self._labelled(trouble))

    @api.model
    def _labelled(self, trouble):
        """Return [(what, amount)] that make up what would be owed."""
        figures = trouble.exposure
        flow = (
            (self.env._("orders not invoiced"), figures.orders)
            if trouble.basis == "order"
            else (self.env._("delivered less invoiced"), figures.goods)
        )
        return [
            flow,
            (self.env._("draft invoices"), figures.drafts),
            (self.env._("open items less payments"), figures.open),
            (self.env._("bills not cleared"), figures.bills),
            (self.env._("paid for other orders"), figures.bound),
            (self.env._("this document"), trouble.amount),
        ]

    @api.model
    def _parts(self, trouble, company):
        """Return what would be owed in words, without what is zero."""
        return format_list(
            self.env,
            [
                self.env._("%(what)s %(amount)s", what=label, amount=self._money(amount, company))
                for label, amount in self._labelled(trouble)
                if not company.currency_id.is_zero(amount)
            ],
        )

    @api.model
    def _money(self, amount, company):
        return formatLang(self.env, amount, currency_obj=company.currency_id)

    @api.model
    def _help(self, trouble, company):
        papers = trouble.reason in PAPER_REASONS
        # sudo: names of colleagues who can help
        group_sudo = self.env.ref(MARKETING if papers else FINANCE).sudo()
        people = group_sudo.all_user_ids.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        ).sorted("id")
        names = format_list(self.env, people[:HELPERS].mapped("name")) if people else (
            group_sudo.name
        )  # fmt: skip
        if papers:
            return self.env._(
                "Next: enter or finish a qualification review, or ask %(people)s. In a hurry, ask "
                "for an exception for this order.",
                people=names,
            )
        return self.env._(
            "Next: %(people)s can book a payment that has arrived, or review the credit. In a "
            "hurry, ask for an exception.",
            people=names,
        )

    @api.model
    def _is_far(self, order):
        """Return whether an order is beyond the horizon: it does not count yet."""
        days = order.company_id.customer_credit_horizon_days
        if not days or not order.commitment_date:
            return False
        today = order.company_id._workday_today()
        return order.commitment_date.date() > today + timedelta(days=days)
