from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import get_public_method
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .things_common import Wednesday


@tagged("post_install", "-at_install")
class TestGift(Wednesday):
    """The gift register: recorded, reversed, limited for a person and year."""

    def test_below_the_limit_it_is_recorded_at_once(self):
        """REQ V-17, gift register: who, when and by whom stand on it; the number is ours."""
        self.company.customer_gift_limit = 500
        gift = self._gift(quantity=2)
        self.assertRegex(gift.name, r"^LP\d{4}-\d{4}")
        self.assertEqual(gift.value, 400)
        self.assertTrue(gift.can_record)
        gift.action_record()
        self.assertEqual(gift.state, "recorded")
        self.assertEqual(gift.recorded_by_id, self.salesperson)
        self.assertEqual(str(gift.recorded_on), "2026-03-11")
        self.assertEqual(gift.limit_then, 500)
        self.assertFalse(gift.can_record)

    def test_above_the_limit_it_is_refused(self):
        """What the person got this year counts; nothing is changed by the refusal."""
        self.company.customer_gift_limit = 500
        self._gift(quantity=2).action_record()
        gift = self._gift()
        self.assertTrue(gift.over_limit)
        self.assertIn("Submit it for approval", gift.limit_text)
        with self._refused(UserError, "limit for a person and year is .*500"):
            gift.action_record()
        self.assertEqual(gift.state, "draft")
        self.assertFalse(gift.recorded_on)

    def test_exactly_the_limit_is_within(self):
        self.company.customer_gift_limit = 500
        gift = self._gift(unit_value=250, quantity=2)
        self.assertFalse(gift.over_limit)
        gift.action_record()
        self.assertEqual(gift.state, "recorded")

    def test_several_at_once_do_not_pass_together(self):
        """Each is within the limit, all of them are not."""
        self.company.customer_gift_limit = 500
        gifts = self._gift() + self._gift() + self._gift()
        with self._refused(UserError, "limit for a person and year"):
            gifts.action_record()
        self.assertEqual(set(gifts.mapped("state")), {"draft"})

    def test_no_limit_limits_nothing(self):
        self.company.customer_gift_limit = 0
        gift = self._gift(unit_value=99999)
        gift.action_record()
        self.assertEqual(gift.state, "recorded")

    def test_the_calendar_year_of_the_gift_counts(self):
        """Gifts of last year leave this year's limit alone; another person has an own one."""
        self.company.customer_gift_limit = 300
        self._gift(date="2025-12-31").action_record()
        this_year = self._gift()
        self.assertEqual(this_year.year_value, 200)
        this_year.action_record()
        other = self._gift(receiver_id=self._person("赵工", self.customer).id)
        other.action_record()
        late = self._gift(date="2025-12-30")
        with self._refused(UserError, "in 2025"):
            late.action_record()

    def test_above_the_limit_manager_and_director_approve(self):
        """S4 3.3.1: 部门经理 → 营销总监, then it may be recorded; nobody approves their own."""
        self.company.customer_gift_limit = 100
        gift = self._gift()
        gift.action_submit()
        with self.assertRaisesRegex(UserError, "not possible in the state"):
            gift.action_record()
        with self.assertRaisesRegex(UserError, "you made this request"):
            gift.action_approve()
        self._approve(gift, self.manager)
        self.assertEqual(gift.state, "submitted")
        self._approve(gift, self.director)
        self.assertEqual(gift.state, "approved")
        with self._refused(UserError, "approved as it is"):
            gift.unit_value = 900
        gift.action_record()
        self.assertEqual(gift.state, "recorded")
        self.assertFalse(gift.can_revise)
        with self._refused(UserError, "done with"):
            gift.action_revise("again")

    def test_a_rejected_gift_is_not_recorded(self):
        """Whoever was refused does not record it by making it cheaper."""
        self.company.customer_gift_limit = 100
        gift = self._gift()
        gift.action_submit()
        self._as(self.manager, gift).action_reject("Not to this person")
        gift.unit_value = 50
        with self._refused(UserError, "not possible in the state"):
            gift.action_record()

    def test_recorded_gifts_stay_as_they_are(self):
        """Neither value nor receiver nor note, by whomever; nor are they deleted."""
        gift = self._gift()
        gift.action_record()
        for user in (self.salesperson, self.manager, self.admin):
            for values in (
                {"unit_value": 1},
                {"note": "Nothing"},
                {"date": "2025-01-01"},
                {"receiver_id": self._person("赵工", self.customer).id},
            ):
                with self._refused(UserError, "stays as it is"):
                    self._as(user, gift).write(values)
        with self._refused(UserError, "moves by its buttons"):
            gift.write({"state": "draft"})
        with self._refused(UserError, "on record"):
            gift.unlink()
        self.assertEqual(gift.unit_value, 200)

    def test_a_superior_reverses_with_a_reason(self):
        """The only change: with a reason, by a superior without a part in it."""
        self.company.customer_gift_limit = 300
        gift = self._gift()
        gift.action_record()
        for user in (self.salesperson, self.clerk):
            with self.assertRaisesRegex(UserError, "who had no part in"):
                self._as(user, gift)._reverse("Given back")
        with self.assertRaisesRegex(UserError, "This customer is not open to you"):
            self._as(self.other_manager, gift)._reverse("Given back")
        manager_gift = self._as(self.manager, gift)
        self.assertTrue(manager_gift.can_reverse)
        with self._refused(UserError, "Say why"):
            manager_gift._reverse("  ")
        action = manager_gift.action_reverse()
        wizard = self._model("customer.gift.reverse", self.manager).with_context(action["context"])
        wizard.create({"reason": "Given back"}).action_confirm()
        self.assertEqual(gift.state, "reversed")
        self.assertEqual(gift.reverse_reason, "Given back")
        self.assertEqual(gift.reversed_by_id, self.manager)
        self._gift().action_record()  # what came back does not count

    def test_nobody_reverses_their_own(self):
        gift = self._gift(user=self.manager, user_id=self.manager.id)
        gift.action_record()
        self.assertFalse(gift.can_reverse)
        with self._refused(UserError, "no part in"):
            gift._reverse("Wrong")
        self._as(self.director, gift)._reverse("Wrong")
        self.assertEqual(gift.state, "reversed")

    def test_reversing_is_no_call_from_outside(self):
        gift = self._gift()
        with self.assertRaisesRegex(AccessError, "Private methods"):
            get_public_method(gift, "_reverse")

    def test_only_what_was_given_is_recorded(self):
        gift = self._gift(date="2026-03-12")
        with self._refused(UserError, "a day to come"):
            gift.action_record()
        nothing = self._gift(unit_value=0)
        with self._refused(UserError, "what it is worth"):
            nothing.action_record()
        with self._refused(UserError, "what it is worth"):
            nothing.action_submit()

    def test_bad_numbers_are_refused(self):
        """The database refuses them, whatever way they come; the client shows the words."""
        for values in ({"unit_value": -5}, {"quantity": -1}, {"quantity": 0}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._gift(**values)

    def test_the_receiver_is_a_person_of_the_customer(self):
        with self.assertRaisesRegex(AccessError, "is not a customer of yours"):
            self._gift(receiver_id=self.stranger.id)
        with self._refused(ValidationError, "not a person of"):
            self._gift(user=self.admin, receiver_id=self.stranger.id)
        with self._refused(ValidationError, "name the person"):
            self._gift(receiver_id=self.customer.id)

    def test_system_fields_are_the_systems(self):
        """Nobody hangs a gift on a document, or says that it was recorded."""
        for values in (
            {"res_model": "res.partner", "res_id": self.customer.id},
            {"recorded_on": "2026-03-01"},
            {"limit_then": 9999},
        ):
            with self._refused(AccessError, "filled in by the system"):
                self._gift(**values)
            gift = self._gift()
            with self._refused(AccessError, "filled in by the system"):
                gift.write(values)
        with self._refused(UserError, "starts as a draft"):
            self._gift(state="recorded")

    def test_public_sector_is_warned_of(self):
        """facts.md §2: key institutions and state-owned companies."""
        gift = self._gift()
        self.assertFalse(gift.warning)
        self.env["customer.key.account"]._start(
            [
                {
                    "partner_id": self.customer.id,
                    "type_id": self.env.ref(
                        "customer_key_account.customer_key_account_type_important"
                    ).id,
                    "company_id": self.company.id,
                    "source": "manual",
                    "reason": "Ministry",
                }
            ]
        )
        self.assertIn("public sector", self._gift().warning)
        self.assertFalse(
            self._gift(
                self.colleague, partner_id=self.other_customer.id, receiver_id=self.stranger.id
            ).warning
        )
        self.env["customer.file"].create(
            {"partner_id": self.other_customer.id, "company_nature": "state"}
        )
        self.assertIn(
            "public sector",
            self._gift(
                self.colleague, partner_id=self.other_customer.id, receiver_id=self.stranger.id
            ).warning,
        )

    def test_the_form_works(self):
        form = Form(self._model("customer.gift", self.salesperson))
        form.partner_id = self.customer
        form.receiver_id = self.receiver
        form.what = "Pen"
        form.unit_value = 30
        gift = form.save()
        self.assertEqual(gift.user_id, self.salesperson)
        self.assertEqual(gift.department_id, self.department)
        self.company.customer_gift_limit = 10
        with Form(gift) as form:
            form.date = False
            form.unit_value = 40
            form.date = "2026-03-11"
            self.assertIn("Submit it for approval", form.limit_text)
        with Form(gift) as form:
            form.partner_id = self.customer
            self.assertEqual(form.receiver_id, self.receiver)


@tagged("post_install", "-at_install")
class TestGiftRights(Wednesday):
    """REQ B-09: whose gifts one sees, and who records them."""

    def test_who_sees_and_changes(self):
        gift = self._gift()
        for role, reads, writes in (
            ("salesperson", True, True),
            ("manager", True, True),
            ("director", True, True),
            ("marketing", True, True),
            ("admin", True, True),
            ("finance", True, False),
            ("general_manager", True, False),
            ("legal", False, False),
            ("service", False, False),
        ):
            with self.subTest(role=role):
                seen = self._as(self.users_by_role[role], gift)
                self.assertEqual(seen.has_access("read"), reads)
                self.assertEqual(seen.has_access("write"), writes)
        for user in (self.colleague, self.outsider):
            self.assertFalse(self._as(user, gift).has_access("read"))

    def test_nobody_gives_to_customers_of_others(self):
        for user in (self.colleague, self.outsider, self.finance):
            with (
                self.subTest(user=user.name),
                self.assertRaisesRegex(
                    AccessError,
                    "is not a customer of yours|not allowed to create 'Gift to a Customer'",
                ),
            ):
                self._gift(user=user)

    def test_recording_asks_for_the_right_to_write(self):
        gift = self._gift()
        for user in (self.colleague, self.finance, self.outsider):
            with (
                self.subTest(user=user.name),
                self.assertRaisesRegex(
                    AccessError,
                    "This customer is not open to you|not allowed to modify 'Gift to a Customer'",
                ),
            ):
                self._as(user, gift).action_record()
        self.assertEqual(gift.state, "draft")
        self._as(self.manager, gift).action_record()
        self.assertEqual(gift.state, "recorded")

    def test_companies_keep_their_own_limits(self):
        """Two companies, two currencies: the sum and the limit are the gift's company's."""
        second = self._second_company()
        self.company.customer_gift_limit = 500
        second.customer_gift_limit = 50
        both = self.company | second
        self._gift(unit_value=450).action_record()
        customer = self.Partner.create(
            {"name": "Both", "is_company": True, "user_id": self.salesperson.id,
             "customer_category": "potential"}
        )  # fmt: skip
        person = self._person("Ann", customer)
        values = {"partner_id": customer.id, "receiver_id": person.id, "companies": both}
        self._gift(unit_value=450, company_id=self.company.id, **values).action_record()
        there = self._gift(unit_value=45, company_id=second.id, **values)
        self.assertEqual(there.currency_id.name, "USD")
        self.assertEqual(there.year_value, 45)
        there.action_record()
        with self._refused(UserError, r"limit .*50"):
            self._gift(unit_value=10, company_id=second.id, **values).action_record()
        self.assertFalse(self._as(self.salesperson, there).has_access("read"))

    def test_totals_by_person_and_year(self):
        """The list adds recorded gifts only, and opens them."""
        self.company.customer_gift_limit = 500
        self._gift(date="2025-05-05").action_record()
        self._gift().action_record()
        self._gift(unit_value=100).action_record()
        self._gift(unit_value=1)
        self.env.flush_all()
        rows = self._model("customer.gift.year", self.salesperson).search(
            [("receiver_id", "=", self.receiver.id)]
        )
        self.assertEqual(
            [(row.year, row.gift_count, row.value, row.over_limit) for row in rows],
            [("2026", 2, 300, False), ("2025", 1, 200, False)],
        )
        action = rows[0].action_open_gifts()
        gifts = self._model("customer.gift", self.salesperson).search(action["domain"])
        self.assertEqual(sum(gifts.mapped("value")), 300)
        self.assertFalse(
            self._model("customer.gift.year", self.colleague).search(
                [("receiver_id", "=", self.receiver.id)]
            )
        )

    def test_gifts_go_out_with_a_document(self):
        """The link is written for a document one may write, and opened from the gift."""
        Gift = self._model("customer.gift", self.salesperson)
        document = self._as(self.salesperson, self.customer)
        gift = Gift._give_with(
            document,
            [{"partner_id": self.customer.id, "receiver_id": self.receiver.id, "what": "Pen"}],
        )
        self.assertEqual((gift.res_model, gift.res_id), ("res.partner", self.customer.id))
        self.assertEqual(gift.document_name, self.customer.display_name)
        self.assertEqual(gift.action_open_document()["res_id"], self.customer.id)
        self.assertEqual(Gift._given_with(document), {document: gift})
        with self.assertRaisesRegex(AccessError, "not allowed to modify 'Contact'"):
            self._model("customer.gift", self.outsider)._give_with(
                self._as(self.outsider, self.customer), [{}]
            )

    def test_drafts_follow_the_owner(self):
        """What was given stays whose it was."""
        draft = self._gift()
        given = self._gift()
        given.action_record()
        self.customer.with_user(self.admin).user_id = self.colleague
        self.assertEqual(draft.user_id, self.colleague)
        self.assertEqual(given.user_id, self.salesperson)
        self.assertTrue(self._as(self.colleague, draft).has_access("write"))

    def test_merged_persons_keep_what_they_got(self):
        """Odoo's merge moves the receiver; the limit counts for the one that stays."""
        self.company.customer_gift_limit = 300
        twin = self._person("李工程师", self.customer)
        self._gift(receiver_id=twin.id).action_record()
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [(6, 0, (twin | self.receiver).ids)],
                "dst_partner_id": self.receiver.id,
            }
        )
        wizard.action_merge()
        with self._refused(UserError, "limit for a person and year"):
            self._gift().action_record()


@tagged("post_install", "-at_install")
class TestGiftQueries(Wednesday):
    def test_a_list_costs_the_same_whatever_its_length(self):
        """The sum of the year is one query for all rows."""
        few = self._gift()
        many = self.env["customer.gift"].union(*(self._gift() for _index in range(20)))
        names = ["year_value", "over_limit", "warning", "document_name", "can_record"]

        def count(gifts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            gifts.read(names)
            return self.cr.sql_log_count - before

        count(few)
        self.assertLessEqual(count(many), count(few) + 3)

    @freeze_time("2026-12-31 17:00:00")
    def test_the_year_is_the_companys(self):
        """At five in the afternoon UTC it is New Year's Day in China."""
        self.assertEqual(str(self._gift().date), "2027-01-01")
