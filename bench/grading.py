"""100,000 customers and 1,000,000 invoices: computing and applying a grading run.

Runs on a database with customer_grading; the same data as `customers`, ten times as much with
--large. Compares with bare SQL of the same run: `./dev bench grading`.
"""

import argparse
import os
import resource
import sys
import time
from datetime import date

import customers
import odoo.tools
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

DAY = date(2026, 11, 22)
NET = SQL(
    "SELECT commercial_partner_id AS partner_id, SUM(amount_untaxed_signed) AS net "
    "FROM account_move WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund') "
    "AND company_id = 1 AND invoice_date BETWEEN '2025-11-23' AND '2026-11-22' GROUP BY 1"
)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", nargs="?", default=os.environ.get("ODOO_DB"))
    parser.add_argument("--large", action="store_true", help="ten times as much")
    return parser.parse_args()


def timed(function):
    """Return (seconds, result)."""
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def make_scheme(env):
    grades = [env.ref(f"customer_base.customer_grade_{code}") for code in "abcd"]
    bounds = [(30_000, None), (15_000, 30_000), (5_000, 15_000), (None, 5_000)]
    scheme = env["customer.grading.scheme"].create(
        {
            "name": "Bench",
            "customers": "all",
            "condition_ids": [
                (
                    0,
                    0,
                    {
                        "grade_id": grade.id,
                        "measure": "net_invoiced",
                        "has_minimum": low is not None,
                        "minimum": low or 0,
                        "has_maximum": high is not None,
                        "maximum": high or 0,
                    },
                )
                for grade, (low, high) in zip(grades, bounds, strict=True)
            ],
        }
    )
    scheme.action_try()
    scheme.action_use()
    return scheme


def compute(env, scheme):
    """Compute a run, chunk by chunk as the cron does; return (run, seconds, slowest chunk)."""
    run = env["customer.grading.run"].create({"scheme_id": scheme.id, "date": DAY})
    chunks, before = [], env.cr.sql_log_count
    seconds, _result = timed(run.action_compute)
    chunks.append(seconds)
    while run.state == "computing":
        seconds, _result = timed(run._compute_chunk)
        env.cr.commit()
        chunks.append(seconds)
    return run, sum(chunks), max(chunks), env.cr.sql_log_count - before


def bare_compute(env, run):
    """The aggregate, and as many rows with their grades written to the same table."""
    env.cr.execute("SAVEPOINT bare")
    env.cr.execute("DELETE FROM customer_grading_line")
    grade = env.ref("customer_base.customer_grade_a").id
    seconds, _result = timed(
        lambda: env.cr.execute(
            SQL(
                "INSERT INTO customer_grading_line (run_id, company_id, partner_id, user_id, "
                "old_grade_id, proposed_grade_id, final_grade_id, value, figures, result) "
                "SELECT %(run)s, 1, customer.id, user_id, %(grade)s, %(grade)s, %(grade)s, "
                "COALESCE(net, 0), jsonb_build_object('net_invoiced', net), 'same' "
                "FROM res_partner customer LEFT JOIN (%(net)s) net "
                "ON net.partner_id = customer.id WHERE customer.customer_category IS NOT NULL "
                "AND customer.id = customer.commercial_partner_id",
                run=run.id,
                grade=grade,
                net=NET,
            )
        )
    )
    env.cr.execute("ROLLBACK TO SAVEPOINT bare")
    return seconds


def settle(env, run):
    """Give everybody the proposed grade by SQL, but none to one in fifty: the changes of a run."""
    env.cr.execute(
        "UPDATE res_partner SET customer_grade_id = "
        "CASE WHEN line.partner_id %% 50 <> 0 THEN line.proposed_grade_id END "
        "FROM customer_grading_line line WHERE line.partner_id = res_partner.id "
        "AND line.run_id = %s",
        [run.id],
    )
    run.action_drop("Bench")
    env.cr.commit()
    env.invalidate_all()


def bare_apply(env):
    """One statement that aggregates, compares and updates, as the issue measures by."""
    env.cr.execute("SAVEPOINT bare")
    seconds, _result = timed(
        lambda: env.cr.execute(
            SQL(
                "UPDATE res_partner SET customer_grade_id = target.grade FROM ("
                "SELECT customer.id, CASE WHEN COALESCE(net, 0) >= 30000 THEN 1 "
                "WHEN COALESCE(net, 0) >= 15000 THEN 2 WHEN COALESCE(net, 0) >= 5000 THEN 3 "
                "ELSE 4 END AS grade FROM res_partner customer "
                "LEFT JOIN (%s) net ON net.partner_id = customer.id "
                "WHERE customer.customer_category IS NOT NULL) target "
                "WHERE target.id = res_partner.id "
                "AND res_partner.customer_grade_id IS DISTINCT FROM target.grade",
                NET,
            )
        )
    )
    changed = env.cr.rowcount
    env.cr.execute("ROLLBACK TO SAVEPOINT bare")
    return seconds, changed


def apply(env, run):
    """Apply a run, committing each chunk; return (seconds, slowest chunk, queries)."""
    run._approval_set_state("approved")
    env.flush_all()
    before, chunks = env.cr.sql_log_count, []
    while run.state == "approved":
        seconds, _result = timed(run._apply_chunk)
        env.cr.commit()
        chunks.append(seconds)
    return sum(chunks), max(chunks), env.cr.sql_log_count - before


def main():
    given = arguments()
    if not given.database:
        sys.exit("Name a database: bench/grading.py NAME, or set ODOO_DB.")
    conf = os.environ.get("ODOO_CONF")
    odoo.tools.config.parse_config(["-c", conf] if conf else [], setup_logging=False)
    factor = 10 if given.large else 1
    with Registry(given.database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        if "customer.grading.run" not in env:
            sys.exit(f"{given.database} has no customer_grading.")
        customers.fill(env, 100_000 * factor, 1_000_000 * factor)
        scheme = make_scheme(env)
        run, seconds, slowest, queries = compute(env, scheme)
        bare = min(bare_compute(env, run) for _round in range(3))
        print(
            f"compute {run.customer_count} customers: bare {bare:.2f} s, ours {seconds:.2f} s, "
            f"{seconds / bare:.2f} x (at most 2), slowest chunk {slowest:.2f} s, {queries} queries"
        )
        settle(env, run)
        run, *_rest = compute(env, scheme)
        bare, changed = bare_apply(env)
        seconds, slowest, queries = apply(env, run)
        print(
            f"apply {run.applied_count} changes with chatter: bare {bare:.2f} s ({changed}), ours "
            f"{seconds:.2f} s, {seconds / bare:.2f} x (at most 4), slowest chunk {slowest:.2f} s, "
            f"{queries} queries"
        )
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory at most {memory:.0f} MB (at most 400)")


if __name__ == "__main__":
    main()
