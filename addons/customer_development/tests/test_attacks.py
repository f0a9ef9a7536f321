from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestAttacks(DevelopmentCase):
    """Ways around superiors, survey, check list and stages that a login could try."""

    def _refused(self, attempt, pattern=""):
        with self.assertRaisesRegex(UserError, pattern), self.env.cr.savepoint():
            attempt()
            self.env.flush_all()
        self.env.invalidate_all()

    # ------------------------------------------------------------------ who decides
    def test_department_of_a_friend(self):
        """REQ D-05: a salesperson does not choose which manager decides."""
        development = self._apply(self._register())
        self._refused(lambda: development.write({"department_id": self.west.id}), "department")
        self.assertEqual(development.department_id, self.east)
        other = self._make_customer("Other Mining Machinery")
        self._refused(lambda: self._register(partner=other, department_id=self.west.id))
        stop = self.env["customer.development.stop"].with_user(self.li)
        self._refused(
            lambda: stop.create(
                {
                    "development_id": development.id,
                    "department_id": self.west.id,
                    "facts": "No money",
                }
            ),
            "department",
        )
        # the director may move it
        development.with_user(self.director).department_id = self.west
        self.assertEqual(development.department_id, self.west)

    def test_responsible_manager_with_a_clerk_as_author(self):
        """REQ D-05: who is responsible does not decide, even if a clerk made the application."""
        development = self._register(self.clerk, user_id=self.ma.id)
        self.assertEqual(development.department_id, self.east)
        self._apply(development)
        self.env.flush_all()
        development.action_submit()
        self.assertFalse(development.with_user(self.ma).can_decide)
        self._refused(lambda: development.with_user(self.ma).action_approve(), "you made this")

    # ------------------------------------------------------------------ figures and results
    def test_forged_figures(self):
        """REQ D-04: figures that are computed are not written, at creation or later."""
        forged = {"return_ratio": 99, "cost_total": 7, "survey_conclusion": "develop"}
        self._refused(lambda: self._register(**forged), "filled in")
        development = self._register()
        other = self._make_customer("Other Mining Machinery")
        for name, value in (
            ("return_ratio", 99),
            ("cost_total", 7),
            ("payback_months", 0.1),
            ("survey_conclusion", "develop"),
            ("survey_score", 100),
            ("coordinator_id", self.zhao.id),
            ("commercial_partner_id", other.id),
        ):
            self._refused(lambda n=name, v=value: development.write({n: v}), "filled in")

    def test_forged_survey_score(self):
        """REQ D-03: the weighted score follows from the criteria only."""
        development = self._register()
        survey = self.env["customer.development.survey"].with_user(self.li)
        survey = survey.create({"development_id": development.id})
        survey.score_ids.write({"score": "1"})
        self._refused(lambda: survey.write({"score": 100}))
        self._refused(survey.action_develop, "below")
        self._refused(lambda: survey.score_ids[:1].unlink())
        self._refused(
            lambda: survey.write(
                {"score_ids": [Command.create({"name": "x", "weight": 1e6, "score": "5"})]}
            )
        )

    def test_results_by_defaults(self):
        """REQ D-06: neither defaults in the context nor stored ones fill in results."""
        last = self.stages[-1]
        defaults = {
            "signed_on": "2020-01-01",
            "started_on": "2020-01-01",
            "closing_reason": "forged",
            "stage_id": last.id,
            "state": "approved",
        }
        developments = self.env["customer.development"].with_user(self.li)
        values = {"partner_id": self.partner.id, "source_id": self.source.id}
        sent = {f"default_{name}": value for name, value in defaults.items()}
        for name, value in defaults.items():
            self.env["ir.default"].with_user(self.li).set(
                "customer.development", name, value, user_id=True
            )
        development = developments.with_context(**sent).create(values)
        self.assertEqual(development.state, "registered")
        for name in ("signed_on", "started_on", "closing_reason", "stage_id"):
            self.assertFalse(development[name], name)
        survey = self.env["customer.development.survey"].with_user(self.li)
        survey = survey.with_context(default_conclusion="develop", default_number=7).create(
            {"development_id": development.id}
        )
        self.assertFalse(survey.conclusion)
        self.assertEqual(survey.number, 1)

    def test_stage_at_creation(self):
        """REQ D-08: a development is not created in its last stage."""
        self._refused(lambda: self._register(stage_id=self.stages[-1].id), "stage")
        development = self._working()
        self.assertEqual(development.stage_id, self.stages[0])

    # ------------------------------------------------------------------ check list and records
    def test_required_item_cut_loose(self):
        """REQ D-06: a required item is not cut loose from the company's check list."""
        development = self._approve(self._apply(self._register()))
        task = development.task_ids.filtered("is_required")[:1]
        self._refused(lambda: task.with_user(self.li).write({"template_id": False}), "superior")
        for values in ({"done_by_id": self.boss.id}, {"done_on": "2020-01-01"}):
            self._refused(lambda v=values: task.with_user(self.li).write(v), "ticked off")
        self._refused(
            lambda: (
                self.env["customer.development.task"]
                .with_user(self.li)
                .create({"development_id": development.id, "name": "x", "done_by_id": self.boss.id})
            ),
            "ticked off",
        )
        self._refused(development.action_start, "preparation")

    def test_record_in_somebody_elses_name(self):
        """REQ D-08: a record is written in the own name only."""
        development = self._working()
        self._refused(lambda: self._record(development, user_id=self.ma.id), "own name")

    def test_record_rewritten_by_a_member(self):
        """REQ D-08: a member of the team does not rewrite what others recorded."""
        development = self._working(expected_sales=900000)
        self.env["customer.development.member"].create(
            {"development_id": development.id, "user_id": self.wang.id, "role": "developer"}
        )
        record = self._record(development, "stop")
        theirs = record.with_user(self.wang)
        self._refused(lambda: theirs.write({"judgement": "go"}))
        self._refused(theirs.unlink)
        self.assertEqual(record.judgement, "stop")

    # ------------------------------------------------------------------ reading
    def test_member_line_moved_to_a_colleague(self):
        """REQ D-07: nobody gets into a colleague's development by moving an own line there."""
        mine = self._register()
        theirs = self._register(self.zhao, self._make_customer("Other Mining Machinery"))
        line = (
            self.env["customer.development.member"]
            .with_user(self.li)
            .create({"development_id": mine.id, "user_id": self.li.id, "role": "coordinator"})
        )
        self._refused(lambda: line.write({"development_id": theirs.id}))
        self.assertFalse(
            self.env["customer.development"].with_user(self.li).search([("id", "=", theirs.id)])
        )
        for model, values in (
            ("customer.development.member", {"user_id": self.li.id}),
            ("customer.development.task", {"name": "x"}),
            ("customer.development.survey", {}),
            (
                "customer.development.stage.record",
                {"summary": "x", "stage_id": self.stages[0].id},
            ),
            ("customer.development.stop", {"facts": "x"}),
        ):
            records = self.env[model].with_user(self.li)
            self._refused(lambda r=records, v=values: r.create({"development_id": theirs.id, **v}))

    def test_strangers_read_nothing(self):
        """REQ B-09: a colleague sees neither the development nor anything that hangs on it."""
        development = self._approve(self._apply(self._register()))
        self.assertTrue(development.task_ids)
        for user in (self.wang, self.zhao, self.mo, self.technician):
            env = self.env(user=user)
            for model in ("survey", "score", "member", "task", "stage.record", "stop"):
                records = env[f"customer.development.{model}"].search([])
                self.assertFalse(records, (user.login, model))
            self.assertFalse(env["customer.development"].search([]))
            self.assertFalse(env["customer.development"].name_search("Longshan"))
            self.assertFalse(
                env["customer.development"].formatted_read_group([], ["state"], ["__count"])
            )
            rounds = env["customer.approval"].search([("res_model", "=", development._name)])
            self.assertFalse(rounds)
            for name in ("mail.activity", "mail.message"):
                field = "model" if name == "mail.message" else "res_model"
                found = env[name].search([(field, "=", development._name)])
                self.assertFalse(found, (user.login, name))
            with self.assertRaisesRegex(AccessError, "customer is not open to you"):
                development.with_user(user).web_read({"display_name": {}})

    def test_portal_reads_nothing(self):
        """REQ B-09: a portal user reads no development."""
        self._register()
        portal = new_test_user(self.env, "dev_portal", groups="base.group_portal")
        for model in ("customer.development", "customer.development.survey", "customer.contact"):
            with self.assertRaisesRegex(AccessError, "not allowed to access"):
                self.env[model].with_user(portal).search([])

    # ------------------------------------------------------------------ orders
    def test_order_of_another_customer(self):
        """REQ D-10: an order for another customer neither hangs on nor signs a development."""
        development = self._working()
        order = self._quotation(development)
        other = self._make_customer("Other Mining Machinery")
        self._refused(lambda: order.write({"partner_id": other.id}), "another customer")
