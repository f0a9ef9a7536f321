"""Credit: exposure of 100,000 customers, the list of blocked documents, what confirming costs.

Runs on a database with customer_qualification, filled as `customers` does: `./dev bench credit`.
What it adds to that is taken back.
"""

import customers
from _common import Report, arguments, environment, measure, timed
from odoo.tools import SQL

HOLDS = 20_000
LIST_COLUMNS = ("name", "partner_id", "user_id", "amount_total", "date_order", "state")
HOLD_COLUMNS = ("document", "partner_id", "user_id", "amount", "reason", "since", "status")
# What Odoo has of the same figures: three sums by contact, without drafts, terms and currencies.
BARE = (
    """
    SELECT sale.partner_invoice_id,
           SUM(line.price_total * (line.product_uom_qty - line.qty_invoiced)
               / NULLIF(line.product_uom_qty, 0)),
           SUM(line.price_total * (line.qty_delivered - line.qty_invoiced)
               / NULLIF(line.product_uom_qty, 0))
      FROM sale_order_line line JOIN sale_order sale ON sale.id = line.order_id
     WHERE sale.state = 'sale' AND sale.company_id = %(company)s
  GROUP BY sale.partner_invoice_id
    """,
    """
    SELECT commercial_partner_id, SUM(amount_total_signed) FROM account_move
     WHERE state = 'draft' AND move_type = 'out_invoice' AND company_id = %(company)s
  GROUP BY commercial_partner_id
    """,
    """
    SELECT item.partner_id, SUM(item.amount_residual), MIN(item.date_maturity)
      FROM account_move_line item JOIN account_account account ON account.id = item.account_id
     WHERE account.account_type = 'asset_receivable' AND item.parent_state = 'posted'
       AND item.reconciled IS NOT TRUE AND item.company_id = %(company)s
  GROUP BY item.partner_id
    """,
)


