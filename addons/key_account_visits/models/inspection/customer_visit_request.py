from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerVisitRequest(models.Model):
    """Asking for more: a visit at a higher level, or inviting the customer (REQ V-20).

    Seeds S4 3.3.3 四.6 and S2 4.4.2: the project group arranges it.
    """

    _name = "customer.visit.request"
    _inherit = ["customer.confidential.mixin", "customer.record.mixin", "mail.thread"]
    _description = "Request for a Bigger Visit"

    _record_sequence = "customer.visit.request"
    _entry_links = ("partner_id", "visit_id")
    _entry_system_fields = frozenset({"state", "done_visit_id", "done_reception_id"})
    _entry_transitions = {
        "arrange": (("asked",), "arranger"),
        "decline": (("asked",), "arranger"),
    }

    visit_id = fields.Many2one(
        "customer.visit", string="After the Visit", index="btree_not_null", ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("higher", "Visit at a Higher Level"),
            ("inspection", "Invite to an Inspection"),
            ("event", "Invite to an Event"),
        ],
        required=True,
        default="higher",
        tracking=True,
    )
    reason = fields.Text(required=True)
    wanted_by = fields.Date(tracking=True)
    arranger_id = fields.Many2one(
        "res.users",
        string="Arranged by",
        required=True,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
        help="Of the project group: who arranges it.",
    )
    state = fields.Selection(
        [("asked", "Asked For"), ("arranged", "Arranged"), ("declined", "Declined")],
        string="Status",
        required=True,
        readonly=True,
        copy=False,
        default="asked",
        tracking=True,
    )
    answer = fields.Text(copy=False, tracking=True, help="What was arranged, or why it is not.")
    done_visit_id = fields.Many2one(
        "customer.visit", string="Visit Arranged", readonly=True, copy=False, index="btree_not_null"
    )
    done_reception_id = fields.Many2one(
        "customer.reception",
        string="Reception Arranged",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    event_id = fields.Many2one(
        "customer.care.event",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('state', 'not in', ('held', 'closed', 'cancelled')),"
        " ('company_id', '=', company_id)]",
        help="The event to which the customer is invited.",
    )
    can_arrange = fields.Boolean(compute="_compute_can_arrange")

    @api.depends("state", "arranger_id")
    @api.depends_context("uid")
    def _compute_can_arrange(self):
        for request in self:
            request.can_arrange = bool(request._origin) and not request._why_not("arrange")

    def _why_not_who(self, who):
        user = self.env.user
        superior = user.has_groups(
            "customer_base.group_customer_director,customer_base.group_customer_admin"
        ) or (self.department_id and self.department_id in user.customer_department_ids)
        if self.env.su or user == self.arranger_id or superior:
            return False
        return self.env._(
            "%(request)s is arranged by %(person)s.",
            request=self.display_name,
            person=self.arranger_id.name,
        )

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for request_sudo in requests.sudo():  # the activity is for whoever arranges it
            request_sudo.partner_id.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=request_sudo.wanted_by or request_sudo.company_id._workday_today(),
                user_id=request_sudo.arranger_id.id,
                summary=for_reader(request_sudo, request_sudo.arranger_id)._request_text(),
            )
        return requests

    def _request_text(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._("%(kind)s: %(number)s", kind=labels[self.kind], number=self.name)

    def action_arrange(self):
        """Plan what was asked for: a new visit or reception, or a place at an event.

        It is arranged once the visit or reception is there.

        :raises UserError: not the user's to arrange, or no event was chosen
        """
        self.ensure_one()
        self._check_action("arrange")
        if self.kind == "event":
            return self._invite()
        context = {
            "default_partner_id": self.partner_id.id,
            "default_purpose": self.reason,
            "default_request_id": self.id,
        }
        if self.kind == "inspection":
            context["default_kind"] = "inspection"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Arrange"),
            "res_model": "customer.visit" if self.kind == "higher" else "customer.reception",
            "view_mode": "form",
            "context": context,
        }

    def _arrange_with(self, document):
        """Say that this visit or reception is what was asked for.

        :raises UserError: not the user's to arrange, or arranged or declined already
        """
        self._check_action("arrange")
        # the system's to write; rights were checked
        self.sudo().write({"state": "arranged", document._request_done: document.id})

    def _invite(self):
        """Put the customer on the list of guests of the event, and show the event's guests."""
        if not self.event_id:
            raise UserError(
                self.env._(
                    "%(request)s: choose the event to which the customer is invited.",
                    request=self.display_name,
                )
            )
        # sudo: an event of a colleague may be; the request is the user's to arrange
        event_sudo = self.event_id.sudo()
        if self.partner_id not in event_sudo.guest_ids.partner_id:
            event_sudo.guest_ids = [Command.create({"partner_id": self.partner_id.id})]
        self.sudo().state = "arranged"  # the system's to write; rights were checked
        return self.event_id.action_open_guests()

    def action_decline(self):
        """Say that it is not arranged; the answer says why.

        :raises UserError: no answer was written
        """
        self._check_action("decline")
        for request in self:
            if not (request.answer or "").strip():
                raise UserError(
                    self.env._("%(request)s: write why not first.", request=request.display_name)
                )
        self.sudo().state = "declined"  # the system's to write; rights were checked
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_only_asked(self):
        if kept := self.filtered(lambda request: request.state != "asked"):
            raise UserError(
                self.env._("%(request)s stays on record.", request=kept[0].display_name)
            )
