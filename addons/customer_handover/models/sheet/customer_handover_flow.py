from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError
from odoo.tools import SQL, format_list

from .customer_handover import OPEN_STATES

DRAFTS = ("draft", "rejected")


class CustomerHandover(models.Model):
    # The steps of a hand-over and who takes them (REQ H-02, H-03, H-07).

    _inherit = "customer.handover"

    _entry_transitions = {
        "collect": (DRAFTS, "charge"),
        "assign": (DRAFTS, "charge"),
        "ask": (DRAFTS, "charge"),
        "answer": ((*DRAFTS, "submitted"), "receiver"),
        "move": (("approved", "moving"), "charge"),
        "sign": (("moved",), "signer"),
        "finish": (("moved",), "charge"),
        "close": (("done",), "charge"),
        "cancel": ((*DRAFTS, "approved"), "charge"),
        "undo": (("moving", "moved", "done"), "superior"),
    }

    customer_count = fields.Integer(string="Number of Customers", compute="_compute_counts")
    without_count = fields.Integer(string="Without Receiver", compute="_compute_counts")
    moved_count = fields.Integer(string="Customers Moved", compute="_compute_counts")
    skipped_count = fields.Integer(string="Customers Skipped", compute="_compute_counts")
    often_count = fields.Integer(string="Moved Too Often", compute="_compute_counts")
    undecided_count = fields.Integer(compute="_compute_counts")
    progress = fields.Float(string="Progress", compute="_compute_counts")
    all_asked = fields.Boolean(compute="_compute_answers")
    my_answer = fields.Char(compute="_compute_answers")
    can_assign = fields.Boolean(compute="_compute_can")
    can_ask = fields.Boolean(compute="_compute_can")
    can_answer = fields.Boolean(compute="_compute_can")
    can_move = fields.Boolean(compute="_compute_can")
    can_sign = fields.Boolean(compute="_compute_can")
    can_finish = fields.Boolean(compute="_compute_can")
    can_close = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")
    can_undo = fields.Boolean(compute="_compute_can")

    @api.depends("customer_ids", "line_ids.decision", "state")
    def _compute_counts(self):
        # sudo: numbers, for whoever may read the sheet
        rows = self.env["customer.handover.customer"].sudo()
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                SELECT taken.handover_id, count(*),
                       count(*) FILTER (WHERE receiver_id IS NULL AND decision = 'move'
                                          AND taken.state = 'ready'),
                       count(*) FILTER (WHERE taken.state IN ('moved', 'undone')),
                       count(*) FILTER (WHERE taken.state = 'skipped'),
                       count(*) FILTER (WHERE moves_before >= company.handover_cap_times
                                          AND company.handover_cap_times > 0)
                  FROM %s taken
                  JOIN customer_handover handover ON handover.id = taken.handover_id
                  JOIN res_company company ON company.id = handover.company_id
                 WHERE taken.handover_id = ANY(%s) GROUP BY 1""",
                SQL.identifier(rows._table),
                self.ids,
            )
        )
        numbers = {row[0]: row[1:] for row in found}
        for handover in self:
            total, without, moved, skipped, often = numbers.get(handover._origin.id, (0,) * 5)
            handover.customer_count = total
            handover.without_count = without
            handover.moved_count = moved
            handover.skipped_count = skipped
            handover.often_count = often
            handover.progress = 100 * (moved + skipped) / total if total else 0
            handover.undecided_count = len(
                handover.line_ids.filtered(lambda line: line.decision == "ask")
            )

    @api.depends("receiver_ids.state", "is_exception")
    @api.depends_context("uid")
    def _compute_answers(self):
        for handover in self:
            answers = handover.sudo().receiver_ids.mapped("state")  # for whoever may read it
            asked = bool(answers) and not {"new", "declined"} & set(answers)
            handover.all_asked = asked or handover.is_exception
            handover.my_answer = handover._my_receiver().state

    @api.depends("state", "receiver_ids.state", "receiver_ids.signed_on", "leaver_signed_on")
    @api.depends_context("uid")
    def _compute_can(self):
        for handover in self:
            for action in (
                "assign",
                "ask",
                "answer",
                "move",
                "sign",
                "finish",
                "close",
                "cancel",
                "undo",
            ):
                allowed = bool(handover._origin) and not handover._why_not(action)
                handover[f"can_{action}"] = allowed

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------
    def _my_receiver(self):
        """Return the current user's row among those who take over."""
        self.ensure_one()
        # sudo: the own row
        return self.sudo().receiver_ids.filtered(lambda row: row.user_id == self.env.user)

    def _why_not_who(self, who):
        self.ensure_one()
        if who == "receiver":
            if self._my_receiver().state in ("asked", "accepted", "declined"):
                return False
            return self.env._("You are not asked to take over anything.")
        if who == "signer":
            mine = self._my_receiver()
            to_sign = mine and not mine.signed_on
            if to_sign or (self.leaver_id == self.env.user and not self.leaver_signed_on):
                return False
            return self.env._("There is nothing for you to sign on %s.", self.display_name)
        if self.leaver_id == self.env.user or not self.has_access("write"):
            return self.env._(
                "%(handover)s is for %(user)s, or a superior, to go on with.",
                handover=self.display_name,
                user=self.sudo().user_id.name,  # sudo: a colleague's name
            )
        if who == "superior" and not (
            self.env.user.has_groups(
                "customer_base.group_customer_director,customer_base.group_customer_admin"
            )
            or self.department_id in self.env.user.customer_department_ids
        ):
            return self.env._("Only a manager, a director or an administrator takes it back.")
        return False

    # ------------------------------------------------------------------
    # Later steps
    # ------------------------------------------------------------------
    def _on_submitted(self):
        super()._on_submitted()
        for handover in self:
            handover._set_deputy()
            handover._end_questions()

    def _on_approved(self):
        super()._on_approved()
        for handover in self:
            handover._queue_notices()
        self.env.ref("customer_handover.ir_cron_handover")._trigger()

    def _ask_reason(self, step):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reason"),
            "res_model": "customer.handover.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_handover_id": self.id, "default_step": step},
        }

    def action_cancel(self, reason=None):
        """Give up the hand-over before anything has moved; the person goes on as before."""
        self._check_action("cancel")
        self.ensure_one()
        reason = read_comment(reason)
        if not reason:
            return self._ask_reason("cancel")
        self._approval_set_state("cancelled")
        self._end_deputies()
        # sudo: to-dos of colleagues
        self.sudo().activity_ids.unlink()
        self._message_log(body=self.env._("Cancelled: %s", reason))
        return True

    def action_sign(self):
        """Sign that what the sheet says has been handed over, or taken over.

        :raises UserError: nothing to sign
        """
        self._check_action("sign")
        now = fields.Datetime.now()
        for handover in self:
            handover._my_receiver().filtered(lambda row: not row.signed_on).write(
                {"signed_on": now}
            )
            if handover.leaver_id == self.env.user:
                handover.sudo().write({"leaver_signed_on": now})  # sudo: kept by the system
            handover.sudo().activity_feedback(  # sudo: the own to-do
                ["customer_handover.mail_activity_sign"], user_id=self.env.uid
            )
            if not handover._unsigned():
                handover.sudo()._finish()  # sudo: whoever signs last
        return True

    def _unsigned(self):
        """Return the people who have not signed yet."""
        self.ensure_one()
        # sudo: who takes over, whoever signs
        people = self.sudo().receiver_ids.filtered(lambda row: not row.signed_on).user_id
        return people if self.leaver_signed_on else people | self.leaver_id

    def action_finish(self):
        """Declare the hand-over done, when somebody does not sign: with the reason.

        :raises UserError: signatures are missing, and no reason
        """
        self._check_action("finish")
        for handover in self:
            unsigned = handover._unsigned()
            if unsigned and not (handover.absent_reason or "").strip():
                # sudo: names of colleagues are no secret
                raise UserError(
                    self.env._(
                        "Not signed by %(people)s. Enter why in “Why Not Signed”, or wait.",
                        people=format_list(self.env, unsigned.sudo().mapped("name")),
                    )
                )
            handover.sudo()._finish()  # who may finish it was checked
        return True

    @api.model
    def _action_open(self, user):
        """Return the action that opens the sheet of a person, or a new one."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_handover.customer_handover_action"
        )
        sheet = self.search([("leaver_id", "=", user.id), ("state", "in", OPEN_STATES)], limit=1)
        action.update(
            view_mode="form",
            views=[(False, "form")],
            res_id=sheet.id,
            context={"default_leaver_id": user.id},
        )
        return action
