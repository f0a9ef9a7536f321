import ast
from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_list

# What a document's submission will follow: the rule, the amount in the company's currency
# that was evaluated, and the stages whose condition holds, in order.
Plan = namedtuple("Plan", "rule amount stages")


class CustomerApprovalRule(models.Model):
    """Who decides on which documents. The first active rule that fits a document is used.

    Amounts are in the currency of the document's company: ``amount_from`` is included,
    ``amount_to`` is not, and 0 means without an upper limit.
    """

    _name = "customer.approval.rule"
    _description = "Approval Rule"
    _order = "model_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    model_id = fields.Many2one(
        "ir.model",
        string="Kind of Document",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_approval_document", "=", True)],
    )
    model = fields.Char(string="Model Name", related="model_id.model", store=True, index=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    domain = fields.Char(
        string="Condition",
        default="[]",
        help="Only documents that meet the condition follow this rule.",
    )
    amount_from = fields.Monetary(
        string="Amount From",
        help="Included, in the currency of the document's company.",
    )
    amount_to = fields.Monetary(string="Amount To", help="Not included. 0: no upper limit.")
    stage_ids = fields.One2many("customer.approval.stage", "rule_id", string="Stages", copy=True)
    repeat_mode = fields.Selection(
        [
            ("each", "Decides each time"),
            ("consecutive", "Once, where the stages follow each other"),
            ("once", "Once"),
        ],
        string="Same Person Twice",
        required=True,
        default="each",
        help="Whether somebody who has approved is asked again by a later stage. The stage counts"
        " as decided by the same person then, and says so.",
    )
    own_mode = fields.Selection(
        [("superior", "The superior is asked"), ("skip", "The stage is left out")],
        string="Applicant Would Decide",
        required=True,
        default="superior",
        help="What happens to a stage that names only the applicant. It is on record either way;"
        " the last stage left is never left out.",
    )
    batch_allowed = fields.Boolean(
        string="Many at Once",
        default=True,
        help="Whether several requests may be approved together.",
    )
    batch_amount = fields.Monetary(
        string="Up to Amount", help="Above it, each request is approved by itself. 0: any amount."
    )
    password_amount = fields.Monetary(
        string="Password Above",
        help="Above it, the approver's password is asked again. 0: never.",
    )
    copy_user_ids = fields.Many2many(
        "res.users",
        "customer_approval_rule_copy_rel",
        string="Copy To",
        domain=[("share", "=", False)],
        help="They are told of the outcome. They see the request, they do not decide.",
    )
    copy_group_id = fields.Many2one("res.groups", string="Copy To Role", ondelete="set null")
    summary = fields.Char(string="Who Is Asked", compute="_compute_summary")
    warning = fields.Text(compute="_compute_warning")

    _amount_positive = models.Constraint(
        "CHECK(amount_from >= 0 AND amount_to >= 0 AND COALESCE(batch_amount, 0) >= 0"
        " AND COALESCE(password_amount, 0) >= 0)",
        "Amounts must not be negative.",
    )
    _amount_ordered = models.Constraint(
        "CHECK(amount_to = 0 OR amount_from IS NULL OR amount_to > amount_from)",
        "The amount must go from the smaller to the larger value.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    @api.depends("amount_from", "amount_to", "currency_id", "stage_ids.summary")
    def _compute_summary(self):
        for rule in self:
            people = " → ".join(stage.summary for stage in rule.stage_ids.sorted())
            rule.summary = ": ".join(filter(None, [rule._amount_text(), people]))

    def _amount_text(self):
        """Return the rule's amounts in words, e.g. "≥ 500,000.00 ¥"; empty without limits."""
        low, high = self.amount_from, self.amount_to
        currency = self.currency_id
        if low and high:
            return f"{currency.format(low)} – {currency.format(high)}"
        if low:
            return f"≥ {currency.format(low)}"
        if high:
            return f"< {currency.format(high)}"
        return ""

    @api.depends(
        "stage_ids.approver_type",
        "stage_ids.group_id",
        "stage_ids.user_ids",
        "company_id",
    )
    def _compute_warning(self):
        for rule in self:
            lines = [rule.env._("This rule has no stages: no document can be submitted by it.")]
            if rule.stage_ids:
                lines = [stage._problem() for stage in rule.stage_ids]
            rule.warning = "\n".join(filter(None, lines)) or False

    @api.constrains("model_id", "domain")
    def _check_domain(self):
        for rule in self:
            rule._try_domain(rule.domain, rule.name)

    @api.constrains("model_id")
    def _check_model(self):
        for rule in self:
            # sudo: only the mark and the name, whoever saves the rule
            if not rule.model_id.sudo().is_approval_document:
                raise ValidationError(
                    self.env._(
                        "%(model)s has no approval. Choose another kind of document for"
                        " rule %(rule)s.",
                        model=rule.model_id.sudo().name,
                        rule=rule.name,
                    )
                )

    def _try_domain(self, text, place):
        """Run a condition once on the rule's documents.

        :raise ValidationError: the condition cannot be read or names an unknown field
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint(flush=False):
                # as superuser: the condition is tried, no document is shown
                self.env[self.sudo().model_id.model].sudo().search(_read_domain(text), limit=1)
        except Exception as error:
            raise ValidationError(
                self.env._(
                    "The condition of %(place)s does not work: %(error)s\nCorrect it in the"
                    " condition editor, or empty it.",
                    place=place,
                    error=error,
                )
            ) from error

    # ------------------------------------------------------------------ matching

    @api.model
    def _plan(self, documents):
        """Choose rule and stages for each document, one search per rule and condition.

        :return: {document id: Plan}
        :raise UserError: an amount without exchange rate, no rule, a rule without stages;
            every document concerned is named
        """
        amounts = self._company_amounts(documents)
        rules_by_document = self._match(documents, amounts)
        missing = documents.filtered(lambda document: document.id not in rules_by_document)
        if missing:
            raise UserError(
                self.env._(
                    "No approval rule fits: %(documents)s.\nAsk an approval administrator to"
                    " add one under Approval › Configuration › Approval Rules.",
                    documents=_names(missing),
                )
            )
        plans = {}
        for rule in self.browse({rule.id for rule in rules_by_document.values()}):
            followers = documents.filtered(
                lambda document, rule=rule: rules_by_document[document.id] == rule
            )
            stages = rule.stage_ids._applying(followers, amounts)
            for document in followers:
                plans[document.id] = Plan(rule, amounts[document.id], stages[document.id])
        empty = documents.filtered(lambda document: not plans[document.id].stages)
        if empty:
            raise UserError(
                self.env._(
                    "Approval rule %(rule)s asks nobody for: %(documents)s.\nAsk an approval"
                    " administrator to give the rule a stage that applies.",
                    rule=plans[empty[0].id].rule.name,
                    documents=_names(empty),
                )
            )
        return plans

    def _match(self, documents, amounts):
        """Return {document id: first rule that fits}; documents without a rule are left out."""
        rules = self.search([("model", "=", documents._name)])
        rules = rules.sorted(lambda rule: (rule.sequence, not rule.company_id, rule.id))
        found = {}
        for rule in rules:
            open_documents = documents.filtered(
                lambda document, rule=rule: (
                    document.id not in found
                    and rule.company_id in (document.company_id, self.env["res.company"])
                    and amounts[document.id] >= rule.amount_from
                    and (not rule.amount_to or amounts[document.id] < rule.amount_to)
                )
            )
            for document in _matching(open_documents, rule.domain):
                found[document.id] = rule
        return found

    @api.model
    def _company_amounts(self, documents):
        """Return {document id: amount in its company's currency}.

        :raise UserError: a currency has no exchange rate on or before today; Odoo itself
            would silently take 1
        """
        given = {document.id: document._approval_amount() for document in documents}
        foreign = {
            (currency, document.company_id)
            for document in documents
            for _amount, currency in [given[document.id]]
            if currency and currency != document.company_id.currency_id
        }
        if foreign:
            self._check_rates(foreign)
        today = self.env.company._workday_today()
        amounts = {}
        for document in documents:
            amount, currency = given[document.id]
            company = document.company_id
            if currency and currency != company.currency_id:
                amount = currency._convert(amount, company.currency_id, company, today)
            amounts[document.id] = amount
        return amounts

    @api.model
    def _check_rates(self, pairs):
        currencies = self.env["res.currency"].union(*(currency for currency, _ in pairs))
        groups = self.env["res.currency.rate"]._read_group(
            [
                ("currency_id", "in", currencies.ids),
                ("name", "<=", self.env.company._workday_today()),
            ],
            ["currency_id", "company_id"],
        )
        known = {(currency.id, company.id) for currency, company in groups}
        for currency, company in pairs:
            roots = {False, company.id, company.root_id.id}
            if not any((currency.id, root) in known for root in roots):
                raise UserError(
                    self.env._(
                        "There is no exchange rate for %(currency)s in %(company)s."
                        " Enter one in the list of currencies, then"
                        " submit again.",
                        currency=currency.name,
                        company=company.name,
                    )
                )


def _read_domain(text):
    """Return the Domain written in ``text``; only literals are read, nothing is executed."""
    return Domain(ast.literal_eval((text or "[]").strip()))


def _matching(documents, text):
    """Return those of the documents that meet a stored condition, by one search."""
    domain = _read_domain(text)
    if domain.is_true() or not documents:
        return documents
    return documents.with_context(active_test=False).search(
        Domain("id", "in", documents.ids) & domain
    )


def _names(documents, limit=5):
    """Return the names of some documents for a message, shortened after ``limit``."""
    names = documents[:limit].mapped("display_name")
    return format_list(documents.env, [*names, "…"] if len(documents) > limit else names)
