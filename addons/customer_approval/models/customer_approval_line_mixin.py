from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.seal import is_unsealed
from .customer_approval_sealed import APPROVAL_SEAL


class CustomerApprovalLineMixin(models.AbstractModel):
    """Lines of a document with approval: they are locked together with it.

    Scope "key": frozen while a round runs and after approval. Scope "running": frozen while
    a round runs only.
    """

    _name = "customer.approval.line.mixin"
    _description = "Line of a Document with Approval"

    _seal = APPROVAL_SEAL
    _approval_parent_field = None
    _approval_line_scope = "key"

    @api.model_create_multi
    def create(self, vals_list):
        if not is_unsealed(self):
            named = (vals.get(self._approval_parent_field) for vals in vals_list)
            # anything but a number is refused, or read otherwise, by the line itself
            parents = self.env[self._fields[self._approval_parent_field].comodel_name].browse(
                {number for number in named if number and isinstance(number, int)}
            )
            self._check_approval_lock(parents)
        lines = super().create(vals_list)
        if not is_unsealed(self):
            # a default from the context may have named another document
            self._check_approval_lock(lines[self._approval_parent_field] - parents)
        return lines

    def write(self, vals):
        if is_unsealed(self):
            return super().write(vals)
        self.check_access("write")  # no refusal below names a document that is hidden
        parents = self[self._approval_parent_field]
        self._check_approval_lock(parents)
        result = super().write(vals)
        # moved to another document: that one must be open too
        self._check_approval_lock(self[self._approval_parent_field] - parents)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_when_open(self):
        self._check_approval_lock(self[self._approval_parent_field])

    def _check_approval_lock(self, parents):
        """Keep the parents from being submitted until this transaction ends, then check them.

        :raise UserError: a parent is in approval or was approved as it is
        """
        self._lock_approval_parents(parents)
        # sudo: a lock holds for whoever comes, also who may not read the parent
        for parent in parents.sudo():
            if parent._approval_is_running():
                raise UserError(
                    self.env._(
                        "%s is in approval and cannot be changed. Withdraw it first.",
                        parent.display_name,
                    )
                )
            if self._approval_line_scope == "key" and parent._approval_is_frozen():
                raise UserError(
                    self.env._(
                        "%s was approved as it is. Choose Revise to change it; it is then"
                        " approved again.",
                        parent.display_name,
                    )
                )

    @api.model
    def _lock_approval_parents(self, parents):
        """Take the lock that a submission takes, and leave a mark that a later one runs into.

        A round that began meanwhile makes this fail as a conflict, and the server tries again;
        so does the submission whose transaction began before these lines were written: with a
        mere lock it would ask about a document without them.
        """
        if not parents.ids:
            return
        table = SQL.identifier(parents._table)
        self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s
                   SET write_uid = write_uid
                 WHERE id IN (
                       SELECT id FROM %(table)s WHERE id IN %(ids)s
                        ORDER BY id FOR NO KEY UPDATE
                 )
             RETURNING id
                """,
                table=table,
                ids=tuple(parents.ids),
            )
        )
