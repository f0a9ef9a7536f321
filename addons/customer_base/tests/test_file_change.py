from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .file_common import FileCase

# 2026-10-12 is a Monday after the holidays and the make-up Saturday 10-10
TODAY = "2026-10-19"


@tagged("post_install", "-at_install")
class TestFileChange(FileCase):
    """Important changes reopen their part of an archived file (REQ B-03, B-05)."""

    def _changes(self, file):
        file.invalidate_recordset(["change_ids"])
        return file.sudo().change_ids

    def test_draft_records_nothing(self):
        """REQ B-03: before it is archived, a file is simply written."""
        file = self._file()
        file.write({"main_business": "Mining", "partner_phone": "021-1"})
        self.assertFalse(self._changes(file))

    def test_change_on_the_file_reopens_its_part(self):
        """REQ B-03: the change is kept with old, new, who, and the manager is asked once."""
        file = self._archived(main_business="Mining")
        file.write({"main_business": "Steel"})
        change = self._changes(file)
        self.assertEqual(change.part, "business")
        self.assertEqual((change.old_value, change.new_value), ("Mining", "Steel"))
        self.assertEqual(change.user_id, self.salesperson)
        self.assertEqual(change.state, "to_review")
        self.assertEqual(file.state, "archived")
        self.assertEqual(file.to_review_parts, "Business Scope")
        file.write({"side_business": "Repairs", "trade_standing": "leader"})
        self.assertEqual(self._changes(file).mapped("part"), ["business", "business"])
        activity = file.sudo().activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(len(activity), 1)

    def test_change_on_the_partner_form(self):
        """REQ B-03: a new address or phone entered on the partner counts the same."""
        file = self._archived()
        with Form(self.customer.with_user(self.salesperson)) as form:
            form.street = "New Street 5"
            form.phone = "021-99998888"
        changes = self._changes(file)
        self.assertEqual(set(changes.mapped("part")), {"company", "contact"})
        phone = changes.filtered(lambda change: change.part == "contact")
        self.assertEqual((phone.old_value, phone.new_value), ("021-55501234", "021-99998888"))

    def test_change_of_partner_data_on_the_file_is_kept_once(self):
        """REQ B-03: the partner's data edited on the file give one line each."""
        file = self._archived()
        file.write({"partner_name": "上海宏远重工有限公司"})
        change = self._changes(file)
        self.assertEqual(len(change), 1)
        self.assertEqual(change.part, "company")
        self.assertEqual(change.new_value, "上海宏远重工有限公司")

    def test_unchanged_values_record_nothing(self):
        """REQ B-03: saving the same again is no change."""
        file = self._archived(main_business="Mining")
        file.write({"main_business": "Mining", "partner_phone": "021-55501234"})
        self.customer.write({"name": self.customer.name, "comment": "x"})
        self.assertFalse(self._changes(file))

    def test_contacts_coming_changing_and_leaving(self):
        """REQ B-03: contact persons and their phones; numbers of people are not kept in clear."""
        file = self._archived()
        self.person.phone = "13900005678"
        change = self._changes(file)
        self.assertEqual((change.old_value, change.new_value), ("***1234", "***5678"))
        self.assertIn("李建国", change.what)
        person = self.Partner.create({"name": "王敏", "parent_id": self.customer.id})
        self.assertEqual(self._changes(file)[0].new_value, "王敏")
        other = self.Partner.create({"name": "Other", "is_company": True})
        person.parent_id = other
        self.assertEqual(self._changes(file)[0].old_value, "王敏")
        self.person.unlink()
        self.assertEqual(self._changes(file)[0].old_value, "李建国")
        self.assertEqual(len(self._changes(file)), 4)

    def test_bank_account_is_masked(self):
        """REQ B-03: a new or changed bank account reopens its part; numbers are not copied."""
        file = self._archived()
        account = self.env["res.partner.bank"].create(
            {"partner_id": self.customer.id, "acc_number": "6222020000001111"}
        )
        account.acc_number = "6333020000001111"
        account.unlink()
        changes = self._changes(file)
        self.assertEqual(set(changes.mapped("part")), {"bank"})
        self.assertEqual(len(changes), 3)
        for change in changes:
            self.assertNotIn("0000", f"{change.old_value}{change.new_value}")

    def test_change_known_on_decides_late(self):
        """REQ B-05: recorded more than five working days after it became known is late.

        Known on 2026-09-28 (Monday): 29, 30, then the holidays to 7 October, 8, 9, 10 (a
        make-up Saturday): the fifth working day is 10 October.
        """
        self.company.customer_change_days = 5
        file = self._archived()
        with freeze_time("2026-10-10 04:00:00"):
            file.write({"main_business": "Steel", "change_known_on": "2026-09-28"})
        change = self._changes(file)
        self.assertEqual(str(change.due_date), "2026-10-10")
        self.assertFalse(change.is_late)
        with freeze_time("2026-10-11 04:00:00"):
            self.customer.with_user(self.salesperson).write(
                {"street": "New", "customer_change_known_on": "2026-09-28"}
            )
        change = self._changes(file)[0]
        self.assertEqual(str(change.known_on), "2026-09-28")
        self.assertTrue(change.is_late)
        late = change.with_user(self.manager).search([("is_late", "=", True)])
        self.assertEqual(late, change)

    def test_known_on_is_never_in_the_future(self):
        """REQ B-05: a later day counts as today, and so does rubbish from the context."""
        file = self._archived()
        with freeze_time("2026-10-19 04:00:00"):
            file.write({"main_business": "Steel", "change_known_on": "2027-01-01"})
            file.with_context(customer_known_on="tomorrow").write({"main_business": "Iron"})
        self.assertEqual(
            [str(change.known_on) for change in self._changes(file)], ["2026-10-19"] * 2
        )

    def test_manager_reviews(self):
        """REQ B-03: reviewed, the part is closed again and the activity goes."""
        file = self._archived()
        file.write({"main_business": "Steel"})
        self.assertFalse(file.can_review)
        self.assertTrue(file.with_user(self.manager).can_review)
        waiting = file.with_user(self.manager).search([("to_review_count", ">", 0)])
        self.assertEqual(waiting, file)
        file.with_user(self.manager).action_reviewed()
        change = self._changes(file)
        self.assertEqual((change.state, change.reviewed_by_id), ("reviewed", self.manager))
        self.assertFalse(file.to_review_parts)
        self.assertFalse(file.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "reviewed already"):
            change.with_user(self.manager).action_reviewed()

    def test_manager_sends_back_with_a_comment(self):
        """REQ B-03: sent back, the author gets the comment as a task."""
        file = self._archived()
        file.write({"main_business": "Steel"})
        change = self._changes(file).with_user(self.manager)
        action = change.action_send_back()
        wizard = (
            self.env["customer.file.send.back"]
            .with_user(self.manager)
            .with_context(action["context"])
            .create({"comment": "Which steel?"})
        )
        wizard.action_confirm()
        self.assertEqual((change.state, change.comment), ("sent_back", "Which steel?"))
        activity = file.sudo().activity_ids
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertIn("Which steel?", activity.note)

    def test_nobody_else_reviews(self):
        """REQ B-03: not the salesperson, not another department, not one's own change."""
        file = self._archived()
        file.write({"main_business": "Steel"})
        change = self._changes(file)
        for user, refusal in (
            (self.salesperson, "nobody their own"),
            (self.colleague, "customer is not open to you"),
            (self.other_manager, "customer is not open to you"),
            (self.outsider, "not allowed to access"),
        ):
            for method in ("action_reviewed", "action_send_back"):
                with self.assertRaisesRegex(AccessError, refusal, msg=user.login):
                    getattr(change.with_user(user), method)()
        for role in ("clerk", "finance", "legal", "general_manager", "service", "marketing"):
            refusal = "customer is not open to you|Only the department manager"
            with self.assertRaisesRegex(AccessError, refusal, msg=role):
                change.with_user(self.users_by_role[role]).action_reviewed()
        self.assertEqual(change.state, "to_review")
        file.with_user(self.manager).write({"side_business": "Repairs"})
        own = self._changes(file)[0]
        with self.assertRaisesRegex(AccessError, "yourself"):
            own.with_user(self.manager).action_reviewed()
        own.with_user(self.director).action_reviewed()
        self.assertEqual(own.state, "reviewed")

    def test_changes_are_append_only(self):
        """REQ B-03: nobody writes, changes or deletes the record, an administrator neither."""
        file = self._archived()
        file.write({"main_business": "Steel"})
        change = self._changes(file)
        for user in (self.salesperson, self.manager, self.admin, self.env.user):
            record = change.with_user(user)
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                record.create({"file_id": file.id, "part": "bank", "what": "x"})
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                record.write({"state": "reviewed"})
            with self.assertRaisesRegex(AccessError, "kept for good"):
                record.unlink()
        self.assertEqual(change.state, "to_review")

    def test_changes_are_seen_like_the_file(self):
        """REQ B-09: another department sees no change lines."""
        file = self._archived()
        file.write({"main_business": "Steel"})
        change = self._changes(file)
        for user, sees in (
            (self.salesperson, True),
            (self.manager, True),
            (self.colleague, False),
            (self.other_manager, False),
        ):
            found = change.with_user(user).search([])
            self.assertEqual(change in found, sees, user.login)

    def test_many_changes_cost_one_search(self):
        """Writing 40 customers without a file costs one query more; other contacts none (P-07)."""
        partners = self.Partner.create(
            [{"name": f"C{i}", "customer_category": "potential"} for i in range(40)]
        )
        self.env.flush_all()
        few = partners[:2]
        counts = []
        for batch in (few, partners):
            batch.mapped("commercial_partner_id")
            before = self.env.cr.sql_log_count
            batch._customer_archived_files()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts, [1, 1])
