import re
from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import float_compare

# A VAT invoice is issued within this many days after or before the ERP's invoice.
DAYS_AFTER, DAYS_BEFORE = 180, 31
WORD = re.compile(r"[A-Z0-9][A-Z0-9/_.\-]{2,}")


class L10nCnFapiaoMatcher(models.AbstractModel):
    """Finds the ERP's invoices that VAT invoices are for, by the buyer's tax number, the open
    amount, the date and the order named in the remark. A person confirms what it proposes.

    Rather none than a wrong one: what fits several invoices, or an invoice that several fit, is
    left to the person with the reason.
    """

    _name = "l10n_cn.fapiao.matcher"
    _description = "Matching of VAT Invoices"

    @api.model
    def _propose(self, fapiaos):
        """Match invoices that have no part yet; each is left with parts or with a reason."""
        for company, found in fapiaos.grouped("company_id").items():
            blue = found.filtered(lambda fapiao: fapiao.gross > 0)
            self._name_customers(company, blue)
            for red in found - blue:
                red.partner_id = red.red_of_id.partner_id
                red.title_id = red.red_of_id.title_id
            self._match(company, blue, "out_invoice")
            reds = found - blue
            self._match(company, reds, "out_refund")
            self._take_back(reds.filtered(lambda red: not red.allocation_ids))

    @api.model
    def _name_customers(self, company, fapiaos):
        """Put customer and title where the buyer's tax number is that of one customer only."""
        vats = [vat for vat in set(fapiaos.mapped("buyer_vat")) if vat]
        titles = self.env["l10n_cn.fapiao.title"].search(
            [("vat", "in", vats), ("company_id", "=", company.id), ("state", "=", "approved")]
        )
        partners = self.env["res.partner"].search(
            [("vat", "in", vats), ("company_id", "in", (company.id, False))]
        )
        by_vat = defaultdict(self.env["res.partner"].browse)
        for record in (*titles, *partners):
            customer = record.partner_id if record._name != "res.partner" else record
            by_vat[record.vat] |= customer.commercial_partner_id
        for fapiao in fapiaos.filtered(lambda fapiao: fapiao.buyer_vat in by_vat):
            customers = by_vat[fapiao.buyer_vat]
            if not fapiao.partner_id and len(customers) == 1:
                fapiao.partner_id = customers
            same = titles.filtered(
                lambda title, fapiao=fapiao: (
                    title.vat == fapiao.buyer_vat and title.partner_id == fapiao.partner_id
                )
            )
            if not fapiao.title_id and len(same) == 1:
                fapiao.title_id = same

    @api.model
    def _match(self, company, fapiaos, move_type):
        known = fapiaos.filtered("partner_id")
        for fapiao in fapiaos - known:
            self._note(fapiao, self.env._("No customer, or several, have the buyer's tax number."))
        by_partner = self._candidates(company, known, move_type)
        found = {
            fapiao: self._choose(fapiao, by_partner.get(fapiao.partner_id.id, []))
            for fapiao in known
        }
        claims = Counter(move for moves, _note in found.values() for move in moves)
        parts = []
        for fapiao, (moves, note) in found.items():
            if any(claims[move] > 1 for move in moves):
                moves, note = [], self.env._("Another VAT invoice fits the same invoice.")
            self._note(fapiao, note)
            parts += self._parts(fapiao, moves)
        self.env["l10n_cn.fapiao.allocation"].create(parts)

    @api.model
    def _note(self, fapiao, note):
        fapiao._fapiao_unsealed().match_note = note

    @api.model
    def _candidates(self, company, fapiaos, move_type):
        """Return {customer id: [open invoices of the time]}."""
        if not fapiaos:
            return {}
        dates = fapiaos.mapped("date")
        moves = self.env["account.move"].search_fetch(
            Domain(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "posted"),
                    ("move_type", "=", move_type),
                    ("commercial_partner_id", "in", fapiaos.partner_id.ids),
                    ("invoice_date", ">=", min(dates) - timedelta(DAYS_AFTER)),
                    ("invoice_date", "<=", max(dates) + timedelta(DAYS_BEFORE)),
                ]
            ),
            ["name", "ref", "invoice_origin", "invoice_date", "commercial_partner_id"],
        )
        by_partner = defaultdict(list)
        for move in moves.filtered("fapiao_open"):
            by_partner[move.commercial_partner_id.id].append(move)
        return by_partner

    @api.model
    def _choose(self, fapiao, moves):
        """Return (invoices, why none) for one VAT invoice."""
        near = [
            move
            for move in moves
            if -DAYS_BEFORE <= (fapiao.date - move.invoice_date).days <= DAYS_AFTER
        ]
        words = set(WORD.findall((fapiao.remark or "").upper()))
        named = [move for move in near if words & self._names(move)]
        fits = [move for move in named or near if self._is_amount(fapiao, [move])]
        if len(fits) == 1:
            return fits, False
        if len(fits) > 1:
            return [], self.env._("%s invoices of this customer fit.", len(fits))
        if len(named) > 1 and self._is_amount(fapiao, named):
            return named, False
        if named:
            return [], self.env._("The invoice of the order in the remark has another amount.")
        return [], self.env._("No open invoice of this customer has this amount.")

    @api.model
    def _is_amount(self, fapiao, moves):
        total = sum(move.fapiao_open for move in moves)
        return float_compare(abs(total - fapiao.gross), 0.01, 3) <= 0

    @api.model
    def _names(self, move):
        """Return the words by which a remark may name an invoice: its number and its orders."""
        texts = (move.name, move.ref, move.invoice_origin)
        return set(WORD.findall(" ".join(filter(None, texts)).upper()))

    @api.model
    def _parts(self, fapiao, moves):
        """Return the values of the parts, together not more than the VAT invoice is."""
        parts, left = [], fapiao.gross
        for move in moves:
            amount = move.fapiao_open
            amount = max(amount, left) if left < 0 else min(amount, left)
            left -= amount
            parts.append({"fapiao_id": fapiao.id, "move_id": move.id, "amount": amount})
        return parts

    @api.model
    def _take_back(self, reds):
        """Without a credit note in the ERP, a red invoice opens again what its blue one was for."""
        parts = []
        for red in reds:
            blue = red.red_of_id
            if float_compare(red.gross, -blue.gross, 2) == 0 and blue.allocation_ids:
                self._note(red, False)
                parts += [
                    {"fapiao_id": red.id, "move_id": part.move_id.id, "amount": -part.amount}
                    for part in blue.allocation_ids
                ]
        self.env["l10n_cn.fapiao.allocation"].create(parts)
