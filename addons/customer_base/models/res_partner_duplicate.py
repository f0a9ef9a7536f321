from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..tools.hanzi import SIMPLIFIED, TRADITIONAL

# One expression per kind of key, with {} for the column: the indexes below and the queries
# must say exactly the same, or PostgreSQL reads the whole table.
CODE_KEY = (
    "NULLIF(regexp_replace(upper(normalize({}, NFKC)), '^CN(?=.{{18}}$)|[^0-9A-Z]', '', 'g'), '')"
)
# The organisation code: all of an old 9-digit code, positions 9-17 of a unified code, 7-15 of
# an old 15-digit tax number.
ORGANISATION_KEY = f"""CASE length({CODE_KEY})
    WHEN 18 THEN substr({CODE_KEY}, 9, 9)
    WHEN 15 THEN substr({CODE_KEY}, 7, 9)
    WHEN 9 THEN {CODE_KEY} END"""
# Left out of names: signs, then the words for the legal form. ``translate`` reads its whole
# list for every character, so only names with a traditional one in them pay for it. Index over
# 100,000 names: 5 s without it, 29 s for every name, 12 s where two names in five are traditional.
NAME_SIGNS = " ()[]【】<>《》“”‘’「」·•・.,、。-_/&\"'"
NAME_FORMS = (
    "股份|有限|责任|公司|集团|株式会社|会社|特殊普通合伙|普通合伙|合伙企业|合伙"
    "|个体工商户|个人独资企业"
)
NAME_FORMS_LATIN = (
    "company|corporation|incorporated|corp|co|inc|limited|ltd|llc|llp|plc|gmbh|pte|pty|sdn|bhd"
    "|holdings|group"
)
_SIGNS_SQL = NAME_SIGNS.replace("'", "''")
_BARE_NAME = f"translate(lower(normalize({{0}}, NFKC)), '{_SIGNS_SQL}', '')"
NAME_KEY = (
    "NULLIF(regexp_replace(regexp_replace("
    f"CASE WHEN {{0}} ~ '[{TRADITIONAL}]' "
    f"THEN translate({_BARE_NAME}, '{TRADITIONAL}', '{SIMPLIFIED}') ELSE {_BARE_NAME} END, "
    f"'{NAME_FORMS}', '', 'g'), "
    f"'({NAME_FORMS_LATIN})+$', ''), '')"
)
# Digits without the country code and without the leading zero of an area code.
PHONE_KEY = (
    "NULLIF(regexp_replace(ltrim(regexp_replace(normalize({}, NFKC), '[^0-9]', '', 'g'), '0'), "
    "'^860?(?=[0-9]{{10,11}}$)', ''), '')"
)
COMMERCIAL = "WHERE id = commercial_partner_id"
MIN_PHONE_DIGITS = 7
# In the context while partners are merged: for a moment two of them carry the same code. An
# object that no client can send.
MERGING = object()


