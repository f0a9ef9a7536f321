from markupsafe import Markup
from odoo import models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.tools import SQL

# whose computed fields follow whoever is responsible, also where they can be written
OURS = ("customer_", "key_account_visits", "l10n_cn_fapiao")


class CustomerHandover(models.Model):
    # Moves customers and what goes with them, a chunk at a time (REQ H-06, H-07).
    #
    # Documents are changed by statements, not by ``write``: what is locked in approval has to
    # change hands without anything else happening to it. Stored figures follow by ``modified``.

    _inherit = "customer.handover"

    def _move_customers(self, size):
        """Move the next customers with all that goes with them; return how many were dealt with.

        Rows that somebody else is changing are left for later. A customer that has meanwhile
        gone to somebody else is skipped and says so.
        """
        rows = self._lock_ready(size)
        if not rows:
            return 0
        mine = [row for row in rows if row[2] == self.leaver_id.id]
        self._skip([row for row in rows if row[2] != self.leaver_id.id])
        pooled = [row for row in mine if row[4] == "pool"]
        mine = [row for row in mine if row[4] == "move" and row[3]]
        row_ids = [row[0] for row in mine]
        if mine:
            companies = self._companies_left()
            for source in self._moving_sources(companies):
                self._move_with_customers(source, row_ids, companies)
            users = self.env["res.users"]
            receivers = {row[1]: users.browse(row[3]) for row in mine}
            partners = self.env["res.partner"].browse(list(receivers))
            partners._customer_hand_over(receivers, self._history_line())
            self._keep_helping(partners)
        if pooled:
            self._pool(self.env["res.partner"].browse([row[1] for row in pooled]))
        self._mark_moved([*row_ids, *(row[0] for row in pooled)])
        return len(rows)

    def _lock_ready(self, size):
        """Return [(row, customer, person now, receiver, decision)] of the next ones, locked."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT taken.id, partner.id, partner.user_id, taken.receiver_id, taken.decision
                  FROM customer_handover_customer taken
                  JOIN res_partner partner ON partner.id = taken.partner_id
                 WHERE taken.handover_id = %s AND taken.state = 'ready'
                   AND (taken.receiver_id IS NOT NULL OR taken.decision = 'pool'
                        OR partner.user_id IS DISTINCT FROM %s)
              ORDER BY taken.id LIMIT %s
            FOR NO KEY UPDATE OF taken, partner SKIP LOCKED""",
                self.id,
                self.leaver_id.id,
                size,
            )
        )

    def _left_to_move(self):
        """Return how many customers still wait: locked by somebody, at the moment."""
        return self.env["customer.handover.customer"].search_count(
            [
                ("handover_id", "=", self.id),
                ("state", "=", "ready"),
                "|",
                ("receiver_id", "!=", False),
                ("decision", "=", "pool"),
            ]
        )

    def _skip(self, rows):
        kept = in_company_language(self, self.company_id)
        names = {
            user.id: user.name
            for user in self.env["res.users"].browse({row[2] for row in rows if row[2]})
        }
        for row_id, _partner_id, user_id, *_rest in rows:
            why = kept.env._(
                "%(user)s looks after the customer by now.",
                user=names.get(user_id) or kept.env._("Nobody"),
            )
            self.env["customer.handover.customer"].browse(row_id).write(
                {"state": "skipped", "skipped_why": why}
            )

    def _mark_moved(self, row_ids):
        rows = self.env["customer.handover.customer"].browse(row_ids)
        self.env.execute_query(
            SQL(
                "UPDATE customer_handover_customer SET state = 'moved',"
                " moved_on = now() AT TIME ZONE 'UTC' WHERE id = ANY(%s) RETURNING id",
                row_ids,
            )
        )
        rows.invalidate_recordset(["state", "moved_on"], flush=False)

    def _history_line(self):
        """Return what the customers' history says, in the company's language."""
        kept = in_company_language(self, self.company_id)
        return Markup("<p>%s</p>") % kept.env._("Handed over with sheet %s.", self.name)

    def _pool(self, partners):
        """Put customers into the public pool, as was decided."""
        kept = in_company_language(self, self.company_id)
        self.env["customer.pool.entry"]._enter(
            partners, "returned", kept.env._("Handed over with sheet %s.", self.name)
        )

    def _keep_helping(self, partners):
        """Let who stays in the company see the customers while they help."""
        if not self.transition_until or self.reason == "leaving":
            return
        self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_access (partner_id, user_id, reason, date_from, until, active,
                                             create_uid, create_date, write_uid, write_date)
                SELECT id, %(user)s, 'team', %(today)s, %(until)s, TRUE,
                       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(ids)s::int[]) AS given(id)
                    ON CONFLICT DO NOTHING RETURNING id""",
                user=self.leaver_id.id,
                today=self.company_id._workday_today(),
                until=self.transition_until,
                uid=self.env.uid,
                ids=partners.ids,
            )
        )
        self.env["customer.access"].invalidate_model()
        self.env["customer.access"]._access_changed()

    # ------------------------------------------------------------------
    # What goes with customers
    # ------------------------------------------------------------------
    def _moving_sources(self, companies):
        """Return the sources of which the person has something, and the sheet says it moves.

        What has come up of a kind since the sheet was drawn up moves if its kind does.
        """
        source_model = self.env["customer.handover.source"]
        decided = {line.key: line.decision for line in self.line_ids}
        registered = source_model._registered()
        moving = [
            source
            for key, source in source_model._all().items()
            if (
                decided.get(key, source.decision) == "move"
                if key in registered
                # what nobody registered moves where somebody has said so
                else source.customer and decided.get(key) == "move"
            )
        ]
        return source_model._present(moving, self.leaver_id, companies)

    def _move_with_customers(self, source, row_ids, companies):
        """Move the open records of a source that are about these customers."""
        source_model = self.env["customer.handover.source"]
        for rows, where, joined in source_model._parts(source, self.leaver_id):
            if not joined:
                continue
            picked = SQL(
                "SELECT DISTINCT ON (%(table)s.id) %(table)s.id, taken.receiver_id"
                " FROM %(rows)s %(joined)s JOIN customer_handover_customer taken"
                " ON taken.partner_id = contact.commercial_partner_id"
                " WHERE taken.id = ANY(%(ids)s) AND taken.receiver_id IS NOT NULL"
                " AND %(where)s AND %(theirs)s",
                table=SQL.identifier(self.env[source.model]._table),
                rows=rows,
                joined=joined,
                ids=row_ids,
                where=where,
                theirs=self._theirs(source, companies),
            )
            self._move_picked(source, picked)

    def _move_line(self, line, size):
        """Move the next records of a kind that go with no customer; return how many."""
        source_model = self.env["customer.handover.source"]
        source = source_model._all().get(line.key)
        if source is None:
            return 0  # its addon is gone
        left_over = self._sweep(source)
        if not line.receiver_id:
            return left_over
        rows, where, _joined = source_model._parts(source)[-1]
        table = SQL.identifier(self.env[source.model]._table)
        picked = SQL(
            "SELECT DISTINCT %(table)s.id, %(receiver)s::int AS receiver_id FROM %(rows)s"
            " WHERE %(where)s AND %(theirs)s AND NOT EXISTS ("
            "SELECT FROM customer_handover_log done WHERE done.handover_id = %(id)s"
            " AND done.model = %(model)s AND done.field = %(field)s"
            " AND done.res_id = %(table)s.id AND done.undone IS NOT TRUE) LIMIT %(size)s",
            table=table,
            receiver=line.receiver_id.id,
            rows=rows,
            where=where,
            theirs=self._theirs(source),
            id=self.id,
            model=source.model,
            field=source.field,
            size=size,
        )
        moved = self._move_picked(source, picked)
        self._let_work(source, moved, line.receiver_id)
        return len(moved) + left_over

    def _sweep(self, source):
        """Move what was busy when its customer moved; return how many."""
        source_model = self.env["customer.handover.source"]
        number = 0
        for rows, where, joined in source_model._parts(source, self.leaver_id):
            if joined:
                picked = SQL(
                    "SELECT DISTINCT ON (%(table)s.id) %(table)s.id, taken.receiver_id"
                    " FROM %(rows)s %(joined)s JOIN customer_handover_customer taken"
                    " ON taken.partner_id = contact.commercial_partner_id"
                    " WHERE taken.handover_id = %(id)s AND taken.state = 'moved'"
                    " AND taken.receiver_id IS NOT NULL AND %(where)s AND %(theirs)s",
                    table=SQL.identifier(self.env[source.model]._table),
                    rows=rows,
                    joined=joined,
                    id=self.id,
                    where=where,
                    theirs=self._theirs(source),
                )
                number += len(self._move_picked(source, picked))
        return number

    def _move_picked(self, source, picked):
        """Give records to who takes them over, and keep each on record; return their ids.

        :param picked: query of ids and receivers; rows that others hold are passed over
        """
        model = self.env[source.model]
        field = model._fields[source.field]
        if self.env["customer.handover.source"]._is_indirect(source):
            changed = self._change_place(source, picked)
        elif field.type == "many2many":
            changed = self._change_relation(field, picked)
        else:
            changed = self._change_column(model, field, picked)
        rows = self.env.execute_query(
            SQL(
                """
                WITH %(changed)s
                INSERT INTO customer_handover_log
                       (handover_id, model, field, res_id, from_id, to_id, moved_on)
                SELECT %(id)s, %(model)s, %(field)s, changed.id, %(leaver)s, changed.receiver_id,
                       now() AT TIME ZONE 'UTC'
                  FROM changed
                    ON CONFLICT DO NOTHING
             RETURNING res_id""",
                changed=changed,
                id=self.id,
                model=source.model,
                field=source.field,
                leaver=self.leaver_id.id,
            )
        )
        ids = [record_id for (record_id,) in rows]
        self._records_changed(model.browse(ids), source.field)
        return ids

    def _records_changed(self, records, field_name):
        """Let what is computed from the field follow.

        What Odoo only proposes from the person stays as it is: team and warehouse of a quotation.
        """
        if not records:
            return
        records = records.sudo().exists()  # sudo: the figures of whoever's records
        records.invalidate_recordset([field_name], flush=False)
        proposed = [
            field
            for field in records._fields.values()
            if field.store
            and field.compute
            and not field.readonly
            and not field._module.startswith(OURS)
        ]
        with self.env.protecting(proposed, records):
            records.modified([field_name])

    def _change_column(self, model, field, picked):
        """Return the common table expressions that change a many2one, the last one ``changed``."""
        stamp = (
            SQL(", write_uid = %s, write_date = now() AT TIME ZONE 'UTC'", self.env.uid)
            if model._log_access
            else SQL()
        )
        return SQL(
            "picked AS MATERIALIZED (%(picked)s), held AS MATERIALIZED ("
            "SELECT locked.id, picked.receiver_id FROM %(table)s AS locked"
            " JOIN picked ON picked.id = locked.id FOR NO KEY UPDATE OF locked SKIP LOCKED),"
            " changed AS (UPDATE %(table)s AS target SET %(column)s = held.receiver_id%(stamp)s"
            " FROM held WHERE target.id = held.id RETURNING target.id, held.receiver_id)",
            table=SQL.identifier(model._table),
            column=SQL.identifier(field.name),
            stamp=stamp,
            picked=picked,
        )

    def _change_relation(self, field, picked):
        """Return the common table expressions that change a many2many, the last ``changed``."""
        return SQL(
            "picked AS MATERIALIZED (%(picked)s),"
            " changed AS (DELETE FROM %(relation)s AS target USING picked"
            " WHERE target.%(record)s = picked.id AND target.%(person)s = %(leaver)s"
            " RETURNING picked.id, picked.receiver_id),"
            " added AS (INSERT INTO %(relation)s (%(record)s, %(person)s)"
            " SELECT id, receiver_id FROM changed ON CONFLICT DO NOTHING)",
            relation=SQL.identifier(field.relation),
            record=SQL.identifier(field.column1),
            person=SQL.identifier(field.column2),
            picked=picked,
            leaver=self.leaver_id.id,
        )

    def _change_place(self, source, picked):
        """Change what names the person by employee or as a value; return ``changed`` as SQL."""
        model = self.env[source.model]
        held = self.env.execute_query(
            SQL(
                "SELECT held.id, picked.receiver_id FROM %s AS held JOIN (%s) AS picked"
                " ON picked.id = held.id FOR NO KEY UPDATE OF held SKIP LOCKED",
                SQL.identifier(model._table),
                picked,
            )
        )
        records = {}
        for record_id, receiver_id in held:
            records.setdefault(receiver_id, []).append(record_id)
        changed = [
            (record.id, receiver_id)
            for receiver_id, ids in records.items()
            for record in self.env["customer.handover.source"]._replace(
                source,
                model.browse(ids),
                self.leaver_id,
                self.env["res.users"].browse(receiver_id),
                self.company_id,
            )
        ]
        return SQL(
            "changed (id, receiver_id) AS (SELECT * FROM unnest(%s::int[], %s::int[]))",
            [record_id for record_id, _receiver_id in changed],
            [receiver_id for _record_id, receiver_id in changed],
        )

    def _let_work(self, source, record_ids, receiver):
        """Let who takes over a document of somebody else's customer see that customer."""
        model = self.env[source.model]
        if not record_ids or not source.customer or "access_read" not in model._fields:
            return
        customers = {}
        for record in model.sudo().browse(record_ids):  # sudo: which customer it is about
            customer = record[source.customer].commercial_partner_id
            if customer.customer_category and customer.user_id != receiver:
                customers.setdefault(customer, record)
        for customer in customers:
            customer._customer_access_add(receiver, "team")
