from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerStrategyTask(models.Model):
    """What a strategy asks to be done with each of its customers (REQ G-09)."""

    _name = "customer.strategy.task"
    _description = "Strategy Task"
    _order = "strategy_id, sequence, id"

    strategy_id = fields.Many2one(
        "customer.strategy", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Task", required=True, translate=True)
    note = fields.Text(string="What to Do", translate=True)
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        required=True,
        default=lambda self: self.env.ref("mail.mail_activity_data_todo", False),
        domain="[('res_model', 'in', (False, 'res.partner'))]",
        ondelete="restrict",
    )
    repeat = fields.Selection(
        [("once", "Once"), ("periodic", "Again and Again")], required=True, default="periodic"
    )
    days = fields.Integer(
        string="Working Days",
        required=True,
        default=21,
        help="Once: due this many working days after the contact became a customer. Again and "
        "again: due every so many working days.",
    )
    assign = fields.Selection(
        [
            ("owner", "Responsible Person"),
            ("manager", "Department Manager"),
            ("role", "Team Member with Role"),
            ("user", "Certain Person"),
        ],
        string="Assigned to",
        required=True,
        default="owner",
        help="The responsible person where the customer has nobody else of the kind.",
    )
    role_id = fields.Many2one("customer.access.role", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", string="Person", domain="[('share', '=', False)]", ondelete="restrict"
    )
    active = fields.Boolean(default=True)

    _days_positive = models.Constraint(
        "CHECK(days BETWEEN 1 AND 1000)", "A task is due within 1 to 1000 working days."
    )

    @api.constrains("assign", "role_id", "user_id")
    def _check_assign(self):
        for task in self:
            if task.assign == "role" and not task.role_id:
                raise ValidationError(
                    self.env._("%(task)s: choose the role on the team.", task=task.name)
                )
            if task.assign == "user" and (not task.user_id or task.user_id.share):
                raise ValidationError(
                    self.env._("%(task)s: choose a colleague to assign it to.", task=task.name)
                )
