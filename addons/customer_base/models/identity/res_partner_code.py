import re
import unicodedata

from odoo import api, models
from odoo.exceptions import ValidationError
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength
from stdnum.exceptions import ValidationError as StdnumError


def half_width(text):
    """Return ``text`` with full-width letters, digits and signs of ASCII made half-width.

    Only these: the brackets “（）” of Chinese company names stay as they are written.
    """
    return "".join(
        chr(ord(char) - 0xFEE0) if "！" <= char <= "～" and char not in "（），；：？！" else char
        for char in text
    )


class ResPartner(models.Model):
    # Customer code (REQ D-15) and unified social credit code of managed customers.

    _inherit = "res.partner"

    def _customer_follow_uscc(self, vals):
        """A code that changes is checked."""
        if "vat" not in vals:
            return None
        # sudo: compared before the rights are checked
        before = {partner.id: partner.vat for partner in self.sudo()}

        def follow():
            # sudo: as before; the check itself runs as the user
            changed = self.sudo().filtered(lambda partner: partner.vat != before[partner.id])
            self.browse(changed.ids)._check_customer_uscc()

        return follow

    def _fields_sync(self, values):
        # Who goes to another company does not take the code of a customer along: Odoo gives the
        # number of a contact to a company that has none, and two would carry it.
        if (
            values.get("parent_id")
            and "vat" not in values
            and self.vat
            and self.commercial_partner_id != self
            and not self.commercial_partner_id.vat
        ):
            [found] = self._customer_find_duplicates([{"vat": self.vat}])
            if any(one["reason"] == "code" for one in self._customer_managed_only(found)):
                self.vat = False
        return super()._fields_sync(values)

    def _check_customer_uscc(self):
        """REQ B-14: Chinese customers we manage carry a code that can be right.

        Looked at when it is given or changes only (L-07): an old customer that trade made ours
        may have a broken one, and nobody is kept from changing something else.
        """
        # sudo: also who hands a customer over is told, and can't read it any more
        for partner_sudo in self.sudo():
            if (
                partner_sudo.customer_category
                and partner_sudo.vat
                and len(partner_sudo.vat) > 1  # Odoo's sign for "not subject to tax"
                and partner_sudo.is_company
                and partner_sudo == partner_sudo.commercial_partner_id
                and partner_sudo._customer_has_chinese_code()
            ):
                self._customer_check_uscc(partner_sudo.vat)

    def _customer_has_chinese_code(self):
        """Return whether the tax number is a unified social credit code, right or wrong.

        Without a country it is, unless it begins with another one's letters as a foreign VAT
        number does (L-08).
        """
        self.ensure_one()
        if self.country_id:
            return self.country_id.code == "CN"
        return not re.match("(?!CN)[A-Z]{2}", self._customer_clean_code(self.vat))

    @api.model
    @api.private
    def _customer_check_uscc(self, code):
        """Check a unified social credit code (GB 32100-2015).

        :raises ValidationError: saying whether length, a character or the check digit is wrong
        """
        code = self._customer_clean_code(code)
        try:
            uscc.validate(code)
        except InvalidLength:
            message = self.env._(
                "The unified social credit code %(code)s has %(length)s characters instead of 18.",
                code=code,
                length=len(code),
            )
        except InvalidChecksum:
            message = self.env._(
                "The unified social credit code %(code)s has a wrong check digit: at least one "
                "character is mistyped. Compare it with the business licence.",
                code=code,
            )
        except StdnumError:
            message = self.env._(
                "The unified social credit code %(code)s contains a character that cannot stand "
                "there. It consists of digits and capital letters without I, O, S, V and Z; "
                "positions 3 to 8 are digits.",
                code=code,
            )
        else:
            return
        raise ValidationError(message)

    @api.model
    def _customer_is_uscc(self, code):
        """Return whether this is a unified social credit code without a mistake."""
        return uscc.is_valid(self._customer_clean_code(code))

    @api.model
    def _customer_clean_code(self, code):
        """Return a code in half-width capitals without spaces and hyphens."""
        return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", code or "")).upper()

    @api.model
    def _customer_normalise(self, vals):
        """Return a copy of ``vals`` with names, codes and phones as they should be written."""
        vals = dict(vals)
        if vals.get("name"):
            vals["name"] = " ".join(half_width(vals["name"]).split())
        if vals.get("vat") and len(vals["vat"].strip()) > 1:
            vals["vat"] = self._customer_clean_code(vals["vat"])
        for name in ("ref", "phone", "zip"):
            if vals.get(name):
                vals[name] = " ".join(unicodedata.normalize("NFKC", vals[name]).split())
        return vals

    def _customer_assign_code(self):
        """Give customers without a code (``ref``) the next one of the current company.

        Prefix from the company's settings, number from the sequence ``customer.code``; numbers
        somebody has already used by hand are passed over.
        """
        # Whoever admits a customer need not have a right on contacts or sequences.
        todo_sudo = self.sudo().commercial_partner_id.filtered(lambda partner: not partner.ref)
        prefix = self.env.company.customer_code_prefix or ""
        sequence_sudo = self.env["ir.sequence"].sudo()
        while todo_sudo:
            codes = {
                partner: f"{prefix}{sequence_sudo.next_by_code('customer.code')}"
                for partner in todo_sudo
            }
            taken = set(
                todo_sudo.with_context(active_test=False)
                .search([("ref", "in", list(codes.values()))])
                .mapped("ref")
            )
            for partner, code in codes.items():
                if code not in taken:
                    partner.ref = code
            todo_sudo = todo_sudo.filtered(lambda partner: not partner.ref)
