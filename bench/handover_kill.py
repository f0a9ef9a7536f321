"""Kills a hand-over of 5,000 customers at random points: each resumed run ends like the others.

Every round works on a fresh copy of a database with an approved sheet; the job is a process of
its own that is killed with SIGKILL, two times, and then left to end. `./dev bench handover_kill`.
"""

import os
import random
import signal
import subprocess
import sys
import time

import handover
import psycopg2
from _common import Report, arguments, environment
from odoo.sql_db import connection_info_for

CUSTOMERS, ROUNDS = 5_000, 10
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


def run_job(database):
    """What the worker does: the job, committing as it goes."""
    sys.argv = [sys.argv[0], database]
    given = arguments(__doc__)
    with environment(given, "customer.handover", "customer_handover") as env:
        env["customer.handover"]._cron_work()
        env.cr.commit()


def sql(database, statement, values=None):
    _name, info = connection_info_for(database)
    with psycopg2.connect(**info) as connection:
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
    return subprocess.Popen(
        [sys.executable, __file__, "--job", database],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def main():
    given = arguments(__doc__)
    from odoo.tools import config

    source, prepared, target = given.database, f"{given.database}_kill", f"{given.database}_round"
    config.parse_config(["-c", os.environ["ODOO_CONF"]], setup_logging=False)
    people = prepare(given, source, prepared)
    from odoo.sql_db import close_all

    close_all()
    copy(prepared, target)
    begin = time.perf_counter()
    start(target).wait()
    whole = time.perf_counter() - begin
    expected = sql(target, STATE, people)
    print("undisturbed:", f"{whole:.1f} s", expected, flush=True)
    chance, wrong, killed = random.Random(2026), 0, 0
    for _round in range(ROUNDS):
        copy(prepared, target)
        for _kill in range(2):
            process = start(target)
            time.sleep(chance.uniform(0.2, 0.9) * whole)
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                killed += 1
            process.wait()
        start(target).wait()
        if (found := sql(target, STATE, people)) != expected:
            print("different:", found, flush=True)
            wrong += 1
    report = Report()
    report.value(f"jobs killed in {ROUNDS} rounds", killed, None)
    report.value("rounds that ended otherwise", wrong, 0)
    for name in (prepared, target):
        sql("postgres", f'DROP DATABASE IF EXISTS "{name}"')
    report.finish()


if __name__ == "__main__":
    if "--job" in sys.argv:
        run_job(sys.argv[-1])
    else:
        main()
