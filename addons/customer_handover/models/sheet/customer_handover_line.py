from odoo import api, fields, models
from odoo.exceptions import AccessError


class CustomerHandoverLine(models.Model):
    """One kind of thing that names the person: how many, which, and what becomes of them (H-01)."""

    _name = "customer.handover.line"
    _inherit = ["customer.handover.row.mixin"]
    _description = "Kind of Thing Handed Over"
    _order = "registered desc, record_count desc, id"

    handover_id = fields.Many2one(
        "customer.handover", string="Sheet", required=True, index=True, ondelete="cascade"
    )
    model = fields.Char(required=True, readonly=True)
    field = fields.Char(required=True, readonly=True)
    key = fields.Char(compute="_compute_label")
    label = fields.Char(string="Kind of Thing", compute="_compute_label")
    registered = fields.Boolean(readonly=True)
    record_count = fields.Integer(string="How Many", readonly=True)
    alone_count = fields.Integer(
        string="Without Customer",
        readonly=True,
        help="Those that do not go with one of the customers handed over.",
    )
    sample = fields.Char(string="Examples", readonly=True)
    decision = fields.Selection(
        [("move", "Goes to Others"), ("leave", "Stays"), ("ask", "To Be Decided")],
        required=True,
        default="ask",
    )
    receiver_id = fields.Many2one(
        "res.users",
        string="Receiver",
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Takes what does not go with a customer.",
    )
    moved_count = fields.Integer(string="Moved", compute="_compute_moved_count")

    _once = models.UniqueIndex("(handover_id, model, field)", "Each kind of thing is listed once.")

    @api.depends("model", "field")
    @api.depends_context("lang")
    def _compute_label(self):
        for line in self:
            line.key = f"{line.model},{line.field}"
            model = self.env.get(line.model)
            if model is None or line.field not in model._fields:
                line.label = self.env._("%(model)s (not installed any more)", model=line.model)
                continue
            # sudo: names of models and fields are no secret
            name = self.env["ir.model"].sudo()._get(line.model).name
            field_name = model._fields[line.field].get_description(self.env, ["string"])["string"]
            line.label = self.env._("%(model)s: %(field)s", model=name, field=field_name)

    @api.depends("handover_id.state")
    def _compute_moved_count(self):
        counts = {
            (handover.id, model, field): number
            for handover, model, field, number in self.env["customer.handover.log"]
            .sudo()  # a number, for whoever may read the line
            ._read_group(
                [("handover_id", "in", self.handover_id.ids), ("undone", "=", False)],
                ["handover_id", "model", "field"],
                ["__count"],
            )
        }
        for line in self:
            line.moved_count = counts.get((line.handover_id.id, line.model, line.field), 0)

    def _needs_receiver(self):
        """Return whether records of the kind would go to nobody."""
        self.ensure_one()
        return bool(self.alone_count and not self.receiver_id)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("What the person holds is collected by the system."))
        return super().create(vals_list)

    def action_open_records(self):
        """Open the records of the kind that the user may see."""
        self.ensure_one()
        self.check_access("read")
        # sudo: which records name the person; the list shows what the user may read
        source_model = self.env["customer.handover.source"].sudo()
        source = source_model._all().get(self.key)
        domain = [(self.field, "in", self.handover_id.leaver_id.ids)]
        if self.handover_id.state in ("moved", "done", "moving"):
            ids = (
                self.env["customer.handover.log"]
                .sudo()  # sudo: ids only; the list asks for rights
                .search(
                    [
                        ("handover_id", "=", self.handover_id.id),
                        ("model", "=", self.model),
                        ("field", "=", self.field),
                    ]
                )
                .mapped("res_id")
            )
            domain = [("id", "in", ids)]
        elif source:
            domain += list(source.domain)
        return {
            "type": "ir.actions.act_window",
            "name": self.label,
            "res_model": self.model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
        }
