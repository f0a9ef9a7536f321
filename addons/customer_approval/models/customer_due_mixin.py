from odoo import api, fields, models


class CustomerDueMixin(models.AbstractModel):
    """Records that wait until a day, which also say it in working days (U-02)."""

    _name = "customer.due.mixin"
    _description = "Due on a Day"

    # the date that the record waits for
    _due_field = "due"

    due_days = fields.Integer(
        string="Working Days Left", compute="_compute_due_text", aggregator=None
    )
    due_text = fields.Char(string="Time Left", compute="_compute_due_text")

    @api.depends(lambda self: (self._due_field,))
    @api.depends_context("lang")
    def _compute_due_text(self):
        self.due_days, self.due_text = 0, False
        name = self._due_field
        for company, records in self.filtered(name).grouped("company_id").items():
            # sudo: working days are no secret
            left = (company or self.env.company).sudo()._workday_left(records.mapped(name))
            for record in records:
                record.due_days, record.due_text = left[record[name]]
