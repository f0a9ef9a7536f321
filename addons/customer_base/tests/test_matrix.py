from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ROLES, CustomerCommon, make_code

# Rows: model and whose customer it is. The three of a row: the user's own customer, one of a
# colleague in the department, one of another department. Letters: (r)ead, (w)rite, (c)reate,
# (d)elete; "-": nothing; ".": the role has no customers of its own.
# A contact record of a colleague is read with the customer, changed by its author's manager.
MATRIX = """
model                   whose  salesperson clerk manager director marketing finance legal general_manager service admin outsider
res.partner             own    rwc         rwc   rwc     .        .         .       .     .               .       .     .
res.partner             dept   -           rwc   rwc     rwc      rwc       r       r     r               r       rwc   -
res.partner             other  -           -     -       rwc      rwc       r       r     r               r       rwc   -
customer.contact        own    rwcd        rwcd  rwcd    .        .         .       .     .               .       .     .
customer.contact        dept   -           rwcd  rwcd    rwcd     rwcd      -       -     r               -       rwcd  -
customer.contact        other  -           -     -       rwcd     rwcd      -       -     r               -       rwcd  -
customer.file           own    rwcd        rwcd  rwcd    .        .         .       .     .               .       .     .
customer.file           dept   -           rwcd  rwcd    rwcd     rwcd      -       -     r               -       rwcd  -
customer.file           other  -           -     -       rwcd     rwcd      -       -     r               -       rwcd  -
customer.interaction    own    rwcd        rwcd  rwcd    .        .         .       .     .               .       .     .
customer.interaction    dept   -           rc    rwc     rwc      rc        c       c     rc              c       rwcd  -
customer.interaction    other  -           -     -       rwc      rc        c       c     rc              c       rwcd  -
customer.access         own    rwc         rwc   rwc     .        .         .       .     .               .       .     .
customer.access         dept   -           r     rwc     rwc      rwc       -       -     r               -       rwc   -
customer.access         other  -           -     -       rwc      rwc       -       -     r               -       rwc   -
customer.interaction.state  own    r           r     r       .        .         .       .     .               .       .     .
customer.interaction.state  dept   -           r     r       r        r         -       -     r               -       r     -
customer.interaction.state  other  -           -     -       r        r         -       -     r               -       r     -
customer.grade.change   dept   -           r     r       r        r         -       -     r               -       r     -
customer.grade.change   other  -           -     -       r        r         -       -     r               -       r     -
"""  # noqa: E501


@tagged("post_install", "-at_install")
class TestMatrix(CustomerCommon):
    """Roles × models × operations, the rule on partners included (REQ B-09, B-11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_partner_rule = True
        cls.east = cls._make_role_department(*ROLES, name="East")
        cls.west = cls._make_department("West")
        cls.colleagues = {"dept": cls._colleague(cls.east), "other": cls._colleague(cls.west)}
        cls.grade = cls.env["customer.grade"].search([], limit=1)
        cls.number = 100
        cls.records = {}

    @classmethod
    def _colleague(cls, department):
        user = cls._make_user(f"matrix_{department.name}", "salesperson", name=department.name)
        cls._employ(user, department)
        return user

    def _customer(self, owner):
        type(self).number += 1
        customer = self.Partner.create(
            {
                "name": f"Matrix {self.number}",
                "is_company": True,
                "vat": make_code(self.number),
                "customer_category": "potential",
                "user_id": owner.id,
            }
        )
        person = self.Partner.create({"name": "Person", "parent_id": customer.id})
        return customer, person

    def _vals(self, model, customer, person, owner):
        """Return the values with which a record of the model is made for a customer."""
        base = {"partner_id": customer.id}
        return {
            "res.partner": {"name": "New Contact", "parent_id": customer.id},
            "customer.contact": {"partner_id": person.id, "buying_role": "user"},
            "customer.file": {**base, "company_id": self.company.id},
            "customer.interaction": {**base, "summary": "Called", "company_id": self.company.id},
            "customer.access": {**base, "user_id": self.outsider.id},
            "customer.interaction.state": {**base, "company_id": self.company.id},
            "customer.grade.change": {**base, "reason": "x"},
        }[model]

    def _record(self, model, owner):
        """Return a record of one of the owner's customers, as the owner made it."""
        customer, person = self._customer(owner)
        if model == "res.partner":
            return customer
        if model == "customer.interaction.state":
            return self.env[model].search([("partner_id", "=", customer.id)])
        if model == "customer.grade.change":
            customer._customer_set_grade(self.grade, "Visit of the works")
            return self.env[model].search([("partner_id", "=", customer.id)])
        return self.env[model].with_user(owner).create(self._vals(model, customer, person, owner))

    WRITES = {
        "res.partner": {"city": "Wuhan"},
        "customer.contact": {"focus": "Price"},
        "customer.file": {"main_business": "Pumps"},
        "customer.interaction": {"needs": "Pumps"},
        "customer.access": {"note": "Technical questions"},
        "customer.interaction.state": {"next_due": "2030-01-01"},
        "customer.grade.change": {"reason": "Another one"},
    }

    def _attempt(self, function, needs_result=False):
        """Return whether a call goes through (and finds something); all is rolled back."""
        try:
            with self.env.cr.savepoint():
                if not function() and needs_result:
                    return False
                self.env.flush_all()
                raise InterruptedError
        except InterruptedError:
            return True
        except (AccessError, UserError, ValidationError):
            return False
        finally:
            self.env.invalidate_all()

    def _allowed(self, model, record, user, owner):
        """Return the letters of what the user may do, and check that all ways of reading agree."""
        mine = record.with_user(user).with_context(allowed_company_ids=self.company.ids)
        domain = [("id", "=", record.id)]
        ways = {
            "read": lambda: mine.read(["display_name"]),
            "web_read": lambda: mine.web_read({"display_name": {}}),
            "search_count": lambda: mine.search_count(domain),
            "search_read": lambda: mine.search_read(domain, ["display_name"]),
            "read_group": lambda: mine.formatted_read_group(domain, ["id"], ["__count"]),
            "name_search": lambda: mine.name_search("", domain),
        }
        reads = {name: self._attempt(way, needs_result=True) for name, way in ways.items()}
        self.assertEqual(len(set(reads.values())), 1, f"{model} {user.login}: {reads}")
        letters = "r" if reads["read"] else ""
        if self._attempt(lambda: mine.write(self.WRITES[model])):
            letters += "w"
        customer, person = self._customer(owner)
        vals = self._vals(model, customer, person, owner)
        if self._attempt(lambda: mine.browse().create(vals)):
            letters += "c"
        if self._attempt(mine.unlink):
            letters += "d"
        return letters or "-"

    def test_matrix(self):
        """REQ B-09, B-11: everybody may do what the table says, and nothing else."""
        header, *lines = (line.split() for line in MATRIX.strip().splitlines())
        roles = header[2:]
        for model, whose, *cells in lines:
            for role, expected in zip(roles, cells, strict=True):
                if expected == ".":
                    continue
                user = self.users_by_role.get(role, self.outsider)
                owner = user if whose == "own" else self.colleagues[whose]
                with self.subTest(model=model, whose=whose, role=role):
                    record = self._record(model, owner)
                    self.assertEqual(self._allowed(model, record, user, owner), expected)
