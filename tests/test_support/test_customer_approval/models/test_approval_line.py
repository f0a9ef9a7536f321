from odoo import fields, models


class ApprovalLine(models.Model):
    _name = "test.approval.line"
    _inherit = "customer.approval.line.mixin"
    _description = "Line under Test"

    _approval_parent_field = "document_id"

    document_id = fields.Many2one(
        "test.approval.document", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    quantity = fields.Float()
