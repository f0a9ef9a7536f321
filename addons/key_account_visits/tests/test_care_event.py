from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools.mail import email_normalize

from .care_common import CareCase

BEFORE = "2026-06-08 02:00:00"
AFTER = "2026-07-02 02:00:00"


class EventCase(CareCase, MailCase):
    """An event of a salesperson, with the manager of the department to decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.east.manager_id = cls.env["hr.employee"].search([("user_id", "=", cls.manager.id)])
        cls.finance = cls.users_by_role["finance"]

    def setUp(self):
        super().setUp()
        frozen = freeze_time(BEFORE)
        frozen.start()
        self.addCleanup(frozen.stop)

    def _event(self, user=None, **values):
        return (
            self.env["customer.care.event"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "title": "Evening of Thanks",
                    "date": "2026-07-01 10:00:00",
                    "place": "Shanghai",
                    "aim": "To thank the best customers",
                    **values,
                }
            )
        )

    def _approved(self, *deciders, **values):
        event = self._event(**values)
        event.action_submit()
        for user in deciders or (self.manager, self.director):
            event.with_user(user).action_approve()
        self.assertEqual(event.state, "approved")
        return event

    def _guest(self, event, user=None, **values):
        return (
            self.env["customer.care.event.guest"]
            .with_user(user or self.salesperson)
            .create({"event_id": event.id, "partner_id": self.customer.id, **values})
        )

    def _send(self, action, user=None, **values):
        """Fill in and send Odoo's window that an action opens; return who got a letter."""
        context = {**action["context"], "mail_notify_force_send": True}
        composer = self.env["mail.compose.message"].with_user(user or self.salesperson)
        window = composer.with_context(**context).create(
            {"subject": "Hello", "body": "<p>Hello</p>", **values}
        )
        with self.mock_mail_gateway():
            window.action_send_mail()
        addresses = {email for mail in self._mails for email in mail["email_to"]}
        return {email_normalize(address) for address in addresses}


