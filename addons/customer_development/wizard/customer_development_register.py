from odoo import api, fields, models
from odoo.addons.customer_base.models.identity.res_partner_duplicate import BLIND_REASONS
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.customer_development import CLOSED_STATES

# The wizard's fields that describe the company itself.
PARTNER_FIELDS = ("name", "vat", "phone", "email", "street", "city", "state_id", "country_id")


class CustomerDevelopmentRegister(models.TransientModel):
    """Report a prospect (报备) in one dialog: look for doubles, make customer and development.

    The check is blind: it says that the company exists and whom to ask, nothing else
    (000 article 7; 002 4.2.1; REQ D-02, B-14).
    """

    _name = "customer.development.register"
    _description = "Register a Prospect"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Existing Customer",
        check_company=True,
        domain=[("is_company", "=", True), ("parent_id", "=", False)],
        help="Choose the customer if we know it already; leave it empty for a new one.",
    )
    name = fields.Char("Customer Name")
    vat = fields.Char("Unified Social Credit Code")
    phone = fields.Char()
    email = fields.Char()
    street = fields.Char("Address")
    city = fields.Char()
    state_id = fields.Many2one(
        "res.country.state", "Province", domain="[('country_id', '=?', country_id)]"
    )
    country_id = fields.Many2one("res.country", default=lambda self: self.env.company.country_id)
    contact_name = fields.Char("Contact Person")
    contact_function = fields.Char("Position")
    contact_phone = fields.Char("Contact's Phone")
    source_id = fields.Many2one("customer.development.source", "Source", required=True)
    source_note = fields.Char("Source Details")
    level = fields.Selection(
        [("ordinary", "Ordinary Customer"), ("key", "Key Account")],
        required=True,
        default="ordinary",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    main_business = fields.Text()
    scale = fields.Text("Scale and Strength")
    needs = fields.Text("Potential Needs")
    duplicate_message = fields.Text(compute="_compute_duplicate_message")
    is_other_company = fields.Boolean(
        "It Is Another Company", help="Tick this when you have made sure that it is another one."
    )

    @api.depends("partner_id", *PARTNER_FIELDS)
    def _compute_duplicate_message(self):
        for wizard in self:
            duplicates = wizard._find_duplicates()
            wizard.duplicate_message = wizard._duplicate_text(duplicates) or False
            self.env["res.partner"]._customer_log_matches(duplicates)

    def _find_duplicates(self):
        self.ensure_one()
        if self.partner_id or not (self.name or self.vat or self.phone):
            return []
        return self.env["res.partner"]._customer_find_duplicates([self._partner_values()])[0]

    def _partner_values(self):
        values = {name: self[name] for name in PARTNER_FIELDS if self[name]}
        for name in ("state_id", "country_id"):
            if name in values:
                values[name] = values[name].id
        return values

    def _duplicate_text(self, duplicates):
        """Say of each double who develops it now, else what the duplicate check says."""
        developing = self._get_developing(duplicates)
        return "\n".join(
            self.env._(
                "%(customer)s is already being developed. Please ask %(user)s.",
                customer=developing[duplicate["partner_id"]].commercial_partner_id.name,
                user=developing[duplicate["partner_id"]].user_id.name,
            )
            if duplicate["partner_id"] in developing and duplicate["reason"] not in BLIND_REASONS
            else self.env["res.partner"]._customer_duplicate_message(duplicate)
            for duplicate in duplicates
        )

    def _get_developing(self, duplicates):
        """Return {partner id: open development in sudo} of the doubles."""
        # sudo: the check is blind, but it must know the developments of everybody
        open_sudo = (
            self.env["customer.development"]
            .sudo()
            .search(
                Domain(
                    "commercial_partner_id",
                    "in",
                    [duplicate["partner_id"] for duplicate in duplicates],
                )
                & Domain("company_id", "=", self.company_id.id)
                & Domain("state", "not in", CLOSED_STATES)
            )
        )
        return {d.commercial_partner_id.id: d for d in open_sudo}

    def _check_duplicates(self):
        """Refuse a company that a colleague develops; ask about one that only looks alike.

        Another unified social credit code is another company, a subsidiary of the one being
        developed for example: it is asked about, not refused (F-17).
        """
        duplicates = self._find_duplicates()
        if not duplicates:
            return
        text = self._duplicate_text(duplicates)
        sure = any(duplicate["reason"] == "code" for duplicate in duplicates)
        if sure or self._get_developing(self._without_other_codes(duplicates)):
            raise UserError(text)
        if not self.is_other_company:
            raise UserError(
                self.env._(
                    "%(doubles)s\nIf it is another company, tick 'It Is Another Company'. "
                    "If it is the same one, choose it as existing customer.",
                    doubles=text,
                )
            )

    def _without_other_codes(self, duplicates):
        """Return the doubles that may be the company itself, as far as name and code say."""
        Partner = self.env["res.partner"]
        # sudo: the check is blind, but it must know the codes of everybody
        codes = {
            partner_sudo.id: partner_sudo.vat
            for partner_sudo in Partner.sudo().browse([one["partner_id"] for one in duplicates])
        }
        own = Partner._customer_is_uscc(self.vat)
        return [
            one
            for one in duplicates
            if one["reason"] in ("code", "organisation")
            or (
                one["reason"] == "name"
                and not (own and Partner._customer_is_uscc(codes[one["partner_id"]]))
            )
        ]

    def action_register(self):
        """Create the customer, unless chosen, and its development; open the development.

        :raises UserError: the name is missing, or the company exists already
        """
        self.ensure_one()
        if not self.partner_id and not (self.name or "").strip():
            raise UserError(
                self.env._("Enter the name of the customer, or choose an existing one.")
            )
        self._check_duplicates()
        partner = self.partner_id.commercial_partner_id
        developments = self.env["customer.development"]
        # sudo: whether we manage it, whoever may read it
        if not partner.sudo().customer_category:
            # sudo: whoever reports a company that nobody has puts somebody in charge of it
            developments = developments.sudo()
        partner = partner or self._create_partner()
        # sudo: who reports a prospect need not have the right to change customers
        partner.sudo()._customer_set_category("potential", {partner.id: self.user_id})
        development = developments.create(
            {
                "company_id": self.company_id.id,
                "partner_id": partner.id,
                "source_id": self.source_id.id,
                "source_note": self.source_note,
                "level": self.level,
                "user_id": self.user_id.id,
                "main_business": self.main_business,
                "scale": self.scale,
                "needs": self.needs,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.development",
            "res_id": development.id,
            "view_mode": "form",
        }

    def _create_partner(self):
        values = self._partner_values() | {
            "is_company": True,
            "customer_category": "potential",
            "user_id": self.user_id.id,
        }
        if self.contact_name:
            values["child_ids"] = [
                fields.Command.create(
                    {
                        "name": self.contact_name,
                        "function": self.contact_function,
                        "phone": self.contact_phone,
                        "type": "contact",
                    }
                )
            ]
        # sudo: clerks and the market department report prospects without the general right to
        # create contacts; the wizard's own access list says who may
        partner_sudo = self.env["res.partner"].sudo().create(values)
        # the person named is the first of the decision makers and contacts (002 4.3.1)
        self.env["customer.contact"].sudo().create(  # sudo: as above
            [{"partner_id": person_sudo.id} for person_sudo in partner_sudo.child_ids]
        )
        return partner_sudo.sudo(False)
