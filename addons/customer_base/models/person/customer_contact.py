from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerContact(models.Model):
    """Part that a contact person plays in the customer's buying decision.

    REQ B-08, seed S4 3.3.3 二.5 (six kinds of people who sway a purchase).
    """

    _name = "customer.contact"
    _inherit = ["customer.entry.mixin", "customer.access.mixin"]
    _description = "Buying Role"
    _order = "commercial_partner_id, is_decision_maker desc, influence, id"
    _rec_name = "partner_id"
    _entry_links = ("partner_id",)

    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_company', '=', False), ('parent_id', '!=', False)]",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    person_name = fields.Char(related="partner_id.name", string="Full Name")
    function = fields.Char(related="partner_id.function")
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    buying_role = fields.Selection(
        [
            ("economic", "Economic Buyer"),
            ("technical", "Technical Buyer"),
            ("user", "User Buyer"),
            ("payer", "Paying Buyer"),
            ("coach", "Coach"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        index=True,
        help="Economic buyer: agrees to the purchase as a whole, often the general manager. "
        "Technical buyer: judges feasibility and effect, may veto. User buyer: works with the "
        "product. Paying buyer: releases the money. Coach: guides us inside the customer.",
    )
    focus = fields.Char(help="What this person looks at when deciding.")
    influence = fields.Selection(
        [("1_high", "High"), ("2_medium", "Medium"), ("3_low", "Low")],
        default="2_medium",
        required=True,
    )
    is_decision_maker = fields.Boolean(string="Decision Maker")
    note = fields.Text(string="Notes")

    _partner_uniq = models.Constraint(
        "UNIQUE(partner_id)", "This contact already has a buying role. Change that one."
    )

    @api.depends("partner_id.name")
    def _compute_display_name(self):
        """Named by the person: whose contact it is stands beside it everywhere (U-03)."""
        for contact in self:
            # sudo: as the customer's name, to whoever may read the record
            contact.display_name = contact.partner_id.sudo().name

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for contact in self:
            partner = contact.partner_id
            if partner.is_company or partner == partner.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is not a contact person of a customer. Enter the person "
                        "as a contact of the customer first.",
                        contact=partner.display_name,
                    )
                )
