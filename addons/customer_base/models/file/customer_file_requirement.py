from odoo import api, fields, models
from odoo.tools import SQL

# What can be required: field of the file -> condition in SQL that says it is filled in, with
# "file" and "partner" in scope. Python reads the field itself; a test compares both. Personal
# data of contacts is never required: it needs their consent.
TEXT = "COALESCE({}, '') <> ''"
SET = "{} IS NOT NULL"
POSITIVE = "COALESCE({}, 0) <> 0"
CANDIDATES = {
    "partner_street": TEXT.format("partner.street"),
    "partner_city": TEXT.format("partner.city"),
    "partner_zip": TEXT.format("partner.zip"),
    "partner_phone": TEXT.format("partner.phone"),
    "fax": TEXT.format("file.fax"),
    "partner_email": TEXT.format("partner.email"),
    "partner_website": TEXT.format("partner.website"),
    "partner_vat": TEXT.format("partner.vat"),
    "partner_industry_id": SET.format("partner.industry_id"),
    "established_on": SET.format("file.established_on"),
    "registered_capital": POSITIVE.format("file.registered_capital"),
    "main_shareholders": TEXT.format("file.main_shareholders"),
    "supervising_authority": TEXT.format("file.supervising_authority"),
    "partner_bank_ids": (
        "EXISTS (SELECT 1 FROM res_partner_bank bank WHERE bank.partner_id = partner.id"
        " AND bank.active)"
    ),
    "legal_representative_id": SET.format("file.legal_representative_id"),
    "head_id": SET.format("file.head_id"),
    "main_contact_id": SET.format("file.main_contact_id"),
    "contact_ids": (
        "EXISTS (SELECT 1 FROM customer_contact contact"
        " WHERE contact.commercial_partner_id = partner.id)"
    ),
    "staff_total": POSITIVE.format("file.staff_total"),
    "company_nature": SET.format("file.company_nature"),
    "trade_standing": SET.format("file.trade_standing"),
    "main_business": TEXT.format("file.main_business"),
    "side_business": TEXT.format("file.side_business"),
    "sales_ids": ("EXISTS (SELECT 1 FROM customer_file_sales sales WHERE sales.file_id = file.id)"),
    "customer_category": SET.format("partner.customer_category"),
}
# Those that are plain fields of the customer itself, by the customer's name for them.
PARTNER_CANDIDATES = {
    name: name.removeprefix("partner_")
    for name in CANDIDATES
    if name.startswith("partner_") and name != "partner_bank_ids"
}


class CustomerFileRequirement(models.Model):
    """What a complete customer file contains, chosen by an administrator.

    REQ B-04; seed S4 2.1 (大客户档案完整率).
    """

    _name = "customer.file.requirement"
    _description = "Requirement for a Complete File"
    _order = "sequence, id"
    _rec_name = "field_name"

    sequence = fields.Integer(default=10)
    field_name = fields.Selection(selection="_selection_field_name", string="Field", required=True)
    category = fields.Selection(
        [
            ("all", "All Customers"),
            ("potential", "Potential Customers"),
            ("interested", "Interested Customers"),
            ("closed", "Closed-Deal Customers"),
        ],
        string="Required For",
        required=True,
        default="all",
    )
    weight = fields.Integer(required=True, default=1, help="How much it counts among the others.")
    active = fields.Boolean(default=True)

    _field_uniq = models.Constraint(
        "UNIQUE(field_name, category)", "This field is required for these customers already."
    )
    _weight_positive = models.Constraint("CHECK(weight > 0)", "The weight is at least 1.")

    @api.model
    def _selection_field_name(self):
        file_fields = self.env["customer.file"]._fields
        return [(name, file_fields[name]._description_string(self.env)) for name in CANDIDATES]

    @api.depends("field_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._selection_field_name())
        for requirement in self:
            requirement.display_name = labels.get(requirement.field_name, "")

    @api.model_create_multi
    def create(self, vals_list):
        requirements = super().create(vals_list)
        self.env["customer.file"]._recompute_completeness()
        return requirements

    def write(self, vals):
        result = super().write(vals)
        if not {"field_name", "category", "weight", "active"}.isdisjoint(vals):
            self.env["customer.file"]._recompute_completeness()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["customer.file"]._recompute_completeness()
        return result

    @api.model
    @api.private
    def _by_category(self):
        """Return {customer category: requirements that apply to it}, by one search."""
        # sudo: what is required is no secret
        requirements = self.sudo().search([("id", "!=", False)])
        return {
            category: requirements.filtered(
                lambda line, category=category: line.category in ("all", category)
            )
            for category in (False, "potential", "interested", "closed")
        }

    @api.model
    @api.private
    def _completeness_sql(self):
        """Return the SQL expression of a file's completeness in percent."""
        filled, total = [], []
        for line in self.sudo().search([("id", "!=", False)]):  # what is required is no secret
            weight = SQL("%s", line.weight)
            condition = SQL(CANDIDATES[line.field_name])
            applies = SQL("TRUE")
            if line.category != "all":
                applies = SQL("partner.customer_category = %s", line.category)
            total.append(SQL("CASE WHEN %s THEN %s ELSE 0 END", applies, weight))
            filled.append(SQL("CASE WHEN %s AND %s THEN %s ELSE 0 END", applies, condition, weight))
        if not total:
            return SQL("100.0")
        return SQL(
            "COALESCE(round(100.0 * (%s) / NULLIF(%s, 0), 1), 100.0)",
            SQL(" + ").join(filled),
            SQL(" + ").join(total),
        )
