from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DevelopmentCase

STRANGER = "customer is not open to you|Only the responsible person"


@tagged("post_install", "-at_install")
class TestAccess(DevelopmentCase):
    def test_who_sees_a_development(self):
        """REQ B-09, F-05: own, department, customers one may see; approvers what they decide on."""
        development = self._register()
        model = self.env["customer.development"]
        for user, sees in (
            (self.li, True),
            (self.ma, True),
            (self.director, True),
            (self.boss, True),
            (self.clerk, False),
            (self.finance, False),
            (self.admin, True),
            (self.wang, False),
            (self.mo, False),
            (self.zhao, False),
            (self.service, False),
            (self.technician, False),
        ):
            with self.subTest(user=user.login):
                found = model.with_user(user).search([("id", "=", development.id)])
                self.assertEqual(bool(found), sees)

    def test_children_follow_the_development(self):
        """REQ B-09: surveys, scores, team, check list and records are seen with it only."""
        development = self._working()
        development.member_ids = [(0, 0, {"user_id": self.wang.id})]
        self._record(development)
        # no right on the model at all, or none on these records
        no_right = "not allowed to modify|may not change this"
        children = (
            (development.survey_ids, "This survey is concluded"),
            (development.survey_ids.score_ids, no_right),
            (development.member_ids, no_right),
            (development.task_ids, "may not change this"),
            (development.stage_record_ids, "Only the responsible person"),
        )
        for records, refusal in children:
            with self.subTest(model=records._name):
                self.assertTrue(records)
                for user, sees in (
                    (self.li, True),
                    (self.wang, True),
                    (self.ma, True),
                    (self.finance, False),
                    (self.zhao, False),
                    (self.mo, False),
                    (self.technician, False),
                ):
                    found = records.with_user(user).search([("id", "in", records.ids)])
                    self.assertEqual(bool(found), sees, user.login)
                for user in (self.finance, self.zhao, self.boss):
                    self.env.invalidate_all()
                    with self.assertRaisesRegex(UserError, f"This is not open to you|{refusal}"):
                        records.with_user(user).write({"create_date": False})

    def test_role_by_transition(self):
        """REQ D-05, B-11: who may take which step; everybody else is refused."""
        prepared = {
            "action_survey": self._register,
            "action_drop": self._register,
            "action_request_stop": self._register,
            "action_start": lambda: self._approve(self._apply(self._register())),
            "action_next_stage": self._working,
            "action_new_quotation": self._working,
            "action_sign": self._working,
            "action_lose": self._working,
        }
        allowed = self.li | self.ma | self.director | self.admin
        refused = self.wang | self.zhao | self.mo | self.finance | self.boss | self.clerk
        refused |= self.service | self.technician
        for name, prepare in prepared.items():
            self.partner = self._make_customer(f"Customer of {name}")
            development = prepare()
            for user in refused:
                with (
                    self.subTest(action=name, refused=user.login),
                    self.assertRaisesRegex(AccessError, STRANGER),
                ):
                    getattr(development.with_user(user), name)()
            for user in allowed:
                with self.subTest(action=name, allowed=user.login):
                    self.assertTrue(development.with_user(user).can_act)
                    try:
                        getattr(development.with_user(user), name)()
                    except UserError as error:
                        # it may not be possible yet, but never for lack of rights
                        self.assertNotIsInstance(error, AccessError, f"{user.login}: {name}")

    def test_admit_and_summarize_by_role(self):
        """REQ D-15: strangers neither admit nor sum up."""
        development = self._working()
        self._quotation(development).action_confirm()
        for user in (self.wang, self.zhao, self.finance, self.boss):
            with self.assertRaisesRegex(AccessError, STRANGER):
                development.with_user(user).action_admit()
        development.with_user(self.ma).action_admit()
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            development.with_user(self.finance).action_summarize()

    def test_state_moves_by_actions_only(self):
        """REQ D-05: create and write refuse any state, for everybody."""
        development = self._register()
        for user in (self.li, self.ma, self.director, self.admin, self.env.ref("base.user_root")):
            mine = development.with_user(user)
            for state in ("approved", "in_progress", "signed", "done"):
                with self.subTest(user=user.login, state=state):
                    with self.assertRaisesRegex(UserError, "moves by its buttons only"):
                        mine.write({"state": state})
                    with self.assertRaisesRegex(UserError, "A new document starts as a draft"):
                        mine.create(
                            {
                                "partner_id": self._make_customer("Forged").id,
                                "source_id": self.source.id,
                                "state": state,
                            }
                        )
        self.assertEqual(development.state, "registered")

    def test_results_are_written_by_their_actions_only(self):
        """REQ D-16: dates, reasons and the signed order are not typed in."""
        development = self._register()
        for values in (
            {"closed_on": "2026-01-01"},
            {"closing_reason": "x"},
            {"signed_on": "2026-01-01"},
            {"sale_order_id": False},
            {"next_step": "x"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(AccessError, "by the action it belongs to"),
            ):
                development.write(values)
        with self.assertRaisesRegex(AccessError, "by the action it belongs to"):
            self._register(partner=self._make_customer("Forged"), admitted_on="2026-01-01")
        with self.assertRaisesRegex(UserError, "not possible in the state 'Registered'"):
            development.stage_id = self.stages[3]

    def test_nobody_decides_on_the_own_application(self):
        """REQ D-05: a manager's own application goes to somebody else."""
        development = self._apply(self._register(self.ma))
        development.action_submit()
        with self.assertRaisesRegex(UserError, "you made this request"):
            development.action_approve()
        self.assertEqual(development.state, "submitted")

    def test_required_items_are_not_loosened(self):
        """REQ D-06: the salesperson ticks off the check list, and does not shorten it."""
        development = self._approve(self._apply(self._register()))
        task = development.task_ids[0]
        for values in ({"is_required": False}, {"name": "Nothing"}, {"phase": "stage"}):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(AccessError, "Only a superior may change"),
            ):
                task.write(values)
        with self.assertRaisesRegex(AccessError, "Only a superior may delete"):
            task.unlink()
        task.with_user(self.ma).is_required = False
        self.assertFalse(task.is_required)

    def test_other_company(self):
        """REQ B-09: another company's developments are invisible, also to a director."""
        company = self.env["res.company"].create({"name": "Second"})
        development = self.env["customer.development"].create(
            {
                "partner_id": self._make_customer("Elsewhere").id,
                "company_id": company.id,
                "user_id": self.env.user.id,
            }
        )
        found = self.env["customer.development"].with_user(self.director).search([])
        self.assertNotIn(development, found)

    def test_criteria_are_the_administrators(self):
        """REQ D-03: criteria, stages, templates, causes and sources are set by administrators."""
        for name in ("criterion", "stage", "task.template", "cause", "source"):
            records = self.env[f"customer.development.{name}"].search([], limit=1)
            with self.subTest(model=name):
                with self.assertRaisesRegex(AccessError, "not allowed to modify"):
                    records.with_user(self.director).name = "Mine"
                records.with_user(self.admin).name = "Ours"
                self.assertEqual(records.name, "Ours")

    def test_work_on_a_development_opens_its_customer(self):
        """REQ B-09, D-07: team members see the customer while the development is open."""
        self.partner.user_id = self.li
        development = self._register()
        rows = self.partner.customer_access_ids.filtered(lambda row: row.reason == "work")
        self.assertEqual(rows.user_id, self.li)
        self.assertFalse(self.partner.with_user(self.zhao).access_read)
        development.member_ids = [(0, 0, {"user_id": self.zhao.id, "role": "liaison"})]
        self.assertTrue(self.partner.with_user(self.zhao).access_read)
        development.member_ids = [(5,)]
        self.assertFalse(self.partner.with_user(self.zhao).access_read)

    def test_nobody_opens_a_foreign_customer_by_developing_it(self):
        """REQ B-09: a development is no way into a colleague's customer."""
        self.partner.user_id = self.li
        with self.assertRaisesRegex(AccessError, "Longshan.*Ask"):
            self._register(user=self.zhao)
        mine = self._make_customer("Zhao's Own", user_id=self.zhao.id)
        development = self._register(user=self.zhao, partner=mine)
        with self.assertRaisesRegex(AccessError, "Longshan"):
            development.partner_id = self.partner
        self.assertFalse(self.partner.with_user(self.zhao).access_read)
