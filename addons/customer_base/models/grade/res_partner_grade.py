from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.customer_approval.tools.seal import is_unsealed, plain, read_comment, unsealed
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.roles import WHOLE_COMPANY_GROUPS
from ..identity.res_partner_duplicate import MERGING
from ..interaction.res_partner_interaction import LATER


class ResPartner(models.Model):
    # Grade of a customer (REQ G-01): set with a reason, never by plain editing.

    _inherit = "res.partner"

    customer_grade_id = fields.Many2one(
        "customer.grade",
        string="Grade",
        copy=False,
        tracking=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Set with the button Set Grade, with a reason.",
        groups="base.group_user",
    )
    customer_grade_color = fields.Integer(
        compute="_compute_customer_grade_color",
        compute_sudo=True,
        string="Colour of the Grade",
        groups="base.group_user",
    )
    customer_grade_change_ids = fields.One2many(
        "customer.grade.change",
        "partner_id",
        string="Changes of Grade",
        groups="customer_base.group_customer_user",
    )

    @api.depends("customer_grade_id.color")
    def _compute_customer_grade_color(self):
        # grade by grade: a related field is read customer by customer
        for grade, partners in self.grouped("customer_grade_id").items():
            partners.customer_grade_color = grade.color

    @api.model
    def _commercial_fields(self):
        return super()._commercial_fields() + ["customer_grade_id"]

    def _customer_check_grade_change(self, vals):
        changed = "customer_grade_id" in vals and any(
            partner.customer_grade_id.id != (vals["customer_grade_id"] or False) for partner in self
        )
        self._customer_check_grade_vals(
            {"customer_grade_id": changed, "child_ids": vals.get("child_ids")}
        )

    @api.model
    def _customer_check_grade_vals(self, vals):
        """Refuse a grade that comes by any other way than ``_customer_set_grade``.

        Contacts take over the grade of their company as superuser, and a merge keeps it.

        :raises AccessError: naming the button
        """
        if self.env.su or is_unsealed(self) or self.env.context.get("customer_merging") is MERGING:
            return
        for command in vals.get("child_ids") or ():
            # contacts written with their company are written as superuser
            if len(command) == 3 and isinstance(command[2], dict):
                self._customer_check_grade_vals(command[2])
        if vals.get("customer_grade_id"):
            raise AccessError(
                self.env._(
                    "The grade of a customer is set with the button “Set Grade”, with a reason."
                )
            )

    # ------------------------------------------------------------------
    # Setting
    # ------------------------------------------------------------------
    def _customer_gradable(self):
        """Return the customers among these that the user may grade (REQ G-01)."""
        customers = self.commercial_partner_id
        user = self.env.user
        if self.env.su or user.has_groups(WHOLE_COMPANY_GROUPS):
            return customers
        departments = user.customer_department_ids
        if not user.has_group("customer_base.group_customer_manager") or not departments:
            return customers.browse()
        # whose department somebody belongs to is no secret from its manager
        employees_sudo = (
            self.env["hr.employee"]
            .sudo()
            .search(
                Domain("user_id", "in", customers.user_id.ids)
                & Domain("department_id", "in", departments.ids)
            )
        )
        return customers.filtered(lambda partner: partner.user_id in employees_sudo.user_id)

    @api.private
    def _customer_set_grade(self, grade, reason, source="manual"):
        """Give customers a grade, keeping the reason; rights are the caller's business.

        :param grade: customer.grade, empty to take the grade away, or {customer id: grade}
        :param reason: text that says why, or {customer id: text}
        :param source: where the grade comes from, a value of ``customer.grade.change.source``
        :return: the customers whose grade changed
        :raises UserError: without a reason
        """
        # sudo: who grades need not have the right to change contacts
        customers_sudo = plain(self.sudo()).commercial_partner_id
        grades = grade if isinstance(grade, dict) else dict.fromkeys(customers_sudo.ids, grade)
        changed_sudo = customers_sudo.filtered(
            lambda partner: partner.customer_grade_id != grades[partner.id]
        )
        reasons = {
            partner.id: read_comment(reason.get(partner.id) if isinstance(reason, dict) else reason)
            for partner in changed_sudo
        }
        if not reason or not all(reasons.values()):
            raise UserError(self.env._("Say why the grade is changed."))
        if not changed_sudo:
            return self.browse()
        changed_sudo._customer_log_grade(grades, reasons, source)
        # the log names old, new and reason: stock tracking would say half of it at ten times
        # the cost
        writer_sudo = unsealed(changed_sudo).with_context(
            tracking_disable=True, customer_contact_later=LATER
        )
        for new, graded_sudo in writer_sudo.grouped(lambda partner: grades[partner.id]).items():
            graded_sudo.write({"customer_grade_id": new.id})
        changed_sudo._customer_contact_refresh()
        return self.browse(changed_sudo.ids)

    def _customer_log_grade(self, grades, reasons, source):
        """Keep who changed the grade, when and why, before it changes, and tell the chatter."""
        # sudo: nobody has the right to write this history but this method
        self.env["customer.grade.change"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": partner.company_id.id,
                    "old_grade_id": partner.customer_grade_id.id,
                    "new_grade_id": grades[partner.id].id,
                    "reason": reasons[partner.id],
                    "source": source,
                    "user_id": self.env.uid,
                }
                for partner in self
            ]
        )
        kept = {
            company: in_company_language(self, company).env
            for company in self.company_id | self.env.company
        }
        self._message_log_batch(
            bodies={
                partner.id: kept[partner.company_id or self.env.company]._(
                    "Grade: %(old)s → %(new)s. %(reason)s",
                    old=partner.customer_grade_id.code or "—",
                    new=grades[partner.id].code or "—",
                    reason=reasons[partner.id],
                )
                for partner in self
            }
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_customer_set_grade(self):
        """Open the wizard that grades these customers."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Grade"),
            "res_model": "customer.grade.set",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": self.commercial_partner_id.ids},
        }
