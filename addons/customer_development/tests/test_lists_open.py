from odoo.tests import tagged

from .common import DevelopmentCase
from .list_common import open_every_row

LISTS = (
    "customer.development",
    "customer.development.survey",
    "customer.development.task",
    "customer.development.stage.record",
    "customer.development.stop",
)


@tagged("post_install", "-at_install")
class TestListsOpen(DevelopmentCase):
    """What one may not see is not listed; what is listed opens (F-05, REQ B-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.customer_partner_rule = True
        cls.marketing = cls._make_user("dev_marketing", "marketing")
        cls.legal = cls._make_user("dev_legal", "legal")
        cls.west_clerk = cls._make_user("dev_west_clerk", "clerk", cls.west)
        cls.near = cls._world(cls, cls.li, "Longshan East")
        cls.far = cls._world(cls, cls.zhao, "Longshan West")

    def _world(self, owner, name):
        """Return a development in progress with everything that hangs on it."""
        customer = self._make_customer(name, user_id=owner.id)
        person = self.env["res.partner"].create({"name": f"{name} buyer", "parent_id": customer.id})
        self.env["customer.contact"].create({"partner_id": person.id, "buying_role": "economic"})
        development = self._register(self, owner, customer)
        survey = self.env["customer.development.survey"].with_user(owner)
        survey.create({"development_id": development.id})
        development.sudo()._create_tasks("preparation")
        self.env["customer.development.stage.record"].sudo().create(
            {
                "development_id": development.id,
                "stage_id": self.stages[0].id,
                "user_id": owner.id,
                "summary": "First talk",
                "partner_ids": person.ids,
            }
        )
        stop = self.env["customer.development.stop"].with_user(owner)
        stop.create({"development_id": development.id, "facts": "Bills not honoured"})
        return development

    def _all_users(self):
        people = self.ma | self.li | self.wang | self.mo | self.zhao | self.director | self.boss
        people |= self.clerk | self.west_clerk | self.finance | self.service | self.admin
        return people | self.marketing | self.legal | self.technician

    def test_every_listed_row_opens(self):
        """F-05: all lists of the addon, all roles: no row ends in an access error."""
        for user in self._all_users():
            for model in LISTS:
                with self.subTest(user=user.login, model=model):
                    open_every_row(self.env, model, user)

    def test_a_clerk_lists_what_the_own_region_has(self):
        """F-05: names and amounts of the other region's customers are not listed."""
        expected = {
            self.west_clerk: self.far,
            self.li: self.near,
            self.zhao: self.far,
            self.ma: self.near,
            self.mo: self.far,
            self.director: self.near | self.far,
            self.marketing: self.near | self.far,
            self.boss: self.near | self.far,
            self.clerk: self.near.browse(),
            self.wang: self.near.browse(),
            self.technician: self.near.browse(),
        }
        for user, developments in expected.items():
            with self.subTest(user=user.login):
                model = self.env["customer.development"].with_user(user)
                found = model.search([("id", "in", (self.near | self.far).ids)])
                self.assertEqual(set(found.ids), set(developments.ids))
                for name in ("survey_ids", "task_ids", "stage_record_ids", "stop_ids"):
                    children = (self.near | self.far).sudo()[name].with_user(user)
                    seen = children.search([("id", "in", children.ids)])
                    self.assertEqual(
                        set(seen.sudo().development_id.ids) - set(developments.ids), set(), name
                    )

    def test_participants_open_it_without_the_contacts(self):
        """F-05: a member who lost the customer reads the development; contacts stay hidden."""
        colleague = self._make_user("dev_stranger", "salesperson", self.west)
        self.near.sudo().applicant_id = colleague
        rows = self.near.sudo().partner_id.customer_access_ids
        self.assertNotIn(colleague, rows.user_id)
        self.assertEqual(open_every_row(self.env, "customer.development", colleague), self.near.ids)
        self.assertFalse(self.near.with_user(colleague).contact_ids)
        self.assertTrue(self.near.contact_ids)

    def test_contacts_are_still_entered_on_the_development(self):
        """REQ D-02: the responsible person adds and changes decision makers there."""
        person = self.env["res.partner"].create(
            {"name": "Head of purchasing", "parent_id": self.near.partner_id.id}
        )
        mine = self.near.with_user(self.li)
        mine.write({"contact_ids": [(0, 0, {"partner_id": person.id, "is_decision_maker": True})]})
        mine.invalidate_recordset()
        self.assertEqual(len(mine.contact_ids), 2)
        added = mine.contact_ids.filtered("is_decision_maker")
        mine.write({"contact_ids": [(1, added.id, {"focus": "Price"})]})
        self.assertEqual(added.focus, "Price")
        mine.write({"contact_ids": [(2, added.id)]})
        self.assertFalse(added.exists())
        self.assertEqual(len(mine.contact_ids), 1)
