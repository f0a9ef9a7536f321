import csv

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open
from stdnum.cn import uscc


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """The demo company shows what issue 2 asks of it, whoever looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.demo"]._generate()
        with file_open("customer_demo/LOGINS.tsv") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        cls.rows = [row for row in rows if row["login"] != "admin"]
        cls.users = {
            row["login"]: cls.env["res.users"].search([("login", "=", row["login"])])
            for row in cls.rows
        }
        cls.salespeople = cls.env["res.users"].union(*cls.users.values())
        cls.developments = cls.env["customer.development"].search(
            [("applicant_id", "in", cls.salespeople.ids)]
        )
        cls.invoices = cls.env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("state", "=", "posted")]
        )

    def test_second_call_changes_nothing(self):
        """Installing the demo again makes no second company."""
        count = self.env["sale.order"].search_count([])
        self.env["customer.demo"]._generate()
        self.assertEqual(self.env["sale.order"].search_count([]), count)

    def test_everybody_in_the_list_can_log_in(self):
        """LOGINS.tsv names the people as they are; everybody is an employee with a place."""
        for row in self.rows:
            user = self.users[row["login"]]
            self.assertTrue(user, row["login"])
            self.assertEqual(user.name, row["name"])
            credential = {"type": "password", "login": user.login, "password": row["password"]}
            self.assertTrue(
                user.with_user(user)._check_credentials(credential, {"interactive": True})
            )
            self.assertEqual(user.lang, "zh_CN")
            self.assertTrue(user.employee_id.department_id, row["login"])

    def test_every_state_is_shown(self):
        """REQ D-02 to D-16: developments in every state and in every stage of the work."""
        states = set(self.developments.mapped("state"))
        self.assertEqual(states, {key for key, _label in self.developments._selection_state()})
        working = self.developments.filtered(lambda d: d.state == "in_progress")
        self.assertEqual(working.stage_id, self.env["customer.development.stage"].search([]))

    def test_every_role_has_something_waiting(self):
        """Whoever logs in finds an activity or an approval of their own."""
        for login, user in self.users.items():
            waiting = self.env["mail.activity"].search_count([("user_id", "=", user.id)])
            self.assertTrue(waiting, login)
        for login in ("chenlixin", "wanghaitao", "zhaomingyuan", "zhouguodong"):
            user = self.users[login]
            waiting = self.developments.filtered(lambda d: d.state == "submitted").with_user(user)
            self.assertTrue(any(waiting.mapped("can_decide")), login)

    def test_approvals_in_special_situations(self):
        """A stop request waits, one approval is escalated, one was decided by a deputy."""
        self.assertTrue(
            self.env["customer.development.stop"].search_count([("state", "=", "submitted")])
        )
        steps = self.developments.approval_ids.step_ids
        self.assertTrue(steps.filtered("escalation_level").escalated_user_ids)
        self.assertEqual(steps.filtered("decided_for_id").decided_for_id, self.users["wanghaitao"])
        again = self.developments.filtered(lambda d: len(d.approval_ids) == 2)
        self.assertEqual(again.approval_ids.mapped("state"), ["rejected", "approved"])

    def test_nothing_happens_in_the_future(self):
        """Past events are past, and in their order."""
        today = self.env.company._workday_today()
        for development in self.developments:
            happened = [
                development.date,
                development.started_on,
                development.signed_on,
                development.admitted_on,
            ]
            days = [day for day in happened if day]
            self.assertEqual(days, sorted(days), development.name)
            self.assertLessEqual(max(days), today, development.name)
        for approval in self.developments.approval_ids:
            steps = approval.step_ids.filtered("decided_on").sorted("sequence")
            moments = [moment for step in steps for moment in (step.started_on, step.decided_on)]
            self.assertEqual(moments, sorted(moments), approval.name)
        self.assertLessEqual(max(self.invoices.mapped("invoice_date")), today)

    def test_chatter_agrees_with_the_approvals(self):
        """What the chatter says of a decision bears the moment of the decision, in its order."""
        for development in self.developments:
            messages = development.message_ids.sorted("id")
            dates = messages.mapped("date")
            self.assertEqual(dates, sorted(dates), development.name)
            for step in development.approval_ids.step_ids.filtered("decided_on"):
                notes = messages.filtered(
                    lambda message, step=step: (
                        message.date == step.decided_on and step.name in message.body
                    )
                )
                self.assertTrue(notes, f"{development.name}: {step.name}")

    def test_codes_are_right(self):
        """REQ B-14: every customer carries a valid code, all different."""
        customers = self.env["res.partner"].search(
            [("customer_category", "!=", False), ("is_company", "=", True), ("vat", "!=", False)]
        )
        self.assertGreater(len(customers), 90)
        self.assertFalse([c.name for c in customers if not uscc.is_valid(c.vat)])
        self.assertEqual(len(set(customers.mapped("vat"))), len(customers))

    def test_trade_is_spread_as_in_life(self):
        """Few customers make most of the sales; some pay late, some have been lost."""
        today = self.env.company._workday_today()
        totals = self.env["account.move"]._read_group(
            [("id", "in", self.invoices.ids)],
            ["commercial_partner_id"],
            ["amount_untaxed_signed:sum", "invoice_date:max"],
        )
        sales = sorted((amount for _partner, amount, _last in totals), reverse=True)
        self.assertGreater(len(sales), 45)
        self.assertGreater(sum(sales[:8]), 0.4 * sum(sales))
        self.assertLess(sales[-15], sales[0] / 10)
        lost = [partner for partner, _amount, last in totals if (today - last).days > 240]
        self.assertGreaterEqual(len(lost), 5)
        open_ones = self.invoices.filtered("amount_residual")
        overdue = open_ones.filtered(lambda move: move.invoice_date_due < today)
        self.assertTrue(overdue)
        self.assertLess(len(open_ones), len(self.invoices) / 3)
        self.assertTrue(open_ones - overdue)
        self.assertTrue(self.invoices.filtered(lambda m: m.payment_state == "partial"))
        span = max(self.invoices.mapped("invoice_date")) - min(self.invoices.mapped("invoice_date"))
        self.assertGreater(span.days, 640)

    def test_refunds_and_quotations(self):
        """Credit notes, open quotations and cancelled ones are there as well."""
        self.assertGreaterEqual(
            self.env["account.move"].search_count(
                [("move_type", "=", "out_refund"), ("state", "=", "posted")]
            ),
            8,
        )
        for state in ("draft", "sent", "cancel", "sale"):
            self.assertTrue(self.env["sale.order"].search_count([("state", "=", state)]), state)
