from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.seal import plain


class CustomerApproval(models.Model):
    """Who sees a round, and whose turn it is: evaluated at the moment, in set-based searches."""

    _inherit = "customer.approval"

    participant_ids = fields.Many2many(
        "res.users",
        string="Participants",
        context={"active_test": False},
        compute="_compute_participant_ids",
        search="_search_participant_ids",
        compute_sudo=True,
    )
    is_readable = fields.Boolean(compute="_compute_is_readable", search="_search_is_readable")
    waits_for_me = fields.Boolean(compute="_compute_waits_for_me", search="_search_waits_for_me")
    decided_by_me = fields.Boolean(compute="_compute_decided_by_me", search="_search_decided_by_me")

    @api.depends(
        "step_ids.approver_ids",
        "step_ids.escalated_user_ids",
        "step_ids.decided_by_id",
        "observer_ids",
    )
    def _compute_participant_ids(self):
        steps = self.step_ids
        # of all steps at once: those of some are taken from them
        steps.mapped("approver_ids.id")
        steps.mapped("escalated_user_ids.id")
        pending = steps.filtered(lambda step: step.state == "pending")
        delegations = self.env["customer.approval.delegation"]._running(
            users=pending.approver_ids | pending.escalated_user_ids
        )
        for approval in self:
            steps = approval.step_ids
            asked = steps.approver_ids | steps.escalated_user_ids | steps.decided_by_id
            waiting = steps & pending
            absent = waiting.approver_ids | waiting.escalated_user_ids
            # record rules evaluate this field on one document and search it for lists
            deputies = delegations._covers(approval.res_model).filtered(
                lambda delegation, absent=absent: delegation.user_id in absent
            )
            approval.participant_ids = (
                approval._excluded_users() | asked | approval.observer_ids | deputies.delegate_id
            )

    def _search_participant_ids(self, operator, value):
        """Who made, was asked or decided a round; deputies while they stand in."""
        if operator != "in":
            return NotImplemented
        # sudo: this is what rules are made of; only ids leave it
        users = self.env["res.users"].sudo().browse([user_id for user_id in value if user_id])
        involved = (
            Domain("approver_ids", "in", users.ids)
            | Domain("escalated_user_ids", "in", users.ids)
            | Domain("decided_by_id", "in", users.ids)
        )
        for user in users:
            # sudo: whom a deputy stands in for may be hidden from the user
            involved |= self.env["customer.approval.step"].sudo()._asked_domain(user)
        return (
            Domain("requester_id", "in", users.ids)
            | Domain("author_id", "in", users.ids)
            | Domain("submitter_id", "in", users.ids)
            | Domain("observer_ids", "in", users.ids)
            | Domain("step_ids", "any!", involved)
        )

    def _search_is_readable(self, operator, value):
        """Who takes part in a round, or may read its document, may read the round."""
        if operator != "in":
            return NotImplemented
        domain = self._search_participant_ids("in", self.env.user.ids)
        for name in self.env["ir.model"]._approval_model_names():
            documents = self.env[name].sudo(False)
            if documents.has_access("read"):
                domain |= Domain("res_model", "=", name) & Domain(
                    "res_id", "in", documents._search([], active_test=False)
                )
        return domain

    @api.depends_context("uid")
    def _compute_is_readable(self):
        # sudo: the search below is the rule itself
        found = self.sudo().search(
            Domain("id", "in", self.ids) & self._search_is_readable("in", [True])
        )
        for approval in self:
            approval.is_readable = approval in found

    def _search_waits_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        # sudo: a condition on steps, which records come back is up to the rules
        steps = self.env["customer.approval.step"].sudo()._asked_domain(user)
        return (
            Domain("state", "=", "running")
            & Domain("step_ids", "any!", steps)
            & Domain("excluded_user_ids", "not in", user.ids)
        )

    @api.depends_context("uid")
    @api.depends("step_ids.state")
    def _compute_waits_for_me(self):
        waiting = self._deciders()
        for approval in self:
            approval.waits_for_me = approval.id in waiting

    def _search_decided_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        kinds = ("approved", "rejected", "returned")
        mine = Domain("user_id", "=", self.env.uid) & Domain("kind", "in", kinds)
        return Domain("event_ids", "any!", mine)

    @api.depends_context("uid")
    def _compute_decided_by_me(self):
        # sudo: of these rounds only whether the user decided
        found = self.sudo().search(
            Domain("id", "in", self.ids) & self._search_decided_by_me("in", [True])
        )
        for approval in self:
            approval.decided_by_me = approval in found

    def _deciders(self):
        """Return {approval id: Voice} for those the current user may decide now."""
        user = self.env.user
        delegations = self.env["customer.approval.delegation"]._running(delegates=user)
        voices = {}
        # as superuser: roles and employees behind a step are not readable by everyone
        for approval in plain(self.sudo()).filtered(lambda rnd: rnd.state == "running"):
            voice = (
                approval.current_step_id._voice(user, delegations)
                if (approval.current_step_id)
                else None
            )
            if voice:
                voices[approval.id] = voice
        return voices
