from lxml import etree
from odoo import api, fields, models

from ..tools.seal import read_comment

# what an approver can do besides approving and rejecting: the method, and who sees its button
BUTTONS = {
    "action_send_back": "can_decide",
    "action_ask_others": "can_ask_others",
    "action_hand_over": "can_hand_over",
    "action_revoke": "can_revoke",
}


class CustomerApprovalMixin(models.AbstractModel):
    """What else an approver can do with a document, on the form of every kind of document."""

    _inherit = "customer.approval.mixin"

    can_ask_others = fields.Boolean(compute="_compute_approval_options")
    can_hand_over = fields.Boolean(compute="_compute_approval_options")
    can_revoke = fields.Boolean(compute="_compute_approval_options")

    @api.depends("approval_id.step_ids.state", "approval_id.event_ids")
    @api.depends_context("uid")
    def _compute_approval_options(self):
        deciding = self.approval_id._deciders()
        for document in self:
            approval = document._origin.approval_id.sudo()  # of the user's own step only
            step = approval.current_step_id if approval.id in deciding else approval.step_ids[:0]
            document.can_ask_others = step.may_add
            document.can_hand_over = step.may_hand_over
            document.can_revoke = approval.can_revoke

    def action_send_back(self):
        """Open the dialog that sends the document back to the applicant or an earlier stage."""
        return self.env["customer.approval.decide"]._dialog(self._current_rounds(), "returned")

    def action_ask_others(self):
        """Open the dialog that asks somebody else before or after the current user."""
        return self.env["customer.approval.decide"]._dialog(self._current_rounds(), "added")

    def action_hand_over(self):
        """Open the dialog that gives the decision to a colleague."""
        return self.env["customer.approval.decide"]._dialog(self._current_rounds(), "handed")

    def action_revoke(self, reason=None):
        """Take back the current user's own last approval, while nothing has followed from it.

        Without a reason, a dialog asks for it.

        :raise UserError: something has followed, or it was somebody else's
        """
        rounds = self._current_rounds()
        reason = read_comment(reason)
        if not reason:
            return self.env["customer.approval.decide"]._dialog(rounds, "revoked")
        rounds._revoke(reason)
        return True

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Put what every document with approval has on its form: buttons, steps, differences.

        The form of a document names the buttons Approve and Reject and the line whose turn it
        is; the rest follows them here, alike for documents that are yet to be written.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            self._approval_form_parts(arch)
        return arch, view

    @api.model
    def _approval_form_parts(self, arch):
        labels = self._approval_button_labels()
        for button in arch.xpath("//header/button[@name='action_reject']"):
            for name, hidden in reversed(BUTTONS.items()):
                node = etree.Element("button", name=name, type="object", string=labels[name])
                node.set("invisible", f"not {hidden}")
                button.addnext(node)
        hints = arch.xpath("//field[@name='approval_hint']/parent::div")
        for hint in hints[:1]:
            for part in reversed(self._approval_blocks()):
                hint.addnext(part)
        self._approval_open_fields(arch)

    @api.model
    def _approval_button_labels(self):
        send_back = self.env._("Send Back")
        ask = self.env._("Ask Others")
        hand_over = self.env._("Hand Over")
        revoke = self.env._("Take Back My Decision")
        return dict(zip(BUTTONS, (send_back, ask, hand_over, revoke), strict=True))

    @api.model
    def _approval_blocks(self):
        path = etree.Element("div", invisible="not approval_path")
        path.append(
            etree.Element(
                "field", {"class": "d-block w-100"}, name="approval_path", widget="approval_path"
            )
        )
        changes = etree.Element(
            "div",
            {"class": "alert alert-warning mb-0", "role": "status"},
            invisible="not approval_changes",
        )
        title = etree.SubElement(changes, "strong")
        title.text = self.env._("Changed since the last decision")
        changes.append(etree.Element("field", name="approval_changes", nolabel="1", readonly="1"))
        return [path, changes]

    @api.model
    def _approval_open_fields(self, arch):
        """Let the fields that some stage has filled in be edited by who fills them in now."""
        for name in self.env["customer.approval.stage"]._approval_fields_of(self._name):
            for node in arch.xpath(f"//field[@name='{name}'][not(ancestor::field)]"):
                locked = node.get("readonly")
                if locked is None and not self._fields[name].readonly:
                    continue
                mine = f"'{name}' not in (approval_fillable or [])"
                node.set("readonly", f"({locked or 'True'}) and {mine}")
