from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestRuleVersion(ApprovalCase):
    """Each round says by which version of its rule it was decided (REQ A-08)."""

    def setUp(self):
        super().setUp()
        self.commit()

    def commit(self):
        """Begin the next transaction, as far as versions are concerned."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def assertCounts(self, change, up):
        before = self.rule.version
        change()
        self.commit()
        self.assertEqual(self.rule.version - before, up)

    def test_a_new_rule_is_the_first_version(self):
        """REQ A-08: with all its stages, in one save."""
        self.assertEqual(self.rule.version, 1)
        rule = self.make_rule("Other", [self.stage("Boss", users=self.boss)], version=7)
        self.assertEqual(rule.version, 1)

    def test_what_decides_counts(self):
        """REQ A-08: amounts, condition, stages, their people, order and limits."""
        rule, stages = self.rule, self.rule.stage_ids
        for change in (
            lambda: rule.write({"amount_from": 5}),
            lambda: rule.write({"domain": "[('kind', '=', 'plain')]"}),
            lambda: rule.write({"stage_ids": [self.stage("Extra", users=self.admin)]}),
            lambda: stages[2].write({"user_ids": [Command.link(self.director.id)]}),
            lambda: stages[0].write({"limit_days": 9}),
            lambda: stages[0].write({"sequence": 99}),
            lambda: stages[2].unlink(),
        ):
            self.assertCounts(change, 1)

    def test_what_decides_nothing_does_not_count(self):
        """REQ A-08: names, the place in the list, archiving, the same value once more."""
        rule, stages = self.rule, self.rule.stage_ids
        for change in (
            lambda: rule.write({"name": "Renamed"}),
            lambda: rule.write({"sequence": 3}),
            lambda: rule.action_archive(),
            lambda: rule.action_unarchive(),
            lambda: rule.write({"amount_from": rule.amount_from, "domain": rule.domain}),
            lambda: stages[0].write({"name": "Renamed"}),
            # numbered anew in the same order, as dragging a line to its own place does
            lambda: rule.write(
                {
                    "stage_ids": [
                        Command.update(stage.id, {"sequence": 20 + place})
                        for place, stage in enumerate(stages)
                    ]
                }
            ),
        ):
            self.assertCounts(change, 0)

    def test_once_in_a_transaction(self):
        """REQ A-08: one save of a form with many changes is one version."""

        def change():
            self.rule.write({"amount_from": 1, "stage_ids": [self.stage("Extra", self.admin)]})
            self.rule.stage_ids[0].limit_days = 7
            self.rule.amount_to = 9_000

        self.assertCounts(change, 1)

    def test_a_change_after_one_rolled_back_counts(self):
        """REQ A-08: a save refused half way does not swallow the next one."""

        def change():
            with self.assertRaisesRegex(UserError, "stop here"), self.env.cr.savepoint():
                self.rule.amount_from = 1
                raise UserError("stop here")
            self.env.invalidate_all()
            self.rule.amount_from = 2

        self.assertCounts(change, 1)

    def test_nobody_writes_it(self):
        """REQ A-08: an administrator neither."""
        with self.assertRaisesRegex(UserError, "The version of Ordinary counts up by itself"):
            self.as_user(self.admin, self.rule).write({"version": 40})
        self.assertEqual(self.rule.version, 1)

    def test_a_round_keeps_its_version(self):
        """REQ A-08: rounds under way say what they follow, whatever becomes of the rule."""
        first = self.submit()
        self.rule.stage_ids[0].limit_days = 9
        self.commit()
        second = self.submit()
        versions = [document.approval_id.rule_version for document in (first, second)]
        self.assertEqual(versions, [1, 2])

    def test_a_copy_is_archived_and_named_so(self):
        """REQ A-08: a copy in use would stand behind its original and never be taken."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.rule.with_context(lang="zh_CN").name = "普通"
        self.rule.amount_from = 1
        copy = self.as_user(self.admin, self.rule).copy()
        self.assertEqual(copy.name, "Ordinary (copy)")
        self.assertEqual(copy.with_context(lang="zh_CN").name, "Ordinary (copy)")
        self.assertFalse(copy.active)
        self.assertEqual(copy.version, 1)
        self.assertEqual(copy.stage_ids.mapped("name"), ["Manager", "Director", "Boss"])
        self.assertEqual(self.submit().approval_id.rule_id, self.rule)

    def test_the_texts_of_a_copy_are_copied_by_copying_alone(self):
        """S-10: nobody calls a part of copying by itself; wrong values are no Python error."""
        rules = self.env["customer.approval.rule"].with_user(self.admin)
        for excluded in (1.5, [["name"]]):
            with self.assertRaisesRegex(AccessError, "copy_translations"):
                call_kw(rules, "copy_translations", [self.rule.ids, 1, excluded], {})

    def test_a_rule_that_is_never_taken_says_so(self):
        """REQ A-08: the copy brought into use without a change is warned of."""
        copy = self.rule.copy()
        self.assertFalse(copy.warning)
        copy.active = True
        copy.invalidate_recordset()
        self.assertIn("Rule Ordinary comes before this one and takes all", copy.warning)
        self.assertFalse(self.rule.warning)
        self.rule.amount_from = 500
        copy.invalidate_recordset()
        self.assertFalse(copy.warning)

    def test_narrower_rules_before_hide_nothing(self):
        """REQ A-08: a condition, another company or an amount before leaves some to this one."""
        other = self.env["res.company"].create({"name": "Other"})
        first = self.make_rule("First", [self.stage("Boss", users=self.boss)], sequence=1)
        self.rule.domain = "[('kind', '=', 'plain')]"
        for values, hides in (
            ({}, True),
            ({"domain": "[('kind', '=', 'special')]"}, False),
            ({"domain": "[('kind','=','plain'),]"}, True),
            ({"domain": "[]", "amount_to": 10}, False),
            ({"amount_to": 0, "company_id": other.id}, False),
            ({"company_id": False, "sequence": 90}, False),
            ({"sequence": 1, "active": False}, False),
        ):
            first.write(values)
            self.rule.invalidate_recordset()
            self.assertEqual("First" in (self.rule.warning or ""), hides, values)
