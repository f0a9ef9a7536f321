"""The seal that keeps what only the system writes in the hands of its owner.

Code that owns records marks its own writes with a Python object in the context. No RPC client
can send that object: JSON and XML-RPC contexts hold only strings, numbers, lists and maps.

Each owner has a seal of its own, named by the class attribute ``_seal`` of its models: who has
opened one writes nothing that belongs to another. Hand records to other code by
:func:`resealed`.
"""

import unicodedata
from functools import cache

_SEAL_KEY = "customer_approval_seal"
# all that the system takes from a client's context: how texts and dates look, and where
_PLAIN_KEYS = ("lang", "tz", "allowed_company_ids")


class Seal:
    """What one owner marks its writes with."""

    def __init__(self, owner):
        self.owner = owner

    def __repr__(self):
        return f"<seal of {self.owner}>"


@cache
def seal_of(owner):
    """Return the one seal of an owner."""
    return Seal(owner)


def plain(records):
    """Return the same records without what a client could steer by its context.

    ``active_test`` would revive archived rules and deputies; other keys mean something to
    some addon.
    """
    context = records.env.context
    return records.with_context({key: context[key] for key in _PLAIN_KEYS if key in context})


def unsealed(records):
    """Return the same records, as their owner writes them (superuser, acting user kept).

    :param records: of a model with a ``_seal``, or of one that needs none
    """
    # sudo: nobody has the right to write these; the owner's code checks who asks for what
    return plain(records.sudo()).with_context(**{_SEAL_KEY: getattr(records, "_seal", None)})


def is_unsealed(records):
    """Tell whether the owner of these records is writing."""
    return records.env.context.get(_SEAL_KEY) is records._seal


def resealed(records):
    """Return the same records without any owner's mark, to hand them to other code."""
    if _SEAL_KEY not in records.env.context:
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
