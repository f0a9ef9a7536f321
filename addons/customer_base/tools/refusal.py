"""Refusals of customers, which the web client shows with the way to ask for access (U-04)."""

from odoo.exceptions import AccessError


class CustomerAccessError(AccessError):
    """A customer, or a record about one, is not the user's.

    :param message: text for the user
    :param customer_names: what an access request begins with; only of customers that the user
        may read, whose name is no secret
    """

    def __init__(self, message, customer_names=""):
        super().__init__(message)
        self.context = {"customer_names": customer_names}
