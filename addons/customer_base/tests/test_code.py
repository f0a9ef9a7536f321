from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import CustomerCommon, make_code


@tagged("post_install", "-at_install")
class TestCode(CustomerCommon):
    """Unified social credit code and customer code (REQ B-14, D-15)."""

    def _create(self, **values):
        return self.Partner.create(
            {"name": "X", "is_company": True, "customer_category": "potential", **values}
        )

    def test_good_code_is_kept(self):
        """REQ B-14: a right code passes, with country China and without country."""
        self.assertEqual(self._create(vat=make_code(11)).vat, make_code(11))
        china = self.env.ref("base.cn").id
        self.assertTrue(self._create(vat=make_code(12), country_id=china))

    def test_wrong_length(self):
        """REQ B-14: the message says how many characters there are."""
        with self.assertRaisesRegex(ValidationError, "has 17 characters instead of 18"):
            self._create(vat=make_code(11)[:-1])

    def test_wrong_check_digit(self):
        """REQ B-14: one digit mistyped is told as a wrong check digit."""
        code = make_code(11)
        wrong = code[:12] + str((int(code[12]) + 1) % 10) + code[13:]
        with self.assertRaisesRegex(ValidationError, "wrong check digit"):
            self._create(vat=wrong)

    def test_wrong_character(self):
        """REQ B-14: letters that never occur are told as such."""
        with self.assertRaisesRegex(ValidationError, "character that cannot stand there"):
            self._create(vat="91310115MAIOSVZ123")

    def test_full_width_is_made_half_width(self):
        """REQ B-14: full-width characters, spaces and small letters of a list are cleaned."""
        wide = "".join(chr(ord(char) + 0xFEE0) for char in make_code(13))
        partner = self._create(
            vat=f" {wide[:9]} {wide[9:]}",
            name="　上海ＡＢＣ（集团）有限公司 ",
            phone="０２１－５５５０",
        )
        self.assertEqual(partner.vat, make_code(13))
        self.assertEqual(partner.name, "上海ABC（集团）有限公司")
        self.assertEqual(partner.phone, "021-5550")

    def test_other_countries_and_unmanaged_partners_are_left_alone(self):
        """REQ B-14: foreign customers and contacts we do not manage keep what they have."""
        germany = self.env.ref("base.de").id
        self.assertEqual(self._create(vat="DE136695976", country_id=germany).vat, "DE136695976")
        partner = self.Partner.create({"name": "Y", "is_company": True, "vat": "１２３ x"})
        self.assertEqual(partner.vat, "１２３ x")
        partner.phone = "０１０"
        self.assertEqual(partner.phone, "０１０")

    def test_no_code_and_not_subject_to_tax(self):
        """REQ B-14: an empty code and Odoo's sign for no tax number pass."""
        self.assertFalse(self._create(vat=False).vat)
        self.assertEqual(self._create(vat="/").vat, "/")

    def test_contact_persons_carry_no_code_of_their_own(self):
        """REQ B-14: the code of the company on its contact is not checked again."""
        person = self.Partner.create({"name": "P", "parent_id": self.customer.id})
        self.assertEqual(person.vat, self.customer.vat)
        self.assertEqual(person.customer_category, "potential")

    def test_wrong_code_through_the_form(self):
        """REQ B-14: a person typing a wrong code gets the message on saving."""
        with self.assertRaisesRegex(ValidationError, "instead of 18"), Form(self.customer) as form:
            form.vat = "12345"

    def test_customer_code_from_prefix_and_sequence(self):
        """REQ D-15: prefix of the company, running number, once per customer."""
        self.company.customer_code_prefix = "HY"
        others = self._create(vat=False) | self._create(vat=False)
        customers = self.customer | others
        customers._customer_assign_code()
        codes = customers.mapped("ref")
        self.assertEqual(len(set(codes)), 3)
        self.assertTrue(all(code.startswith("HY") for code in codes))
        customers._customer_assign_code()
        self.assertEqual(customers.mapped("ref"), codes)

    def test_customer_code_passes_over_numbers_in_use(self):
        """REQ D-15: a code somebody typed by hand is not given a second time."""
        self.company.customer_code_prefix = "HY"
        sequence = self.env.ref("customer_base.sequence_customer_code")
        taken = f"HY{sequence.number_next_actual:05d}"
        archived = self._create(ref=taken)
        archived.active = False
        self.customer._customer_assign_code()
        self.assertTrue(self.customer.ref)
        self.assertNotEqual(self.customer.ref, taken)

    def test_customer_code_of_a_contact_goes_to_the_company(self):
        """REQ D-15: the code belongs to the commercial entity."""
        person = self.Partner.create({"name": "P", "parent_id": self.customer.id})
        person._customer_assign_code()
        self.assertTrue(self.customer.ref)
        self.assertFalse(person.ref)
