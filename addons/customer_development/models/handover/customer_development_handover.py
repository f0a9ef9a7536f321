from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..customer_development import TRANSITIONS

# What is handed over in words; without it the receiver knows no more than before.
CONTENT_FIELDS = ("background", "needs", "promises")
# While it is under way its writer changes nothing; the receiver adds remarks.
RECEIVER_FIELDS = {"remarks"}


class CustomerDevelopmentHandover(models.Model):
    """Hand-over of a signed customer to the one who serves it (客户交接, 000 article 12; REQ D-17).

    draft -> handed (the giver has confirmed) -> transition (the receiver has, too) -> done. To an
    account manager the customer itself passes, to customer service the receiver joins its team.
    Both see the customer until the transition period is over.
    """

    _name = "customer.development.handover"
    _inherit = [
        "customer.confidential.mixin",
        "customer.record.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Customer Hand-over"
    _order = "date desc, id desc"
    _mail_post_access = "read"

    _record_sequence = "customer.development.handover"
    _entry_links = ("partner_id", "development_id")
    _entry_people = ("user_id", "receiver_id")
    _entry_system_fields = frozenset(
        {"state", "handed_on", "handed_by_id", "taken_on", "until", "return_reason"}
    )
    _entry_transitions = {
        "hand": (("draft",), "giver"),
        "recall": (("handed",), "giver"),
        "take": (("handed",), "receiver"),
        "return": (("handed",), "receiver"),
    }

    development_id = fields.Many2one(
        "customer.development", "Customer Development", required=True, index=True,
        ondelete="restrict", check_company=True,
    )  # fmt: skip
    user_id = fields.Many2one(string="Handed over by")
    receiver_id = fields.Many2one(
        "res.users", "Taken over by", required=True, index=True, tracking=True,
        check_company=True, domain="[('share', '=', False), ('id', '!=', user_id)]",
    )  # fmt: skip
    kind = fields.Selection(
        [("manager", "Account Manager"), ("service", "Customer Service")],
        "Handed over to",
        required=True,
        default="manager",
        tracking=True,
        help="Account manager: becomes responsible for the customer. Customer service: joins the "
        "customer's team, the responsible person stays.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("handed", "Handed over"),
            ("transition", "Transition Period"),
            ("done", "Done"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    background = fields.Text(
        help="How the customer was won, who decides there, how the talks went."
    )
    needs = fields.Text("Customer's Needs")
    promises = fields.Text(help="What we have promised: delivery, service, prices, people.")
    open_points = fields.Text(help="What is still to be done, by whom and until when.")
    remarks = fields.Text("Remarks of the Receiver", copy=False)
    days = fields.Integer(
        "Transition Period (Working Days)",
        default=lambda self: self.env.company.development_transition_days,
        help="So many working days after both have confirmed, both look after the customer.",
    )
    handed_on = fields.Date("Handed over on", readonly=True, copy=False)
    handed_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False, ondelete="restrict"
    )
    taken_on = fields.Date("Taken over on", readonly=True, copy=False)
    until = fields.Date("Transition until", readonly=True, copy=False, index="btree_not_null")
    return_reason = fields.Text("Why It Was Returned", readonly=True, copy=False)
    order_id = fields.Many2one(related="development_id.sale_order_id")
    can_hand = fields.Boolean(compute="_compute_can")
    can_recall = fields.Boolean(compute="_compute_can")
    can_take = fields.Boolean(compute="_compute_can")
    is_receiver = fields.Boolean(compute="_compute_can")

    _one_open = models.UniqueIndex(
        "(development_id) WHERE state IN ('draft', 'handed', 'transition')",
        "This development is being handed over already.",
    )
    _days_range = models.Constraint(
        "CHECK(days >= 0 AND days <= 250)",
        "The transition period is between 0 and 250 working days.",
    )

    # ------------------------------------------------------------------ computes, constraints
    @api.depends("state", "user_id", "receiver_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for handover in self:
            saved = handover._origin
            handover.is_receiver = handover.receiver_id == self.env.user
            handover.can_hand = bool(saved) and not saved._why_not("hand")
            handover.can_recall = bool(saved) and not saved._why_not("recall")
            handover.can_take = bool(saved) and not saved._why_not("take")

    @api.constrains("receiver_id", "user_id", "kind")
    def _check_receiver(self):
        for handover in self:
            if problem := handover._receiver_problem():
                raise ValidationError(problem)

    @api.constrains("development_id", "partner_id")
    def _check_development(self):
        for handover in self:
            development_sudo = handover.development_id.sudo()  # compared only
            if handover.partner_id != development_sudo.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the customer must be the one of the development.",
                        name=handover.name,
                    )
                )
            if development_sudo.state not in TRANSITIONS["handover"]:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is handed over once the contract is signed.",
                        customer=development_sudo.partner_id.name,
                    )
                )

    def _receiver_problem(self):
        """Return why the receiver of one hand-over cannot take over, or False."""
        receiver_sudo = self.receiver_id.sudo()  # whether and as what the colleague works here
        if receiver_sudo == self.user_id:
            return self.env._(
                "%(user)s cannot hand the customer over to themselves. Choose a colleague.",
                user=receiver_sudo.name,
            )
        here = self.company_id in receiver_sudo.company_ids
        if not receiver_sudo.active or receiver_sudo.share or not here:
            return self.env._(
                "%(user)s does not work here any more. Choose another colleague.",
                user=receiver_sudo.name,
            )
        if self.kind == "manager" and not receiver_sudo.has_group(
            "customer_base.group_customer_salesperson"
        ):
            return self.env._(
                "%(user)s has no role as a salesperson and cannot become the account manager. "
                "Choose another colleague.",
                user=receiver_sudo.name,
            )
        if not receiver_sudo.has_group("customer_base.group_customer_user"):
            return self.env._(
                "%(user)s has no role in customer management. Choose another colleague.",
                user=receiver_sudo.name,
            )
        return False

    # ------------------------------------------------------------------ create and write
    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["development_id"]).get("development_id")
        ids = [vals.get("development_id") or default for vals in vals_list]
        developments = self.env["customer.development"].browse(filter(None, ids))
        if not self.env.su:
            self.browse().check_access("create")
            developments.check_access("read")
        self._check_none_open(developments)
        return super().create(
            [
                self._taken_from(developments.browse(development_id)) | vals
                if development_id
                else vals
                for development_id, vals in zip(ids, vals_list, strict=True)
            ]
        )

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self._check_locked(vals)
        return super().write(vals)

    @api.model
    def _taken_from(self, development):
        """Return what the development knows: nobody writes it a second time."""
        # sudo: the right to the development is checked with the link
        known_sudo = development.sudo()
        background = (
            known_sudo.main_business,
            known_sudo.scale,
            known_sudo.organization,
            known_sudo.summary_success,
        )
        return {
            "development_id": development.id,
            "partner_id": known_sudo.partner_id.id,
            "company_id": known_sudo.company_id.id,
            "user_id": known_sudo.user_id.id,
            "department_id": known_sudo.department_id.id,
            "background": "\n".join(filter(None, background)),
            "needs": known_sudo.needs,
            "promises": known_sudo._negotiated_text(),
        }

    def _check_department(self):
        # as decided for the development, which a superior may have moved
        moved = self.filtered(
            lambda record: record.department_id != record.sudo().development_id.department_id
        )
        return super(CustomerDevelopmentHandover, moved)._check_department()

    def _check_locked(self, vals):
        """:raises UserError: what was handed over stays as it was"""
        free = {name for name in self._fields if name.startswith(("message_", "activity_"))}
        # what only the system writes is refused as that
        names = set(vals) - free - self._entry_sealed_names()
        for handover in self if names else ():
            allowed = set()
            if handover.state in ("handed", "transition") and self.env.user == handover.receiver_id:
                allowed = RECEIVER_FIELDS
            if handover.state != "draft" and names - allowed:
                raise UserError(
                    self.env._(
                        "%(name)s has been handed over and stays as it is. Recall it to change it.",
                        name=handover.display_name,
                    )
                )

    @api.model
    def _check_none_open(self, developments):
        """:raises ValidationError: one of the developments is being handed over already"""
        # sudo: also one that a colleague has begun; its number is of the same development
        others_sudo = self.sudo().search(
            [
                ("development_id", "in", developments.ids),
                ("state", "in", ("draft", "handed", "transition")),
            ]
        )
        if others_sudo:
            raise ValidationError(
                self.env._(
                    "%(customer)s is being handed over already: %(other)s.",
                    customer=others_sudo[0].partner_id.name,
                    other=others_sudo[0].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if kept := self.filtered(lambda handover: handover.state != "draft"):
            raise UserError(
                self.env._("%(name)s has been handed over and is kept.", name=kept[0].display_name)
            )

    def _sheet_contacts(self):
        """Return the people at the customer whom the printed sheet names."""
        self.ensure_one()
        # sudo: the receiver is told who decides there; whoever prints reads the hand-over
        return self.sudo().development_id.commercial_partner_id.customer_contact_ids
