from odoo import api, fields, models


class SaleOrder(models.Model):
    # The customer's grade on orders, and its terms in new quotations (REQ G-01, G-09).

    _inherit = "sale.order"

    # not stored: read through the customer, so that no existing order is rewritten
    customer_grade_id = fields.Many2one(
        related="partner_id.commercial_partner_id.customer_grade_id",
        string="Customer Grade",
        groups="base.group_user",
    )

    @api.depends("partner_id", "company_id")
    def _compute_pricelist_id(self):
        """Take the grade's pricelist where Odoo would fall back on the company's default.

        The customer's own pricelist goes first, then the one of the country, which may be in
        another currency.
        """
        super()._compute_pricelist_id()
        if not self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist"):
            return
        for order, partner_sudo, grade_sudo in self._customer_graded():
            pricelist_sudo = grade_sudo.pricelist_id
            own = partner_sudo.specific_property_product_pricelist
            if (
                order.state == "draft"
                and pricelist_sudo.active
                and pricelist_sudo.company_id.id in (False, order.company_id.id)
                and not own._get_partner_pricelist_multi_filter_hook()
                and not order.pricelist_id.country_group_ids
            ):
                order.pricelist_id = pricelist_sudo.id

    @api.depends("partner_id")
    def _compute_payment_term_id(self):
        """Take the grade's payment terms where the customer has none, or the company's."""
        super()._compute_payment_term_id()
        for order, partner_sudo, grade_sudo in self._customer_graded():
            term_sudo = grade_sudo.payment_term_id
            field = partner_sudo._fields["property_payment_term_id"]
            default_sudo = field.get_company_dependent_fallback(partner_sudo)
            if (
                order.state in ("draft", "sent")
                and term_sudo.active
                and term_sudo.company_id.id in (False, order.company_id.id)
                and partner_sudo.property_payment_term_id in (term_sudo.browse(), default_sudo)
            ):
                order.payment_term_id = term_sudo.id

    def _customer_graded(self):
        """Return [(order, partner, grade)] where the company gives terms by grade.

        Partner and grade are read as superuser in the order's company.
        """
        rows = []
        for order in self:
            # sudo: setting of the order's company, which need not be chosen
            if not order.company_id.sudo().customer_grade_terms:
                continue
            # sudo: terms follow the grade, whether or not the user may read the customer
            partner_sudo = order.partner_id.sudo().with_company(order.company_id)
            customer_sudo = partner_sudo.commercial_partner_id
            if customer_sudo.customer_category and customer_sudo.customer_grade_id:
                rows.append((order, partner_sudo, customer_sudo.customer_grade_id))
        return rows
