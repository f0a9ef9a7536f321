from odoo import fields, models


class CustomerGrade(models.Model):
    """Terms that customers of a grade get, each company its own (REQ G-09)."""

    _inherit = "customer.grade"

    pricelist_id = fields.Many2one(
        "product.pricelist",
        company_dependent=True,
        domain="[('company_id', 'in', (False, allowed_company_ids[0]))]",
        help="For new quotations of customers without a pricelist of their own or their country.",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        string="Payment Terms",
        company_dependent=True,
        domain="[('company_id', 'in', (False, allowed_company_ids[0]))]",
        help="For new quotations of customers without payment terms of their own.",
    )
    customer_grade_terms = fields.Boolean(
        string="Terms by Grade in Use",
        compute="_compute_customer_grade_terms",
    )

    def _compute_customer_grade_terms(self):
        """Whether the current company uses them, for the form."""
        self.customer_grade_terms = self.env.company.customer_grade_terms
