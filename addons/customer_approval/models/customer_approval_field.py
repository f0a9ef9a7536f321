from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools.seal import is_unsealed, plain, unsealed

# the engine's own, and who asks whom
NEVER = {"state", "company_id", "applicant_id", "approval_id", "user_id", "active"}


class CustomerApprovalStage(models.Model):
    """Fields of the document that the approver of a stage fills in or changes (REQ A-06)."""

    _inherit = "customer.approval.stage"

    @api.model
    @tools.ormcache("model_name")
    def _approval_fields_of(self, model_name):
        """Return the names of the fields that stages for this model have filled in."""
        # sudo: how forms are shown, the same for everybody
        stages = self.sudo().search([("rule_id.model", "=", model_name)])
        return tuple(sorted(set((stages.must_field_ids | stages.may_field_ids).mapped("name"))))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache("templates")
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache("templates")
        self.env.registry.clear_cache()
        return super().write(vals)

    @api.constrains("must_field_ids", "may_field_ids", "rule_id")
    def _check_fields(self):
        for stage in self:
            # sudo: names and kinds of fields only
            for field in (stage.must_field_ids | stage.may_field_ids).sudo():
                document = self.env.get(field.model)
                name = field.name
                if (
                    field.model_id != stage.rule_id.model_id.sudo()  # sudo: as above
                    or document is None
                    or name not in document._approval_fillable_fields()
                ):
                    raise ValidationError(
                        self.env._(
                            "Stage %(stage)s cannot have the field %(field)s filled in: not a"
                            " field of this document that people fill in themselves.",
                            stage=stage.name,
                            field=field.field_description,
                        )
                    )


class CustomerApprovalMixin(models.AbstractModel):
    """What the approver of a stage writes into a document that is locked for everybody else."""

    _inherit = "customer.approval.mixin"

    # names of the fields that the current user fills in at this stage
    approval_fillable = fields.Json(string="Filled In by Me", compute="_compute_approval_fillable")

    @api.depends("approval_id.step_ids.state")
    @api.depends_context("uid")
    def _compute_approval_fillable(self):
        deciding = self.approval_id._deciders()
        for document in self:
            approval = document._origin.approval_id.sudo()  # of the user's own step only
            mine = approval.id in deciding
            document.approval_fillable = (
                list(approval.current_step_id.field_rights or ()) if mine else []
            )

    @api.model
    def _approval_fillable_fields(self):
        """Return the names of the fields that a stage may have filled in."""
        free = self._approval_free_fields() | NEVER | set(models.MAGIC_COLUMNS)
        return {
            name
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and name not in free
            and not field.related
            and not (field.compute and field.readonly)
        }

    def _approval_missing(self, step):
        """Return the names of the fields that a step must fill and that are still empty."""
        self.ensure_one()
        rights = step.field_rights or {}
        return {
            name
            for name, right in rights.items()
            if right == "must" and name in self._fields and not self[name]
        }

    def write(self, vals):
        if vals and not is_unsealed(self) and self._approval_fill(vals):
            return True
        return super().write(vals)

    def _approval_fill(self, vals):
        """Write what the current step lets its approver fill in; tell whether it was that.

        Only fields of the step, and only by who decides it now. The round keeps what was written,
        and what later stages approve is the document with it.

        :raise UserError: somebody else is deciding right now
        """
        # sudo: whose step it is and what it may fill, of documents named by the caller
        rounds_sudo = self.sudo().approval_id.filtered(lambda rnd: rnd.state == "running")
        if not rounds_sudo or len(rounds_sudo) != len(self):
            return False
        rights = [rnd.current_step_id.field_rights or {} for rnd in rounds_sudo]
        if not all(set(vals) <= set(right) for right in rights):
            return False
        deciding = rounds_sudo._deciders()
        if not all(rnd.id in deciding for rnd in rounds_sudo):
            return False
        self.check_access("read")
        approvals, _voices = rounds_sudo._begin_decision("filled")
        self._check_approval_targets(vals)
        documents = plain(self)
        names = sorted(name for name in vals if name in self._fields)
        before = {document.id: document._approval_texts(names) for document in documents}
        unsealed(documents).write(vals)
        documents.flush_recordset()
        for approval in approvals:
            document = documents.filtered(lambda one, rnd=approval: one.id == rnd.res_id)
            approval._keep_filled(document, before[document.id])
        return True

    def _check_approval_targets(self, vals):
        """:raise AccessError: a value names a record that its writer may not read"""
        for name, value in vals.items():
            field = self._fields[name]
            if field.type == "many2one" and value:
                self.env[field.comodel_name].browse(value).check_access("read")

    def _approval_texts(self, names):
        """Return {field's name: (label, value as text)} of one document, as everybody reads it."""
        self.ensure_one()
        kept = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        values = kept.sudo()._approval_snapshot_of(names)  # sudo: what the writer has just seen
        return {
            name: (
                self._fields[name]._description_string(kept.env),
                kept._approval_word(self._fields[name], values[name]),
            )
            for name in names
        }


class CustomerApproval(models.Model):
    _inherit = "customer.approval"

    def _keep_filled(self, document, before):
        """Keep what the approver wrote: in the step, in the events, in what is approved now."""
        self.ensure_one()
        after = document._approval_texts(list(before))
        lines = [
            f"{label}: {before[name][1] or '—'} → {text or '—'}"
            for name, (label, text) in after.items()
            if before[name][1] != text
        ]
        self.write({"snapshot": document._approval_snapshot()})
        if not lines:
            return
        step = self.current_step_id
        step.write({"filled": "\n".join(filter(None, [step.filled, *lines]))})
        self._log_events("filled", [(step, "\n".join(lines))])
