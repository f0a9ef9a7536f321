from odoo import api, models
from odoo.exceptions import UserError


class CustomerFinishedMixin(models.AbstractModel):
    """Documents that are done with one day: given, taken, bought.

    From then on nothing of them changes and they cannot be taken up again, approved or not.
    Stands before the document or approval mixin in ``_inherit``.

    Class attribute ``_finished_states``: in these states the document is done with.
    """

    _name = "customer.finished.mixin"
    _inherit = ["customer.approval.mixin"]
    _description = "Document That Is Done With"

    _finished_states = ()

    def _check_approval_changes(self, changed):
        super()._check_approval_changes(changed)
        if self.state in self._finished_states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(document)s stays as it is (%(fields)s): its status is %(state)s.",
                    document=self.display_name,
                    fields=self._approval_labels(changed),
                    state=labels[self.state],
                )
            )

    def _compute_approval_rights(self):
        super()._compute_approval_rights()
        for document in self:
            if document.state in document._finished_states:
                document.can_revise = False

    def action_revise(self, reason=None):
        """Take an approved document up again, as long as nothing was done with it.

        :raise UserError: it is done with
        """
        self.check_access("read")
        if done := self.filtered(lambda document: document.state in document._finished_states):
            raise UserError(
                self.env._("%s is done with and cannot be revised.", done[0].display_name)
            )
        return super().action_revise(reason)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_finished(self):
        if done := self.filtered(lambda document: document.state in document._finished_states):
            raise UserError(self.env._("%s is on record and is kept.", done[0].display_name))
