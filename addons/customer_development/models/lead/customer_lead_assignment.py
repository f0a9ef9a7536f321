from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import read_comment, unsealed
from odoo.addons.customer_base.tools.roles import WHOLE_COMPANY_GROUPS
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ...tools.lead_allocation import LeadAllocation, why_not_available

# What whoever passes something on fills in; all else is the system's.
SENDER_FIELDS = {"kind", "development_id", "partner_id", "user_id", "note"}
# action → (states from which, who: receiver, sender or superior)
TRANSITIONS = {
    "accept": (("offered", "manager"), "receiver"),
    "give_back": (("offered",), "receiver"),
    "assign": (("offered", "manager"), "superior"),
    "close": (("accepted", "manager"), "receiver"),
    "withdraw": (("offered", "manager"), "sender"),
}
OPEN_STATES = ("offered", "manager")


class CustomerLeadAssignment(models.Model):
    """A prospect, or news of a customer, passed on to a salesperson (线索分配, REQ B-16).

    Seed S1 二(一)2. The market department and customer service pass on, by hand or by rule.
    What is passed on is a development that is registered and not worked on yet, so that source,
    duplicate check and what becomes of it are those of the development; or a customer, with the
    news about it, which goes to the responsible person.

    offered → accepted (→ closed, for news); given back or not answered in time → the next one by
    rule; given back twice, or nobody left → with the manager. Sender and receiver see all of it.
    """

    _name = "customer.lead.assignment"
    _inherit = [
        "customer.entry.mixin",
        "customer.confidential.mixin",
        "customer.sealed",
        "customer.export.mixin",
        "customer.due.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Prospect Passed On"
    _order = "id desc"
    _mail_post_access = "read"
    _due_field = "answer_due"
    _check_company_auto = True
    _entry_transitions = TRANSITIONS

    name = fields.Char(string="Number", readonly=True, index="trigram")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [("prospect", "Potential Customer"), ("news", "News of a Customer")],
        required=True,
        default="prospect",
        index=True,
    )
    development_id = fields.Many2one(
        "customer.development",
        string="Registered Prospect",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('state', '=', 'registered')]",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('customer_category', '!=', False)]",
    )
    note = fields.Text(string="What to Know")
    from_user_id = fields.Many2one(
        "res.users",
        string="Passed on by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False), ('id', '!=', uid)]",
        help="Who is asked, or has accepted. Empty: chosen by rule.",
    )
    department_id = fields.Many2one(
        "hr.department", string="Department of the Salesperson", readonly=True, index=True
    )
    state = fields.Selection(
        [
            ("offered", "Offered"),
            ("accepted", "Accepted"),
            ("manager", "With the Manager"),
            ("closed", "Closed"),
            ("withdrawn", "Withdrawn"),
        ],
        string="Status",
        required=True,
        default="offered",
        readonly=True,
        index=True,
        tracking=True,
    )
    answer_due = fields.Date(string="Answer by", readonly=True)
    answered_on = fields.Datetime(readonly=True)
    given_back_count = fields.Integer(string="Times Given Back", readonly=True, aggregator=None)
    result_note = fields.Char(string="Result", readonly=True, tracking=True)
    offer_ids = fields.One2many(
        "customer.lead.offer", "assignment_id", string="Who Was Asked", readonly=True
    )
    # sudo: who is asked learns what it is about before the customer is theirs to see
    customer_name = fields.Char(
        compute="_compute_known", compute_sudo=True, string="Customer or Company"
    )
    region = fields.Char(compute="_compute_known", compute_sudo=True)
    industry = fields.Char(compute="_compute_known", compute_sudo=True)
    source_id = fields.Many2one(
        related="development_id.source_id", string="Source", store=True, index=True
    )
    known = fields.Text(compute="_compute_known", compute_sudo=True, string="What Is Known")
    outcome = fields.Char(compute="_compute_outcome", compute_sudo=True, string="What Became of It")
    can_answer = fields.Boolean(compute="_compute_can")
    can_give_back = fields.Boolean(compute="_compute_can")
    can_assign = fields.Boolean(compute="_compute_can")
    can_close = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")

    _one_open = models.UniqueIndex(
        "(development_id) WHERE state IN ('offered', 'manager')",
        "This prospect is being passed on already.",
    )
    _waiting_idx = models.Index("(company_id, answer_due) WHERE state = 'offered'")

    # ------------------------------------------------------------------ fields
    @api.depends("development_id", "partner_id")
    @api.depends_context("lang")
    def _compute_known(self):
        for lead in self:
            development, partner = lead.development_id, lead.partner_id
            lead.customer_name = partner.name
            lead.region = partner.state_id.name
            lead.industry = partner.industry_id.name
            labels = ("main_business", "scale", "needs", "source_note")
            lines = [
                self.env._(
                    "%(label)s: %(text)s",
                    label=development._fields[name]._description_string(self.env),
                    text=development[name],
                )
                for name in labels
                if development[name]
            ]
            people = partner.child_ids.filtered(lambda person: person.type == "contact")
            lines += [
                " ".join(filter(None, (person.name, person.function, person.phone)))
                for person in people[:3]
            ]
            lead.known = "\n".join(lines)

    @api.depends("state", "development_id.state", "result_note")
    @api.depends_context("lang")
    def _compute_outcome(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        steps = dict(self.env["customer.development"]._selection_state())
        for lead in self:
            if lead.state == "accepted" and lead.kind == "prospect":
                lead.outcome = steps.get(lead.development_id.state)
            else:
                closed = lead.state == "closed"
                lead.outcome = (closed and lead.result_note) or states.get(lead.state)

    @api.depends("state", "kind", "from_user_id", "user_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for lead in self:
            saved = bool(lead._origin)
            for name, action in (
                ("can_answer", "accept"),
                ("can_give_back", "give_back"),
                ("can_assign", "assign"),
                ("can_close", "close"),
                ("can_withdraw", "withdraw"),
            ):
                lead[name] = saved and not lead._why_not(action)

    @api.depends("name", "customer_name")
    def _compute_display_name(self):
        for lead in self:
            lead.display_name = " ".join(filter(None, (lead.name, lead.customer_name)))

    # ------------------------------------------------------------------ passing on
    @api.model
    def default_get(self, fields):
        """A form may be opened for a prospect or a customer; nothing else comes from outside."""
        values = super().default_get(fields)
        for name in SENDER_FIELDS & set(fields):
            if f"default_{name}" in self.env.context:
                values[name] = self.env.context[f"default_{name}"]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Pass on: creating one is asking the first salesperson.

        :raises AccessError: a value only the system sets, or nothing of the sender's to pass on
        :raises UserError: no prospect, worked on already, or the person cannot be asked
        """
        self.browse().check_access("create")
        prepared = [self._prepare_passing(vals) for vals in vals_list]
        chosen = [vals.pop("user_id") for vals in prepared]
        numbers = self._next_numbers(len(prepared))
        leads = super(CustomerLeadAssignment, unsealed(self)).create(
            [{**vals, "name": number} for vals, number in zip(prepared, numbers, strict=True)]
        )
        leads = self.browse(leads.ids)
        for lead in leads:
            lead.message_subscribe(lead.from_user_id.partner_id.ids)
        by_rule = leads.browse(
            [lead.id for lead, user in zip(leads, chosen, strict=True) if not user]
        )
        for lead, user in zip(leads, chosen, strict=True):
            if user:
                lead._ask(user)
        by_rule._ask_next()
        return leads

    def _next_numbers(self, count):
        # sudo: users draw numbers without having any right on sequences
        sequence_sudo = self.env["ir.sequence"].sudo()
        return [sequence_sudo.next_by_code(self._name) for _index in range(count)]

    def _prepare_passing(self, vals):
        if not self.env.su:
            forged = {name for name, value in vals.items() if value} - SENDER_FIELDS
            self._entry_check_system_names(forged)
        vals = {name: vals[name] for name in SENDER_FIELDS if vals.get(name)}
        company = self.env.company
        news = vals.get("kind") == "news"
        if news:
            partner = self._prepare_news(vals)
            user = partner.sudo().user_id  # who is responsible is no secret
        else:
            partner = self._prepare_prospect(vals, company)
            # sudo: colleagues are everybody's to choose
            user = self.env["res.users"].sudo().browse(vals.get("user_id")).sudo(False)
        if user:
            self._check_may_be_asked(user, company)
        return vals | {
            "kind": "news" if news else "prospect",
            "partner_id": partner.id,
            "company_id": company.id,
            "from_user_id": self.env.uid,
            "state": "offered",
            "user_id": user,
        }

    def _entry_check_system_names(self, names):
        """:raises AccessError: naming fields that only the system sets"""
        known = sorted(name for name in names if name in self._fields)
        if known:
            raise AccessError(
                self.env._(
                    "%(fields)s: filled in by the system.",
                    fields=format_list(
                        self.env,
                        [self._fields[name]._description_string(self.env) for name in known],
                    ),
                )
            )

    def _prepare_news(self, vals):
        """Return the customer that news are about; they go to the responsible person."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        if not partner:
            raise UserError(self.env._("Choose the customer that the news are about."))
        partner.check_access("read")
        customer = partner.commercial_partner_id
        if not read_comment(vals.get("note")):
            raise UserError(self.env._("Write what is new at %(customer)s.",
                                       customer=customer.name))  # fmt: skip
        if not customer.sudo().user_id:  # who is responsible is no secret
            raise UserError(
                self.env._(
                    "Nobody is responsible for %(customer)s. Register it as a prospect, then pass "
                    "that on.",
                    customer=customer.name,
                )
            )
        vals.pop("development_id", None)
        return customer

    def _prepare_prospect(self, vals, company):
        """Return the customer of the prospect that is passed on."""
        development = self.env["customer.development"].browse(vals.get("development_id"))
        if not development:
            raise UserError(self.env._("Choose the registered prospect that is passed on."))
        development.check_access("read")
        user = self.env.user
        registered = user in development.user_id | development.applicant_id | development.create_uid
        if not registered and not user.has_groups(WHOLE_COMPANY_GROUPS):
            development.check_access("write")
        if development.state != "registered":
            raise UserError(
                self.env._(
                    "%(prospect)s is being worked on already. Only registered prospects are "
                    "passed on; others are handed over with the customer.",
                    prospect=development.display_name,
                )
            )
        # sudo: also what somebody else is passing on
        if self.sudo().search_count(
            [("development_id", "=", development.id), ("state", "in", OPEN_STATES)], limit=1
        ):
            raise UserError(
                self.env._(
                    "%(prospect)s is being passed on already. Wait for the answer, or withdraw it "
                    "there.",
                    prospect=development.display_name,
                )
            )
        if development.company_id != company:
            raise UserError(
                self.env._(
                    "%(prospect)s belongs to %(company)s. Change to this company first.",
                    prospect=development.display_name,
                    company=development.company_id.name,
                )
            )
        return development.commercial_partner_id

    @api.model
    def _check_may_be_asked(self, user, company):
        """:raises UserError: why this person cannot be asked now"""
        if user == self.env.user:
            raise UserError(
                self.env._("You cannot pass a prospect on to yourself. Just begin to work on it.")
            )
        why = why_not_available(self.env, company, user).get(user)
        if why:
            raise UserError(self.env._("%(why)s Choose somebody else.", why=why))

    # ------------------------------------------------------------------ asking
    def _ask(self, user, rule=None):
        """Ask one person about this prospect; rights were checked by the caller."""
        self.ensure_one()
        company = self.company_id
        days = company.sudo().customer_lead_days  # a setting, whoever asks
        due = company._workday_add([company._workday_today()], days)[0] if days else False
        department = user.sudo()._employee_in(company).department_id  # colleagues' departments
        # sudo: as the system's rows
        unsealed(self.env["customer.lead.offer"]).create(
            {
                "assignment_id": self.id,
                "user_id": user.id,
                "rule_id": rule.id if rule else False,
                "chosen_by_id": False if rule else self.env.uid,
                "due": due,
            }
        )
        unsealed(self).write(
            {
                "user_id": user.id,
                "department_id": department.id,
                "state": "offered",
                "answer_due": due,
            }
        )
        self._tell_asked(due)

    def _ask_next(self):
        """Ask the next person by rule about each of these; the manager where nobody is left."""
        for company, leads in self.grouped("company_id").items():
            allocation = LeadAllocation(self.env, company)
            for lead_sudo in leads.sudo():  # region and industry of the prospect
                rule, user = allocation.choose(
                    lead_sudo.partner_id,
                    lead_sudo.source_id,
                    (lead_sudo.offer_ids.user_id | lead_sudo.from_user_id).sudo(False),
                )
                lead = lead_sudo.sudo(False)
                if user and lead_sudo.kind == "prospect":
                    lead._ask(user, rule)
                    allocation.took(user)
                else:
                    lead._to_manager()

    def _lead_manager(self):
        """Return who decides when nobody takes it: the head above whoever was asked last."""
        self.ensure_one()
        lead_sudo = self.sudo()  # departments and their heads, whoever gives back
        asked = lead_sudo.offer_ids.user_id
        department = lead_sudo.department_id or lead_sudo.development_id.department_id
        while department:
            head = department.manager_id.user_id
            if head and head.active and head not in asked:
                return head.sudo(False)
            department = department.parent_id
        # sudo: who has which role is for administrators to read; here only who decides
        directors = self.env.ref("customer_base.group_customer_director").sudo().all_user_ids
        able = directors.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )
        return (able - asked or able)[:1].sudo(False)

    def _to_manager(self):
        manager = self._lead_manager()
        unsealed(self).write(
            {
                "state": "manager",
                "user_id": manager.id,
                # sudo: the department of a colleague, whoever gives back
                "department_id": manager.sudo()._employee_in(self.company_id).department_id.id
                or self.department_id.id,
                "answer_due": False,
            }
        )
        if manager:
            self._tell_manager()
