"""100,000 customers and 1,000,000 invoices: what our fields and the partner rule cost.

Runs on a database with customer_base, named as first argument or by ODOO_DB. It is filled by
SQL in the first run, and what was made stays for the next: `./dev bench customers`.
"""

import logging
from contextlib import contextmanager

from _common import Report, arguments, environment, measure
from lxml import etree
from odoo.tools import SQL

OWN = ("customer_",)
SALESPEOPLE = 30
DEPARTMENT = 11  # salespeople of the manager's department: 37 % of the customers
SHARES = 500
WRITES = 50
CROWD = 60  # followers of the customer whose chatter is measured
# login of who measures, and the role; None is an employee without any
ROLES = {
    "bench0": "salesperson",
    "bench_clerk": "clerk",
    "bench_manager": "manager",
    "bench_director": "director",
    "bench_plain": None,
    "bench_admin": "admin",
}


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
        fill_people(env)
        return
    print(f"{customers} customers …", flush=True)
    # foreign keys are checked by a plan made while the tables are still empty
    env.cr.execute("SET LOCAL enable_seqscan = off")
    template = fill_customers(env, customers)
    print(f"{invoices} invoices …", flush=True)
    fill_invoices(env, template, invoices)
    fill_people(env)
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()


def fill_people(env):
    """One person for each role; the manager's department holds some of the salespeople."""
    users = env["res.users"].search([("login", "in", list(ROLES))])
    missing = ROLES.keys() - set(users.mapped("login"))
    if not missing:
        return
    users |= users.create(
        [
            {
                "name": login,
                "login": login,
                "group_ids": [
                    (
                        6,
                        0,
                        env.ref(
                            f"customer_base.group_customer_{ROLES[login]}"
                            if ROLES[login]
                            else "base.group_user"
                        ).ids,
                    )
                ],
            }
            for login in sorted(missing)
        ]
    )
    by_login = {user.login: user for user in users}
    salespeople = env["res.users"].search([("login", "=like", "bench_%")], order="id")
    salespeople = salespeople.filtered(lambda user: user.login[5:].isdecimal())[:DEPARTMENT]
    department = env["hr.department"].create({"name": "Bench East"})
    employees = env["hr.employee"].create(
        [
            {"name": user.name, "user_id": user.id, "department_id": department.id}
            for user in (by_login["bench_manager"] | by_login["bench_clerk"] | salespeople)
        ]
    )
    department.manager_id = employees[0]
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


def fill_followers(env):
    """Each customer is followed by itself and by its salesperson, one of them by a crowd."""
    first = first_customer(env)
    if first in first.message_partner_ids:  # made by a run before
        return
    env.cr.execute(
        "INSERT INTO mail_followers (res_model, res_id, partner_id) "
        "SELECT 'res.partner', partner.id, follower.id FROM res_partner partner "
        "JOIN res_users owner ON owner.id = partner.user_id "
        "CROSS JOIN LATERAL unnest(ARRAY[partner.id, owner.partner_id]) AS follower(id) "
        "WHERE partner.ref LIKE 'BENCH%' ON CONFLICT DO NOTHING"
    )
    env.cr.execute(
        "INSERT INTO mail_followers (res_model, res_id, partner_id) "
        "SELECT 'res.partner', %s, id FROM res_partner WHERE ref LIKE 'BENCH%%' "
        "ORDER BY id LIMIT %s ON CONFLICT DO NOTHING",
        (first.id, CROWD),
    )
    env.cr.commit()
    env.cr.execute("ANALYZE mail_followers")


# ------------------------------------------------------------------- measures


def first_customer(env):
    """The customer that the first salesperson opens."""
    first = env["res.users"].search([("login", "=", "bench0")])
    domain = [("ref", "=like", "BENCH%"), ("user_id", "=", first.id)]
    return env["res.partner"].search(domain, limit=1)


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


def people(env):
    """Return [(role, user)]."""
    users = env["res.users"].search([("login", "in", list(ROLES))])
    by_login = {user.login: user for user in users}
    return [(role or "no role", by_login[login]) for login, role in ROLES.items()]


def measure_fields(env, report):
    """Lists and the form, with our fields and without, as each role sees them."""
    row_id = first_customer(env).id
    domain = [("ref", "=like", "BENCH%")]
    for role, user in people(env):
        partners = env["res.partner"].with_user(user)
        row = partners.browse(row_id)
        for label, xmlid, kind, count in (
            ("partner list, 80 rows", "base.view_partner_tree", "list", 80),
            ("customer list, 80 rows", "customer_base.res_partner_view_list_customers", "list", 80),
            ("partner form", "base.view_partner_form", "form", 1),
        ):
            arch = etree.fromstring(partners.get_view(env.ref(xmlid).id, kind)["arch"])
            specs = [specification(partners, arch, ours) for ours in (False, True)]

            def read(spec, limit=count, partners=partners, row=row):
                if limit == 1:
                    return row.web_read(spec)
                return partners.web_search_read(domain, spec, limit=limit, order="id")

            plain, ours, few = measure(
                partners.env,
                lambda s=specs[0]: read(s),  # noqa: B023
                lambda s=specs[1]: read(s),  # noqa: B023
                lambda s=specs[1]: read(s, min(count, 10)),  # noqa: B023
            )
            report.ratio(f"{role}: {label}", plain, ours, 1.3)
            if count > 1:
                more = ours[1] - few[1]
                report.value(f"{role}: queries of {count} rows more than of 10", more, 0)


