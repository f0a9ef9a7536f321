from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.l10n_cn_fapiao_drop import SENTENCES
from ..tools import fapiao_file
from ..tools import fapiao_samples as samples
from .fapiao_common import FapiaoCommon


@tagged("post_install", "-at_install")
class TestDrop(FapiaoCommon):
    """Files are dropped, read, matched, and confirmed by a person. REQ D-14."""

    def _outcomes(self, drop):
        return {line.name: (line.outcome, line.reason or "") for line in drop.line_ids}

    def test_drop_match_confirm(self):
        """REQ D-14: XML, OFD and PDF of three invoices; two are matched, one is left with why."""
        first, second = self._moves(1130, 565)
        drop = self._drop(
            {
                "a.xml": samples.xml(self._texts(1)),
                "b.ofd": samples.ofd(self._texts(2, gross=565)),
                "c.pdf": samples.pdf(self._texts(3, gross=99)),
            }
        )
        self.assertEqual({line.outcome for line in drop.line_ids}, {"taken"})
        self.assertEqual((drop.taken_count, drop.matched_count, drop.refused_count), (3, 2, 0))
        fapiaos = drop.line_ids.fapiao_id
        self.assertEqual(set(fapiaos.mapped("state")), {"proposed"})
        self.assertEqual(fapiaos.allocation_ids.move_id, first | second)
        left = fapiaos.filtered(lambda fapiao: not fapiao.allocation_ids)
        self.assertEqual(left.match_note, "No open invoice of this customer has this amount.")
        self.assertEqual(left.partner_id, self.customer)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "l10n_cn.fapiao"), ("res_id", "in", fapiaos.ids)]
        )
        self.assertEqual(set(files.mapped("name")), {"a.xml", "b.ofd", "c.pdf"})
        self.assertFalse(drop.attachment_ids)
        fapiaos.action_confirm()
        self.assertEqual(set(fapiaos.mapped("state")), {"registered"})

    def test_three_files_of_one_invoice(self):
        """REQ D-14: the platform's zip has all formats; they are kept with one invoice."""
        texts = self._texts(1)
        files = {
            "1.xml": samples.xml(texts),
            "1.ofd": samples.ofd(texts),
            "1.pdf": samples.pdf(texts),
        }
        drop = self._drop({"all.zip": samples.zipped(files)})
        self.assertEqual(
            sorted(line.outcome for line in drop.line_ids), ["added", "added", "taken"]
        )
        fapiao = drop.line_ids.fapiao_id
        self.assertEqual(len(fapiao), 1)
        kept = self.env["ir.attachment"].search([("res_id", "=", fapiao.id),
                                                 ("res_model", "=", "l10n_cn.fapiao")])  # fmt: skip
        self.assertEqual(len(kept), 3)

    def test_two_files_that_disagree(self):
        """REQ D-14: one number, two amounts: the second is refused."""
        drop = self._drop(
            {
                "a.xml": samples.xml(self._texts(1)),
                "b.xml": samples.xml(self._texts(1, gross=565)),
            }
        )
        outcomes = sorted(line.outcome for line in drop.line_ids)
        self.assertEqual(outcomes, ["refused", "taken"])
        refused = drop.line_ids.filtered(lambda line: line.outcome == "refused")
        self.assertIn("It says something else than a.xml", refused.reason)

    def test_known_numbers_are_double(self):
        """REQ D-14: nothing is stored a second time."""
        self._fapiao(1, confirm=True)
        before = self._kept()
        drop = self._drop({"again.xml": samples.xml(self._texts(1))})
        self.assertEqual(
            self._outcomes(drop),
            {"again.xml": ("double", f"{self._number(1)} is in the register already.")},
        )
        self.assertEqual(self._kept(), before)

    def test_bad_files_store_nothing(self):
        """REQ D-14: cut, bomb, DTD, drawing, 11 MB, nine digits: a sentence each."""
        texts = self._texts(1)
        xml = samples.xml(texts)
        cases = {
            "cut.xml": (xml[:500], "is damaged or cut off"),
            "cut.ofd": (samples.ofd(texts)[:-30], "is damaged or cut off"),
            "dtd.xml": (b"<!DOCTYPE a>" + xml[xml.index(b"<EInvoice>"):], "document type"),
            "bomb.zip": (samples.zipped({"a.xml": b" " * 70 * 2**20}), "unpacks to more"),
            "big.xml": (b"<" + b" " * 11 * 2**20, "is larger than 10 MB"),
            "drawing.ofd": (samples.ofd(texts, "drawing"), "is a drawing only"),
            "nine.xml": (samples.xml({**texts, "number": "263170000"}), "does not fit its kind"),
            "nineteen.xml": (samples.xml({**texts, "number": "2" * 19}), "does not fit its kind"),
            "sum.xml": (samples.xml({**texts, "tax": "1.00"}), "do not add up"),
            "note.txt": (b"hello", "is no XML, OFD, PDF or zip"),
            "seller.xml": (samples.xml({**texts, "seller_vat": self.other.vat}), "not by Pumps"),
            "red.xml": (
                samples.xml(self._texts(2, gross=-1130, red_of=self._number(9))),
                "its blue one .* is not in the register",
            ),
            "lone.xml": (samples.xml(self._texts(3, gross=-1130)), "its blue one"),
        }  # fmt: skip
        before = self._kept()
        drop = self._drop({name: content for name, (content, _text) in cases.items()})
        found = self._outcomes(drop)
        self.assertEqual(set(found), set(cases))
        for name, (_content, text) in cases.items():
            with self.subTest(name):
                self.assertEqual(found[name][0], "refused")
                self.assertRegex(found[name][1], text)
        self.assertEqual(self._kept(), before)

    def test_red_and_blue_in_one_drop(self):
        """REQ D-14: in whatever order; without a credit note the invoice is open again."""
        move = self._moves(1130)
        drop = self._drop(
            {
                "a_red.xml": samples.xml(self._texts(2, gross=-1130, red_of=self._number(1))),
                "b_blue.xml": samples.xml(self._texts(1)),
            }
        )
        self.assertEqual({line.outcome for line in drop.line_ids}, {"taken"})
        red = drop.line_ids.fapiao_id.filtered(lambda fapiao: fapiao.gross < 0)
        self.assertEqual(red.red_of_id.number, self._number(1))
        self.assertEqual(move.fapiao_open, 1130)
        with self.assertRaisesRegex(UserError, "confirm the blue invoice"):
            red.action_confirm()
        (red.red_of_id | red).sorted("gross", reverse=True).action_confirm()
        self.assertEqual(red.state, "registered")

    def test_read_once(self):
        """REQ D-14: what became of files is found out, not written."""
        drop = self._drop({"a.xml": samples.xml(self._texts(1))})
        with self.assertRaisesRegex(UserError, "Drop files first"):
            drop.action_read()
        with self.assertRaisesRegex(UserError, "filled in by reading them"):
            drop.write({"line_ids": [Command.clear()]})
        with self.assertRaisesRegex(UserError, "filled in by reading them"):
            drop.line_ids.write({"outcome": "refused"})
        self.assertEqual(drop.line_ids.outcome, "taken")

    def test_only_finance_drops_own_files(self):
        """REQ D-14, REQ B-09: no salesperson, and no file of somebody else."""
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Files of VAT Invoices'"):
            self._drop({"a.xml": samples.xml(self._texts(1))}, user=self.salesperson)
        drop = self._drop({"b.xml": samples.xml(self._texts(2))}, user=self.cashier, read=False)
        files = drop.attachment_ids
        mine = self._drop({"c.xml": samples.xml(self._texts(3))}, read=False)
        mine.sudo().attachment_ids = [Command.set(files.ids)]
        before = self._kept()
        with self.assertRaisesRegex(AccessError, "Only files that you uploaded here"):
            mine.action_read()
        self.assertEqual(self._kept(), before)
        self.assertTrue(files.exists())

    def test_sentences_are_translated(self):
        """REQ D-14: every sentence of the reader is one of ours, word for word."""
        self.assertEqual(
            {code: self.env._(sentence) for code, sentence in SENTENCES.items()},
            fapiao_file.SENTENCES,
        )

    def test_hundreds_at_once(self):
        """REQ D-14: a zip of 120 invoices; the work does not grow faster than the files."""

        def queries(start, number):
            files = {
                f"{index}.xml": samples.xml(self._texts(start + index, gross=100 + index))
                for index in range(number)
            }
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            drop = self._drop({"all.zip": samples.zipped(files)})
            self.assertEqual(drop.taken_count, number)
            return self.cr.sql_log_count - before

        few, many = queries(1, 10), queries(100, 110)
        self.assertLess(many / 110, few / 10)
