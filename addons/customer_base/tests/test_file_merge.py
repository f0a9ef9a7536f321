from odoo.tests import tagged

from .file_common import FileCase


@tagged("post_install", "-at_install")
class TestFileMerge(FileCase):
    """Two customers become one, and so do their files (REQ B-02, B-14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.double = cls.Partner.create(
            {
                "name": "宏远机械",
                "is_company": True,
                "customer_category": "potential",
                "user_id": cls.salesperson.id,
            }
        )

    def _merge(self, sources, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((sources | target).ids, target, extra_checks=False)
        self.env.invalidate_all()

    def _file_of(self, partner, **values):
        return (
            self.env["customer.file"]
            .with_user(self.salesperson)
            .create({"partner_id": partner.id, **values})
        )

    def test_target_keeps_its_values_and_takes_what_it_lacks(self):
        """REQ B-02: filled values stay, empty ones come from the other, with years and changes."""
        target = self._file(main_business="Mining", sales_ids=[(0, 0, {"year": 2024, "amount": 1})])
        source = self._file_of(
            self.double,
            main_business="Steel",
            fax="021-7",
            registered_capital=500.0,
            sales_ids=[
                (0, 0, {"year": 2024, "amount": 9}),
                (0, 0, {"year": 2023, "amount": 8}),
            ],
        )
        source.action_submit()
        source.with_user(self.manager).action_approve()
        source.side_business = "Repairs"
        self._merge(self.double, self.customer)
        self.assertFalse(self.double.exists())
        files = self.env["customer.file"].search([("commercial_partner_id", "=", self.customer.id)])
        self.assertEqual(files.ids, target.ids)
        self.assertEqual(
            (target.main_business, target.side_business, target.fax, target.registered_capital),
            ("Mining", "Repairs", "021-7", 500.0),
        )
        self.assertEqual(
            {line.year: line.amount for line in target.sales_ids}, {2024: 1.0, 2023: 8.0}
        )
        self.assertIn("Side Business", target.sudo().change_ids.mapped("what"))
        source = source.sudo()
        self.assertFalse(source.active)
        self.assertEqual(source.merged_into_id.id, target.id)
        self.assertIn(source.name, "".join(target.sudo().message_ids.mapped("body")))

    def test_file_of_the_source_moves_when_the_target_has_none(self):
        """REQ B-02: the only file is never lost."""
        file = self._file_of(self.double, fax="021-7")
        self._merge(self.double, self.customer)
        self.assertTrue(file.exists())
        self.assertEqual(file.partner_id, self.customer)
        self.assertEqual(file.commercial_partner_id, self.customer)
        self.assertTrue(file.active)

    def test_two_sources_and_no_file_of_the_target(self):
        """REQ B-02: of several files the archived one is kept."""
        third = self.Partner.create(
            {
                "name": "宏远",
                "is_company": True,
                "customer_category": "potential",
                "user_id": self.salesperson.id,
            }
        )
        draft = self._file_of(third, fax="021-8")
        archived = self._file_of(self.double)
        archived.action_submit()
        archived.with_user(self.manager).action_approve()
        self._merge(third | self.double, self.customer)
        self.assertEqual(archived.partner_id, self.customer)
        self.assertTrue(archived.active)
        self.assertEqual(archived.fax, "021-8")
        self.assertFalse(draft.sudo().active)

    def test_persons_of_the_file_move_along(self):
        """REQ B-02: contacts of the merged customer stay named on the file."""
        person = self.Partner.create({"name": "王敏", "parent_id": self.double.id})
        file = self._file_of(self.double, main_contact_id=person.id)
        self._merge(self.double, self.customer)
        self.assertEqual(file.main_contact_id, person)
        self.assertEqual(person.parent_id, self.customer)
