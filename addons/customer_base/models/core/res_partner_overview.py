from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.date_utils import start_of

from ...tools.amounts import short_amount

QUARTERS_SHOWN = 12


class ResPartner(models.Model):
    # Who this customer is, told at the head of its form (U-05).
    #
    # The form asks for it once it is on the screen: whoever opens a customer to look up a phone
    # number does not wait for sums over its invoices.

    _inherit = "res.partner"

    # only while somebody types; of a saved customer the overview tells
    customer_duplicate_typed = fields.Text(
        compute="_compute_customer_duplicate_typed", groups="base.group_user"
    )

    @api.depends("customer_duplicate_warning")
    @api.depends_context("company")
    def _compute_customer_duplicate_typed(self):
        for partner in self:
            typed = not isinstance(partner.id, int)
            partner.customer_duplicate_typed = typed and partner.customer_duplicate_warning

    def customer_overview(self):
        """Return what the head of a customer's form tells, as far as the reader may know it.

        :return: ``chips``, ``tiles``, ``notes`` and ``history`` (see the methods that make them),
            ready to be shown: texts in the reader's language, methods to open what stands behind
        """
        self.ensure_one()
        self.check_access("read")
        customer = self.commercial_partner_id
        role = self.env.user.has_group("customer_base.group_customer_user")
        if not role or not customer.customer_category:
            return {"chips": [], "tiles": [], "notes": [], "history": []}
        company = self.env.company
        known, _writable = self.env["customer.access"]._allowed_partner_ids(customer.ids)
        if not known and not self.env.user._customer_sees_all():
            return {
                "chips": customer._customer_overview_chips(),
                "tiles": [],
                "notes": customer._customer_overview_duplicates(),
                "history": [],
            }
        quarters = customer._customer_overview_quarters(company)
        return {
            "chips": customer._customer_overview_chips(),
            "tiles": customer._customer_overview_tiles(company, quarters),
            "notes": customer._customer_overview_notes(company),
            "history": customer._customer_overview_history(company, quarters),
        }

    def _customer_overview_chips(self):
        """Return [{"text", "color"}]: what kind of customer it is, and whose."""
        labels = dict(self._fields["customer_category"]._description_selection(self.env))
        chips = [{"text": labels[self.customer_category], "color": 4}]
        if self.customer_grade_id:
            grade = self.customer_grade_id.sudo()  # a grade has no secrets
            chips.append({"text": grade.name, "color": grade.color})
        if self.is_key_account:
            chips.append({"text": self.env._("Important Customer"), "color": 2})
        if self.customer_in_pool:
            chips.append({"text": self.env._("In the Public Pool"), "color": 3})
        owner = self.user_id.sudo()  # who answers for a customer is no secret of the person
        chips.append(
            {"text": owner.name or self.env._("Nobody Responsible"), "color": 0, "icon": "fa-user"}
        )
        return chips

    def _customer_overview_quarters(self, company):
        """Return {first day of a quarter: purchases} of the quarters shown, up to today."""
        this_quarter = start_of(company._workday_today(), "quarter")
        days = [
            this_quarter - relativedelta(months=3 * ago)
            for ago in range(QUARTERS_SHOWN - 1, -1, -1)
        ]
        rows = self.env["customer.purchase.quarter"].search_fetch(
            [
                ("partner_id", "=", self.id),
                ("company_id", "=", company.id),
                ("quarter", ">=", days[0]),
            ],
            ["quarter", "amount"],
        )
        return dict.fromkeys(days, 0.0) | {
            row.quarter: row.amount for row in rows if row.quarter <= days[-1]
        }

    def _customer_overview_tiles(self, company, quarters):
        """Return [{"name", "label", "value", "hint", "tone", "action"}], in the order shown.

        ``tone`` is danger, warning, success or nothing; ``action`` is the method that opens
        what stands behind the figure.
        """
        return [
            *self._customer_overview_contact(company),
            *self._customer_overview_money(company, quarters),
            *self._customer_overview_sales_documents(company),
            *self._customer_overview_records(),
        ]

    def _customer_overview_contact(self, company):
        last, due = self.customer_last_contact, self.customer_next_contact_due
        tiles = [
            {
                "name": "last_contact",
                "label": self.env._("Last Contact"),
                "value": format_date(self.env, last) if last else self.env._("None yet"),
                "action": "action_open_customer_interactions",
            }
        ]
        if due:
            left = company._workday_left([due])[due][1]
            tiles.append(
                {
                    "name": "next_contact",
                    "label": self.env._("Next Contact"),
                    "value": format_date(self.env, due),
                    "hint": left,
                    "tone": "danger" if self.customer_contact_overdue else "",
                    "action": "action_record_contact",
                }
            )
        return tiles

    def _customer_overview_money(self, company, quarters):
        year = company._workday_today().year
        currency = company.currency_id
        this_year = sum(amount for day, amount in quarters.items() if day.year == year)
        last_year = sum(amount for day, amount in quarters.items() if day.year == year - 1)
        overdue = self.env["customer.file.trade"]._overdue_of(self, company)
        return [
            {
                "name": "sales",
                "label": self.env._("Sales This Year"),
                "value": short_amount(self.env, this_year, currency),
                "hint": self.env._("last year %s", short_amount(self.env, last_year, currency)),
                "action": "action_open_customer_purchases",
            },
            {
                "name": "overdue",
                "label": self.env._("Overdue Money"),
                "value": short_amount(self.env, overdue, currency),
                "tone": "danger" if overdue > 0 else "",
                "action": "action_open_customer_trades",
            },
        ]

    def _customer_overview_sales_documents(self, company):
        """Quotations that run and orders not yet invoiced, of those that the reader may read."""
        Order = self.env["sale.order"]
        if not Order.has_access("read"):
            return []
        counts = dict(
            Order._read_group(
                [*self._customer_open_orders_domain(), ("company_id", "=", company.id)],
                ["state"],
                ["__count"],
            )
        )
        quotations = counts.get("draft", 0) + counts.get("sent", 0)
        return [
            {
                "name": "orders",
                "label": self.env._("Open Orders"),
                "value": str(counts.get("sale", 0)),
                "hint": self.env._("%s quotations", quotations) if quotations else "",
                "action": "action_open_customer_orders",
            }
        ]

    def _customer_open_orders_domain(self):
        return [
            ("partner_id", "child_of", self.commercial_partner_id.ids),
            "|",
            ("state", "in", ("draft", "sent")),
            "&",
            ("state", "=", "sale"),
            ("invoice_status", "in", ("to invoice", "no")),
        ]

    def _customer_overview_records(self):
        return [
            {
                "name": "interactions",
                "label": self.env._("Interactions"),
                "value": str(self.customer_interaction_count),
                "action": "action_open_customer_interactions",
            },
            {
                "name": "contacts",
                "label": self.env._("Buying Roles"),
                "value": str(self.customer_contact_count),
                "action": "action_open_customer_contacts",
            },
            {
                "name": "file",
                "label": self.env._("Customer File"),
                "value": self.customer_file_state,
                "action": "action_open_customer_file",
            },
        ]

    def _customer_overview_notes(self, company):
        """Return [{"text", "tone", "action", "button"}]: what somebody should know first."""
        return self._customer_overview_duplicates()

    def _customer_overview_duplicates(self):
        warning = self.customer_duplicate_warning
        return [{"text": warning, "tone": "warning"}] if warning else []

    def _customer_overview_history(self, company, quarters):
        """Return [{"label", "text", "share", "grade", "color"}], the oldest quarter first.

        ``share`` is the part of the best quarter in per cent, ``grade`` the code of a grade
        given in that quarter.
        """
        changes = self.env["customer.grade.change"].search_fetch(
            [("partner_id", "=", self.id), ("date", ">=", min(quarters))],
            ["date", "new_grade_id"],
            order="date, id",
        )
        given = {start_of(change.date.date(), "quarter"): change.new_grade_id for change in changes}
        best = max([*quarters.values(), 0.0])
        history = []
        for day, amount in quarters.items():
            grade = given.get(day, self.env["customer.grade"]).sudo()  # as in the chips
            quarter = (day.month + 2) // 3
            history.append(
                {
                    "label": self.env._("Q%(quarter)s %(year)s", quarter=quarter, year=day.year),
                    "text": short_amount(self.env, amount, company.currency_id),
                    "share": round(max(amount, 0.0) / best * 100) if best else 0,
                    "grade": grade.code or "",
                    "color": grade.color,
                }
            )
        return history if best or changes else []

    # ------------------------------------------------------------------
    # What stands behind a figure
    # ------------------------------------------------------------------
    def _customer_overview_open(self, xmlid, domain, **context):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": domain, "context": context}

    def action_open_customer_access(self):
        """Open who has access to this customer, and why."""
        customer = self.commercial_partner_id
        return self._customer_overview_open(
            "customer_base.customer_access_action", [("partner_id", "=", customer.id)]
        )

    def action_open_customer_purchases(self):
        """Open the customer's purchases by quarter."""
        customer = self.commercial_partner_id
        return self._customer_overview_open(
            "customer_base.customer_purchase_quarter_action", [("partner_id", "=", customer.id)]
        )

    def action_open_customer_trades(self):
        """Open the customer's orders and invoices, with what is overdue of them."""
        customer = self.commercial_partner_id
        return self._customer_overview_open(
            "customer_base.customer_file_trade_action",
            [("commercial_partner_id", "=", customer.id)],
        )

    def action_open_customer_orders(self):
        """Open the quotations that run and the orders not yet invoiced."""
        return self._customer_overview_open(
            "sale.action_quotations_with_onboarding",
            self._customer_open_orders_domain(),
            default_partner_id=self.id,
        )
