from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .complaint_common import NOW, ComplaintCommon

# who sees a complaint of the salesperson's customer that the engineer has to solve
READERS = {
    "salesperson", "manager", "director", "marketing", "general_manager", "service", "admin",
    "quality_head", "engineer",
}  # fmt: skip
HANDLERS = {"salesperson", "manager", "director", "marketing", "service", "admin"}
SOLVERS = HANDLERS | {"quality_head", "engineer"}
SUPERIORS = {"manager", "director", "admin", "quality_head"}


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplaintRights(ComplaintCommon):
    """Who sees which complaint and takes which step (REQ C-01, B-09)."""

    def _everybody(self):
        """Yield (name, user): the roles, the two departments, and who has nothing to do."""
        yield from self.users_by_role.items()
        yield "quality_head", self.quality_head
        yield "engineer", self.engineer
        yield "colleague", self.colleague
        yield "stranger", self.stranger
        yield "outsider", self.outsider

    def _may(self, step):
        try:
            with self.env.cr.savepoint():
                step()
                self.env.flush_all()
                raise InterruptedError
        except InterruptedError:
            return True
        except (AccessError, UserError):
            return False
        finally:
            self.env.invalidate_all()

    def test_refusal_about_a_closed_clock_names_nothing_hidden(self):
        """REQ B-09, C-11: who does not see the complaint learns no number of it."""
        clock = self._clock(self._to(self._complaint(), "assigned"), "contact")
        self.assertTrue(clock.date_done)
        number = clock.complaint_id.name
        with self.assertRaisesRegex(UserError, f"{number}.* is over and stays as it is"):
            clock.write({"date_due": NOW})
        with self.assertRaises(AccessError) as caught:
            clock.with_user(self.stranger).write({"date_due": NOW})
        self.assertNotIn(number, str(caught.exception))

    def test_who_reads(self):
        """REQ B-09: own customers, customer service, the department that solves, whole-company."""
        complaint = self._to(self._complaint(), "assigned")
        line = self.env["customer.complaint.line"].create(
            {"complaint_id": complaint.id, "product_id": self.product.id}
        )
        self.env.flush_all()
        for name, user in self._everybody():
            with self.subTest(user=name):
                self.env.invalidate_all()
                sees = name in READERS
                self.assertEqual(
                    self._may(lambda user=user: complaint.with_user(user).read(["subject"])), sees
                )
                for model in (complaint, line, self._clock(complaint)):
                    found = model.with_user(user).search([("id", "=", model.id)])
                    self.assertEqual(bool(found), sees, model._name)

    def test_steps_by_role(self):
        """REQ C-02 to C-07: every role at every step, by call and not by button."""
        matrix = (
            ("registered", "contact", ("电话",), HANDLERS),
            ("contacted", "assign", None, HANDLERS),
            ("assigned", "assign", None, SOLVERS),
            ("assigned", "propose", (), SOLVERS),
            ("solution", "agree", ("同意",), HANDLERS),
            ("solution", "refuse", ("不同意",), HANDLERS),
            ("agreed", "execute", (), SOLVERS),
            ("executed", "visit", ("yes", "满意"), HANDLERS),
            ("visited", "close", (), HANDLERS),
            ("closed", "reopen", ("又坏了",), HANDLERS),
            ("assigned", "withdraw", ("误报",), HANDLERS),
            ("assigned", "pause", ("lab",), SOLVERS),
            ("assigned", "judge", ("company", "结论"), SUPERIORS),
            ("assigned", "appeal", ("不服",), set()),
            ("assigned", "decide", ("company", "结论"), set()),
        )
        for state, step, arguments, allowed in matrix:
            complaint = self._complaint()
            if state != "registered":
                self._to(complaint, state)
            if step == "propose":
                complaint.solution = "换货"
            if arguments is None:
                arguments = (self.quality.id, self.engineer.id)
            self.env.flush_all()
            for name, user in self._everybody():
                with self.subTest(state=state, step=step, user=name):
                    own = complaint.with_user(user)
                    may = self._may(
                        lambda own=own, step=step, given=arguments: getattr(own, f"action_{step}")(
                            *given
                        )
                    )
                    self.assertEqual(may, name in allowed)
                    if name in READERS and step != "pause":
                        # what the button says is what the method does
                        self.assertEqual(own[f"can_{step}"], name in allowed)

    def test_who_registers(self):
        """REQ C-01: whoever looks after the customer, and customer service for everybody."""
        allowed = {"salesperson", "manager", "director", "marketing", "service", "admin"}
        for name, user in self._everybody():
            with self.subTest(user=name):
                self.assertEqual(
                    self._may(lambda user=user: self._complaint(user)), name in allowed
                )
        self.assertTrue(
            self._may(lambda: self._complaint(self.service, partner_id=self.other_customer.id))
        )
        self.assertFalse(
            self._may(lambda: self._complaint(self.salesperson, partner_id=self.other_customer.id))
        )

    def test_the_department_writes_its_part_only(self):
        """REQ C-01: solution, causes, actions; not customer, severity or handler."""
        complaint = self._to(self._complaint(), "assigned")
        own = complaint.with_user(self.engineer)
        own.write({"solution": "换货", "why_1": "磨损", "cost": 100})
        own.cause_id = self.env.ref("customer_complaints.cause_machine_wear")
        for values in (
            {"severity": "critical"},
            {"subject": "别的"},
            {"user_id": self.engineer.id},
            {"partner_id": self.other_customer.id},
            {"team_ids": [(4, self.colleague.id)]},
        ):
            with self._refused(AccessError, "customer service"):
                own.write(values)
        self.assertFalse(self._may(lambda: complaint.with_user(self.colleague).read(["subject"])))
        complaint.team_ids = self.colleague
        self.env.flush_all()
        complaint.with_user(self.colleague).why_2 = "刀具未更换"
        self.assertEqual(complaint.why_2, "刀具未更换")

    def test_actions_are_for_those_who_work_on_it(self):
        """REQ C-06: a stranger neither reads nor adds actions."""
        complaint = self._to(self._complaint(), "assigned")
        values = {
            "complaint_id": complaint.id,
            "name": "x",
            "user_id": self.engineer.id,
            "date_due": "2026-03-20",
        }
        Action = self.env["customer.complaint.action"]
        for name, user in self._everybody():
            with self.subTest(user=name):
                may = self._may(lambda user=user: Action.with_user(user).create(values))
                self.assertEqual(may, name in SOLVERS)

    def test_another_company(self):
        """REQ B-09: complaints of a company that one does not work in are not there."""
        company = self.env["res.company"].create({"name": "Second"})
        user = self._make_user("complaint_second", "director")
        user.write({"company_id": company.id, "company_ids": [(6, 0, company.ids)]})
        complaint = self._complaint()
        self.env.flush_all()
        found = (
            self.env["customer.complaint"]
            .with_user(user)
            .with_context(allowed_company_ids=company.ids)
            .search([("id", "=", complaint.id)])
        )
        self.assertFalse(found)

    def test_the_table_of_limits_is_the_administrators(self):
        """REQ C-02: limits, levels, categories and causes."""
        for model, values in (
            ("customer.complaint.limit", {"kind": "contact", "severity": "major"}),
            ("customer.complaint.level", {"hours": 99}),
            ("customer.complaint.category", {"name": "x"}),
            ("customer.complaint.cause", {"name": "x"}),
        ):
            for name, user in self._everybody():
                with self.subTest(model=model, user=name):
                    may = self._may(
                        lambda user=user, model=model, given=values: (
                            self.env[model].with_user(user).create(given)
                        )
                    )
                    self.assertEqual(may, name == "admin")

    def test_evidence_follows_the_complaint(self):
        """REQ C-01: files are read by whoever may read the complaint, by nobody else."""
        file = (
            self.env["ir.attachment"]
            .with_user(self.service)
            .create({"name": "照片.jpg", "raw": b"x", "res_model": "customer.complaint"})
        )
        complaint = self._complaint(evidence_ids=[(6, 0, file.ids)])
        self.assertEqual(file.res_id, complaint.id)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(file.with_user(self.salesperson).raw, b"x")
        with self.assertRaisesRegex(AccessError, "not allowed to access this document"):
            file.with_user(self.stranger).read(["raw"])
