from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader, in_company_language
from odoo.exceptions import UserError
from odoo.tools import format_list

SUMMARY_FIELDS = (
    "summary_success",
    "summary_failure",
    "summary_correction",
    "summary_prevention",
)


class CustomerDevelopment(models.Model):
    """How a development ends: admission and summing-up, or stop, loss, drop.

    002 4.4.5 (stop), 4.5 (summing-up), 4.6 (admission); 004 3.3.3 six (REQ D-10, D-15, D-16).
    """

    _inherit = "customer.development"

    stop_ids = fields.One2many("customer.development.stop", "development_id", "Stop Requests")
    stop_count = fields.Integer(compute="_compute_stop_count")
    closed_on = fields.Date(copy=False, readonly=True)
    closing_reason = fields.Text(copy=False, readonly=True, tracking=True)
    cause_ids = fields.Many2many(
        "customer.development.cause", string="Causes", copy=False, readonly=True
    )
    summary_success = fields.Text("Success Points", copy=False)
    summary_failure = fields.Text("Failure Points", copy=False)
    summary_correction = fields.Text("Corrections", copy=False)
    summary_prevention = fields.Text("Prevention", copy=False)

    @api.depends("stop_ids")
    def _compute_stop_count(self):
        counts = dict(
            self.env["customer.development.stop"]._read_group(
                [("development_id", "in", self.ids)], ["development_id"], ["__count"]
            )
        )
        for development in self:
            development.stop_count = counts.get(development._origin, 0)

    # ------------------------------------------------------------------ admission, summing-up
    def action_admit(self):
        """Take the customer into the customer management (002 4.6; REQ D-15).

        Gives the customer its code, makes it a closed-deal customer, tells the departments and
        puts what is known into its file, which goes to review.
        """
        self._check_transition("admit")
        # sudo: code and category are the company's to give, not the salesperson's
        partners_sudo = self.commercial_partner_id.sudo()
        partners_sudo._customer_assign_code()
        partners_sudo._customer_set_category("closed")
        key_sudo = self.filtered(lambda d: d.level == "key").commercial_partner_id.sudo()
        key_sudo.filtered(lambda partner: not partner.is_key_account).write(
            {"is_key_account": True}
        )
        # sudo: results are written by their action only; rights were checked above
        self_sudo = self.sudo()
        self_sudo.write({"admitted_on": self.env.company._workday_today()})
        self_sudo._approval_set_state("admitted")
        self_sudo._tell_departments()
        self._fill_customer_files()
        return True

    def _tell_departments(self):
        """Tell followers by message and the configured colleagues by activity (002 4.6.2)."""
        for development in self:
            partner = development.commercial_partner_id
            kept = in_company_language(development, development.company_id)
            development.message_post(
                body=kept._new_customer_text(), subtype_xmlid="mail.mt_comment"
            )
            for user in development.company_id.development_notify_user_ids:
                mine = for_reader(development, user)
                partner.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=mine.env._("Take in the new customer"),
                    note=mine._new_customer_text(),
                    user_id=user.id,
                )

    def _new_customer_text(self):
        partner = self.commercial_partner_id
        return self.env._(
            "New customer %(name)s, code %(code)s. Main business: %(business)s",
            name=partner.name,
            code=partner.ref or "",
            business=self.main_business or "",
        )

    def action_summarize(self):
        """Close with the summing-up (002 4.5; REQ D-16).

        :raises UserError: names the parts that are still empty
        """
        self._check_transition("summarize")
        for development in self:
            missing = [
                self._fields[name]._description_string(self.env)
                for name in SUMMARY_FIELDS
                if not (development[name] or "").strip()
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "%(name)s: please write %(missing)s first (tab Development Summary).",
                        name=development.display_name,
                        missing=format_list(self.env, missing),
                    )
                )
        # sudo: results are written by their action only; rights were checked above
        self.sudo().write({"closed_on": self.env.company._workday_today()})
        self.sudo()._approval_set_state("done")
        return True

    # ------------------------------------------------------------------ stop, lose, drop, reopen
    def action_request_stop(self):
        """Open a new request to stop; the superior decides on it (002 4.4.5; REQ D-10)."""
        self.ensure_one()
        self._check_transition("stop")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stop Request"),
            "res_model": "customer.development.stop",
            "view_mode": "form",
            "context": {"default_development_id": self.id},
        }

    def action_open_stops(self):
        """Open the stop requests of this development."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "domain": [("development_id", "=", self.id)],
            "name": self.env._("Stop Requests"),
            "res_model": "customer.development.stop",
            "view_mode": "list,form",
            "context": {"default_development_id": self.id},
        }

    def action_lose(self):
        """Ask for the causes and end the development as lost."""
        return self._open_closing("lose", self.env._("Lost"))

    def action_drop(self):
        """Ask for the reason and drop the prospect before an application."""
        return self._open_closing("drop", self.env._("Drop"))

    def action_reopen(self):
        """Ask for the reason and open the development again; superiors only."""
        return self._open_closing("reopen", self.env._("Reopen"))

    def _open_closing(self, kind, title):
        self._check_transition(kind)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "customer.development.close",
            "view_mode": "form",
            "target": "new",
            "context": {"default_development_ids": self.ids, "default_kind": kind},
        }

    def _development_close(self, state, reason, causes=None):
        """End the work: result, reason and causes are kept, open activities are closed.

        :param str state: stopped, lost or dropped
        :param str reason: shown on the form and in the chatter
        :param causes: customer.development.cause records
        """
        # sudo: results are written by their action only; callers check rights
        self_sudo = self.sudo()
        self_sudo.write(
            {
                "closed_on": self.env.company._workday_today(),
                "closing_reason": reason,
                "cause_ids": [fields.Command.set(causes.ids if causes else [])],
                "next_step": False,
                "next_step_date": False,
            }
        )
        self_sudo.activity_ids.action_feedback(feedback=reason)
        self_sudo._approval_set_state(state)

    def _development_reopen(self, reason):
        """Start again from the registration; the reason is kept in the chatter."""
        self._check_one_open([(d.company_id.id, d.partner_id) for d in self])
        # sudo: results are written by their action only; callers check rights
        self_sudo = self.sudo()
        self_sudo.write(
            {
                "closed_on": False,
                "closing_reason": False,
                "cause_ids": [fields.Command.clear()],
                "stage_id": False,
                "started_on": False,
            }
        )
        # An approval of before is no approval of what comes now: it has to be asked for again.
        frozen_sudo = self_sudo.filtered(lambda d: d._approval_is_frozen())
        if frozen_sudo:
            frozen_sudo._approval_set_state("approved")
            frozen_sudo.action_revise(reason)
        self_sudo._approval_set_state("registered")
        for development in self_sudo:
            kept = in_company_language(development, development.company_id)
            development.message_post(
                body=kept.env._("Reopened: %(reason)s", reason=reason),
                subtype_xmlid="mail.mt_note",
            )
