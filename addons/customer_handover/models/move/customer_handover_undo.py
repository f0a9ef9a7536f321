from markupsafe import Markup
from odoo import models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.addons.customer_base.tools.handover import HandoverSource
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerHandover(models.Model):
    # Taking a hand-over back, until the employee is archived (REQ H-05..H-07).

    _inherit = "customer.handover"

    def action_undo(self, reason=None):
        """Give everything back that has moved, and nothing that others have changed since.

        :param reason: asked by a dialog when empty
        :raises UserError: the employee has left
        """
        self._check_action("undo")
        self.ensure_one()
        if self._employee_is_gone():
            raise UserError(
                self.env._(
                    "%(user)s has left the company. Open a new handover sheet of who has the "
                    "customers now.",
                    user=self.leaver_id.name,
                )
            )
        reason = read_comment(reason)
        if not reason:
            return self._ask_reason("undo")
        self.sudo().write({"undo_reason": reason})  # kept by the system
        if not self.leaver_id.active:
            # sudo: the login was closed at the end of the hand-over
            self.leaver_id.sudo().write({"active": True})
        self._approval_set_state("undoing")
        self._message_log(body=self.env._("Taken back: %s", reason))
        self.env.ref("customer_handover.ir_cron_handover")._trigger()
        return True

    def _employee_is_gone(self):
        """Return whether the person's employee is archived."""
        # sudo: employees are not everybody's to read
        employees = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("user_id", "=", self.leaver_id.id), ("company_id", "=", self.company_id.id)])
        )
        return bool(employees) and not any(employees.mapped("active"))

    def _work_undoing(self):
        # the state lets the customers come back to who hands over
        if not self._in_chunks(self._undo_customers):
            return False
        if not self._in_chunks(self._undo_things):
            return False
        waiting = self.env["customer.handover.customer"].search_count(
            [("handover_id", "=", self.id), ("state", "=", "moved")]
        )
        if not waiting:
            self._approval_set_state("undone")
            self._end_deputies()
            self.activity_ids.unlink()
            self.env["customer.handover.customer"]._keep_reminders_true()
        return True

    def _undo_customers(self, size):
        """Give the next customers back; those that have gone on to others stay there."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT taken.id, partner.id, partner.user_id, taken.receiver_id, taken.decision
                  FROM customer_handover_customer taken
                  JOIN res_partner partner ON partner.id = taken.partner_id
                 WHERE taken.handover_id = %s AND taken.state = 'moved'
              ORDER BY taken.id LIMIT %s
            FOR NO KEY UPDATE OF taken, partner SKIP LOCKED""",
                self.id,
                size,
            )
        )
        if not rows:
            return 0
        # what went to the public pool is there for everybody
        back = [row for row in rows if row[2] and row[2] == row[3]]
        self._skip([row for row in rows if row not in back])
        kept = in_company_language(self, self.company_id)
        line = Markup("<p>%s</p>") % kept.env._("Handover sheet %s was taken back.", self.name)
        partners = self.env["res.partner"].browse([row[1] for row in back])
        if partners:
            partners._customer_hand_over(dict.fromkeys(partners.ids, self.leaver_id), line)
        self.env["customer.handover.customer"].browse([row[0] for row in back]).write(
            {"state": "undone"}
        )
        return len(rows)

    def _undo_things(self, size):
        """Give the next other things back that still name who took them over."""
        rows = self.env.execute_query(
            SQL(
                "SELECT model, field, array_agg(id) FROM (SELECT id, model, field"
                " FROM customer_handover_log WHERE handover_id = %s AND undone IS NOT TRUE"
                " ORDER BY id LIMIT %s) AS next GROUP BY 1, 2",
                self.id,
                size,
            )
        )
        number = 0
        for model_name, field_name, log_ids in rows:
            number += len(log_ids)
            model = self.env.get(model_name)
            if model is not None and field_name in model._fields:
                source = HandoverSource(model_name, field_name)
                if self.env["customer.handover.source"]._is_indirect(source):
                    self._undo_places(source, log_ids)
                else:
                    self._undo_records(model, model._fields[field_name], log_ids)
            self.env.execute_query(
                SQL(
                    "UPDATE customer_handover_log SET undone = TRUE WHERE id = ANY(%s)"
                    " RETURNING id",
                    log_ids,
                )
            )
        self.env["customer.handover.log"].invalidate_model()
        return number

    def _undo_places(self, source, log_ids):
        """Give back what names people by employee or as a value, where it is still so."""
        source_model = self.env["customer.handover.source"]
        rows = self.env.execute_query(
            SQL(
                "SELECT log.to_id, array_agg(log.res_id) FROM customer_handover_log log"
                " JOIN (%s) AS named (id, user_id)"
                " ON named.id = log.res_id AND named.user_id = log.to_id"
                " WHERE log.id = ANY(%s) GROUP BY 1",
                source_model._named(source),
                log_ids,
            )
        )
        for user_id, ids in rows:
            records = source_model._replace(
                source,
                self.env[source.model].browse(ids),
                self.env["res.users"].browse(user_id),
                self.leaver_id,
                self.company_id,
            )
            self._records_changed(records, source.field)

    def _undo_records(self, model, field, log_ids):
        table = SQL.identifier(model._table)
        if field.type == "many2many":
            names = {
                "relation": SQL.identifier(field.relation),
                "record": SQL.identifier(field.column1),
                "person": SQL.identifier(field.column2),
                "ids": log_ids,
            }
            query = SQL(
                "WITH gone AS (DELETE FROM %(relation)s AS target USING customer_handover_log log"
                " WHERE log.id = ANY(%(ids)s) AND target.%(record)s = log.res_id"
                " AND target.%(person)s = log.to_id RETURNING log.res_id, log.from_id)"
                " INSERT INTO %(relation)s (%(record)s, %(person)s)"
                " SELECT res_id, from_id FROM gone ON CONFLICT DO NOTHING RETURNING %(record)s",
                **names,
            )
        else:
            query = SQL(
                "UPDATE %(table)s AS target SET %(column)s = log.from_id"
                " FROM customer_handover_log log WHERE log.id = ANY(%(ids)s)"
                " AND target.id = log.res_id AND target.%(column)s = log.to_id"
                " RETURNING target.id",
                table=table,
                column=SQL.identifier(field.name),
                ids=log_ids,
            )
        ids = [record_id for (record_id,) in self.env.execute_query(query)]
        self._records_changed(model.browse(ids), field.name)
