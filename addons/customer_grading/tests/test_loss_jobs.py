from datetime import date, timedelta

from odoo.addons.customer_grading.models.customer_loss_cron import FEW, LIST_TYPE
from odoo.tests import freeze_time, new_test_user, tagged

from .flow_common import FlowCommon
from .test_loss_warning import CRON, FORTY


class LossCommon(FlowCommon):
    """A company that watches, and a night on a chosen day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_loss_warning = True
        cls.warnings = cls.env["customer.loss.warning"]

    def _watch(self, day):
        with freeze_time(f"{day} 02:00:00"):
            self._run_cron(CRON)
        return self.warnings.search([("partner_id", "=", self.customer.id)])

    def _many(self, count, user=None):
        """Return customers that have bought as ``FORTY`` says."""
        customers = self.Partner.create(
            [
                {
                    "name": f"Customer {number}",
                    "is_company": True,
                    "customer_category": "closed",
                    "user_id": (user or self.salesperson).id,
                }
                for number in range(count)
            ]
        )
        for customer in customers:
            for day in FORTY:
                self._invoice(day, partner=customer)
        return customers


@tagged("post_install", "-at_install")
class TestLossRhythms(LossCommon):
    """Falling amounts are seen whatever the rhythm (F-25, REQ G-08)."""

    def _buy_every(self, gap, amounts, last=date(2026, 6, 1)):
        for number, amount in enumerate(reversed(amounts)):
            self._invoice(last - timedelta(days=gap * number), amount)
        return last

    def test_quarterly_customer_falls(self):
        """F-25: 1,000 every 91 days, then 30: 90 in three gaps against 2,000 is a fall of 95.5%."""
        last = self._buy_every(91, [1000] * 8 + [30] * 3)
        warning = self._watch(last)
        self.assertEqual((warning.level, warning.fall_level, warning.silence_level), ("2", 2, 0))
        self.assertEqual((warning.fall_days, warning.recent_amount), (273, 90))
        # the eight of 1,000 lie in the 1,092 days before: four times 273
        self.assertEqual((warning.before_amount, warning.fall), (2000, 95.5))
        self.assertIn("in the last 273 days", warning.explanation)

    def test_half_yearly_customer_falls(self):
        """F-25: also who buys every half year; what 48 months hold of the time before counts."""
        last = self._buy_every(180, [1000] * 4 + [100] * 3)
        warning = self._watch(last)
        self.assertEqual((warning.fall_days, warning.recent_amount), (540, 300))
        # 921 days of the 1,461 are left: the four of 1,000 there are 2,345.28 in 540
        self.assertAlmostEqual(warning.before_amount, 4000 * 540 / 921, places=2)
        self.assertEqual(warning.level, "2")

    def test_steady_customers_are_left_alone(self):
        """F-25: whoever keeps a slow rhythm and its amounts has no warning on any day of it."""
        for gap in (45, 91, 180, 300):
            last = self._buy_every(gap, [1000] * (1400 // gap))
            for later in (0, gap // 3, gap - 1, gap + 5):
                with self.subTest(gap=gap, later=later):
                    self.assertFalse(self._watch(last + timedelta(days=later)))
            for move in self.env["account.move"].search(
                [("commercial_partner_id", "=", self.customer.id)]
            ):
                move.button_draft()
                move.button_cancel()

    def test_silence_is_no_fall(self):
        """REQ G-08: who buys nothing any more is judged by silence alone: attention first."""
        last = self._buy_every(91, [1000] * 8)
        warning = self._watch(last + timedelta(days=137))
        self.assertEqual((warning.level, warning.fall_level), ("1", 0))
        warning = self._watch(last + timedelta(days=300))
        self.assertEqual((warning.level, warning.fall_level), ("2", 0))


@tagged("post_install", "-at_install")
class TestLossPeople(LossCommon):
    """Who is told of loss warnings, how, and in which language (L-02, U-12, F-07)."""

    def _reminders(self, user):
        kind = self.env.ref(LIST_TYPE)
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("user_id", "=", user.id)]
        )

    def test_many_are_a_list(self):
        """U-12: who is responsible for many has one reminder; with few left, none."""
        self._many(FEW + 1)
        self._watch("2026-07-01")
        self._watch("2026-07-02")
        mine = self.warnings.search([("user_id", "=", self.salesperson.id)])
        self.assertEqual(len(mine), FEW + 1)
        self.assertFalse(mine.activity_ids)
        self.assertEqual(
            self._reminders(self.salesperson).mapped("summary"),
            [f"{FEW + 1} loss warnings to handle"],
        )
        mine[:2].with_user(self.salesperson)._handle("Called")
        self._watch("2026-07-03")
        self.assertFalse(self._reminders(self.salesperson))

    def test_nobody_without_the_right_is_told(self):
        """L-02: owners and managers who have no role are not told; the next manager up is."""
        customer = self._many(1)
        customer.sudo().user_id = self.outsider
        head = self._make_user("loss_head", "manager", name="Head")
        plain = new_test_user(self.env, "loss_plain", groups="base.group_user", name="Plain")
        department = self._make_department("Plain", plain, self.outsider)
        department.parent_id = self._make_department("Above", head)
        self.env["customer.interaction.state"]._refresh(customer.ids)
        self._watch("2026-07-01")
        warning = self.warnings.search([("partner_id", "=", customer.id)])
        self.assertEqual((warning.user_id, warning.department_id), (self.outsider, department))
        self.assertFalse(warning.activity_ids)
        told = self.env["mail.message"].search([("subject", "like", "Loss warnings")])
        self.assertEqual(told.partner_ids, head.partner_id)

    def test_in_the_language_of_the_reader(self):
        """F-07: reminder and message are in the language of the person."""
        self.env["res.lang"]._activate_lang("zh_CN")
        (self.salesperson | self.manager).lang = "zh_CN"
        for day in FORTY:
            self._invoice(day)
        warning = self._watch("2026-07-01")
        self.assertIn("流失预警", warning.activity_ids.summary)
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.manager.partner_id.id)], order="id desc", limit=1
        )
        self.assertIn("流失预警", message.subject)
        self.assertIn("2026/07/01", message.subject)

    def test_queries_of_a_chunk(self):
        """F-20: reading and writing a chunk costs as many queries for 30 customers as for 5."""
        customers = self._many(36)
        spent = []
        with freeze_time("2026-07-01 02:00:00"):
            self.warnings._apply(self._rows(customers[:1]))
            for some in (customers[1:6], customers[6:]):
                start = self.cr.sql_log_count
                self.warnings._apply(self._rows(some))
                self.env.flush_all()
                spent.append(self.cr.sql_log_count - start)
            self.assertFalse(self._rows(customers), "what is done is not found any more")
        self.assertLessEqual(spent[1], spent[0] + 1)

    def _rows(self, customers):
        return self.warnings._todo(self.company, min(customers.ids), max(customers.ids))

    def test_queries_of_a_change(self):
        """F-20: customers that change hands or buy again cost no queries each."""
        customers = self._many(36)
        with freeze_time("2026-07-01 02:00:00"):
            self.warnings._apply(self._rows(customers))
        spent = []
        customers.sudo().write({"user_id": self.colleague.id})
        self.env["customer.interaction.state"]._refresh(customers.ids)
        for customer in customers[18:]:
            self._invoice(date(2026, 7, 2), partner=customer)
        with freeze_time("2026-07-02 02:00:00"):
            for some in (customers[:3], customers[3:18], customers[18:21], customers[21:]):
                rows = self._rows(some)
                self.assertEqual(len(rows), len(some))
                self.env.invalidate_all()
                start = self.cr.sql_log_count
                self.warnings._apply(rows)
                self.env.flush_all()
                spent.append(self.cr.sql_log_count - start)
        self.assertLessEqual(spent[1], spent[0] + 1, "changed hands")
        self.assertLessEqual(spent[3], spent[2] + 1, "buys again")


@tagged("post_install", "-at_install")
class TestLossContact(LossCommon):
    """Handling a loss warning puts the contact on record, once (F-21, REQ B-07)."""

    def setUp(self):
        super().setUp()
        for day in FORTY:
            self._invoice(day)
        self.warning = self._watch("2026-07-01")

    def _handle(self, user=None, **values):
        wizard = (
            self.env["customer.loss.handle"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "warning_ids": [(6, 0, self.warning.ids)],
                    "text": "The buyer was ill",
                    **values,
                }
            )
        )
        wizard.action_apply()

    def _contacts(self):
        return self.env["customer.interaction"].search([("partner_id", "=", self.customer.id)])

    def test_contact_is_on_record(self):
        """F-21: what was said on the phone is a contact record and moves the last contact."""
        self._handle(way="phone", contacted_on="2026-07-02 03:00:00")
        record = self._contacts()
        self.assertEqual(
            (record.way, record.user_id, record.summary, str(record.date)),
            ("phone", self.salesperson, "The buyer was ill", "2026-07-02 03:00:00"),
        )
        self.assertEqual(str(self.customer.customer_last_contact), "2026-07-02")
        self._handle(way="visit", contacted_on="2026-07-03 03:00:00")
        self.assertEqual(len(self._contacts()), 2, "handled again: another contact")

    def test_lost_customers_too(self):
        """F-21: so does confirming the loss."""
        cause = self.env.ref("customer_grading.customer_loss_cause_price")
        self._handle(outcome="lost", cause_id=cause.id, way="visit")
        self.assertEqual(self._contacts().way, "visit")

    def test_no_contact(self):
        """F-21: work at the desk is none."""
        self._handle()
        self.assertFalse(self._contacts())
        self.assertEqual(self.warning.state, "handled")
