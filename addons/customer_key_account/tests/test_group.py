from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .group_common import GroupCommon


@tagged("post_install", "-at_install")
class TestGroup(GroupCommon):
    """Groups of companies: F-09, REQ G-06, seed S4 3.2.2 二.1(3)."""

    def test_customers_of_a_group(self):
        """F-09: customers with codes of their own are one group; the first one is its head."""
        self.assertEqual(self.group.head_id, self.head)
        self.assertEqual(self.group.member_count, 3)
        for customer in (self.head, self.mine, self.hidden):
            self.assertEqual(customer.customer_group_id, self.group)
            self.assertEqual(customer.commercial_partner_id, customer, "a customer of its own")
            self.assertIn("冀渤集团", customer.message_ids[0].body)
        found = self.Partner.search([("customer_group_id", "=", self.group.id)])
        self.assertEqual(found, self.head | self.mine | self.hidden)

    def test_form(self):
        """F-09: the button on the customer opens a new group that begins with it, or its own."""
        alone = self._customer("Alone", self.salesperson)
        action = self._as(self.salesperson, alone).action_open_customer_group()
        groups = self._as(self.salesperson, self.Group).with_context(**action["context"])
        with Form(groups) as form:
            form.name = "孤峰集团"
        self.assertEqual(form.record.member_ids.partner_id, alone)
        self.assertEqual(form.record.head_id, alone)
        action = self._as(self.salesperson, alone).action_open_customer_group()
        self.assertEqual(action["res_id"], form.record.id)

    def test_one_group_only(self):
        """F-09: a customer is of one group at most, and the refusal says what to do."""
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(IntegrityError, "partner_uniq"):
            self._group("Another", self.mine)

    def test_only_customers(self):
        """F-09: contacts of a company, and companies that are no customers, are refused."""
        person = self.Partner.create({"name": "李建国", "parent_id": self.head.id})
        plain = self.Partner.create({"name": "Plain", "is_company": True})
        with self.assertRaisesRegex(ValidationError, "contact of another company"):
            self._group("A", person)
        with self.assertRaisesRegex(ValidationError, "no customer category"):
            self._group("B", plain)

    def test_parent_company_changes_by_the_button(self):
        """F-09: another company becomes the parent company; a value alone changes nothing."""
        member = self._as(self.marketing, self._member(self.mine))
        with self.assertRaisesRegex(UserError, "Make Parent Company"):
            member.write({"is_head": True})
        self.assertEqual(self.group.head_id, self.head)
        member.action_make_head()
        self.env.invalidate_all()
        self.assertEqual(self.group.head_id, self.mine)
        self.assertEqual(self.group.member_ids.filtered("is_head"), member)

    def test_a_head_sent_along_is_ignored(self):
        """F-09: who comes in later is no head, whatever the client sends."""
        late = self._customer("Late", self.salesperson)
        member = self._as(self.marketing, self.Member).create(
            {"group_id": self.group.id, "partner_id": late.id, "is_head": True}
        )
        self.assertFalse(member.is_head)
        self.assertEqual(self.group.head_id, self.head)

    def test_leaving(self):
        """F-09: a company leaves; the parent company does not, as long as there is a group."""
        with self.assertRaisesRegex(UserError, "is the parent company of 冀渤集团"):
            self._as(self.marketing, self._member(self.head)).unlink()
        self._as(self.marketing, self._member(self.mine)).unlink()
        self.assertFalse(self.mine.customer_group_id)
        self.assertIn("No longer", self.mine.message_ids[0].body)
        self.assertEqual(self.head.customer_group_id, self.group)

    def test_moving_is_leaving_and_coming(self):
        """F-09: a row does not move to another customer or group."""
        other = self._group("Other", self._customer("Alone", self.salesperson))
        member = self._as(self.marketing, self._member(self.mine))
        for vals in ({"group_id": other.id}, {"partner_id": self._customer("Z").id}):
            with self.assertRaisesRegex(UserError, "take it out of the group"):
                member.write(vals)
        self.assertEqual((member.group_id, member.partner_id), (self.group, self.mine))

    def test_dissolving(self):
        """F-09: a dissolved group leaves its customers, each with a note."""
        self._as(self.marketing, self.group).unlink()
        self.env.invalidate_all()
        for customer in (self.head, self.mine, self.hidden):
            self.assertFalse(customer.customer_group_id)
            self.assertIn("dissolved", customer.message_ids[0].body)

    def test_not_by_a_value(self):
        """F-09: a group comes on the customer by the button alone, from whichever route."""
        partners = self._as(self.marketing, self.Partner)
        alone = self._customer("Alone", self.marketing)
        for vals in (
            {"customer_group_id": self.group.id},
            {"customer_group_member_ids": [Command.create({"group_id": self.group.id})]},
        ):
            with self.assertRaisesRegex(AccessError, "button “Group”"):
                partners.browse(alone.id).write(vals)
            with self.assertRaisesRegex(AccessError, "button “Group”"):
                partners.create({"name": "X", **vals})
        with self.assertRaisesRegex(AccessError, "button “Group”"):
            partners.with_context(default_customer_group_id=self.group.id).create({"name": "X"})
        self.assertFalse(self.mine.copy().customer_group_id)

    # ------------------------------------------------------------------
    # Customers that become one
    # ------------------------------------------------------------------
    def test_merging_two_of_a_group(self):
        """F-09: merged customers of a group keep one row; the parent company stays one."""
        self._member(self.mine).buys = True
        self._merge(self.head | self.mine, self.hidden)
        self.assertEqual(self.group.member_ids.partner_id, self.hidden)
        self.assertEqual(self.group.head_id, self.hidden)
        self.assertTrue(self.group.member_ids.buys)
        self.assertEqual(self.hidden.customer_group_id, self.group)

    def test_merging_into_a_customer_outside(self):
        """F-09: the remaining customer takes the place in the group."""
        outside = self._customer("Outside", self.salesperson)
        self._merge(self.head, outside)
        self.assertEqual(self.group.head_id, outside)
        self.assertEqual(len(self.group.member_ids), 3)
        self.assertEqual(outside.customer_group_id, self.group)

    def test_merging_an_outsider_in(self):
        """F-09: who takes in a customer of no group stays where it is."""
        self._merge(self._customer("Outside", self.salesperson), self.mine)
        self.assertEqual(self.mine.customer_group_id, self.group)
        self.assertEqual(len(self.group.member_ids), 3)

    def test_merging_over_two_groups(self):
        """F-09: customers of two groups are not merged before people have said which it is."""
        other = self._customer("Other", self.salesperson)
        self._group("远峰集团", other)
        with self.assertRaisesRegex(UserError, "Other.*belong to different groups"):
            self._merge(other, self.mine)
        self.assertEqual(self.mine.customer_group_id, self.group)
        self.assertTrue(other.exists().customer_group_id)
