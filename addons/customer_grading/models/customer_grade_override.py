from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language, in_name_of
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date


class CustomerGradeOverride(models.Model):
    """等级人工调整: a grade by hand, with a reason, an end date and approval (REQ G-05).

    While it holds, runs leave the customer alone; with its last day the grade of the last
    applied run returns, or the grade before.
    """

    _name = "customer.grade.override"
    _inherit = ["customer.document.mixin"]
    _description = "Grade by Hand"
    _record_sequence = "customer.grade.override"

    old_grade_id = fields.Many2one(
        "customer.grade", string="Grade before", readonly=True, copy=False, ondelete="restrict"
    )
    grade_id = fields.Many2one(
        "customer.grade",
        required=True,
        ondelete="restrict",
        tracking=True,
        domain="[('company_id', 'in', [False, company_id])]",
    )
    date_end = fields.Date(string="Until", required=True, copy=False, tracking=True)
    reason = fields.Text(required=True)
    ended_on = fields.Date(readonly=True, copy=False)
    holds = fields.Boolean(compute="_compute_holds", search="_search_holds")

    _running_idx = models.Index("(commercial_partner_id, date_end) WHERE ended_on IS NULL")

    @api.model
    def _selection_state(self):
        labels = dict(super()._selection_state())
        labels["approved"] = self.env._("Holds")
        labels["ended"] = self.env._("Ended")
        return list(labels.items())

    @api.depends("state")
    def _compute_holds(self):
        for override in self:
            override.holds = override.state == "approved"

    def _search_holds(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=" if True in value else "!=", "approved")]

    @api.constrains("date_end", "company_id")
    def _check_date_end(self):
        """A grade by hand is an exception for a time, not the customer's grade for good."""
        for override in self:
            months = override.company_id.customer_grade_hand_months
            latest = override.company_id._workday_today() + relativedelta(months=months)
            if override.date_end > latest:
                raise ValidationError(
                    self.env._(
                        "%(document)s: grades by hand hold for %(months)s months at most. Choose "
                        "%(latest)s or a day before, and ask again then.",
                        document=override.display_name,
                        months=months,
                        latest=format_date(self.env, latest),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        own = ("old_grade_id", "ended_on")
        return super().create(
            [{key: vals[key] for key in vals if key not in own} for vals in vals_list]
        )

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "partner_id", "grade_id", "date_end", "reason", "old_grade_id", "ended_on",
        }  # fmt: skip

    def _approval_fact_fields(self):
        return ["partner_id", "old_grade_id", "grade_id", "date_end", "reason"]

    def _check_can_submit(self):
        super()._check_can_submit()
        for override in self:
            if override.date_end < override.company_id._workday_today():
                raise UserError(
                    self.env._(
                        "%s: the last day has passed already. Choose a later one.",
                        override.display_name,
                    )
                )
            if override.partner_id.customer_grade_id == override.grade_id:
                raise UserError(
                    self.env._(
                        "%(customer)s has grade %(grade)s already.",
                        customer=override.partner_id.name,
                        grade=override.grade_id.code,
                    )
                )
            if not override.partner_id.customer_category:
                raise UserError(
                    self.env._(
                        "%s has no customer category. Set the category first.",
                        override.partner_id.name,
                    )
                )

    def _on_approved(self):
        """Give the grades; an earlier one by hand for the same customer ends."""
        super()._on_approved()
        left = self
        while left:
            # each customer once at a time: of two grades for one, the second follows the first
            first = {override.commercial_partner_id: override for override in reversed(left)}
            turn = left.filtered(
                lambda override, first=first: first[override.commercial_partner_id] == override
            )
            turn._give_grades(left)
            left -= turn

    def _give_grades(self, approved):
        """Give the grades of documents of different customers, all at once.

        :param approved: those of this approval whose turn it is, or comes
        """
        # sudo: the one before may be a colleague's
        holding = self.sudo().search(
            [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "approved"),
                ("id", "not in", approved.ids),
            ]
        )
        by_customer = holding.grouped(lambda row: (row.commercial_partner_id, row.company_id))
        running = {
            override: by_customer.get(
                (override.commercial_partner_id, override.company_id), holding.browse()
            )
            for override in self
        }
        holding.browse().union(*running.values())._set_ended()
        before = {
            override: rows[:1].old_grade_id or override.partner_id.customer_grade_id
            for override, rows in running.items()
        }
        for grade, overrides in self.grouped(lambda override: before[override]).items():
            unsealed(overrides).write({"old_grade_id": grade.id})
        for company, overrides in self.grouped("company_id").items():
            customers = overrides.commercial_partner_id
            # kept with the customer, for everybody to read
            spoken = in_company_language(customers, company, self.env.user)
            spoken._customer_set_grade(
                {override.commercial_partner_id.id: override.grade_id for override in overrides},
                overrides._grade_reasons(spoken.env),
                source="override",
            )

    def _grade_reasons(self, env):
        """Return {customer id: why it has the grade}, in the language of an environment."""
        return {
            override.commercial_partner_id.id: env._(
                "%(document)s until %(date)s: %(reason)s",
                document=override.name,
                date=format_date(env, override.date_end),
                reason=override.reason,
            )
            for override in self
        }

    @api.model
    def _fixed_query(self, company, day):
        """Return the query of a run that tells whether a grade by hand holds on a day."""
        return SQL(
            "SELECT TRUE AS yes FROM customer_grade_override hand "
            "WHERE hand.commercial_partner_id = graded.partner_id AND hand.company_id = %s "
            "AND hand.state = 'approved' AND hand.date_end >= %s LIMIT 1",
            company.id,
            day,
        )

    @api.model
    def _cron_end(self):
        """End what is over; the grade of the last applied run returns, or the one before."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("active", "in", (True, False))])
        over = self.search(
            Domain("state", "=", "approved")
            & Domain.OR(
                Domain("company_id", "in", group.ids) & Domain("date_end", "<", today)
                for today, group in companies.grouped(
                    lambda company: company._workday_today()
                ).items()
            )
        )
        cron._commit_progress(remaining=len(over))
        for chunk in (over[start : start + 100] for start in range(0, len(over), 100)):
            chunk.try_lock_for_update()._end()
            if not cron._commit_progress(len(chunk)):
                return

    def _get_decider(self):
        """Return who approved the grade last, else who asked for it."""
        self.ensure_one()
        decided = self.approval_step_ids.filtered(
            lambda step: step.state == "approved" and step.decided_by_id
        )
        return decided.sorted("decided_on")[-1:].decided_by_id or self.applicant_id

    def _end(self):
        proposed = {
            line.partner_id: line.proposed_grade_id
            for line in self.env["customer.grading.line"].search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("run_id.state", "=", "applied"),
                    ("proposed_grade_id", "!=", False),
                ],
                order="id",
            )
        }
        for override in self:
            customer = override.commercial_partner_id
            grade = proposed.get(customer) or override.old_grade_id
            if customer.customer_grade_id == override.grade_id:
                # the last day was decided with the grade, by whoever approved it
                spoken = in_company_language(
                    in_name_of(customer, override._get_decider()), override.company_id
                )
                spoken._customer_set_grade(
                    grade,
                    spoken.env._("%s has ended.", override.name),
                    source="override",
                )
        self._set_ended()

    def _set_ended(self):
        for company, overrides in self.grouped("company_id").items():
            unsealed(overrides).write({"state": "ended", "ended_on": company._workday_today()})
