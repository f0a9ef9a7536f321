"""Kills a hand-over of 5,000 customers at random points: each resumed run ends like the others.

Every round works on a fresh copy of a database with an approved sheet; the job runs in a process
of its own that is killed with SIGKILL, five times, and is then left to end. 50 points in all.
`./dev bench handover_kill`.
"""

import os
import random
import signal
import time
from contextlib import closing

import handover
import psycopg2
from _common import Report, arguments, environment
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_all, connection_info_for
from odoo.tools import config

CUSTOMERS, ROUNDS, KILLS = 5_000, 10, 5
# what anybody could see afterwards; numbers that differ by the copy are left out
STATE = """
    SELECT (SELECT count(*) FROM res_partner WHERE user_id = %(to)s),
           (SELECT count(*) FROM res_partner WHERE user_id = %(user)s),
           (SELECT count(*) FROM mail_activity WHERE user_id = %(to)s),
           (SELECT count(*) FROM mail_activity WHERE user_id = %(user)s),
           (SELECT count(*) FROM sale_order WHERE user_id = %(to)s),
           (SELECT count(*) FROM customer_access
             WHERE user_id = %(to)s AND active AND reason = 'owner'),
           (SELECT count(*) FROM customer_access WHERE user_id = %(user)s AND active),
           (SELECT count(*) FROM mail_followers f JOIN res_users u ON u.partner_id = f.partner_id
             WHERE u.id = %(to)s AND f.res_model = 'res.partner'),
           (SELECT count(*) FROM mail_tracking_value v JOIN mail_message m
                ON m.id = v.mail_message_id WHERE m.model = 'res.partner'),
           (SELECT count(*) FROM (SELECT FROM mail_message WHERE model = 'res.partner'
             GROUP BY res_id HAVING count(*) > 1) AS twice),
           (SELECT count(*) FROM customer_handover_log),
           (SELECT count(*) FROM customer_handover_customer WHERE state = 'moved'),
           (SELECT string_agg(state, ',') FROM customer_handover)
"""

# who hands over and who takes over, for the statement above
PEOPLE = {}


def sql(database, statement, values=None):
    _name, info = connection_info_for(database)
    with closing(psycopg2.connect(**info)) as connection:
        connection.autocommit = True
        with connection.cursor() as cr:
            cr.execute(statement, values)
            return cr.fetchone() if cr.description else None


def copy(source, target):
    # the connection of the environment before has been closed by now
    sql("postgres", f'DROP DATABASE IF EXISTS "{target}"')
    sql("postgres", f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def prepare(given, source, prepared):
    """Make a database with a sheet that is approved; return (leaver, receiver)."""
    copy(source, prepared)
    given.database = prepared
    with environment(given, "customer.handover", "customer_handover", tracking_disable=True) as env:
        leaver, receiver = handover.people(env)
        handover.make(env, leaver, CUSTOMERS)
        env["mail.message"].search([("model", "=", "res.partner")]).unlink()
        sheet = env["customer.handover"].create(
            {"leaver_id": leaver.id, "main_receiver_id": receiver.id, "notify": False}
        )
        sheet.line_ids.filtered(lambda line: line.decision == "ask").decision = "leave"
        sheet._approval_set_state("moving")
        env.cr.commit()
        people = {"user": leaver.id, "to": receiver.id}
    return people


def start(database):
    """Begin the job in a process of its own, which has the registry from this one."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        with Registry(database).cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["customer.handover"]._cron_work()
            cr.commit()
        status = 0
    finally:
        os._exit(status)


def ended(pid):
    """Wait for a process; return whether it ended by itself and well."""
    return os.waitpid(pid, 0)[1] == 0


def quiet(database):
    """Wait until the server has noticed that whoever was connected is dead."""
    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    while sql("postgres", count, [database])[0]:
        time.sleep(0.02)


def one_round(prepared, target, moments):
    """Run the job on a fresh copy, killed after each of these seconds, then to its end.

    :return: (how often it was killed at work, seconds of the last run, what is there in the end)
    """
    copy(prepared, target)
    killed = 0
    for moment in moments:
        pid = start(target)
        time.sleep(moment)
        if os.waitpid(pid, os.WNOHANG) == (0, 0):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            killed += 1
        quiet(target)
    begin = time.perf_counter()
    well = ended(start(target))
    seconds = time.perf_counter() - begin
    return killed, seconds, sql(target, STATE, PEOPLE) if well else "the job failed"


def main():
    given = arguments(__doc__)
    source, prepared, target = given.database, f"{given.database}_kill", f"{given.database}_round"
    config.parse_config(["-c", os.environ["ODOO_CONF"]], setup_logging=False)
    PEOPLE.update(prepare(given, source, prepared))
    close_all()
    copy(prepared, target)
    with Registry(target).cursor() as cr:  # what a worker has loaded before its first job
        api.Environment(cr, SUPERUSER_ID, {})["customer.handover"].search([])
    close_all()
    _killed, whole, expected = one_round(prepared, target, ())
    print("undisturbed:", f"{whole:.1f} s", expected, flush=True)
    chance, wrong, killed = random.Random(2026), 0, 0
    for _round in range(ROUNDS):
        # what is left gets less with each chunk that was done
        moments = [chance.uniform(0.02, whole * 0.4) for _kill in range(KILLS)]
        number, _seconds, found = one_round(prepared, target, moments)
        killed += number
        if found != expected:
            print("different:", found, flush=True)
            wrong += 1
    report = Report()
    report.value(f"times killed at work in {ROUNDS} rounds", killed, None)
    report.value("rounds that ended otherwise", wrong, 0)
    for name in (prepared, target):
        sql("postgres", f'DROP DATABASE IF EXISTS "{name}"')
    report.finish()


if __name__ == "__main__":
    main()
