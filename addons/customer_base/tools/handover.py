"""What a person may hold that has to go to somebody else when they leave (REQ H-01)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HandoverSource:
    """One kind of thing held by people: a model, the field that names them, and what is open.

    What is closed stays with who did it: history keeps its authors (REQ H-07).

    :param model: name of the model
    :param field: a stored many2one or many2many field to users, or a many2one to employees
    :param domain: what still needs somebody
    :param customer: stored many2one field to a contact; the record goes with its customer
    :param decision: ``move`` or ``leave``, or ``ask``: somebody has to say which
    :param holds: nobody leaves the ERP while they have one of it
    """

    model: str
    field: str = "user_id"
    domain: list | tuple = ()
    customer: str | None = None
    decision: str = "move"
    holds: bool = True

    @property
    def key(self):
        """What there is one of: a field of a model."""
        return f"{self.model},{self.field}"
