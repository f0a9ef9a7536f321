from odoo import fields, models
from odoo.exceptions import UserError


class ApprovalDocument(models.Model):
    _name = "test.approval.document"
    _inherit = "customer.approval.mixin"
    _description = "Document under Test"

    name = fields.Char(required=True)
    amount = fields.Monetary()
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    kind = fields.Selection([("plain", "Plain"), ("special", "Special")], default="plain")
    note = fields.Text()
    remark = fields.Text()
    parent_id = fields.Many2one("test.approval.document")
    checker_id = fields.Many2one("res.users")
    line_ids = fields.One2many("test.approval.line", "document_id")
    log = fields.Char(copy=False)

    def _selection_state(self):
        return [*super()._selection_state(), ("done", "Done")]

    def _approval_amount(self):
        return self.amount, self.currency_id

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {"name", "amount", "currency_id", "line_ids"}

    def _approval_fact_fields(self):
        return ["amount", "kind", "checker_id"]

    def _approval_unlocked_fields(self):
        return {"remark", "log"}

    def _check_can_submit(self):
        super()._check_can_submit()
        if self.filtered(lambda document: document.note == "incomplete"):
            raise UserError(self.env._("The note is incomplete."))

    def _on_approved(self):
        super()._on_approved()
        self.log = "approved"

    def action_done(self):
        """Close approved documents."""
        self.check_access("write")
        if any(document.state != "approved" for document in self):
            raise UserError(self.env._("Only approved documents can be closed."))
        self._approval_set_state("done")