@tagged("post_install", "-at_install")
class TestCareEvent(EventCase):
    """Events: approved, held, summed up (REQ V-19, S1 四(二)2, S4 3.3.3 二.4)."""

    def test_manager_and_director_decide(self):
        """REQ V-19: in this order; nobody decides on their own."""
        event = self._event()
        self.assertRegex(event.name, r"^HD2026-\d{4}$")
        event.action_submit()
        for user in self.salesperson | self.director:
            with self.assertRaisesRegex(UserError, "you made this request|it is not your turn"):
                event.with_user(user).action_approve()
        event.with_user(self.manager).action_approve()
        self.assertEqual(event.state, "submitted")
        event.with_user(self.director).action_approve()
        self.assertEqual(event.state, "approved")

    def test_money_goes_to_finance(self):
        """REQ V-19: with a budget finance decides last."""
        event = self._event(budget=5000)
        event.action_submit()
        event.with_user(self.manager).action_approve()
        event.with_user(self.director).action_approve()
        self.assertEqual(event.state, "submitted")
        event.with_user(self.finance).action_approve()
        self.assertEqual(event.state, "approved")
        with self._refused(UserError, "was approved as it is"):
            event.budget = 50000
        self.assertEqual(event.budget, 5000)

    def test_incomplete_or_impossible(self):
        """REQ V-19: no place or aim, an end before the beginning."""
        for values in ({"place": False}, {"aim": "  "}):
            with self._refused(UserError, "enter place and aim"):
                self._event(**values).action_submit()
        with self._refused(ValidationError, "ends before it begins"):
            self._event(date_end="2026-07-01 09:00:00")

    def test_not_held_before_it_is_approved_and_begun(self):
        """REQ V-19: the states move by their buttons, in their order."""
        event = self._event()
        for vals in ({"state": "held"}, {"state": "closed"}):
            with self.assertRaisesRegex(UserError, "moves by its buttons only"):
                event.write(vals)
        with self._refused(UserError, "not possible in the state “Draft”"):
            event.action_hold()
        event = self._approved()
        with self._refused(UserError, "has not begun yet"):
            event.action_hold()
        with self._refused(UserError, "not possible in the state “Approved”"):
            event.action_close()
        with freeze_time(AFTER):
            event.action_hold()
            with self._refused(UserError, "write the summary first"):
                event.action_close()
            with self._refused(UserError, "nothing to revise"):
                event.action_revise("x")
        self.assertEqual((event.state, str(event.held_on)), ("held", "2026-07-02"))

    def test_summed_up(self):
        """REQ V-19, B-07: each customer whose people came has an interaction, once."""
        event = self._approved()
        came = self._guest(event, person_id=self.person.id, answer="yes")
        with self._refused(ValidationError, "was not held yet"):
            came.came = True
        with freeze_time(AFTER):
            event.action_hold()
            came.came = True
            event.write({"summary": "All were glad", "cost": 4200})
            event.action_close()
            with self._refused(UserError, "closed. Reopen it"):
                event.cost = 1
            with self._refused(UserError, "its guests stay"):
                came.answer = "no"
            with self._refused(UserError, "its guests stay"):
                self._guest(event, person_id=False)
            came.write({"follow_up": "Wants a quotation", "follow_up_on": "2026-07-10"})
            self.assertEqual(event.action_reopen()["res_model"], "customer.care.event.reason")
            event.action_reopen("Wrong cost")
            self.assertEqual(event.state, "held")
            event.cost = 4300
            event.action_close()
        self.assertEqual((event.came_count, event.yes_count), (1, 1))
        record = self.env["customer.interaction"].search(
            [("res_model", "=", "customer.care.event"), ("res_id", "=", event.id)]
        )
        self.assertEqual((record.partner_id, record.way), (self.customer, "event"))
        self.assertEqual(record.summary, "Took part in: Evening of Thanks")
        self.assertIn("Wrong cost", str(event.message_ids.mapped("body")))

    def test_cancelled_with_a_reason(self):
        """REQ V-19: never once it was held; nothing is deleted."""
        event = self._approved()
        self.assertEqual(event.action_cancel(" ")["res_model"], "customer.care.event.reason")
        wizard = self.env["customer.care.event.reason"].with_user(self.salesperson)
        wizard.create(
            {"event_ids": event.ids, "kind": "cancel", "reason": "Typhoon"}
        ).action_confirm()
        self.assertEqual((event.state, event.cancel_reason), ("cancelled", "Typhoon"))
        with self._refused(UserError, "Cancel it with a reason"):
            event.unlink()
        with self.assertRaisesRegex(UserError, "there is nothing to revise"):
            event.action_revise("x")
        draft = self._event()
        draft.unlink()
        self.assertFalse(draft.exists())

    def test_rights(self):
        """REQ V-19, B-09: all roles see events; the organiser and superiors move them."""
        event = self._approved()
        for user in self.colleague | self.clerk | self.finance:
            self.assertTrue(event.with_user(user).read(["title"]))
            with self.assertRaisesRegex(
                AccessError,
                "may not change this: Customer Event|not allowed to modify 'Customer Event'",
            ):
                event.with_user(user).write({"cost": 3})
            with freeze_time(AFTER), self._refused(UserError, "or their superior"):
                event.with_user(user).action_hold()
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Customer Event'"):
            event.with_user(self.outsider).read(["title"])
        with self.assertRaisesRegex(AccessError, "may not enter this: Customer Event"):
            self._event(self.colleague, user_id=self.salesperson.id, applicant_id=self.manager.id)
        for name in ("held_on", "cancel_reason", "name"):
            with self.assertRaisesRegex(AccessError, "filled in by the system"):
                event.write({name: "2026-01-01"})
        with freeze_time(AFTER):
            event.with_user(self.manager).action_hold()
        self.assertEqual(event.state, "held")

    def test_guests_are_of_own_customers(self):
        """REQ V-19, B-09: colleagues add theirs, and see only theirs."""
        event = self._approved()
        mine = self._guest(event, person_id=self.person.id)
        theirs = self._guest(event, self.colleague, partner_id=self.foreign.id)
        with self.assertRaisesRegex(AccessError, "is not a customer of yours"):
            self._guest(event, partner_id=self.foreign.id)
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            theirs.with_user(self.salesperson).answer = "yes"
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            theirs.with_user(self.salesperson).read(["answer"])
        self.assertEqual(event.with_user(self.salesperson).guest_ids, mine)
        event.invalidate_recordset()
        self.assertEqual(event.with_user(self.director).guest_ids, mine | theirs)
        stranger = self.Partner.create({"name": "S", "parent_id": self.foreign.id})
        with self._refused(ValidationError, "does not belong to"):
            self._guest(event, self.env.user, person_id=stranger.id)

    def test_invitation_by_mail(self):
        """REQ V-19: to the person, by Odoo's own window; when is kept; nobody gets two."""
        event = self._approved()
        guest = self._guest(event, person_id=self.person.id)
        self.assertEqual(self._send(event.action_invite()), {"li@hongyuan.example"})
        self.assertEqual(str(guest.invited_on), "2026-06-08")
        with self._refused(UserError, "no guest without an invitation"):
            event.action_invite()
        self.assertFalse(self._send(guest.action_invite()))
        with self._refused(UserError, "was invited and stays"):
            guest.unlink()

    def test_invitation_template(self):
        """REQ V-19: names the person, the day and the place."""
        event = self._approved()
        guest = self._guest(event, person_id=self.person.id)
        template = self.env.ref("key_account_visits.mail_template_event_invitation")
        values = template._generate_template(guest.ids, ["subject", "body_html", "partner_to"])
        self.assertEqual(values[guest.id]["subject"], "Invitation: Evening of Thanks")
        for text in ("李建国", "Shanghai"):
            self.assertIn(text, values[guest.id]["body_html"])

    def test_no_invitation_to_what_is_not_approved(self):
        """REQ V-19: neither by the button nor by the window with ids of one's own."""
        event = self._event()
        guest = self._guest(event, person_id=self.person.id)
        with self._refused(UserError, "not possible in the state “Draft”"):
            event.action_invite()
        self.assertFalse(self._send(guest.action_invite()))
        self.assertFalse(guest.invited_on)

    def test_opted_out_guests_get_no_letter(self):
        """REQ V-13, V-19: they are called by phone, if at all."""
        event = self._approved()
        guest = self._guest(event, person_id=self.person.id)
        self.env["customer.communication.optout"].create({"person_id": self.person.id})
        self.assertFalse(self._send(event.action_invite(), use_exclusion_list=False))
        self.assertFalse(guest.invited_on)


