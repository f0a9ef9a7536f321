from datetime import timedelta

from odoo import models
from odoo.fields import Command

from ..tables.supply import CHANNELS, CREDITS, OPINION, PAPERS, REVIEWS, SCAN, SCOPE


class CustomerDemo(models.AbstractModel):
    """Papers and credit in every state, and what is blocked by them (D-12, D-13)."""

    _inherit = "customer.demo"

    def _make_supply(self, users, customers):
        company = self.env.company
        # who is a customer today buys as before, but for those with a review of their own
        company.write(
            {
                "customer_release_required": True,
                "customer_credit_control": True,
                "customer_paper_reminder": True,
                "customer_control_since": self._days_ago(-1),
            }
        )
        for place, target, days in REVIEWS:
            self._make_qualification(users, customers[place]["partner"], target, days)
        debtors = self._debtors(customers)
        for (partner, owed), (mode, share, target) in zip(debtors, CREDITS, strict=False):
            self._make_credit_review(users, partner, owed, mode, share, target)
        self._make_supply_exceptions(users, customers)
        self._make_loose_papers(users, customers)
        self.env["customer.credit.account"]._reckon(company)

    def _debtors(self, customers):
        """Return [(customer, what it owes)] of those that owe and are not late, the most first."""
        partners = self.env["res.partner"].union(
            *(customer["partner"] for customer in customers if customer["partner"].user_id.active)
        )
        found = self.env["customer.credit.exposure"]._of(self.env.company, partners)
        owing = [
            (partner, found[partner.id].total)
            for partner in partners
            if partner.id in found and found[partner.id].total > 0 and not found[partner.id].overdue
        ]
        return sorted(owing, key=lambda row: (-row[1], row[0].id))

    def _signers(self, users, partner):
        """Return who signs: manager, finance, director, general manager's office."""
        owner = partner.user_id
        manager = owner.employee_id.parent_id.user_id
        return manager, users["huanglihua"], users["zhaomingyuan"], users["zhouguodong"]

    def _paper_values(self, partner, paper, days_left):
        name, prefix, days = paper
        kind = self.env.ref(f"customer_qualification.type_{name}")
        number = prefix and kind.has_number and f"{prefix}{partner.id:08d}"
        number = partner.vat if name == "licence" else number
        left = days_left if name == "identity" and days_left > 0 else days
        return {
            "type_id": kind.id,
            "number": number,
            "issued_on": self._days_ago(400),
            "valid_until": self._days_ago(-left) if days and kind.has_end else False,
            "file": SCAN,
            "file_name": f"{kind.name}.png",
        }

    def _make_qualification(self, users, partner, target, days):
        papers = PAPERS[:3] if target == "draft" else PAPERS
        review = self._as(partner.user_id, "customer.qualification").create(
            {
                "partner_id": partner.id,
                "kind_id": self.env.ref("customer_qualification.kind_city").id,
                "legal_representative": partner.child_ids[:1].name,
                "sales_channel": CHANNELS,
                "business_scope": SCOPE,
                "opinion": OPINION,
                "trade_mode": "credit",
                "document_ids": [
                    Command.create(self._paper_values(partner, paper, days)) for paper in papers
                ],
            }
        )
        if target == "draft":
            return
        review.action_submit()
        manager, *others = self._signers(users, partner)
        if target == "rejected":
            review.with_user(manager).action_reject("身份证复印件不清晰，请重新提供。")
            return
        people = [manager] if target == "submitted" else [manager, *others]
        for person in people:
            review.with_user(person).action_approve("同意")
        if target in ("released", "ended"):
            self._sign_agreement(review.with_user(manager))
        if target == "ended":
            review.with_user(others[1]).action_end("客户注销了当地分公司，代理协议终止。")
        if days < 0:
            self._let_paper_run_out(partner, days)

    def _sign_agreement(self, review):
        review.write(
            {
                "agreement_number": f"DL-{review.partner_id.id:05d}",
                "agreement_on": self._today(),
                "agreement_until": self._days_ago(-365),
                "agreement_file": SCAN,
                "agreement_file_name": "代理协议.png",
            }
        )
        review.action_release()

    def _let_paper_run_out(self, partner, days):
        """A paper that was valid when it was checked is not any more."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_qualification_document SET valid_until = %s"
            " WHERE partner_id = %s AND type_id = %s",
            [
                self._days_ago(-days),
                partner.id,
                self.env.ref("customer_qualification.type_identity").id,
            ],
        )
        self.env.invalidate_all()
        self.env["customer.credit.account"]._refresh_papers(partner, self.env.company)

    def _make_credit_review(self, users, partner, owed, mode, share, target):
        term = self.env.ref("account.account_payment_term_30days")
        limit = max(round(owed * (share or 0.0), -3), 50000.0)
        review = self._as(partner.user_id, "customer.credit.review").create(
            {
                "partner_id": partner.id,
                "mode": mode,
                "opinion": OPINION,
                "yearly_sales": 1200000,
                **(
                    {"requested_limit": limit * 1.5, "requested_term_id": term.id}
                    if mode == "credit"
                    else {}
                ),
            }
        )
        if target == "draft":
            return
        review.action_submit()
        manager, finance, *_others = self._signers(users, partner)
        review.with_user(manager).action_approve("同意")
        if target == "submitted":
            return
        if mode == "credit":
            self._write_terms(review.with_user(finance), limit, term)
        review.with_user(finance).action_approve("同意")

    def _write_terms(self, review, limit, term):
        review.write(
            {
                "credit_limit": limit,
                "payment_term_id": term.id,
                "valid_until": self._today() + timedelta(days=365),
                "finance_opinion": "近一年回款正常，按申请额度的三分之二核定。",
            }
        )

    def _make_supply_exceptions(self, users, customers):
        """One in force, one in approval, one rejected."""
        rows = (
            (13, 80000, "approved", "客户承诺下周五前付清逾期款，先发配件以免停机。"),
            (12, 50000, "submitted", "项目急需，客户已开出承兑汇票。"),
            (14, 30000, "rejected", "客户资金周转困难，申请先货后款。"),
        )
        for place, amount, target, reason in rows:
            partner = customers[place]["partner"]
            leave = self._as(partner.user_id, "customer.credit.exception").create(
                {
                    "partner_id": partner.id,
                    "kind": "amount",
                    "amount": amount,
                    "valid_until": self._days_ago(-21),
                    "reason": reason,
                }
            )
            leave.action_submit()
            manager, finance, _director, general = self._signers(users, partner)
            if target == "rejected":
                leave.with_user(manager).action_reject("预付款客户，须款到发货。")
                continue
            leave.with_user(manager).action_approve("同意")
            if target == "approved":
                leave.with_user(finance).action_approve("同意")
                leave.with_user(general).action_approve("同意")

    def _make_loose_papers(self, users, customers):
        """A renewed paper that somebody has to check, and one that took another's place."""
        identity = PAPERS[-1]
        for place, checked in ((12, True), (13, False)):
            partner = customers[place]["partner"]
            paper = self._as(partner.user_id, "customer.qualification.document").create(
                {"partner_id": partner.id, **self._paper_values(partner, identity, 2100)}
            )
            if checked:
                paper.with_user(users["huanglihua"]).action_check()