def fill(env, count):
    """An order that is not invoiced and an open item of every customer; back with the cursor."""
    template = env["res.partner"].search([("name", "=", "Template")], limit=1)
    product = env["product.product"].search([("name", "=", "Pump")], limit=1)
    order = env["sale.order"].create(
        {
            "partner_id": template.id,
            "order_line": [(0, 0, {"product_id": product.id, "price_unit": 100.0})],
        }
    )
    order.action_confirm()
    [[first, last]] = env.execute_query(
        SQL("SELECT min(id), max(id) FROM res_partner WHERE ref LIKE 'BENCH%%'")
    )
    partner = f"{first} + (s.i::bigint * 7919) % {last - first + 1}"
    customers.clone(
        env,
        "sale_order",
        order.id,
        count,
        {
            "id": "s.new_id",
            "name": "'BENCH' || s.i",
            "partner_id": partner,
            "partner_invoice_id": partner,
            "partner_shipping_id": partner,
            "access_token": "NULL",
        },
    )
    [[start]] = env.execute_query(SQL("SELECT min(id) FROM sale_order WHERE name LIKE 'BENCH%%'"))
    overrides = {"id": "s.new_id", "order_id": f"{start} + s.i - 1"}
    customers.clone(env, "sale_order_line", order.order_line.id, count, overrides)
    fill_items(env, count, partner)
    for table in ("sale_order", "sale_order_line", "account_move_line"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()


def fill_items(env, count, partner):
    """An open item of every customer, on a posted invoice of the bench."""
    posted = env["account.move"].search([("name", "=like", "BENCH/%")], limit=1)
    item = env["account.move.line"].search(
        [("account_id.account_type", "=", "asset_receivable"), ("parent_state", "=", "posted")],
        limit=1,
    )
    overrides = {"id": "s.new_id", "move_id": str(posted.id), "partner_id": partner}
    customers.clone(env, "account_move_line", item.id, count, overrides)


def exposure(env, report):
    """Our one query beside the three sums it stands for."""
    company, model = env.company, env["customer.credit.exposure"]
    plain, ours = measure(
        env,
        lambda: [
            env.execute_query(SQL(query, company=company.id))  # pylint: disable=sql-injection
            for query in BARE
        ],
        lambda: model._of(company, None),
        rounds=5,
    )
    report.ratio(f"exposure of {len(model._of(company, None))} customers", plain, ours, 2)
    report.value("exposure, queries (one reads the company)", ours[1], 2)
    found = env["res.partner"].search([("ref", "=like", "BENCH%")], limit=80)
    few, many = measure(
        env, lambda: model._of(company, found[:8]), lambda: model._of(company, found)
    )
    report.value("exposure of 80 customers, milliseconds", many[0], 100, "ms")
    report.value("exposure: queries of 80 more than of 8", many[1] - few[1], 0)


def holds(env, report):
    """The list of blocked documents beside Odoo's list of orders."""
    rows = env["sale.order"].search([("name", "=like", "BENCH%")], limit=HOLDS)
    today = env.company._workday_today()
    env["customer.credit.hold"].create(
        [
            {
                "document": order.name,
                "kind": "order",
                "order_id": order.id,
                "partner_id": order.partner_id.id,
                "user_id": order.user_id.id,
                "company_id": order.company_id.id,
                "currency_id": order.company_id.currency_id.id,
                "amount": 100,
                "status": "blocked",
                "reason": "limit",
                "since": today,
            }
            for order in rows
        ]
    )
    env.cr.execute("ANALYZE customer_credit_hold")
    user = env["res.users"].search([("login", "=", "bench_director")])
    plain, ours = measure(
        env,
        lambda: (
            env["sale.order"]
            .with_user(user)
            .web_search_read([], {name: {} for name in LIST_COLUMNS}, limit=80)
        ),
        lambda: (
            env["customer.credit.hold"]
            .with_user(user)
            .web_search_read([], {name: {} for name in HOLD_COLUMNS}, limit=80)
        ),
    )
    report.ratio(f"director: list of {len(rows)} blocked documents, 80 rows", plain, ours, 1.3)


def confirming(env, report):
    """Queries of confirming an order, with the checks switched on and off."""
    product = env["product.product"].search([("name", "=", "Pump")], limit=1)
    stranger, customer = env["res.partner"].create(
        [{"name": "Stranger"}, {"name": "Managed", "customer_category": "closed"}]
    )
    env["customer.credit.account"]._ensure(customer, env.company).write(
        {"mode": "credit", "credit_limit": 10**9}
    )
    counts = {}
    for checked in (False, True):
        env.company.customer_credit_control = checked
        env.company.customer_control_since = False
        for name, partner in (("no customer of ours", stranger), ("managed customer", customer)):
            for _round in range(2):
                order = env["sale.order"].create(
                    {
                        "partner_id": partner.id,
                        "order_line": [(0, 0, {"product_id": product.id, "price_unit": 1.0})],
                    }
                )
                stranger.customer_category = False
                env.flush_all()
                env.invalidate_all()
                before = env.cr.sql_log_count
                order.action_confirm()
                env.flush_all()
                counts[name, checked] = env.cr.sql_log_count - before
    for name, most in (("no customer of ours", 1), ("managed customer", 5)):
        more = counts[name, True] - counts[name, False]
        report.value(f"confirming an order of a {name}: queries more", more, most)


def reckoning(env, report):
    """The job over all accounts."""
    env.company.customer_credit_control = True
    partners = env["res.partner"].search([("ref", "=like", "BENCH%")], limit=20_000)
    env["customer.credit.account"]._ensure(partners, env.company)
    env.flush_all()
    accounts = env["customer.credit.account"]
    seconds, rows = timed(lambda: accounts._reckoned_rows(env.company))
    report.value(f"figures of {len(rows)} accounts, seconds", seconds, 60, "s")
    seconds, _done = timed(lambda: accounts._write_reckoned(rows))
    report.value("writing them, seconds", seconds, 20, "s")


def main():
    given = arguments(__doc__)
    report = Report()
    with environment(given, "customer.credit.exposure", "customer_qualification") as env:
        customers.fill(env, given.customers, given.invoices)
        fill(env, given.customers)
        confirming(env, report)
        exposure(env, report)
        holds(env, report)
        reckoning(env, report)
    report.finish()


if __name__ == "__main__":
    main()
