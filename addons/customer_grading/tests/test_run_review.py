from ast import literal_eval

from lxml import etree
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import GradingCommon


@tagged("post_install", "-at_install")
class TestRunReview(GradingCommon):
    """A reviewer sees at once what happens to whom (U-06, REQ G-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.risen = cls._customer("Risen")
        cls.risen.customer_grade_id = cls.grade_b
        cls.fallen = cls._customer("Fallen")
        cls.fallen.customer_grade_id = cls.grade_a
        cls.same = cls._customer("Same")
        cls.same.customer_grade_id = cls.grade_c
        cls._invoice("2026-03-01", 6_000_000, partner=cls.risen)
        cls.three = cls.risen | cls.fallen | cls.same

    def _reviewed(self):
        return self._computed(partner_ids=[(6, 0, self.three.ids)])

    def _shown(self, action, user):
        """Return the customers that a person sees when an action opens."""
        lines = self.env[action["res_model"]].with_user(user)
        view = etree.fromstring(lines.get_view(view_type="search")["arch"])
        domain = list(action["domain"])
        for name, value in action["context"].items():
            if name.startswith("search_default_") and value:
                [found] = view.xpath(f"//filter[@name='{name.removeprefix('search_default_')}']")
                domain += literal_eval(found.get("domain"))
        return lines.search(domain).partner_id

    def test_customers_and_changes_are_two_lists(self):
        """U-06: one button opens all customers of the run, the other those that change."""
        run = self._reviewed()
        self.assertEqual(self._shown(run.action_open_lines(), self.marketing), self.three)
        self.assertEqual(
            self._shown(run.action_open_changes(), self.marketing), self.risen | self.fallen
        )

    def test_title_says_run_and_date(self):
        """U-06: the list of one run says in its title which run it is, and of what day."""
        run = self._reviewed()
        title = run.action_open_changes()["display_name"]
        self.assertIn(run.name, title)
        self.assertIn("06/30/2026", title)

    def test_lines_say_run_and_date(self):
        """U-06: why a customer has its grade says by which run, and as of which day."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_grading.customer_grading_line_action_mine"
        )
        lines = self.env[action["res_model"]].with_user(self.salesperson)
        for kind in ("list", "kanban", "form"):
            arch = etree.fromstring(lines.get_view(view_type=kind)["arch"])
            for name in ("run_id", "date"):
                shown = [
                    node
                    for node in arch.xpath(f"//field[@name='{name}']")
                    if not node.get("optional") == "hide" and not node.get("invisible")
                ]
                self.assertTrue(shown, (kind, name))

    def test_numbers_of_the_run(self):
        """U-06: up, down, new and unchanged add up to the customers of the run."""
        run = self._reviewed()
        numbers = (run.up_count, run.down_count, run.new_count, run.unchanged_count)
        self.assertEqual(numbers, (1, 1, 0, 1))
        self._line(run, self.fallen).with_user(self.marketing).action_keep("Agreed")
        run.invalidate_recordset()
        self.assertEqual((run.change_count, run.unchanged_count, run.kept_count), (1, 2, 1))

    def test_picture_of_the_run(self):
        """U-06: the run shows how many customers each grade has before and after."""
        rows = self._reviewed().distribution["rows"]
        self.assertEqual(
            [(row["grade"], row["before"], row["after"]) for row in rows],
            [
                (self.grade_a.display_name, 1, 1),
                (self.grade_b.display_name, 1, 0),
                (self.grade_c.display_name, 1, 2),
            ],
        )

    def test_picture_shows_own_customers_only(self):
        """REQ B-09: the numbers of a picture are those of customers that the reader may see."""
        run = self._reviewed()
        stranger = self._make_user("review_stranger", "salesperson")
        self.assertEqual(run.with_user(stranger).distribution["rows"], [])

    def test_picture_of_the_trial(self):
        """U-06: the trial shows each grade now and by the scheme, also grades it never gives."""
        self.risen.customer_grade_id = self.env.ref("customer_base.customer_grade_d")
        scheme = self.scheme.with_user(self.marketing)
        scheme.action_try()
        rows = {row["grade"]: row for row in scheme.distribution["rows"]}
        known = self.three.customer_grade_id
        for grade in (self.grade_a, self.grade_b, self.grade_c, *known):
            of_grade = self.env["res.partner"].search_count(
                [
                    ("customer_grade_id", "=", grade.id),
                    ("customer_category", "!=", False),
                    ("company_id", "in", (False, self.company.id)),
                ]
            )
            self.assertEqual(rows[grade.display_name]["before"], of_grade, grade.name)
        totals = [sum(row[side] for row in rows.values()) for side in ("before", "after")]
        self.assertEqual(totals, [scheme.tried_count] * 2)

    def test_picture_of_the_simulator(self):
        """U-06: the simulator shows each grade by the scheme and with the moved thresholds."""
        action = self.scheme.with_user(self.marketing).action_simulate()
        simulation = (
            self.env[action["res_model"]].with_user(self.marketing).browse(action["res_id"])
        )
        simulation.condition_ids.filtered(
            lambda row: row.grade_id == self.grade_a
        ).minimum = 9_000_000
        simulation.condition_ids.filtered(
            lambda row: row.grade_id == self.grade_b
        ).maximum = 9_000_000
        simulation.date = "2026-06-30"
        simulation.action_simulate()
        rows = {row["grade"]: row for row in simulation.distribution["rows"]}
        self.assertEqual(rows[self.grade_a.display_name]["after"], 0)
        self.assertEqual(
            rows[self.grade_b.display_name]["after"],
            rows[self.grade_a.display_name]["before"] + rows[self.grade_b.display_name]["before"],
        )

    def test_pictures_are_on_their_forms(self):
        """U-06: run, trial, simulator and the question before it goes on draw the picture."""
        for name in ("run", "scheme", "simulation", "confirm"):
            model = self.env[f"customer.grading.{name}"].with_user(self.marketing)
            arch = etree.fromstring(model.get_view(view_type="form")["arch"])
            [node] = arch.xpath("//field[@name='distribution']")
            self.assertEqual(node.get("widget"), "customer_grade_distribution", name)

    def test_submitting_asks_back_with_numbers(self):
        """U-06: the form asks before it submits, and says how many change."""
        run = self._reviewed()
        arch = etree.fromstring(run.get_view(view_type="form")["arch"])
        self.assertTrue(arch.xpath("//button[@name='action_ask_submit']"))
        self.assertFalse(arch.xpath("//button[@name='action_submit']"))
        action = run.action_ask_submit()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.marketing)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("2 of 3 customers", wizard.message)
        self.assertIn("1 up, 1 down, 0 first grades. 1 stay as they are", wizard.message)
        self.assertEqual(run.state, "computed")
        wizard.action_decide()
        self.assertEqual(run.state, "submitted")


