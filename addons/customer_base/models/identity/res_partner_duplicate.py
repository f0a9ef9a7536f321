from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, parse_contact_from_email
from odoo.tools.misc import format_date

from ...tools.hanzi import SIMPLIFIED, TRADITIONAL
from ...tools.regions import name_core, regions_contradict

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
MIN_CODE = 5  # shorter ones are words for "none"
# surest first
REASONS = ("code", "organisation", "name", "similar", "phone")
# Says what the customer is called only to those who may read it: a number or a part of the name
# was given, not the name. Else the check would be a phone book.
BLIND_REASONS = ("similar", "phone")
# A change of these may make a second customer of the same code.
CODE_FIELDS = ("customer_category", "vat", "is_company", "parent_id", "company_id")
# In the context while partners are merged: for a moment two of them carry the same code. An
# object that no client can send.
MERGING = object()


class ResPartner(models.Model):
    # Duplicate check (REQ B-14), wherever a company is made, named or becomes a customer.
    #
    # Blind: it looks at every customer, whoever may read them, and tells no more than that the
    # customer exists and whom to ask. Contacts that are no customers are as free as in Odoo
    # alone, but for a code or name that belongs to a customer (F-02).

    _inherit = "res.partner"

    customer_duplicate_warning = fields.Text(
        compute="_compute_customer_duplicate_warning", groups="base.group_user"
    )
    # what the name is without region, branch and legal form; read by queries only
    customer_name_core = fields.Char(
        compute="_compute_customer_name_core",
        store=True,
        prefetch=False,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    _customer_code_key_idx = models.Index(f"(({CODE_KEY.format('vat')})) {COMMERCIAL}")
    _customer_organisation_key_idx = models.Index(
        f"(({ORGANISATION_KEY.format(*['vat'] * 4)})) {COMMERCIAL}"
    )
    _customer_name_key_idx = models.Index(f"(({NAME_KEY.format('name')})) {COMMERCIAL}")
    _customer_similar_key_idx = models.Index(f"(customer_name_core) {COMMERCIAL}")
    _customer_phone_key_idx = models.Index(f"(({PHONE_KEY.format('phone')})) {COMMERCIAL}")

    @api.depends("name")
    def _compute_customer_name_core(self):
        for partner in self:
            partner.customer_name_core = name_core(partner.name)[0] or False

    @api.depends("name", "vat", "phone", "company_id", "is_company", "customer_category")
    @api.depends_context("company")
    def _compute_customer_duplicate_warning(self):
        self.customer_duplicate_warning = False
        checked = self.filtered(
            lambda partner: (
                (partner.is_company or not partner.parent_id)
                # of contacts that are no customers only what is being typed is looked at
                and (partner.customer_category or partner._customer_is_being_named())
            )
        )
        found = self._customer_find_duplicates(
            [partner._customer_duplicate_vals() for partner in checked]
        )
        found = [
            duplicates if partner.customer_category else self._customer_managed_only(duplicates)
            for partner, duplicates in zip(checked, found, strict=True)
        ]
        messages = self._customer_duplicate_messages([one for some in found for one in some])
        typed = []
        for partner, duplicates in zip(checked, found, strict=True):
            partner.customer_duplicate_warning = "\n".join(
                messages[duplicate["partner_id"], duplicate["reason"]] for duplicate in duplicates
            )
            if partner._customer_is_being_named():
                typed += duplicates
        self._customer_log_matches(typed)

    def _customer_is_being_named(self):
        """Return whether somebody is typing name, code or phone on a form right now."""
        self.ensure_one()
        if isinstance(self.id, int):
            return False
        origin = self._origin
        return any(self[name] and self[name] != origin[name] for name in ("name", "vat", "phone"))

    # ------------------------------------------------------------------
    # Refused
    # ------------------------------------------------------------------
    def _customer_follow_identity(self, vals):
        """Codes that change, or that become a customer's, are not somebody else's."""
        if vals.keys().isdisjoint(CODE_FIELDS):
            return None
        # sudo: compared before the rights are checked
        before = {partner.id: partner._customer_code_values() for partner in self.sudo()}

        def follow():
            changed, becoming = self.browse(), self.browse()
            # sudo: codes are compared with those from before, whoever may read them
            for partner_sudo in self.sudo():
                was_customer, *was = before[partner_sudo.id]
                is_customer, *values = partner_sudo._customer_code_values()
                if was != values:
                    changed |= self.browse(partner_sudo.id)
                elif is_customer and not was_customer:
                    becoming |= self.browse(partner_sudo.id)
            changed._customer_check_codes()
            becoming._customer_check_codes(becoming=True)

        return follow

    def copy_data(self, default=None):
        """Leave a customer's code out of its copy: two companies of one code are refused."""
        vals_list = super().copy_data(default)
        for partner, vals in zip(self, vals_list, strict=True):
            if partner.customer_category and "vat" not in (default or {}):
                vals.pop("vat", None)
        return vals_list

    @api.model
    def name_create(self, name):
        """Refuse to make, by typing its name alone, a company that is a customer already (F-02).

        The client then opens the whole form, where the warning shows and the other company of
        that name is made knowingly.

        :raises ValidationError: naming the customer and whom to ask
        """
        typed, email = parse_contact_from_email(name or "")
        if not (self.env.su or email or self.env.context.get("default_parent_id")):
            [found] = self._customer_find_duplicates([{"name": typed}])
            for duplicate in self._customer_managed_only(found):
                if duplicate["reason"] == "name":
                    raise ValidationError(
                        self.env._(
                            "%(duplicate)s If it is another company, enter it in the whole form.",
                            duplicate=self._customer_duplicate_message(duplicate),
                        )
                    )
        return super().name_create(name)

    def _customer_code_values(self):
        self.ensure_one()
        return [bool(self.customer_category), *(self[name] for name in CODE_FIELDS[1:])]

    def _customer_check_codes(self, becoming=False):
        """REQ B-14: the same unified social credit code twice is the same company twice.

        On every route, where one of both is a customer; partners that are none may share theirs.

        :param becoming: these are no new ones, they become customers: contacts of that code
            were there before and may stay
        :raises ValidationError: naming the other one and whom to ask
        """
        if self.env.context.get("customer_merging") is MERGING:
            return
        for duplicate in self._customer_code_doubles(becoming).values():
            raise ValidationError(self._customer_duplicate_message(duplicate))

    def _customer_code_doubles(self, becoming=False):
        """Return {partner: duplicate of the same code} where one of both is a customer.

        :param becoming: these partners become customers: only other customers count
        """
        # sudo: also who hands a customer over is told, and can't read it any more
        checked_sudo = self.sudo().filtered(
            lambda partner: partner == partner.commercial_partner_id and len(partner.vat or "") > 1
        )
        found = self._customer_find_duplicates(
            [
                {"id": partner.id, "vat": partner.vat, "company_id": partner.company_id.id}
                for partner in checked_sudo
            ]
        )
        doubles = {}
        for partner_sudo, duplicates in zip(checked_sudo, found, strict=True):
            same = [one for one in duplicates if one["reason"] == "code"]
            if becoming or not partner_sudo.customer_category:
                same = self._customer_managed_only(same)
            if same:
                doubles[partner_sudo] = same[0]
        if doubles and not self.env["res.company"]._customer_in_use():
            return {}
        return doubles

    @api.model
    def _customer_managed_only(self, duplicates):
        """Return those duplicates that are customers; none where nobody uses the management."""
        # sudo: whether it is a customer decides; the check is blind
        partners_sudo = self.sudo().browse([duplicate["partner_id"] for duplicate in duplicates])
        managed = set(partners_sudo.filtered("customer_category").ids)
        if not managed or not self.env["res.company"]._customer_in_use():
            return []
        return [duplicate for duplicate in duplicates if duplicate["partner_id"] in managed]

    def _customer_note_doubles(self):
        """Note on partners that trade makes customers which customers they seem to be.

        :return: those whose code a customer has already; they stay contacts until merged
        """
        if not self.env["res.company"]._customer_in_use():
            return self.browse()
        doubles = self._customer_code_doubles(becoming=True)
        found = self._customer_find_duplicates(
            [partner._customer_duplicate_vals() for partner in self]
        )
        found = [
            [
                one
                for one in self._customer_managed_only(duplicates)
                if one["reason"] in ("code", "name")
            ]
            for duplicates in found
        ]
        messages = self._customer_duplicate_messages([one for some in found for one in some])
        notes = {
            partner.id: " ".join(messages[one["partner_id"], one["reason"]] for one in duplicates)
            for partner, duplicates in zip(self, found, strict=True)
            if duplicates
        }
        self.browse(notes)._message_log_batch(notes)
        return self.browse().union(*doubles)

    # ------------------------------------------------------------------
    # Told
    # ------------------------------------------------------------------
    def _customer_duplicate_vals(self):
        self.ensure_one()
        return {
            "id": self._origin.id,
            "name": (self.is_company or not self.parent_id) and self.name,
            "vat": len(self.vat or "") > 1 and self.vat,
            # of a person it is how the company is reached where they work
            "phone": (self.is_company or self.customer_category) and self.phone,
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

        This is all that people learn of a customer they cannot read, and its name only who
        gave it or its code; outsiders (portal, website) learn no names. A few queries, whatever
        the number.

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
        readable = set(self._customer_readable(keys).ids)
        messages = {}
        for partner_sudo in partners_sudo:
            whom = partner_sudo._customer_whom_to_ask(
                until.get(partner_sudo.id), partner_sudo in pooled
            )
            for reason in REASONS:
                if (partner_sudo.id, reason) in keys:
                    named = reason not in BLIND_REASONS or partner_sudo.id in readable
                    messages[partner_sudo.id, reason] = partner_sudo._customer_duplicate_sentence(
                        reason, named, whom
                    )
        return messages

    def _customer_duplicate_sentence(self, reason, named, whom):
        """Return the sentence on this customer; without its name unless ``named``."""
        parts = {"reason": self._customer_duplicate_reason(reason), "whom": whom}
        if reason == "similar":
            if named:
                return self.env._(
                    "%(partner)s may be the same (%(reason)s). %(whom)s", partner=self.name, **parts
                )
            return self.env._("A customer may be the same (%(reason)s). %(whom)s", **parts)
        if named:
            return self.env._(
                "%(partner)s already exists (%(reason)s). %(whom)s", partner=self.name, **parts
            )
        return self.env._("A customer already exists (%(reason)s). %(whom)s", **parts)

    @api.model
    def _customer_readable(self, keys):
        """Return the customers of these keys that the user may read, as far as it matters."""
        blind = {partner_id for partner_id, reason in keys if reason in BLIND_REASONS}
        return self.browse(blind)._filtered_access("read")

    def _customer_duplicate_reason(self, reason):
        if reason == "code" and not self._customer_has_chinese_code():
            return self.env._("same tax number")
        return {
            "code": self.env._("same unified social credit code"),
            "organisation": self.env._("same organisation code"),
            "name": self.env._("same name"),
            "similar": self.env._("similar name"),
            "phone": self.env._("same phone number"),
        }[reason]

    @api.model
    @api.private
    def _customer_log_matches(self, duplicates):
        """Put on record what a check told of customers that the user may not read (S-17).

        It counts into what leaves a person in a day, see ``customer.export.log``.

        :param duplicates: dicts as :meth:`_customer_find_duplicates` returns them
        """
        if self.env.su or not duplicates:
            return
        found = self.browse({duplicate["partner_id"] for duplicate in duplicates})
        hidden = found - found._filtered_access("read")
        if hidden:
            self.env["customer.export.log"]._log(hidden, "check", ["name"])

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
            (see ``REASONS``; ``similar`` says maybe), each partner once
        """
        result = [[] for _vals in vals_list]
        if not vals_list:
            return result
        self.flush_model(
            [
                "name",
                "customer_name_core",
                "vat",
                "phone",
                "company_id",
                "is_company",
                "parent_id",
                "commercial_partner_id",
                "customer_category",
            ]
        )
        rows = self.env.execute_query(
            SQL(
                "WITH given AS (%s) %s ORDER BY 1, 3, 2",
                self._customer_keys_query(vals_list),
                SQL(" UNION ALL ").join(self._customer_match_queries()),
            )
        )
        seen = set()
        for index, partner_id, rank, name in rows:
            reason = REASONS[rank]
            if (index, partner_id) in seen or (
                reason == "similar"
                and regions_contradict(name_core(vals_list[index]["name"])[1], name_core(name)[1])
            ):
                continue
            seen.add((index, partner_id))
            result[index].append({"partner_id": partner_id, "reason": reason})
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
                "(%s, %s, %s, %s, %s, %s, %s)",
                index,
                vals.get("id") or 0,
                vals.get("company_id") or self.env.company.id,
                vals.get("vat") or "",
                vals.get("name") or "",
                vals.get("phone") or "",
                name_core(vals.get("name"))[0],
            )
            for index, vals in enumerate(vals_list)
        )
        return SQL(
            "SELECT index, id, company_id, %s AS code, %s AS organisation, %s AS name, "
            "%s AS phone, NULLIF(core, '') AS \"similar\" FROM (VALUES %s) "
            "AS v (index, id, company_id, vat, name, phone, core)",
            SQL(CODE_KEY.format("vat")),
            SQL(ORGANISATION_KEY.format(*["vat"] * 4)),
            SQL(NAME_KEY.format("name")),
            SQL(PHONE_KEY.format("phone")),
            rows,
        )

    @api.model
    def _customer_match_queries(self):
        # a person's name says nothing, but a company is often entered as a person
        company = "(p.is_company OR (p.customer_category IS NOT NULL AND length(p.name) > 4))"
        keys = {
            "code": (CODE_KEY.format("p.vat"), f"length(given.code) >= {MIN_CODE}"),
            "organisation": (ORGANISATION_KEY.format(*["p.vat"] * 4), "TRUE"),
            "name": (NAME_KEY.format("p.name"), company),
            "similar": ("p.customer_name_core", company),
            "phone": (PHONE_KEY.format("p.phone"), f"length(given.phone) >= {MIN_PHONE_DIGITS}"),
        }
        # OFFSET 0 keeps the subquery apart: one index lookup per row. Joined freely, PostgreSQL
        # misjudges the partial indexes and computes the keys of all partners instead.
        return [
            SQL(
                "SELECT given.index, found.id, %s, found.name FROM given CROSS JOIN LATERAL ("
                "SELECT p.id, p.name FROM res_partner p WHERE %s = given.%s "
                "AND p.id = p.commercial_partner_id AND p.id <> given.id AND %s "
                "AND (p.company_id IS NULL OR p.company_id = given.company_id) OFFSET 0) found",
                rank,
                SQL(keys[reason][0]),
                SQL.identifier(reason),
                SQL(keys[reason][1]),
            )
            for rank, reason in enumerate(REASONS)
        ]
