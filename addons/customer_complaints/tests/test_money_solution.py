from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .money_common import NOW, MoneyCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCreditNote(MoneyCommon):
    """What is agreed is approved and made by the ERP's own documents (REQ C-04, C-10)."""

    def test_credit_note_for_the_lines_alone(self):
        """REQ C-04: a draft, by the invoice's own reversal, with its taxes, for 4 of 10 pumps."""
        solution = self._approve(self._solution(self._credit()))
        self.assertEqual(solution.state, "approved")
        note = solution.sudo().line_ids.credit_note_id
        self.assertEqual((note.move_type, note.state), ("out_refund", "draft"))
        self.assertEqual(note.reversed_entry_id, self.invoice)
        [line] = note.invoice_line_ids
        self.assertEqual((line.product_id, line.quantity, line.price_unit), (self.pump, 4, 1000))
        self.assertEqual(line.tax_ids, self.tax)
        self.assertAlmostEqual(note.amount_untaxed, 4000)
        self.assertAlmostEqual(note.amount_total, 4520)
        self.assertEqual(note.invoice_date.isoformat(), "2026-03-10")
        self.assertEqual(note.company_id, self.company)
        self.assertIn(self.complaint.name, note.ref)

    def test_price_reduction(self):
        """REQ C-10: less than the price of the quantity lowers the price, not the quantity."""
        solution = self._approve(self._solution(self._credit(amount=1000)))
        [line] = solution.sudo().line_ids.credit_note_id.invoice_line_ids
        self.assertEqual((line.quantity, line.price_unit), (4, 250))
        self.assertAlmostEqual(line.price_subtotal, 1000)

    def test_no_document_before_the_approval(self):
        """REQ C-04: submitting makes nothing; a rejection neither."""
        solution = self._solution(self._credit())
        solution.action_submit()
        self.assertFalse(solution.line_ids.credit_note_id)
        solution.with_user(self.manager).action_reject("太多")
        self.assertEqual(solution.state, "rejected")
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_above_the_invoice(self):
        """REQ C-10: a credit above the price of what is complained about is refused."""
        solution = self._solution()
        with self._refused("is more than .* has left to credit"):
            solution.line_ids = [Command.create(self._credit(amount=10000.01))]
        self.assertFalse(solution.line_ids)

    def test_earlier_credit_notes_count(self):
        """REQ C-10: what was credited already, by whomever, is not credited again."""
        self._reverse(self.pumps, quantity=7)
        solution = self._solution()
        with self._refused("has left to credit for Pump, .*3,000"):
            solution.line_ids = [Command.create(self._credit())]
        solution.line_ids = [Command.create(self._credit(quantity=3))]
        self.assertEqual(solution.cost, 3000)

    def test_quantity_left(self):
        """REQ C-10: pieces credited at a lower price are no more to be had."""
        self._reverse(self.pumps, quantity=8, price_unit=1)
        with self.assertRaisesRegex(ValidationError, "only 2.0 are left to credit"):
            self._solution(self._credit(amount=5))

    def test_from_the_order(self):
        """REQ C-10: complained about on the order line, credited on the invoice made from it."""
        order = self._order((self.pump, 3, 800), (self.valve, 5, 90))
        order.order_line.qty_delivered = 3
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-02-20"
        claim = self._claim(order_line_id=order.order_line[0].id, quantity=2)
        self.assertFalse(self._solution({"remedy": "other"}).line_ids.invoice_line_id)
        with self._refused("needs a line of a posted invoice"):
            self._solution(self._credit(claim))
        invoice.action_post()
        solution = self._approve(self._solution(self._credit(claim)))
        note = solution.sudo().line_ids.credit_note_id
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertEqual(note.invoice_line_ids.sale_line_ids, order.order_line[0])
        self.assertEqual(note.amount_untaxed, 1600)

    def _order(self, *rows):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [],
                        }
                    )
                    for product, quantity, price in rows
                ],
            }
        )
        order.action_confirm()
        return order

    def test_tax_in_the_price(self):
        """REQ C-10: where the price holds the tax, half of it is credited with its tax."""
        self.tax.price_include_override = "tax_included"
        invoice = self._sold_invoice((self.pump, 2, 1130))
        self.assertEqual(invoice.amount_untaxed, 2000)
        claim = self._claim(invoice_line_id=invoice.invoice_line_ids.id, quantity=2)
        solution = self._approve(self._solution(self._credit(claim, amount=1000)))
        note = solution.sudo().line_ids.credit_note_id
        self.assertAlmostEqual(note.amount_untaxed, 1000)
        self.assertAlmostEqual(note.amount_total, 1130)
        self.assertEqual(note.invoice_line_ids.price_unit, 565)

    def test_one_note_for_each_invoice(self):
        """REQ C-10: two invoices, two credit notes; two lines of one invoice, one."""
        second = self._sold_invoice((self.pump, 1, 700))
        claims = [
            self._claim(invoice_line_id=line.id) for line in (self.valves, second.invoice_line_ids)
        ]
        solution = self._approve(
            self._solution(self._credit(), *(self._credit(claim) for claim in claims))
        )
        notes = solution.sudo().line_ids.credit_note_id
        self.assertEqual(len(notes), 2)
        self.assertEqual(sorted(notes.mapped("amount_untaxed")), [700, 4100])

    def test_two_solutions_at_once(self):
        """REQ C-10: what another solution has in approval is not promised twice."""
        first = self._solution(self._credit(amount=6000))
        second = self._solution(self._credit(amount=6000))
        first.action_submit()
        with self.assertRaisesRegex(ValidationError, "has left to credit"):
            second.action_submit()
        self.assertEqual(second.state, "draft")
        first.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(ValidationError, "has left to credit"):
            second.action_submit()

    def test_credited_meanwhile(self):
        """REQ C-10: checked again with the last approval; nothing is made, nothing approved."""
        solution = self._solution(self._credit())
        solution.action_submit()
        self._reverse(self.pumps, quantity=10)
        with self._refused("has left to credit"):
            solution.with_user(self.manager).action_approve()
        solution.invalidate_recordset()
        self.assertEqual(solution.state, "submitted")
        self.assertEqual(len(self.invoice.reversal_move_ids), 1)

    def _reverse(self, line, **values):
        note = self.invoice._reverse_moves()
        others = note.invoice_line_ids.filtered(lambda copy: copy.product_id != line.product_id)
        kept = note.invoice_line_ids - others
        note.write(
            {
                "invoice_date": "2026-03-01",
                "invoice_line_ids": [
                    *(Command.delete(other.id) for other in others),
                    Command.update(kept.id, values),
                ],
            }
        )
        note.action_post()
        return note

    def test_other_customers_invoice(self):
        """REQ C-10: an invoice line of another customer is refused, and tells no price."""
        invoice = self._sold_invoice((self.pump, 5, 900), partner=self.other_customer)
        values = self._credit(invoice_line_id=invoice.invoice_line_ids.id)
        solution = self._solution()
        with self.assertRaisesRegex(ValidationError, "belongs to another customer or company"):
            solution.line_ids = [Command.create(values)]
        line = self.env["customer.complaint.solution.line"].new(
            {**values, "solution_id": solution.id}
        )
        self.assertEqual(line.amount, 0)

    def test_other_complaints_product(self):
        """REQ C-10: only products of the complaint itself."""
        other = self._claim(self._complaint(), invoice_line_id=self.pumps.id)
        with self.assertRaisesRegex(ValidationError, "choose a product of"):
            self._solution(self._credit(other))

    def test_name_of_a_claim(self):
        """C-10: chosen by product, lot and quantity."""
        self.claim.lot = "L7"
        self.assertEqual(self.claim.display_name, "Pump L7 × 4.00")

    def test_wrong_product(self):
        """REQ C-10: the pumps complained about are not paid by the valves' line."""
        with self.assertRaisesRegex(ValidationError, "the invoice line is for"):
            self._solution(self._credit(invoice_line_id=self.valves.id))

    def test_more_than_claimed(self):
        """REQ C-10: no more than claimed, nor than delivered."""
        with self.assertRaisesRegex(ValidationError, "more than was delivered and claimed, 4"):
            self._solution(self._credit(quantity=5))
        with self.assertRaisesRegex(ValidationError, "more than was delivered and claimed, 4"):
            self._solution(self._replace(quantity=4.5))
        self._solution(self._replace())  # all of it

    def test_draft_invoice(self):
        """REQ C-10: a draft is changed, not credited."""
        draft = self._sold_invoice((self.pump, 5, 900))
        claim = self._claim(invoice_line_id=draft.invoice_line_ids.id)
        draft.button_draft()
        with self.assertRaisesRegex(ValidationError, "a credit needs a line of a posted invoice"):
            self._solution(self._credit(claim))

    def test_without_text_or_remedy(self):
        """REQ C-04: a solution without text, or that gives nothing, is not submitted."""
        solution = self._solution(self._credit(), description="  ")
        with self.assertRaisesRegex(UserError, "write what was agreed"):
            solution.action_submit()
        solution.description = "退款"
        solution.line_ids = [Command.clear()]
        with self.assertRaisesRegex(UserError, "add at least one remedy"):
            solution.action_submit()
        self.assertEqual(solution.state, "draft")

    def test_twice_in_one_solution(self):
        """REQ C-10: one invoice line, one remedy."""
        with self.assertRaisesRegex(ValidationError, "credited twice"):
            self._solution(self._credit(quantity=1), self._credit(quantity=1))

    def test_text_of_the_complaint(self):
        """C-04: the text proposed on the complaint is taken over."""
        self.complaint.solution = "<p>更换密封件</p>"
        form = Form(
            self.env["customer.complaint.solution"]
            .with_user(self.salesperson)
            .with_context(default_complaint_id=self.complaint.id)
        )
        self.assertEqual(form.description, "更换密封件")
        self.assertEqual(form.partner_id, self.customer)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSolutionApproval(MoneyCommon):
    """Who approves, by the amount; what is frozen, what is taken back (REQ C-04)."""

    def test_small_amount(self):
        """REQ C-04: below 10,000 the manager alone; the cost stands on the complaint."""
        solution = self._approve(self._solution(self._credit(extra=200)))
        self.assertEqual(solution.cost, 4200)
        self.assertEqual(self.complaint.cost, 4200)

    def test_large_amount(self):
        """REQ C-04: from 10,000 finance and the marketing director too."""
        solution = self._solution(self._credit(extra=6000))
        self.assertEqual(solution.cost, 10000)
        solution.action_submit()
        solution.with_user(self.manager).action_approve()
        self.assertEqual(solution.state, "submitted")
        with self.assertRaisesRegex(UserError, "it is not your turn"):
            solution.with_user(self.director).action_approve()
        solution.with_user(self.finance).action_approve()
        self.assertFalse(solution.line_ids.credit_note_id)
        solution.with_user(self.director).action_approve()
        self.assertEqual(solution.state, "approved")
        self.assertTrue(solution.sudo().line_ids.credit_note_id)

    def test_dollars(self):
        """REQ C-04: an invoice in dollars is credited in dollars; the rule looks at yuan."""
        dollar = self._set_dollar_rate(0.125)
        invoice = self._sold_invoice((self.pump, 10, 500), currency_id=dollar.id)
        claim = self._claim(invoice_line_id=invoice.invoice_line_ids.id, quantity=3)
        solution = self._solution(self._credit(claim))
        self.assertEqual(solution.line_ids.amount, 1500)
        self.assertEqual(solution.line_ids.invoice_currency_id, dollar)
        self.assertEqual(solution.cost, 12000)
        self._approve(solution, self.manager, self.finance, self.director)
        note = solution.sudo().line_ids.credit_note_id
        self.assertEqual((note.currency_id, note.amount_untaxed), (dollar, 1500))

    def test_value_is_not_typed(self):
        """REQ C-04: nobody lowers the value to escape an approver, nor links a document."""
        solution = self._solution(self._credit())
        for name, value in (("value", 1), ("cost", 1), ("credit_note_id", self.invoice.id)):
            with self.subTest(name), self.assertRaisesRegex(AccessError, "filled in by the system"):
                solution.line_ids.write({name: value})
        with self.assertRaisesRegex(AccessError, "Cost: filled in by the system"):
            solution.write({"cost": 1})
        with self.assertRaisesRegex(AccessError, "Replacement Order: filled in by the system"):
            self._solution(self._credit(replacement_order_id=1))
        self.assertEqual(solution.cost, 4000)

    def test_frozen(self):
        """REQ C-04: after the approval only by Revise; in approval not at all."""
        solution = self._solution(self._credit())
        solution.action_submit()
        with self.assertRaisesRegex(UserError, "in approval and cannot be changed"):
            solution.line_ids.amount = 1
        solution.with_user(self.manager).action_approve()
        for change in (
            lambda: solution.line_ids.write({"amount": 1}),
            lambda: solution.line_ids.unlink(),
            lambda: solution.write({"line_ids": [Command.create({"remedy": "other"})]}),
        ):
            with self.assertRaisesRegex(UserError, "Choose Revise"):
                change()
        with self.assertRaisesRegex(UserError, "approved as it is"):
            solution.description = "更多"
        self.assertEqual(solution.line_ids.amount, 4000)

    def test_revise_removes_the_draft(self):
        """REQ C-04: revised before it is posted: the draft goes, a new round makes the new one."""
        solution = self._approve(self._solution(self._credit()))
        note = solution.sudo().line_ids.credit_note_id
        solution.action_revise("少退一台")
        self.assertEqual(solution.state, "draft")
        self.assertFalse(note.exists())
        solution.line_ids.quantity = 3
        self._approve(solution)
        self.assertEqual(solution.sudo().line_ids.credit_note_id.amount_untaxed, 3000)
        self.assertEqual(self.complaint.cost, 3000)

    def test_no_revision_once_posted(self):
        """REQ C-04: what is in force is not revised."""
        solution = self._approve(self._solution(self._credit()))
        note = solution.sudo().line_ids.credit_note_id
        note.action_post()
        with self.assertRaisesRegex(UserError, "is in force already"):
            solution.action_revise("少退")
        self.assertEqual(solution.state, "approved")
        self.assertTrue(note.exists())

    def test_closed_complaint(self):
        """C-04: no solution for a complaint that is over."""
        self.complaint.sudo().write({"state": "closed"})
        with self.assertRaisesRegex(UserError, "Reopen it"):
            self._solution(self._credit())

    def test_stays_on_record(self):
        """C-04: a draft may go; what was in approval stays."""
        draft = self._solution(self._credit())
        draft.unlink()
        self.assertFalse(draft.exists())
        solution = self._solution(self._credit())
        solution.action_submit()
        solution.action_withdraw()
        with self.assertRaisesRegex(UserError, "stays on record"):
            solution.unlink()

    def test_two_companies(self):
        """C-10: company and customer are the complaint's; no invoice of another."""
        other = self.env["res.company"].create({"name": "Other", "country_id": False})
        self.env.user.company_ids += other
        self._set_up_accounts(other)
        invoice = self._sold_invoice((self.pump, 5, 900), company=other)
        self.salesperson.company_ids += other
        solution = (
            self.env["customer.complaint.solution"]
            .with_user(self.salesperson)
            .with_context(allowed_company_ids=[other.id, self.company.id])
            .create({"complaint_id": self.complaint.id, "description": "退款"})
        )
        self.assertEqual(solution.company_id, self.company)
        with self._refused("another customer or company"):
            solution.line_ids = [
                Command.create(self._credit(invoice_line_id=invoice.invoice_line_ids.id))
            ]
        with self.assertRaisesRegex(AccessError, "Company: filled in by the system"):
            solution.company_id = other


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCarriedOut(MoneyCommon):
    """Carried out is read from the documents, not ticked (REQ C-10)."""

    def test_step_asks_for_the_documents(self):
        """REQ C-10: "carried out" is refused with the reason, until the credit note is posted."""
        self.complaint.sudo().write({"state": "agreed", "contacted_on": NOW})
        solution = self._approve(self._solution(self._credit()))
        mine = self.complaint.with_user(self.salesperson)
        with self.assertRaisesRegex(UserError, "is not posted yet"):
            mine.action_execute()
        self.assertEqual(self.complaint.state, "agreed")
        solution.sudo().line_ids.credit_note_id.action_post()
        mine.action_execute()
        self.assertEqual(self.complaint.state, "executed")

    def test_cost_is_not_typed_over(self):
        """REQ C-04: once a solution is approved its cost is the complaint's."""
        mine = self.complaint.with_user(self.salesperson)
        mine.cost = 50
        self._approve(self._solution(self._credit()))
        with self.assertRaisesRegex(UserError, "comes from its approved solutions"):
            mine.cost = 1
        self.assertEqual(self.complaint.cost, 4000)

    def test_nothing_to_wait_for(self):
        """C-10: a complaint answered by words alone waits for no document."""
        self.assertFalse(self.complaint._carried_out_reason())

    def test_credit_note_posted(self):
        """REQ C-10: drafted, deleted, made again, posted."""
        solution = self._solution(self._credit())
        self.assertIn("is not approved", self.complaint._carried_out_reason())
        self._approve(solution)
        self.assertIn("is not posted yet", self.complaint._carried_out_reason())
        solution.sudo().line_ids.credit_note_id.unlink()
        self.assertIn("Make it again", self.complaint._carried_out_reason())
        self.assertTrue(solution.can_make_documents)
        solution.action_make_documents()
        with self.assertRaisesRegex(UserError, "no document to make"):
            solution.action_make_documents()
        note = solution.sudo().line_ids.credit_note_id
        self.assertEqual(note.amount_untaxed, 4000)
        note.action_post()
        self.assertFalse(self.complaint._carried_out_reason())
        solution.invalidate_recordset()
        self.assertFalse(solution.open_reason)

    def test_replacement(self):
        """REQ C-10: a draft order for nothing; confirmed and delivered it is carried out."""
        solution = self._solution(self._replace(quantity=2))
        self.assertEqual(solution.cost, 1200)
        self._approve(solution)
        order = solution.sudo().line_ids.replacement_order_id
        self.assertEqual((order.state, order.amount_total), ("draft", 0))
        self.assertEqual((order.partner_id, order.origin), (self.customer, self.complaint.name))
        self.assertEqual(order.order_line.product_uom_qty, 2)
        self.assertIn("is not confirmed yet", self.complaint._carried_out_reason())
        order.action_confirm()
        self.assertIn("is not delivered or invoiced", self.complaint._carried_out_reason())
        order.order_line.qty_delivered = 2
        self.assertFalse(self.complaint._carried_out_reason())

    def test_replacement_charged(self):
        """C-10: a replacement that is charged has its price and costs nothing."""
        solution = self._approve(self._solution(self._replace(quantity=2, charge=True)))
        self.assertEqual(solution.cost, 0)
        self.assertEqual(solution.sudo().line_ids.replacement_order_id.order_line.price_unit, 1000)

    def test_repair(self):
        """C-10: what leaves no document needs words that show it was done."""
        solution = self._approve(self._solution({"remedy": "repair", "extra": 300}))
        self.assertIn("what shows that it was done", self.complaint._carried_out_reason())
        solution.evidence = "3月9日现场更换密封件，客户签字"
        self.assertFalse(self.complaint._carried_out_reason())

    def test_both(self):
        """C-10: one of two is not enough."""
        claim = self._claim(invoice_line_id=self.valves.id, quantity=20)
        solution = self._approve(self._solution(self._credit(), self._replace(claim, quantity=1)))
        lines = solution.sudo().line_ids
        lines.credit_note_id.action_post()
        self.assertIn(lines.replacement_order_id.name, self.complaint._carried_out_reason())
