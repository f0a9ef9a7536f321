from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from .customer_approval_rule import _matching


class CustomerApprovalStage(models.Model):
    """One stage of an approval rule: who decides, under which condition, within how long."""

    _name = "customer.approval.stage"
    _description = "Approval Stage"
    _order = "rule_id, sequence, id"

    rule_id = fields.Many2one(
        "customer.approval.rule", required=True, index=True, ondelete="cascade"
    )
    model_id = fields.Many2one(related="rule_id.model_id")
    model = fields.Char(string="Model Name", related="rule_id.model")
    currency_id = fields.Many2one(related="rule_id.currency_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Stage", required=True, translate=True)
    approver_type = fields.Selection(
        [
            ("department_manager", "Department manager"),
            ("manager", "Applicant's manager"),
            ("group", "Members of a role"),
            ("users", "Named people"),
            ("field", "A person named on the document"),
        ],
        string="Approver",
        required=True,
        default="department_manager",
    )
    manager_level = fields.Integer(
        string="Levels Up",
        default=1,
        help="1: the direct manager, 2: the manager's manager.",
    )
    group_id = fields.Many2one("res.groups", string="Role", ondelete="set null")
    user_ids = fields.Many2many("res.users", string="People", domain=[("share", "=", False)])
    user_field_id = fields.Many2one(
        "ir.model.fields",
        string="Field",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('relation', '=', 'res.users'),"
        " ('ttype', 'in', ('many2one', 'many2many'))]",
    )
    mode = fields.Selection(
        [("any", "One of them decides"), ("all", "All must agree")],
        string="Agreement",
        required=True,
        default="any",
    )
    domain = fields.Char(
        string="Condition",
        default="[]",
        help="The stage is asked only if the document meets it.",
    )
    amount_from = fields.Monetary(
        string="From Amount",
        help="The stage is asked only from this amount on. 0: always.",
    )
    limit_days = fields.Integer(
        string="Limit (Working Days)",
        default=3,
        help="Working days to decide. Then the approver is reminded and the next superior"
        " is asked as well. 0: no limit.",
    )
    may_add = fields.Boolean(
        string="May Ask Others",
        default=True,
        help="The approver may ask somebody else before or after the own decision.",
    )
    may_hand_over = fields.Boolean(
        string="May Hand Over",
        help="The approver may give the decision to a colleague, with a reason.",
    )
    must_field_ids = fields.Many2many(
        "ir.model.fields",
        "customer_approval_stage_must_rel",
        string="Must Fill",
        help="Fields of the document that the approver fills in before approving.",
    )
    may_field_ids = fields.Many2many(
        "ir.model.fields",
        "customer_approval_stage_may_rel",
        string="May Change",
        help="Fields of the document that the approver may change; everything else is locked.",
    )
    copy_user_ids = fields.Many2many(
        "res.users",
        "customer_approval_stage_copy_rel",
        string="Copy To",
        domain=[("share", "=", False)],
        help="They are told once the stage has decided. They see the request, they do not decide.",
    )
    copy_group_id = fields.Many2one("res.groups", string="Copy To Role", ondelete="set null")
    summary = fields.Char(compute="_compute_summary")

    _limit_positive = models.Constraint(
        "CHECK(limit_days >= 0 AND limit_days <= 250)",
        "The limit is between 0 and 250 working days.",
    )
    _amount_positive = models.Constraint(
        "CHECK(amount_from IS NULL OR amount_from >= 0)",
        "Amounts must not be negative.",
    )
    _level_positive = models.Constraint(
        "CHECK(manager_level >= 1 AND manager_level <= 10)",
        "The manager is between 1 and 10 levels up.",
    )

    @api.depends("name", "mode", "amount_from", "domain", "currency_id")
    def _compute_summary(self):
        for stage in self:
            notes = []
            if stage.mode == "all":
                notes.append(self.env._("all"))
            if stage.amount_from:
                notes.append(f"≥ {stage.currency_id.format(stage.amount_from)}")
            if (stage.domain or "[]").strip() != "[]":
                notes.append(self.env._("on condition"))
            text = stage.name or ""
            stage.summary = f"{text} ({', '.join(notes)})" if notes else text

    @api.constrains("approver_type", "group_id", "user_ids", "user_field_id")
    def _check_approver(self):
        needed = {"group": "group_id", "users": "user_ids", "field": "user_field_id"}
        labels = dict(self._fields["approver_type"]._description_selection(self.env))
        for stage in self:
            field = needed.get(stage.approver_type)
            if field and not stage[field]:
                raise ValidationError(
                    self.env._(
                        "Stage %(stage)s of rule %(rule)s says nobody (%(type)s): nobody could be"
                        " asked.",
                        stage=stage.name,
                        rule=stage.rule_id.name,
                        type=labels[stage.approver_type],
                    )
                )
            self._check_user_field(stage)

    def _check_user_field(self, stage):
        # sudo: only names and what the field points to, whoever saves the stage
        field = stage.user_field_id.sudo()
        if stage.approver_type != "field" or not field:
            return
        if field.model_id != stage.rule_id.model_id or field.relation != "res.users":
            raise ValidationError(
                self.env._(
                    "Field %(field)s does not name a person on %(model)s. Choose another one for"
                    " stage %(stage)s.",
                    field=field.field_description,
                    model=stage.rule_id.model_id.sudo().name,  # sudo: a name only
                    stage=stage.name,
                )
            )

    @api.constrains("domain", "rule_id")
    def _check_domain(self):
        for stage in self:
            stage.rule_id._try_domain(stage.domain, stage.name)

    def _problem(self):
        """Return a sentence when nobody can be found for this stage today, else False."""
        self.ensure_one()
        if self.approver_type == "group":
            # sudo: people of companies that the user does not see count too; no name is told
            found = self.group_id.sudo().all_user_ids.filtered(lambda user: not user.share)
            company = self.rule_id.company_id
            if company:
                found = found.filtered(lambda user: company in user.company_ids)
            if not found:
                return self.env._(
                    "Stage %(stage)s: nobody has the role %(role)s. Requests go to a superior or"
                    " to an approval administrator until somebody has it.",
                    stage=self.name,
                    role=self.group_id.sudo().full_name or "",  # sudo: a name only
                )
        if self.approver_type == "users" and not self.user_ids.filtered("active"):
            return self.env._(
                "Stage %(stage)s: the people named are no longer active. Requests go to a"
                " superior or to an approval administrator.",
                stage=self.name,
            )
        return False

    def _prepare_step(self, document, route, note, sequence):
        """Return the values of the step that asks this stage: all of it as it is now."""
        self.ensure_one()
        by_role = self.approver_type == "group" and not route.note
        rights = {name: "may" for name in self.may_field_ids.mapped("name")}
        rights |= {name: "must" for name in self.must_field_ids.mapped("name")}
        return {
            "sequence": sequence,
            "name": self.name,
            "mode": self.mode,
            "group_id": self.group_id.id if by_role else False,
            "approver_ids": [Command.set(route.users.ids)],
            "copy_user_ids": [Command.set(self._copied(document).ids)],
            "may_add": self.may_add,
            "may_hand_over": self.may_hand_over,
            "field_rights": rights or False,
            "limit_days": self.limit_days,
            "routing_note": note,
        }

    def _applying(self, documents, amounts):
        """Choose the stages whose amount and condition hold, by one search per condition.

        :param amounts: {document id: amount in company currency}
        :return: {document id: stages in order}
        """
        chosen = {document.id: self.browse() for document in documents}
        for stage in self.sorted():
            candidates = documents.filtered(
                lambda document, stage=stage: amounts[document.id] >= stage.amount_from
            )
            for document in _matching(candidates, stage.domain):
                chosen[document.id] |= stage
        return chosen
