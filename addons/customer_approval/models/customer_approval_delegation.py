from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.seal import plain


class CustomerApprovalDelegation(models.Model):
    """A dated deputy: while it runs, the deputy decides in the absent approver's place.

    What the deputy decides is kept as "decided by deputy for approver". A deputy of a deputy
    does not exist: delegations do not chain.
    """

    _name = "customer.approval.delegation"
    _description = "Approval Delegation"
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Approver",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Deputy",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company._workday_today()
    )
    date_to = fields.Date(string="To", required=True, help="The last day, included.")
    model_ids = fields.Many2many(
        "ir.model",
        string="Only for",
        help="Kinds of document the deputy decides on. Empty: all.",
    )
    reason = fields.Char()
    active = fields.Boolean(default=True)
    is_running = fields.Boolean(string="Running Today", compute="_compute_is_running")

    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "The delegation must not end before it begins."
    )
    _two_people = models.Constraint(
        "CHECK(user_id <> delegate_id)", "An approver cannot be the own deputy."
    )

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = self.env._(
                "%(approver)s → %(deputy)s",
                approver=delegation.user_id.name or "",
                deputy=delegation.delegate_id.name or "",
            )

    @api.depends("date_from", "date_to", "active", "user_id")
    def _compute_is_running(self):
        for delegation in self:
            delegation.is_running = delegation.active and delegation._covers_today()

    def _covers_today(self):
        """Tell whether it is between first and last day where the approver works."""
        self.ensure_one()
        if not (self.date_from and self.date_to and self.user_id):
            return False
        # as superuser: the approver's company need not be one of the reader's
        today = self.user_id.sudo().company_id._workday_today()
        return self.date_from <= today <= self.date_to

    @api.constrains("user_id", "delegate_id")
    def _check_internal(self):
        for delegation in self:
            if any((delegation.user_id | delegation.delegate_id).mapped("share")):
                # without a name: somebody outside is perhaps of a customer hidden from the user
                raise ValidationError(
                    self.env._(
                        "Only internal users can take part in approvals. Choose a colleague."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        self.env.registry.clear_cache()
        delegations._check_not_taken()
        return delegations

    def _check_not_taken(self):
        """:raise UserError: an administrator takes over somebody's decisions"""
        taken = self.filtered(
            lambda delegation: (
                delegation.delegate_id == self.env.user and delegation.user_id != self.env.user
            )
        )
        if taken and not self.env.su:
            raise UserError(
                self.env._(
                    "Nobody gives the own deputy rights. Ask %s, or another administrator.",
                    taken[0].user_id.name,
                )
            )

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        # record rules look at a row before it is written only: whoever could give the own
        # delegation to the manager would become the manager's deputy
        self.check_access("write")
        self._check_not_taken()
        return result

    @api.model
    @tools.ormcache("day")
    def _current_rows(self, day):
        """Return ((id, approver's id, deputy's id)…) of what may run on this day.

        Asked for every list and form of documents; rows change when somebody goes on leave.
        """
        # a day more on both sides: today is another date elsewhere
        margin = timedelta(days=1)
        domain = Domain("date_from", "<=", day + margin) & Domain("date_to", ">=", day - margin)
        # sudo: the same answer for everybody, or it could not be cached
        found = plain(self.sudo()).search(domain, order="id")
        return tuple((row.id, row.user_id.id, row.delegate_id.id) for row in found)

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _running(self, users=None, delegates=None):
        """Return the delegations that run today, of these approvers or to these deputies."""
        rows = self._current_rows(self.env.company._workday_today())
        ids = [
            row_id
            for row_id, user_id, delegate_id in rows
            if (users is None or user_id in users._ids)
            and (delegates is None or delegate_id in delegates._ids)
        ]
        # sudo: a deputy may see the absent colleague's delegation only through the engine
        found = plain(self.sudo()).browse(ids)
        return found.filtered(lambda delegation: delegation._covers_today())

    def _covers(self, model_name):
        """Return those of the delegations that hold for documents of this model."""
        return self.filtered(
            lambda delegation: (
                not delegation.model_ids or model_name in delegation.model_ids.mapped("model")
            )
        )
