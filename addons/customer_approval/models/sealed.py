"""The seal that keeps approval data in the hands of the engine.

The engine marks its own writes with a Python object in the context. No RPC client can
send that object: JSON and XML-RPC contexts hold only strings, numbers, lists and maps.
"""

import unicodedata

from odoo import api, models
from odoo.exceptions import AccessError

_SEAL = object()
_SEAL_KEY = "customer_approval_seal"
# all that the engine takes from a client's context: how texts and dates look, and where
_PLAIN_KEYS = ("lang", "tz", "allowed_company_ids")


def plain(records):
    """Return the same records without what a client could steer by its context.

    ``active_test`` would revive archived rules and deputies; other keys mean something to
    some addon.
    """
    context = records.env.context
    return records.with_context({key: context[key] for key in _PLAIN_KEYS if key in context})


def unsealed(records):
    """Return the same records, as the engine writes them (superuser, acting user kept)."""
    # sudo: nobody has the right to write these; the engine checks who asks for what
    return plain(records.sudo()).with_context(**{_SEAL_KEY: _SEAL})


def is_unsealed(records):
    """Tell whether the engine itself is writing."""
    return records.env.context.get(_SEAL_KEY) is _SEAL


def resealed(records):
    """Return the same records without the engine's mark, to hand them to other code."""
    if not is_unsealed(records):
        return records
    context = {key: value for key, value in records.env.context.items() if key != _SEAL_KEY}
    return records.with_context(context)


def read_comment(value):
    """Return a comment as text, empty when nothing of it can be seen.

    :param value: whatever an RPC client sent
    """
    text = "" if value is None or value is False else str(value).strip()
    visible = any(unicodedata.category(character)[0] not in "ZC" for character in text)
    return text if visible else ""


class CustomerApprovalSealed(models.AbstractModel):
    """Rows that only the approval engine makes or changes, and that nobody deletes.

    Not even the superuser writes them by ``create``, ``write`` or ``unlink``; a database
    cascade (the document's addon is uninstalled) still removes them.
    """

    _name = "customer.approval.sealed"
    _description = "Record Kept by the Approval Engine"

    @api.model
    def default_get(self, fields):  # pylint: disable=method-required-super
        """Return the model's own defaults only: users keep defaults of their own making."""
        own = [self._fields[name] for name in fields if name in self._fields]
        return {field.name: field.default(self) for field in own if field.default}

    @api.model_create_multi
    def create(self, vals_list):
        self._check_unsealed()
        return super().create(vals_list)

    def write(self, vals):
        self._check_unsealed()
        return super().write(vals)

    def unlink(self):  # pylint: disable=method-required-super
        # not at uninstall either: the database removes the tables
        # pylint: disable-next=no-raise-unlink
        raise AccessError(self.env._("The approval record is kept for good: nobody deletes it."))

    def _check_unsealed(self):
        """:raise AccessError: when anything but the engine writes"""
        if not is_unsealed(self):
            raise AccessError(
                self.env._(
                    "The approval record is written by the approval itself."
                    " Use the buttons on the document: Submit, Approve, Reject, Withdraw, Revise."
                )
            )