class ResPartner(models.Model):
    # Duplicate check (REQ B-14).
    #
    # Blind: it looks at every customer, whoever may read them, and tells no more than that the
    # customer exists and whom to ask.

    _inherit = "res.partner"

    customer_duplicate_warning = fields.Text(
        compute="_compute_customer_duplicate_warning", groups="customer_base.group_customer_user"
    )

    _customer_code_key_idx = models.Index(f"(({CODE_KEY.format('vat')})) {COMMERCIAL}")
    _customer_organisation_key_idx = models.Index(
        f"(({ORGANISATION_KEY.format(*['vat'] * 4)})) {COMMERCIAL}"
    )
    _customer_name_key_idx = models.Index(f"(({NAME_KEY.format('name')})) {COMMERCIAL}")
    _customer_phone_key_idx = models.Index(f"(({PHONE_KEY.format('phone')})) {COMMERCIAL}")

    @api.depends("name", "vat", "phone", "company_id", "is_company", "customer_category")
    @api.depends_context("company")
    def _compute_customer_duplicate_warning(self):
        self.customer_duplicate_warning = False
        managed = self.filtered(
            lambda partner: (
                partner.customer_category and (partner.is_company or not partner.parent_id)
            )
        )
        found = self._customer_find_duplicates(
            [partner._customer_duplicate_vals() for partner in managed]
        )
        messages = self._customer_duplicate_messages([one for some in found for one in some])
        for partner, duplicates in zip(managed, found, strict=True):
            partner.customer_duplicate_warning = "\n".join(
                messages[duplicate["partner_id"], duplicate["reason"]] for duplicate in duplicates
            )

    @api.constrains("vat", "is_company", "parent_id", "company_id")
    def _check_customer_duplicate(self):
        """REQ B-14: the same unified social credit code twice is the same company twice."""
        if self.env.context.get("customer_merging") is MERGING:
            return
        managed = self.filtered(
            lambda partner: (
                partner.customer_category
                and partner.is_company
                and partner == partner.commercial_partner_id
                and len(partner.vat or "") > 1
            )
        )
        found = self._customer_find_duplicates(
            [
                {"id": partner.id, "vat": partner.vat, "company_id": partner.company_id.id}
                for partner in managed
            ]
        )
        for duplicates in found:
            for duplicate in duplicates:
                if duplicate["reason"] == "code":
                    raise ValidationError(self._customer_duplicate_message(duplicate))

    def _customer_duplicate_vals(self):
        self.ensure_one()
        return {
            "id": self._origin.id,
            "name": self.is_company and self.name,
            "vat": len(self.vat or "") > 1 and self.vat,
            "phone": self.phone,
            "company_id": self.company_id.id,
        }

    @api.model
    def _customer_duplicate_message(self, duplicate):
        """Sentence on one duplicate, see :meth:`_customer_duplicate_messages`."""
        [message] = self._customer_duplicate_messages([duplicate]).values()
        return message

    @api.model
    def _customer_duplicate_messages(self, duplicates):
        """Say of each duplicate that it exists, whom to ask, and until when it is protected.

        This is all that people learn of a customer they cannot read; outsiders (portal,
        website) learn no names. Three queries at most, whatever the number.

        :param duplicates: dicts as :meth:`_customer_find_duplicates` returns them
        :return: {(partner id, reason): sentence}
        """
        keys = {(duplicate["partner_id"], duplicate["reason"]) for duplicate in duplicates}
        if not self.env.user._is_internal():
            known = self.env._("This company is already known to us. Please contact us.")
            return dict.fromkeys(keys, known)
        # Name and person to ask are what the check may reveal of a customer one cannot read.
        partners_sudo = self.sudo().browse({partner_id for partner_id, _reason in keys})
        until = partners_sudo._customer_protection_dates()
        pooled = partners_sudo._customer_pooled()
        messages = {}
        for partner_sudo in partners_sudo:
            whom = partner_sudo._customer_whom_to_ask(
                until.get(partner_sudo.id), partner_sudo in pooled
            )
            for reason in ("code", "organisation", "name", "phone"):
                if (partner_sudo.id, reason) in keys:
                    messages[partner_sudo.id, reason] = self.env._(
                        "%(partner)s already exists (%(reason)s). %(whom)s",
                        partner=partner_sudo.name,
                        reason=partner_sudo._customer_duplicate_reason(reason),
                        whom=whom,
                    )
        return messages

    def _customer_duplicate_reason(self, reason):
        """Say in what this customer is like the one that is looked up."""
        if reason == "code" and self._customer_code_is_foreign():
            return self.env._("same tax number")
        return {
            "code": self.env._("same unified social credit code"),
            "organisation": self.env._("same organisation code"),
            "name": self.env._("same name"),
            "phone": self.env._("same phone number"),
        }[reason]

    def _customer_whom_to_ask(self, until, pooled):
        """Return the sentence on whom to ask about a customer one may not see."""
        self.ensure_one()
        if pooled:
            return self.env._("It is in the public pool; claim it there.")
        if not self.user_id:
            return self.env._("Nobody is responsible for it yet; ask your manager.")
        if until:
            return self.env._(
                "Ask %(user)s, who is responsible for it. It is protected until %(date)s.",
                user=self.user_id.name,
                date=format_date(self.env, until),
            )
        return self.env._("Ask %(user)s, who is responsible for it.", user=self.user_id.name)

    @api.model
    @api.private
    def _customer_find_duplicates(self, vals_list):
        """Find customers that are, or are likely to be, the same as those described.

        One query whatever the number; archived customers count too.

        :param vals_list: dicts with any of ``name``, ``vat``, ``phone``, ``company_id`` (default:
            the current company) and ``id`` (a partner not to be found as its own duplicate)
        :return: for every dict a list of ``{"partner_id", "reason"}``, surest reason first
            (``code``, ``organisation``, ``name``, ``phone``), each partner once
        """
        result = [[] for _vals in vals_list]
        if not vals_list:
            return result
        self.flush_model(
            [
                "name",
                "vat",
                "phone",
                "company_id",
                "is_company",
                "parent_id",
                "commercial_partner_id",
            ]
        )
        rows = self.env.execute_query(
            SQL(
                "WITH given AS (%s) %s ORDER BY 1, 3, 2",
                self._customer_keys_query(vals_list),
                SQL(" UNION ALL ").join(self._customer_match_queries()),
            )
        )
        reasons = ("code", "organisation", "name", "phone")
        seen = set()
        for index, partner_id, rank in rows:
            if (index, partner_id) not in seen:
                seen.add((index, partner_id))
                result[index].append({"partner_id": partner_id, "reason": reasons[rank]})
        return result

    @api.model
    def _customer_match_keys(self, vals_list):
        """Return the keys of each dict (see :meth:`_customer_find_duplicates`) as a dict."""
        if not vals_list:
            return []
        return self.env.execute_query_dict(
            SQL("%s ORDER BY index", self._customer_keys_query(vals_list))
        )

    @api.model
    def _customer_keys_query(self, vals_list):
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s)",
                index,
                vals.get("id") or 0,
                vals.get("company_id") or self.env.company.id,
                vals.get("vat") or "",
                vals.get("name") or "",
                vals.get("phone") or "",
            )
            for index, vals in enumerate(vals_list)
        )
        return SQL(
            "SELECT index, id, company_id, %s AS code, %s AS organisation, %s AS name, "
            "%s AS phone FROM (VALUES %s) AS v (index, id, company_id, vat, name, phone)",
            SQL(CODE_KEY.format("vat")),
            SQL(ORGANISATION_KEY.format(*["vat"] * 4)),
            SQL(NAME_KEY.format("name")),
            SQL(PHONE_KEY.format("phone")),
            rows,
        )

    @api.model
    def _customer_match_queries(self):
        keys = (
            (CODE_KEY.format("p.vat"), "code", "TRUE"),
            (ORGANISATION_KEY.format(*["p.vat"] * 4), "organisation", "TRUE"),
            (NAME_KEY.format("p.name"), "name", "p.is_company"),
            (PHONE_KEY.format("p.phone"), "phone", f"length(given.phone) >= {MIN_PHONE_DIGITS}"),
        )
        # OFFSET 0 keeps the subquery apart: one index lookup per row. Joined freely, PostgreSQL
        # misjudges the partial indexes and computes the keys of all partners instead.
        return [
            SQL(
                "SELECT given.index, found.id, %s FROM given CROSS JOIN LATERAL ("
                "SELECT p.id FROM res_partner p WHERE %s = given.%s "
                "AND p.id = p.commercial_partner_id AND p.id <> given.id AND %s "
                "AND (p.company_id IS NULL OR p.company_id = given.company_id) OFFSET 0) found",
                rank,
                SQL(expression),
                SQL.identifier(column),
                SQL(condition),
            )
            for rank, (expression, column, condition) in enumerate(keys)
        ]
