from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .fapiao_common import FapiaoCommon


@tagged("post_install", "-at_install")
class TestRequests(FapiaoCommon):
    """证明单: from the salesperson through both departments to the invoice. REQ D-14."""

    def test_from_request_to_receipt(self):
        """REQ D-14: request → both departments → invoice registered → issued (S3 三.2(3))."""
        title = self._title()
        move = self._moves(1130)
        request = self._request(title, approved=False, move_ids=[Command.set(move.ids)])
        self.assertRegex(request.name, r"^KP\d{4}-\d{4}$")
        self.assertEqual((request.net, request.tax, request.gross), (1000, 130, 1130))
        request.action_submit()
        with self.assertRaisesRegex(UserError, "it is not your turn"):
            request.with_user(self.finance).action_approve()
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "submitted")
        request.with_user(self.finance).action_approve()
        self.assertEqual(request.state, "approved")
        fapiao = self._fapiao(request_id=request.id, move=move, title_id=title.id)
        self.assertEqual(request.state, "approved")
        fapiao.action_confirm()
        self.assertEqual((request.state, request.issued_amount), ("issued", 1130))

    def test_issued_in_two_invoices(self):
        """REQ D-14: the request waits until invoices over all of it are registered."""
        request = self._request(self._title())
        self._fapiao(1, gross=500, request_id=request.id, confirm=True)
        self.assertEqual((request.state, request.issued_amount), ("approved", 500))
        second = self._fapiao(2, gross=630, request_id=request.id, confirm=True)
        self.assertEqual(request.state, "issued")
        second.with_user(self.head).action_void()
        self.assertEqual((request.state, request.issued_amount), ("approved", 500))

    def test_conditions_of_a_special_invoice(self):
        """REQ D-14: a checked title of this customer, of a general taxpayer, and goods."""
        draft = self._title(approved=False, name="Not checked")
        small = self._title(name="Small", taxpayer_kind="small", proof=False)
        good = self._title()
        theirs = self._title(partner=self.other, user=self.colleague)
        for title, values, message in (
            (draft, {}, "was not checked yet"),
            (small, {}, "special invoices are for general taxpayers"),
            (good, {"line_ids": [Command.clear()]}, "enter goods or services"),
            (theirs, {"partner_id": self.customer.id}, "another customer's"),
        ):
            with self.subTest(message):
                user = self.colleague if title == theirs else self.salesperson
                request = self._request(title, approved=False, user=user, **values)
                with self.assertRaisesRegex(UserError, f"^{request.name}: .*{message}"):
                    request.action_submit()
                self.assertEqual(request.state, "draft")
        ordinary = self._request(small, approved=False, wanted="ordinary")
        ordinary.action_submit()
        self.assertEqual(ordinary.state, "submitted")

    def test_not_more_than_the_invoice_leaves_open(self):
        """REQ D-14: neither issued already, nor asked for by another request."""
        title, move = self._title(), self._moves(2000)
        link = {"move_ids": [Command.set(move.ids)]}
        self._fapiao(gross=800, move=move, confirm=True)
        first = self._request(title, 700, approved=False, **link)
        first.action_submit()
        second = self._request(title, 600, approved=False, **link)
        with self.assertRaisesRegex(UserError, "is more than the invoices leave open"):
            second.action_submit()
        self.assertEqual(second.state, "draft")
        first.action_withdraw()
        second.action_submit()
        self.assertEqual(second.state, "submitted")

    def test_only_posted_invoices_of_the_customer(self):
        """REQ D-14: no draft, no other customer's, no credit note."""
        title = self._title()
        for move in (
            self._moves(1130, post=False),
            self._moves(1130, partner=self.other),
            self._moves(1130, kind="out_refund"),
        ):
            request = self._request(title, approved=False)
            request.sudo().move_ids = move
            with self.assertRaisesRegex(UserError, "is no posted invoice of this customer"):
                request.action_submit()

    def test_lines_come_from_the_invoices(self):
        """REQ D-14: goods and amounts of the ERP, not typed again."""
        move = self._moves(1130)
        request = self._request(
            self._title(), approved=False, line_ids=[], move_ids=[Command.set(move.ids)]
        )
        request.action_fill_lines()
        self.assertEqual(request.line_ids.mapped("name"), ["Pump"])
        self.assertEqual((request.line_ids.quantity, request.net), (2, 1130))
        empty = self._request(self._title(name="A"), approved=False)
        with self.assertRaisesRegex(UserError, "choose invoices of the ERP first"):
            empty.action_fill_lines()

    def test_a_salesperson_names_own_invoices_only(self):
        """REQ D-14, REQ B-09: invoices of colleagues can't be named or read."""
        move = self._moves(1130, partner=self.other)
        with self.assertRaisesRegex(AccessError, "doesn't have 'read' access"):
            self._request(self._title(), approved=False, move_ids=[Command.set(move.ids)])

    def test_who_agrees_opens_it(self):
        """REQ D-14: the manager reads no invoices of the ERP, and sees which ones are meant."""
        move = self._moves(1130)
        request = self._request(self._title(), approved=False, move_ids=[Command.set(move.ids)])
        request.action_submit()
        form = Form(request.with_user(self.manager))
        self.assertEqual((form.move_names, form.gross), (move.name, 1130))
        self.assertTrue(form.can_decide)

    def test_what_is_approved_stays(self):
        """REQ D-14: lines are locked, and after an invoice there is no way back."""
        request = self._request(self._title())
        with self.assertRaisesRegex(UserError, "was approved as it is"):
            request.line_ids.write({"price": 1})
        with self.assertRaisesRegex(UserError, "was approved as it is"):
            request.write({"wanted": "ordinary"})
        self._fapiao(request_id=request.id, confirm=True)
        with self.assertRaisesRegex(UserError, "invoices were registered for it"):
            request.action_revise("wrong")
        self.assertEqual(request.state, "issued")
        with self.assertRaisesRegex(UserError, "moves by its buttons only"):
            request.write({"state": "draft"})

    def test_an_invoice_needs_an_approved_request(self):
        """REQ D-14: finance does not confirm an invoice for what nobody agreed to."""
        request = self._request(self._title(), approved=False)
        fapiao = self._fapiao(request_id=request.id)
        with self.assertRaisesRegex(UserError, f"the request {request.name} is not approved"):
            fapiao.action_confirm()
        self.assertEqual(fapiao.state, "proposed")

    def test_others_do_not_see_it(self):
        """REQ D-14, REQ B-09: nor its lines; the manager who is asked does."""
        request = self._request(self._title(), approved=False)
        request.action_submit()
        Request = self.env["l10n_cn.fapiao.request"]
        for user, seen in (
            (self.salesperson, True), (self.manager, True), (self.finance, True),
            (self.colleague, False), (self.stranger, False),
        ):  # fmt: skip
            with self.subTest(user.login):
                self.assertEqual(bool(Request.with_user(user).search([])), seen)
                lines = self.env["l10n_cn.fapiao.request.line"].with_user(user).search([])
                self.assertEqual(bool(lines), seen)
