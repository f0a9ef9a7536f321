from odoo.addons.key_account_visits.tests.visit_common import NOW, VisitCommon
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplaintVisits(VisitCommon):
    """Complaints in the briefing, in My Day, and as visits (REQ C-05, V-12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls._complaint(cls.customer)

    @classmethod
    def _complaint(cls, customer, **values):
        return cls.env["customer.complaint"].create(
            {
                "partner_id": customer.id,
                "company_id": cls.company.id,
                "subject": "水泵漏水",
                "user_id": cls.salesperson.id,
                "received_on": NOW,
                **values,
            }
        )

    def _section(self, customer=None):
        customer = customer or self.customer
        briefing = self.env["customer.visit.briefing"]._of(customer, self.company)
        return dict(briefing[customer])["Open Complaints"]

    def test_briefing(self):
        """REQ V-12: open complaints of this customer, what they wait for; no closed ones."""
        self._complaint(self.customer, subject="Old").sudo().write({"state": "closed"})
        [text] = self._section()
        self.assertIn(self.complaint.name, text)
        self.assertIn("水泵漏水", text)
        self.assertIn("Registered", text)
        other = self.Partner.create({"name": "Other", "is_company": True})
        self.assertEqual(self._section(other), [])

    def test_briefing_queries(self):
        """REQ V-12: many customers take as many queries as one."""
        many = self.Partner.create(
            [{"name": f"Works {number}", "is_company": True} for number in range(5)]
        )
        for customer in many:
            self._complaint(customer)
        briefing = self.env["customer.visit.briefing"].sudo()
        section = briefing._section_complaints
        self.env.flush_all()
        section(many[:1].sudo(), self.company)
        counts = []
        for customers in (many[:1], many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            section(customers.sudo(), self.company)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_agenda(self):
        """REQ C-02: in the day of who acts next: the handler, then who solves it."""
        self.env.flush_all()
        rows = self.env["customer.agenda"].with_user(self.salesperson)
        row = rows.search([("kind", "=", "complaint")])
        self.assertEqual((row.res_id, row.user_id), (self.complaint.id, self.salesperson))
        self.assertEqual(row.action_open()["res_model"], "customer.complaint")
        self.complaint.sudo().write({"next_kind": "solution", "assignee_id": self.colleague.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(rows.search([("kind", "=", "complaint")]))
        found = rows.with_user(self.colleague).search([("kind", "=", "complaint")])
        self.assertEqual(found.res_id, self.complaint.id)
        self.complaint.sudo().write({"state": "withdrawn"})
        self.env.flush_all()
        self.assertFalse(rows.with_user(self.colleague).search([("kind", "=", "complaint")]))

    def test_return_visit_as_visit(self):
        """REQ C-05: the return visit is planned from the complaint and found from it."""
        action = self.complaint.with_user(self.salesperson).action_plan_visit()
        form = Form(
            self.env["customer.visit"]
            .with_user(self.salesperson)
            .with_company(self.company)
            .with_context(**action["context"])
        )
        self.assertIn(self.complaint.name, form.purpose)
        visit = form.save()
        self.assertEqual((visit.complaint_id, visit.kind), (self.complaint, "periodic"))
        mine = self.complaint.with_user(self.salesperson)
        self.assertEqual(mine.visit_count, 1)
        self.assertEqual(
            self.env["customer.visit"].search(mine.action_open_visits()["domain"]), visit
        )

    def test_complaint_of_another_customer(self):
        """REQ C-05: a visit to one customer is no return visit of another's complaint."""
        other = self.Partner.create(
            {"name": "Other", "is_company": True, "user_id": self.salesperson.id}
        )
        complaint = self._complaint(other)
        with self.assertRaisesRegex(ValidationError, "of another customer or company"):
            self._visit(complaint_id=complaint.id)

    def test_rights(self):
        """REQ B-09: nobody hangs a visit on a complaint they may not work on."""
        hidden = self._complaint(self.customer, user_id=self.stranger.id)
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            hidden.with_user(self.outsider).action_plan_visit()
        visit = self._visit()
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            visit.with_user(self.stranger).complaint_id = self.complaint
        self.assertFalse(visit.complaint_id)
