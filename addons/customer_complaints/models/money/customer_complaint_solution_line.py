from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import read_comment, unsealed
from odoo.exceptions import ValidationError
from odoo.tools import float_compare, float_is_zero

SOLUTION_REMEDIES = [
    ("credit", "Credit Note"),
    ("replace", "Replacement"),
    ("return", "Return and Refund"),
    ("repair", "Repair"),
    ("other", "Other"),
]
CREDITS = ("credit", "return")


class CustomerComplaintSolutionLine(models.Model):
    """One remedy of a solution, for one line of the complaint (REQ C-10)."""

    _name = "customer.complaint.solution.line"
    _inherit = [
        "customer.complaint.part",
        "customer.approval.line.mixin",
        "customer.export.mixin",
    ]
    _description = "Remedy of a Complaint"
    _order = "solution_id, sequence, id"
    _rec_name = "remedy"

    _approval_parent_field = "solution_id"
    _entry_links = ("solution_id",)
    _entry_system_fields = frozenset({"credit_note_id", "replacement_order_id"})

    solution_id = fields.Many2one(
        "customer.complaint.solution", required=True, index=True, ondelete="cascade"
    )
    complaint_id = fields.Many2one(
        related="solution_id.complaint_id", store=True, precompute=True, readonly=True
    )
    sequence = fields.Integer(default=10)
    remedy = fields.Selection(SOLUTION_REMEDIES, required=True, default="credit")
    complaint_line_id = fields.Many2one(
        "customer.complaint.line",
        string="Product Complained About",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('complaint_id', '=', complaint_id)]",
    )
    note = fields.Char(string="Details")
    product_id = fields.Many2one(related="complaint_line_id.product_id", string="Product")
    uom_id = fields.Many2one(related="complaint_line_id.uom_id", string="Unit")
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
    )
    invoice_line_id = fields.Many2one(
        "account.move.line",
        string="Invoice Line",
        compute="_compute_invoice_line_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Credited are lines of posted invoices of this customer.",
    )
    invoice_id = fields.Many2one(related="invoice_line_id.move_id", string="Invoice")
    invoice_currency_id = fields.Many2one(
        "res.currency", string="Currency of the Invoice", compute="_compute_invoice_currency_id"
    )
    amount = fields.Monetary(
        string="Credit",
        currency_field="invoice_currency_id",
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="Without tax, in the currency of the invoice.",
    )
    charge = fields.Boolean(
        string="Charged", help="The replacement is sold at its price, not given for nothing."
    )
    currency_id = fields.Many2one(related="complaint_id.company_id.currency_id")
    value = fields.Monetary(
        string="Value",
        compute="_compute_value",
        store=True,
        help="Of the credit, or of the goods given; in company currency.",
    )
    extra = fields.Monetary(
        string="Further Cost", help="Freight, work, compensation; in company currency."
    )
    cost = fields.Monetary(compute="_compute_cost", store=True)
    credit_note_id = fields.Many2one(
        "account.move",
        string="Credit Note",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    replacement_order_id = fields.Many2one(
        "sale.order",
        string="Replacement Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _quantity_range = models.Constraint(
        "CHECK(quantity >= 0)", "The quantity of a remedy must not be negative."
    )
    _amount_range = models.Constraint("CHECK(amount >= 0)", "A credit must not be negative.")
    _extra_range = models.Constraint("CHECK(extra >= 0)", "A cost must not be negative.")

    # ------------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------------
    @api.depends("complaint_line_id")
    def _compute_quantity(self):
        for line in self:
            line.quantity = line.complaint_line_id.quantity

    @api.depends("complaint_line_id", "remedy")
    def _compute_invoice_line_id(self):
        for line in self:
            if line.remedy not in CREDITS:
                line.invoice_line_id = False
                continue
            # sudo: what was sold to this customer; whose it is, is checked
            sold_sudo = line.complaint_line_id.sudo()
            found_sudo = sold_sudo.invoice_line_id or sold_sudo.order_line_id.invoice_lines
            found_sudo = found_sudo.filtered(
                lambda invoiced: (
                    invoiced.move_id.move_type == "out_invoice"
                    and invoiced.parent_state == "posted"
                )
            )
            line.invoice_line_id = found_sudo[:1].sudo(False)

    @api.depends("invoice_line_id", "company_id")
    def _compute_invoice_currency_id(self):
        for line in self:
            sold_sudo = line._own_invoice_line()
            line.invoice_currency_id = sold_sudo.currency_id or line.company_id.currency_id

    @api.depends("invoice_line_id", "quantity")
    def _compute_amount(self):
        for line in self:
            sold_sudo = line._own_invoice_line()
            share = line._invoice_quantity() / sold_sudo.quantity if sold_sudo.quantity else 0
            currency = sold_sudo.currency_id or line.company_id.currency_id
            line.amount = currency.round(sold_sudo.price_subtotal * share) if currency else 0

    @api.depends("remedy", "amount", "quantity", "charge", "complaint_line_id.product_id")
    def _compute_value(self):
        for line in self:
            line.value = line._remedy_value()

    @api.depends("value", "extra")
    def _compute_cost(self):
        for line in self:
            line.cost = line.value + line.extra

    def _remedy_value(self):
        self.ensure_one()
        if self.remedy in CREDITS:
            # at the rate of the invoice: what is taken back of what was booked
            rate = self._own_invoice_line().move_id.invoice_currency_rate or 1.0
            # sudo: the company's currency only
            company_currency = self.complaint_id.sudo().company_id.currency_id
            return company_currency.round(self.amount / rate) if company_currency else 0.0
        if self.remedy == "replace" and not self.charge:
            # sudo: what the goods cost decides who approves, whoever enters it
            sold_sudo = self.complaint_line_id.sudo()
            product_sudo = sold_sudo.product_id.with_company(sold_sudo.company_id)
            unit_sudo = sold_sudo.uom_id or product_sudo.uom_id
            return product_sudo.standard_price * unit_sudo._compute_quantity(
                self.quantity, product_sudo.uom_id, round=False, raise_if_failure=False
            )
        return 0.0

    def _own_invoice_line(self):
        """Return the invoice line as superuser, nothing when it is of another customer."""
        self.ensure_one()
        # sudo: prices of this customer's own invoice; nobody learns those of others
        sold_sudo = self.sudo().invoice_line_id
        complaint_sudo = self.sudo().complaint_id
        own = (
            sold_sudo.move_id.commercial_partner_id == complaint_sudo.commercial_partner_id
            and sold_sudo.company_id == complaint_sudo.company_id
        )
        return sold_sudo if own else sold_sudo.browse()

    def _invoice_quantity(self):
        """Return the quantity in the unit of the invoice line."""
        sold_sudo = self._own_invoice_line()
        # sudo: the unit of the line that the money is asked for
        claimed_sudo = self.complaint_line_id.sudo().uom_id or sold_sudo.product_uom_id
        if not claimed_sudo or not sold_sudo.product_uom_id:
            return self.quantity
        return claimed_sudo._compute_quantity(
            self.quantity, sold_sudo.product_uom_id, round=False, raise_if_failure=False
        )

    # ------------------------------------------------------------------
    # What is refused
    # ------------------------------------------------------------------
    @api.constrains(
        "remedy", "complaint_line_id", "quantity", "invoice_line_id", "amount", "solution_id"
    )
    def _check_remedy(self):
        self.sudo()._check_remedies()  # sudo: invoices the user may not open

    def _check_remedies(self):
        """:raises ValidationError: what does not fit what was sold, claimed or credited"""
        self._check_same_customer()
        for line in self:
            line._check_quantity()
            line._check_credit_line()
        self.filtered(lambda line: line.remedy in CREDITS)._check_credit_room()

    def _check_same_customer(self):
        for line in self:
            complaint = line.solution_id.complaint_id
            if line.complaint_line_id and line.complaint_line_id.complaint_id != complaint:
                raise ValidationError(
                    self.env._(
                        "%(solution)s: choose a product of %(complaint)s itself.",
                        solution=line.solution_id.name,
                        complaint=complaint.name,
                    )
                )
            if line.invoice_line_id and not line._own_invoice_line():
                raise ValidationError(
                    self.env._(
                        "%(solution)s: the invoice line belongs to another customer or company. "
                        "Choose one of %(customer)s.",
                        solution=line.solution_id.name,
                        customer=complaint.commercial_partner_id.name,
                    )
                )

    def _check_quantity(self):
        self.ensure_one()
        claimed = self.complaint_line_id
        if not claimed:
            if self.remedy in (*CREDITS, "replace"):
                raise ValidationError(
                    self.env._(
                        "%(solution)s: choose the product of the complaint that is credited, "
                        "replaced or returned.",
                        solution=self.solution_id.name,
                    )
                )
            return
        precision = self.env["decimal.precision"].precision_get("Product Unit")
        if self.remedy in ("return", "replace") and float_is_zero(self.quantity, precision):
            raise ValidationError(
                self.env._(
                    "%(solution)s: enter how many are replaced or returned.",
                    solution=self.solution_id.name,
                )
            )
        limit = claimed._remedy_quantity()
        if float_compare(self.quantity, limit, precision) > 0:
            raise ValidationError(
                self.env._(
                    "%(solution)s, %(product)s: %(quantity)s is more than was delivered and "
                    "claimed, %(limit)s.",
                    solution=self.solution_id.name,
                    product=claimed.product_id.display_name or claimed.name or "",
                    quantity=self.quantity,
                    limit=limit,
                )
            )

    def _check_credit_line(self):
        self.ensure_one()
        if self.remedy not in CREDITS:
            return
        sold = self.invoice_line_id
        if (
            not sold
            or sold.display_type != "product"
            or sold.move_id.move_type != "out_invoice"
            or sold.parent_state != "posted"
        ):
            raise ValidationError(
                self.env._(
                    "%(solution)s: a credit needs a line of a posted invoice. What is not "
                    "invoiced yet is left off the invoice instead.",
                    solution=self.solution_id.name,
                )
            )
        if self.complaint_line_id.product_id != sold.product_id:
            raise ValidationError(
                self.env._(
                    "%(solution)s: the invoice line is for %(sold)s, the complaint about "
                    "%(claimed)s.",
                    solution=self.solution_id.name,
                    sold=sold.display_name,
                    claimed=self.complaint_line_id.product_id.display_name or "–",
                )
            )
        others = self.solution_id.line_ids.filtered(
            lambda line: line.remedy in CREDITS and line.invoice_line_id == sold
        )
        if len(others) > 1:
            raise ValidationError(
                self.env._(
                    "%(solution)s: one invoice line is credited twice. Put it into one remedy.",
                    solution=self.solution_id.name,
                )
            )

    def _documents_in_force(self):
        """Return the first document of these lines that is more than a draft, or nothing."""
        return self.credit_note_id.filtered(
            lambda note: note.state == "posted"
        ) or self.replacement_order_id.filtered(lambda order: order.state == "sale")

    def _unmade(self):
        """Return the lines of which some document is still to be made."""
        return self._unmade_credits() | self._unmade_replacements()

    def _unmade_credits(self):
        return self.filtered(
            lambda line: line.remedy in CREDITS and line.credit_note_id.state in (False, "cancel")
        )

    def _unmade_replacements(self):
        return self.filtered(
            lambda line: (
                line.remedy == "replace" and line.replacement_order_id.state in (False, "cancel")
            )
        )

    def _remove_drafts(self):
        """Delete the drafts made for these lines; called as superuser."""
        notes = self.credit_note_id.filtered(lambda note: note.state == "draft")
        orders = self.replacement_order_id.filtered(lambda order: order.state in ("draft", "sent"))
        unsealed(self).write({"credit_note_id": False, "replacement_order_id": False})
        notes.unlink()
        orders.unlink()

    def _carried_out_reason(self):
        """Return why this remedy is not carried out yet, or False."""
        self.ensure_one()
        labels = dict(self._fields["remedy"]._description_selection(self.env))
        if self in self._unmade():
            return self.env._(
                "%(remedy)s: there is no document for it. Make it again.",
                remedy=labels[self.remedy],
            )
        if self.remedy in CREDITS:
            if self.credit_note_id.state != "posted":
                return self.env._(
                    "The credit note for %(invoice)s is not posted yet.",
                    invoice=self.invoice_line_id.move_id.name,
                )
        elif self.remedy == "replace":
            return self._replacement_reason()
        elif not read_comment(self.solution_id.evidence):
            return self.env._(
                "%(remedy)s: write in %(solution)s what shows that it was done.",
                remedy=labels[self.remedy],
                solution=self.solution_id.name,
            )
        return False

    def _replacement_reason(self):
        order = self.replacement_order_id
        if order.state != "sale":
            return self.env._("The replacement order %s is not confirmed yet.", order.name)
        precision = self.env["decimal.precision"].precision_get("Product Unit")
        for line in order.order_line:
            given = max(line.qty_delivered, line.qty_invoiced)
            if float_compare(given, line.product_uom_qty, precision) < 0:
                return self.env._(
                    "The replacement order %s is not delivered or invoiced yet.", order.name
                )
        return False
