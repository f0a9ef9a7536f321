from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .customer_approval_rule import _read_domain


class CustomerApprovalRule(models.Model):
    """What helps an administrator to write a rule: copy, a warning, a try on documents."""

    _inherit = "customer.approval.rule"

    def copy_data(self, default=None):
        """Return the values of copies, archived: beside its original, a copy is never used.

        It is changed first and then brought into use.
        """
        values = super().copy_data(default=default)
        given = default or {}
        for rule, vals in zip(self, values, strict=True):
            if "name" not in given:
                vals["name"] = self.env._("%s (copy)", rule.name)
            if "active" not in given:
                vals["active"] = False
        return values

    @api.private
    def copy_translations(self, new, excluded=()):
        # in another language the copy would still have the name of its original
        return super().copy_translations(new, excluded={*excluded, "name"})

    @api.depends(
        "active", "sequence", "model_id", "company_id", "domain", "amount_from", "amount_to"
    )
    def _compute_warning(self):
        super()._compute_warning()
        rules = self.search([("model_id", "in", self.model_id.ids)]).sorted(_place)
        for rule in self:
            if first := rule._hidden_by(rules):
                text = self.env._(
                    "Rule %(first)s comes before this one and takes all its documents. Drag this"
                    " rule above it in the list, or narrow the other one.",
                    first=first.name,
                )
                rule.warning = "\n".join(filter(None, [rule.warning, text]))

    def _hidden_by(self, rules):
        """Return the first of the active rules that fits whatever this one fits, if any."""
        self.ensure_one()
        if not (self.active and self._origin):
            return self.browse()
        return rules.filtered(
            lambda other: (
                other.model_id == self.model_id
                and _place(other) < _place(self)
                and other.company_id in (self.company_id, self.env["res.company"])
                and other._condition() in (Domain.TRUE, self._condition())
                and other.amount_from <= self.amount_from
                and (not other.amount_to or 0 < self.amount_to <= other.amount_to)
            )
        )[:1]

    def _condition(self):
        """Return the rule's condition; Domain.TRUE for one just typed that cannot be read."""
        try:
            return _read_domain(self.domain)
        except (ValueError, SyntaxError, TypeError):
            return Domain.TRUE

    def action_try(self):
        """Open the dialog that runs the rule on documents there are, and writes none.

        :raise AccessError: not an approval administrator
        """
        self.ensure_one()
        if not self.env.user.has_group("customer_approval.group_approval_admin"):
            raise AccessError(
                self.env._("Only an approval administrator can try a rule on documents.")
            )
        self.check_access("read")
        trial = self.env["customer.approval.trial"].create({"rule_id": self.id})
        return trial.action_run()


def _place(rule):
    """Return by what rules are put in order before the first that fits is taken."""
    return rule.sequence, not rule.company_id, rule._origin.id
