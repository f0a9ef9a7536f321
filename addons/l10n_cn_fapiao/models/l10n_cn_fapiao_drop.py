from collections import namedtuple

from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import is_unsealed, plain, seal_of, unsealed
from odoo.exceptions import AccessError, UserError
from odoo.tools import LazyTranslate, format_datetime

from ..tools import fapiao_file

_lt = LazyTranslate(__name__)

# The sentences of tools/fapiao_file.py, to be shown in the reader's language.
SENTENCES = {
    "big": _lt("%(name)s is larger than 10 MB. Split it, or drop its files one by one."),
    "empty": _lt("%(name)s is empty."),
    "unknown": _lt("%(name)s is no XML, OFD, PDF or zip file of an invoice."),
    "cut": _lt("%(name)s is damaged or cut off. Download it once more."),
    "dtd": _lt("%(name)s has a document type definition, which no invoice has. It was not read."),
    "bomb": _lt("%(name)s unpacks to more than an invoice can be. It was not read."),
    "drawing": _lt(
        "%(name)s is a drawing only, without the data of the invoice. Use the XML file."
    ),
    "locked": _lt("%(name)s is locked with a password. Use the XML file."),
    "scan": _lt("%(name)s has no text of an invoice, it may be a scan. Use the XML file."),
    "number": _lt("%(name)s: the number of the invoice is missing or does not fit its kind."),
    "date": _lt("%(name)s: the date of the invoice is missing or is none."),
    "amount": _lt("%(name)s: net, tax or gross amount is missing or is none."),
    "sum": _lt("%(name)s: net and tax do not add up to the gross amount."),
    "sign": _lt(
        "%(name)s: whether the invoice is a red one and its amounts contradict each other."
    ),
    "twice": _lt("%(name)s says two different things about the number or the amounts."),
    "kind": _lt("%(name)s does not say whether the invoice is a special or an ordinary one."),
}

# One file: its name and bytes, what it was read as, or why it was not taken.
Read = namedtuple("Read", "name content invoice reason")


