from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class CustomerHandoverCustomer(models.Model):
    """客户花名册: one customer that is handed over, to whom, and what became of it (REQ H-01).

    The customer's own record opens only for whoever may see the customer; its name and figures
    stand here for those who take it over.
    """

    _name = "customer.handover.customer"
    _inherit = ["customer.handover.row.mixin", "customer.entry.mixin"]
    _description = "Customer Handed Over"
    _order = "is_important desc, sales desc, id"

    handover_id = fields.Many2one(
        "customer.handover", string="Sheet", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="handover_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    leaver_id = fields.Many2one(related="handover_id.leaver_id")
    handover_state = fields.Selection(related="handover_id.state", string="Sheet Is")
    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Customer", required=True, readonly=True)
    category = fields.Selection("_selection_category", readonly=True)
    grade_id = fields.Many2one("customer.grade", readonly=True, ondelete="set null")
    region_id = fields.Many2one(
        "res.country.state", string="Region", readonly=True, index="btree_not_null"
    )
    is_important = fields.Boolean(string="Important", readonly=True)
    sales = fields.Float(
        string="Sales of a Year", readonly=True, help="Invoices less credit notes, without tax."
    )
    work_count = fields.Integer(
        string="Open Work", readonly=True, help="Open documents and activities that go along."
    )
    moves_before = fields.Integer(
        string="Moved Lately", readonly=True, help="How often the customer changed hands lately."
    )
    moved_often = fields.Boolean(compute="_compute_moved_often", string="Moved Too Often")
    decision = fields.Selection(
        [("move", "To a Person"), ("pool", "Public Pool")], required=True, default="move"
    )
    receiver_id = fields.Many2one(
        "res.users",
        string="Takes Over",
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    how = fields.Selection(
        [("hand", "By Hand"), ("rule", "By Rule"), ("balance", "By Load")],
        string="Chosen",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("ready", "To Be Moved"),
            ("moved", "Moved"),
            ("skipped", "Skipped"),
            ("undone", "Taken Back"),
        ],
        required=True,
        default="ready",
        readonly=True,
        index=True,
    )
    skipped_why = fields.Char(string="Why Skipped", readonly=True)
    moved_on = fields.Datetime(readonly=True)
    contact_due = fields.Date(string="First Contact until", readonly=True, index="btree_not_null")
    first_contact_on = fields.Date(
        string="First Contact", compute="_compute_first_contact", search="_search_first_contact"
    )

    _once = models.UniqueIndex(
        "(handover_id, partner_id)", "This customer is on the sheet already."
    )
    _ready_idx = models.Index("(handover_id, id) WHERE state = 'ready'")

    @api.model
    def _selection_category(self):
        return self.env["res.partner"]._fields["customer_category"]._description_selection(self.env)

    @api.depends("moves_before", "company_id")
    def _compute_moved_often(self):
        for row in self:
            # sudo: a setting
            cap = row.company_id.sudo().handover_cap_times
            row.moved_often = bool(cap) and row.moves_before >= cap

    def _compute_first_contact(self):
        """The first contact on record after the customer was moved."""
        # sudo: only whether and when, for whoever may read the row
        Interaction = self.env["customer.interaction"].sudo()
        found = Interaction.search_fetch(
            [("commercial_partner_id", "in", self.partner_id.ids)],
            ["commercial_partner_id", "user_id", "date"],
            order="date",
        )
        for row in self:
            row.first_contact_on = next(
                (
                    contact.date.date()
                    for contact in found
                    if row.moved_on
                    and contact.commercial_partner_id == row.partner_id
                    and contact.user_id == row.receiver_id
                    and contact.date >= row.moved_on
                ),
                False,
            )

    @api.model
    def _search_first_contact(self, operator, value):
        if operator not in ("in", "=") or any(value if isinstance(value, list) else [value]):
            return NotImplemented
        self.env.cr.execute(
            """SELECT taken.id FROM customer_handover_customer taken
                WHERE taken.state = 'moved' AND NOT EXISTS (
                      SELECT FROM customer_interaction contact
                       WHERE contact.commercial_partner_id = taken.partner_id
                         AND contact.user_id = taken.receiver_id
                         AND contact.date >= taken.moved_on)"""
        )
        return [("id", "in", [row_id for (row_id,) in self.env.cr.fetchall()])]

    @api.depends("name", "handover_id.name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("The person's customers are put on the sheet by “Collect Again”.")
            )
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su:
            # sudo: how it was chosen is kept by the system
            self.sudo().how = "hand"
        return result

    @api.constrains("receiver_id")
    def _check_receiver(self):
        super()._check_receiver()
        for row in self.filtered("receiver_id"):
            # sudo: whose customer it is, and where a colleague works
            company = row.partner_id.sudo().company_id
            if company and company not in row.receiver_id.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "%(customer)s belongs to %(company)s, where %(user)s does not work.",
                        customer=row.name,
                        company=company.name,
                        user=row.receiver_id.name,
                    )
                )

    @api.constrains("decision")
    def _check_pool(self):
        pool = self.env["res.company"]._customer_guard()["pool"]
        for row in self.filtered(lambda row: row.decision == "pool"):
            if row.company_id.id not in pool:
                raise ValidationError(
                    self.env._(
                        "%(company)s has no public pool. An administrator can switch it on in "
                        "the settings.",
                        company=row.company_id.name,
                    )
                )

    def action_open_customer(self):
        """Open the customer.

        :raises AccessError: not the user's to see
        """
        self.ensure_one()
        self.partner_id.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
