from odoo import api, fields, models


class ResCompany(models.Model):
    # How complaints come in: address, who takes them, what customers are asked (REQ C-01, C-05).

    _inherit = "res.company"

    customer_complaint_alias_id = fields.Many2one(
        "mail.alias",
        string="Address for Complaints",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
    )
    customer_complaint_alias_name = fields.Char(
        string="Mailbox for Complaints",
        compute="_compute_customer_complaint_alias_name",
        inverse="_inverse_customer_complaint_alias_name",
        help="Mail to this address becomes a complaint; empty: none does.",
        groups="base.group_user",
    )
    customer_complaint_user_id = fields.Many2one(
        "res.users",
        string="Takes Complaints",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Handles what comes by mail and portal; empty: who is responsible for the customer.",
        groups="base.group_user",
    )
    customer_complaint_mail_mb = fields.Integer(
        string="Largest Attachments (MB)",
        default=20,
        help="Of a mail or an entry on the portal, together.",
        groups="base.group_user",
    )
    customer_complaint_rating = fields.Boolean(
        string="Ask Customers by Mail Whether They Are Satisfied",
        help="When the solution was carried out, the customer gets one mail with three faces.",
        groups="base.group_user",
    )

    _customer_complaint_mail_mb_range = models.Constraint(
        "CHECK(customer_complaint_mail_mb BETWEEN 1 AND 100)",
        "Attachments of complaints may have 1 to 100 MB.",
    )

    @api.depends("customer_complaint_alias_id.alias_name")
    def _compute_customer_complaint_alias_name(self):
        for company in self:
            # sudo: an address is no secret
            company.customer_complaint_alias_name = (
                company.sudo().customer_complaint_alias_id.alias_name
            )

    def _inverse_customer_complaint_alias_name(self):
        # sudo: whoever sets up the company sets up its address
        for company_sudo in self.sudo():
            name = company_sudo.customer_complaint_alias_name
            alias_sudo = company_sudo.customer_complaint_alias_id
            if alias_sudo:
                alias_sudo.alias_name = name
            elif name:
                company_sudo.customer_complaint_alias_id = alias_sudo.create(
                    {
                        "alias_name": name,
                        "alias_domain_id": company_sudo.alias_domain_id.id,
                        "alias_model_id": self.env["ir.model"]._get_id("customer.complaint"),
                        "alias_defaults": repr({"company_id": company_sudo.id}),
                        "alias_contact": "everyone",
                    }
                )
