from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

from .terms import OPEN_STATES, REMEDIES


class CustomerComplaintLine(models.Model):
    """What was sold and is complained about: product, lot, quantity claimed (REQ C-10)."""

    _name = "customer.complaint.line"
    _inherit = ["customer.complaint.part"]
    _description = "Product Complained About"
    _order = "complaint_id, sequence, id"

    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Product",
        compute="_compute_from_sold",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    name = fields.Char(string="What Is Wrong")
    lot = fields.Char(string="Lot or Serial Number", index="trigram")
    quantity = fields.Float(
        string="Quantity Claimed", digits="Product Unit", required=True, default=1.0
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_from_sold",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    order_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        index="btree_not_null",
        ondelete="restrict",
    )
    invoice_line_id = fields.Many2one(
        "account.move.line",
        string="Invoice Line",
        index="btree_not_null",
        ondelete="restrict",
    )
    remedy = fields.Selection(REMEDIES, string="Remedy")
    quantity_left = fields.Float(
        string="Can Be Claimed",
        digits="Product Unit",
        compute="_compute_quantity_left",
        help="What was sold, without what other complaints claim already.",
    )

    _positive = models.Constraint("CHECK(quantity > 0)", "The quantity claimed is above zero.")

    @api.depends("order_line_id", "invoice_line_id")
    def _compute_from_sold(self):
        for line in self:
            # sudo: product and unit of what was sold to this customer
            sold_sudo = line.order_line_id.sudo() or line.invoice_line_id.sudo()
            product_sudo = sold_sudo.product_id or line.product_id.sudo()
            line.product_id = product_sudo.sudo(False)
            line.uom_id = sold_sudo.product_uom_id or line.uom_id or product_sudo.uom_id

    @api.depends("order_line_id", "invoice_line_id", "uom_id", "quantity")
    def _compute_quantity_left(self):
        claimed = self._claimed_elsewhere()
        for line in self:
            line.quantity_left = line._sold() - claimed[line]

    # ------------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._with_order_line(vals) for vals in vals_list])
        lines._check_open()
        lines._check_claims()
        lines.complaint_id._find_repeats()
        return lines

    def write(self, vals):
        self._check_open()
        result = super().write(self._with_order_line(vals))
        self._check_open()
        if {"quantity", "uom_id", "order_line_id", "invoice_line_id", "product_id"} & vals.keys():
            self._check_claims()
        if {"product_id", "lot", "order_line_id", "invoice_line_id"} & vals.keys():
            self.complaint_id._find_repeats()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_while_open(self):
        self._check_open()

    @api.model
    def _with_order_line(self, vals):
        """Name the order line behind an invoice line, so that both count as the same goods."""
        if not vals.get("invoice_line_id") or vals.get("order_line_id"):
            return vals
        # sudo: which order the invoiced goods come from
        line_sudo = self.env["account.move.line"].sudo().browse(vals["invoice_line_id"])
        return {**vals, "order_line_id": line_sudo.exists().sale_line_ids[:1].id}

    def _check_open(self):
        """:raises UserError: the complaint is over, or not the user's to change in this part"""
        for complaint in self.complaint_id:
            if self.env.su:
                return
            if complaint.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "%(complaint)s is over: its products stay. Reopen it with a reason.",
                        complaint=complaint.display_name,
                    )
                )
            if not complaint._complaint_is_handler():
                raise UserError(complaint._why_not_who("handler"))

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------
    def _check_claims(self):
        """REQ C-10: of the complaint's customer and company, and never more than was sold.

        :raises ValidationError: naming product, what was sold and what is claimed already
        """
        for line_sudo in self.sudo():  # whose it is and how much, whoever may read it
            line_sudo._check_of_customer()
        # sudo: what was sold and claimed already, whoever may read it
        sold = self.sudo().filtered(lambda line: line.order_line_id or line.invoice_line_id)
        sold._lock_sold()
        claimed = sold._claimed_elsewhere()
        for line_sudo in sold:
            left = line_sudo._sold() - claimed[line_sudo]
            digits = self.env["decimal.precision"].precision_get("Product Unit")
            if float_compare(line_sudo.quantity, left, precision_digits=digits) > 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s: %(quantity)s claimed, but only %(left)s can be: %(sold)s "
                        "were sold, other complaints claim %(claimed)s.",
                        product=line_sudo.product_id.display_name,
                        quantity=f"{line_sudo.quantity:g}",
                        left=f"{max(left, 0):g}",
                        sold=f"{line_sudo._sold():g}",
                        claimed=f"{claimed[line_sudo]:g}",
                    )
                )

    def _check_of_customer(self):
        """:raises ValidationError: product, order or invoice line are of something else"""
        complaint = self.complaint_id
        customer, company = complaint.commercial_partner_id, complaint.company_id
        order_line, invoice_line = self.order_line_id, self.invoice_line_id
        right = True
        if order_line:
            order = order_line.order_id
            right = (
                order.partner_id.commercial_partner_id == customer
                and order.company_id == company
                and order.state == "sale"
                and not order_line.display_type
            )
        if invoice_line:
            move = invoice_line.move_id
            right = right and (
                move.commercial_partner_id == customer
                and move.company_id == company
                and move.move_type == "out_invoice"
                and move.state == "posted"
            )
        if not right:
            raise ValidationError(
                self.env._(
                    "%(complaint)s: choose a line of a confirmed order or posted invoice of "
                    "this customer and company.",
                    complaint=complaint.display_name,
                )
            )
        sold = order_line or invoice_line
        if sold and self.product_id != sold.product_id:
            raise ValidationError(
                self.env._(
                    "%(product)s is not what was sold on this line.",
                    product=self.product_id.display_name,
                )
            )

    def _sold(self):
        """Return how much was sold on its line, in the unit of this line.

        What a warehouse delivers counts as delivered, or as invoiced where that is more; where no
        warehouse is kept, what was ordered. Of an invoice line without order, what was invoiced.
        """
        self.ensure_one()
        line_sudo = self.sudo()  # how much the customer got, whoever may read the order
        order_line, invoice_line = line_sudo.order_line_id, line_sudo.invoice_line_id
        if order_line:
            by_stock = order_line.qty_delivered_method == "stock_move"
            delivered = max(order_line.qty_delivered, order_line.qty_invoiced)
            sold = delivered if by_stock else order_line.product_uom_qty
            return self._in_own_unit(sold, order_line.product_uom_id)
        if invoice_line:
            return self._in_own_unit(invoice_line.quantity, invoice_line.product_uom_id)
        return 0.0

    def _in_own_unit(self, quantity, unit):
        unit_sudo = self.sudo().uom_id  # sudo: a unit has no secrets
        if not unit or not unit_sudo or unit == unit_sudo:
            return quantity
        return unit._compute_quantity(quantity, unit_sudo, round=False)

    def _claimed_elsewhere(self):
        """Return {line: quantity that other complaints claim of the same goods}, in one query."""
        lines_sudo = self.sudo()  # claims of the same goods, whoever entered them
        others = lines_sudo.search(
            [
                ("complaint_id.state", "not in", ("withdrawn", "joined")),
                "|",
                ("order_line_id", "in", lines_sudo.order_line_id.ids),
                ("invoice_line_id", "in", lines_sudo.invoice_line_id.ids),
            ]
        )
        result = {}
        for line, line_sudo in zip(self, lines_sudo, strict=True):
            same = others.filtered(
                lambda other, line=line_sudo: (
                    other != line._origin
                    and (
                        other.order_line_id == line.order_line_id
                        if line.order_line_id
                        else other.invoice_line_id == line.invoice_line_id
                    )
                )
            )
            result[line] = sum(
                line_sudo._in_own_unit(other.quantity, other.uom_id) for other in same
            )
        return result

    def _lock_sold(self):
        """Let two complaints about the same goods be entered one after the other."""
        self.env.flush_all()
        if ids := self.order_line_id.ids:
            self.env.cr.execute(
                "SELECT id FROM sale_order_line WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                [ids],
            )
