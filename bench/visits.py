"""Visits: planning 2,000 at once, briefings, a busy person's day, the ERP's list of expenses.

Runs on a database with key_account_visits, filled as `customers` does: `./dev bench visits`.
"""

import customers
from _common import Report, arguments, environment, measure, timed
from odoo.tools import SQL

PLANNED = 2000
BRIEFED = 80
EXPENSES = 400
# a plain list of Odoo's, beside ours (issue: at most 1.3 x)
LIST_RATIO = 1.3
PLAIN_COLUMNS = ("name", "employee_id", "date", "product_id", "total_amount", "state")
OUR_COLUMNS = ("visit_id", "reception_id", "trip_id")


def people(env, count):
    """Give the first customers to one salesperson, who plans their visits."""
    user = env["res.users"].search([("login", "=", "bench0")])
    env.cr.execute(
        "UPDATE res_partner SET user_id = %s WHERE id IN (SELECT id FROM res_partner"
        " WHERE ref LIKE 'BENCH%%' AND customer_category IS NOT NULL ORDER BY id LIMIT %s)",
        [user.id, count],
    )
    env.invalidate_all()
    mine = env["res.partner"].search([("user_id", "=", user.id)], order="id", limit=count)
    return user, mine


def plan_many(env, report):
    """The preview and the visits of 2,000 customers."""
    director = env["res.users"].search([("login", "=", "bench_director")])
    user, _mine = people(env, PLANNED)
    company = env.company
    days = company._workday_add([company._workday_today()], 220)
    plan = (
        env["customer.visit.plan"]
        .with_user(director)
        .create(
            {
                "purpose": "季度回访",
                "user_ids": [(6, 0, user.ids)],
                "per_day": 12,
                "hours": 0.5,
                "due_only": False,
                "date_to": days[0],
            }
        )
    )
    before = env.cr.sql_log_count
    seconds, _action = timed(plan.action_preview)
    env.flush_all()
    queries = env.cr.sql_log_count - before
    count = len(plan.line_ids)
    report.value(f"preview of {count} visits, seconds", seconds, 10, "s")
    report.value("preview, queries a visit", queries / count, 0.1)
    before = env.cr.sql_log_count
    seconds, _action = timed(plan.action_create_visits)
    env.flush_all()
    queries = env.cr.sql_log_count - before
    report.value(f"{count} visits planned, seconds", seconds, 60, "s")
    report.value("planning, queries a visit", queries / count, 12)
    return user


def brief(env, report):
    """The briefings of 80 customers take as many queries as those of 8."""
    found = env["res.partner"].search(
        [("customer_category", "!=", False), ("parent_id", "=", False)], limit=BRIEFED
    )
    briefing, company = env["customer.visit.briefing"], env.company
    few, many = measure(
        env,
        lambda: briefing._of(found[:8], company),
        lambda: briefing._of(found, company),
    )
    report.value(f"briefing of {BRIEFED} customers, milliseconds", many[0], 1500, "ms")
    report.value("briefing: queries of 80 more than of 8", many[1] - few[1], 0)


def busy_day(env, report, user):
    """My day of somebody with hundreds of visits ahead."""
    agenda = env["customer.agenda"].with_user(user)
    spec = {name: {} for name in ("day", "kind", "partner_id", "title", "bucket")}
    [page] = measure(
        env,
        lambda: agenda.web_search_read([("user_id", "=", user.id)], spec, limit=80),
    )
    report.value("my day of somebody with 2,000 visits, milliseconds", page[0], 500, "ms")
    report.value("my day, queries", page[1], 12)


def make_expenses(env):
    """Return expenses, each of a visit."""
    employee = env["hr.employee"].search([], limit=1)
    product = env["product.product"].search([("can_be_expensed", "=", True)], limit=1)
    visits = env["customer.visit"].search([], limit=EXPENSES).ids
    made = env["hr.expense"].create(
        [
            {
                "name": f"餐费 {number}",
                "employee_id": employee.id,
                "product_id": product.id,
                "total_amount_currency": 100,
            }
            for number in range(EXPENSES)
        ]
    )
    env.flush_all()
    env.execute_query(
        SQL(
            "UPDATE hr_expense SET visit_id = picked.visit_id FROM"
            " unnest(%s::int[], %s::int[]) AS picked(id, visit_id) WHERE hr_expense.id = picked.id"
            " RETURNING hr_expense.id",
            made.ids[: len(visits)],
            visits,
        )
    )
    env.invalidate_all()
    return made


def expenses(env, report):
    """The list of expenses with our links beside the same without them."""
    made = make_expenses(env)

    def read(names):
        spec = {
            name: {"fields": {"display_name": {}}} if made._fields[name].relational else {}
            for name in names
        }
        return made.web_search_read([("id", "in", made.ids)], spec, limit=80)

    plain, ours = measure(
        env, lambda: read(PLAIN_COLUMNS), lambda: read((*PLAIN_COLUMNS, *OUR_COLUMNS[:0]))
    )
    report.ratio("list of expenses, as it opens", plain, ours, LIST_RATIO)
    _plain, linked = measure(
        env, lambda: read(PLAIN_COLUMNS), lambda: read((*PLAIN_COLUMNS, *OUR_COLUMNS))
    )
    report.value("list of expenses with our columns shown, milliseconds", linked[0], None, "ms")


def main():
    given = arguments(__doc__)
    with environment(given, "customer.visit", "key_account_visits") as env:
        customers.fill(env, given.customers, given.invoices)
        report = Report()
        user = plan_many(env, report)
        busy_day(env, report, user)
        brief(env, report)
        expenses(env, report)
    report.finish()


if __name__ == "__main__":
    main()
