from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestContactsRecorded(DevelopmentCase):
    """A contact within a development is one of the customer's, once (F-21, REQ B-07, D-08)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.customer_contact_days = 5
        cls.partner.write({"user_id": cls.li.id})
        cls.person = cls.env["res.partner"].create(
            {"name": "Head of purchasing", "parent_id": cls.partner.id}
        )
        cls.today = cls.env.company._workday_today()

    def _interactions(self, partner=None):
        return self.env["customer.interaction"].search(
            [("partner_id", "=", (partner or self.partner).id)]
        )

    def _state(self):
        return self.env["customer.interaction.state"].search([("partner_id", "=", self.partner.id)])

    def test_a_record_is_an_interaction(self):
        """F-21: who met whom, when, how, about what; the next contact is due counted from it."""
        development = self._working()
        day = self.today - timedelta(days=2)
        self._record(
            development,
            date=day,
            method="chat",
            content="Wants a quieter crusher",
            partner_ids=[(6, 0, (self.person | self.partner).ids)],
            next_step="Send the offer",
            next_date=self.today + timedelta(days=3),
        )
        interaction = self._interactions()
        self.assertEqual(len(interaction), 1)
        self.assertEqual(interaction.user_id, self.li)
        self.assertEqual(interaction.way, "wechat")
        self.assertEqual(interaction.contact_ids, self.person)
        self.assertIn("Wants a quieter crusher", interaction.summary)
        self.assertEqual(interaction.next_step, "Send the offer")
        self.assertEqual(self._state().last_date, day)
        [due] = self.env.company._workday_add([day], 5)
        self.assertEqual(self._state().next_due, due)
        # the reminder stands once, on the development
        self.assertFalse(interaction.activity_id)
        self.assertEqual(len(development.activity_ids.filtered("summary")), 1)

    def test_every_way_has_its_means(self):
        """F-21: each way of contact of a record is a means of contact of the interactions."""
        development = self._working()
        for way in dict(development.stage_record_ids._fields["method"].selection):
            with self.subTest(way=way):
                record = self._record(development, method=way)
                self.assertEqual(self._source(record).way, {"chat": "wechat"}.get(way, way))

    def _source(self, record):
        return self.env["customer.interaction"].search(
            [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        )

    def test_corrections_follow(self):
        """F-21: what is corrected in the record is corrected in the interaction, date included."""
        development = self._working()
        record = self._record(development, date=self.today - timedelta(days=1))
        record.write({"date": self.today - timedelta(days=6), "summary": "Talked to the owner"})
        self.assertEqual(self._interactions().summary, "Talked to the owner")
        self.assertEqual(self._state().last_date, self.today - timedelta(days=6))

    def test_deletion_follows(self):
        """F-21: without the record there was no contact; the due day goes back."""
        development = self._working()
        before = self._state().last_date
        record = self._record(development, date=self.today)
        self.assertEqual(self._state().last_date, self.today)
        record.unlink()
        self.assertFalse(self._interactions())
        self.assertEqual(self._state().last_date, before)

    def test_the_interaction_is_corrected_at_its_source(self):
        """F-21: nobody makes both say different things; what the record does not know is free."""
        development = self._working()
        record = self._record(development)
        interaction = self._source(record)
        for user in (self.li, self.ma, self.director, self.admin):
            mine = interaction.with_user(user)
            for values in ({"summary": "Else"}, {"date": "2020-01-01 00:00:00"}, {"way": "letter"}):
                with self.subTest(user=user.login, values=values):
                    with self.assertRaisesRegex(UserError, "comes from a customer development"):
                        mine.write(values)
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, "correct it there"),
            ):
                mine.unlink()
        interaction.with_user(self.li).write({"satisfaction": "4"})
        self.assertEqual((interaction.satisfaction, interaction.exists()), ("4", interaction))

    def test_a_member_of_the_team_records_once(self):
        """F-21: also whoever is only on the team, in the own name."""
        development = self._working()
        development.member_ids = [(0, 0, {"user_id": self.wang.id})]
        record = self._record(development, user=self.wang)
        self.assertEqual(self._source(record).user_id, self.wang)

    def test_nobody_forges_where_an_interaction_comes_from(self):
        """F-21: an interaction typed by hand does not become a development's."""
        development = self._working()
        record = self._record(development)
        self._source(record).sudo().unlink()
        forged = (
            self.env["customer.interaction"]
            .with_user(self.li)
            .with_context(default_res_model=record._name, default_res_id=record.id)
            .create({"partner_id": self.partner.id, "summary": "Typed"})
        )
        self.assertFalse(forged.res_model)

    def test_a_survey_by_phone_is_a_contact(self):
        """F-21: a survey for which the customer was called counts when it is concluded."""
        development = self._register()
        survey = (
            self.env["customer.development.survey"]
            .with_user(self.li)
            .create({"development_id": development.id, "method": "phone"})
        )
        survey.score_ids.write({"score": "4"})
        self.assertFalse(self._interactions())
        action = survey.action_develop()
        self.assertEqual(self._interactions().way, "phone")
        self.assertEqual(self._state().last_date, survey.date)
        # U-08: and one is back at the development
        self.assertEqual(action["res_model"], development._name)
        self.assertEqual(action["res_id"], development.id)

    def test_a_survey_from_other_sources_is_no_contact(self):
        """F-21: nobody was asked, nothing is recorded."""
        self._survey(self._register())
        self.assertFalse(self._interactions())
