from markupsafe import Markup
from odoo import api, fields, models


class CustomerApprovalMixin(models.AbstractModel):
    """What an approver needs to see of a document before deciding, said by the document."""

    _inherit = "customer.approval.mixin"

    @api.model
    def _approval_fact_fields(self):
        """Return the names of the fields that the inbox shows of a document, in order."""
        return []

    def _approval_facts(self, names):
        """Return these values of one document as lines of label and text."""
        self.ensure_one()
        lines = []
        for name in names:
            field = self._fields[name]
            if field.type == "monetary":
                currency = self[field.get_currency_field(self)]
                text = currency.format(self[name]) if self[name] and currency else ""
            else:
                raw = field.convert_to_read(self[name], self, use_display_name=False)
                raw = [line.id for line in self[name]] if field.type == "one2many" else raw
                text = self._approval_word(field, raw)
            if text:
                lines.append(
                    Markup("<div><span class='text-muted'>%s</span> %s</div>")
                    % (field._description_string(self.env), text)
                )
        return Markup("").join(lines) or False


class CustomerApproval(models.Model):
    """The key facts on the card of the inbox (REQ A-07)."""

    _inherit = "customer.approval"

    facts = fields.Html(compute="_compute_facts", sanitize=False)

    @api.depends("res_model", "res_id", "snapshot")
    @api.depends_context("uid", "lang")
    def _compute_facts(self):
        self.facts = False
        for model, approvals in self.grouped("res_model").items():
            if model not in self.env:
                continue
            Document = self.env[model]
            names = [
                name
                for name in Document._approval_fact_fields()
                # sudo: a field without a rule for groups is everybody's who sees the document
                if Document.sudo(False)._has_field_access(Document._fields[name], "read")
            ]
            # sudo: who takes part in a round sees the key facts of what it is about
            documents = Document.sudo().browse(approvals.mapped("res_id")).exists()
            documents.fetch(names)
            by_id = {document.id: document for document in documents}
            for approval in approvals:
                if document := by_id.get(approval.res_id):
                    approval.facts = document._approval_facts(names)
