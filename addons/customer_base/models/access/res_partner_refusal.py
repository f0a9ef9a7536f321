from odoo import api, models

from ...tools.refusal import CustomerAccessError


class ResPartner(models.Model):
    # What a refusal may say of a customer; one place for all of them (REQ B-09, U-04).

    _inherit = "res.partner"

    def _customer_label(self):
        """Return the customer's name to those who may read it, else just what it is."""
        self.ensure_one()
        return self.name if self.has_access("read") else self.env._("this customer")

    def _customer_owner_label(self):
        """Return the responsible person's name to those who may read the customer."""
        self.ensure_one()
        owner = self.has_access("read") and self.sudo().user_id.name  # a colleague's name
        return owner or self.env._("your manager")

    def _customer_not_yours_error(self):
        """Return the refusal of a customer that the user may read, but not change."""
        return CustomerAccessError(
            self.env._(
                "%(partner)s is not a customer of yours. Ask %(user)s, or ask for access "
                "(Customers, Access Requests).",
                partner=self._customer_label(),
                user=self._customer_owner_label(),
            ),
            self.commercial_partner_id.name if self.has_access("read") else "",
        )

    @api.model
    def _customer_hidden_error(self):
        """Return the refusal of a customer, or a record about one, that the user may not see."""
        if self.env.user.has_group("customer_base.group_customer_user"):
            return CustomerAccessError(
                self.env._(
                    "This customer is not open to you. If you need it for your work, ask for "
                    "access (Customer Management, Access Requests)."
                )
            )
        return CustomerAccessError(
            self.env._("This customer is not open to you. Ask your manager.")
        )
