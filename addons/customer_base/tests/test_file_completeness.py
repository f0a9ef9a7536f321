from odoo.addons.customer_base.models.file.customer_file_requirement import CANDIDATES
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .file_common import FileCase


@tagged("post_install", "-at_install")
class TestFileCompleteness(FileCase):
    """How complete a file is, by the fields an administrator chooses (REQ B-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Requirement = cls.env["customer.file.requirement"].with_user(cls.admin)
        cls.Requirement.search([]).action_archive()
        cls.Requirement.with_context(active_test=False).search([]).unlink()

    def _require(self, *lines):
        return self.Requirement.create(
            [
                {"field_name": name, "category": category, "weight": weight}
                for name, category, weight in lines
            ]
        )

    def test_nothing_required_is_complete(self):
        """REQ B-04: without requirements every file is complete."""
        self.assertEqual(self._file().completeness, 100.0)

    def test_percentage_by_weight_and_category(self):
        """REQ B-04: worked out by hand.

        Required of all: phone 1 (filled in), main business 2, bank account 1; of closed-deal
        customers also the shareholders 4. Potential: 1 of 4 is 25 %; with main business 3 of 4
        is 75 %; as a closed-deal customer 3 of 8 is 37.5 %; with a bank account 4 of 8 is 50 %.
        """
        self._require(
            ("partner_phone", "all", 1),
            ("main_business", "all", 2),
            ("partner_bank_ids", "all", 1),
            ("main_shareholders", "closed", 4),
        )
        file = self._file()
        self.assertEqual(file.completeness, 25.0)
        self.assertEqual(file.missing_fields, "Main Business and Bank Accounts")
        file.main_business = "Mining"
        self.assertEqual(file.completeness, 75.0)
        self.customer.customer_category = "closed"
        self.assertEqual(file.completeness, 37.5)
        self.env["res.partner.bank"].create({"partner_id": self.customer.id, "acc_number": "622"})
        self.assertEqual(file.completeness, 50.0)
        self.customer.phone = False
        self.assertEqual(file.completeness, 37.5)
        incomplete = file.search([("completeness", "<", 100)])
        self.assertIn(file, incomplete)

    def test_thirds_are_rounded_to_one_digit(self):
        """REQ B-04: one of three is 33.3 %, by Python and by the statement for all."""
        lines = self._require(
            ("partner_phone", "all", 1), ("main_business", "all", 1), ("fax", "all", 1)
        )
        file = self._file()
        self.assertEqual(file.completeness, 33.3)
        lines[0].weight = 2
        self.assertEqual(file.completeness, 50.0)
        lines[0].weight = 1
        self.assertEqual(file.completeness, 33.3)

    def test_changed_requirements_count_at_once(self):
        """REQ B-04: new, changed, switched off and deleted requirements recompute every file."""
        file = self._file(fax="021-1")
        line = self._require(("fax", "all", 1), ("head_id", "all", 1))
        self.assertEqual(file.completeness, 50.0)
        line[1].active = False
        self.assertEqual(file.completeness, 100.0)
        line[1].active = True
        self.assertEqual(file.completeness, 50.0)
        line[1].category = "closed"
        self.assertEqual(file.completeness, 100.0)
        line.unlink()
        self.assertEqual(file.completeness, 100.0)

    def test_statement_and_python_agree_on_every_candidate(self):
        """REQ B-04: each candidate, empty and filled, is judged the same by SQL and by the ORM."""
        self._require(*[(name, "all", 2**index) for index, name in enumerate(CANDIDATES)])
        empty = self.Partner.create({"name": "Empty", "is_company": True})
        full = self._file(
            fax="1",
            established_on="2001-01-01",
            registered_capital=5.0,
            main_shareholders="x",
            supervising_authority="x",
            legal_representative_id=self.person.id,
            head_id=self.person.id,
            main_contact_id=self.person.id,
            staff_chinese=3,
            company_nature="state",
            trade_standing="leader",
            main_business="x",
            side_business="x",
            sales_ids=[(0, 0, {"year": 2024, "amount": 1.0})],
        ).sudo()
        industry = self.env["res.partner.industry"].search([], limit=1)
        self.customer.write({"street": "x", "city": "x", "zip": "1", "industry_id": industry.id})
        self.customer.write({"email": "a@example.com", "website": "http://example.com"})
        bank = {"partner_id": self.customer.id, "acc_number": "622"}
        self.env["res.partner.bank"].create(bank)
        self.env["customer.contact"].create({"partner_id": self.person.id})
        bare = self.env["customer.file"].create({"partner_id": empty.id})
        self.assertEqual(full.completeness, 100.0)
        self.assertEqual(bare.completeness, 0.0)
        half = full
        for name in ("fax", "side_business", "head_id", "staff_chinese"):
            half[name] = False
        by_orm = [half.completeness, bare.completeness]
        full._recompute_completeness()
        self.assertEqual([half.completeness, bare.completeness], by_orm)
        self.assertLess(by_orm[0], 100.0)

    def test_only_administrators_choose(self):
        """REQ B-04: everybody else reads the requirements."""
        line = self._require(("fax", "all", 1))
        for role in ("salesperson", "manager", "director", "marketing", "clerk"):
            mine = line.with_user(self.users_by_role[role])
            self.assertEqual(mine.weight, 1)
            with self.assertRaisesRegex(AccessError, "not allowed to modify", msg=role):
                mine.write({"weight": 5})
            with self.assertRaisesRegex(AccessError, "not allowed to create", msg=role):
                mine.create({"field_name": "head_id"})

    def test_average_by_department(self):
        """REQ B-04: completeness compares departments and people."""
        self._require(("fax", "all", 1))
        self._file(fax="1")
        other = self.Partner.create(
            {"name": "Other", "is_company": True, "user_id": self.colleague.id}
        )
        self.env["customer.file"].create({"partner_id": other.id, "company_id": self.company.id})
        rows = self.env["customer.file"]._read_group(
            [("department_id", "=", self.sales.id)], ["department_id"], ["completeness:avg"]
        )
        self.assertEqual(rows, [(self.sales, 50.0)])

    def test_list_costs_the_same_for_80(self):
        """A list of 80 files takes as many queries as one of 8."""
        self._require(("fax", "all", 1), ("partner_bank_ids", "all", 1))
        customer = {"is_company": True, "customer_category": "potential"}
        customer["user_id"] = self.salesperson.id
        partners = self.Partner.create([{"name": f"C{i}", **customer} for i in range(80)])
        files = self.env["customer.file"].create(
            [{"partner_id": p.id, "company_id": self.company.id} for p in partners]
        )
        names = [
            "display_name",
            "completeness",
            "missing_fields",
            "to_review_parts",
            "to_review_count",
            "can_review",
            "can_submit",
            "approval_hint",
            "main_contact_phone",
            "partner_phone",
            "trade_count",
            "ordered_total",
            "trade_ids",
            "credit_limit",
        ]
        counts = []
        for batch in (files[:8], files[:8], files):
            batch = batch.with_user(self.manager)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            batch.read(names)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[2], counts[1] + 2)
