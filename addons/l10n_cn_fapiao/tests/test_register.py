from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import NotNullViolation

from .fapiao_common import FapiaoCommon

PAPER = {"kind": "paper_special", "code": "3100261130", "number": "04567812"}


@tagged("post_install", "-at_install")
class TestRegister(FapiaoCommon):
    """The register of VAT invoices beside the ERP's invoices. REQ D-14."""

    def test_every_kind_has_its_number(self):
        """REQ D-14: 8 digits with a code of 10 or 12, 20 without, both on paper."""
        for values in (
            {"kind": "digital_special"},
            {"kind": "digital_ordinary", "number": self._number(2)},
            PAPER,
            {"kind": "paper_ordinary", "code": "031002600111", "number": "12345678"},
            {"kind": "digital_paper", "number": self._number(3), "code": "3100261130",
             "paper_number": "04567999"},
        ):  # fmt: skip
            with self.subTest(values=values):
                self.assertEqual(self._fapiao(**values).state, "proposed")
        for values, message in (
            ({"number": "263170000"}, "number of 20 digits and no code"),
            ({"number": "2631700000000000001"}, "number of 20 digits and no code"),
            ({"code": "3100261130"}, "number of 20 digits and no code"),
            ({"number": "2631700000000000001A"}, "number of 20 digits and no code"),
            ({**PAPER, "number": "123456789"}, "a code of 10 or 12 digits and a number of 8"),
            ({**PAPER, "code": "31002611301"}, "a code of 10 or 12 digits and a number of 8"),
            ({**PAPER, "code": False}, "a code of 10 or 12 digits and a number of 8"),
            ({"kind": "digital_paper", "code": "3100261130"}, "with 8 digits on the paper"),
        ):
            before = self._kept()
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, message):
                with self.cr.savepoint():
                    self._fapiao(9, **values)
            self.assertEqual(self._kept(), before)

    def test_a_number_is_registered_once(self):
        """REQ D-14: whatever its kind, and even when it is void; spaces don't help."""
        first = self._fapiao(confirm=True)
        first.with_user(self.head).action_void()
        paper = self._fapiao(**PAPER)
        before = self._kept()
        number = self._number(1)
        for values in (
            {"number": number},
            {"number": f" {number[:10]} {number[10:]}", "kind": "digital_ordinary"},
            {**PAPER, "kind": "paper_ordinary"},
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, "is in the register already"):
                    self._fapiao(**values)
        self.assertEqual(self._kept(), before)
        other = self._fapiao(**{**PAPER, "code": "3100261131"})
        self.assertEqual((paper | other).mapped("number"), ["04567812"] * 2)

    def test_amounts_add_up(self):
        """REQ D-14: net and tax are gross, give or take a cent; all have one sign."""
        self.assertEqual(self._fapiao(1, net=1000, tax=130, gross=1130.01).gross, 1130.01)
        for values, message in (
            ({"net": 1000, "tax": 130, "gross": 1130.02}, "are not the gross amount"),
            ({"net": 0, "tax": 0, "gross": 0}, "enter the amounts"),
            ({"net": 1200, "tax": -70, "gross": 1130}, "all amounts are negative"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, message):
                with self.cr.savepoint():
                    self._fapiao(9, **values)

    def test_one_invoice_in_several(self):
        """REQ D-14: several VAT invoices for one of the ERP, never more than it is."""
        move = self._moves(2000)
        self._fapiao(1, gross=1500, move=move, confirm=True)
        self.assertEqual((move.fapiao_open, move.fapiao_count), (500, 1))
        before = self._kept()
        with self.assertRaisesRegex(ValidationError, f"{move.name} is .*2,000.00.*2,100.00"):
            with self.cr.savepoint():
                self._fapiao(2, gross=600, move=move)
        self.assertEqual(self._kept(), before)
        self._fapiao(3, gross=500, move=move, confirm=True)
        self.assertEqual(move.fapiao_open, 0)

    def test_several_invoices_in_one(self):
        """REQ D-14: one VAT invoice for several of the ERP, never more than it is."""
        moves = self._moves(600, 530)
        fapiao = self._fapiao()
        fapiao.allocation_ids = [
            Command.create({"move_id": move.id, "amount": move.fapiao_open}) for move in moves
        ]
        fapiao.action_confirm()
        self.assertEqual((fapiao.unmatched, moves.mapped("fapiao_open")), (0, [0, 0]))
        third = self._moves(100)
        with self.assertRaisesRegex(ValidationError, "more is matched than the VAT invoice is"):
            fapiao.allocation_ids = [Command.create({"move_id": third.id, "amount": 100})]

    def test_for_whose_invoice(self):
        """REQ D-14: posted, of this customer and company, and the right way round."""
        company = self._company("Second", "91310000MA1FL0008")
        self.customer.company_id = False
        foreign = self.env["account.move"].with_company(company)
        journal = (
            self.env["account.journal"]
            .with_company(company)
            .create({"name": "S", "code": "S2", "type": "sale", "company_id": company.id})
        )
        foreign = foreign.create(
            {"move_type": "out_invoice", "partner_id": self.customer.id, "journal_id": journal.id}
        )
        for move, amount, message in (
            (self._moves(1130, post=False), 1130, "no posted invoice to a customer"),
            (self._moves(1130, partner=self.other), 1130, "another customer's"),
            (self._moves(1130), -1130, "the amount has to be positive"),
            (foreign, 1130, "no posted invoice|another company's"),
        ):
            fapiao = self._fapiao(9)
            with self.subTest(message), self.assertRaisesRegex(ValidationError, message):
                with self.cr.savepoint():
                    fapiao.sudo().allocation_ids = [
                        Command.create({"move_id": move.id, "amount": amount})
                    ]
            fapiao.unlink()

    def test_red_takes_back_blue(self):
        """REQ D-14: a red invoice names its blue one and opens the ERP's invoice again."""
        move = self._moves(1130)
        blue = self._fapiao(move=move, confirm=True)
        with self.assertRaisesRegex(ValidationError, "Choose the blue one that it takes back"):
            with self.cr.savepoint():
                self._fapiao(2, gross=-1130)
        red = self._fapiao(3, gross=-1130, red_of_id=blue.id, move=move, confirm=True)
        self.assertEqual((red.colour, blue.red_ids, move.fapiao_open), ("red", red, 1130))
        with self.assertRaisesRegex(ValidationError, "would take back more than"):
            with self.cr.savepoint():
                self._fapiao(4, gross=-0.5, red_of_id=blue.id)
        with self.assertRaisesRegex(UserError, "is taken back by the red invoice"):
            blue.with_user(self.head).action_void()
        self.assertEqual(blue.state, "registered")
        self._fapiao(5, move=move, confirm=True)
        self.assertEqual(move.fapiao_open, 0)

    def test_a_credit_note_has_its_red_invoice(self):
        """REQ D-14: a credit note of the ERP is covered by red invoices, not by blue ones."""
        move, refund = self._moves(1130), self._moves(1130, kind="out_refund")
        blue = self._fapiao(move=move, confirm=True)
        self.assertEqual(refund.fapiao_open, -1130)
        with self.assertRaisesRegex(ValidationError, "would stand for"):
            with self.cr.savepoint():
                self._fapiao(2, move=refund)
        self._fapiao(3, gross=-1130, red_of_id=blue.id, move=refund, confirm=True)
        self.assertEqual((move.fapiao_open, refund.fapiao_open), (0, 0))

    def test_a_person_confirms(self):
        """REQ D-14: complete, issued by this company, not of tomorrow."""
        fapiao = self._fapiao()
        fapiao.action_confirm()
        self.assertEqual((fapiao.state, fapiao.confirmed_by_id), ("registered", self.finance))
        with self.assertRaisesRegex(UserError, "is “Registered”: this can't be done"):
            fapiao.action_confirm()
        for values, message in (
            ({"partner_id": False}, "choose the customer"),
            ({"seller_vat": self.other.vat}, "issued by .*, not by Pumps"),
            ({"date": self.today + timedelta(1)}, "in the future"),
        ):
            wrong = self._fapiao(9, **values)
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                wrong.action_confirm()
            self.assertEqual(wrong.state, "proposed")
            wrong.unlink()

    def test_an_amount_belongs_to_a_vat_invoice(self):
        """S-10: a list that is none is no VAT invoice, and no Python error either."""
        move = self._moves(1130)
        parts = self.env["l10n_cn.fapiao.allocation"]
        for nothing in ([], False, 0):
            with (
                self.subTest(nothing),
                self.assertRaisesRegex(NotNullViolation, "fapiao_id"),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                parts.create({"fapiao_id": nothing, "move_id": move.id, "amount": 1})

    def test_what_is_confirmed_stays(self):
        """REQ D-14: taken back by the head of accounting alone, and never deleted."""
        fapiao = self._fapiao(confirm=True)
        for values in ({"gross": 1}, {"number": self._number(7)}, {"partner_id": self.other.id}):
            with self.assertRaisesRegex(UserError, "is confirmed, its .* stays"):
                fapiao.write(values)
        with self.assertRaisesRegex(UserError, "stays in the register"):
            fapiao.unlink()
        for method in ("action_take_back", "action_void"):
            with self.assertRaisesRegex(AccessError, "Only the head of accounting"):
                getattr(fapiao, method)()
        self.assertEqual((fapiao.state, fapiao.gross), ("registered", 1130))
        fapiao.with_user(self.head).action_take_back()
        self.assertEqual((fapiao.state, fapiao.confirmed_by_id.id), ("proposed", False))
        fapiao.remark = "typed again"
        fapiao.write({"net": 500, "tax": 65, "gross": 565})
        self.assertEqual(fapiao.gross, 565)

    def test_what_the_system_fills_in(self):
        """REQ D-14: no call, import or default confirms an invoice."""
        for values in ({"state": "registered"}, {"from_file": True}, {"match_note": "x"}):
            with self.assertRaisesRegex(UserError, "filled in by the system"):
                self._fapiao(9, **values)
        fapiao = self._fapiao()
        with self.assertRaisesRegex(UserError, "Status .* is filled in by the system"):
            fapiao.write({"state": "registered"})
        Fapiao = self.env["l10n_cn.fapiao"].with_user(self.finance)
        vals = fapiao.copy_data()[0]
        made = Fapiao.with_context(default_state="registered").create(
            {**vals, "number": self._number(8)}
        )
        self.assertEqual(made.state, "proposed")

    def test_odoos_own_number_where_it_fits(self):
        """REQ D-14: 8 digits are written to the invoice, 20 would be cut and are not."""
        if "fapiao" not in self.env["account.move"]._fields:
            return
        short, long, several = self._moves(1130, 1130, 1130)
        self._fapiao(**PAPER, move=short, confirm=True)
        self._fapiao(2, move=long, confirm=True)
        self._fapiao(3, gross=500, move=several, kind="paper_special", code="3100261130",
                     number="00000001", confirm=True)  # fmt: skip
        self._fapiao(4, gross=630, move=several, kind="paper_special", code="3100261130",
                     number="00000002", confirm=True)  # fmt: skip
        self.assertEqual((short.fapiao, long.fapiao), ("04567812", False))
        self.assertEqual(several.fapiao, "00000001")

    def test_an_invoice_with_a_vat_invoice_is_not_reset(self):
        """REQ D-14: what was issued is taken back by a red invoice, not in the ERP alone."""
        move, free = self._moves(1130, 1130)
        fapiao = self._fapiao(move=move)
        free.button_draft()
        self.assertEqual(free.state, "draft")
        fapiao.action_confirm()
        for method in ("button_draft", "button_cancel"):
            with self.assertRaisesRegex(UserError, f"VAT invoice {fapiao.number} was issued"):
                getattr(move, method)()
        self.assertEqual(move.state, "posted")

    def test_sums_beside_the_erp(self):
        """REQ D-14: missing, in part, to be confirmed, complete."""
        missing, part, waiting, full = self._moves(100, 200, 300, 400)
        self._fapiao(1, gross=50, move=part, confirm=True)
        self._fapiao(2, gross=300, move=waiting)
        self._fapiao(3, gross=400, move=full, confirm=True)
        self.env.flush_all()
        rows = self.env["l10n_cn.fapiao.balance"].with_user(self.finance).search([])
        found = {row.move_id: (row.state, row.open_amount) for row in rows}
        self.assertEqual(
            [found[move] for move in (missing, part, waiting, full)],
            [("missing", 100), ("partial", 150), ("proposed", 0), ("full", 0)],
        )
        self.assertEqual(rows.filtered(lambda row: row.move_id == full).covered, 400)
        with self.assertRaisesRegex(
            AccessError, "not allowed to access 'Invoice and VAT Invoices'"
        ):
            rows.with_user(self.salesperson).read(["total"])

    def test_a_reversed_vat_invoice_is_missing_again(self):
        """REQ D-14: blue and red together stand for nothing: not issued, not issued in part."""
        [move] = self._moves(1130)
        blue = self._fapiao(1, move=move, confirm=True)
        self._fapiao(2, gross=-1130, red_of_id=blue.id, move=move, confirm=True)
        self.env.flush_all()
        row = self.env["l10n_cn.fapiao.balance"].search([("move_id", "=", move.id)])
        self.assertEqual((row.state, row.open_amount), ("missing", 1130))

    def test_who_sees_the_register(self):
        """REQ D-14, REQ B-09: finance all, salespeople those of own customers, others none."""
        mine = self._fapiao(1, confirm=True)
        theirs = self._fapiao(2, partner_id=self.other.id)
        Fapiao = self.env["l10n_cn.fapiao"]
        self.assertEqual(Fapiao.with_user(self.salesperson).search([]), mine)
        self.assertEqual(Fapiao.with_user(self.colleague).search([]), theirs)
        self.assertFalse(Fapiao.with_user(self.stranger).search([]))
        for method in ("action_confirm", "action_match"):
            with self.assertRaisesRegex(AccessError, "not allowed to modify 'VAT Invoice'"):
                getattr(theirs.with_user(self.colleague), method)()
        with self.assertRaisesRegex(AccessError, "not allowed to modify 'VAT Invoice'"):
            mine.with_user(self.salesperson).write({"remark": "x"})
        with self.assertRaisesRegex(AccessError, "access the field .allocation_ids."):
            mine.with_user(self.salesperson).read(["allocation_ids"])
        self.assertEqual(mine.with_user(self.salesperson).unmatched, 1130)

    def test_the_form_takes_the_red_one_from_the_blue_one(self):
        """REQ D-14: what finance sees while typing."""
        blue = self._fapiao(confirm=True)
        with Form(self.env["l10n_cn.fapiao"].with_user(self.finance)) as form:
            form.number = self._number(2)
            form.date = self.today
            form.net = -1000
            form.tax = -130
            form.red_of_id = blue
        red = form.record
        self.assertEqual((red.gross, red.partner_id), (-1130, self.customer))

    def test_a_list_costs_the_same_for_many(self):
        """REQ D-14: one query for each thing that is shown, however many rows."""
        counts = []
        for start, number in ((1, 5), (10, 40)):
            for index in range(number):
                self._fapiao(start + index, gross=100)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            fapiaos = self.env["l10n_cn.fapiao"].with_user(self.finance).search([])
            fapiaos.read(["number", "unmatched", "colour", "pickup_state", "display_name"])
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_posting_asks_nothing(self):
        """REQ D-14: posting an invoice runs no query of ours."""
        move = self._moves(1130, post=False)
        with self.assertLogs("odoo.sql_db", "DEBUG") as log:
            move.action_post()
            self.env.flush_all()
        self.assertTrue([line for line in log.output if "account_move" in line])
        self.assertEqual([line for line in log.output if "fapiao_" in line], [])
