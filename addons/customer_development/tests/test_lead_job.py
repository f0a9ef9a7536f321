from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .test_lead import LeadCase


@tagged("post_install", "-at_install")
class TestLeadJob(LeadCase):
    """What is not answered in time (REQ B-16)."""

    def _run(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_development.ir_cron_customer_lead").method_direct_trigger()
        self.env.invalidate_all()

    def test_without_a_limit_nothing_is_handed_on(self):
        """REQ B-16: the limit is off until a company switches it on."""
        lead = self._pass_on(user=self.li)
        self.assertFalse(lead.answer_due)
        with freeze_time(self.today + timedelta(days=60)):
            self._run()
        self.assertEqual((lead.state, lead.user_id), ("offered", self.li))

    def test_late_answer_goes_to_the_next_one(self):
        """REQ B-16: after the last working day, not on it; the same is not asked again."""
        self.env.company.customer_lead_days = 2
        lead = self._pass_on(user=self.li)
        [due] = self.env.company._workday_add([self.today], 2)
        self.assertEqual(lead.answer_due, due)
        with freeze_time(f"{due} 04:00:00"):
            self._run()
        self.assertEqual(lead.user_id, self.li)
        with freeze_time(f"{due + timedelta(days=1)} 04:00:00"):
            self._run()
            self.assertEqual(lead.user_id, self.wang)
            self.assertEqual(lead.offer_ids[0].result, "late")
            self.assertEqual(lead.given_back_count, 0)
            self._run()
            self.assertEqual(lead.user_id, self.wang)

    def test_asked_all_in_vain(self):
        """REQ B-16: when everybody of the rules was asked, the manager decides."""
        self.env.company.customer_lead_days = 1
        self.rest.action_archive()
        lead = self._pass_on(user=self.li)
        day = self.today
        for _time in range(2):
            day = lead.answer_due + timedelta(days=1)
            with freeze_time(f"{day} 04:00:00"):
                self._run()
        self.assertEqual((lead.state, lead.user_id), ("manager", self.ma))

    def test_who_has_left_is_asked_no_longer(self):
        """REQ B-16: also without a limit nothing waits for somebody who has left."""
        lead = self._pass_on(user=self.li)
        self.li.active = False
        self._run()
        self.assertEqual(lead.user_id, self.wang)
        self.assertEqual(lead.offer_ids[0].result, "left")

    def test_days_off_move_the_limit(self):
        """REQ B-16, B-12: a new day off dates the answer anew."""
        self.env.company.customer_lead_days = 1
        lead = self._pass_on(user=self.li)
        due = lead.answer_due
        self.env["workday.exception"].create(
            {"date": due, "kind": "off", "name": "Closed", "company_id": self.env.company.id}
        )
        self.env.cr.precommit.run()
        self.assertGreater(lead.answer_due, due)
        self.assertEqual(lead.offer_ids.due, lead.answer_due)
