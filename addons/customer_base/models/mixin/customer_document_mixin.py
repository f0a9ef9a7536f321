from odoo import api, models
from odoo.fields import Domain


class CustomerDocumentMixin(models.AbstractModel):
    """A record of a customer that passes approval: what the forms of the rulebooks have in common.

    The record comes from ``customer.record.mixin``, approval from ``customer.approval.mixin``.
    """

    _name = "customer.document.mixin"
    _inherit = ["customer.confidential.mixin", "customer.record.mixin", "customer.approval.mixin"]
    _description = "Customer Document"
    _order = "date desc, id desc"

    def _approval_excluded_users(self):
        """Who is responsible does not decide, whoever wrote the document."""
        return super()._approval_excluded_users() | self.user_id

    def _approval_department(self):
        """A stage for the department manager asks the manager of the document's department."""
        return self.department_id or super()._approval_department()

    def _approval_may_request(self):
        """The responsible person may submit, withdraw and revise like the applicant."""
        return super()._approval_may_request() | self.filtered(
            lambda document: document.user_id == self.env.user
        )

    @api.model
    @api.private
    def _follow_owner(self, customers, before):
        """Hand what is not under way yet to whoever answers for the customer now (H-01).

        An addon registers it for its documents in ``_customer_changed_hands_hooks``.

        :param before: {customer: responsible person before}
        """
        # sudo: the work follows the customer, whoever hands it over
        open_sudo = self.sudo().search(
            Domain("commercial_partner_id", "in", customers.ids) & self._follow_owner_domain()
        )
        moved_sudo = open_sudo.filtered(
            lambda document: document.user_id == before[document.commercial_partner_id]
        )
        for owner, documents in moved_sudo.grouped(
            lambda document: document.commercial_partner_id.user_id
        ).items():
            if owner:
                documents.user_id = owner

    @api.model
    def _follow_owner_domain(self):
        """Return the domain of the documents that follow the customer to its new owner."""
        return Domain("state", "in", ("draft", "rejected"))
