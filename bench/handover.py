"""Hand-overs of 5,000 and 50,000 customers with five records each: seconds, queries, memory, locks.

The same customers are first given away by bare SQL with a line of history each, then by the
addon: the roster, the chunks as the job runs them, the bundles. `./dev bench handover`.
"""

import gc
import resource
import time

from _common import Report, arguments, environment, timed
from odoo.tools import SQL

SMALL, LARGE = 5_000, 50_000
RECORDS = 6  # a customer and its bundle

MAKE = """
    INSERT INTO res_partner (name, complete_name, active, is_company, type, user_id,
                             customer_category, email, company_id, create_date, write_date,
                             create_uid, write_uid, autopost_bills)
    SELECT 'Handover ' || n, 'Handover ' || n, TRUE, TRUE, 'contact', %(user)s, 'potential',
           'h' || n || '@example.com', NULL, now(), now(), 1, 1, 'ask'
      FROM generate_series(1, %(count)s) AS n
 RETURNING id
"""
BARE = """
    WITH moved AS (
        UPDATE res_partner SET user_id = %(to)s, write_date = now() WHERE user_id = %(user)s
     RETURNING id
    ), said AS (
        INSERT INTO mail_message (model, res_id, message_type, body, date, create_date)
        SELECT 'res.partner', id, 'notification', '<p>x</p>', now(), now() FROM moved
     RETURNING id
    )
    INSERT INTO mail_tracking_value (mail_message_id, field_id, create_date)
    SELECT id, %(field)s, now() FROM said RETURNING id
"""


def people(env):
    """Return who hands over, who takes over, and who manages them."""
    company = env.company
    groups = [
        env.ref("customer_base.group_customer_salesperson").id,
        env.ref("base.group_user").id,
    ]
    return [
        env["res.users"].create(
            {
                "name": name,
                "login": f"bench-{name}-{time.time_ns()}",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, groups)],
            }
        )
        for name in ("leaver", "receiver")
    ]


def make(env, user, count):
    """Give the person customers, each with an order and four activities."""
    env.execute_query(SQL(MAKE, user=user.id, count=count))
    env.execute_query(
        SQL(
            "UPDATE res_partner SET commercial_partner_id = id WHERE user_id = %s RETURNING id",
            user.id,
        )
    )
    env.invalidate_all()
    env["customer.access"]._sync_owners(env["res.partner"].search([("user_id", "=", user.id)]).ids)
    env.execute_query(
        SQL(
            "INSERT INTO mail_activity (res_model, res_model_id, res_id, user_id, summary, active,"
            " date_deadline, create_date, automated)"
            " SELECT 'res.partner', %s, id, user_id, 'Call', TRUE, CURRENT_DATE, now(), FALSE"
            " FROM res_partner, generate_series(1, 4) WHERE user_id = %s RETURNING id",
            env["ir.model"]._get_id("res.partner"),
            user.id,
        )
    )
    stock = "picking_policy" in env["sale.order"]._fields  # the warehouse asks for it
    env.execute_query(
        SQL(
            "INSERT INTO sale_order (name, partner_id, partner_invoice_id, partner_shipping_id,"
            " user_id, company_id, state, date_order, create_date, invoice_status, currency_id%s)"
            " SELECT 'H' || id, id, id, id, user_id, %s, 'draft', now(), now(), 'no', %s%s"
            " FROM res_partner WHERE user_id = %s RETURNING id",
            SQL(", picking_policy") if stock else SQL(),
            env.company.id,
            env.company.currency_id.id,
            SQL(", 'direct'") if stock else SQL(),
            user.id,
        )
    )
    env.cr.execute("ANALYZE res_partner")
    env.cr.execute("ANALYZE mail_activity")
    env.cr.execute("ANALYZE sale_order")
    env.cr.execute("ANALYZE customer_access")


def bare(env, leaver, receiver):
    """Return the seconds that the statements alone take; rolled back."""
    with env.cr.savepoint() as point:
        seconds, _rows = timed(
            lambda: env.execute_query(
                SQL(
                    BARE,
                    user=leaver.id,
                    to=receiver.id,
                    field=env["ir.model.fields"]._get("res.partner", "user_id").id,
                )
            )
        )
        point.rollback()
    env.invalidate_all()
    return seconds


def move(env, leaver, receiver):
    """Hand over as the job does; return (seconds to collect, seconds, longest chunk, queries)."""
    collect, sheet = timed(
        lambda: env["customer.handover"].create(
            {"leaver_id": leaver.id, "main_receiver_id": receiver.id, "notify": False}
        )
    )
    sheet.line_ids.filtered(lambda line: line.decision == "ask").decision = "leave"
    sheet.customer_ids.invalidate_recordset()
    sheet._approval_set_state("moving")
    env.flush_all()
    from odoo.addons.customer_handover.models.move.customer_handover_job import FIRST, next_size

    longest, before, start = 0, env.cr.sql_log_count, time.perf_counter()
    size = FIRST
    while True:
        seconds, done = timed(lambda size=size: (sheet._move_customers(size), env.flush_all())[0])
        if not done:
            break
        longest, size = max(longest, seconds), next_size(size, seconds)
        env.invalidate_all()
    for line in sheet.line_ids.filtered(lambda line: line.decision == "move"):
        while timed(lambda line=line: sheet._move_line(line, FIRST))[1]:
            pass
    env.flush_all()
    return collect, time.perf_counter() - start, longest, env.cr.sql_log_count - before


def main():
    given = arguments(__doc__)
    report = Report()
    with environment(given, "customer.handover", "customer_handover", tracking_disable=True) as env:
        for count in (SMALL, LARGE):
            leaver, receiver = people(env)
            make(env, leaver, count)
            gc.collect()
            seconds_bare = bare(env, leaver, receiver)
            collect, seconds, longest, queries = move(env, leaver, receiver)
            left = env["res.partner"].search_count([("user_id", "=", leaver.id)])
            label = f"{count:,} customers"
            report.value(f"{label}: bare SQL with history", seconds_bare, None, "s")
            report.value(f"{label}: sheet drawn up", collect, None, "s")
            report.value(f"{label}: with bundles of five", seconds, 600, "s")
            report.value(f"{label}: longest chunk", longest, 1.0, "s")
            report.value(f"{label}: queries a record", queries / count / RECORDS, 0.1)
            report.value(f"{label}: left behind", left, 0)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        report.value("memory of the whole run", peak, 500, "MB")
    report.finish()


if __name__ == "__main__":
    main()
