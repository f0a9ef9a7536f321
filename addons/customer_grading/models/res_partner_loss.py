from odoo import api, fields, models
from odoo.fields import Domain

from .customer_loss_warning import LEVELS


class ResPartner(models.Model):
    # The loss warning of a customer (REQ G-08).

    _inherit = "res.partner"

    customer_loss_warning_id = fields.Many2one(
        "customer.loss.warning",
        string="Loss Warning",
        compute="_compute_customer_loss_warning_id",
        search="_search_customer_loss_warning_id",
        groups="customer_base.group_customer_user",
    )
    customer_loss_level = fields.Selection(
        selection=LEVELS,
        string="Loss Level",
        compute="_compute_customer_loss_warning_id",
        search="_search_customer_loss_level",
        groups="customer_base.group_customer_user",
    )
    customer_loss_explanation = fields.Text(
        related="customer_loss_warning_id.explanation",
        string="Loss Explanation",
        related_sudo=False,
        groups="customer_base.group_customer_user",
    )

    @api.depends_context("company", "uid")
    def _compute_customer_loss_warning_id(self):
        """Read the running warnings of all partners by one query, of customers one may see.

        Their rule would first gather all customers that a manager sees, for every page of a list.
        """
        # sudo: below, only those of customers that the user may see are taken
        warnings_sudo = (
            self.env["customer.loss.warning"]
            .sudo()
            .search_fetch(
                [
                    ("company_id", "=", self.env.company.id),
                    ("partner_id", "in", self._origin.ids),
                    ("state", "in", ("open", "handled", "lost")),
                ],
                ["partner_id", "level"],
            )
        )
        by_partner = {warning.partner_id.id: warning for warning in warnings_sudo}
        if not self.env.user._customer_sees_all():
            readable, _writable = self.env["customer.access"]._allowed_partner_ids([*by_partner])
            by_partner = {key: by_partner[key] for key in by_partner if key in readable}
        # all at once, then the few that have one
        self.customer_loss_warning_id = self.customer_loss_level = False
        for partner in self:
            if warning_sudo := by_partner.get(partner._origin.id):
                partner.customer_loss_warning_id = warning_sudo.sudo(False)
                partner.customer_loss_level = warning_sudo.level

    @api.model
    def _search_customer_loss_warning_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        domain = Domain(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "in", ("open", "handled", "lost")),
            ]
        )
        Warning_ = self.env["customer.loss.warning"]
        if operator == "any":
            found = Warning_._search(domain & Domain(value))
            return Domain("id", "in", found.subselect("partner_id"))
        ids = [warning_id for warning_id in value if warning_id]
        result = Domain.FALSE
        if ids:
            found = Warning_._search(domain & Domain("id", "in", ids))
            result = Domain("id", "in", found.subselect("partner_id"))
        if False in value:
            result |= Domain("id", "not in", Warning_._search(domain).subselect("partner_id"))
        return result

    @api.model
    def _search_customer_loss_level(self, operator, value):
        if operator != "in":
            return NotImplemented
        levels = [level for level in value if level]
        result = Domain("customer_loss_warning_id", "any", [("level", "in", levels)])
        if False in value:
            result |= Domain("customer_loss_warning_id", "=", False)
        return result

    def _customer_overview_notes(self, company):
        notes = super()._customer_overview_notes(company)
        if warning := self.customer_loss_warning_id:
            levels = dict(warning._fields["level"]._description_selection(self.env))
            text = self.env._(
                "Loss warning, %(level)s: %(why)s",
                level=levels[warning.level],
                why=warning.explanation or "",
            )
            notes.append(
                {
                    "text": text,
                    "tone": "danger",
                    "action": "action_open_customer_loss_warning",
                    "button": self.env._("Open the Warning"),
                }
            )
        return notes

    def action_open_customer_loss_warning(self):
        """Open the customer's loss warning."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.loss.warning",
            "res_id": self.customer_loss_warning_id.id,
            "view_mode": "form",
        }
