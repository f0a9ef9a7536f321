from markupsafe import Markup
from odoo import models
from odoo.fields import Command

from ..tools.seal import resealed
from .language import for_reader


def _copied(source, document):
    """Return whom a stage or a rule names to be told about a document (REQ A-02)."""
    # sudo: people and roles are not the applicant's to read
    source_sudo = source.sudo()
    named_sudo = source_sudo.copy_user_ids | source_sudo.copy_group_id.all_user_ids
    if not named_sudo:
        return named_sudo
    return source.env["customer.approval.router"]._eligible(
        named_sudo, document, source.env["res.users"]
    )


class CustomerApprovalRule(models.Model):
    _inherit = "customer.approval.rule"

    def _copied(self, document):
        """Return who is told of the outcome for a document, by name or by role."""
        return _copied(self, document)


class CustomerApprovalStage(models.Model):
    _inherit = "customer.approval.stage"

    def _copied(self, document):
        """Return who is told that this stage has decided on a document."""
        return _copied(self, document)


class CustomerApprovalStep(models.Model):
    _inherit = "customer.approval.step"

    def _tell_copied(self):
        """Tell those whom the stage names that it has decided (REQ A-02): one message each."""
        asked = self.filtered("copy_user_ids")
        for state, steps in asked.grouped("state").items():
            told = {}
            for step in steps:
                for user in step.copy_user_ids:
                    told.setdefault(user, step.approval_id.browse())
                    told[user] |= step.approval_id
            for user, approvals in told.items():
                approvals._tell_observer(user, state)
            for step in steps:
                step.approval_id._add_observers(step.copy_user_ids)


class CustomerApproval(models.Model):
    """Who is told about a request without deciding: they see it from then on."""

    _inherit = "customer.approval"

    def _add_observers(self, users):
        new = users - self.observer_ids
        if new:
            self.write({"observer_ids": [Command.link(user.id) for user in new]})

    def _tell_observers(self, state):
        """Tell whom the rule names of the outcome, one message to each person."""
        told = {}
        for approval in self.filtered("copy_user_ids"):
            for user in approval.copy_user_ids:
                told.setdefault(user, self.browse())
                told[user] |= approval
            approval._add_observers(approval.copy_user_ids)
        for user, approvals in told.items():
            approvals._tell_observer(user, state)

    def _tell_observer(self, user, state):
        if not user.active or user == self.env.user:
            return
        mine = for_reader(self, user)
        labels = {
            "approved": mine.env._("Approved"),
            "rejected": mine.env._("Rejected"),
            "returned": mine.env._("Sent Back"),
        }
        single = self if len(self) == 1 else self.browse()
        resealed(self).env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=mine.env._(
                "For your information: %(what)s (%(state)s)",
                what=single.name or mine.env._("%(count)s requests", count=len(self)),
                state=labels[state],
            ),
            body=Markup("").join(approval._link(approval.name) for approval in self),
            model=single.res_model or False,
            res_id=single.res_id or False,
        )
