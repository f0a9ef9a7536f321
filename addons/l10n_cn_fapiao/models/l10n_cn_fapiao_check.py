from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import float_compare, format_date


class L10nCnFapiao(models.Model):
    """What an invoice of the register has to be, in one place."""

    _inherit = "l10n_cn.fapiao"

    @api.constrains("kind", "code", "number", "paper_number")
    def _check_number(self):
        for fapiao in self:
            if problem := fapiao._number_problem():
                raise ValidationError(
                    self.env._("%(what)s: %(problem)s", what=fapiao.display_name, problem=problem)
                )

    def _number_problem(self):
        """Return in words what is wrong with code and number; an empty text if nothing."""
        code, number, paper = self.code or "", self.number or "", self.paper_number or ""
        digits = all(text.isdecimal() and text.isascii() for text in (code, number, paper) if text)
        if self.kind in ("digital_special", "digital_ordinary"):
            if not (digits and len(number) == 20 and not code and not paper):
                return self.env._("a digital invoice has a number of 20 digits and no code.")
        elif self.kind == "digital_paper":
            if not (digits and len(number) == 20 and len(code) in (10, 12) and len(paper) == 8):
                return self.env._(
                    "a digital invoice on paper has a number of 20 digits, and a code of 10 or 12"
                    " with 8 digits on the paper."
                )
        elif not (digits and len(number) == 8 and len(code) in (10, 12) and not paper):
            return self.env._(
                "an invoice that is not digital has a code of 10 or 12 digits and a number of 8."
            )
        return ""

    @api.constrains("net", "tax", "gross")
    def _check_amounts(self):
        for fapiao in self:
            if not fapiao.gross:
                raise ValidationError(
                    self.env._("%s: enter the amounts of the invoice.", fapiao.display_name)
                )
            if float_compare(abs(fapiao.net + fapiao.tax - fapiao.gross), 0.01, 3) > 0:
                raise ValidationError(
                    self.env._(
                        "%(fapiao)s: net %(net)s and tax %(tax)s are not the gross amount"
                        " %(gross)s. Compare them with the invoice.",
                        fapiao=fapiao.display_name,
                        net=fapiao.currency_id.format(fapiao.net),
                        tax=fapiao.currency_id.format(fapiao.tax),
                        gross=fapiao.currency_id.format(fapiao.gross),
                    )
                )
            if (fapiao.net < 0) != (fapiao.gross < 0) or fapiao.tax * fapiao.gross < 0:
                raise ValidationError(
                    self.env._(
                        "%s: of a red invoice all amounts are negative, of a blue one none is.",
                        fapiao.display_name,
                    )
                )

    @api.constrains("gross", "red_of_id", "state")
    def _check_red(self):
        for fapiao in self:
            blue = fapiao.red_of_id
            if fapiao.gross > 0 and blue:
                raise ValidationError(
                    self.env._("%s is a blue invoice and takes none back.", fapiao.display_name)
                )
            if fapiao.gross < 0 and not (blue and blue.gross > 0):
                raise ValidationError(
                    self.env._(
                        "%s is a red invoice. Choose the blue one that it takes back; register"
                        " that one first.",
                        fapiao.display_name,
                    )
                )
            if fapiao.gross < 0 and fapiao.state != "void":
                fapiao._check_red_amount(blue)

    def _check_red_amount(self, blue):
        """:raise ValidationError: red invoices take back more than their blue one is"""
        reds = blue.red_ids.filtered(lambda red: red.state != "void")
        if float_compare(-sum(reds.mapped("gross")), blue.gross, 2) > 0:
            raise ValidationError(
                self.env._(
                    "%(red)s: red invoices would take back more than %(blue)s is, %(gross)s.",
                    red=self.display_name,
                    blue=blue.display_name,
                    gross=blue.currency_id.format(blue.gross),
                )
            )

    @api.model
    def _identity(self, code, number):
        """Return what tells one invoice from all others: 20 digits, or code and number."""
        return number if len(number or "") == 20 else f"{code or ''}{number or ''}"

    @api.model
    def _known(self, identities, company):
        """Return {identity: invoice} of those in a company's register."""
        # sudo: a number is taken, whoever may read the invoice
        found = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("number", "in", list({*identities, *(text[-8:] for text in identities)})),
            ]
        )
        known = {self._identity(fapiao.code, fapiao.number): fapiao for fapiao in found}
        return {identity: known[identity] for identity in identities if identity in known}

    @api.model
    def _check_not_known(self, vals_list):
        """:raise UserError: a number is in the register already"""
        for company_id in {vals.get("company_id") for vals in vals_list}:
            company = self.env["res.company"].browse(company_id or self.env.company.id)
            identities = [
                self._identity(vals.get("code"), vals.get("number"))
                for vals in vals_list
                if vals.get("company_id") == company_id and vals.get("number")
            ]
            for fapiao in self._known(identities, company).values():
                raise UserError(
                    self.env._(
                        "%(fapiao)s of %(date)s is in the register already. Nothing was stored.",
                        fapiao=fapiao.display_name,
                        date=format_date(self.env, fapiao.date),
                    )
                )

    # ---------------------------------------------------------------- before a step

    def _check_state(self, *states):
        """:raise UserError: one of them is in another state, or there is none"""
        wrong = self.filtered(lambda fapiao: fapiao.state not in states)
        if wrong or not self:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(fapiao)s is “%(state)s”: this can't be done.",
                    fapiao=wrong[:1].display_name or self._description,
                    state=labels.get(wrong[:1].state, "–"),
                )
            )

    def _check_manager(self):
        """:raise AccessError: for the head of accounting only"""
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group("account.group_account_manager")):
            raise AccessError(
                self.env._("Only the head of accounting takes invoices back or marks them as void.")
            )

    def _check_not_handed_over(self):
        """:raise UserError: somebody signed for it"""
        for fapiao in self.filtered("pickup_id"):
            raise UserError(
                self.env._(
                    "%(fapiao)s is on receipt %(pickup)s. Issue a red invoice instead.",
                    fapiao=fapiao.display_name,
                    pickup=fapiao.pickup_id.name,
                )
            )

    def _check_no_red(self):
        """:raise UserError: a red invoice takes it back"""
        for fapiao in self:
            if red := fapiao.red_ids.filtered(lambda red: red.state != "void")[:1]:
                raise UserError(
                    self.env._(
                        "%(fapiao)s is taken back by the red invoice %(red)s.",
                        fapiao=fapiao.display_name,
                        red=red.display_name,
                    )
                )

    def _check_complete(self):
        """:raise UserError: something is missing, or another company issued the invoice"""
        for fapiao in self:
            if problem := fapiao._confirm_problem(self):
                raise UserError(
                    self.env._("%(what)s: %(problem)s", what=fapiao.display_name, problem=problem)
                )

    def _confirm_problem(self, together):
        """Return in words what keeps one invoice from being confirmed; an empty text if nothing.

        :param together: invoices that are confirmed with it
        """
        own = self.company_id.vat
        if not self.partner_id:
            return self.env._("choose the customer.")
        if own and self.seller_vat and self.seller_vat != own:
            return self.env._(
                "it was issued by %(seller)s, not by %(company)s.",
                seller=self.seller_name or self.seller_vat,
                company=self.company_id.name,
            )
        if self.red_of_id.state == "proposed" and self.red_of_id not in together:
            return self.env._("confirm the blue invoice %s first.", self.red_of_id.display_name)
        if self.title_id and self.title_id.partner_id != self.partner_id:
            return self.env._("the title is another customer's.")
        if self.request_id and self.request_id.partner_id != self.partner_id:
            return self.env._("the request is another customer's.")
        if self.request_id and self.request_id.state not in ("approved", "issued"):
            return self.env._("the request %s is not approved.", self.request_id.name)
        if self.date > self.company_id._workday_today():
            return self.env._("its date is in the future.")
        return ""

    def _check_amounts_of_moves(self):
        """:raise ValidationError: invoices of the ERP would be covered more than once"""
        self.allocation_ids._check_fits()
