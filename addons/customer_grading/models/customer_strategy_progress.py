from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CustomerStrategyProgress(models.Model):
    """A task of a strategy with one customer: whose it is, until when, done when (REQ G-09).

    One narrow row per company, task and customer, kept by the nightly job (see
    ``customer_strategy_job.py``); nobody has the right to write it. The rows are the list that
    people work through. Who has only a few also gets an activity on each customer.
    """

    _name = "customer.strategy.progress"
    _inherit = ["customer.access.mixin"]
    _description = "Strategy Task of a Customer"
    _order = "due, id"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    task_id = fields.Many2one("customer.strategy.task", required=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="To Be Done by", ondelete="set null")
    due = fields.Date(string="Due on", required=True)
    done_on = fields.Date(index="btree_not_null")
    done_by_id = fields.Many2one("res.users", string="Done by", ondelete="set null")
    by_activity = fields.Boolean(string="Told by an Activity")
    activity_id = fields.Many2one("mail.activity", index="btree_not_null", ondelete="set null")
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    note = fields.Text(related="task_id.note")
    customer_category = fields.Selection(related="partner_id.customer_category")
    customer_grade_id = fields.Many2one(related="partner_id.customer_grade_id")

    _once = models.Constraint(
        "UNIQUE(task_id, partner_id, company_id)", "A task has one row for each customer."
    )
    _open_idx = models.Index("(company_id, user_id, due) WHERE done_on IS NULL")

    @api.depends("due", "done_on")
    def _compute_overdue(self):
        today = self.env.company._workday_today()
        for row in self:
            row.overdue = bool(row.due and row.due < today and not row.done_on)

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("done_on", "=", False) & Domain("due", "<", self.env.company._workday_today())

    # ------------------------------------------------------------------
    # Done
    # ------------------------------------------------------------------
    def action_done(self):
        """Tick off tasks of one's own, or with customers that one may change.

        :raises AccessError: naming the customer and who does it
        """
        self.check_access("read")
        for row in self:
            if row.user_id != self.env.user and not row.access_write:
                raise AccessError(
                    self.env._(
                        "“%(task)s” with %(customer)s is ticked off by %(user)s, or by who works "
                        "on the customer.",
                        task=row.task_id.name,
                        customer=row.partner_id.name,
                        # sudo: the name of a colleague is no secret
                        user=row.user_id.sudo().name or self.env._("nobody yet"),
                    )
                )
        # sudo: the system's own table; the right was checked above
        open_sudo = self.sudo().filtered(lambda row: not row.done_on)
        open_sudo.activity_id.filtered("active").action_done()  # marks its row too
        open_sudo._mark_done()
        self.env[self._name]._remind_lists(open_sudo.user_id)
        return True

    def _mark_done(self):
        """Note that these were done today by the current user (called as superuser)."""
        for company, rows in (
            self.filtered(lambda row: not row.done_on).grouped("company_id").items()
        ):
            rows.write({"done_on": company._workday_today(), "done_by_id": self.env.uid})

    def action_record_contact(self):
        """Record a contact with the customer of this row."""
        self.ensure_one()
        return self.partner_id.action_record_contact()

    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Leave one row of each task when customers become one: what is done stays done."""
        # sudo: the system's own table
        together = self.sudo().search([("partner_id", "in", (sources | target).ids)])
        seen, twice = set(), self.browse().sudo()  # sudo: as above
        for row in together.sorted(lambda row: (row.partner_id != target, row.id)):
            key = (row.task_id.id, row.company_id.id)
            if key in seen:
                twice |= row
            seen.add(key)
        twice.activity_id.unlink()
        twice.unlink()
