from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .market_common import MarketCommon


@tagged("post_install", "-at_install")
class TestMarketFeedback(MarketCommon):
    """Feedback forms: written, submitted, answered."""

    def _decide(self, user, forms, action, text="Because"):
        return (
            self._as(user, self.env["customer.market.decide"])
            .create({"action": action, "feedback_ids": [(6, 0, forms.ids)], "text": text})
            .action_confirm()
        )

    def _submitted(self, user=None, day="2026-06-15", **values):
        with self._day(day):
            form = self._form(user, date=day, **values)
            form.action_submit()
        return form

    # ------------------------------------------------------------------
    # Writing and submitting
    # ------------------------------------------------------------------
    def test_submit(self):
        """REQ V-11: numbered, counted for the month, with the grade of that time."""
        self.customer._customer_set_grade(self.grades["B"], "Test")
        with self._day("2026-06-15"):
            form = self._form()
            self.assertRegex(form.name, r"^FK\d{4}-\d{4}$")
            self.assertEqual(form.grade_id, self.grades["B"])
            self.customer._customer_set_grade(self.grades["A"], "Test")
            form.action_submit()
        self.assertEqual(form.grade_id, self.grades["A"], "the grade when it is submitted")
        self.customer._customer_set_grade(self.grades["C"], "Test")
        self.assertEqual(form.grade_id, self.grades["A"], "frozen")
        self.assertEqual((str(form.counted_month), form.state), ("2026-06-01", "submitted"))
        self.assertEqual(str(form.submitted_on), "2026-06-15")

    def test_month_of_first_submission(self):
        """REQ V-11: neither an old date nor a later return moves a form to another month."""
        with self._day("2026-07-02"):
            form = self._form(date="2026-06-20")
            form.action_submit()
        self.assertEqual(str(form.counted_month), "2026-07-01")
        self._decide(self.manager, form, "return")
        self.customer._customer_set_grade(self.grades["A"], "Test")
        with self._day("2026-08-02"):
            form.action_submit()
        self.assertEqual(str(form.counted_month), "2026-07-01")
        self.assertFalse(form.grade_id, "as when it was first submitted")

    def test_what_is_missing(self):
        """REQ V-11: a form without words or without a person is not submitted."""
        form = self._form(text=" \u200b ")
        with self._unchanged(form, "state"), self.assertRaisesRegex(UserError, "customer says"):
            form.action_submit()
        form = self._form(said_by=False)
        with self._unchanged(form, "state"), self.assertRaisesRegex(UserError, "name the person"):
            form.action_submit()
        form.contact_id = self.person
        form.action_submit()
        self.assertEqual(form.state, "submitted")

    def test_hidden_customer(self):
        """REQ V-11, B-09: no form about a hidden customer, by whatever field."""
        with self.assertRaisesRegex(AccessError, "customer"):
            self._form(partner_id=self.other_customer.id)
        form = self._form()
        stranger = self.Partner.create({"name": "赵", "parent_id": self.other_customer.id})
        for values in ({"partner_id": self.other_customer.id}, {"contact_id": stranger.id}):
            with (
                self._unchanged(form, *values),
                self.assertRaisesRegex(AccessError, "This customer is not open to you"),
            ):
                form.write(values)
        with self.assertRaisesRegex(ValidationError, "does not belong to"):
            self._as(self.director, form).contact_id = stranger

    def test_customer_lost_before_submission(self):
        """REQ B-09: who has lost the customer submits nothing about it."""
        form = self._form()
        self.customer.user_id = self.colleague
        self.env.invalidate_all()
        with (
            self._unchanged(form, "state"),
            self.assertRaisesRegex(AccessError, "This customer is not open to you"),
        ):
            form.action_submit()

    def test_bad_input(self):
        """REQ V-11: a day in the future, a negative price; 100,000 characters are fine."""
        with self._day("2026-06-15"):
            with self.assertRaisesRegex(ValidationError, "not said it yet"):
                self._form(date="2026-06-16")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._form(price=-1)
        form = self._form(text="长" * 100_000)
        form.action_submit()
        self.assertEqual(len(form.text), 100_000)

    def test_own_name(self):
        """REQ V-11: nobody fills a colleague's quota; a clerk enters what was said on paper."""
        with self.assertRaisesRegex(AccessError, "You write in your own name"):
            self._form(user_id=self.colleague.id)
        form = self._form()
        with (
            self._unchanged(form, "user_id"),
            self.assertRaisesRegex(AccessError, "You write in your own name"),
            self.env.cr.savepoint(),
        ):
            form.user_id = self.colleague
        form = self._form(self.roles["clerk"], user_id=self.salesperson.id)
        self.assertEqual(form.department_id, self.department)

    def test_system_fields(self):
        """REQ V-11: state, grade, month and answer are the system's."""
        form = self._form()
        for values in (
            {"state": "submitted"},
            {"grade_id": self.grades["A"].id},
            {"counted_month": "2026-06-01"},
            {"answered_on": "2026-06-01"},
            {"answer": "Done"},
            {"answer_state": "in_time"},
        ):
            with self.assertRaisesRegex(AccessError, "filled in by the system"):
                form.write(values)
            with self.assertRaisesRegex(AccessError, "filled in by the system"):
                self._form(**values)
        self.assertEqual(form.state, "draft")

    def test_locked(self):
        """REQ V-11: a submitted form is not changed or deleted by anybody."""
        form = self._submitted()
        for user in (self.salesperson, self.manager, self.marketing, self.roles["admin"]):
            mine = self._as(user, form)
            with self._unchanged(form, "text", "partner_id"):
                with self.assertRaisesRegex(UserError, "submitted and locked"):
                    mine.text = "Forged"
                with self.assertRaisesRegex(UserError, "submitted and locked"):
                    mine.partner_id = self.other_customer
            with self.assertRaisesRegex(UserError, "stays on record"):
                mine.unlink()
        self._decide(self.manager, form, "return")
        with self.assertRaisesRegex(UserError, "stays on record"):
            form.unlink()
        self._form().unlink()

    def test_twice(self):
        """REQ V-11: a form is submitted once."""
        form = self._submitted()
        with self.assertRaisesRegex(UserError, "not possible in the state"):
            form.action_submit()

    # ------------------------------------------------------------------
    # Who sees and decides
    # ------------------------------------------------------------------
    def test_who_sees(self):
        """REQ V-11: salesperson own, manager department, director, marketing, all; others none."""
        form = self._submitted()
        sees = {role for role, user in self.roles.items() if self._sees(user, form)}
        self.assertEqual(
            sees,
            {
                "salesperson",
                "clerk",
                "manager",
                "director",
                "marketing",
                "general_manager",
                "admin",
            },
        )
        for user in (self.colleague, self.other_manager, self.outsider):
            self.assertFalse(self._sees(user, form), user.name)
        form = self._submitted(confidential=True)
        sees = {role for role, user in self.roles.items() if self._sees(user, form)}
        self.assertEqual(
            sees, {"salesperson", "manager", "director", "marketing", "general_manager", "admin"}
        )

    def test_who_writes(self):
        """REQ V-11: the general manager, finance, legal and outsiders write no form."""
        for role in ("general_manager", "finance", "legal"):
            with self.assertRaisesRegex(
                AccessError, "not allowed to create 'Feedback Form'", msg=role
            ):
                self._form(self.roles[role])
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Feedback Form'"):
            self._form(self.outsider)

    def test_submit_for_others(self):
        """REQ V-11: only the author or a superior submits."""
        form = self._form()
        for user in (self.colleague, self.other_manager, self.outsider):
            with (
                self._unchanged(form, "state"),
                self.assertRaisesRegex(AccessError, "This customer is not open to you"),
            ):
                self._as(user, form).action_submit()
        clerk = self._as(self.roles["clerk"], form)
        with self._unchanged(form, "state"), self.assertRaisesRegex(UserError, "submits it"):
            clerk.action_submit()
        self.assertFalse(clerk.can_submit)
        self._as(self.manager, form).action_submit()
        self.assertEqual(form.state, "submitted")

    def test_return(self):
        """REQ V-11: returned by a superior with a reason, never by the author."""
        form = self._submitted()
        for user in (self.salesperson, self.roles["clerk"], self.roles["general_manager"]):
            with (
                self._unchanged(form, "state"),
                self.assertRaisesRegex(UserError, "never its author"),
            ):
                self._decide(user, form, "return")
        with self._unchanged(form, "state"), self.assertRaisesRegex(UserError, "Write a text"):
            self._decide(self.marketing, form, "return", " ")
        self._decide(self.marketing, form, "return", "Which seal?")
        self.assertEqual((form.state, form.return_reason), ("draft", "Which seal?"))
        form.text = "The shaft seal leaks"
        form.action_submit()
        self.assertEqual((form.state, form.return_reason), ("submitted", False))

    def test_managers_own(self):
        """REQ V-11: a manager's own form is returned by somebody else."""
        form = self._submitted(self.manager)
        with self.assertRaisesRegex(UserError, "never its author"):
            self._decide(self.manager, form, "return")
        self._decide(self.director, form, "return")

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------
    def _quality(self):
        """Return a department without a role in customer management, with its employee."""
        department = self._make_department("Quality", members=self.outsider)
        self.env.invalidate_all()
        return department

    def test_answer_in_time(self):
        """REQ V-11, S4 2.1 6: due after the company's working days; in time or late."""
        department = self._quality()
        self.company.customer_feedback_answer_days = 3
        forms = [self._submitted(answer_department_id=department.id) for _number in range(2)]
        # Monday 15 June 2026 and three working days; the 19th is the Dragon Boat Festival
        self.assertEqual([str(form.answer_due) for form in forms], ["2026-06-18"] * 2)
        self.assertEqual(forms[0].answer_state, "waiting")
        with self._day("2026-06-18"):
            self._decide(self.outsider, forms[0], "answer", "New seals are on the way")
        with self._day("2026-06-22"):
            self.assertTrue(forms[1].is_overdue)
            self._decide(self.outsider, forms[1], "answer", "Sorry")
        self.assertEqual([form.answer_state for form in forms], ["in_time", "late"])
        self.assertEqual(forms[0].answered_by_id, self.outsider)
        self.assertEqual([form.state for form in forms], ["answered"] * 2)
        [[rate]] = self.env["customer.feedback"]._read_group(
            [("id", "in", [form.id for form in forms])], [], ["answer_in_time_percent:avg"]
        )
        self.assertEqual(rate, 50)

    def test_overdue_search(self):
        """REQ V-11: what was not answered until its day is found, what was is not."""
        department = self._quality()
        form = self._submitted(answer_department_id=department.id)
        found = [("id", "=", form.id), ("is_overdue", "=", True)]
        with self._day("2026-06-23"):
            self.assertFalse(form.search(found))
        with self._day("2026-06-24"):
            self.assertEqual(form.search(found), form)
            self._decide(self.outsider, form, "answer")
            self.assertFalse(form.search(found))

    def test_who_answers(self):
        """REQ V-11: the department that is asked reads and answers, nobody else does."""
        department = self._quality()
        stranger = self._make_user("market_stranger", "service")
        draft = self._form(answer_department_id=department.id)
        self.assertFalse(self._sees(self.outsider, draft), "not before it is submitted")
        form = self._submitted(answer_department_id=department.id)
        self.assertTrue(self._sees(self.outsider, form))
        self.assertFalse(self._sees(stranger, form))
        with (
            self._unchanged(form, "answer"),
            self.assertRaisesRegex(AccessError, "not allowed to modify 'Feedback Form'"),
        ):
            self._as(self.outsider, form).suggestion = "Forged"
        for user in (self.salesperson, self.roles["clerk"]):
            with self._unchanged(form, "state"), self.assertRaisesRegex(UserError, "answers it"):
                self._decide(user, form, "answer")
        self.assertTrue(self._as(self.outsider, form).can_answer)
        self._decide(self.outsider, form, "answer", "Done")
        self.assertEqual(form.answer, "Done")
        with self.assertRaisesRegex(UserError, "not possible in the state"):
            self._decide(self.marketing, form, "answer", "Done again")

    def test_nothing_to_answer(self):
        """REQ V-11: a form that no department has to answer is not answered."""
        form = self._submitted()
        self.assertEqual(form.answer_state, "none")
        with self.assertRaisesRegex(UserError, "needs no answer"):
            self._decide(self.marketing, form, "answer")

    def test_marketing_names_the_department(self):
        """REQ V-11: on a submitted form a superior says who answers; the days count from then."""
        form = self._submitted()
        department = self._quality()
        with self._day("2026-06-22"):
            with self.assertRaisesRegex(UserError, "submitted and locked"):
                form.answer_department_id = department
            self._as(self.marketing, form).answer_department_id = department
        self.assertEqual(str(form.answer_due), "2026-06-29")
        self._as(self.marketing, form).answer_department_id = False
        self.assertEqual((form.answer_due, form.answer_state), (False, "none"))

    def test_confidential_is_not_sent_around(self):
        """REQ V-16: a confidential form is not given to a department to answer."""
        department = self._quality()
        with self.assertRaisesRegex(ValidationError, "is confidential"):
            self._form(confidential=True, answer_department_id=department.id)
        form = self._submitted(confidential=True)
        with self.assertRaisesRegex(ValidationError, "is confidential"):
            self._as(self.marketing, form).answer_department_id = department

    def test_redate(self):
        """REQ V-11: a day off that is entered later moves what still waits."""
        department = self._quality()
        form = self._submitted(answer_department_id=department.id)
        self.assertEqual(str(form.answer_due), "2026-06-23")
        form.sudo().answer_due = "2026-06-20"
        self.env["customer.feedback"]._workday_redate(self.company, [2026])
        self.assertEqual(str(form.answer_due), "2026-06-23")

    # ------------------------------------------------------------------
    # The market library
    # ------------------------------------------------------------------
    def _infos(self, form):
        self.env.invalidate_all()
        return self.env["customer.market.info"].search(
            [("res_model", "=", form._name), ("res_id", "=", form.id)]
        )

    def test_market_info(self):
        """REQ V-16: a form with market content writes one piece of market information."""
        rival = self.env["customer.competitor"].create({"name": "Rival"})
        form = self._form(
            kind="price",
            is_market_info=True,
            competitor_id=rival.id,
            product_words="IS80",
            price=980,
            confidential=True,
        )
        self.assertFalse(self._infos(form), "not before it is submitted")
        form.action_submit()
        info = self._infos(form)
        self.assertEqual(
            (info.kind, info.source, info.text, info.competitor_id, info.price, info.user_id),
            ("competitor", "feedback", form.text, rival, 980, self.salesperson),
        )
        self.assertTrue(info.confidential)
        self.assertEqual(info.partner_id, self.customer)
        self._decide(self.manager, form, "return")
        form.write({"kind": "quality", "text": "Good pumps", "confidential": False})
        form.action_submit()
        info = self._infos(form)
        self.assertEqual(
            (info.kind, info.text, info.confidential), ("quality", "Good pumps", False)
        )
        self._decide(self.manager, form, "return")
        form.is_market_info = False
        form.action_submit()
        self.assertFalse(self._infos(form))

    def test_no_market_info(self):
        """REQ V-16: what is not for the library is not written to it."""
        self.assertFalse(self._infos(self._submitted()))

    # ------------------------------------------------------------------
    # Merge, costs
    # ------------------------------------------------------------------
    def test_merge(self):
        """REQ B-02: forms and information go along when customers become one."""
        twin = self._customer("宏远", self.salesperson)
        form = self._submitted(partner_id=twin.id, kind="competitor", is_market_info=True)
        info = self._infos(form)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | twin).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual((form.partner_id, info.partner_id), (self.customer, self.customer))
        self.assertEqual(form.commercial_partner_id, self.customer)

    def test_list_costs(self):
        """F-20: the list needs the same statements for any number of forms."""
        spec = {
            name: {"fields": {"display_name": {}}}
            if self.env["customer.feedback"]._fields[name].type == "many2one"
            else {}
            for name in ("name", "date", "partner_id", "grade_id", "text", "user_id", "due_text",
                         "answer_department_id", "answer_state", "is_overdue", "state")
        }  # fmt: skip
        mine = self._as(self.salesperson, self.env["customer.feedback"])

        def look():
            mine.web_search_read([("user_id", "=", self.salesperson.id)], spec, limit=80)

        department = self._quality()
        for _number in range(4):
            self._submitted(answer_department_id=department.id)
        look()
        few = self._spent(look)
        for _number in range(30):
            self._submitted(answer_department_id=department.id)
        self.assertLessEqual(self._spent(look), few)
