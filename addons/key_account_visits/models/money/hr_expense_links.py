from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hr_expense import LINKS


class HrExpense(models.Model):
    # Which visit, reception or trip an expense belongs to, and who may say so (REQ V-06).

    _inherit = "hr.expense"

    visit_id = fields.Many2one(
        "customer.visit",
        string="Visit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('state', '!=', 'cancelled'), '|', ('user_id', '=', uid), "
        "('participant_ids', 'in', uid)]",
    )
    reception_id = fields.Many2one(
        "customer.reception",
        string="Reception",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('state', '!=', 'cancelled'), '|', ('user_id', '=', uid), "
        "('host_ids', 'in', uid)]",
    )
    trip_id = fields.Many2one(
        "customer.trip",
        string="Trip",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('state', '!=', 'cancelled'), '|', ('user_id', '=', uid), "
        "('participant_ids', 'in', uid)]",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_customer_links(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_customer_links_kept(vals)
        records_sudo = self.sudo()  # compared only
        self._check_customer_links(
            {
                name: vals[name]
                for name in LINKS
                if name in vals and any(record[name].id != vals[name] for record in records_sudo)
            }
        )
        return super().write(vals)

    @api.model
    def _check_customer_links(self, vals):
        """Refuse to hang an expense on what the user may not read.

        :raises AccessError: saying so without a name
        """
        if self.env.su:
            return
        for name in LINKS:
            outing = self.env[self._fields[name].comodel_name].browse(vals.get(name) or ())
            if outing and not outing.has_access("read"):
                raise AccessError(
                    self.env._(
                        "This visit, reception or trip is not yours to put expenses on. Ask "
                        "who made it."
                    )
                )

    def _check_customer_links_kept(self, vals):
        """Refuse to move an expense elsewhere once it is handed in.

        :raises UserError: naming the expense and what to do
        """
        names = [name for name in LINKS if name in vals]
        for expense_sudo in self.sudo() if names else ():  # a lock holds for whoever comes
            moved = any(expense_sudo[name].id != (vals[name] or False) for name in names)
            if moved and expense_sudo.state not in ("draft", "refused"):
                raise UserError(
                    self.env._(
                        "“%(expense)s” has been handed in and stays where it belongs. Reset it "
                        "to draft first.",
                        expense=expense_sudo.name,
                    )
                )
