from odoo import api, fields, models

from ..complaint.terms import CLOCK_KINDS


class CustomerComplaintLevel(models.Model):
    """Who is told when, before and after a limit (REQ C-03, seed S1 四(二)3, 六(一)2)."""

    _name = "customer.complaint.level"
    _description = "Level of Escalation"
    _order = "kind, hours, id"

    kind = fields.Selection(CLOCK_KINDS, string="Clock", help="Empty: every clock.")
    hours = fields.Float(
        string="Working Hours after the Limit",
        required=True,
        digits=(8, 2),
        help="Negative: before the limit.",
    )
    target = fields.Selection(
        [
            ("owner", "Who Is to Act"),
            ("manager", "Department Manager"),
            ("director", "Marketing Director"),
        ],
        string="Told",
        required=True,
        default="owner",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    active = fields.Boolean(default=True)

    _hours_range = models.Constraint(
        "CHECK(hours BETWEEN -1000 AND 1000)", "At most 1000 working hours away from the limit."
    )
    _level_uniq = models.UniqueIndex(
        "(COALESCE(kind, ''), hours, target, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "This level is there already.",
    )

    @api.depends("hours", "target")
    def _compute_display_name(self):
        targets = dict(self._fields["target"]._description_selection(self.env))
        for level in self:
            target = targets.get(level.target, "")
            if level.hours < 0:
                level.display_name = self.env._(
                    "%(target)s, %(hours)s working hours before the limit",
                    target=target,
                    hours=f"{-level.hours:g}",
                )
            elif level.hours:
                level.display_name = self.env._(
                    "%(target)s, %(hours)s working hours after the limit",
                    target=target,
                    hours=f"{level.hours:g}",
                )
            else:
                level.display_name = self.env._("%(target)s, at the limit", target=target)

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        self._levels_changed()
        return levels

    def write(self, vals):
        result = super().write(vals)
        self._levels_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._levels_changed()
        return result

    @api.model
    def _levels_changed(self):
        """Find the next level of every open clock anew where levels are told at all."""
        # sudo: clocks of everybody, looked at anew by the system
        companies_sudo = self.env["res.company"].sudo()
        on = companies_sudo.search([("customer_complaint_reminder", "=", True)])
        self.env["customer.complaint.clock"].sudo()._look_again(on)
