from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class CustomerDevelopment(models.Model):
    """The work on an approved customer: preparation, stages, contract (002 4.3, 4.4, 4.6)."""

    _inherit = "customer.development"

    member_ids = fields.One2many("customer.development.member", "development_id", "Team")
    coordinator_id = fields.Many2one(
        "res.users",
        compute="_compute_coordinator_id",
        store=True,
        index=True,
        help="Member of the team with the role 'Coordinator'.",
    )
    task_ids = fields.One2many("customer.development.task", "development_id", "Check List")
    task_open_count = fields.Integer(
        "Required Items Open", compute="_compute_task_open_count", compute_sudo=True
    )
    stage_id = fields.Many2one(
        "customer.development.stage",
        "Development Stage",
        index=True,
        copy=False,
        tracking=True,
        ondelete="restrict",
        group_expand="_read_group_stage_ids",
    )
    stage_description = fields.Text(related="stage_id.description", string="What to Do Now")
    stage_record_ids = fields.One2many(
        "customer.development.stage.record", "development_id", "Development Records"
    )
    next_step = fields.Char(copy=False, readonly=True)
    next_step_date = fields.Date(copy=False, readonly=True, index=True)
    negotiation_specification = fields.Text("Specification")
    negotiation_quantity = fields.Text("Quantity")
    negotiation_price = fields.Text("Price")
    negotiation_service = fields.Text("Service")
    negotiation_delivery = fields.Text("Delivery")
    negotiation_payment = fields.Text("Payment")
    order_ids = fields.One2many("sale.order", "development_id", "Quotations and Orders")
    quotation_count = fields.Integer("Quotations", compute="_compute_orders")
    order_count = fields.Integer("Orders", compute="_compute_orders")
    sale_order_id = fields.Many2one(
        "sale.order",
        "Signed Order",
        copy=False,
        readonly=True,
        tracking=True,
        index="btree_not_null",
        check_company=True,
    )
    started_on = fields.Date(copy=False, readonly=True)
    signed_on = fields.Date(copy=False, readonly=True, index=True)
    admitted_on = fields.Date(copy=False, readonly=True)
    customer_code = fields.Char(related="commercial_partner_id.ref", string="Customer Code")

    # ------------------------------------------------------------------ computes
    @api.depends("member_ids.role", "member_ids.user_id")
    def _compute_coordinator_id(self):
        for development in self:
            development.coordinator_id = development.member_ids.filtered(
                lambda m: m.role == "coordinator"
            )[:1].user_id

    @api.depends("task_ids.is_done", "task_ids.is_required", "task_ids.phase")
    def _compute_task_open_count(self):
        for development in self:
            development.task_open_count = len(development._get_open_tasks())

    def _compute_orders(self):
        counts = {}
        if self.env["sale.order"].has_access("read"):
            for development, state, count in self.env["sale.order"]._read_group(
                [("development_id", "in", self.ids), ("state", "!=", "cancel")],
                ["development_id", "state"],
                ["__count"],
            ):
                kind = "order" if state == "sale" else "quotation"
                key = (development.id, kind)
                counts[key] = counts.get(key, 0) + count
        for development in self:
            development.quotation_count = counts.get((development.id, "quotation"), 0)
            development.order_count = counts.get((development.id, "order"), 0)

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        return stages._all_stages()

    # ------------------------------------------------------------------ preparation
    def _create_tasks(self, phase):
        """Give each record the check list of its company for a phase, once."""
        templates = self.env["customer.development.task.template"].search(
            [("phase", "=", phase), ("company_id", "in", [False, *self.company_id.ids])]
        )
        self.env["customer.development.task"].create(
            [
                {
                    "development_id": development.id,
                    "template_id": template.id,
                    # in the words of whoever works with the list, whoever approved
                    "name": template.with_context(lang=development.user_id.lang).name,
                    "sequence": template.sequence,
                    "phase": phase,
                    "stage_id": template.stage_id.id,
                    "is_required": template.is_required,
                    "user_id": development.user_id.id,
                }
                for development in self
                for template in templates - development.task_ids.template_id
                if template.company_id in (development.company_id, self.env["res.company"])
            ]
        )

    def _get_open_tasks(self):
        """Return the required items that keep the record from going on now."""
        self.ensure_one()
        open_tasks = self.task_ids.filtered(lambda t: t.is_required and not t.is_done)
        if self.state == "in_progress":
            return open_tasks.filtered(lambda t: t.stage_id == self.stage_id)
        return open_tasks.filtered(lambda t: t.phase == "preparation")

    def action_start(self):
        """Start the work: the team and the preparation must be there (002 4.3; 004 3.2.1).

        :raises UserError: names the open items, or the coordinator that is missing
        """
        self._check_transition("start")
        messages = []
        for development in self:
            if development.level == "key" and not development.coordinator_id:
                messages.append(
                    self.env._(
                        "%(name)s: name a coordinator of the team first (tab Team).",
                        name=development.display_name,
                    )
                )
            if open_tasks := development._get_open_tasks():
                messages.append(
                    self.env._(
                        "%(name)s: still open in the preparation: %(items)s.",
                        name=development.display_name,
                        items=format_list(self.env, open_tasks.mapped("name")),
                    )
                )
        if messages:
            raise UserError("\n".join(messages))
        # sudo: results are written by their action only; rights were checked above
        self_sudo = self.sudo()
        first = self.env["customer.development.stage"].search([], limit=1)
        for development_sudo in self_sudo:
            development_sudo.write(
                {
                    "started_on": self.env.company._workday_today(),
                    "stage_id": development_sudo.stage_id.id or first.id,
                }
            )
        self_sudo._create_tasks("stage")
        self_sudo._approval_set_state("in_progress")
        return True

    # ------------------------------------------------------------------ stages
    def _check_stage_move(self, stage):
        """Refuse to skip a stage, or to leave one that was not judged "go on" (REQ D-08).

        Going back is allowed: it opens the stage again.

        :param stage: the customer.development.stage to move to
        :raises UserError: says which stage has no record that allows going on
        """
        moving = self.filtered(lambda d: d.stage_id != stage)
        if not moving:
            return
        moving._check_transition("record")
        if not stage.exists():
            raise UserError(self.env._("Work in progress always has a development stage."))
        order = {s.id: i for i, s in enumerate(stage.with_context(active_test=False)._all_stages())}
        active = stage._all_stages()
        for development in moving:
            passed = active.filtered(
                lambda s, d=development: order[d.stage_id.id] <= order[s.id] < order[stage.id]
            )
            development._check_stages_passed(passed)

    def _check_stages_passed(self, stages):
        self.ensure_one()
        latest = {}
        for record in self.stage_record_ids.sorted(lambda r: (r.date, r.id)):
            latest[record.stage_id] = record.judgement
        if held := stages.filtered(lambda s: latest.get(s) != "go"):
            raise UserError(
                self.env._(
                    "%(name)s: write a record of the stage '%(stage)s' with the judgement "
                    "'Go on' first.",
                    name=self.display_name,
                    stage=held[0].name,
                )
            )
        if stages and (open_tasks := self._get_open_tasks()):
            raise UserError(
                self.env._(
                    "%(name)s: still open in the stage '%(stage)s': %(items)s.",
                    name=self.display_name,
                    stage=self.stage_id.name,
                    items=format_list(self.env, open_tasks.mapped("name")),
                )
            )

    def action_next_stage(self):
        """Move to the next stage of the work; the rules of ``_check_stage_move`` apply."""
        self._check_transition("record")
        stages = self.env["customer.development.stage"]._all_stages()
        for development in self:
            later = stages.filtered(
                lambda s, d=development: (s.sequence, s.id) > (d.stage_id.sequence, d.stage_id.id)
            )
            if not later:
                raise UserError(
                    self.env._(
                        "%(name)s is in the last stage. Confirm its order to sign.",
                        name=development.display_name,
                    )
                )
            development.stage_id = later[0]
        return True

    def _set_next_step(self, record):
        """Keep what was agreed last where lists and the calendar show it, and remind of it."""
        self.ensure_one()
        # sudo: a member of the team who may only add records sets the next step this way
        self.sudo().write({"next_step": record.next_step, "next_step_date": record.next_date})
        if record.next_step and record.next_date:
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=record.next_date,
                summary=record.next_step,
                user_id=(self.user_id or record.user_id).id,
            )

    def action_add_record(self):
        """Open a new record of the present stage."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Development Record"),
            "res_model": "customer.development.stage.record",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_development_id": self.id,
                "default_stage_id": self.stage_id.id,
            },
        }

    # ------------------------------------------------------------------ quotations and contract
    def action_new_quotation(self):
        """Open a new quotation of the ERP for this customer."""
        self.ensure_one()
        self._check_transition("quote")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quotation"),
            "res_model": "sale.order",
            "view_mode": "form",
            "context": {
                "default_development_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_user_id": self.user_id.id,
                "default_company_id": self.company_id.id,
                "default_origin": self.name,
            },
        }

    def action_open_orders(self):
        """Open the quotations and orders made for this development."""
        self.ensure_one()
        # with CRM, the menu of sale.action_quotations is in that app
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale.action_quotations_with_onboarding"
        )
        action["domain"] = [("development_id", "=", self.id)]
        action["context"] = {
            "default_development_id": self.id,
            "default_partner_id": self.partner_id.id,
            "create": self.state in ("in_progress", "signed", "admitted"),
        }
        return action

    def action_sign(self):
        """Sign with the confirmed order; asks for it when there is not exactly one."""
        self.ensure_one()
        self._check_transition("sign")
        orders = self.order_ids.filtered(lambda order: order.state == "sale")
        if len(orders) == 1:
            self._development_sign(orders)
            return True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign with an Order"),
            "res_model": "customer.development.sign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_development_id": self.id},
        }

    def _development_sign(self, order):
        """Record the confirmed order as the contract (000 article 11).

        Rights are the caller's affair: confirming an order is enough, whoever does it.
        """
        last = self.env["customer.development.stage"].search([], order="sequence desc", limit=1)
        # sudo: results are written by their action only
        self_sudo = self.sudo()
        self_sudo.write(
            {
                "sale_order_id": order.id,
                "signed_on": self.env.company._workday_today(),
                "stage_id": last.id,
                "next_step": False,
                "next_step_date": False,
            }
        )
        self_sudo._approval_set_state("signed")

    def _negotiated_text(self):
        """Return what was negotiated of one development as lines, for contract and hand-over."""
        self.ensure_one()
        return "\n".join(
            f"{field._description_string(self.env)}: {self[name]}"
            for name, field in self._fields.items()
            if name.startswith("negotiation_") and self[name]
        )
