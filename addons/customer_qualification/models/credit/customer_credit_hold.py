from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .customer_credit_account import REASONS, STATUSES

# quotations older than that without a day of expiry are not waited for any more
QUOTATION_DAYS = 180


class CustomerCreditHold(models.Model):
    """A document that waits: it cannot be confirmed or delivered now, or soon cannot (D-13).

    The job lists them, and whoever opens the list may have it reckoned again. A list only: the
    document itself is checked when it is confirmed or delivered.
    """

    _name = "customer.credit.hold"
    _inherit = ["customer.access.mixin"]
    _description = "Blocked Document"
    _order = "status, amount desc, id"
    _rec_name = "document"
    _access_partner_field = "partner_id"
    _access_user_field = "user_id"

    document = fields.Char(required=True)
    kind = fields.Selection([("order", "Order")], string="Document Kind", required=True)
    order_id = fields.Many2one(
        "sale.order", string="Order", index="btree_not_null", ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary(help="With tax, in company currency.")
    status = fields.Selection(STATUSES[1:], required=True)
    reason = fields.Selection(REASONS, string="Why Blocked")
    since = fields.Date(required=True)
    exposure = fields.Monetary(string="Owed by the Customer")
    credit_limit = fields.Monetary()

    # the list as it opens
    _list_idx = models.Index("(status, amount DESC, id)")
    _order_uniq = models.UniqueIndex("(order_id) WHERE kind = 'order'")

    @api.model
    @api.private
    def _reckon(self, company):
        """List the blocked documents of a company anew; those still blocked keep their day."""
        wanted = self._wanted(company)
        # sudo: a list of the system's, for the whole company
        known_sudo = self.sudo().search([("company_id", "=", company.id)])
        by_document = {hold._document_key(): hold for hold in known_sudo}
        gone = [hold.id for key, hold in by_document.items() if key not in wanted]
        known_sudo.browse(gone).unlink()
        for key in wanted.keys() & by_document.keys():
            hold, vals = by_document[key], wanted[key]
            changed = {
                name: value
                for name, value in vals.items()
                if hold._fields[name].convert_to_write(hold[name], hold) != value
            }
            if changed:
                hold.write(changed)
        today = company._workday_today()
        known_sudo.create(
            [vals | {"since": today} for key, vals in wanted.items() if key not in by_document]
        )

    def _document_key(self):
        return (self.kind, self.order_id.id)

    @api.model
    def _wanted(self, company):
        """Return {key: values} of all documents that are blocked or soon will be."""
        return self._wanted_orders(company)

    @api.model
    def _wanted_orders(self, company):
        gate = self.env["customer.credit.gate"]
        if not gate._is_closed(company):
            return {}
        today = company._workday_today()
        # sudo: quotations of everybody, for the list of the company
        orders_sudo = self.env["sale.order"].sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("draft", "sent")),
                ("partner_id.customer_category", "!=", False),
                ("date_order", ">=", today - timedelta(days=QUOTATION_DAYS)),
                "|",
                ("validity_date", "=", False),
                ("validity_date", ">=", today),
            ]
        )  # fmt: skip
        supplies = [order._customer_supply() for order in orders_sudo]
        return self._wanted_of(
            company, [("order", order) for order in orders_sudo], supplies, "order"
        )

    @api.model
    def _wanted_of(self, company, documents, supplies, basis):
        """Return {key: values} of documents, each looked at as if it were the next one."""
        gate = self.env["customer.credit.gate"]
        troubles = gate._troubles(company, supplies, basis, lock=False, together=False)
        # sudo: as above
        partners = gate._partners(supplies)
        accounts = self.env["customer.credit.account"].sudo().search(
            [("partner_id", "in", partners.ids), ("company_id", "=", company.id)]
        )  # fmt: skip
        by_partner = accounts.grouped("partner_id")
        wanted = {}
        for position, ((kind, document), supply) in enumerate(
            zip(documents, supplies, strict=True)
        ):
            account = by_partner.get(supply.debtor, accounts.browse())
            trouble = troubles.get(position)
            if not trouble and account.status != "warning":
                continue
            wanted[kind, document.id] = self._values(kind, document, supply, trouble, account)
        return wanted

    @api.model
    def _values(self, kind, document, supply, trouble, account):
        return {
            "document": supply.document,
            "kind": kind,
            "order_id": supply.order.id,
            "partner_id": (trouble.customer if trouble else supply.debtor).id,
            "user_id": supply.order.user_id.id,
            "company_id": document.company_id.id,
            "currency_id": document.company_id.currency_id.id,
            "amount": document.company_id.currency_id.round(supply.value),
            "status": "blocked" if trouble else "warning",
            "reason": trouble.reason if trouble else False,
            "exposure": account.exposure,
            "credit_limit": account.credit_limit,
        }

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_open_document(self):
        """Open the document itself, with the user's own rights."""
        self.ensure_one()
        self.check_access("read")
        return self._document().get_formview_action()

    def _document(self):
        return self.order_id

    @api.model
    def action_reckon(self):
        """Reckon the list of the current company again and open it; finance does this.

        :raises AccessError: the user may not read the list, or is not of finance
        """
        self.browse().check_access("read")
        if not self.env.user.has_group("customer_base.group_customer_finance"):
            raise AccessError(self.env._("Only finance reckons the list of the company again."))
        self.env["customer.credit.account"]._reckon(self.env.company)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_qualification.customer_credit_hold_action"
        )