@tagged("post_install", "-at_install")
class TestMaterialSending(EventCase):
    """Materials sent (REQ V-19, S4 3.3.3 二.4)."""

    def _sending(self, user=None, **values):
        return (
            self.env["customer.material.sending"]
            .with_user(user or self.salesperson)
            .create({"partner_id": self.customer.id, "what": "Catalogue", **values})
        )

    def test_sent_and_followed_up(self):
        """REQ V-19: numbered, dated, due for a question on a day."""
        sending = self._sending(quantity=3, follow_up_on="2026-06-15", tracking_number="SF1")
        self.assertRegex(sending.name, r"^ZL2026-\d{4}$")
        self.assertEqual(str(sending.date), "2026-06-08")
        due = [("follow_up_due", "=", True), ("id", "=", sending.id)]
        self.assertFalse(sending.search(due))
        with freeze_time("2026-06-15 02:00:00"):
            sending.invalidate_recordset()
            self.assertTrue(sending.follow_up_due)
            self.assertEqual(sending.search(due), sending)
            sending.write({"follow_up": "Read it", "follow_up_done": True})
            self.assertFalse(sending.search(due))

    def test_bad_input(self):
        """REQ V-19: a question before the sending, fewer than nothing."""
        with self._refused(ValidationError, "must not be before"):
            self._sending(follow_up_on="2026-06-01")
        with self._refused(ValidationError, "must not be negative"):
            self._sending(quantity=-1)

    def test_rights(self):
        """REQ V-19, B-09: with the customer."""
        sending = self._sending()
        for user in self.manager | self.director | self.marketing:
            sending.with_user(user).tracking_number = user.login
        for user in self.colleague | self.finance | self.outsider:
            with self.assertRaisesRegex(
                AccessError,
                "This customer is not open to you|not allowed to modify 'Materials Sent'",
            ):
                sending.with_user(user).write({"tracking_number": "x"})
        with self.assertRaisesRegex(AccessError, "is not a customer of yours"):
            self._sending(self.colleague)
