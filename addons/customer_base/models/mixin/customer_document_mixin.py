from odoo import models


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