@tagged("post_install", "-at_install")
class TestMeasuresOffered(GradingCommon):
    """Who composes a scheme chooses from what makes sense, and reads what it means (U-06)."""

    def _codes(self):
        return list(dict(self.env["customer.grading.condition"]._selection_measure()))

    def test_measures_are_sorted_by_subject(self):
        """U-06: what is about the same subject stands together, the invoices first."""
        codes = self._codes()
        self.assertEqual(codes[:2], ["score", "net_invoiced"])
        for first, second in (
            ("group_net_invoiced", "ordered"),
            ("order_count", "overdue_amount"),
        ):
            self.assertEqual(codes.index(second) - codes.index(first), 1, (first, second))

    def test_score_only_where_there_is_one(self):
        """U-06: the score is no choice in a scheme of conditions, nor a criterion of itself."""
        everything = set(self._codes())
        condition = self.scheme.condition_ids[0]
        self.assertEqual(set(condition.measures_offered), everything - {"score"})
        self.scheme.method = "score"
        self.assertEqual(set(condition.measures_offered), everything)
        criterion = self.env["customer.grading.criterion"].create(
            {"scheme_id": self.scheme.id, "measure": "ordered", "points": 1}
        )
        self.assertEqual(set(criterion.measures_offered), everything - {"score"})

    def test_score_only_where_there_is_one_while_typing(self):
        """U-06: the choices follow the method before anything is saved."""
        with Form(self.env["customer.grading.scheme"].with_user(self.marketing)) as form:
            form.name = "Typed"
            with form.condition_ids.new() as row:
                self.assertNotIn("score", row.measures_offered)
                row.grade_id = self.grade_a
                row.measure = "net_invoiced"
            form.method = "score"
            with form.condition_ids.new() as row:
                self.assertIn("score", row.measures_offered)
                row.grade_id = self.grade_b
                row.measure = "score"

    def test_score_in_conditions_is_refused(self):
        """U-06: whoever writes it all the same (import, RPC) is told when the scheme is tried."""
        self.scheme.condition_ids[0].measure = "score"
        with self.assertRaisesRegex(UserError, "a scheme of conditions asks for none"):
            self.scheme.with_user(self.marketing).action_try()

    def test_definitions_stand_beside_the_measure(self):
        """U-06: the lists of conditions and points say what is counted, unasked."""
        arch = etree.fromstring(self.scheme.get_view(view_type="form")["arch"])
        for name in ("condition_ids", "criterion_ids"):
            fields = arch.xpath(f"//field[@name='{name}']/list/field")
            names = [field.get("name") for field in fields]
            [definition] = [field for field in fields if field.get("name") == "definition"]
            self.assertEqual(names[names.index("measure") + 1], "definition")
            self.assertEqual(definition.get("optional"), "show")
        for line in self.scheme.condition_ids:
            self.assertIn("Posted customer invoices", line.definition)
