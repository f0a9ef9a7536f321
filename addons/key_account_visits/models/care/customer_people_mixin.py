import re

from odoo import fields, models
from odoo.tools import SQL

ROLES = ("economic", "technical", "user", "payer", "coach", "other")
SEPARATORS = re.compile(r"[,，、;；\n]+")


class CustomerPeopleMixin(models.AbstractModel):
    """Which people at which customers are meant (REQ V-12, V-13, seed S3 六.2(2) and (4)).

    By the customer's grade and the person's part: their buying role, or their position in the
    company. Whoever fits one of the chosen parts is meant; nothing chosen: everybody.
    """

    _name = "customer.people.mixin"
    _description = "People at Customers"

    grade_ids = fields.Many2many(
        "customer.grade", string="Grades", help="Empty: customers of every grade, and of none."
    )
    decision_makers = fields.Boolean()
    role_economic = fields.Boolean(string="Economic Buyers")
    role_technical = fields.Boolean(string="Technical Buyers")
    role_user = fields.Boolean(string="User Buyers")
    role_payer = fields.Boolean(string="Paying Buyers")
    role_coach = fields.Boolean(string="Coaches")
    role_other = fields.Boolean(string="Others with a Buying Role")
    position_words = fields.Char(
        string="Positions",
        help="Words of the job position, separated by commas: who has one of them in the position "
        "is meant, whatever the buying role.",
    )

    def _people_roles(self):
        """Return the chosen buying roles."""
        self.ensure_one()
        return [role for role in ROLES if self[f"role_{role}"]]

    def _people_words(self):
        """Return the words of positions."""
        words = SEPARATORS.split(self.position_words or "")
        return [word.strip() for word in words if word.strip()]

    def _people_sql(self):
        """Return the SQL that tells whether a person is meant.

        Over ``customer`` and ``person`` (contacts) and ``card``, the person's buying role, which
        may be missing.
        """
        self.ensure_one()
        parts = []
        if roles := self._people_roles():
            parts.append(SQL("card.buying_role = ANY(%s)", roles))
        if self.decision_makers:
            parts.append(SQL("card.is_decision_maker"))
        if words := self._people_words():
            patterns = [f"%{_plain(word)}%" for word in words]
            parts.append(SQL("person.function ILIKE ANY(%s)", patterns))
        meant = SQL("COALESCE(%s, FALSE)", SQL(" OR ").join(parts)) if parts else SQL("TRUE")
        return SQL("(%s AND %s)", self._people_grade_sql(), meant)

    def _people_grade_sql(self):
        """Return the SQL that tells whether a ``customer`` has one of the grades."""
        if not self.grade_ids:
            return SQL("TRUE")
        return SQL("customer.customer_grade_id = ANY(%s)", self.grade_ids.ids)


def _plain(word):
    """Return a word of which no sign means something to ILIKE."""
    return re.sub(r"([\\%_])", r"\\\1", word)
