from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError, ValidationError
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
    # Receivers
    # ------------------------------------------------------------------
    def _check_receivers(self, users):
        """:raises ValidationError: naming who cannot take over customers, and why"""
        self.ensure_one()
        for user in users.sudo():  # whether a colleague is there
            if why := self._why_not_receiver(user):
                raise ValidationError(why)

    def _why_not_receiver(self, user):
        """Return why somebody cannot take over, or False."""
        names = {"user": user.name, "company": self.company_id.name}
        if user == self.leaver_id:
            return self.env._(
                "%(user)s hands over and takes over nothing. Choose somebody else.", **names
            )
        if not user.active or user.share:
            return self.env._(
                "%(user)s has left, or is no colleague. Choose who takes over.", **names
            )
        if self.company_id not in user.company_ids:
            return self.env._(
                "%(user)s does not work for %(company)s. Choose somebody of the company.", **names
            )
        if not user.has_group("customer_base.group_customer_user"):
            return self.env._(
                "%(user)s has no role in customer management and could not open the customers. "
                "Ask an administrator for the role, or choose somebody else.",
                **names,
            )
        other = self._open_of(user)
        if other:
            return self.env._(
                "%(user)s is handing over as well (%(handover)s). Choose somebody who stays.",
                handover=other.name,
                **names,
            )
        if user._handover_absent(self.company_id):
            return self.env._(
                "%(user)s is on leave now. Choose somebody who is there, or wait.", **names
            )
        return False

    @api.model
    def _open_of(self, user):
        """Return the sheet on which somebody hands over now."""
        # sudo: whether a colleague is leaving decides, whoever may read the sheet
        return self.sudo().search(
            [
                ("leaver_id", "=", user.id),
                ("state", "in", OPEN_STATES),
                ("reason", "in", ("leaving", "leave")),
            ],
            limit=1,
        )

    def _sync_receivers(self):
        """Make those who take over follow from the lists; answers given stay."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT receiver_id, count(*) FILTER (WHERE kind = 'customer'), SUM(sales),
                       SUM(work_count), count(*) FILTER (WHERE kind = 'line')
                  FROM (SELECT receiver_id, 'customer' AS kind, sales, work_count
                          FROM customer_handover_customer
                         WHERE handover_id = %(id)s AND decision = 'move'
                     UNION ALL
                        SELECT receiver_id, 'line', 0, alone_count FROM customer_handover_line
                         WHERE handover_id = %(id)s AND decision = 'move' AND alone_count > 0
                       ) AS taken
                 WHERE receiver_id IS NOT NULL GROUP BY receiver_id""",
                id=self.id,
            )
        )
        wanted = {row[0]: row[1:] for row in rows}
        # sudo: the list follows from the others
        present_sudo = self.sudo().receiver_ids
        present_sudo.filtered(lambda row: row.user_id.id not in wanted).unlink()
        present = {row.user_id.id: row for row in self.sudo().receiver_ids}
        own = self._own_counts(list(wanted))
        for user_id, (customers, sales, work, others) in wanted.items():
            vals = {
                "customer_count": customers,
                "sales": sales or 0,
                "work_count": work or 0,
                "other_count": others,
                "own_count": own.get(user_id, 0),
            }
            row = present.get(user_id)
            if row:
                if row.customer_count < customers:
                    vals["state"] = "new"  # more than what was agreed to
                row.write(vals)
            else:
                present_sudo.create(vals | {"handover_id": self.id, "user_id": user_id})
        self.invalidate_recordset(["receiver_ids"])

    @api.model
    def _own_counts(self, user_ids):
        """Return {user id: customers they answer for now}."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT user_id, count(*) FROM customer_access"
                    " WHERE reason = 'owner' AND active AND user_id = ANY(%s) GROUP BY 1",
                    user_ids,
                )
            )
        )

    def action_ask(self):
        """Ask everybody on the lists whether they take over.

        :raises UserError: nobody to ask, or somebody who cannot take over
        """
        self._check_action("ask")
        for handover in self:
            handover._sync_receivers()
            handover._check_receivers(handover.receiver_ids.user_id)
            waiting = handover.receiver_ids.filtered(lambda row: row.state in ("new", "declined"))
            if not waiting:
                raise UserError(
                    self.env._(
                        "%(handover)s: nobody to ask. Choose who takes over what, first.",
                        handover=handover.display_name,
                    )
                )
            # sudo: the answers are kept by the system
            waiting.sudo().write({"state": "asked", "decline_reason": False})
            for row in waiting:
                handover._ask(row)
        return True

    def _ask(self, row):
        reader = for_reader(self, row.user_id)
        # sudo: to-do of a colleague
        self.sudo().activity_schedule(
            "customer_handover.mail_activity_accept",
            user_id=row.user_id.id,
            summary=reader.env._(
                "Take over %(count)s customers of %(user)s?",
                count=row.customer_count,
                user=self.leaver_id.name,
            ),
        )

    def action_accept(self):
        """Take over what the sheet says (REQ H-02).

        :raises UserError: not asked
        """
        self._check_action("answer")
        for handover in self:
            handover._answer("accepted")
        return True

    def action_decline(self, reason=None):
        """Say no, with the reason; whoever is in charge chooses somebody else.

        :param reason: asked by a dialog when empty
        :raises UserError: not asked
        """
        self._check_action("answer")
        self.ensure_one()
        reason = read_comment(reason)
        if not reason:
            return self._ask_reason("decline")
        self._answer("declined", reason)
        return True

    def _answer(self, state, reason=False):
        row = self._my_receiver()
        row.write({"state": state, "answered_on": fields.Datetime.now(), "decline_reason": reason})
        # sudo: the own to-do, and that of whoever is in charge
        self.sudo().activity_feedback(
            ["customer_handover.mail_activity_accept"], user_id=self.env.uid
        )
        in_charge = self.sudo().user_id
        reader = for_reader(self, in_charge)
        if state == "declined":
            self.sudo().activity_schedule(
                "customer_handover.mail_activity_handover",
                user_id=in_charge.id,
                summary=reader.env._(
                    "%(user)s does not take over: %(reason)s",
                    user=self.env.user.name,
                    reason=reason,
                ),
            )
            if self.state == "submitted":
                self.sudo()._tell_declined(reason)
        elif all(other.state == "accepted" for other in self.sudo().receiver_ids):
            self.sudo().activity_schedule(
                "customer_handover.mail_activity_handover",
                user_id=in_charge.id,
                summary=reader.env._("Everybody has accepted: submit the sheet"),
            )

    def _tell_declined(self, reason):
        """Keep on the sheet that somebody said no while it is in approval."""
        self._message_log(
            body=self.env._(
                "%(user)s does not take over: %(reason)s", user=self.env.user.name, reason=reason
            )
        )

    # ------------------------------------------------------------------
    # Who gets what
    # ------------------------------------------------------------------
    def action_give_all(self):
        """Give everything without a receiver to the main one, important customers too."""
        self._check_action("assign")
        for handover in self:
            if not handover.main_receiver_id:
                raise UserError(
                    self.env._("Choose who takes over first, in the field “Takes Over”.")
                )
            handover._give(handover._without(), handover.main_receiver_id, "hand")
            # sudo: rights to the sheet were checked
            handover.line_ids.filtered(lambda line: not line.receiver_id).sudo().write(
                {"receiver_id": handover.main_receiver_id.id}
            )
            handover._sync_receivers()
        return True

    def _without(self):
        """Return the customers that nobody takes over yet."""
        return self.customer_ids.filtered(
            lambda row: not row.receiver_id and row.decision == "move"
        )

    def _give(self, rows, user, how):
        """Let somebody take over customers. The caller has checked the right."""
        if rows:
            self._check_receivers(user)
            rows.sudo().write({"receiver_id": user.id, "how": how})  # sudo: see above

    def action_assign_by_rule(self):
        """Give customers without a receiver to whom the rules name (REQ H-02).

        :raises UserError: there are no rules
        """
        self._check_action("assign")
        for handover in self:
            rules = self.env["customer.handover.rule"].search(
                [("company_id", "=", handover.company_id.id)]
            )
            if not rules:
                raise UserError(
                    self.env._(
                        "There is no rule of who takes over. Enter some in the configuration, or "
                        "choose by hand."
                    )
                )
            handover._apply_rules(rules)
            handover._sync_receivers()
        return True

    def _apply_rules(self, rules):
        able = {
            user: not self._why_not_receiver(user.sudo()) for user in rules.user_ids
        }  # sudo: whether a colleague is there
        load = self._own_counts(rules.user_ids.ids)
        given = {}
        for row in self._without().filtered(lambda row: not row.is_important):
            rule = next((rule for rule in rules if rule._matches(self, row)), None)
            users = [user for user in rule.user_ids if able[user]] if rule else []
            if users:
                user = min(users, key=lambda user: (load.get(user.id, 0), user.id))
                load[user.id] = load.get(user.id, 0) + 1
                given.setdefault(user, row.browse())
                given[user] |= row
        for user, rows in given.items():
            self._give(rows, user, "rule")

    def action_leave_undecided(self):
        """Let all that nobody has decided about stay as it is."""
        self._check_action("assign")
        # sudo: rights to the sheet were checked
        self.line_ids.filtered(lambda line: line.decision == "ask").sudo().decision = "leave"
        return True

    def action_open_customers(self):
        """Open the list of customers of the sheet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers"),
            "res_model": "customer.handover.customer",
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": [("handover_id", "=", self.id)],
        }

    def action_balance(self):
        """Open the dialog that spreads customers by load."""
        self._check_action("assign")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Spread by Load"),
            "res_model": "customer.handover.balance",
            "view_mode": "form",
            "target": "new",
            "context": {"default_handover_id": self.id},
        }

    # ------------------------------------------------------------------
    # Later steps
    # ------------------------------------------------------------------
    def _on_submitted(self):
        super()._on_submitted()
        for handover in self:
            handover._set_deputy()

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
                handover.sudo()._finish()
        return True

    def _unsigned(self):
        """Return the people who have not signed yet."""
        self.ensure_one()
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
                raise UserError(
                    self.env._(
                        "Not signed by %(people)s. Enter why in “Why Not Signed”, or wait.",
                        people=format_list(self.env, unsigned.sudo().mapped("name")),
                    )
                )
            handover.sudo()._finish()
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
