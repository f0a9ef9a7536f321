from odoo.fields import Command

from .common import GradingCommon


class PaymentCommon(GradingCommon):
    """Payments, credit notes and instalments in the ledger, by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cash = cls.env["account.account"].create(
            {
                "name": "Bank",
                "code": "100200",
                "account_type": "asset_cash",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        cls.misc = cls.env["account.journal"].create(
            {
                "name": "Misc",
                "code": "MISC",
                "type": "general",
                "company_id": cls.company.id,
            }
        )

    def _pay(self, invoice, day, amount, instalment=0):
        """Pay a part of an instalment of an invoice on a day."""
        _income, receivable, _journal = self.accounts[self.company]
        partner = invoice.commercial_partner_id.id
        move = self.env["account.move"].create(
            {
                "date": day,
                "journal_id": self.misc.id,
                "line_ids": [
                    Command.create({"account_id": self.cash.id, "debit": amount}),
                    Command.create(
                        {"account_id": receivable.id, "credit": amount, "partner_id": partner}
                    ),
                ],
            }
        )
        move.action_post()
        self._settle(invoice, move, instalment)

    def _credit(self, invoice, day, amount, instalment=0):
        """Settle a part of an invoice by a credit note of a day."""
        partner = invoice.commercial_partner_id
        self._settle(
            invoice, self._invoice(day, amount, partner=partner, kind="out_refund"), instalment
        )

    def _settle(self, invoice, move, instalment):
        _income, receivable, _journal = self.accounts[self.company]
        line = self._instalments(invoice)[instalment]
        (move.line_ids.filtered(lambda row: row.account_id == receivable) | line).reconcile()

    def _instalments(self, invoice):
        return invoice.line_ids.filtered(lambda line: line.display_type == "payment_term").sorted(
            "date_maturity"
        )

    def _terms(self, *parts):
        """Return payment terms of parts (per cent, days after the invoice date)."""
        return self.env["account.payment.term"].create(
            {
                "name": "Parts",
                "company_id": self.company.id,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": share, "nb_days": days})
                    for share, days in parts
                ],
            }
        )
