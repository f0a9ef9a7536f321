from odoo import fields, models
from odoo.tools import SQL

MEDIAN = "duration_days:median"


class CustomerApprovalFigure(models.Model):
    """One row a decided step: how long it took, in time or not, how it ended (REQ A-08).

    Read from the steps each time; seen by those who may see the round. The days of many steps
    are told by their median: one document that lay over a holiday says nothing about a stage.
    """

    _name = "customer.approval.figure"
    _description = "Approval Durations"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "name"

    name = fields.Char(string="Document", readonly=True)
    approval_id = fields.Many2one("customer.approval", string="Round", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    model_id = fields.Many2one("ir.model", string="Kind", readonly=True)
    rule_id = fields.Many2one("customer.approval.rule", string="Rule", readonly=True)
    stage = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="Decided By", readonly=True)
    day = fields.Date(string="Day of Decision", readonly=True)
    outcome = fields.Selection(
        [("approved", "Approved"), ("rejected", "Rejected"), ("returned", "Sent Back")],
        readonly=True,
    )
    timing = fields.Selection(
        [("in_time", "In Time"), ("late", "Late"), ("free", "No Limit")],
        string="Limit Kept",
        readonly=True,
    )
    limit_days = fields.Integer(string="Limit (Working Days)", readonly=True, aggregator=None)
    step_count = fields.Integer(string="Decisions", readonly=True)
    duration_days = fields.Float(
        string="Working Days (Median)",
        readonly=True,
        aggregator="median",
        digits=(16, 1),
        help="Half of the decisions took no longer. 0: on the day it was asked.",
    )
    in_time = fields.Float(
        string="In Time (%)", readonly=True, aggregator="avg", help="Of those with a limit."
    )
    rejected_count = fields.Integer(string="Rejected", readonly=True)
    returned_count = fields.Integer(string="Sent Back", readonly=True)
    refused_share = fields.Float(
        string="Rejected or Sent Back (%)", readonly=True, aggregator="avg"
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT step.id, step.approval_id, approval.name, approval.company_id,
                   approval.model_id, approval.rule_id, step.name AS stage,
                   step.decided_by_id AS user_id, step.decided_date AS day,
                   step.state AS outcome, step.limit_days, 1 AS step_count,
                   step.duration_days::numeric AS duration_days,
                   CASE WHEN step.is_late THEN 'late' WHEN step.limit_days > 0 THEN 'in_time'
                        ELSE 'free' END AS timing,
                   CASE WHEN step.is_late THEN 0.0 WHEN step.limit_days > 0 THEN 100.0 END
                       AS in_time,
                   (step.state = 'rejected')::int AS rejected_count,
                   (step.state = 'returned')::int AS returned_count,
                   CASE WHEN step.state = 'approved' THEN 0.0 ELSE 100.0 END AS refused_share
              FROM customer_approval_step step
              JOIN customer_approval approval ON approval.id = step.approval_id
             WHERE step.state IN ('approved', 'rejected', 'returned')
               AND step.decided_date IS NOT NULL
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """Know the median, which Odoo's groups do not."""
        if aggregate_spec != MEDIAN:
            return super()._read_group_select(aggregate_spec, query)
        field = self._field_to_sql(self._table, "duration_days", query)
        return SQL("percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)", field)

    def action_open_approval(self):
        """Open the round that the row is a step of."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.approval",
            "res_id": self.approval_id.id,
            "views": [(False, "form")],
        }
