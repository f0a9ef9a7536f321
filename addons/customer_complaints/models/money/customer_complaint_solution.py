from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError, ValidationError
from odoo.tools import html2plaintext

from ..complaint.terms import OPEN_STATES


class CustomerComplaintSolution(models.Model):
    """What was agreed with the customer and what it costs, approved by its amount.

    REQ C-04, C-10, seed S1 四(二)3: the solution is agreed with the customer; what it pays out is
    approved, and then made by the ERP's own documents. Whether it was carried out is read from
    those documents (:meth:`_carried_out_reason`), never ticked.
    """

    _name = "customer.complaint.solution"
    _inherit = ["customer.document.mixin", "customer.complaint.part"]
    _description = "Solution of a Complaint"
    _mail_post_access = "read"

    _record_sequence = "customer.complaint.solution"
    _entry_links = ("complaint_id",)
    # who sees it is who sees the complaint; naming somebody here shows them nothing
    _entry_people = ()

    complaint_id = fields.Many2one(string="Complaint", ondelete="restrict", tracking=True)
    company_id = fields.Many2one(
        related="complaint_id.company_id",
        store=True,
        precompute=True,
        readonly=True,
        default=None,
    )
    partner_id = fields.Many2one(
        related="complaint_id.partner_id", store=True, precompute=True, readonly=True
    )
    subject = fields.Char(related="complaint_id.subject")
    description = fields.Text(
        string="Solution Agreed",
        compute="_compute_description",
        store=True,
        readonly=False,
        precompute=True,
        help="What the customer gets, as agreed with the customer.",
    )
    agreed_with = fields.Char(help="Who at the customer agreed, and how.")
    line_ids = fields.One2many("customer.complaint.solution.line", "solution_id", string="Remedies")
    evidence = fields.Text(
        string="What Shows That It Was Done",
        copy=False,
        help="For repairs and others, which leave no document in the system.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(
        compute="_compute_cost",
        store=True,
        tracking=True,
        help="Without tax, in company currency; decides who approves.",
    )
    open_reason = fields.Text(string="Still Open", compute="_compute_open_reason")
    can_make_documents = fields.Boolean(compute="_compute_open_reason")

    # ------------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------------
    @api.depends("complaint_id")
    def _compute_description(self):
        for solution in self:
            if not solution.description:
                text = html2plaintext(solution.complaint_id.solution or "").strip()
                solution.description = text or False

    @api.depends("line_ids.cost")
    def _compute_cost(self):
        for solution in self:
            solution.cost = sum(solution.line_ids.mapped("cost"))

    @api.depends(
        "state",
        "evidence",
        "line_ids.credit_note_id.state",
        "line_ids.replacement_order_id.state",
    )
    @api.depends_context("lang")
    def _compute_open_reason(self):
        for solution in self:
            # sudo: how far documents are that the reader may not open
            solution_sudo = solution._origin.sudo()
            approved = solution.state == "approved"
            solution.open_reason = approved and solution_sudo._carried_out_reason()
            solution.can_make_documents = approved and bool(solution_sudo.line_ids._unmade())

    @api.depends("name", "complaint_id")
    def _compute_display_name(self):
        for solution in self:
            # sudo: deputies decide on complaints they do not see otherwise
            parts = (solution.name, solution.complaint_id.sudo().display_name)
            solution.display_name = " ".join(part for part in parts if part)

    # ------------------------------------------------------------------
    # Create, delete
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        solutions = super().create(vals_list)
        solutions._check_complaint_open()
        return solutions

    def _check_complaint_open(self):
        """:raises UserError: the complaint is closed, withdrawn or joined"""
        for solution in self:
            complaint_sudo = solution.complaint_id.sudo()  # its state only
            if complaint_sudo.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "%(complaint)s is closed. Reopen it before a solution is agreed.",
                        complaint=complaint_sudo.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        kept = self.filtered(lambda solution: solution.state != "draft" or solution.approval_ids)
        if kept:
            raise UserError(
                self.env._(
                    "%(solution)s was in approval and stays on record.",
                    solution=kept[0].display_name,
                )
            )

    @api.constrains("complaint_id")
    def _check_complaint_stays(self):
        for solution in self:
            if solution.line_ids.complaint_id - solution.complaint_id:
                raise ValidationError(
                    self.env._(
                        "%(solution)s: its remedies belong to another complaint.",
                        solution=solution.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------
    def _approval_amount(self):
        self.ensure_one()
        return self.cost, self.currency_id

    def _approval_excluded_users(self):
        """Who was found to be at fault does not decide what is paid for it."""
        return super()._approval_excluded_users() | self.complaint_id.fault_employee_id.user_id

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "complaint_id",
            "partner_id",
            "description",
            "agreed_with",
            "line_ids",
            "cost",
        }

    def _approval_fact_fields(self):
        return ["partner_id", "complaint_id", "description", "cost"]

    def _approval_snapshot(self):
        """Documents made later are no change of what was agreed."""
        snapshot = super()._approval_snapshot()
        for _line_id, values in snapshot["line_ids"]:
            for name in self.env["customer.complaint.solution.line"]._entry_system_fields:
                values.pop(name, None)
        return snapshot

    def _check_can_submit(self):
        super()._check_can_submit()
        self._check_complaint_open()
        for solution in self:
            if not read_comment(solution.description):
                raise UserError(
                    self.env._(
                        "%(solution)s: write what was agreed with the customer, then submit it.",
                        solution=solution.display_name,
                    )
                )
            if not solution.line_ids:
                raise UserError(
                    self.env._(
                        "%(solution)s: add at least one remedy, then submit it.",
                        solution=solution.display_name,
                    )
                )
        # sudo: invoices and orders are compared that the submitter may not open
        self.sudo().line_ids._check_remedies()

    def _on_approved(self):
        super()._on_approved()
        self._make_documents()
        self._pass_cost_on()

    def _pass_cost_on(self):
        """Write what all approved solutions cost onto their complaints."""
        totals = self.env["customer.complaint.solution"]._read_group(
            [("complaint_id", "in", self.complaint_id.ids), ("state", "=", "approved")],
            ["complaint_id"],
            ["cost:sum"],
        )
        for complaint, cost in totals:
            complaint.cost = cost

    def action_revise(self, reason=None):
        """Take an approved solution up again; drafts made for it are removed.

        :raise UserError: one of its documents is in force already
        """
        self.check_access("write")
        self._check_approval_requester()
        # sudo: documents the user may not open
        solutions_sudo = self.sudo()
        for line_sudo in solutions_sudo.line_ids:
            if document_sudo := line_sudo._documents_in_force():
                raise UserError(
                    self.env._(
                        "%(solution)s: %(document)s is in force already. Agree on a further "
                        "solution for what is to be different.",
                        solution=line_sudo.solution_id.display_name,
                        document=document_sudo[:1].display_name,
                    )
                )
        result = super().action_revise(reason)
        if read_comment(reason):
            solutions_sudo.line_ids._remove_drafts()
        return result

    # ------------------------------------------------------------------
    # Carried out
    # ------------------------------------------------------------------
    def _carried_out_reason(self):
        """Return why the solution is not carried out yet, or False (REQ C-10)."""
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        if self.state != "approved":
            return self.env._(
                "%(solution)s is not approved: %(state)s.",
                solution=self.display_name,
                state=labels[self.state],
            )
        reasons = [reason for line in self.line_ids if (reason := line._carried_out_reason())]
        return "\n".join(reasons) or False
