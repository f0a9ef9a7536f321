from datetime import date, datetime

from odoo.addons.customer_base.tests.common import ROLES
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .flow_common import FlowCommon

CRON = "customer_grading.ir_cron_interaction_compliance"


@tagged("post_install", "-at_install")
class TestInteractionCompliance(FlowCommon):
    """Contact intervals that fell due and were met (REQ G-07, S1 四(二)1).

    Working days of 2026 by the State Council's notice: 1 to 5 May are off, Saturday 9 May is
    worked. April from the 7th on and June up to the 18th have plain weeks.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grades = {
            code: cls.env.ref(f"customer_base.customer_grade_{code.lower()}") for code in "ABCD"
        }
        # Wednesday 8 April 2026: everything began then
        begin = date(2026, 4, 8)
        customers = cls.customer | cls.foreign
        cls.env["res.company"].search([]).customer_compliance_since = begin
        customers.write({"customer_managed_on": begin})
        customers._customer_contact_refresh()
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE customer_access SET date_from = %s WHERE partner_id = ANY(%s)",
            [begin, customers.ids],
        )
        with freeze_time("2026-04-08 02:00:00"):
            for customer in customers:
                customer._customer_set_grade(cls.grades["A"], "Test")
        cls.rows = cls.env["customer.interaction.compliance"]

    def _on(self, day, hour=2, **values):
        return self._record(date=datetime(2026, *day, hour), **values)

    def _count(self, day, customer=None):
        """Run the nightly job and return (start, due, result, contacted on, late) by due day."""
        with freeze_time(f"2026-{day} 02:00:00"):
            self._run_cron(CRON)
        return [
            (row.start, row.due, row.result, row.contacted_on or None, row.days_late)
            for row in self.rows.search(
                [("partner_id", "=", (customer or self.customer).id)], order="due"
            )
        ]

    def test_met(self):
        """REQ G-07: 8 April and five working days are 15 April; a contact on it is in time.

        The next interval begins with it: 16, 17, 20, 21, 22 April.
        """
        self._on((4, 10))
        self._on((4, 15))
        self.assertFalse(self._count("04-15"))
        self.assertFalse(self._count("04-16"), "a day to put it on record")
        met = (date(2026, 4, 8), date(2026, 4, 15), "met", date(2026, 4, 15), 0)
        self.assertEqual(self._count("04-17"), [met])
        self._on((4, 16))
        second = (date(2026, 4, 15), date(2026, 4, 22), "met", date(2026, 4, 16), 0)
        self.assertEqual(self._count("04-24"), [met, second])
        # from 16 April: 17, 20, 21, 22, 23 April
        third = (date(2026, 4, 16), date(2026, 4, 23), "missed", None, 0)
        self.assertEqual(self._count("04-25"), [met, second, third])

    def test_missed_each_time(self):
        """REQ G-07: a customer left alone counts as missed each time, and its contact is noted.

        15 and 22 April are missed; the contact of 24 April is 7 and 2 working days late, and
        within the third interval, 23 to 29 April.
        """
        self.assertEqual(len(self._count("04-24")), 2)
        self._on((4, 24))
        expected = [
            (date(2026, 4, 8), date(2026, 4, 15), "missed", date(2026, 4, 24), 7),
            (date(2026, 4, 15), date(2026, 4, 22), "missed", date(2026, 4, 24), 2),
        ]
        self.assertEqual(self._count("04-25"), expected)
        # 29 April, one working day to put it on record is 30 April
        expected.append((date(2026, 4, 22), date(2026, 4, 29), "met", date(2026, 4, 24), 0))
        self.assertEqual(self._count("05-01"), expected)
        self.assertEqual(set(self.rows.search([]).mapped("rate")), {0, 100})

    def test_in_one_go(self):
        """REQ G-07: a job that did not run for weeks finds the same, and counts nothing twice."""
        self._on((4, 24))
        expected = [
            (date(2026, 4, 8), date(2026, 4, 15), "missed", date(2026, 4, 24), 7),
            (date(2026, 4, 15), date(2026, 4, 22), "missed", date(2026, 4, 24), 2),
            (date(2026, 4, 22), date(2026, 4, 29), "met", date(2026, 4, 24), 0),
        ]
        for _again in range(3):
            self.assertEqual(self._count("05-01"), expected)

    def test_holidays(self):
        """REQ G-07: over the May holidays: 30 April, 6, 7, 8 May and Saturday 9 May."""
        self._on((4, 29))
        self._count("05-01")
        self._on((5, 9))
        [*_before, last] = self._count("05-12")
        self.assertEqual(last, (date(2026, 4, 29), date(2026, 5, 9), "met", date(2026, 5, 9), 0))

    def test_saturday(self):
        """REQ G-07: from Friday 10 or Saturday 11 April it is Friday 17 April; counted once."""
        self.company.customer_compliance_since = date(2026, 4, 10)
        self._on((4, 11))
        rows = self._count("04-23")
        self.assertEqual(
            [row[:3] for row in rows],
            [
                (date(2026, 4, 10), date(2026, 4, 17), "met"),
                (date(2026, 4, 11), date(2026, 4, 20), "missed"),
            ],
        )

    def test_shorter_frequency(self):
        """REQ G-07: a shorter frequency reaches no day that was counted already."""
        self.grades["A"].contact_days = 15
        self._on((4, 9))
        # 8 April and 15 working days: 9, 10, 13 to 17, 20 to 24, 27, 28, 29 April
        [first] = self._count("05-06")
        self.assertEqual(first[1:4], (date(2026, 4, 29), "met", date(2026, 4, 9)))
        self.grades["A"].contact_days = 5
        self.assertEqual(
            [row[1] for row in self._count("05-08")], [date(2026, 4, 29), date(2026, 4, 30)]
        )

    def test_local_day(self):
        """REQ G-07: 15 April, 23:30 in China is in time; half an hour later is not."""
        late = self._on((4, 15), hour=16)
        self.assertEqual(self._count("04-17")[0][2:], ("missed", date(2026, 4, 16), 1))
        self.env.cr.execute("DELETE FROM customer_interaction_compliance")
        late.with_user(self.admin).date = datetime(2026, 4, 15, 15, 30)
        self.assertEqual(self._count("04-17")[0][2:], ("met", date(2026, 4, 15), 0))

    def test_every_kind_counts(self):
        """REQ G-07: any contact counts, whoever made it, with a contact person or the company."""
        self._on((4, 14), way="wechat", user=self.clerk, partner_id=self.person.id)
        self.assertEqual(self._count("04-17")[0][2], "met")

    def test_other_company(self):
        """REQ G-07: another company's contact does not count, nor is it due there."""
        self.admin.company_ids += self.second
        self.env["customer.interaction"].with_user(self.admin).with_company(
            self.second
        ).with_context(allowed_company_ids=(self.company | self.second).ids).create(
            {
                "partner_id": self.customer.id,
                "summary": "From the other company",
                "date": datetime(2026, 4, 14, 2),
                "company_id": self.second.id,
            }
        )
        self.assertEqual([row[2] for row in self._count("04-17")], ["missed"])
        self.assertEqual(
            self.rows.search([("partner_id", "=", self.customer.id)]).company_id, self.company
        )

    def test_grade_and_owner_begin_anew(self):
        """REQ G-07: a new grade, or somebody new, has the whole time from that day.

        Grade B from 13 April: ten working days are 27 April. From 20 April the colleague has
        ten: 4 days to 24 April, 27 to 30 April, 6 May and 7 May.
        """
        with freeze_time("2026-04-13 02:00:00"):
            self.customer._customer_set_grade(self.grades["B"], "Less")
        self.assertFalse(self._count("04-28"))
        [first] = self._count("04-29")
        self.assertEqual(first[:3], (date(2026, 4, 13), date(2026, 4, 27), "missed"))
        self.env.cr.execute("DELETE FROM customer_interaction_compliance")
        with freeze_time("2026-04-20 02:00:00"):
            self.customer._customer_set_owner(self.colleague)
        self.assertFalse(self._count("05-08"))
        [first] = self._count("05-09")
        self.assertEqual(first[:3], (date(2026, 4, 20), date(2026, 5, 7), "missed"))
        row = self.rows.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(
            (row.user_id, row.department_id, row.customer_grade_id, row.contact_days),
            (self.colleague, self.west, self.grades["B"], 10),
        )

    def test_from_the_day_of_counting(self):
        """REQ G-07: the time before the company counts is held against nobody."""
        self.company.customer_compliance_since = date(2026, 4, 20)
        [first] = self._count("04-29")
        self.assertEqual(first[:2], (date(2026, 4, 20), date(2026, 4, 27)))

    def test_nobody_responsible(self):
        """REQ G-07: without a responsible person, or archived, nothing is counted."""
        self.customer._customer_set_owner(self.env["res.users"])
        self.foreign.action_archive()
        self.assertFalse(self._count("05-30"))
        self.assertFalse(self._count("05-30", self.foreign))

    def test_rate(self):
        """REQ G-07: the rate by person, department, grade and month is the average."""
        self._on((4, 14))
        self._count("04-24")
        # 15 April is met; from 14 April the next is 21 April, missed; the colleague's two missed
        mine = [("partner_id", "in", (self.customer | self.foreign).ids)]
        for name, expected in (
            ("user_id", {self.salesperson: 50, self.colleague: 0}),
            ("department_id", {self.east: 50, self.west: 0}),
            ("customer_grade_id", {self.grades["A"]: 25}),
            ("due:month", {date(2026, 4, 1): 25}),
        ):
            self.assertEqual(dict(self.rows._read_group(mine, [name], ["rate:avg"])), expected)

    def test_what_was_counted_stays(self):
        """REQ G-07: a new grade or person later changes nothing of what was counted."""
        before = self._count("04-17")
        with freeze_time("2026-04-18 02:00:00"):
            self.customer._customer_set_grade(self.grades["D"], "Less")
            self.customer._customer_set_owner(self.colleague)
        self.assertEqual(self._count("04-30"), before)
        row = self.rows.search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.user_id, row.customer_grade_id), (self.salesperson, self.grades["A"]))

    def test_who_reads_and_nobody_writes(self):
        """REQ B-09: rows are seen with the customer; nobody writes them."""
        self._count("04-17")
        mine = [("partner_id", "=", self.customer.id)]
        row = self.rows.search(mine)
        for role in ROLES:
            rows = self.rows.with_user(self.users_by_role[role])
            serving = role in {"finance", "legal", "service"}  # F-06: by work or request
            self.assertEqual(rows.search(mine), rows.browse() if serving else row, role)
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                rows.browse(row.id).write({"rate": 100})
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                rows.create(row.copy_data()[0])
            with self.assertRaisesRegex(AccessError, "kept for good"):
                rows.browse(row.id).unlink()
        self.assertFalse(self.rows.with_user(self.colleague).search(mine))
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Contact Compliance'"):
            self.rows.with_user(self.outsider).search(mine)
        with self.assertRaisesRegex(AccessError, "written by the system itself"):
            row.sudo().write({"rate": 100})
        self.assertEqual(row.rate, 0)

    def test_merge(self):
        """REQ B-14: two customers become one, each day due counts once."""
        self._on((4, 14))
        self._count("04-17")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.foreign | self.customer).ids, self.customer
        )
        self.env.invalidate_all()
        row = self.rows.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(len(row), 1)
        self.assertEqual(row.result, "met")

    def test_queries_do_not_grow(self):
        """REQ G-07: 40 customers are counted by as many queries as two."""
        counts = []
        for number in (2, 40):
            customers = self.Partner.create(
                [
                    {
                        "name": f"C{number}-{i}",
                        "is_company": True,
                        "customer_category": "closed",
                        "user_id": self.salesperson.id,
                    }
                    for i in range(number)
                ]
            )
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE customer_access SET date_from = '2026-04-08' WHERE partner_id = ANY(%s)",
                [customers.ids],
            )
            customers.write({"customer_managed_on": date(2026, 4, 8)})
            self.env.flush_all()
            with freeze_time("2026-05-20 02:00:00"):
                self.rows._count(self.company, customers.ids)  # fills the caches
                self.env.cr.execute("DELETE FROM customer_interaction_compliance")
                start = self.env.cr.sql_log_count
                self.rows._count(self.company, customers.ids)
                counts.append(self.env.cr.sql_log_count - start)
            self.assertEqual(len(self.rows.search([("partner_id", "in", customers.ids)])), number)
        self.assertLessEqual(counts[1], counts[0])
