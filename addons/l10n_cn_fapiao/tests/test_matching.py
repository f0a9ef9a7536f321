from odoo.tests import tagged

from ..tools import fapiao_samples as samples
from .fapiao_common import FapiaoCommon, tax_number


@tagged("post_install", "-at_install")
class TestMatching(FapiaoCommon):
    """Which invoice of the ERP a VAT invoice is for: rather none than a wrong one. REQ D-14."""

    def _matched(self, *texts):
        """Return [(invoices of the ERP, why none)] of the invoices with these texts, in order."""
        files = {f"{index}.xml": samples.xml(one) for index, one in enumerate(texts)}
        drop = self._drop(files)
        by_number = {fapiao.number: fapiao for fapiao in drop.line_ids.fapiao_id}
        found = [by_number[one["number"]] for one in texts]
        return [(fapiao.allocation_ids.move_id, fapiao.match_note or "") for fapiao in found]

    def test_amount_and_buyer(self):
        """REQ D-14: the one open invoice of the buyer with this amount, a cent apart."""
        move = self._moves(1130.01)
        self._moves(1130, partner=self.other)
        self._moves(1130.03)
        self.assertEqual(self._matched(self._texts(1)), [(move, "")])
        self.assertLessEqual(abs(move.fapiao_open), 0.01)

    def test_dates_far_apart(self):
        """REQ D-14: an invoice of last year is not meant."""
        self._moves(1130, days=300)
        [(found, note)] = self._matched(self._texts(1))
        self.assertEqual(
            (len(found), note), (0, "No open invoice of this customer has this amount.")
        )

    def test_equal_amounts_are_left_to_a_person(self):
        """REQ D-14: two invoices fit one file, or two files fit one invoice."""
        self._moves(1130, 1130)
        self.assertEqual(
            self._matched(self._texts(1)),
            [(self.env["account.move"], "2 invoices of this customer fit.")],
        )
        single = self._moves(565)
        found = self._matched(self._texts(2, gross=565), self._texts(3, gross=565))
        self.assertEqual(
            found, [(single.browse(), "Another VAT invoice fits the same invoice.")] * 2
        )

    def test_the_order_in_the_remark_decides(self):
        """REQ D-14: by order or invoice number, as a whole word; nothing else then fits."""
        first, second = self._moves(1130), self._moves(1130)
        first.invoice_origin, second.invoice_origin = "S00042", "S000421"
        self.assertEqual(
            self._matched(
                self._texts(1, remark="订单号:S000421"), self._texts(2, remark="s00042，请查收")
            ),
            [(second, ""), (first, "")],
        )
        third = self._moves(700)
        third.invoice_origin = "S00077"
        self._moves(565)
        [(found, note)] = self._matched(self._texts(3, gross=565, remark="S00077"))
        self.assertFalse(found)
        self.assertEqual(note, "The invoice of the order in the remark has another amount.")
        fourth = self._moves(88)
        self.assertEqual(
            self._matched(self._texts(4, gross=88, remark=f"见{fourth.name}")), [(fourth, "")]
        )

    def test_one_for_several_orders(self):
        """REQ D-14: a remark that names two orders, whose invoices together are the amount."""
        moves = self._moves(500, 630)
        moves[0].invoice_origin, moves[1].invoice_origin = "S00001", "S00002"
        self.assertEqual(self._matched(self._texts(1, remark="S00001、S00002")), [(moves, "")])
        self.assertEqual(moves.mapped("fapiao_open"), [0, 0])

    def test_a_title_names_the_customer(self):
        """REQ D-14: the buyer's tax number may be that of another title of the customer."""
        branch = tax_number("91320500MA1XY0010")
        self._title(name="Branch", vat=branch)
        move = self._moves(1130)
        self.assertEqual(self._matched(self._texts(1, buyer_vat=branch)), [(move, "")])

    def test_an_unknown_buyer(self):
        """REQ D-14: nobody, or two customers, with this tax number."""
        self._moves(1130)
        unknown = tax_number("91320500MA1XY0077")
        note = "No customer, or several, have the buyer's tax number."
        none = self.env["account.move"]
        self.assertEqual(self._matched(self._texts(1, buyer_vat=unknown)), [(none, note)])
        # a title of another customer has the same tax number
        self._title(partner=self.other, user=self.colleague, vat=self.customer.vat)
        self.assertEqual(self._matched(self._texts(2)), [(none, note)])

    def test_red_ones_go_to_credit_notes(self):
        """REQ D-14: where the ERP has a credit note of the amount, the red invoice is for that."""
        move, refund = self._moves(1130), self._moves(1130, kind="out_refund")
        self._matched(self._texts(1))
        [(found, _note)] = self._matched(self._texts(2, gross=-1130, red_of=self._number(1)))
        self.assertEqual(found, refund)
        self.assertEqual((move.fapiao_open, refund.fapiao_open), (0, 0))

    def test_no_wrong_match_among_equals(self):
        """REQ D-14: many invoices of one amount, some named, some not, some wrongly.

        A sample; ``bench/fapiao.py`` does it with 1,000.
        """
        moves = self._moves(*[1130] * 60)
        for index, move in enumerate(moves):
            move.invoice_origin = f"S{index:05}"
        texts = [
            self._texts(index + 1, remark=(f"S{index:05}", "", f"S{index + 500:05}")[index % 3])
            for index in range(60)
        ]
        found = self._matched(*texts)
        for index, (matched, note) in enumerate(found):
            if index % 3 == 0:
                self.assertEqual((matched, note), (moves[index], ""))
            else:
                self.assertFalse(matched)
                self.assertTrue(note)
