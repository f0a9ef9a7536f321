"""100,000 customers and 1,000,000 invoices: what our fields and the partner rule cost.

Runs on a database with customer_base, named as first argument or by ODOO_DB. It is filled by
SQL in the first run, and what was made stays for the next: `./dev bench customers`.
"""

import argparse
import os
import sys
import time
from statistics import median

import odoo.tools
from lxml import etree
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

OWN = ("customer_",)
SALESPEOPLE = 30
SHARES = 500
ROUNDS = 7


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", nargs="?", default=os.environ.get("ODOO_DB"))
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--invoices", type=int, default=1_000_000)
    return parser.parse_args()


# ---------------------------------------------------------------------- data


def clone(env, table, template_id, count, overrides):
    """Copy one row `count` times by one statement; `overrides` are SQL expressions of i."""
    env.flush_all()
    columns = [
        name
        for (name,) in env.execute_query(
            SQL(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
                "AND is_generated = 'NEVER' ORDER BY ordinal_position",
                table,
            )
        )
    ]
    values = [overrides.get(name, f't."{name}"') for name in columns]
    quoted = ", ".join(f'"{name}"' for name in columns)
    env.cr.execute(
        f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} "
        f"FROM {table} t, (SELECT i, nextval('{table}_id_seq') AS new_id "
        f"FROM generate_series(1, {count}) i) s WHERE t.id = {template_id}"
    )


def fill(env, customers, invoices):
    """Fill the database once; seeded by arithmetic, not by chance."""
    if env["res.partner"].search_count([("ref", "=like", "BENCH%")], limit=1):
        return
    print(f"{customers} customers …", flush=True)
    # foreign keys are checked by a plan made while the tables are still empty
    env.cr.execute("SET LOCAL enable_seqscan = off")
    template = fill_customers(env, customers)
    print(f"{invoices} invoices …", flush=True)
    fill_invoices(env, template, invoices)
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()


def fill_customers(env, count):
    """Customers shared evenly among the salespeople, some of them with the first one's too."""
    group = env.ref("customer_base.group_customer_salesperson").id
    users = env["res.users"].create(
        [
            {"name": f"Sales {i}", "login": f"bench{i}", "group_ids": [(6, 0, [group])]}
            for i in range(SALESPEOPLE)
        ]
    )
    first = users[0].id
    template = env["res.partner"].create(
        {"name": "Template", "is_company": True, "customer_category": "closed", "city": "Wuhan"}
    )
    name = "'Customer ' || md5(s.i::text)"
    overrides = {
        "id": "s.new_id",
        "commercial_partner_id": "s.new_id",
        "name": name,
        "complete_name": name,
        "ref": "'BENCH' || s.i",
        "phone": "'021-' || (50000000 + s.i)",
        "user_id": f"{first} + s.i % {SALESPEOPLE}",
    }
    clone(env, "res_partner", template.id, count, overrides)
    env.cr.execute("ANALYZE res_partner")
    env["customer.access"]._sync_owners()
    env.cr.execute(
        "INSERT INTO customer_access (partner_id, user_id, reason, date_from, active) "
        "SELECT id, %s, 'team', CURRENT_DATE, TRUE FROM res_partner "
        "WHERE ref LIKE 'BENCH%%' AND user_id <> %s ORDER BY id LIMIT %s",
        (first, first, SHARES),
    )
    return template


def fill_invoices(env, template, count):
    """Invoices and, one in twenty, credit notes over 780 days, on all customers alike."""
    product = env["product.product"].create({"name": "Pump", "list_price": 100})
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": template.id,
            "invoice_date": "2026-01-15",
            "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": 100.0})],
        }
    )
    invoice.action_post()
    first, last = env.execute_query(
        SQL("SELECT min(id), max(id) FROM res_partner WHERE ref LIKE 'BENCH%%'")
    )[0]
    partner = f"{first} + (s.i::bigint * 7919) % {last - first + 1}"
    date = "DATE '2024-10-01' + ((s.i::bigint * 104729) % 780)::int"
    overrides = {
        "id": "s.new_id",
        "name": "'BENCH/' || s.i",
        "sequence_prefix": "'BENCH/'",
        "sequence_number": "s.i",
        "move_type": "CASE WHEN s.i % 20 = 0 THEN 'out_refund' ELSE 'out_invoice' END",
        "partner_id": partner,
        "commercial_partner_id": partner,
        "invoice_date": date,
        "date": date,
        "amount_untaxed_signed": "(s.i % 97 + 1) * 100 * CASE WHEN s.i % 20 = 0 THEN -1 ELSE 1 END",
        "payment_reference": "NULL",
        "access_token": "NULL",
    }
    clone(env, "account_move", invoice.id, count, overrides)


# ------------------------------------------------------------------- measures


def measure(env, function):
    """Return (median milliseconds, queries) of a function, caches of records cold."""
    times, queries = [], 0
    for _round in range(ROUNDS + 1):
        env.invalidate_all()
        queries = env.cr.sql_log_count
        start = time.perf_counter()
        function()
        times.append((time.perf_counter() - start) * 1000)
        queries = env.cr.sql_log_count - queries
    return median(times[1:]), queries


