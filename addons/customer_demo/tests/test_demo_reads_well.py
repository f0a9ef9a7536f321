from itertools import pairwise

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemoReadsWell(TransactionCase):
    """The demo stands up to reading: one line of a history does not contradict the next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.demo"]._generate()

    def test_grade_history_is_in_order(self):
        """U-11: every change begins where the one before ended; the last is the grade of today."""
        graded = self.env["res.partner"].search([("customer_grade_change_ids", "!=", False)])
        self.assertGreater(len(graded), 30)
        for customer in graded:
            changes = customer.customer_grade_change_ids.sorted(lambda row: (row.date, row.id))
            self.assertEqual(changes[-1].new_grade_id, customer.customer_grade_id, customer.name)
            for before, after in pairwise(changes):
                self.assertEqual(before.new_grade_id, after.old_grade_id, customer.name)
                self.assertLess(before.id, after.id, customer.name)
        kinds = set(graded.customer_grade_change_ids.mapped("source"))
        self.assertEqual(kinds, {"manual", "run", "survey"})

    def test_who_exports(self):
        """U-09, REQ B-13: those who lead and plan export; who sells or keeps accounts does not."""
        users = self.env["res.users"].search([("email", "like", "@yanchuan.example.com")])
        exporting = users.filtered(lambda user: user.has_group("base.group_allow_export"))
        self.assertEqual(
            set(exporting.mapped("login")),
            {
                "zhouguodong",
                "zhaomingyuan",
                "chenlixin",
                "wanghaitao",
                "zhengjie",
                "huanglihua",
            },
        )
