"""100,000 customers and 1,000,000 invoices: computing and applying a grading run.

Runs on a database with customer_grading; the same data as `customers`, ten times as much with
--large. Compares with bare SQL of the same run: `./dev bench grading`.
"""

import resource
import threading
from datetime import date

import customers
import psycopg2
from _common import Report, arguments, environment, timed
from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import SQL

DAY = date(2026, 11, 22)
NET = SQL(
    "SELECT commercial_partner_id AS partner_id, SUM(amount_untaxed_signed) AS net "
    "FROM account_move WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund') "
    "AND company_id = 1 AND invoice_date BETWEEN '2025-11-23' AND '2026-11-22' GROUP BY 1"
)


# how often somebody else writes while a run works, and how long they may wait for it
NEIGHBOUR_PAUSE = 0.05
NEIGHBOUR_SECONDS = 1.0


class Neighbour(threading.Thread):
    """Somebody who works on customers while a run computes or applies: phone numbers, one by one.

    :ivar waits: seconds that each write took
    :ivar retries: how often the database refused it because the run was faster
    """

    def __init__(self, env):
        super().__init__(daemon=True)
        self.database, self.waits, self.retries = env.cr.dbname, [], 0
        self.ids = env["res.partner"].search([("ref", "=like", "BENCH%")], limit=2000).ids
        self.user_id = env["res.users"].search([("login", "=", "bench_admin")]).id
        self.done = threading.Event()

    def run(self):
        for turn in range(10**6):
            if self.done.wait(NEIGHBOUR_PAUSE):
                return
            seconds, _result = timed(lambda turn=turn: self._write(turn))
            self.waits.append(seconds)

    def _write(self, turn):
        for _try in range(5):
            try:
                with Registry(self.database).cursor() as cr:
                    env = api.Environment(cr, self.user_id, {"tracking_disable": True})
                    row = env["res.partner"].browse(self.ids[turn % len(self.ids)])
                    row.phone = f"021-6{turn:07d}"
                return
            except psycopg2.errors.SerializationFailure:
                self.retries += 1

    def stop(self, report, label):
        self.done.set()
        self.join()
        longest = max(self.waits, default=0)
        report.value(f"{label}: somebody's write waits at most", longest, NEIGHBOUR_SECONDS, "s")
        report.value(f"{label}: tries again of {len(self.waits)} writes", self.retries, None)


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
    env.cr.commit()  # seen from here on: what the neighbour has written meanwhile
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
    given = arguments(__doc__, ("--large", "ten times as much"))
    factor = 10 if given.large else 1
    report = Report()
    with environment(
        given, "customer.grading.run", "customer_grading", tracking_disable=True
    ) as env:
        customers.fill(env, given.customers * factor, given.invoices * factor)
        scheme = make_scheme(env)
        neighbour = Neighbour(env)
        neighbour.start()
        run, seconds, slowest, queries = compute(env, scheme)
        neighbour.stop(report, "compute")
        bare = min(bare_compute(env, run) for _round in range(3))
        print(f"compute {run.customer_count} customers: bare {bare:.2f} s, ours {seconds:.2f} s")
        report.value("compute beside bare SQL", seconds / bare, 2, "x")
        report.value(f"compute: slowest chunk ({queries} queries in all)", slowest, 1, "s")
        settle(env, run)
        run, *_rest = compute(env, scheme)
        bare, changed = bare_apply(env)
        neighbour = Neighbour(env)
        neighbour.start()
        seconds, slowest, queries = apply(env, run)
        neighbour.stop(report, "apply")
        print(f"apply {run.applied_count} ({changed}): bare {bare:.2f} s, ours {seconds:.2f} s")
        report.value("apply with chatter beside bare SQL", seconds / bare, 4, "x")
        report.value(f"apply: slowest chunk ({queries} queries in all)", slowest, 1, "s")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        report.value("memory", memory, 400, "MB")
    report.finish()


if __name__ == "__main__":
    main()
