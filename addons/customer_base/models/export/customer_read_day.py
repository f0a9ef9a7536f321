import logging
import threading
from datetime import timedelta

import psycopg2
from odoo import api, fields, models
from odoo.sql_db import PoolError, db_connect
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# New records of one person that are kept in memory before they are counted. What a worker holds
# when it ends is lost: less than this.
FLUSH_AT = 100
# What is remembered of one person's reads; with more it begins anew, and counts the same.
KNOWN_AT_MOST = 20_000

_LOCK = threading.Lock()
_STATES = {}


class DayState:
    """What one person has read today through this worker."""

    def __init__(self, day, until):
        self.day = day
        self.until = until  # the end of the day, naive UTC
        self.known = {}
        self.pending = {}
        self.over_limit = 0  # the limit that was passed: nothing more is counted against it

    def add(self, model_name, ids):
        """Remember records; return {model: ids} when there are enough to count them."""
        known = self.known.setdefault(model_name, set())
        new = set(ids) - known
        if not new:
            return None
        if len(known) > KNOWN_AT_MOST:
            known.clear()
        known |= new
        self.pending.setdefault(model_name, set()).update(new)
        if sum(map(len, self.pending.values())) < FLUSH_AT:
            return None
        pending, self.pending = self.pending, {}
        return pending

    def give_back(self, pending):
        for model_name, ids in pending.items():
            self.pending.setdefault(model_name, set()).update(ids)


class CustomerReadDay(models.Model):
    """Which customers' data went to whom today, however little at a time (REQ B-09).

    Lists below the limit for bulk reads, forms opened one by one, pages of an interface: each
    customer counts once a person and day, so that everyday work with the same customers adds up
    to nothing. Written in a connection of its own, as reads run on read-only ones and are rolled
    back; integers without foreign keys, which would wait for the reader's own locks. Kept for two
    days; what passes the limit is in the export log for good.
    """

    _name = "customer.read.day"
    _description = "Customer Read by a Person in a Day"
    _order = "id"
    _log_access = False

    person = fields.Integer(required=True, help="Number of the user.")
    day = fields.Date(required=True)
    customer = fields.Integer(required=True, help="Number of the customer.")

    _once = models.UniqueIndex("(person, day, customer)")

    @api.model
    @api.private
    def _note(self, records):
        """Count the customers of these records as read by the current user.

        No query for what the person has read before, and for the first hundred records.
        """
        limit = self.env["res.company"]._customer_guard()["export_alert"]
        if self.env.su or not limit or not records._ids:
            return
        state = self._state()
        if state.over_limit and state.over_limit >= limit:
            return
        ids = [record_id for record_id in records._ids if isinstance(record_id, int)]
        with _LOCK:
            pending = state.add(records._name, ids)
        if pending:
            self._count(state, pending)

    @api.model
    def _state(self):
        key = (self.env.cr.dbname, self.env.uid)
        state, now = _STATES.get(key), fields.Datetime.now()
        if state is None or now >= state.until or now < state.until - timedelta(days=2):
            company_sudo = self.env.user.company_id.sudo()  # where the person works
            day = company_sudo._workday_today()
            until = company_sudo._customer_local_midnight(day + timedelta(days=1))
            with _LOCK:
                for other in [key for key, old in _STATES.items() if now >= old.until]:
                    del _STATES[other]
                state = _STATES[key] = DayState(day, until)
        return state

    @api.model
    def _count(self, state, pending):
        """Keep these records' customers; the first time that they are too many, tell."""
        try:
            with self._own_cursor() as cr:
                # sudo: nobody but the system counts; the person stays the one who reads
                env = api.Environment(cr, self.env.uid, {}, su=True)
                if not env.user.exists():
                    return  # made in a transaction that has not ended
                ids = set()
                for model_name, record_ids in pending.items():
                    ids |= env[model_name].browse(record_ids)._customer_entity_ids()
                log = env["customer.export.log"]
                limit = log._daily_limit()
                total, alerted = env[self._name]._add(state.day, sorted(ids))
                if alerted or (limit and total > limit):
                    state.over_limit = limit
                if not alerted and limit and total > limit:
                    log._log_day(state.day, total)
        except (PoolError, psycopg2.Error):
            # two workers count the same person at once, or no connection is free: next time
            _logger.info("Reads of user %s are counted later.", self.env.uid, exc_info=True)
            with _LOCK:
                state.give_back(pending)

    @api.model
    def _own_cursor(self):
        """Return a cursor that may write, whatever the reader's own may."""
        if self.env.cr.readonly:
            return db_connect(self.env.cr.dbname).cursor()
        return self.env.registry.cursor()

    @api.model
    def _add(self, day, partner_ids):
        """Keep customers as read; return (all that left today, whether that was told already)."""
        [(total, alerted)] = self.env.execute_query(
            SQL(
                """
                WITH given AS (
                    SELECT entity.id
                      FROM res_partner entity
                     WHERE entity.customer_category IS NOT NULL
                       AND entity.id IN (SELECT commercial_partner_id FROM res_partner
                                          WHERE id = ANY(%(ids)s))
                       -- somebody made in the reader's own transaction is not there yet
                       AND EXISTS (SELECT FROM res_users WHERE id = %(person)s)
                  ORDER BY entity.id
                ), new AS (
                    INSERT INTO customer_read_day (person, day, customer)
                    SELECT %(person)s, %(day)s, id FROM given
                        ON CONFLICT DO NOTHING RETURNING id
                ), logged AS (%(logged)s)
                SELECT (SELECT count(*) FROM new)
                     + (SELECT count(*) FROM customer_read_day
                         WHERE person = %(person)s AND day = %(day)s) + logged.total,
                       logged.alerted
                  FROM logged""",
                ids=partner_ids,
                person=self.env.uid,
                day=day,
                logged=self.env["customer.export.log"]._logged_today_query(),
            )
        )
        return total, alerted

    @api.autovacuum
    def _gc_days(self):
        """Forget what was read before yesterday."""
        day = self.env.company._workday_today() - timedelta(days=1)
        self.env.execute_query(
            SQL("DELETE FROM customer_read_day WHERE day < %s RETURNING id", day)
        )
