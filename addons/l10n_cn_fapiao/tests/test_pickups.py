from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .fapiao_common import FapiaoCommon

# the smallest picture
SIGNATURE = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    b"gg=="
)


@tagged("post_install", "-at_install")
class TestPickups(FapiaoCommon):
    """领取单: who collects invoices signs for them. REQ D-14."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fapiaos = cls._fapiao(1, confirm=True) | cls._fapiao(2, confirm=True)

    def _pickup(self, user=None, **values):
        return (
            self.env["l10n_cn.fapiao.pickup"]
            .with_user(user or self.finance)
            .create(
                {
                    "partner_id": self.customer.id,
                    "collector_id": self.salesperson.id,
                    "fapiao_ids": [Command.set(self.fapiaos.ids)],
                    **values,
                }
            )
        )

    def test_the_collector_signs(self):
        """REQ D-14: asked by an activity, signed under the own login, then fixed (annex 3)."""
        pickup = self._pickup()
        self.assertRegex(pickup.name, r"^LP\d{4}-\d{4}$")
        self.assertEqual((pickup.count, pickup.gross, pickup.state), (2, 2260, "open"))
        self.assertEqual(pickup.activity_ids.user_id, self.salesperson)
        self.assertEqual(self.fapiaos.pickup_id, pickup)
        mine = pickup.with_user(self.salesperson)
        self.assertTrue(mine.can_sign)
        mine.signature = SIGNATURE
        self.assertEqual((pickup.state, pickup.signed_by_id), ("signed", self.salesperson))
        self.assertTrue(pickup.signed_on)
        self.assertFalse(pickup.activity_ids)
        for user, values in (
            (self.salesperson, {"signature": False}),
            (self.finance, {"collector_id": self.colleague.id}),
            (self.head, {"fapiao_ids": [Command.clear()]}),
        ):
            with self.subTest(user.login), self.assertRaisesRegex(UserError, "is signed and stays"):
                pickup.with_user(user).write(values)
        with self.assertRaisesRegex(UserError, "is signed and is kept"):
            pickup.unlink()

    def test_nobody_signs_for_another(self):
        """REQ D-14: neither finance nor a colleague, nor along with making the receipt."""
        pickup = self._pickup()
        with self.assertRaisesRegex(UserError, "is signed by fapiao_sales alone"):
            pickup.signature = SIGNATURE
        with self.assertRaisesRegex(AccessError, "doesn't have 'write' access"):
            pickup.with_user(self.colleague).signature = SIGNATURE
        with self.assertRaisesRegex(UserError, "signed after it was made"):
            self._pickup(signature=SIGNATURE)
        for values in ({"state": "signed"}, {"signed_by_id": self.salesperson.id}):
            with self.assertRaisesRegex(UserError, "filled in by the system"):
                pickup.write(values)
        self.assertEqual((pickup.state, pickup.signature), ("open", False))

    def test_the_collector_changes_nothing_else(self):
        """REQ D-14: which invoices, whose, who: finance fills that in."""
        mine = self._pickup().with_user(self.salesperson)
        for values in ({"collector_id": self.colleague.id}, {"note": "x"},
                       {"signature": SIGNATURE, "fapiao_ids": [Command.clear()]}):  # fmt: skip
            with self.assertRaisesRegex(UserError, "Finance fills in receipts"):
                mine.write(values)
        self.assertEqual((mine.state, mine.collector_id), ("open", self.salesperson))
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Invoice Receipt'"):
            self._pickup(user=self.salesperson)

    def test_what_may_be_handed_over(self):
        """REQ D-14: confirmed invoices of this customer, each once."""
        proposed = self._fapiao(3)
        theirs = self._fapiao(4, partner_id=self.other.id, confirm=True)
        first = self._pickup()
        for fapiao, message in (
            (proposed, "is not confirmed"),
            (theirs, "another customer's"),
            (self.fapiaos[0], f"is on receipt {first.name}"),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                with self.cr.savepoint():
                    self._pickup(fapiao_ids=[Command.set(fapiao.ids)])
        with self.assertRaisesRegex(UserError, "Choose the invoices"), self.cr.savepoint():
            self._pickup(fapiao_ids=[])
        self.assertEqual(self.fapiaos.pickup_id, first)

    def test_taken_off_the_receipt(self):
        """REQ D-14: an invoice is free again when it leaves the receipt, or the receipt goes."""
        pickup = self._pickup()
        pickup.fapiao_ids = self.fapiaos[:1]
        self.assertEqual(self.fapiaos.mapped("pickup_id"), pickup)
        self.assertFalse(self.fapiaos[1].pickup_id)
        with self.assertRaisesRegex(UserError, f"is on receipt {pickup.name}"):
            self.fapiaos[0].with_user(self.head).action_void()
        pickup.unlink()
        self.assertFalse(self.fapiaos.pickup_id)

    def test_another_collector_is_asked(self):
        """REQ D-14: and the first one no more."""
        pickup = self._pickup()
        pickup.collector_id = self.colleague
        self.assertEqual(pickup.activity_ids.user_id, self.colleague)
        self.assertFalse(pickup.with_user(self.colleague).state == "signed")
        self.assertEqual(
            set(pickup.with_user(self.colleague).fapiao_ids.mapped("number")),
            set(self.fapiaos.mapped("number")),
        )

    def test_what_nobody_has_collected(self):
        """REQ D-14: the list of registered invoices that nobody signed for."""
        Fapiao = self.env["l10n_cn.fapiao"].with_user(self.finance)
        action = self.env.ref("l10n_cn_fapiao.fapiao_action_collect")
        self.assertIn("to_collect", action.context)
        arch = self.env.ref("l10n_cn_fapiao.fapiao_view_search").arch
        self.assertIn('name="to_collect"', arch)
        domain = [
            ("state", "=", "registered"), ("pickup_needed", "=", True),
            "|", ("pickup_id", "=", False), ("pickup_id.state", "=", "open"),
        ]  # fmt: skip
        ordinary = self._fapiao(5, kind="digital_ordinary", confirm=True)
        self.assertFalse(ordinary.pickup_needed)
        self.assertEqual(Fapiao.search(domain), self.fapiaos)
        pickup = self._pickup(fapiao_ids=[Command.set(self.fapiaos[:1].ids)])
        self.assertEqual(Fapiao.search(domain), self.fapiaos)
        pickup.with_user(self.salesperson).signature = SIGNATURE
        self.assertEqual(Fapiao.search(domain), self.fapiaos[1:])
