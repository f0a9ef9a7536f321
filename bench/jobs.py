"""Nightly jobs over 100,000 customers: seconds, longest transaction, queries a chunk, memory.

Runs on a database with customer_base and what else is installed; the same data as `customers`,
with everything that can be switched on switched on. Each job runs twice: the first night meets
everything at once, the second what a day leaves over. `./dev bench jobs`.
"""

import gc
import time

import customers
from _common import Report, arguments, environment, timed
from odoo.tools import SQL

OURS = ("customer_", "key_account_visits")
SECONDS = 60
CHUNK_SECONDS = 1.0
MEGABYTES = 200
# the same for a chunk of any job and for any number of customers
QUERIES_A_CHUNK = 200
# how long ir.cron lets a job go on before it gives way to others
ROUND_SECONDS = 10
# what a company switches on with a number, or against people's will
KEEP = {"customer_partner_rule", "customer_serving_see_all"}
# what customers were doing before the first night
OLD_DAYS = 400


def prepare(env):
    """Switch everything on, and let contacts, protections and orders lie long enough back."""
    company = env.company
    switches = [
        name
        for name, field in company._fields.items()
        if field.type == "boolean"
        and field.store
        and name not in KEEP
        and field._modules
        and all(module.startswith(OURS) for module in field._modules)
    ]
    company.write(dict.fromkeys(switches, True))
    print("switched on:", ", ".join(sorted(switches)), flush=True)
    env.cr.execute(
        SQL(
            "UPDATE res_partner SET customer_managed_on = CURRENT_DATE - (%s + id %% 30) "
            "WHERE ref LIKE 'BENCH%%' AND customer_managed_on IS DISTINCT FROM "
            "CURRENT_DATE - (%s + id %% 30)",
            OLD_DAYS,
            OLD_DAYS,
        )
    )
    grades = env["customer.grade"].search([], order="id").ids
    if grades:
        env.cr.execute(
            "UPDATE res_partner SET customer_grade_id = (%s)[1 + id %% %s], "
            "is_key_account = id %% 50 = 0 WHERE ref LIKE 'BENCH%%' AND customer_grade_id IS NULL",
            [grades, len(grades)],
        )
    env.invalidate_all()
    env.cr.execute("ANALYZE res_partner")
    env.cr.commit()


def jobs(env):
    """Return [(name, record of ir.cron)] of our addons, by xmlid: renamed methods keep working."""
    data = env["ir.model.data"].search(
        [
            ("model", "=", "ir.cron"),
            "|",
            ("module", "=like", "customer_%"),
            ("module", "=", "key_account_visits"),
        ],
        order="module, name",
    )
    return [(row.complete_name, env["ir.cron"].browse(row.res_id)) for row in data]


class Transactions:
    """Looks at the commits of a job: how long each took to come, and at how many queries."""

    def __init__(self, cr):
        self.cr, self.commit, self.parts = cr, cr.commit, []
        cr.commit = self._end
        self._start()

    def _start(self):
        self.since, self.queries = time.perf_counter(), self.cr.sql_log_count

    def _end(self):
        self.commit()
        seconds = time.perf_counter() - self.since
        self.parts.append((seconds, self.cr.sql_log_count - self.queries))
        self._start()

    def stop(self):
        del self.cr.commit
        return self.parts


def run(env, cron):
    """Run a job as ir.cron does, again while it says that something remains."""
    action = cron.ir_actions_server_id.with_user(cron.user_id)
    begun = time.monotonic()
    while time.monotonic() - begun < 3 * SECONDS:
        progress = env["ir.cron.progress"].create({"cron_id": cron.id})
        env.cr.commit()
        action.with_context(
            lastcall=cron.lastcall,
            cron_id=cron.id,
            cron_end_time=time.monotonic() + ROUND_SECONDS,
            ir_cron_progress_id=progress.id,
        ).run()
        env.cr.commit()
        progress.invalidate_recordset()
        if not progress.remaining or not progress.done:
            return
    print(f"{cron.name}: not done after {3 * SECONDS} s, {progress.remaining} left")


def resident(name):
    """Return a line of the process's memory in MB: VmRSS now, VmHWM at most."""
    with open("/proc/self/status", encoding="ascii") as status:
        [line] = [line for line in status if line.startswith(f"{name}:")]
    return int(line.split()[1]) / 1024


def measure(env, report, label, cron):
    """Run one job and compare it with the limits; return the queries of its longest chunk."""
    env.invalidate_all()
    gc.collect()
    with open("/proc/self/clear_refs", "w", encoding="ascii") as refs:
        refs.write("5")  # the highest mark of memory begins here
    before = resident("VmRSS")
    watch = Transactions(env.cr)
    seconds, _result = timed(lambda: run(env, cron))
    parts = watch.stop()
    longest = max(part[0] for part in parts)
    queries = max(part[1] for part in parts)
    report.value(f"{label}, seconds", seconds, SECONDS, "s")
    report.value(f"{label}, longest transaction of {len(parts)}", longest, CHUNK_SECONDS, "s")
    report.value(f"{label}, queries of one at most", queries, QUERIES_A_CHUNK)
    report.value(f"{label}, memory", max(resident("VmHWM") - before, 0), MEGABYTES, "MB")


def main():
    given = arguments(__doc__, ("--second", "the second night alone"))
    report = Report()
    with environment(given, "customer.access", "customer_base", tracking_disable=True) as env:
        customers.fill(env, given.customers, given.invoices)
        prepare(env)
        for night in ("second",) if given.second else ("first", "second"):
            for name, cron in jobs(env):
                measure(env, report, f"{night}: {name}", cron)
    report.finish()


if __name__ == "__main__":
    main()
