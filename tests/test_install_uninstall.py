"""Each addon alone on an ERP with data: installed, updated, uninstalled, the ERP left whole."""

import re
import subprocess

import pytest
from devtool import databases, odoo, postgres

DATABASE = "install_alone"
LOUD = re.compile(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) ")
SHARED_TABLES = ("res_partner", "res_users", "sale_order", "account_move", "hr_employee")
ADDONS = tuple(sorted(databases.manifests()))

# An ERP that is in use: a customer with an order and an invoice, a supplier, an employee.
USED_ERP = """
env.user.group_ids += env.ref('sales_team.group_sale_manager')
customer, supplier = env['res.partner'].create([
    {'name': '老客户有限公司', 'is_company': True, 'vat': '12345', 'phone': '１２３', 'ref': 'A 1'},
    {'name': 'Supplier', 'is_company': True, 'supplier_rank': 1},
])
product = env['product.product'].create({'name': 'Pump', 'type': 'service', 'list_price': 10})
order = env['sale.order'].create({
    'partner_id': customer.id, 'order_line': [(0, 0, {'product_id': product.id})]})
order.action_confirm()
order.copy()
employee = env['hr.employee'].create({'name': 'Worker', 'user_id': env.user.id})
order._create_invoices().action_post()
env.cr.commit()
print('READY')
"""


def odoo_shell(script, settings):
    result = subprocess.run(
        [str(odoo.BIN), "shell", "-c", str(odoo.CONF), "-d", DATABASE, "--no-http"],
        input=script,
        text=True,
        capture_output=True,
        check=False,
        env=odoo.process_environment(settings),
    )
    assert result.returncode == 0, result.stderr[-3000:]
    # silent: a record that cannot be removed is tried again one by one, each with an error
    loud = [line for line in result.stderr.splitlines() if LOUD.match(line)]
    assert loud == []
    return result.stdout


def columns(table):
    return postgres.execute(
        "SELECT column_name FROM information_schema.columns"
        f" WHERE table_name = '{table}' ORDER BY 1",
        DATABASE,
    )


def content(table, names):
    """One fingerprint of the rows of a table, in the given columns.

    Odoo itself touches the administrator's write date whenever any addon is installed.
    """
    listed = ", ".join(f'"{name}"' for name in names if name != "write_date")
    return postgres.execute(
        f"SELECT md5(string_agg(row::text, '|' ORDER BY row.id)) FROM (SELECT {listed}"
        f' FROM "{table}") row',
        DATABASE,
    )[0]


def tables():
    return set(
        postgres.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
            DATABASE,
        )
    )


def run_odoo(arguments, settings, log):
    code, path = odoo.call(
        ["-c", odoo.CONF, "-d", DATABASE, *arguments, "--no-http", "--max-cron-threads", "0"],
        settings,
        log,
    )
    text = path.read_text(errors="replace")
    assert code == 0, text[-3000:]
    assert not databases.log_problems(path)


@pytest.fixture(scope="module")
def settings():
    made = odoo.ensure()
    databases.ensure_base(made)
    yield made
    databases.drop(DATABASE)


@pytest.mark.parametrize("addon", ADDONS)
def test_installed_updated_uninstalled(addon, settings):
    """Existing ERP data is sacred: nothing rewritten at install, nothing left at uninstall."""
    databases.copy(databases.BASE, DATABASE)
    assert "READY" in odoo_shell(USED_ERP, settings)
    # what an addon of ours brings along of Odoo's own stays with whoever has it
    foreign = ",".join(databases.foreign_dependencies(addon))
    run_odoo(["-i", foreign, "--stop-after-init"], settings, "alone-foreign.log")
    tables_before = tables()
    columns_before = {table: columns(table) for table in SHARED_TABLES}
    before = {table: content(table, columns_before[table]) for table in SHARED_TABLES}

    run_odoo(["-i", addon, "--stop-after-init"], settings, "alone-install.log")
    assert tables() > tables_before
    assert {table: content(table, columns_before[table]) for table in SHARED_TABLES} == before

    run_odoo(["-u", addon, "--stop-after-init"], settings, "alone-update.log")
    assert {table: content(table, columns_before[table]) for table in SHARED_TABLES} == before

    odoo_shell(
        "env['ir.module.module'].search([('name', 'in', "
        f"{ADDONS!r})]).filtered(lambda m: m.state == 'installed').button_immediate_uninstall()",
        settings,
    )
    ours = ("workday_", "customer_")
    assert not {name for name in tables() - tables_before if name.startswith(ours)}
    assert {table: columns(table) for table in SHARED_TABLES} == columns_before
    assert {table: content(table, columns_before[table]) for table in SHARED_TABLES} == before
    for table, column in (("ir_model", "model"), ("ir_model_fields", "model")):
        left = postgres.execute(
            f"SELECT DISTINCT {column} FROM {table} WHERE {column} LIKE 'customer.%'"
            f" OR {column} LIKE 'workday.%'",
            DATABASE,
        )
        assert left == []
    assert (
        postgres.execute(
            f"SELECT name FROM ir_model_data WHERE module IN {ADDONS!r}",
            DATABASE,
        )
        == []
    )
