from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import plain, read_comment, unsealed
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class CustomerFileChange(models.Model):
    """One important change of an archived file, for good (REQ B-03, B-05; seed S3 四.4).

    Written by the system when the file, the partner, a contact or a bank account changes. It
    reopens its part of the file until a superior has reviewed it.
    """

    _name = "customer.file.change"
    _description = "Change of a Customer File"
    _inherit = ["customer.sealed", "customer.access.mixin"]
    _order = "id desc"
    _rec_name = "what"

    file_id = fields.Many2one(
        "customer.file", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="file_id.partner_id", string="Customer")
    commercial_partner_id = fields.Many2one(
        related="file_id.commercial_partner_id", store=True, index=True
    )
    department_id = fields.Many2one(related="file_id.department_id", store=True, index=True)
    part = fields.Selection(
        [
            ("company", "Name, Address, Registration"),
            ("contact", "Contacts"),
            ("management", "Management"),
            ("business", "Business Scope"),
            ("bank", "Bank Accounts"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    what = fields.Char(string="What Changed", required=True, readonly=True)
    old_value = fields.Text(readonly=True)
    new_value = fields.Text(readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Changed By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(
        string="Recorded On", required=True, readonly=True, default=fields.Datetime.now
    )
    known_on = fields.Date(required=True, readonly=True, help="When we learned of the change.")
    due_date = fields.Date(
        string="To Be Recorded Until", readonly=True, help="In working days, by the settings."
    )
    is_late = fields.Boolean(
        string="Recorded Late", readonly=True, help="Recorded after the last day for it."
    )
    state = fields.Selection(
        [("to_review", "To Review"), ("reviewed", "Reviewed"), ("sent_back", "Sent Back")],
        string="Status",
        required=True,
        readonly=True,
        default="to_review",
        index=True,
    )
    reviewed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    reviewed_on = fields.Datetime(readonly=True)
    comment = fields.Text(readonly=True)
    can_review = fields.Boolean(compute="_compute_can_review", search="_search_can_review")

    @api.depends("state", "file_id.user_id", "file_id.department_id", "user_id")
    @api.depends_context("uid")
    def _compute_can_review(self):
        files = self.file_id._file_may_review()
        for change in self:
            change.can_review = (
                change.state == "to_review"
                and change.file_id in files
                and change.user_id != self.env.user
            )

    @api.model
    def _search_can_review(self, operator, value):
        """What waits for the user: of the own departments or all, neither made nor owned."""
        if operator != "in":
            return NotImplemented
        user = self.env.user
        domain = (
            Domain("state", "=", "to_review")
            & Domain("user_id", "!=", user.id)
            & Domain("file_id.user_id", "!=", user.id)
        )
        if user.has_groups(
            "customer_base.group_customer_director,customer_base.group_customer_admin"
        ):
            return domain
        if not user.has_group("customer_base.group_customer_manager"):
            return Domain.FALSE
        return domain & Domain("department_id", "in", user.customer_department_ids.ids)

    # ------------------------------------------------------------------ recording
    @api.model
    @api.private
    def _record(self, vals_list, known_on=None):
        """Keep changes of archived files and ask their reviewers.

        :param vals_list: file_id, part, what, old_value, new_value
        :param known_on: when the change became known; today unless said
        """
        # plain: nothing that a client put into the context reaches the record
        changes_sudo = unsealed(plain(self))
        files_sudo = changes_sudo.env["customer.file"].browse(
            {vals["file_id"] for vals in vals_list}
        )
        dates = {}
        for company, files in files_sudo.grouped("company_id").items():
            today = company._workday_today()
            # nobody can have learned of it tomorrow
            known = min(known_on or today, today)
            due = company._workday_add([known], company.customer_change_days)[0]
            for file in files:
                dates[file.id] = {"known_on": known, "due_date": due, "is_late": today > due}
        changes_sudo = changes_sudo.create(
            [{**vals, **dates[vals["file_id"]], "user_id": self.env.uid} for vals in vals_list]
        )
        changes_sudo.file_id._ask_for_review()
        return changes_sudo

    # ------------------------------------------------------------------ review
    def _check_can_review(self):
        """:raises AccessError, UserError: not the user's to review, or reviewed already"""
        if not self:
            raise UserError(self.env._("There is nothing to review."))
        self.file_id._check_may_review()
        if done := self.filtered(lambda change: change.state != "to_review"):
            raise UserError(
                self.env._(
                    "“%(what)s” of %(customer)s has been reviewed already.",
                    what=done[0].what,
                    customer=done[0].partner_id.name,
                )
            )
        if own := self.filtered(lambda change: change.user_id == self.env.user):
            raise AccessError(
                self.env._(
                    "You changed “%(what)s” of %(customer)s yourself. Somebody else reviews it.",
                    what=own[0].what,
                    customer=own[0].partner_id.name,
                )
            )

    def _review(self, state, comment=""):
        """Keep the outcome; the caller has checked the right."""
        unsealed(self).write(
            {
                "state": state,
                "reviewed_by_id": self.env.uid,
                "reviewed_on": fields.Datetime.now(),
                "comment": comment,
            }
        )
        self.file_id._close_review_activities()

    def action_reviewed(self):
        """Find these changes right: their parts of the file are closed again."""
        self._check_can_review()
        self._review("reviewed")
        return True

    def action_send_back(self, comment=None):
        """Send changes back to those who made them; without a comment, a dialog asks for it.

        :raises UserError: not the user's to review
        """
        self._check_can_review()
        comment = read_comment(comment)
        if not comment:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "customer_base.customer_file_send_back_action"
            )
            action["context"] = {"default_change_ids": self.ids}
            return action
        self._review("sent_back", comment)
        for file, changes in self.grouped("file_id").items():
            for user in changes.user_id:
                # sudo: the reviewer need not be allowed to write the file
                file.sudo().activity_schedule(
                    "customer_base.mail_activity_file_correct",
                    user_id=user.id,
                    summary=for_reader(self, user).env._("Correct the customer file"),
                    note=comment,
                )
        return True
