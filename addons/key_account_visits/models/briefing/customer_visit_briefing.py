from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.customer_base.models.trade.purchase_terms import PURCHASES
from odoo.tools import SQL, format_amount, format_date, format_datetime

ROWS_SHOWN = 6
BIRTHDAYS_AHEAD = 60  # days
# Birthdays are personal data: told to those only who may see them (PIPL 6).
PERSONAL = "customer_base.group_customer_personal_data"


class CustomerVisitBriefing(models.AbstractModel):
    """What to know before going to a customer, from the ERP's own documents (issue: briefing).

    A constant number of queries whatever the number of customers. Each section is a method
    ``_section_*(customers, company)`` that returns (title, {customer: [texts]}); addons extend
    :meth:`_sections`.
    """

    _name = "customer.visit.briefing"
    _description = "Briefing before a Visit"

    @api.model
    @api.private
    def _of(self, customers, company):
        """Return {customer: [(title, [texts])]}; callers have checked who may know it."""
        # sudo: one page of facts from many apps, for whoever was found entitled to it
        briefing_sudo = self.sudo()
        sections = [
            method(customers.sudo(), company.sudo()) for method in briefing_sudo._sections()
        ]
        return {
            customer: [(title, rows.get(customer, [])) for title, rows in sections]
            for customer in customers
        }

    @api.model
    @api.private
    def _sections(self):
        """Return the methods that make the sections, in the order shown."""
        return [
            self._section_standing,
            self._section_promises,
            self._section_quotations,
            self._section_orders,
            self._section_late,
            self._section_overdue,
            self._section_people,
            *([self._section_birthdays] if self.env.user.has_group(PERSONAL) else []),
            self._section_contacts,
        ]

    def _money(self, amount, company):
        return format_amount(self.env, amount, company.currency_id)

    def _section_standing(self, customers, company):
        """Category, grade, and how the grade last moved."""
        changes = self.env["customer.grade.change"].search(
            [("partner_id", "in", customers.ids)], order="date desc, id desc"
        )
        newest = {}
        for change in changes:
            newest.setdefault(change.partner_id, change)
        labels = dict(customers._fields["customer_category"]._description_selection(self.env))
        rows = {}
        for customer in customers:
            texts = [labels.get(customer.customer_category) or ""]
            if customer.customer_grade_id:
                texts.append(self.env._("Grade: %s", customer.customer_grade_id.name))
            if change := newest.get(customer):
                texts.append(
                    self.env._(
                        "Grade changed on %(day)s: %(old)s → %(new)s",
                        day=format_date(self.env, change.date),
                        old=change.old_grade_id.name or "–",
                        new=change.new_grade_id.name or "–",
                    )
                )
            rows[customer] = [text for text in texts if text]
        return self.env._("Standing"), rows

    def _section_promises(self, customers, company):
        """What we promised at the last visits, and what was to follow."""
        visits = self.env["customer.visit"].search(
            [
                ("commercial_partner_id", "in", customers.ids),
                ("company_id", "=", company.id),
                ("state", "in", ("reported", "closed")),
            ],
            order="date_start desc",
        )
        rows = defaultdict(list)
        for visit in visits:
            texts = rows[visit.commercial_partner_id]
            if len(texts) >= ROWS_SHOWN or not (visit.promises or visit.next_step):
                continue
            day = format_date(self.env, visit._outing_span()[0])
            if visit.promises:
                texts.append(self.env._("%(day)s promised: %(what)s", day=day, what=visit.promises))
            if visit.next_step:
                texts.append(
                    self.env._("%(day)s next step: %(what)s", day=day, what=visit.next_step)
                )
        return self.env._("What We Promised"), rows

    def _orders(self, customers, company, states, extra=()):
        return self.env["sale.order"].search(
            [
                ("partner_id.commercial_partner_id", "in", customers.ids),
                ("company_id", "=", company.id),
                ("state", "in", states),
                *extra,
            ],
            order="date_order desc",
        )

    def _section_quotations(self, customers, company):
        rows = defaultdict(list)
        for order in self._orders(customers, company, ("draft", "sent")):
            rows[order.partner_id.commercial_partner_id].append(
                f"{order.name}  {format_date(self.env, order.date_order)}  "
                f"{format_amount(self.env, order.amount_total, order.currency_id)}"
            )
        return self.env._("Running Quotations"), self._cut(rows)

    def _section_orders(self, customers, company):
        rows = defaultdict(list)
        orders = self._orders(customers, company, ("sale",), [("invoice_status", "!=", "invoiced")])
        for order in orders:
            rows[order.partner_id.commercial_partner_id].append(
                f"{order.name}  {format_date(self.env, order.date_order)}  "
                f"{format_amount(self.env, order.amount_total, order.currency_id)}"
            )
        return self.env._("Running Orders"), self._cut(rows)

    def _section_late(self, customers, company):
        """Orders of which something was promised for a day that has passed."""
        orders = self._orders(
            customers,
            company,
            ("sale",),
            [("commitment_date", "!=", False), ("commitment_date", "<", fields.Datetime.now())],
        )
        rows = defaultdict(list)
        for order in orders:
            if any(line.qty_delivered < line.product_uom_qty for line in order.order_line):
                rows[order.partner_id.commercial_partner_id].append(
                    self.env._(
                        "%(order)s, promised for %(day)s",
                        order=order.name,
                        day=format_date(self.env, order.commitment_date),
                    )
                )
        return self.env._("Late Deliveries"), self._cut(rows)

    def _section_overdue(self, customers, company):
        """Open invoices past their day, the oldest first, and their sum."""
        self.env["account.move"].flush_model()
        today = company._workday_today()
        found = self.env.execute_query(
            SQL(
                """SELECT commercial_partner_id, name, invoice_date_due, amount_residual_signed
                     FROM account_move
                    WHERE commercial_partner_id IN %s AND company_id = %s AND %s
                      AND move_type = 'out_invoice' AND amount_residual_signed > 0
                      AND invoice_date_due < %s
                 ORDER BY invoice_date_due, id""",
                tuple(customers.ids) or (0,),
                company.id,
                SQL(PURCHASES),
                today,
            )
        )
        rows, sums = defaultdict(list), defaultdict(float)
        for partner_id, name, due, amount in found:
            customer = customers.browse(partner_id)
            sums[customer] += amount
            rows[customer].append(
                self.env._(
                    "%(invoice)s, due %(day)s: %(amount)s",
                    invoice=name,
                    day=format_date(self.env, due),
                    amount=self._money(amount, company),
                )
            )
        cut = self._cut(rows)
        for customer, amount in sums.items():
            cut[customer].insert(0, self.env._("In all: %s", self._money(amount, company)))
        return self.env._("Overdue Money"), cut

    def _section_people(self, customers, company):
        """Who decides what there."""
        Contact = self.env["customer.contact"]
        roles = dict(Contact._fields["buying_role"]._description_selection(self.env))
        rows = defaultdict(list)
        for contact in Contact.search([("commercial_partner_id", "in", customers.ids)]):
            parts = (
                contact.person_name,
                contact.function,
                roles[contact.buying_role],
                contact.focus,
            )
            rows[contact.commercial_partner_id].append("  ".join(part for part in parts if part))
        return self.env._("People and Their Roles"), rows

    def _section_birthdays(self, customers, company):
        """Birthdays of the next two months, of those who agreed that we keep them."""
        today = company._workday_today()
        people = self.env["customer.contact"].search(
            [
                ("commercial_partner_id", "in", customers.ids),
                ("next_birthday", ">=", today),
                ("next_birthday", "<=", today + timedelta(days=BIRTHDAYS_AHEAD)),
                ("consent_date", "!=", False),
            ],
            order="next_birthday",
        )
        rows = defaultdict(list)
        for person in people:
            day = format_date(self.env, person.next_birthday)
            rows[person.commercial_partner_id].append(f"{day}  {person.person_name}")
        return self.env._("Birthdays"), self._cut(rows)

    def _section_contacts(self, customers, company):
        """The last talks, the newest first."""
        found = self.env.execute_query(
            SQL(
                """SELECT talk.commercial_partner_id, talk.id
                     FROM unnest(%s::int[]) AS customer(id)
               CROSS JOIN LATERAL (
                          SELECT id, commercial_partner_id FROM customer_interaction
                           WHERE commercial_partner_id = customer.id AND company_id = %s
                        ORDER BY date DESC, id DESC LIMIT 3
                          ) talk""",
                customers.ids,
                company.id,
            )
        )
        talks = self.env["customer.interaction"].browse([talk_id for _partner, talk_id in found])
        rows = defaultdict(list)
        for talk in talks:
            day = format_datetime(self.env, talk.date, dt_format="short")
            rows[talk.commercial_partner_id].append(
                f"{day}  {talk.user_id.name}: {(talk.summary or '').strip()[:120]}"
            )
        return self.env._("Last Contacts"), rows

    def _cut(self, rows):
        """Return at most a page's worth of each customer's rows, and how many more there are."""
        cut = defaultdict(list)
        for customer, texts in rows.items():
            cut[customer] = texts[:ROWS_SHOWN]
            if more := len(texts) - ROWS_SHOWN:
                if more > 0:
                    cut[customer].append(self.env._("and %s more", more))
        return cut
