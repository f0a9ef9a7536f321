from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerEquipment(models.Model):
    """An item that people take for their work: camera, recorder, computer (领用的公共物品).

    REQ V-15, seed S4 2.2 第12条, 第16条, 第19条.
    """

    _name = "customer.equipment"
    _inherit = ["mail.thread"]
    _description = "Equipment"
    _order = "kind, name, id"
    _check_company_auto = True

    name = fields.Char(string="Item", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [
            ("video", "Video Camera"),
            ("camera", "Camera"),
            ("recorder", "Voice Recorder"),
            ("computer", "Computer"),
            ("phone", "Mobile Phone"),
            ("other", "Other"),
        ],
        string="Kind of Equipment",
        required=True,
        default="camera",
        index=True,
    )
    serial = fields.Char(string="Serial Number", tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(tracking=True)
    bought_on = fields.Date()
    note = fields.Text(string="Notes")
    active = fields.Boolean(default=True)
    issue_ids = fields.One2many("customer.equipment.issue", "equipment_id", string="Hand-outs")
    holder_id = fields.Many2one("res.users", string="Taken by", compute="_compute_holder")
    taken_on = fields.Date(compute="_compute_holder")
    due_on = fields.Date(string="Back by", compute="_compute_holder")
    is_out = fields.Boolean(string="Handed Out", compute="_compute_holder", search="_search_is_out")

    _value_positive = models.Constraint(
        "CHECK(value IS NULL OR value >= 0)", "The value must not be negative."
    )
    _serial_uniq = models.UniqueIndex(
        "(company_id, serial) WHERE serial IS NOT NULL AND serial <> ''",
        "There is equipment with this serial number already.",
    )

    @api.depends("name", "serial")
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.name} ({item.serial})" if item.serial else item.name

    @api.depends("issue_ids.state")
    def _compute_holder(self):
        # sudo: who has the item is told to whoever looks for it, the hand-out itself is not
        issues_sudo = (
            self.env["customer.equipment.issue"]
            .sudo()
            .search([("equipment_id", "in", self._origin.ids), ("state", "=", "taken")])
        )
        by_item = {issue.equipment_id.id: issue for issue in issues_sudo}
        for item in self:
            issue = by_item.get(item._origin.id, issues_sudo.browse())
            item.holder_id = issue.user_id.sudo(False)
            item.taken_on = issue.taken_on
            item.due_on = issue.due_on
            item.is_out = bool(issue)

    @api.model
    def _search_is_out(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as the computation
        issues_sudo = self.env["customer.equipment.issue"].sudo().search([("state", "=", "taken")])
        return Domain("id", "in", issues_sudo.equipment_id.ids)

    def write(self, vals):
        if vals.get("active") is False or "company_id" in vals:
            for item in self.filtered("is_out"):
                raise UserError(
                    self.env._(
                        "%(item)s is with %(user)s. Take it back first.",
                        item=item.display_name,
                        user=item.holder_id.name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_without_history(self):
        # sudo: history stays also where the user sees none of it
        if known := self.sudo().filtered("issue_ids"):
            raise UserError(
                self.env._(
                    "%s was handed out and is kept. Archive it instead.", known[0].display_name
                )
            )