class L10nCnFapiaoDrop(models.Model):
    """Files of invoices dropped together: what became of each of them.

    Read, they are proposed in the register, with their files; of a refused file nothing is stored
    but its name and the reason.
    """

    _name = "l10n_cn.fapiao.drop"
    _description = "Files of VAT Invoices"
    _order = "id desc"
    _seal = seal_of("l10n_cn.fapiao.drop")

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", help="XML, OFD, PDF as downloaded, or a zip of them."
    )
    read_on = fields.Datetime(string="Read On", readonly=True, copy=False)
    line_ids = fields.One2many("l10n_cn.fapiao.drop.line", "drop_id", string="What Became of Them")
    taken_count = fields.Integer(string="Taken", compute="_compute_counts")
    matched_count = fields.Integer(string="Matched", compute="_compute_counts")
    refused_count = fields.Integer(string="Refused", compute="_compute_counts")

    @api.depends("line_ids.outcome", "line_ids.fapiao_id.allocation_ids")
    def _compute_counts(self):
        for drop in self:
            taken = drop.line_ids.filtered(lambda line: line.outcome == "taken").fapiao_id
            drop.taken_count = len(taken)
            drop.matched_count = len(taken.filtered("allocation_ids"))
            drop.refused_count = len(
                drop.line_ids.filtered(lambda line: line.outcome in ("refused", "double"))
            )

    @api.depends("create_date")
    def _compute_display_name(self):
        for drop in self:
            moment = drop.create_date and format_datetime(self.env, drop.create_date)
            drop.display_name = self.env._("Files of %s", moment or "")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_sealed(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_sealed([vals])
        return super().write(vals)

    def _check_sealed(self, vals_list):
        """:raise UserError: what became of files is written instead of found out"""
        if not is_unsealed(self) and any({"read_on", "line_ids"} & set(v) for v in vals_list):
            raise UserError(self.env._("What became of files is filled in by reading them."))

    # ---------------------------------------------------------------- reading

    def action_read(self):
        """Read the files, propose what is in them and match it; the files themselves go.

        :raise UserError: there are none, or they were read already
        """
        self = plain(self)
        self.ensure_one()
        self.check_access("write")
        if self.read_on or not self.attachment_ids:
            raise UserError(self.env._("Drop files first: XML, OFD, PDF, or a zip of them."))
        self._check_own_files()
        found = [item for file in self.attachment_ids for item in self._read_file(file)]
        rows = self._take(found)
        unsealed(self).write(
            {
                "read_on": fields.Datetime.now(),
                "line_ids": [(0, 0, row) for row in rows],
            }
        )
        # sudo: uploaded for this; what was taken is kept with its invoice
        self.attachment_ids.sudo().unlink()
        return True

    def _check_own_files(self):
        """:raise AccessError: files that were not uploaded for this"""
        for file in self.attachment_ids.sudo():  # sudo: whose they are, whoever may read them
            mine = file.create_uid == self.env.user and file.type == "binary"
            if not mine or file.res_model not in (False, "", self._name) or file.res_field:
                raise AccessError(
                    self.env._("Only files that you uploaded here are read. Upload them again.")
                )

    @api.model
    def _read_file(self, file):
        """Return [Read] of one uploaded file."""
        found = []
        try:
            for name, content in fapiao_file.split(file.name or "", file.raw or b""):
                found.append(self._read_one(name, content))
        except fapiao_file.FapiaoFileError as error:
            found.append(Read(file.name, b"", None, self._sentence(error)))
        return found

    @api.model
    def _read_one(self, name, content):
        try:
            return Read(name, content, fapiao_file.read(name, content)[0], "")
        except fapiao_file.FapiaoFileError as error:
            return Read(name, b"", None, self._sentence(error))

    @api.model
    def _sentence(self, error):
        sentence = self.env._(SENTENCES[error.code])
        return sentence % {"name": error.name}

    # ---------------------------------------------------------------- taking

    def _take(self, found):
        """Put what was read into the register, as proposed. Returns the values of the lines."""
        register = self.env["l10n_cn.fapiao"].with_company(self.company_id)
        groups = {}
        for item in found:
            if item.invoice:
                identity = register._identity(item.invoice.code, item.invoice.number)
                groups.setdefault(identity, []).append(item)
        known = register._known(list(groups), self.company_id)
        blues = self._blues(groups, register)
        rows = [self._row(item, "refused", item.reason) for item in found if not item.invoice]
        # blue ones first: a red one may take back one of the same files
        for identity, items in sorted(groups.items(), key=lambda pair: -pair[1][0].invoice.gross):
            first, *others = items
            outcome, reason = self._refusal(first.invoice, identity, known, blues)
            if outcome:
                rows += [self._row(item, outcome, reason) for item in items]
                continue
            fapiao, reason = self._propose(register, first.invoice, blues)
            if not fapiao:
                rows += [self._row(item, "refused", reason) for item in items]
                continue
            blues[identity] = fapiao
            rows.append(self._row(first, "taken", "", fapiao))
            self._attach(fapiao, first)
            for item in others:
                rows.append(self._another(item, first, fapiao))
        taken = register.browse([row["fapiao_id"] for row in rows if row["outcome"] == "taken"])
        self.env["l10n_cn.fapiao.matcher"]._propose(taken)
        return rows

    def _blues(self, groups, register):
        """Return {identity: invoice} of the blue invoices that red ones name."""
        wanted = {items[0].invoice.red_of for items in groups.values()} - {""}
        return register._known(list(wanted), self.company_id)

    def _refusal(self, invoice, identity, known, blues):
        """Return (outcome, reason) of an invoice that is not taken; empty texts if it is."""
        own = self.company_id.vat
        if identity in known:
            return "double", self.env._("%s is in the register already.", identity)
        if own and invoice.seller_vat != own:
            return "refused", self.env._(
                "It was issued by %(seller)s, not by %(company)s.",
                seller=invoice.seller_name or invoice.seller_vat or "?",
                company=self.company_id.name,
            )
        if invoice.gross < 0 and not blues.get(invoice.red_of):
            return "refused", self.env._(
                "A red invoice; its blue one %s is not in the register. Register that one first.",
                invoice.red_of or "?",
            )
        return "", ""

    def _propose(self, register, invoice, blues):
        """Return (the new invoice, "") or (nothing, why not)."""
        vals = {
            name: getattr(invoice, name)
            for name in ("kind", "code", "number", "paper_number", "date", "seller_vat",
                         "seller_name", "buyer_vat", "buyer_name", "remark")
        }  # fmt: skip
        amounts = {name: float(getattr(invoice, name)) for name in ("net", "tax", "gross")}
        try:
            with self.env.cr.savepoint():
                fapiao = register.create(
                    {
                        **vals,
                        **amounts,
                        "company_id": self.company_id.id,
                        "red_of_id": blues[invoice.red_of].id if invoice.red_of else False,
                    }
                )
                fapiao._fapiao_unsealed().from_file = True
        except UserError as error:
            return register, str(error)
        return fapiao, ""

    def _another(self, item, first, fapiao):
        """Return the line of another file of the same invoice: kept with it if it says the same."""
        same = ("date", "net", "tax", "gross")
        if any(getattr(item.invoice, name) != getattr(first.invoice, name) for name in same):
            return self._row(
                item,
                "refused",
                self.env._(
                    "It says something else than %s, which has the same number.", first.name
                ),
            )
        self._attach(fapiao, item)
        return self._row(item, "added", "", fapiao)

    @api.model
    def _attach(self, fapiao, item):
        self.env["ir.attachment"].create(
            {
                "name": item.name,
                "raw": item.content,
                "res_model": fapiao._name,
                "res_id": fapiao.id,
            }
        )

    @api.model
    def _row(self, item, outcome, reason, fapiao=None):
        return {
            "name": item.name or "?",
            "outcome": outcome,
            "reason": reason,
            "fapiao_id": fapiao.id if fapiao else False,
        }

    def action_open_fapiao(self):
        """Open the invoices that were taken."""
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("l10n_cn_fapiao.fapiao_action")
        ids = self.line_ids.fapiao_id.ids
        return {**action, "domain": [("id", "in", ids)], "context": {}}
