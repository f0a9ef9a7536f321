"""100,000 open complaints: the escalation job, the list, entering one.

Runs on a database with customer_complaints; what it makes is rolled back: `./dev bench complaints`.
"""

import time
from contextlib import contextmanager
from datetime import timedelta

from _common import Report, arguments, environment, measure, timed
from customers import clone
from odoo import fields
from odoo.tools import SQL

PEOPLE = 50
CUSTOMERS = 1000
ESCALATION_SECONDS = 20
LIST_RATIO = 1.3
ENTRY_QUERIES = 30
ROLES = ("customer_base.group_customer_service", "sales_team.group_sale_salesman_all_leads")
LIST = (
    "name", "partner_id", "subject", "severity", "next_due", "waiting_for", "user_id",
    "responsible_department_id", "state",
)  # fmt: skip
# as many columns of the same kinds on a model of Odoo's
PLAIN_LIST = (
    "name", "partner_id", "client_order_ref", "invoice_status", "date_order", "origin", "user_id",
    "team_id", "state",
)  # fmt: skip


def fill(env, count):
    """Make customers, complaints long overdue with their first clock, and orders."""
    people = fill_people(env)
    customers = env["res.partner"].create(
        [
            {"name": f"Customer {i}", "is_company": True, "customer_category": "closed"}
            for i in range(CUSTOMERS)
        ]
    )
    complaint = env["customer.complaint"].create(
        {
            "partner_id": customers[0].id,
            "subject": "油缸渗油",
            "user_id": people[0].id,
            "received_on": fields.Datetime.now() - timedelta(days=14),
        }
    )
    order = env["sale.order"].create({"partner_id": customers[0].id, "user_id": people[0].id})
    owner = {
        "id": "s.new_id",
        "name": "'B' || s.i",
        "access_token": "NULL",
        "partner_id": f"{customers[0].id} + s.i % {CUSTOMERS}",
        "user_id": f"{people[0].id} + s.i % {PEOPLE}",
    }
    moment = "t.date_order - s.i * interval '1 second'"
    clone(env, "sale_order", order.id, count, {**owner, "date_order": moment})
    owner |= {
        "commercial_partner_id": owner["partner_id"],
        "received_on": "t.received_on + s.i * interval '1 second'",
        "subject": "'油缸渗油 ' || s.i",
    }
    clone(env, "customer_complaint", complaint.id, count, owner)
    fill_clocks(env, complaint, count)
    env.invalidate_all()
    env.cr.execute("ANALYZE")
    return people


def fill_people(env):
    """Switch the escalation on, and make people of customer service."""
    company = env.company
    company.customer_complaint_reminder = True
    company.customer_complaint_reminder_since = fields.Datetime.now() - timedelta(days=60)
    groups = [env.ref(name).id for name in ROLES]
    return env["res.users"].create(
        [
            {"name": f"Service {i}", "login": f"bench_service{i}", "group_ids": [(6, 0, groups)]}
            for i in range(PEOPLE)
        ]
    )


def fill_clocks(env, complaint, count):
    """Give every complaint what the first one has: a clock for the contact, long due."""
    [(first,)] = env.execute_query(
        SQL("SELECT min(id) FROM customer_complaint WHERE id > %s", complaint.id)
    )
    for clock in complaint.clock_ids:
        overrides = {
            "id": "s.new_id",
            "complaint_id": f"{first} + s.i - 1",
            # as before the job has ever looked
            "state": "'running'",
            "missed_on": "NULL",
            "next_check": "t.date_due",
        }
        clone(env, "customer_complaint_clock", clock.id, count, overrides)
    env.cr.execute("DELETE FROM customer_complaint_clock WHERE kind != 'contact'")


@contextmanager
def uncommitted(env):
    """Let the job say how far it is without committing anything."""
    cr, commits = env.cr, []
    cr.commit = lambda: (cr.flush(), commits.append(time.perf_counter()))
    try:
        yield commits
    finally:
        del cr.commit


def escalate(env, report, count):
    """The job over all of them at once, as after days of downtime, and once more."""
    clocks = env["customer.complaint.clock"]
    env.invalidate_all()
    with uncommitted(env):
        before = env.cr.sql_log_count
        seconds, _result = timed(clocks._cron_escalate)
        queries = env.cr.sql_log_count - before
        again, _result = timed(clocks._cron_escalate)
    told = env["customer.complaint.notice"].search_count([])
    late = clocks.search_count([("state", "=", "missed")])
    if late < count:
        raise SystemExit(f"Only {late} of {count} clocks were marked as overdue.")
    report.value(f"escalation of {count} clocks, {told} notices", seconds, ESCALATION_SECONDS, "s")
    report.value("escalation, queries", queries, None)
    report.value("escalation, once more with nothing new", again, 2, "s")


def lists(env, report, user):
    """The list of complaints beside that of sales orders, for customer service."""

    def read(model, names):
        records = env[model].with_user(user)
        spec = {
            name: {"fields": {"display_name": {}}} if records._fields[name].relational else {}
            for name in names
        }
        domain = [("state", "not in", ("closed", "withdrawn", "joined", "cancel"))]
        return records.web_search_read(domain, spec, limit=80, count_limit=10001)

    plain, ours = measure(
        env,
        lambda: read("sale.order", PLAIN_LIST),
        lambda: read("customer.complaint", LIST),
    )
    report.ratio("list of complaints beside orders", plain, ours, LIST_RATIO)


def enter(env, report, user):
    """One complaint with two products, as the form saves it."""
    products = env["product.product"].create([{"name": "油缸"}, {"name": "密封件"}])
    values = {
        "partner_id": env["res.partner"].search([("name", "=", "Customer 7")], limit=1).id,
        "subject": "密封件漏油",
        "category_id": env["customer.complaint.category"].search([], limit=1).id,
        "line_ids": [(0, 0, {"product_id": product.id, "lot": "L1"}) for product in products],
    }
    complaints = env["customer.complaint"].with_user(user)
    spec = {name: {} for name in ("name", "state", "next_due")}

    def save():
        complaints.web_save(values, spec)
        env.flush_all()

    [(milliseconds, queries)] = measure(env, save)
    report.value("entry of a complaint, milliseconds", milliseconds, None, "ms")
    report.value("entry of a complaint, queries", queries, ENTRY_QUERIES)


def main():
    given = arguments(__doc__)
    report = Report()
    with environment(given, "customer.complaint", "customer_complaints") as env:
        people = fill(env, given.customers)
        lists(env, report, people[0])
        enter(env, report, people[0])
        escalate(env, report, given.customers)
    report.finish()


if __name__ == "__main__":
    main()
