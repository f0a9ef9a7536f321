from odoo import fields, models
from odoo.tools import SQL

from .customer_development_funnel_mixin import DEPENDS

STEPS = """
    SELECT stage.id * 10 + step.number AS id, stage.id AS development_id, stage.company_id,
           stage.partner_id, stage.user_id, stage.department_id, stage.source_id, stage.level,
           stage.region_id, stage.industry_id, stage.registered_on, step.stage, step.day,
           1 AS developments
      FROM (%(stages)s) stage
CROSS JOIN LATERAL (
           VALUES (1, '1_registered', stage.registered_on), (2, '2_surveyed', stage.surveyed_on),
                  (3, '3_applied', stage.applied_on), (4, '4_approved', stage.approved_on),
                  (5, '5_signed', stage.signed_on)
           ) step(number, stage, day)
     WHERE step.day IS NOT NULL
"""


class CustomerDevelopmentFunnelStep(models.Model):
    """One row for each stage that a development has come to: the funnel as a graph (REQ B-16)."""

    _name = "customer.development.funnel.step"
    _inherit = ["customer.development.funnel.mixin"]
    _description = "How Far Prospects Came"
    _auto = False
    _order = "stage, day desc, id desc"
    _rec_name = "partner_id"
    _depends = DEPENDS

    development_id = fields.Many2one("customer.development", readonly=True)
    # the numbers keep the stages in order in a graph
    stage = fields.Selection(
        [
            ("1_registered", "Registered"),
            ("2_surveyed", "Surveyed"),
            ("3_applied", "Applied"),
            ("4_approved", "Approved"),
            ("5_signed", "Signed"),
        ],
        "How Far",
        readonly=True,
    )
    day = fields.Date("Reached on", readonly=True)
    developments = fields.Integer("Prospects", readonly=True)

    @property
    def _table_query(self):
        return SQL(STEPS, stages=self.env["customer.development.funnel"]._stages())

    def action_open_development(self):
        """Open the development that the row is about."""
        self.ensure_one()
        self.check_access("read")
        return self.development_id.get_formview_action()
