from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestStages(DevelopmentCase):
    def setUp(self):
        super().setUp()
        self.development = self._working()

    def test_next_stage_needs_a_record_that_says_go_on(self):
        """REQ D-08: the judgement whether to go on decides, by button and by dragging."""
        contact, needs = self.stages[:2]
        with self.assertRaisesRegex(UserError, contact.name):
            self.development.action_next_stage()
        with self.assertRaisesRegex(UserError, contact.name):
            self.development.stage_id = needs
        self._record(self.development, "stay")
        with self.assertRaisesRegex(UserError, "Go on"):
            self.development.stage_id = needs
        self._record(self.development, "go")
        self.development.stage_id = needs
        self.assertEqual(self.development.stage_id, needs)

    def test_latest_record_counts(self):
        """REQ D-08: a later doubt takes back an earlier "go on"."""
        self._record(self.development, "go")
        self._record(self.development, "stop")
        with self.assertRaisesRegex(UserError, "Go on"):
            self.development.action_next_stage()

    def test_no_stage_is_skipped_but_going_back_is_allowed(self):
        """REQ D-08: stages are taken one by one; going back opens a stage again."""
        self._record(self.development)
        with self.assertRaisesRegex(UserError, self.stages[1].name):
            self.development.stage_id = self.stages[2]
        self.development.stage_id = self.stages[1]
        self.development.stage_id = self.stages[0]
        self.assertEqual(self.development.stage_id, self.stages[0])
        with self.assertRaisesRegex(UserError, "always has a development stage"):
            self.development.stage_id = False
        with self.assertRaisesRegex(UserError, "always has a development stage"):
            self.development.write({"stage_id": 999999999})

    def test_required_item_of_the_stage(self):
        """REQ D-08: required items of a stage are done before it is left."""
        task = self.development.task_ids.filtered(lambda t: t.stage_id == self.stages[0])
        self.assertTrue(task, "the stage's items come with the start of the work")
        task.sudo().is_required = True
        self._record(self.development)
        with self.assertRaisesRegex(UserError, task.name):
            self.development.action_next_stage()
        task.is_done = True
        self.development.action_next_stage()

    def test_last_stage_ends_with_the_order(self):
        """REQ D-08: after the last stage comes the order, not another stage."""
        for _stage in self.stages[:-1]:
            self._record(self.development)
            self.development.action_next_stage()
        with self.assertRaisesRegex(UserError, "last stage"):
            self.development.action_next_stage()

    def test_next_step_becomes_an_activity(self):
        """REQ D-08: what was agreed is on the development and reminds its responsible."""
        day = self.env.company._workday_today() + timedelta(days=5)
        self._record(self.development, next_step="Send samples", next_date=day)
        self.assertEqual(self.development.next_step, "Send samples")
        self.assertEqual(self.development.next_step_date, day)
        activity = self.development.activity_ids.filtered(lambda a: a.summary == "Send samples")
        self.assertEqual((activity.user_id, activity.date_deadline), (self.li, day))

    def test_record_dates(self):
        """REQ D-08: a record tells of the past; the next step comes after it."""
        today = self.env.company._workday_today()
        tomorrow = today + timedelta(days=1)
        with self.assertRaisesRegex(ValidationError, "future"):
            self._record(self.development, date=tomorrow)
        with self.assertRaisesRegex(ValidationError, "next step"):
            self._record(self.development, next_date=today - timedelta(days=1))

    def test_team_member_records_but_does_not_act(self):
        """REQ D-07: members of the team read and write records, and nothing else."""
        record_model = self.env["customer.development.stage.record"]
        with self.assertRaisesRegex(AccessError, "is not yours to work on"):
            self._record(self.development, user=self.technician)
        self.development.member_ids = [(0, 0, {"user_id": self.technician.id})]
        record = self._record(self.development, user=self.technician, next_step="Call")
        self.assertEqual(self.development.next_step, "Call")
        mine = self.development.with_user(self.technician)
        self.assertEqual(mine.name, self.development.name)
        for refused in (
            mine.action_next_stage,
            mine.action_new_quotation,
            mine.action_sign,
            mine.action_lose,
        ):
            with self.assertRaisesRegex(AccessError, "Only the responsible person"):
                refused()
        with self.assertRaisesRegex(AccessError, "not allowed to modify 'Customer Development'"):
            mine.write({"needs": "x"})
        with self.assertRaisesRegex(AccessError, "A record stays with its development"):
            record.write({"user_id": self.li.id})
        self.assertEqual(record_model.with_user(self.technician).search_count([]), 1)

    def test_no_record_before_or_after_the_work(self):
        """REQ D-08: records belong to work in progress."""
        waiting = self._approve(
            self._apply(self._register(partner=self._make_customer("Qinghe Tools")))
        )
        with self.assertRaisesRegex(UserError, "In Progress"):
            self._record(waiting, stage_id=self.stages[0].id)
