from collections import namedtuple

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .customer_approval_rule import Plan, _matching
from .customer_approval_rule_editor import _place

# What a rule would do with a document: whether it is taken, why or why not, who is asked.
Outcome = namedtuple("Outcome", "document amount fits why path")


class CustomerApprovalRule(models.Model):
    """Runs a rule on documents the way a submission would, without a submission (A-08)."""

    _inherit = "customer.approval.rule"

    def _try_on(self, documents):
        """Return the Outcome of each document, in order. Nothing is written.

        An archived rule is tried as if it were in use. Each applicant is the one who submits.

        :param documents: those that the reader may see; their names are told
        """
        self.ensure_one()
        # sudo: amounts, employees and roles behind them are not the administrator's to read
        documents_sudo = documents.sudo()
        amounts, unknown = self._try_amounts(documents_sudo)
        known = documents_sudo.filtered(lambda document: document.id in amounts)
        reasons = {**unknown, **self._try_reasons(known, amounts)}
        taken = known.filtered(lambda document: document.id not in reasons)
        plans = self._try_plans(taken, amounts)
        return [
            Outcome(
                document,
                amounts.get(document.id, 0.0),
                document.id not in reasons,
                reasons.get(document.id) or plans[document.id][0],
                "" if document.id in reasons else plans[document.id][1],
            )
            for document in documents
        ]

    def _try_amounts(self, documents):
        """Return ({document id: amount in its company's currency}, {id: why there is none})."""
        unknown = {}
        pairs = {document: document._approval_amount()[1] for document in documents}
        for company, currency in {(doc.company_id, money) for doc, money in pairs.items()}:
            if not currency or currency == company.currency_id:
                continue
            try:
                self._check_rates({(currency, company)})
            except UserError as error:
                unknown |= {
                    document.id: str(error)
                    for document, money in pairs.items()
                    if (document.company_id, money) == (company, currency)
                }
        known = documents.filtered(lambda document: document.id not in unknown)
        return self._company_amounts(known), unknown

    def _try_reasons(self, documents, amounts):
        """Return {document id: why this rule does not take it}."""
        meeting = _matching(documents, self.domain)
        first = self._match(documents, amounts)
        reasons = {}
        for document in documents:
            amount, other = amounts[document.id], first.get(document.id)
            if reason := self._try_limits(document, amount):
                reasons[document.id] = reason
            elif document not in meeting:
                reasons[document.id] = self.env._("Does not meet the condition.")
            elif other and other != self and _place(other) < _place(self):
                reasons[document.id] = self.env._("Rule “%s” comes first.", other.name)
        return reasons

    def _try_limits(self, document, amount):
        """Return why company or amount of a document do not fit, or nothing."""
        if self.company_id and self.company_id != document.company_id:
            return self.env._("The rule is not for %s.", document.company_id.name)
        money = document.company_id.currency_id.format
        if amount < self.amount_from:
            return self.env._(
                "%(amount)s is below %(limit)s.",
                amount=money(amount),
                limit=money(self.amount_from),
            )
        if self.amount_to and amount >= self.amount_to:
            return self.env._(
                "%(amount)s is not below %(limit)s.",
                amount=money(amount),
                limit=money(self.amount_to),
            )
        return False

    def _try_plans(self, documents, amounts):
        """Return {document id: (what is to be said, who would be asked)} of documents taken."""
        stages = self.stage_ids._applying(documents, amounts)
        rounds = self.env["customer.approval"]._earlier_rounds(documents)
        nothing = self.env["customer.approval"].sudo()  # sudo: as the rounds
        return {
            document.id: self._try_path(
                document,
                Plan(self, amounts[document.id], stages[document.id]),
                rounds.get(document.id, nothing),
            )
            for document in documents
        }

    def _try_path(self, document, plan, earlier):
        if not plan.stages:
            return self.env._("Fits, but no stage applies: it could not be submitted."), ""
        # sudo: as the applicant would, who reads neither employees nor roles
        submitted = document.with_user(document.applicant_id).sudo()
        excluded = (
            submitted._approval_excluded_users() | earlier.requester_id | earlier.submitter_id
        )
        router = self.env["customer.approval.router"].sudo()  # sudo: as above
        try:
            routes = router._routes(document, plan.stages, excluded)
        except UserError as error:
            return self.env._("Fits, but could not be submitted: %s", error), ""
        lines = [
            self._try_line(number, stage, route, note)
            for number, (stage, route, note) in enumerate(routes, start=1)
        ]
        return self.env._("Fits"), "\n".join(lines)

    def _try_line(self, number, stage, route, note):
        """Return one stage of a path in words: who is asked, until when, and why they are."""
        people = format_list(self.env, route.users.mapped("name"))
        text = self.env._(
            "%(number)s. %(stage)s: %(people)s", number=number, stage=stage.name, people=people
        )
        if stage.mode == "all" and len(route.users) > 1:
            text = self.env._("%s (all of them)", text)
        if stage.limit_days:
            text = self.env._(
                "%(path)s, within %(days)s working days", path=text, days=stage.limit_days
            )
        return self.env._("%(path)s. %(note)s", path=text, note=note) if note else text
