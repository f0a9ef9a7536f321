from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerReceptionGuest(models.Model):
    """One guest of a reception, a person of the customer or one named only."""

    _name = "customer.reception.guest"
    _inherit = ["customer.entry.mixin", "customer.approval.line.mixin"]
    _description = "Guest of a Reception"
    _order = "reception_id, sequence, id"
    _approval_parent_field = "reception_id"
    _entry_links = ("reception_id", "partner_id")

    reception_id = fields.Many2one(
        "customer.reception", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner", string="Person", index="btree_not_null", ondelete="restrict"
    )
    name = fields.Char(
        compute="_compute_person", store=True, readonly=False, required=True, precompute=True
    )
    function = fields.Char(
        string="Position", compute="_compute_person", store=True, readonly=False, precompute=True
    )
    note = fields.Char(string="Tastes and Needs", help="Food, allergies, language, ...")

    @api.depends("partner_id")
    def _compute_person(self):
        for guest in self:
            guest.name = guest.partner_id.name or guest.name
            guest.function = guest.partner_id.function or guest.function

    @api.constrains("partner_id", "reception_id")
    def _check_partner_id(self):
        for guest in self.sudo():  # whose person it is, for a customer the author may change
            customer = guest.reception_id.commercial_partner_id
            if guest.partner_id and guest.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not belong to %(customer)s.",
                        contact=guest.partner_id.sudo(False)._customer_label(),
                        customer=customer.sudo(False)._customer_label(),
                    )
                )
