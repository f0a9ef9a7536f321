from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerContact(models.Model):
    """Who reports to whom inside the customer (REQ B-08, seed S4 3.3.3 二.5)."""

    _inherit = "customer.contact"

    reports_to_id = fields.Many2one(
        "customer.contact",
        index="btree_not_null",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', commercial_partner_id), ('id', '!=', id)]",
    )
    subordinate_ids = fields.One2many("customer.contact", "reports_to_id", string="Reporting Here")

    @api.constrains("reports_to_id", "partner_id")
    def _check_reports_to_id(self):
        if self._has_cycle("reports_to_id"):
            raise ValidationError(
                self.env._("A contact cannot report to itself, not over others either.")
            )
        for contact in self:
            superior_sudo = contact.sudo().reports_to_id  # of another customer: hidden, maybe
            if (
                superior_sudo
                and superior_sudo.commercial_partner_id != contact.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(person)s and the superior belong to different customers.",
                        person=contact.partner_id.name,
                    )
                )

    @api.model
    @api.private
    def _leave_hierarchy(self, people):
        """Cut contacts off whose person has moved to another customer.

        :param people: partners that have moved
        """
        # sudo: whoever may move the person
        contacts_sudo = self.sudo().search(
            [
                "|",
                ("partner_id", "in", people.ids),
                ("reports_to_id.partner_id", "in", people.ids),
                ("reports_to_id", "!=", False),
            ]
        )
        contacts_sudo.filtered(
            lambda contact: (
                contact.commercial_partner_id != contact.reports_to_id.commercial_partner_id
            )
        ).reports_to_id = False
