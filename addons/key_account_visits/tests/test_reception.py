from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .visit_common import NOW, VisitCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestReception(VisitCommon):
    """REQ V-08: S4 3.3.2 as drawn, with hosts and standards of 五.1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level = cls.env["customer.guest.level"].create(
            {
                "name": "客户高层",
                "company_id": cls.company.id,
                "meal_limit": 200,
                "host_group_id": cls.env.ref("customer_base.group_customer_general_manager").id,
            }
        )
        cls.leader = cls.users_by_role["general_manager"]

    def _reception(self, user=None, **values):
        return (
            self.env["customer.reception"]
            .with_user(user or self.salesperson)
            .with_company(self.company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "purpose": "考察工厂",
                    "level_id": self.level.id,
                    "date_start": "2026-03-12 01:00:00",
                    "date_stop": "2026-03-12 09:00:00",
                    "guest_ids": [
                        Command.create({"partner_id": self.contact.id}),
                        Command.create({"name": "王工", "function": "工程师"}),
                    ],
                    **values,
                }
            )
        )

    def _meal(self, **values):
        return Command.create(
            {
                "name": "晚餐",
                "kind": "meal",
                "date_start": "2026-03-12 10:00:00",
                "cost": 900,
                "heads": 4,
                **values,
            }
        )

    def test_story(self):
        """Plan, application, manager, director, finance, reception, report, review."""
        reception = self._reception(budget=2000)
        self.assertEqual((reception.head_count, reception.guest_ids[0].name), (2, "刘总"))
        self._approve(reception, self.manager, self.director, self.finance)
        self.assertEqual(reception.state, "approved")
        with self._later("2026-03-12 10:00:00"):
            with self.assertRaisesRegex(UserError, "How It Went"):
                reception.action_report()
            reception.write(
                {"report": "看了车间", "results": "愿意试用", "customer_view": "现场整洁"}
            )
            reception.action_report()
            with self.assertRaisesRegex(UserError, "nobody for their own"):
                reception.action_review_accept(100)
            reception.with_user(self.manager).action_review_accept(90)
        self.assertEqual(reception.state, "closed")
        talk = self.env["customer.interaction"].search(
            [("res_model", "=", "customer.reception"), ("res_id", "=", reception.id)]
        )
        self.assertEqual((talk.way, talk.direction), ("reception", "in"))
        self.assertEqual(talk.contact_ids, self.contact)

    def test_meal_takes_a_leader(self):
        """S4 五.1: at a meal a leader of the company, or who is named for it, is a host."""
        reception = self._reception(slot_ids=[self._meal()])
        with self.assertRaisesRegex(UserError, "at a meal with guests of this level"):
            reception.action_submit()
        self.assertEqual(reception.state, "draft")
        reception.slot_ids.deputy_reason = "总经理出差，委托张主任"
        reception.action_submit()
        self.assertEqual(reception.state, "submitted")
        other = self._reception(slot_ids=[self._meal(host_ids=[self.leader.id])])
        other.action_submit()
        self.assertEqual(other.state, "submitted")

    def test_above_the_standard_is_told(self):
        """Meals above what guests of the level are entitled to are shown, a head."""
        reception = self._reception(slot_ids=[self._meal()])
        self.assertEqual(reception.planned_cost, 900)
        # 900 for 4 heads: 225 each, the level allows 200
        self.assertIn("225", reception.standard_warning)
        reception.slot_ids.heads = 5
        self.assertFalse(reception.standard_warning)

    def test_bad_input(self):
        """No guests, guests of somebody else, end before beginning, negative money."""
        empty = self._reception(guest_ids=[])
        with self.assertRaisesRegex(UserError, "has no guests"):
            empty.action_submit()
        other = self.Partner.create({"name": "别家", "is_company": True})
        person = self.Partner.create({"name": "别人", "parent_id": other.id})
        with self.assertRaisesRegex(ValidationError, "does not belong to"):
            self._reception(guest_ids=[Command.create({"partner_id": person.id})])
        with self.assertRaisesRegex(ValidationError, "must not be before"):
            self._reception(date_stop="2026-03-11 01:00:00")
        with self.assertRaisesRegex(ValidationError, "must not be negative"):
            self._reception(budget=-5)

    def test_guests_are_locked_with_it(self):
        """What was approved stays: guests change by revising only."""
        reception = self._approve(self._reception())
        with self.assertRaisesRegex(UserError, "Choose Revise"):
            reception.guest_ids[1].name = "李工"
        with self.assertRaisesRegex(UserError, "Choose Revise"):
            reception.guest_ids[1].unlink()
        self.assertEqual(reception.guest_ids.mapped("name"), ["刘总", "王工"])

    def test_rights(self):
        """Nobody receives guests of a customer that is not theirs; strangers see nothing."""
        with self.assertRaisesRegex(AccessError, "is not a customer of yours"):
            self._reception(self.stranger)
        reception = self._reception()
        self.assertFalse(reception.with_user(self.stranger).has_access("read"))
        self.assertFalse(reception.guest_ids.with_user(self.stranger).has_access("read"))
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            reception.with_user(self.stranger).purpose = "改"
        self.assertTrue(reception.with_user(self.manager).has_access("write"))

    def test_materials(self):
        """What a reception usually needs is added once, due before it begins."""
        reception = self._reception()
        reception.action_add_materials()
        names = reception.material_ids.mapped("name")
        self.assertIn("Car", names)
        self.assertNotIn("Product Brochures", names)
        reception.action_add_materials()
        self.assertEqual(reception.material_ids.mapped("name"), names)
        car = reception.material_ids.filtered(lambda line: line.name == "Car")
        self.assertEqual(str(car.date_due), "2026-03-11")
