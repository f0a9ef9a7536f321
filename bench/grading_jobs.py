"""100,000 customers and 1,000,000 invoices: the nightly jobs of customer_grading.

Runs on a database with customer_grading, filled as by `customers`: `./dev bench grading_jobs`.
Prints for each job the whole time, the slowest chunk, which must stay below a second, and the
queries of a chunk; for loss warnings also the bare aggregate of the same invoices.
"""

import argparse
import os
import resource
import sys
import time

import customers
import odoo.tools
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL, split_every

BARE = SQL(
    "SELECT commercial_partner_id, invoice_date, SUM(amount_untaxed_signed) FROM account_move "
    "WHERE company_id = 1 AND state = 'posted' AND move_type IN ('out_invoice', 'out_refund') "
    "AND commercial_partner_id IS NOT NULL AND invoice_date IS NOT NULL GROUP BY 1, 2"
)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", nargs="?", default=os.environ.get("ODOO_DB"))
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--invoices", type=int, default=1_000_000)
    return parser.parse_args()


class Clock:
    """Times the chunks of a job, each committed as the job does."""

    def __init__(self, env, name):
        self.env, self.name = env, name
        self.seconds, self.queries = [], []

    def chunk(self, function):
        start, queries = time.perf_counter(), self.env.cr.sql_log_count
        result = function()
        self.env.cr.commit()
        self.env.invalidate_all()
        self.seconds.append(time.perf_counter() - start)
        self.queries.append(self.env.cr.sql_log_count - queries)
        return result

    def report(self):
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{self.name:<34} {sum(self.seconds):7.2f} s in {len(self.seconds)} chunks, slowest "
            f"{max(self.seconds):5.2f} s, at most {max(self.queries)} queries a chunk, memory "
            f"{memory:.0f} MB",
            flush=True,
        )


def prepare(env, company):
    """States of all customers, as the nightly job of customer_base makes them."""
    company.write({"customer_strategy_tasks": True, "customer_loss_warning": True})
    company.customer_compliance_since = "2026-01-01"
    states = env["customer.contact.state"]
    ids = [
        row[0]
        for row in env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE customer_category IS NOT NULL "
                "AND id = commercial_partner_id ORDER BY id"
            )
        )
    ]
    for chunk in split_every(2000, ids, list):
        states._refresh(chunk)
        env.cr.commit()
        env.invalidate_all()


def strategies(env, company, name):
    tasks = env["customer.strategy.progress"]
    people = tasks._people(company)
    clock = Clock(env, name)
    for chunk in split_every(2000, tasks._customer_ids(company), list):
        clock.chunk(lambda ids=chunk: tasks._advance(company, ids, people))
    clock.chunk(tasks._remind_lists)
    clock.report()


def losses(env, company, name):
    warnings = env["customer.loss.warning"]
    read, write = Clock(env, f"{name}: read"), Clock(env, f"{name}: write")
    for first, last in warnings._ranges():
        rows = read.chunk(lambda a=first, b=last: warnings._todo(company, a, b))
        for chunk in split_every(200, rows, list):
            write.chunk(lambda steps=chunk: warnings._apply(steps))
    bare = Clock(env, f"{name}: bare aggregate")
    bare.chunk(lambda: env.cr.execute(BARE))
    for clock in (read, write, bare):
        if clock.seconds:
            clock.report()


def compliance(env, company, name):
    counted = env["customer.contact.compliance"]
    clock = Clock(env, name)
    for chunk in split_every(2000, counted._customer_ids(company), list):
        clock.chunk(lambda ids=chunk: counted._count(company, ids))
    clock.report()


def main():
    given = arguments()
    if not given.database:
        sys.exit("Name a database: bench/grading_jobs.py NAME, or set ODOO_DB.")
    conf = os.environ.get("ODOO_CONF")
    odoo.tools.config.parse_config(["-c", conf] if conf else [], setup_logging=False)
    with Registry(given.database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        if "customer.strategy.progress" not in env:
            sys.exit(f"{given.database} has no customer_grading.")
        customers.fill(env, given.customers, given.invoices)
        company = env.ref("base.main_company")
        prepare(env, company)
        for night in ("first night", "second night"):
            strategies(env, company, f"strategy tasks, {night}")
            losses(env, company, f"loss warnings, {night}")
            compliance(env, company, f"contact compliance, {night}")


if __name__ == "__main__":
    main()