def is_ours(field):
    return any(module.startswith(OWN) for module in field._modules)


def specification(model, node, ours):
    """Return what the web client would ask for, from the fields of an arch."""
    fields = {}
    for child in node.xpath(".//field[not(ancestor::field)]"):
        name = child.get("name")
        field = model._fields.get(name)
        if not field or name in fields or (is_ours(field) and not ours):
            continue
        fields[name] = {}
        if field.relational:
            comodel = model.env[field.comodel_name]
            fields[name] = {"fields": {"display_name": {}}}
            subviews = child.xpath("./list | ./kanban")
            if field.type != "many2one" and len(subviews):
                fields[name] = {
                    "fields": specification(comodel, subviews[0], ours),
                    "limit": 40,
                }
    return fields


def report(label, plain, ours, limit):
    ratio = ours[0] / plain[0]
    sign = "ok" if ratio <= limit else "OVER"
    print(
        f"{label:<46} plain {plain[0]:8.1f} ms {plain[1]:4d} q   ours {ours[0]:8.1f} ms "
        f"{ours[1]:4d} q   {ratio:5.2f} x (at most {limit}) {sign}"
    )


def measure_fields(env):
    partners = env["res.partner"].with_user(env.ref("base.user_admin"))
    domain = [("ref", "=like", "BENCH%")]
    row = partners.search(domain, limit=1)
    for label, xmlid, kind, count in (
        ("partner list, 80 rows", "base.view_partner_tree", "list", 80),
        ("customer list, 80 rows", "customer_base.res_partner_view_list_customers", "list", 80),
        ("partner form", "base.view_partner_form", "form", 1),
    ):
        arch = etree.fromstring(partners.get_view(env.ref(xmlid).id, kind)["arch"])
        specs = [specification(partners, arch, ours) for ours in (False, True)]

        def read(spec, count=count):
            if count == 1:
                return row.web_read(spec)
            return partners.web_search_read(domain, spec, limit=count, order="id")

        plain, ours = (measure(partners.env, lambda s=spec: read(s)) for spec in specs)
        report(label, plain, ours, 1.3)
        if count > 1:
            few = measure(partners.env, lambda s=specs[1]: read(s, 10))
            print(f"{'':<46} queries with 10 rows: {few[1]}, with {count}: {ours[1]}")


def measure_rule(env):
    user = env["res.users"].search([("login", "=", "bench0")])
    env.company.customer_partner_rule = False
    results = {}
    spec = {"name": {}, "phone": {}, "city": {}, "user_id": {"fields": {"display_name": {}}}}
    for limited in (False, True):
        env.company.customer_partner_rule = limited
        env.flush_all()
        partners = env["res.partner"].with_user(user)
        results[limited] = (
            measure(partners.env, lambda p=partners: p.web_search_read([], spec, limit=80)),
            measure(partners.env, lambda p=partners: p.search_count([])),
            measure(partners.env, lambda p=partners: p.name_search("Customer ab1", limit=8)),
        )
        print(f"rule {'on ' if limited else 'off'}: {partners.search_count([])} partners visible")
    for label, limit, plain, ours in zip(
        ("rule: list of 80", "rule: count", "rule: name search"),
        (1.5, 1.0, 2.5),
        results[False],
        results[True],
        strict=True,
    ):
        report(label, plain, ours, limit)


def measure_quarters(env):
    if "customer.purchase.quarter" not in env:
        return
    env.flush_all()
    bare = SQL(
        "SELECT company_id, commercial_partner_id, date_trunc('quarter', invoice_date) AS quarter, "
        "sum(amount_untaxed_signed) AS amount, count(*) AS invoice_count FROM account_move "
        "WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund') GROUP BY 1, 2, 3"
    )
    figures = SQL("sum(amount), sum(invoice_count), max(quarter)")
    query = env["customer.purchase.quarter"]._table_query
    plain = measure(env, lambda: env.cr.execute(SQL("SELECT %s FROM (%s) q", figures, bare)))
    figures = SQL("%s, sum(previous_amount), sum(year_ago_amount), max(user_id)", figures)
    ours = measure(env, lambda: env.cr.execute(SQL("SELECT %s FROM (%s) q", figures, query)))
    report("quarterly totals of all customers", plain, ours, 2.0)


def main():
    given = arguments()
    if not given.database:
        sys.exit("Name a database: bench/customers.py NAME, or set ODOO_DB.")
    conf = os.environ.get("ODOO_CONF")
    odoo.tools.config.parse_config(["-c", conf] if conf else [], setup_logging=False)
    registry = Registry(given.database)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        if "customer.access" not in env:
            sys.exit(f"{given.database} has no customer_base.")
        fill(env, given.customers, given.invoices)
        measure_fields(env)
        measure_rule(env)
        measure_quarters(env)
        cr.rollback()


if __name__ == "__main__":
    main()
