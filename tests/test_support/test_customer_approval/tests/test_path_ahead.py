from datetime import date

from freezegun import freeze_time
from odoo.tests import tagged

from .test_signers import DialogCase


@tagged("post_install", "-at_install")
class TestPathAhead(DialogCase):
    """Who will be asked and until when, and what has been decided (REQ A-07)."""

    @freeze_time("2026-04-01 02:00:00")
    def test_before_submitting(self):
        """REQ A-07: names and dates; three working days each, 清明 (4 to 6 April) is a holiday.

        From Wednesday 1 April: 2, 3 and 7 April; then 8, 9 and 10 April.
        """
        document = self.make_document()
        path = document.approval_path
        self.assertTrue(path["ahead"])
        self.assertEqual(
            [(step["name"], [one["name"] for one in step["people"]]) for step in path["steps"]],
            [("Manager", ["Manager"]), ("Director", ["Director"])],
        )
        self.assertEqual([step["until"] for step in path["steps"]], ["04/07/2026", "04/10/2026"])
        self.assertFalse(document.sudo().approval_ids)

    def test_amount_brings_in_the_third_stage(self):
        """REQ A-07: what is shown is what would happen."""
        document = self.make_document(amount=600_000)
        self.assertEqual(
            [step["name"] for step in document.approval_path["steps"]],
            ["Manager", "Director", "Boss"],
        )
        document.action_submit()
        self.assertEqual(
            document.sudo().approval_id.step_ids.mapped("name"), ["Manager", "Director", "Boss"]
        )

    def test_what_is_in_the_way(self):
        """REQ A-07: without a rule the reason is shown instead."""
        self.rule.active = False
        path = self.make_document().approval_path
        self.assertIn("No approval rule fits", path["problem"])

    def test_only_for_who_submits(self):
        """REQ A-07: a draft of somebody else shows no path."""
        document = self.make_document()
        self.assertFalse(self.as_user(self.colleague, document).approval_path)

    def test_while_it_runs(self):
        """REQ A-07: who decided when, with the comment; who decides now and until when."""
        document = self.submit()
        self.decide(self.manager, document, comment="good price")
        first, second = self.as_user(self.sales, document).approval_path["steps"]
        self.assertEqual((first["state"], first["comment"]), ("approved", "good price"))
        self.assertTrue(first["on"])
        self.assertEqual((second["state"], second["people"][0]["name"]), ("pending", "Director"))
        self.assertTrue(second["until"])

    def test_on_the_round_itself(self):
        """REQ A-07: everybody who takes part reads the whole round on its own form."""
        document = self.submit()
        for user in (self.sales, self.manager, self.director):
            [row] = self.as_user(user, document.approval_id).read(["path", "facts", "changes"])
            self.assertEqual(
                [step["name"] for step in row["path"]["steps"]], ["Manager", "Director"]
            )

    def test_the_loop_is_visible(self):
        """REQ A-03: steps that decide again are marked."""
        document = self.submit()
        self.decide(self.manager, document)
        first = document.approval_id.step_ids[0]
        self.dialog(self.director, document, "returned", step_id=first.id)
        steps = self.as_user(self.sales, document).approval_path["steps"]
        self.assertEqual([step["again"] for step in steps], [False, False, True, True])
        self.assertEqual(steps[1]["state"], "returned")

    def test_dates_follow_each_other(self):
        """REQ A-07: a stage without a limit ends the reckoning."""
        untils = self.company._approval_untils(date(2026, 3, 2), [1, 0, 2])
        self.assertEqual(untils, [date(2026, 3, 3), None, None])
