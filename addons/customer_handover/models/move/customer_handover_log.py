from odoo import fields, models


class CustomerHandoverLog(models.Model):
    """Every single thing that went from one person to another, once (REQ H-06, H-07).

    What is taken back is read from here, and a job that was stopped goes on from here.
    """

    _name = "customer.handover.log"
    _description = "Thing Handed Over"
    _order = "id"
    _log_access = False

    handover_id = fields.Many2one(
        "customer.handover", required=True, index=True, ondelete="cascade"
    )
    model = fields.Char(required=True)
    field = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    from_id = fields.Integer(required=True, help="Number of the user before.")
    to_id = fields.Integer(required=True, help="Number of the user after.")
    moved_on = fields.Datetime(required=True)
    undone = fields.Boolean()

    _once = models.UniqueIndex("(handover_id, model, field, res_id) WHERE undone IS NOT TRUE")
