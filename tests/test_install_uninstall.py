"""Each addon alone on an ERP with data: installed, updated, uninstalled, the ERP left whole."""

import json
import re
import subprocess

import pytest
from devtool import databases, odoo

DATABASE = "install_alone"
USED = "install_used"
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


# What an administrator does in Apps, in one session; after each step is said how the ERP looks.
STEPS = """
import json

def modules(names):
    return env['ir.module.module'].search([('name', 'in', names)])

def rows(query, *values):
    env.cr.execute(query, values or None)
    return env.cr.fetchall()

def fresh():
    # the registry was made anew: this session sees it from its next transaction on
    env.cr.commit()
    env.transaction.reset()

def tables():
    return sorted(name for (name,) in rows(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"))

def columns(table):
    return [name for (name,) in rows(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s ORDER BY 1", table)]

def content(table, names):
    # Odoo itself touches the administrator's write date whenever any addon is installed
    listed = ', '.join('"%s"' % name for name in names if name != 'write_date')
    return rows("SELECT md5(string_agg(row::text, '|' ORDER BY row.id)) "
                'FROM (SELECT %s FROM "%s") row' % (listed, table))[0][0]

LEFT = (
    "SELECT DISTINCT model FROM ir_model WHERE model ~ '^(customer|workday|l10n_cn[.]fapiao)'",
    "SELECT DISTINCT model FROM ir_model_fields"
    " WHERE model ~ '^(customer|workday|l10n_cn[.]fapiao)'",
    "SELECT name FROM ir_model_data WHERE module IN ('%s')" % "', '".join(OURS),
)

def say(step):
    print('STEP ' + json.dumps({
        'step': step,
        'tables': tables(),
        'columns': {table: columns(table) for table in SHARED},
        'content': {table: content(table, before[table]) for table in SHARED},
        'left': sorted(name for query in LEFT for (name,) in rows(query)),
    }))

# the server cleans up this table now and then, and an installation does not wait for that
env.cr.execute("ALTER TABLE ir_module_module SET (autovacuum_enabled = off)")
env.cr.commit()
modules(FOREIGN).filtered(lambda m: m.state != 'installed').button_immediate_install()
fresh()
before = {table: columns(table) for table in SHARED}
say('before')
modules([ADDON]).button_immediate_install()
fresh()
say('installed')
modules([ADDON]).button_immediate_upgrade()
fresh()
say('updated')
modules(OURS).filtered(lambda m: m.state == 'installed').button_immediate_uninstall()
fresh()
say('uninstalled')
"""


def odoo_shell(script, settings, database):
    result = subprocess.run(
        [str(odoo.BIN), "shell", "-c", str(odoo.CONF), "-d", database, "--no-http"],
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


@pytest.fixture(scope="module")
def settings():
    made = odoo.ensure()
    databases.ensure_base(made)
    databases.copy(databases.BASE, USED)
    assert "READY" in odoo_shell(USED_ERP, made, USED)
    yield made
    databases.drop(DATABASE)
    databases.drop(USED)


@pytest.mark.parametrize("addon", ADDONS)
def test_installed_updated_uninstalled(addon, settings):
    """Existing ERP data is sacred: nothing rewritten at install, nothing left at uninstall."""
    databases.copy(USED, DATABASE)
    # what an addon of ours brings along of Odoo's own stays with whoever has it
    foreign = databases.foreign_dependencies(addon)
    facts = (
        f"ADDON, OURS, SHARED = {addon!r}, {list(ADDONS)!r}, {SHARED_TABLES!r}\n"
        f"FOREIGN = {list(foreign)!r}\n"
    )
    said = odoo_shell(facts + STEPS, settings, DATABASE)
    steps = [json.loads(line[5:]) for line in said.splitlines() if line.startswith("STEP ")]
    assert [step["step"] for step in steps] == ["before", "installed", "updated", "uninstalled"]
    before, installed, _updated, uninstalled = steps

    assert set(installed["tables"]) > set(before["tables"])
    for step in steps[1:]:
        assert step["content"] == before["content"], step["step"]
    ours = ("workday_", "customer_", "l10n_cn_fapiao")
    left = set(uninstalled["tables"]) - set(before["tables"])
    assert not {name for name in left if name.startswith(ours)}
    assert uninstalled["columns"] == before["columns"]
    assert installed["left"] != []
    assert uninstalled["left"] == []
