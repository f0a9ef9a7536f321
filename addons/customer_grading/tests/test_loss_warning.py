from datetime import date

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .flow_common import FlowCommon

CRON = "customer_grading.ir_cron_loss_warning"
# 40 days from one to the next: 30 + 10, 18 + 22, 9 + 30 + 1
FORTY = [date(2026, 1, 1), date(2026, 2, 10), date(2026, 3, 22), date(2026, 5, 1)]


@tagged("post_install", "-at_install")
class TestLossWarning(FlowCommon):
    """Customers against their own buying rhythm (REQ G-08; S1 六(一)2, S4 2.1.3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_loss_warning = True
        cls.warnings = cls.env["customer.loss.warning"]

    def _watch(self, day, moment="02:00:00"):
        """Run the nightly job on a day (time in UTC) and return the customer's warnings."""
        with freeze_time(f"{day} {moment}"):
            self._run_cron(CRON)
        return self._of(self.customer)

    def _of(self, customer):
        return self.warnings.search([("partner_id", "=", customer.id)])

    def _buy(self, days, amount=100, **values):
        for day in days:
            move = self._invoice(day, amount, **values)
        return move

    # ------------------------------------------------------------------
    # Silence
    # ------------------------------------------------------------------
    def test_levels_by_silence(self):
        """REQ G-08: 1.5, 2.5 and 4 times 40 days are 60, 100 and 160 days after 1 May 2026."""
        self._buy(FORTY)
        for day, level in (
            ("2026-06-29", None),
            ("2026-06-30", "1"),
            ("2026-08-08", "1"),
            ("2026-08-09", "2"),
            ("2026-10-07", "2"),
            ("2026-10-08", "3"),
        ):
            warning = self._watch(day)
            self.assertEqual(warning.level or None, level, day)
        self.assertEqual(
            (warning.attention_on, warning.serious_on, warning.lost_on),
            (date(2026, 6, 30), date(2026, 8, 9), date(2026, 10, 8)),
        )

    def test_figures_and_sentence(self):
        """REQ G-08: the warning keeps the figures of the day and says why in one sentence."""
        self._buy(FORTY[:3])
        self._buy(FORTY[3:], 500)
        warning = self._watch("2026-07-05")
        self.assertEqual(
            (warning.purchase_count, warning.gap_days, warning.silent_days, warning.last_day),
            (4, 40, 65, date(2026, 5, 1)),
        )
        self.assertEqual(warning.usual_amount, 200, "(100 + 100 + 100 + 500) / 4")
        self.assertEqual(
            warning.explanation,
            "Nothing for 65 days, 1.6 times as long as usual: bought every 40.0 days "
            "(4 purchases), last on 05/01/2026.",
        )
        self.assertEqual((warning.user_id, warning.department_id), (self.salesperson, self.east))
        warning = self._watch("2026-07-20")
        self.assertEqual(warning.silent_days, 65, "figures stay those of the level's day")

    def test_what_is_a_purchase(self):
        """REQ G-08: posted invoices by day; drafts, credit notes, free and future ones are none."""
        self._buy(FORTY)
        self._invoice(date(2026, 5, 1), 900)
        self._invoice(date(2026, 5, 20), post=False)
        self._invoice(date(2026, 5, 21), kind="out_refund")
        self._invoice(date(2026, 5, 22), 0)
        self._invoice(date(2026, 9, 30))
        cancelled = self._invoice(date(2026, 5, 23))
        cancelled.button_draft()
        cancelled.button_cancel()
        warning = self._watch("2026-06-30")
        self.assertEqual((warning.level, warning.purchase_count, warning.gap_days), ("1", 4, 40))

    def test_contacts_and_companies(self):
        """REQ G-08: what a contact person buys is the customer's; another company's is not."""
        self._buy(FORTY[:3], partner=self.person)
        self._buy(FORTY[3:])
        self._buy([date(2026, 6, 20)], company=self.second)
        warning = self._watch("2026-06-30")
        self.assertEqual((warning.partner_id, warning.company_id), (self.customer, self.company))
        self.assertEqual(warning.purchase_count, 4)

    def test_two_companies(self):
        """REQ G-08: each company that watches has its own rhythm and warning."""
        self.second.customer_loss_warning = True
        self._buy(FORTY)
        self._buy(FORTY[:3], company=self.second)
        # the second company's last is 22 March: 100 days on 30 June
        warnings = self._watch("2026-06-30")
        levels = {warning.company_id: warning.level for warning in warnings}
        self.assertEqual(levels, {self.company: "1", self.second: "2"})

    def test_rhythm_needs_purchases(self):
        """REQ G-08: below the company's number of purchases nothing is known."""
        self._buy(FORTY[2:])
        self.assertFalse(self._watch("2026-12-01"))
        self.company.customer_loss_purchases = 2
        self.assertTrue(self._watch("2026-12-01"))

    def test_switched_off(self):
        """REQ G-08: off by default; a company that does not watch has no warnings."""
        self.assertFalse(self.second.customer_loss_warning)
        self.company.customer_loss_warning = False
        self._buy(FORTY)
        self.assertFalse(self._watch("2026-12-01"))

    def test_shortest_rhythm(self):
        """REQ G-08: who buys every 2 days is warned about after 1.5 times 20 days, not 3."""
        self._buy([date(2026, 5, day) for day in (1, 3, 5, 7)])
        self.assertFalse(self._watch("2026-06-05"), "29 days")
        warning = self._watch("2026-06-06")
        self.assertEqual(warning.level, "1")
        self.assertIn("1.5 times the shortest rhythm of 20 days", warning.explanation)

    def test_local_day(self):
        """REQ G-08: at 00:30 in China it is the 60th day, whatever UTC says."""
        self._buy(FORTY)
        self.assertFalse(self._watch("2026-06-29", "15:59:00"))
        self.assertTrue(self._watch("2026-06-29", "16:30:00"))

    def test_exact_fraction(self):
        """REQ G-08: 3 gaps in 100 days: 1.5 times 33.33… is 50 days, not 51."""
        # 1 Jan + 100 days: 30 Jan days left, 28, 31, 11 April
        self._buy([date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 11)])
        self.assertFalse(self._watch("2026-05-30"))
        self.assertEqual(self._watch("2026-05-31").level, "1")

    def test_long_gone(self):
        """REQ G-08: who stopped more than 24 months ago is no news; a running warning stays."""
        self._buy(FORTY)
        self.assertFalse(self._watch("2028-05-02"))
        self.assertEqual(self._watch("2028-05-01").level, "3")
        self.assertEqual(self._watch("2031-01-01").state, "open")

    def test_rhythm_of_two_years(self):
        """REQ G-08: what is older than 24 months before the last purchase counts no more."""
        self._buy([date(2024, 5, 1), *FORTY])
        self.assertEqual(self._watch("2026-06-30").gap_days, 40)

    # ------------------------------------------------------------------
    # Fall
    # ------------------------------------------------------------------
    def _buy_monthly(self, recent):
        """Buy 100 on the 1st of every month of a year up to June 2026, then ``recent``.

        On 1 October the last three months are from 2 July on; the year before is 1 July 2025
        to 1 July 2026.
        """
        days = [date(2025, month, 1) for month in range(8, 13)]
        days += [date(2026, month, 1) for month in range(1, 8)]
        self._buy(days)
        for month, amount in zip((8, 9, 10), recent, strict=True):
            self._invoice(date(2026, month, 1), amount)

    def test_fall(self):
        """REQ G-08: 1,200 in the year before is 300 in three months; 150 is a fall of 50%."""
        self._buy_monthly((50, 50, 50))
        self._invoice(date(2026, 9, 15), 1)
        self.assertFalse(self._watch("2026-10-01"), "a fall of 49.67%")
        self.company.customer_loss_fall_attention = 49
        warning = self._watch("2026-10-01")
        self.assertEqual((warning.level, warning.fall_level, warning.silence_level), ("1", 1, 0))
        self.assertEqual((warning.recent_amount, warning.before_amount), (151, 300))
        self.assertIn("A fall of 50%:", warning.explanation)
        # 1 October less three months: 1 July is 92 days before
        self.assertEqual(warning.fall_days, 92)

    def test_fall_is_net_and_never_lost(self):
        """REQ G-08: credit notes count; who still buys is serious at most."""
        self._buy_monthly((100, 100, 100))
        self._invoice(date(2026, 9, 15), 100)
        self.assertFalse(self._watch("2026-10-01"))
        self._invoice(date(2026, 9, 20), 400, kind="out_refund")
        warning = self._watch("2026-10-01")
        self.assertEqual((warning.recent_amount, warning.fall), (0, 100))
        self.assertEqual(warning.level, "2")

    def test_fall_does_not_come_and_go(self):
        """REQ G-08: a warning by fall ends ten per cent below its limit, not at it."""
        self._buy_monthly((50, 50, 49))
        self._invoice(date(2026, 9, 15), 1)
        warning = self._watch("2026-10-01")
        self.assertEqual((warning.level, warning.state), ("1", "open"), "a fall of exactly 50%")
        self._invoice(date(2026, 9, 28), 29)
        self.assertEqual(self._watch("2026-10-01").state, "open", "40.3%")
        move = self._invoice(date(2026, 10, 2), 2)
        # 2 October: the window begins on 3 July, nothing leaves it; 181 of 300 is 39.67%
        warning = self._watch("2026-10-02")
        self.assertEqual((warning.state, warning.return_move_id), ("closed", move))

    # ------------------------------------------------------------------
    # The end
    # ------------------------------------------------------------------
    def test_buys_again(self):
        """REQ G-08: the first invoice after the warning closes it, and a later one is new."""
        self._buy(FORTY)
        warning = self._watch("2026-07-01")
        first = self._invoice(date(2026, 7, 2))
        self._invoice(date(2026, 7, 3))
        self._watch("2026-07-04")
        self.assertEqual(
            (warning.state, warning.return_move_id, warning.closed_on),
            ("closed", first, date(2026, 7, 4)),
        )
        self.assertFalse(warning.activity_ids)
        self.assertEqual(warning.silent_days, 61, "the history stays")
        later = self._watch("2027-03-01") - warning
        self.assertEqual((len(later), later.state), (1, "open"))

    def test_level_falls_without_words(self):
        """REQ G-08: 30 new days count: a lower level is shown, and the same one not told twice."""
        self._buy(FORTY)
        warning = self._watch("2026-08-09")
        self.assertEqual((warning.level, warning.told_level), ("2", 2))
        self.company.customer_loss_serious = 3
        self.assertEqual(self._watch("2026-08-09").level, "1")
        warning.sudo().activity_ids.unlink()
        self.company.customer_loss_serious = 2.5
        self.assertEqual(self._watch("2026-08-10").level, "2")
        self.assertFalse(warning.activity_ids)

    def test_not_watched_any_more(self):
        """REQ G-08: archived, no customer, company switched off: the warning ends, and stays."""
        self._buy(FORTY)
        self._buy(FORTY, partner=self.foreign)
        warning = self._watch("2026-07-01") | self._of(self.foreign)
        self.assertEqual(len(warning), 2)
        self.foreign.action_archive()
        self._watch("2026-07-02")
        self.assertEqual(self._of(self.foreign).state, "ended")
        self.assertEqual(self._of(self.customer).state, "open")
        self.company.customer_loss_warning = False
        self.assertEqual(self._watch("2026-07-03").state, "ended")

    def test_plain_contacts_are_not_watched(self):
        """REQ G-08: who is no customer of the customer management has no warning."""
        contact = self.Partner.create({"name": "Plain", "is_company": True})
        self._buy(FORTY, partner=contact)
        contact.customer_category = False
        self._watch("2026-07-01")
        self.assertFalse(self._of(contact))

    def test_merge(self):
        """REQ B-14: of two customers that become one the worse warning runs on."""
        self._buy(FORTY)
        self._buy([date(2025, 9, 1), date(2025, 10, 11), date(2025, 11, 20)], partner=self.foreign)
        mild = self._watch("2026-07-01")
        hard = self._of(self.foreign)
        self.assertEqual((mild.level, hard.level), ("1", "3"))
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.foreign | self.customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual((mild.state, hard.state), ("ended", "open"))
        self.assertEqual(hard.partner_id, self.customer)

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------
    def _digests(self):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", self.manager.partner_id.id),
                ("subject", "like", "Loss warnings"),
            ]
        )

    def test_told_once(self):
        """REQ G-08: owner and manager are told once for each level, however often it runs."""
        self._buy(FORTY)
        others = self.Partner.create(
            [
                {
                    "name": f"Customer {i}",
                    "is_company": True,
                    "customer_category": "closed",
                    "user_id": self.salesperson.id,
                }
                for i in range(3)
            ]
        )
        for other in others:
            self._buy(FORTY, partner=other)
        for day in ("2026-07-01", "2026-07-02", "2026-07-20"):
            warning = self._watch(day)
            self.assertEqual(warning.activity_ids.user_id, self.salesperson)
            self.assertEqual(len(warning.activity_ids), 1)
            self.assertEqual(len(self._digests()), 1, "one message for all four customers")
        self.assertIn("4 customers", self._digests().body)
        self.assertIn("bought every 40.0 days", self._digests().body)
        warning.activity_ids.with_user(self.salesperson).action_done()
        warning = self._watch("2026-07-21")
        self.assertFalse(warning.activity_ids, "the same level never twice")
        warning = self._watch("2026-08-09")
        self.assertIn("Serious", warning.activity_ids.summary)
        self.assertEqual(len(self._digests()), 2)

    def test_stopped_half_way(self):
        """REQ G-08: a job stopped after some customers goes on with the others, once each."""
        self._buy(FORTY)
        self._buy(FORTY, partner=self.foreign)
        with freeze_time("2026-07-01 02:00:00"):
            [(first, last)] = self.warnings._ranges()
            todo = self.warnings._todo(self.company, first, last)
            self.assertEqual(len(todo), 2)
            self.warnings._apply(todo[:1])
            self.assertFalse(self._digests(), "managers are told at the end")
            self.assertEqual(len(self.warnings._todo(self.company, first, last)), 1)
        for _again in range(2):
            self._watch("2026-07-01")
            for customer in self.customer | self.foreign:
                self.assertEqual(len(self._of(customer).activity_ids), 1)
        self.assertEqual(len(self._digests()), 1)

    def test_manager_owns(self):
        """REQ G-08: a manager's own customer is told further up, not to them twice."""
        head = self._make_user("customer_head", "manager", name="Head")
        self.east.parent_id = self._make_department("Sales", head)
        self.customer._customer_set_owner(self.manager)
        self._buy(FORTY)
        warning = self._watch("2026-07-01")
        self.assertEqual(warning.activity_ids.user_id, self.manager)
        self.assertFalse(self._digests())
        message = self.env["mail.message"].search(
            [("partner_ids", "in", head.partner_id.id), ("subject", "like", "Loss warnings")]
        )
        self.assertEqual(len(message), 1)

    def test_changes_hands(self):
        """REQ G-08: the warning and its reminder follow the responsible person."""
        self._buy(FORTY)
        warning = self._watch("2026-07-01")
        self.customer._customer_set_owner(self.colleague)
        self._watch("2026-07-02")
        self.assertEqual((warning.user_id, warning.department_id), (self.colleague, self.west))
        self.assertEqual(warning.activity_ids.user_id, self.colleague)
        self.assertEqual(len(warning.activity_ids), 1)

    def test_nobody_responsible(self):
        """REQ G-08: a customer without a responsible person is warned about all the same."""
        self.customer._customer_set_owner(self.env["res.users"])
        self._buy(FORTY)
        warning = self._watch("2026-07-01")
        self.assertEqual(warning.level, "1")
        self.assertFalse(warning.activity_ids)

    # ------------------------------------------------------------------
    # Settings, speed
    # ------------------------------------------------------------------
    @mute_logger("odoo.sql_db")
    def test_levels_must_increase(self):
        """REQ G-08: inverted limits are refused."""
        for values in (
            {"customer_loss_attention": 3},
            {"customer_loss_lost": 2},
            {"customer_loss_purchases": 1},
            {"customer_loss_fall_serious": 40},
            {"customer_loss_fall_serious": 101},
        ):
            with (
                self.subTest(values),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.company.write(values)
                self.env.flush_all()

    def test_queries(self):
        """REQ G-08: 80 customers' warnings are shown by one query more than none."""
        customers = self.Partner.create(
            [
                {
                    "name": f"C{i}",
                    "is_company": True,
                    "customer_category": "closed",
                    "user_id": self.salesperson.id,
                }
                for i in range(80)
            ]
        )
        counts = []
        for some in (customers[:8], customers):
            mine = some.with_user(self.salesperson)
            self.env.flush_all()
            self.env.invalidate_all()
            mine.mapped("name")
            start = self.env.cr.sql_log_count
            mine.mapped("customer_loss_level")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLessEqual(counts[1], 6)

    def test_partner_fields(self):
        """REQ G-08: contacts are found by their warning, with those who may see it."""
        self._buy(FORTY)
        self.assertFalse(self.customer.customer_loss_level)
        warning = self._watch("2026-07-01")
        mine = self.Partner.with_user(self.salesperson)
        both = [("id", "in", (self.customer | self.foreign).ids)]
        has = [("customer_loss_warning_id", "!=", False)]
        self.assertEqual(mine.search(both + has), self.customer)
        self.assertEqual(
            mine.search([*both, ("customer_loss_warning_id", "=", False)]), self.foreign
        )
        self.assertEqual(
            mine.search([*both, ("customer_loss_warning_id.level", "=", "1")]), self.customer
        )
        level = "customer_loss_level"
        self.assertEqual(mine.search([*both, (level, "=", "1")]), self.customer)
        self.assertFalse(mine.search([*both, (level, "=", "2")]))
        self.assertEqual(mine.search([*both, (level, "=", False)]), self.foreign)
        self.assertEqual(mine.search([*both, (level, "!=", "1")]), self.foreign)
        self.assertEqual(mine.browse(self.customer.id).customer_loss_warning_id, warning)
        theirs = self.Partner.with_user(self.colleague)
        self.assertFalse(theirs.search(both + has))
        self.assertFalse(theirs.browse(self.customer.id).customer_loss_level)
        self.assertFalse(theirs.browse(self.customer.id).customer_loss_explanation)
        arch = self.Partner.with_user(self.outsider).get_view(view_type="form")["arch"]
        self.assertNotIn("customer_loss", arch)
