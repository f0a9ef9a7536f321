from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerVisit(models.Model):
    # A visit may be the return visit of a complaint (REQ C-05).

    _inherit = "customer.visit"

    complaint_id = fields.Many2one(
        "customer.complaint",
        string="Complaint",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        help="The complaint that this visit is the return visit of.",
    )

    @property
    def _entry_links(self):
        return (*super()._entry_links, "complaint_id")

    @api.constrains("complaint_id", "partner_id", "company_id")
    def _check_complaint(self):
        for visit in self:
            complaint_sudo = visit.complaint_id.sudo()  # whose it is, whoever may read it
            if complaint_sudo and (
                complaint_sudo.commercial_partner_id != visit.commercial_partner_id
                or complaint_sudo.company_id != visit.company_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(visit)s: the complaint is of another customer or company. Choose "
                        "one of %(customer)s.",
                        visit=visit.display_name,
                        # sudo: the customer of one's own visit
                        customer=visit.partner_id.sudo().name,
                    )
                )