def measure_overview(env, report):
    """What the form asks for once it is on the screen."""
    row = first_customer(env)
    bought = [("commercial_partner_id", "=", row.id)]
    for role, user in people(env):
        [(milliseconds, queries)] = measure(env, row.with_user(user).customer_overview)
        report.value(f"{role}: overview of a customer, {queries} queries", milliseconds, 100, "ms")
        trades = env["customer.file.trade"].with_user(user)
        if not trades.has_access("read"):
            continue
        [(milliseconds, queries)] = measure(env, lambda t=trades: t.search_read(bought, limit=20))
        report.value(f"{role}: trades of a customer, {queries} queries", milliseconds, 50, "ms")


def compare_rule(env, records, *functions):
    """Return [(without the optional rule, with it)] of functions, each as ``measure`` gives it."""
    results = []
    for limited in (False, True):
        env.company.customer_partner_rule = limited
        env.flush_all()
        results.append(measure(records.env, *functions))
    env.company.customer_partner_rule = False
    return list(zip(*results, strict=True))


def measure_rule(env, report):
    """The optional rule, for each role that it limits."""
    spec = {"name": {}, "phone": {}, "city": {}, "user_id": {"fields": {"display_name": {}}}}
    for role, user in people(env):
        partners = env["res.partner"].with_user(user)
        results = compare_rule(
            env,
            partners,
            lambda p=partners: p.web_search_read([], spec, limit=80),
            lambda p=partners: p.search_count([]),
            lambda p=partners: p.name_search("Customer ab1", limit=8),
        )
        names = (("list of 80", 1.5), ("count", 1.5), ("name search", 2.5))
        for (label, limit), (plain, ours) in zip(names, results, strict=True):
            report.ratio(f"{role}: rule, {label}", plain, ours, limit)


def measure_followers(env, report):
    """Who follows a customer, in the chatter, and 80 of them: a rule hides customers there."""
    row = first_customer(env)
    own = [("ref", "=like", "BENCH%"), ("user_id", "=", row.user_id.id)]
    page_ids = env["res.partner"].search(own, limit=80).ids
    domain = [("res_model", "=", "res.partner"), ("res_id", "in", page_ids)]
    for role, user in people(env):
        customer = row.with_user(user)
        if not customer.has_access("read"):
            continue
        followers = env["mail.followers"].with_user(user)
        results = compare_rule(
            env,
            customer,
            customer.message_get_followers,
            lambda f=followers: f.search_read(domain, ["partner_id"]),
        )
        names = (("followers in the chatter", 1.5), ("followers of 80 customers", 2.0))
        for (label, limit), (plain, ours) in zip(names, results, strict=True):
            report.ratio(f"{role}: {label}", plain, ours, limit)


def measure_writes(env, report):
    """Phone numbers written one by one: what our overrides ask of tables of ours.

    Contacts that are no customers have nothing of ours; a customer has its file.
    """
    contacts = env["res.partner"].create(
        [{"name": f"Contact {i}", "phone": "1"} for i in range(WRITES)]
    )
    customers = env["res.partner"].search([("ref", "=like", "BENCH%")], limit=WRITES)
    for role, user in people(env):
        if role == "no role":  # who may not change contacts
            continue
        for label, limit, records in (("contacts", 0.5, contacts), ("customers", 2, customers)):
            with count_queries("customer_") as found:
                [(milliseconds, queries)] = measure(
                    env, lambda r=records, u=user: write_each(r.with_user(u)), rounds=1
                )
            print(
                f"{role}: {label}, {milliseconds / WRITES:.1f} ms, {queries / WRITES:.1f} queries"
            )
            # two rounds, the first of them to warm up
            each = len(found) / WRITES / 2
            report.value(f"{role}: {label}, queries of ours a write", each, limit)


def write_each(partners):
    for index, partner in enumerate(partners):
        partner.sudo(not partner.has_access("write")).write({"phone": f"021-6{index:07d}"})
        partners.env.flush_all()
        partners.env.invalidate_all()


@contextmanager
def count_queries(prefix):
    """Give a list that fills with the statements on tables whose names begin so."""
    found = []

    class Handler(logging.Handler):
        def emit(self, record):
            text = record.getMessage()
            if f'FROM "{prefix}' in text or f"FROM {prefix}" in text:
                found.append(text)

    logger, handler = logging.getLogger("odoo.sql_db"), Handler()
    level, propagate = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield found
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate


def measure_quarters(env, report):
    if "customer.purchase.quarter" not in env:
        return
    env.flush_all()
    bare = SQL(
        "SELECT company_id, commercial_partner_id, date_trunc('quarter', invoice_date) AS quarter, "
        "sum(amount_untaxed_signed) AS amount, count(*) AS invoice_count FROM account_move "
        "WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund') GROUP BY 1, 2, 3"
    )
    figures = SQL("sum(amount), sum(invoice_count), max(quarter)")
    ours = SQL("%s, sum(previous_amount), sum(year_ago_amount), max(user_id)", figures)
    query = env["customer.purchase.quarter"]._table_query
    plain, own = measure(
        env,
        lambda: env.cr.execute(SQL("SELECT %s FROM (%s) q", figures, bare)),
        lambda: env.cr.execute(SQL("SELECT %s FROM (%s) q", ours, query)),
    )
    report.ratio("quarterly totals of all customers", plain, own, 2.0)


def main():
    given = arguments(__doc__)
    report = Report()
    with environment(given, "customer.access", "customer_base", tracking_disable=True) as env:
        fill(env, given.customers, given.invoices)
        fill_followers(env)
        measure_fields(env, report)
        measure_overview(env, report)
        measure_rule(env, report)
        measure_followers(env, report)
        measure_writes(env, report)
        measure_quarters(env, report)
    report.finish()


if __name__ == "__main__":
    main()
