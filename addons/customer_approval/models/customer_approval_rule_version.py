from odoo import api, fields, models
from odoo.exceptions import UserError

VERSION_KEY = "customer_approval.rule_version"
# rules that are being saved: compared when all of their stages are written
SAVING_KEY = "customer_approval.rule_saving"
# Names and places in lists decide nothing; an archived rule that comes back is the same one.
# Which of two rules comes first does decide, and is told by trying a rule on documents.
UNDECISIVE = {*models.MAGIC_COLUMNS, "name", "active", "version"}


class CustomerApprovalRule(models.Model):
    """Rules are counted: each round says by which version it was decided (A-08)."""

    _inherit = "customer.approval.rule"

    version = fields.Integer(
        default=1,
        required=True,
        readonly=True,
        copy=False,
        help="Counts up when the rule or one of its stages changes in what decides.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        # whatever was given, and however many stages were made with it: the first version
        # sudo: as in _count_versions
        super(CustomerApprovalRule, rules.sudo()).write({"version": 1})
        self.env.cr.precommit.data.setdefault(VERSION_KEY, {}).update(dict.fromkeys(rules.ids, 1))
        return rules

    def write(self, vals):
        """Change rules, and count what changed.

        :raise UserError: the version is given
        """
        if "version" in vals:
            raise UserError(
                self.env._(
                    "The version of %(rule)s counts up by itself. Leave it out.",
                    rule=self[:1].display_name,
                )
            )
        before = {rule: rule._decisive() for rule in self}
        saving = self.env.cr.precommit.data.setdefault(SAVING_KEY, set())
        begun = set(self.ids) - saving
        saving |= begun
        try:
            result = super().write(vals)
        finally:
            saving -= begun
        self._count_versions(before)
        return result

    def _decisive(self):
        """Return what decides by this rule, its stages in order, to be compared later."""
        self.ensure_one()
        # sudo: stages and whom they name count also where the user sees part of them
        rule = self.sudo().with_context(active_test=False)
        return (
            _values(rule, UNDECISIVE | {"sequence"}),
            [
                (stage.id, _values(stage, UNDECISIVE | {"sequence", "rule_id"}))
                for stage in rule.stage_ids.sorted()
            ],
        )

    def _count_versions(self, before):
        """Count up where something else decides now than before, once in a transaction.

        :param before: {rule: what decided}
        """
        counted = self.env.cr.precommit.data.setdefault(VERSION_KEY, {})
        saving = self.env.cr.precommit.data.get(SAVING_KEY, ())
        for rule, known in before.items():
            # a change that was rolled back to a savepoint is counted by the next one
            if rule.id in saving or counted.get(rule.id) == rule.version:
                continue
            if rule._decisive() == known:
                continue
            # sudo: whoever may change the rule makes it another one
            super(CustomerApprovalRule, rule.sudo()).write({"version": rule.version + 1})
            counted[rule.id] = rule.version


def _values(record, undecisive):
    """Return the stored values of a record that people set, as they are compared."""
    return {
        name: value.ids if isinstance(value := record[name], models.BaseModel) else value or False
        for name, field in record._fields.items()
        if field.store
        and not field.compute
        and not field.related
        and field.type != "one2many"
        and name not in undecisive
    }
