from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import ROLES
from .contact_common import ContactCommon
from .hidden_common import HiddenCase

# Who sees the customer of the salesperson "East" (roles of REQ B-09).
READERS = set(ROLES)


@tagged("post_install", "-at_install")
class TestInteractions(ContactCommon, HiddenCase):
    """Records of contacts (REQ B-07; seeds S1 二(一), 四(二)1, S0 九)."""

    # ------------------------------------------------------------------
    # Quick entry
    # ------------------------------------------------------------------
    def test_two_clicks(self):
        """REQ B-07: the button and Save, with only the summary typed, make a full record."""
        customer = self.customer.with_user(self.salesperson)
        action = customer.action_record_contact()
        model = (
            self.env[action["res_model"]]
            .with_user(self.salesperson)
            .with_context(**action["context"])
        )
        before = fields.Datetime.now()
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        with Form(model, view=view) as form:
            form.summary = "Asked for a new pump"
        record = form.record
        self.assertEqual(record.partner_id, self.customer)
        self.assertEqual(record.user_id, self.salesperson)
        self.assertEqual(record.department_id, self.east)
        self.assertEqual(record.company_id, self.company)
        self.assertGreaterEqual(record.date, before)
        self.assertTrue(record.way)

    def test_button_on_a_contact_person(self):
        """REQ B-07: from a contact person the customer and the person met are filled in."""
        action = self.person.with_user(self.salesperson).action_record_contact()
        self.assertEqual(action["context"]["default_partner_id"], self.customer.id)
        self.assertEqual(action["context"]["default_contact_ids"], self.person.ids)

    def test_what_is_no_customer_is_refused(self):
        """REQ B-07: any value may come in by RPC; none of them makes a record."""
        model = self.env["customer.interaction"].with_user(self.salesperson)
        count = self.env["customer.interaction"].search_count([])
        for value in ([self.customer.id], {"id": self.customer.id}, "x", True):
            with self.subTest(value=value), self.assertRaisesRegex(UserError, "is no value for"):
                model.create({"partner_id": value, "summary": "?", "way": "phone"})
        self.assertEqual(self.env["customer.interaction"].search_count([]), count)

    def test_button_on_several_customers_is_refused(self):
        """REQ B-07: the list's button records one customer at a time."""
        with self.assertRaisesRegex(UserError, "Select one customer"):
            (self.customer | self.foreign).action_record_contact()

    def test_contact_person_as_customer(self):
        """REQ B-07: picking a person sets the customer and the person met, on screen and not."""
        record = self._record(partner_id=self.person.id)
        self.assertEqual(record.partner_id, self.customer)
        self.assertEqual(record.contact_ids, self.person)
        with Form(self.env["customer.interaction"].with_user(self.salesperson)) as form:
            form.partner_id = self.person
            self.assertEqual(form.partner_id, self.customer)
            form.summary = "Met"
        self.assertEqual(form.record.contact_ids, self.person)

    def test_people_of_another_customer_are_refused(self):
        """REQ B-07: people met belong to the customer."""
        stranger = self.Partner.create({"name": "Stranger", "parent_id": self.foreign.id})
        with self.assertRaisesRegex(ValidationError, "Stranger does not belong"):
            self._record(self.director, contact_ids=[(6, 0, stranger.ids)])

    def test_future_contact_is_refused(self):
        """REQ B-07: a contact is recorded after it took place; now is possible."""
        self._record(date=fields.Datetime.now())
        with self.assertRaisesRegex(ValidationError, "after it took place"):
            self._record(date=fields.Datetime.now() + timedelta(minutes=5))

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------
    def test_who_reads(self):
        """REQ B-09: readable with the customer, else only one's own records."""
        record = self._record()
        theirs = self._record(self.colleague, partner_id=self.foreign.id)
        for role in ROLES:
            mine = record.with_user(self.users_by_role[role])
            sees = role not in {"finance", "legal", "service"}  # F-06: by work or request
            self.assertEqual(mine.has_access("read"), sees, role)
        self.assertFalse(record.with_user(self.colleague).has_access("read"))
        for role in ("salesperson", "manager", "clerk"):
            self.assertFalse(theirs.with_user(self.users_by_role[role]).has_access("read"), role)
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Interaction'"):
            self.env["customer.interaction"].with_user(self.outsider).search([])

    def test_who_writes(self):
        """REQ B-07: the author, the manager of the department, director and admin correct."""
        record = self._record()
        for role in ROLES:
            allowed = role in {"salesperson", "manager", "director", "admin"}
            self.assertEqual(
                record.with_user(self.users_by_role[role]).has_access("write"), allowed, role
            )
        theirs = self._record(self.colleague, partner_id=self.foreign.id)
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            theirs.with_user(self.manager).write({"summary": "Other"})
        self.assertEqual(theirs.summary, "Talked about pumps")

    def test_customer_of_others_is_refused(self):
        """REQ B-09: nobody records contacts with a customer they may not see."""
        with self.assertRaisesRegex(AccessError, "not a customer of yours.*West Colleague"):
            self._record(partner_id=self.foreign.id)
        record = self._record()
        with self.assertRaisesRegex(AccessError, "not a customer of yours"):
            record.write({"partner_id": self.foreign.id})

    def test_in_the_name_of_others(self):
        """REQ B-07: managers, directors, clerks and admins record a colleague's contact."""
        for role in ROLES:
            user = self.users_by_role[role]
            if role in {"salesperson", "manager", "director", "clerk", "admin"}:
                self._record(user, user_id=self.salesperson.id)
            else:
                with self.assertRaisesRegex(AccessError, "You record your own contacts"):
                    self._record(user, user_id=self.salesperson.id)
        record = self._record()
        with self.assertRaisesRegex(AccessError, "You record your own contacts"):
            record.write({"user_id": self.colleague.id})

    def test_own_record_of_a_customer_handed_over(self):
        """REQ B-07: what one wrote oneself still opens after the customer went to others."""
        record = self._record()
        self.customer._customer_set_owner(self.colleague)
        self._assert_opens(record, self.salesperson)

    def test_system_fields(self):
        """REQ B-07: where a record comes from is set by the system alone."""
        for values in (
            {"res_model": "res.partner", "res_id": 1},
            {"department_id": self.west.id},
        ):
            with self.assertRaisesRegex(AccessError, "filled in by the system"):
                self._record(**values)
        record = self._record()
        with self.assertRaisesRegex(AccessError, "filled in by the system"):
            record.write({"res_model": "res.partner"})
        model = self.env["customer.interaction"].with_user(self.salesperson)
        by_default = model.with_context(default_res_model="res.partner", default_res_id=7).create(
            {"partner_id": self.customer.id, "summary": "Default"}
        )
        self.assertFalse(by_default.res_model or by_default.res_id)

    def test_deleting(self):
        """REQ B-07: the author on the same day and an administrator delete, nobody else."""
        record = self._record()
        with self.assertRaisesRegex(UserError, "stays on record"):
            record.with_user(self.manager).unlink()
        tomorrow = datetime.now() + timedelta(days=1)
        with freeze_time(tomorrow), self.assertRaisesRegex(UserError, "stays on record"):
            record.unlink()
        self.assertTrue(record.exists())
        record.unlink()
        other = self._record()
        with freeze_time(tomorrow):
            other.with_user(self.admin).unlink()
        self.assertFalse((record | other).exists())

    def test_followers_without_access_get_nothing(self):
        """REQ B-09: a follower who may not read the record is not notified."""
        record = self._record()
        record.message_subscribe(partner_ids=(self.colleague | self.manager).partner_id.ids)
        message = record.message_post(
            body="They ask for a discount", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(message.notified_partner_ids, self.manager.partner_id)

    def test_edits_are_tracked(self):
        """REQ B-07: what was corrected stays visible."""
        record = self._record().with_context(tracking_disable=False)
        self.env.flush_all()
        self.env.cr.precommit.run()
        record.write({"summary": "Talked about valves"})
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = record.sudo().message_ids.tracking_value_ids.filtered(
            lambda value: value.field_id.name == "summary"
        )
        self.assertEqual(values.new_value_text, "Talked about valves")

    # ------------------------------------------------------------------
    # Next step
    # ------------------------------------------------------------------
    def _activities(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.customer.id)]
        )

    def test_next_step_is_one_activity(self):
        """REQ B-07: a date for the next step makes one activity, moved and not doubled."""
        record = self._record(next_step="Send the offer", next_date="2027-01-04")
        activity = self._activities()
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertEqual(activity.summary, "Send the offer")
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2027-01-04"))
        record.write({"next_date": "2027-01-08", "next_step": "Call again"})
        self.assertEqual(self._activities(), activity)
        self.assertEqual(activity.summary, "Call again")
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2027-01-08"))
        record.write({"summary": "No change of the step"})
        self.assertEqual(self._activities(), activity)
        record.next_date = False
        self.assertFalse(self._activities())

    def test_next_step_done_stays_done(self):
        """REQ B-07: a step done is kept; a new date makes a new activity."""
        record = self._record(next_date="2027-01-04")
        first = record.sudo().activity_id
        first.action_done()
        record.write({"next_step": "Again", "next_date": "2027-02-01"})
        self.assertNotEqual(record.sudo().activity_id, first)
        self.assertEqual(len(self._activities()), 1)
        self.assertTrue(first.exists())

    # ------------------------------------------------------------------
    # Meetings and activities
    # ------------------------------------------------------------------
    def _meeting(self, **values):
        start = fields.Datetime.now().replace(microsecond=0) - timedelta(days=1)
        return (
            self.env["calendar.event"]
            .with_user(self.salesperson)
            .create(
                {
                    "name": "Pump review",
                    "start": start,
                    "stop": start + timedelta(hours=2),
                    "partner_ids": [
                        (6, 0, (self.person | self.salesperson.partner_id).ids),
                    ],
                    **values,
                }
            )
        )

    def test_meeting_is_recorded_once(self):
        """REQ B-07: a past meeting becomes a full record with one click, and only once."""
        meeting = self._meeting()
        self.assertTrue(meeting.customer_to_record)
        meeting.action_customer_record_contact()
        record = self.customer.customer_interaction_ids
        self.assertEqual(record.contact_ids, self.person)
        self.assertEqual(record.date, meeting.start)
        self.assertEqual(record.duration, 2)
        self.assertEqual(record.way, "meeting")
        self.assertEqual(record.summary, "Pump review")
        self.assertEqual((record.res_model, record.res_id), ("calendar.event", meeting.id))
        meeting.invalidate_recordset()
        self.assertFalse(meeting.customer_to_record)
        with self.assertRaisesRegex(UserError, "not recorded yet"):
            meeting.action_customer_record_contact()
        self.assertEqual(self.customer.customer_interaction_ids, record)

    def test_meeting_refusals(self):
        """REQ B-07: no future meeting, none of others, none without customers."""
        start = fields.Datetime.now() + timedelta(hours=1)
        future = self._meeting(start=start, stop=start + timedelta(hours=1))
        self.assertFalse(future.customer_to_record)
        with self.assertRaisesRegex(UserError, "not over yet"):
            future.action_customer_record_contact()
        meeting = self._meeting()
        with self.assertRaisesRegex(AccessError, "took part"):
            meeting.with_user(self.director).action_customer_record_contact()
        internal = self._meeting(partner_ids=[(6, 0, self.salesperson.partner_id.ids)])
        with self.assertRaisesRegex(UserError, "no customer"):
            internal.action_customer_record_contact()
        self.assertFalse(self.customer.customer_interaction_ids)

    def _done_activity(self, user=None, customer=None):
        activity = (customer or self.customer).activity_schedule(
            "mail.mail_activity_data_call",
            user_id=(user or self.salesperson).id,
            summary="Ask about delivery",
        )
        activity.with_user(user or self.salesperson).action_feedback(feedback="All fine")
        return activity.with_user(user or self.salesperson)

    def test_done_activity_is_recorded_once(self):
        """REQ B-07: a done call becomes a record with one click, and leaves the list."""
        activity = self._done_activity()
        todo = [("id", "=", activity.id), ("active", "=", False), ("customer_recorded", "=", False)]
        self.assertEqual(activity.search(todo), activity)
        activity.action_customer_record_contact()
        record = self.customer.customer_interaction_ids
        self.assertEqual(record.way, "phone")
        self.assertEqual(record.user_id, self.salesperson)
        self.assertIn("Ask about delivery", record.summary)
        self.assertIn("All fine", record.summary)
        self.assertFalse(activity.search(todo))
        with self.assertRaisesRegex(UserError, "recorded already"):
            activity.action_customer_record_contact()
        self.assertEqual(len(self.customer.customer_interaction_ids), 1)

    def test_open_activity_is_refused(self):
        """REQ B-07: only a done activity is a contact."""
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.salesperson.id
        )
        with self.assertRaisesRegex(UserError, "only a done activity"):
            activity.with_user(self.salesperson).action_customer_record_contact()

    @mute_logger("odoo.sql_db")
    def test_source_is_unique(self):
        """REQ B-07: the database itself refuses a source recorded twice."""
        activity = self._done_activity()
        activity.action_customer_record_contact()
        vals = activity._prepare_interaction_vals()
        with self.assertRaisesRegex(Exception, "_source_uniq"), self.env.cr.savepoint():
            self.env["customer.interaction"].with_user(self.salesperson)._record_source([vals])

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------
    def test_timeline(self):
        """REQ B-07: newest first, counted on the customer."""
        now = fields.Datetime.now()
        old = self._record(date=now - timedelta(days=3))
        new = self._record(date=now - timedelta(days=1))
        customer = self.customer.with_user(self.salesperson)
        customer.invalidate_recordset()
        self.assertEqual(list(customer.customer_interaction_ids), [new, old])
        self.assertEqual(customer.customer_interaction_count, 2)
        action = customer.action_open_customer_interactions()
        self.assertEqual(old.search(action["domain"]), new | old)

    def test_batch_of_500(self):
        """500 records are made without a query for each."""
        partners = self.Partner.create(
            [
                {
                    "name": f"C{index}",
                    "is_company": True,
                    "customer_category": "closed",
                    "user_id": self.salesperson.id,
                }
                for index in range(100)
            ]
        )
        model = self.env["customer.interaction"].with_user(self.salesperson)

        def vals(count):
            return [
                {"partner_id": partners[index % 100].id, "summary": f"Call {index}"}
                for index in range(count)
            ]

        model.create(vals(5))
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        model.create(vals(50))
        self.env.flush_all()
        few = self.env.cr.sql_log_count - start
        start = self.env.cr.sql_log_count
        model.create(vals(500))
        self.env.flush_all()
        many = self.env.cr.sql_log_count - start
        self.assertLessEqual(many, few + 120, "less than a query for every four records more")
