from odoo import api, fields, models
from odoo.exceptions import AccessError


class CustomerHandoverReceiver(models.Model):
    """接管人: somebody who takes over, asked first, and whether they agreed (REQ H-02)."""

    _name = "customer.handover.receiver"
    _description = "Who Takes Over"
    _order = "customer_count desc, id"
    _rec_name = "user_id"

    handover_id = fields.Many2one(
        "customer.handover", string="Sheet", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="Takes Over", required=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("new", "Not Asked"),
            ("asked", "Asked"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
        ],
        string="Answer",
        required=True,
        default="new",
        readonly=True,
    )
    answered_on = fields.Datetime(readonly=True)
    decline_reason = fields.Char(string="Why Declined", readonly=True)
    signed_on = fields.Datetime(string="Signed on", readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    sales = fields.Float(string="Sales of a Year", readonly=True)
    work_count = fields.Integer(string="Open Work", readonly=True)
    own_count = fields.Integer(
        string="Own Customers", readonly=True, help="Customers of the person before the hand-over."
    )
    other_count = fields.Integer(
        string="Other Things", readonly=True, help="Kinds of things that do not go with a customer."
    )

    _once = models.UniqueIndex("(handover_id, user_id)", "Everybody is asked once.")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._check_system()
        return super().write(vals)

    def unlink(self):
        self._check_system()
        return super().unlink()

    @api.model
    def _check_system(self):
        """:raises AccessError: who takes over follows from the lists, and answers by buttons"""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Who takes over follows from the lists of the sheet; the answer is given with "
                    "the buttons."
                )
            )
