from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

# While one of these, the person is handing over; later states are of the past.
OPEN_STATES = ("draft", "rejected", "submitted", "approved", "moving", "moved", "undoing")
# From here on customers have gone to others.
MOVED_STATES = ("moving", "moved", "done")
SYSTEM_FIELDS = frozenset(
    {
        "moved_on",
        "leaver_signed_on",
        "finished_on",
        "undo_reason",
        "closed_on",
        "collected_on",
    }
)


class CustomerHandover(models.Model):
    """交接单: what somebody who leaves or moves holds, who takes it, and that it went there.

    REQ H-01 to H-07; seeds S3 四.6 (customers are told and others take over before the formalities
    of leaving; no data is taken away) and S4 2.2 第12条 (list of customers, public goods).
    """

    _name = "customer.handover"
    _inherit = [
        "customer.confidential.mixin",
        "customer.entry.mixin",
        "customer.staff.mixin",
        "customer.approval.mixin",
    ]
    _description = "Handover Sheet"
    _order = "date desc, id desc"
    _mail_post_access = "read"

    _record_sequence = "customer.handover"
    _entry_system_fields = SYSTEM_FIELDS

    user_id = fields.Many2one(string="In Charge", help="Sees to it that the hand-over is done.")
    leaver_id = fields.Many2one(
        "res.users",
        string="Hands Over",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('id', '!=', uid)]",
    )
    reason = fields.Selection(
        [
            ("leaving", "Leaves the Company"),
            ("moved", "Moves to Other Work"),
            ("leave", "Long Leave"),
            ("region", "Regions Change"),
        ],
        required=True,
        default="leaving",
        tracking=True,
    )
    last_day = fields.Date(string="Last Working Day", tracking=True, copy=False)
    move_on = fields.Date(
        string="Move on",
        required=True,
        tracking=True,
        copy=False,
        default=lambda self: self.env.company._workday_today(),
        help="From this day on the customers go to those who take over, once it is approved and "
        "the customers have been told.",
    )
    main_receiver_id = fields.Many2one(
        "res.users",
        string="Takes Over",
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('id', '!=', leaver_id)]",
        help="Takes what is not given to anybody else.",
    )
    deputy_id = fields.Many2one(
        "res.users",
        string="Decides Meanwhile",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('id', '!=', leaver_id)]",
        help="Deputy for approvals that wait for the person, from the submission on.",
    )
    freeze = fields.Boolean(
        string="No Data Leaves",
        compute="_compute_freeze",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="While the hand-over runs, the person exports nothing, reads no long lists and gets "
        "access to nothing new.",
    )
    transition_until = fields.Date(
        string="Helps until",
        copy=False,
        help="Of somebody who stays in the company: sees the customers until this day.",
    )
    notify = fields.Boolean(string="Tell the Customers", default=True, tracking=True)
    template_id = fields.Many2one(
        "mail.template",
        string="Letter to the Customers",
        index="btree_not_null",
        domain="[('model', '=', 'customer.handover.customer')]",
        default=lambda self: self._default_template(),
    )
    is_exception = fields.Boolean(
        string="Leave without Receivers",
        tracking=True,
        copy=False,
        help="The person leaves before everything has a receiver. Only where the department allows "
        "it, with a reason, and approved like every hand-over.",
    )
    exception_reason = fields.Text(string="Why without Receivers", copy=False)
    promises = fields.Text(string="Open Promises", help="What customers have been promised.")
    note = fields.Text(string="Notes")
    absent_reason = fields.Text(
        string="Why Not Signed",
        copy=False,
        help="Why the person who hands over, or a receiver, does not sign.",
    )
    customer_ids = fields.One2many("customer.handover.customer", "handover_id", string="Customers")
    line_ids = fields.One2many("customer.handover.line", "handover_id", string="Other Things")
    receiver_ids = fields.One2many(
        "customer.handover.receiver", "handover_id", string="Those Who Take Over"
    )
    item_ids = fields.One2many("customer.handover.item", "handover_id", string="Public Goods")
    collected_on = fields.Datetime(string="Collected on", readonly=True, copy=False)
    moved_on = fields.Datetime(string="Moved on", readonly=True, copy=False)
    leaver_signed_on = fields.Datetime(
        string="Signed by Who Hands Over", readonly=True, copy=False, tracking=True
    )
    finished_on = fields.Datetime(string="Done on", readonly=True, copy=False)
    closed_on = fields.Datetime(string="Access Closed on", readonly=True, copy=False)
    undo_reason = fields.Text(string="Why Taken Back", readonly=True, copy=False)

    # by a method: the text of an index stays English on models of other addons
    _one_open = models.UniqueIndex(
        "(leaver_id) WHERE state NOT IN ('done', 'undone', 'cancelled')",
        "This person is already handing over. Go on with the sheet that is open.",
    )
    _dates = models.Constraint(
        "CHECK(transition_until IS NULL OR transition_until >= move_on)",
        "The transition ends after the customers have moved.",
    )

    @api.model
    def _selection_state(self):
        labels = dict(super()._selection_state()) | {
            "approved": self.env._("Approved"),
            "moving": self.env._("Moving"),
            "moved": self.env._("Waits for Signatures"),
            "done": self.env._("Done"),
            "undoing": self.env._("Being Taken Back"),
            "undone": self.env._("Taken Back"),
            "cancelled": self.env._("Cancelled"),
        }
        order = ("draft", "submitted", "approved", "moving", "moved", "done")
        rest = ("rejected", "undoing", "undone", "cancelled")
        return [(state, labels[state]) for state in (*order, *rest)]

    @api.model
    def _default_template(self):
        template = self.env.ref("customer_handover.mail_template_new_person", False)
        return self.env.company.customer_handover_template_id or template

    @api.depends("reason")
    def _compute_freeze(self):
        for handover in self:
            handover.freeze = handover.reason == "leaving"

    @api.depends("name", "leaver_id.name")
    def _compute_display_name(self):
        for handover in self:
            # sudo: who hands over, named to whoever may read the sheet
            parts = (handover.name, handover.sudo().leaver_id.name)
            handover.display_name = " ".join(part for part in parts if part)

    @api.depends("leaver_id", "company_id")
    def _compute_department_id(self):
        super()._compute_department_id()

    def _get_own_departments(self):
        """The department is that of who hands over: its manager decides."""
        departments = self.env["hr.department"]
        return {
            handover: departments.browse(
                handover.leaver_id._employee_in(handover.company_id).department_id.id
            )
            if handover.leaver_id
            else departments
            for handover in self
        }

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """Open the sheet and put on it what the person holds."""
        self.browse().check_access("create")
        self._check_not_open([vals["leaver_id"] for vals in vals_list if vals.get("leaver_id")])
        handovers = super().create(vals_list)
        for handover in handovers:
            handover._check_leaver()
        self.env.registry.clear_cache()
        handovers._collect()
        return handovers

    def write(self, vals):
        locked = {"leaver_id", "company_id", "department_id"} & vals.keys()
        if locked and any(
            self._fields[n].convert_to_write(h[n], h) != vals[n] for h in self for n in locked
        ):
            raise UserError(
                self.env._("A sheet stays with the person it was opened for. Open another one.")
            )
        result = super().write(vals)
        if {"freeze", "state"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Handover sheets are kept. Cancel the sheet instead."))

    @api.model
    def _check_not_open(self, leaver_ids):
        """:raises UserError: somebody hands over on another sheet already"""
        # sudo: one sheet a person, whoever may read the other one
        present = self.sudo().search(
            [("leaver_id", "in", leaver_ids), ("state", "in", OPEN_STATES)], limit=1
        )
        if present:
            raise UserError(
                self.env._(
                    "%(user)s is already handing over with %(handover)s. Go on with that sheet.",
                    user=present.leaver_id.name,
                    handover=present.name,
                )
            )

    def _check_leaver(self):
        """:raises UserError: nobody hands over for oneself, for outsiders or in another company"""
        leaver_sudo = self.leaver_id.sudo()  # whether a colleague works here
        if leaver_sudo == self.env.user and not self.env.su:
            raise UserError(
                self.env._(
                    "Nobody opens their own handover sheet. Your manager, or the personnel "
                    "department, does."
                )
            )
        self._check_department_of(leaver_sudo)
        if leaver_sudo.share or self.company_id not in leaver_sudo.company_ids:
            raise UserError(
                self.env._(
                    "%(user)s does not work for %(company)s. Choose somebody of the company.",
                    user=leaver_sudo.name,
                    company=self.company_id.name,
                )
            )

    def _check_department_of(self, leaver_sudo):
        """:raises UserError: a manager opens a sheet for somebody of another department

        It lists all the person's customers, and freezes them.
        """
        user = self.env.user
        everybody = "customer_base.group_customer_director,customer_base.group_customer_admin"
        if self.env.su or user.has_groups(f"{everybody},hr.group_hr_user"):
            return
        department = leaver_sudo._employee_in(self.company_id).department_id
        if department not in user.customer_department_ids.sudo():  # where a colleague works
            raise UserError(
                self.env._(
                    "%(user)s does not work in your department. Ask their manager, the marketing "
                    "director or the personnel department to open the sheet.",
                    user=leaver_sudo.name,
                )
            )

    @api.constrains("is_exception", "exception_reason")
    def _check_exception(self):
        for handover in self.filtered("is_exception"):
            # sudo: what a department allows is for everybody to know
            if not handover.department_id.sudo().handover_exception:
                raise ValidationError(
                    self.env._(
                        "%(department)s allows nobody to leave without receivers. Choose who "
                        "takes over, or ask an administrator to change the department.",
                        department=handover.department_id.sudo().name
                        or self.env._("A person without a department"),
                    )
                )
            if not (handover.exception_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "%(handover)s: enter why the person leaves without receivers.",
                        handover=handover.display_name,
                    )
                )

    @api.constrains("main_receiver_id", "deputy_id")
    def _check_people(self):
        for handover in self:
            handover._check_receivers(handover.main_receiver_id)
            if handover.deputy_id and handover.deputy_id == handover.leaver_id:
                raise ValidationError(
                    self.env._(
                        "%(user)s hands over and is nobody's deputy. Choose a colleague.",
                        user=handover.deputy_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------
    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "leaver_id",
            "reason",
            "move_on",
            "main_receiver_id",
            "deputy_id",
            "notify",
            "template_id",
            "is_exception",
            "exception_reason",
            "transition_until",
            "freeze",
        }

    def _approval_fact_fields(self):
        return ["leaver_id", "reason", "customer_count", "last_day", "main_receiver_id"]

    def _approval_excluded_users(self):
        """Neither who hands over nor who takes over decides on it."""
        return (
            super()._approval_excluded_users()
            | self.leaver_id
            | self.sudo().receiver_ids.user_id  # whoever submits
        )

    def _approval_department(self):
        return self.department_id or super()._approval_department()

    def _approval_may_request(self):
        """Who is in charge of it may submit, withdraw and revise like the applicant."""
        return super()._approval_may_request() | self.filtered(
            lambda handover: handover.user_id == self.env.user
        )

    def _check_can_submit(self):
        super()._check_can_submit()
        for handover in self:
            handover._collect()
            handover._check_complete()
            if not handover.is_exception:
                handover._check_accepted()

    def _check_complete(self):
        """:raises UserError: what has no receiver, or nobody has decided about"""
        if self.is_exception:
            return
        without = self.customer_ids.filtered(
            lambda row: row.decision == "move" and not row.receiver_id
        )
        if without:
            raise UserError(
                self.env._(
                    "%(count)s customers have no receiver, among them %(names)s. Choose who takes "
                    "them over.",
                    count=len(without),
                    names=format_list(self.env, without[:3].mapped("name")),
                )
            )
        undecided = self.line_ids.filtered(
            lambda line: (
                line.decision == "ask" or (line.decision == "move" and line._needs_receiver())
            )
        )
        if undecided:
            raise UserError(
                self.env._(
                    "Not decided yet: %(things)s. Choose for each whether it moves, and to whom.",
                    things=format_list(self.env, undecided[:5].mapped("label")),
                )
            )

    def _check_accepted(self):
        """:raises UserError: somebody who takes over has not said yes"""
        self._sync_receivers()
        waiting = self.receiver_ids.filtered(lambda receiver: receiver.state != "accepted")
        if waiting:
            raise UserError(
                self.env._(
                    "Not accepted yet by %(people)s. Ask them with the button, and submit when "
                    "they have answered.",
                    people=format_list(self.env, waiting.mapped("user_id.name")),
                )
            )
