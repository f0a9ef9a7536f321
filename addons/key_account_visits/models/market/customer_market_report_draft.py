from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_base.models.interaction.customer_interaction import UNSATISFIED
from odoo.addons.customer_base.models.trade.purchase_terms import purchases
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount

from .customer_market_report import SECTIONS

# So many lines of a kind are read; what is more is counted.
MOST_LINES = 20
LINE = 120
PROBLEM_KINDS = ("quality", "service", "price", "delivery")


class CustomerMarketReport(models.Model):
    # A draft from the month's records, by a fixed number of queries (REQ V-10).

    _inherit = "customer.market.report"

    def action_draft(self):
        """Fill the empty sections from the writer's own records of the month.

        :raises UserError: not the writer's own, submitted, or nothing is empty
        """
        self._check_action("draft")
        for report in self:
            report._draft()
        return True

    def _draft(self):
        mine = for_reader(self, self.user_id)
        found = mine._month_records()
        lines = {
            "summary": mine._draft_summary(found),
            "forecast": mine._draft_forecast(found),
            "problems": mine._draft_problems(found),
            "solutions": mine._draft_solutions(found),
        }
        empty = [name for name in SECTIONS if not (self[name] or "").strip()]
        if not empty:
            raise UserError(
                self.env._(
                    "%(report)s: every section is written already. Empty one to have it drafted.",
                    report=self.display_name,
                )
            )
        if vals := {name: "\n".join(lines[name]) for name in empty if lines[name]}:
            self.write(vals)

    # ------------------------------------------------------------------
    # What the month brought, read with the writer's own rights
    # ------------------------------------------------------------------
    def _month_records(self):
        """Return the writer's records of the month: {what: records, counts or amounts}."""
        following = self.month + relativedelta(months=1)
        own = [("user_id", "=", self.user_id.id), ("company_id", "=", self.company_id.id)]
        dated = [*own, ("date", ">=", self.month), ("date", "<", following)]
        env = self.env
        Interaction = env["customer.interaction"]
        submitted = [("state", "!=", "draft")]
        return {
            "ways": Interaction._read_group(dated, ["way"], ["__count"]),
            "customers": Interaction._read_group(
                dated, [], ["commercial_partner_id:count_distinct"]
            )[0][0],
            "bad": Interaction.search([*dated, ("satisfaction", "in", UNSATISFIED)]),
            "next": Interaction.search(
                [
                    *own,
                    ("next_date", ">=", following),
                    ("next_date", "<", following + relativedelta(months=1)),
                ],
                order="next_date, id",
            ),
            "forms": env["customer.feedback"].search([*dated, *submitted]),
            # what forms and reports have written is told by themselves
            "infos": env["customer.market.info"].search(
                [*dated, ("res_model", "not in", (self._name, "customer.feedback"))]
            ),
            "sales": self._own_sales(),
        }

    def _own_sales(self):
        """Return (net purchases of the writer's own customers: this month, the month before)."""
        before = self.month - relativedelta(months=1)
        self.env["account.move"].flush_model()
        self.env["res.partner"].flush_model(["user_id"])
        # what their own customers bought is no secret to who is responsible for them
        rows = self.env.execute_query(
            SQL(
                "SELECT date_trunc('month', move.invoice_date::timestamp)::date,"
                " SUM(move.amount_untaxed_signed) FROM account_move move"
                " JOIN res_partner partner ON partner.id = move.commercial_partner_id"
                " WHERE %s AND partner.user_id = %s AND move.company_id = %s"
                " AND move.invoice_date >= %s AND move.invoice_date < %s GROUP BY 1",
                SQL(purchases("move")),
                self.user_id.id,
                self.company_id.id,
                before,
                self.month + relativedelta(months=1),
            )
        )
        amounts = dict(rows)
        return amounts.get(self.month, 0.0), amounts.get(before, 0.0)

    # ------------------------------------------------------------------
    # Its words, in the writer's language
    # ------------------------------------------------------------------
    def _draft_summary(self, found):
        env = self.env
        this, before = found["sales"]
        currency = self.company_id.currency_id
        lines = [
            env._(
                "Sales to own customers: %(amount)s, the month before: %(before)s.",
                amount=format_amount(env, this, currency),
                before=format_amount(env, before, currency),
            )
        ]
        labels = self._labels("customer.interaction", "way")
        lines.append(
            env._(
                "Contacts: %(count)s with %(customers)s customers. %(ways)s",
                count=sum(count for _way, count in found["ways"]),
                customers=found["customers"],
                ways=", ".join(f"{labels[way]} {count}" for way, count in found["ways"]),
            ).strip()
        )
        grades = found["forms"].grouped("grade_id")
        lines.append(
            env._(
                "Feedback forms: %(count)s. %(grades)s",
                count=len(found["forms"]),
                grades=", ".join(
                    f"{grade.code or '—'} {len(forms)}"
                    for grade, forms in sorted(
                        grades.items(), key=lambda item: (not item[0], item[0].sequence)
                    )
                ),
            ).strip()
        )
        kinds = self._labels("customer.feedback", "kind")
        lines += self._lines(
            found["forms"], lambda form: self._line(form, kinds[form.kind], form.text)
        )
        lines.append(env._("Market information: %(count)s.", count=len(found["infos"])))
        return lines + self._draft_infos(found)

    def _draft_forecast(self, found):
        return self._lines(
            found["next"],
            lambda record: self._line(record, str(record.next_date), record.next_step),
        )

    def _draft_problems(self, found):
        kinds = self._labels("customer.feedback", "kind")
        forms = found["forms"].filtered(lambda form: form.kind in PROBLEM_KINDS)
        dissatisfied = self._labels("customer.interaction", "satisfaction")
        return self._lines(
            forms, lambda form: self._line(form, kinds[form.kind], form.text)
        ) + self._lines(
            found["bad"],
            lambda record: self._line(record, dissatisfied[record.satisfaction], record.summary),
        )

    def _draft_solutions(self, found):
        forms = found["forms"].filtered("suggestion")
        return self._lines(forms, lambda form: self._line(form, "", form.suggestion))

    def _draft_infos(self, found):
        """What was heard; not under the news, which would write it to the library once more."""
        kinds = self._labels("customer.market.info", "kind")
        return self._lines(
            found["infos"],
            lambda info: self._line(info, info.competitor_id.name or kinds[info.kind], info.text),
        )

    @api.model
    def _labels(self, model, name):
        return dict(self.env[model]._fields[name]._description_selection(self.env))

    @api.model
    def _line(self, record, label, text):
        """Return one line: customer, what about, first line of the text."""
        # sudo: of an own record the customer may be somebody else's by now
        words = (record.partner_id.sudo().name, label, (text or "").strip().split("\n")[0][:LINE])
        return "- " + ": ".join(word for word in words if word)

    def _lines(self, records, word):
        lines = [word(record) for record in records[:MOST_LINES]]
        if more := len(records) - len(lines):
            lines.append(self.env._("… and %(count)s more", count=more))
        return lines
