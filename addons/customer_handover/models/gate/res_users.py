import logging

from odoo import api, models
from odoo.exceptions import RedirectWarning
from odoo.tools import SQL, format_list

from ..sheet.customer_handover import OPEN_STATES


class ResUsers(models.Model):
    # Nobody leaves the ERP while something of theirs has no receiver (REQ H-05, seed S3 四.6).

    _inherit = "res.users"

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self.filtered("active")._handover_check_leaving()
        return super().write(vals)

    def unlink(self):
        self._handover_check_leaving()
        return super().unlink()

    def action_open_handover(self):
        """Open the handover sheet of a person, a new one when there is none."""
        self.ensure_one()
        self.env["customer.handover"].check_access("create")
        return self.env["customer.handover"]._action_open(self)

    # ------------------------------------------------------------------
    # What somebody holds
    # ------------------------------------------------------------------
    @api.private
    def _handover_holdings(self, companies):
        """Return [(what, number)] of the things of these people that need a receiver.

        :param companies: those that they leave
        """
        self.env["res.partner"].flush_model(["user_id", "customer_category", "company_id"])
        [[customers]] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM res_partner partner WHERE user_id = ANY(%s)"
                " AND customer_category IS NOT NULL AND id = commercial_partner_id"
                " AND (company_id IS NULL OR company_id = ANY(%s))",
                self.ids,
                companies.ids,
            )
        )
        held = [(self.env._("Customers"), customers)] if customers else []
        source_model = self.env["customer.handover.source"].sudo()  # numbers only
        left = self._handover_left_behind()
        sources = {
            key: source
            for key, source in source_model._registered().items()
            if key not in left and source.holds
        }
        counts = source_model._count(sources, self, companies, holding=True)
        numbers = {}
        for (key, _user_id), number in counts.items():
            numbers[key] = numbers.get(key, 0) + number
        for key, number in numbers.items():
            # sudo: names of models are no secret
            model = self.env["ir.model"].sudo()._get(sources[key].model)
            held.append((model.name, number))
        return held

    def _handover_left_behind(self):
        """Return the kinds of things that a sheet which is done says stay where they are."""
        # sudo: what was decided, whoever archives
        sheets = (
            self.env["customer.handover"]
            .sudo()
            .search(
                [("leaver_id", "in", self.ids), ("state", "in", ("moved", "done"))],
                order="id desc",
                limit=1,
            )
        )
        return {line.key for line in sheets.line_ids if line.decision == "leave"}

    @api.private
    def _handover_absent(self, company):
        """Return whether somebody is away today: on leave, or with a deputy for that time."""
        self.ensure_one()
        # sudo: whether a colleague is there
        employee = self.sudo()._employee_in(company)
        if employee and "is_absent" in employee._fields and employee.is_absent:
            return True
        return bool(self.env["customer.approval.delegation"]._running(users=self))

    # ------------------------------------------------------------------
    # The gate
    # ------------------------------------------------------------------
    @api.private
    def _handover_check_leaving(self, companies=None, planned=False):
        """Refuse that these people leave while something of theirs has no receiver.

        Who holds nothing is not bothered, and nobody is where the company has switched this off.

        :param companies: those that they leave; all of theirs when None
        :param planned: a day to come: it is enough that everything has a receiver
        :raises RedirectWarning: what is held, with the way to the handover sheet
        """
        for user in self:
            user_sudo = user.sudo()  # companies, and what a colleague holds
            left = companies or user_sudo.company_ids
            if not any(left.mapped("handover_gate")):
                continue
            held = user_sudo._handover_holdings(left)
            if held and not user_sudo._handover_lets_go(planned):
                raise user._handover_gate_error(held)

    def _handover_lets_go(self, planned):
        """Return whether a sheet lets the person leave although something is held."""
        sheets = self.env["customer.handover"].search(
            [
                ("leaver_id", "=", self.id),
                ("state", "in", (*OPEN_STATES, "done")),
            ]
        )
        if sheets.filtered(
            lambda sheet: (
                sheet.is_exception and sheet.state in ("approved", "moving", "moved", "done")
            )
        ):
            return True
        return planned and bool(
            sheets.filtered(
                lambda sheet: sheet.state in ("submitted", "approved", "moving", "moved")
            )
        )

    def _handover_gate_error(self, held):
        """Return the refusal that names what is held and leads to the sheet."""
        things = [
            self.env._("%(what)s (%(count)s)", what=what, count=count) for what, count in held
        ]
        message = self.env._(
            "%(user)s cannot leave yet: %(things)s have no receiver. Nothing has been changed.\n"
            "Hand them over with a handover sheet first.",
            user=self.sudo().name,  # a colleague's name is no secret
            things=format_list(self.env, things),
        )
        action = self.env.ref("customer_handover.customer_handover_action_of_person")
        refusal = RedirectWarning(
            message,
            action.id,
            self.env._("Open the Handover Sheet"),
            {"search_default_leaver_id": self.id, "default_leaver_id": self.id},
        )
        refusal.loglevel = logging.WARNING  # a refusal, which Odoo would log as a fault of ours
        return refusal
