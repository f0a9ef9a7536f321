from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerRecordMixin(models.AbstractModel):
    """A record about one customer: who, whose, which number, when, seen by whom (design 2.3).

    It is about one customer. Number, responsible person and department come from
    ``customer.staff.mixin``; who may put it on a customer, and what only the system writes, is
    said by ``customer.entry.mixin``; who sees the customer, by ``customer.access.mixin``; approval
    is added by ``customer.document.mixin``.
    """

    _name = "customer.record.mixin"
    _inherit = ["customer.entry.mixin", "customer.access.mixin", "customer.staff.mixin"]
    _description = "Record of One Customer"
    _order = "date desc, id desc"

    _entry_links = ("partner_id",)
    _entry_people = ("user_id",)

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False)]",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Entity",
        store=True,
        index=True,
    )

    @api.constrains("partner_id")
    def _check_partner_id(self):
        """REQ B-02: documents hang on the commercial entity, and never on a mere supplier."""
        for document in self:
            partner_sudo = document.partner_id.sudo()  # ranks only, whoever may read them
            customer_sudo = partner_sudo.commercial_partner_id
            if partner_sudo != customer_sudo:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s. Choose %(customer)s itself.",
                        contact=document.partner_id._customer_label(),
                        customer=customer_sudo.sudo(False)._customer_label(),
                    )
                )
            if partner_sudo._customer_is_pure_supplier():
                raise ValidationError(
                    self.env._(
                        "%(partner)s is a supplier, not a customer. If it is to become a "
                        "customer too, set its customer category first.",
                        partner=document.partner_id._customer_label(),
                    )
                )

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for document in self:
            # sudo: deputies decide on documents of customers they do not see otherwise
            parts = (document.name, document.partner_id.sudo().name)
            document.display_name = " ".join(part for part in parts if part)
