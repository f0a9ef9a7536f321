"""What the nightly jobs cost with 100,000 customers: seconds, queries, longest chunk, memory.

Runs on a database with customer_base, named as first argument or by ODOO_DB, filled as by
`bench/customers.py`. It switches everything on, runs every job's first night, then a quiet one.
"""

import argparse
import os
import resource
import sys
import time
from datetime import date, timedelta

import customers
import odoo.tools
from freezegun import freeze_time
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

JOBS = {
    "contacts due": ("customer.contact.state", "_cron_heal_and_remind"),
    "reviews": ("customer.review", "_cron_generate"),
    "verification": ("customer.verification", "_cron_generate"),
    "protection": ("customer.protection", "_cron_protect"),
}
SWITCHES = (
    "customer_contact_reminder",
    "customer_review_active",
    "customer_verification_active",
    "customer_protection",
    "customer_pool",
)


class Meter:
    """Commits in place of the scheduler, and looks at the clock each time."""

    def __init__(self, env):
        self.env, self.longest, self.chunks = env, 0.0, 0
        self.last = time.perf_counter()

    def commit(self, *_args, **_kwargs):
        self.env.cr.commit()
        now = time.perf_counter()
        self.longest, self.last = max(self.longest, now - self.last), now
        self.chunks += 1
        return float("inf")


def measure(env, label, day):
    """Run every job on a day and print a line for each."""
    for name, (model, method) in JOBS.items():
        env.invalidate_all()
        meter = Meter(env)
        cron_class = env.registry["ir.cron"]
        cron_class._commit_progress = meter.commit
        begun, queries = time.perf_counter(), env.cr.sql_log_count
        with freeze_time(f"{day} 18:00:00", ignore=["time"], tick=True):
            meter.last = time.perf_counter()
            getattr(env[model], method)()
            env.flush_all()
        env.cr.commit()
        del cron_class._commit_progress
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{label:<12} {name:<14} {time.perf_counter() - begun:7.1f} s"
            f" {env.cr.sql_log_count - queries:7} queries {meter.chunks:5} chunks,"
            f" longest {meter.longest:5.2f} s, peak {peak} MB",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", nargs="?", default=os.environ.get("ODOO_DB"))
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--falls", type=int, default=5_000)
    given = parser.parse_args()
    if not given.database:
        sys.exit("Name a database: bench/jobs.py NAME, or set ODOO_DB.")
    conf = os.environ.get("ODOO_CONF")
    odoo.tools.config.parse_config(["-c", conf] if conf else [], setup_logging=False)
    with Registry(given.database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        customers.fill(env, given.customers, 1)
        env["res.company"].search([]).write(
            {**dict.fromkeys(SWITCHES, True), "customer_pool_keep_closed": False}
        )
        env.cr.execute("UPDATE res_partner SET customer_managed_on = '2026-01-05'")
        cr.commit()
        first = date(2026, 5, 20)
        measure(env, "first night", first)
        measure(env, "quiet night", first + timedelta(days=1))
        # some customers' time is over
        env.execute_query(
            SQL(
                "UPDATE customer_protection SET protected_until = '2026-05-01' WHERE id IN"
                " (SELECT id FROM customer_protection WHERE state = 'running' ORDER BY id"
                " LIMIT %s) RETURNING id",
                given.falls,
            )
        )
        measure(env, f"{given.falls} falls", first + timedelta(days=2))


if __name__ == "__main__":
    main()
