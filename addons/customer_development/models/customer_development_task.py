from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

NOT_DONE = {"done_on": False, "done_by_id": False}
# With these a required item would no longer hold anything up.
LOOSENING_FIELDS = {"name", "is_required", "phase", "stage_id", "template_id"}


class CustomerDevelopmentTask(models.Model):
    """Item of the check list of one development (002 4.3; REQ D-06)."""

    _name = "customer.development.task"
    _inherit = ["customer.entry.mixin", "customer.due.mixin"]
    _description = "Development Check List Item"
    _entry_links = ("development_id",)
    _due_field = "date_deadline"
    _order = "phase, sequence, id"

    development_id = fields.Many2one(
        "customer.development",
        "Customer Development",
        required=True,
        index=True,
        ondelete="cascade",
    )
    template_id = fields.Many2one(
        "customer.development.task.template", "Taken from", ondelete="set null"
    )
    name = fields.Char("Item", required=True)
    sequence = fields.Integer(default=100)
    phase = fields.Selection(
        [("preparation", "Preparation"), ("stage", "Development Stage")],
        required=True,
        default="preparation",
    )
    stage_id = fields.Many2one(
        "customer.development.stage", "Development Stage", ondelete="restrict"
    )
    is_required = fields.Boolean("Required")
    user_id = fields.Many2one("res.users", "Assigned to", index=True)
    date_deadline = fields.Date("Deadline")
    findings = fields.Text(help="What was found out. An item is done only with its findings.")
    is_done = fields.Boolean("Done")
    done_on = fields.Date(readonly=True)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True)
    company_id = fields.Many2one(related="development_id.company_id", store=True, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_done_by(vals)
        tasks = super().create(
            [{**vals, **NOT_DONE, **self._done_values(vals)} for vals in vals_list]
        )
        tasks._check_open_development()
        return tasks

    def write(self, vals):
        if "development_id" in vals and not self.env.su:
            raise AccessError(self.env._("A check list item stays with its development."))
        self._refuse_done_by(vals)
        self._check_open_development()
        if self.env.su or not LOOSENING_FIELDS & vals.keys():
            return super().write(vals | self._done_values(vals))
        # Required items of the check list are the company's; only superiors may loosen them.
        developments = self.filtered("template_id").development_id
        if developments - developments._development_may_reopen():
            raise AccessError(
                self.env._(
                    "Only a superior may change an item of the company's check list. "
                    "Write your findings and tick it off."
                )
            )
        return super().write(vals | self._done_values(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_keeps_required(self):
        self._check_open_development()
        required = self.filtered(lambda t: t.template_id and t.is_required)
        developments = required.development_id
        if developments - developments._development_may_reopen():
            raise AccessError(
                self.env._(
                    "Only a superior may delete a required item: %(items)s.",
                    items=format_list(self.env, required.mapped("name")),
                )
            )

    @api.constrains("is_done", "findings", "phase")
    def _check_findings(self):
        for task in self:
            if task.is_done and task.phase == "preparation" and not (task.findings or "").strip():
                raise UserError(
                    self.env._(
                        "%(item)s: write what you found out before you tick it off.",
                        item=task.name,
                    )
                )

    def _refuse_done_by(self, vals):
        if NOT_DONE.keys() & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("By whom and when an item was ticked off is filled in by the system.")
            )

    def _done_values(self, vals):
        if "is_done" not in vals:
            return {}
        if not vals["is_done"]:
            return NOT_DONE
        return {"done_on": self.env.company._workday_today(), "done_by_id": self.env.uid}

    def _check_open_development(self):
        if closed := self.development_id.filtered("closed_on"):
            raise UserError(
                self.env._(
                    "%(names)s is closed and cannot be changed any more.",
                    names=closed._join_names(),
                )
            )
