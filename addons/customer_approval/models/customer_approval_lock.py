from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..tools.seal import is_unsealed


class CustomerApprovalMixin(models.AbstractModel):
    """What is locked of a document: its status always, the rest while and after it is decided.

    None of these guards looks at anything that a client can send.
    """

    _inherit = "customer.approval.mixin"

    def _approval_is_running(self):
        self.ensure_one()
        return self.approval_id.sudo().state == "running"  # a lock holds for whoever comes

    def _approval_is_frozen(self):
        """Tell whether the key fields stand as they were approved."""
        self.ensure_one()
        approval = self.approval_id.sudo()  # a lock holds for whoever comes
        return approval.state == "approved" and not approval.superseded_on

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._approval_checked_vals(vals) for vals in vals_list])

    def _approval_checked_vals(self, vals):
        """Return values with the initial state set, whatever defaults the context brings.

        :raise UserError: a value for the state or the round is given
        """
        initial = self._approval_initial_state
        if vals.get("state", initial) != initial or vals.get("approval_id"):
            raise UserError(
                self.env._(
                    "A new document starts as a draft. Create it without a status and submit it."
                )
            )
        return {**vals, "state": initial, "approval_id": False}

    def write(self, vals):
        if not is_unsealed(self):
            self.check_access("read")  # no refusal below names a document that is hidden
            self._check_computed_write(vals)
            self._check_approval_write(vals)
        return super().write(vals)

    def _check_computed_write(self, vals):
        """:raise UserError: a figure that follows from others is written instead

        Odoo itself stores what is written into a read-only computed field, and approvers
        would read it as computed.
        """
        names = [
            name
            for name in vals
            if (field := self._fields.get(name)) and field.compute and field.readonly
            if field.store and any(d._approval_changes(name, vals[name]) for d in self)
        ]
        if names and not self.env.su:
            raise UserError(
                self.env._("%s: filled in by the system.", self._approval_labels(names))
            )

    def _check_approval_write(self, vals):
        """:raise UserError: the values touch what only the approval moves, or what it froze"""
        free = self._approval_free_fields()
        guarded = [name for name in vals if name in self._fields and name not in free]
        if not guarded:
            return
        for document in self:
            changed = {name for name in guarded if document._approval_changes(name, vals[name])}
            if changed:
                document._check_approval_changes(changed)

    def _check_approval_changes(self, changed):
        """:raise UserError: one document may not change in these fields now"""
        self.ensure_one()
        if changed & {"state", "approval_id"}:
            raise UserError(
                self.env._(
                    "The status of %s moves by its buttons only, not by writing it.",
                    self.display_name,
                )
            )
        if self._approval_is_running():
            if locked := changed - self._approval_unlocked_fields():
                raise UserError(
                    self.env._(
                        "%(document)s is in approval and cannot be changed (%(fields)s)."
                        " Withdraw it first.",
                        document=self.display_name,
                        fields=self._approval_labels(locked),
                    )
                )
        elif self._approval_is_frozen():
            if locked := changed & self._approval_key_fields():
                raise UserError(
                    self.env._(
                        "%(document)s was approved as it is (%(fields)s). Choose Revise to"
                        " change it; it is then approved again.",
                        document=self.display_name,
                        fields=self._approval_labels(locked),
                    )
                )

    @api.model
    def _approval_free_fields(self):
        """Return the fields of chatter and activities, which stay open to discussion."""
        return set(self.env["mail.thread"]._fields) | set(self.env["mail.activity.mixin"]._fields)

    def _approval_changes(self, name, value):
        """Tell whether writing the value would change the field of this document."""
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return bool(value)
        new = field.convert_to_cache(value, self)
        return field.convert_to_record(new, self) != self[name]

    def _approval_labels(self, names):
        labels = [self._fields[name]._description_string(self.env) for name in sorted(names)]
        return format_list(self.env, labels)

    @api.ondelete(at_uninstall=False)
    def _unlink_without_history(self):
        known = self.sudo().approval_ids  # history stays also where the user sees none of it
        if known:
            raise UserError(
                self.env._(
                    "%s has been in approval and is kept. Archive or stop it instead.",
                    known[0].name,
                )
            )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # who is asked to decide gets an activity, not every later mail of the document
        if is_unsealed(self):
            return True
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)
