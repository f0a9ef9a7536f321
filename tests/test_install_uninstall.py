"""Each addon alone on an ERP with data: installed, updated, uninstalled, the ERP left whole.

What an addon builds on was tried before it and is not installed again: it starts on a copy of the
ERP with the most of that. The demo starts on the bare ERP and takes all addons away at once.
"""

import json
import re
import subprocess
from functools import cache

import pytest
from devtool import databases, odoo

DATABASE = "install_alone"
USED = "install_used"
WHOLE = "customer_demo"
LOUD = re.compile(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) ")
SHARED_TABLES = ("res_partner", "res_users", "sale_order", "account_move", "hr_employee")
OURS = databases.manifests()


@cache
def below(addon):
    """Our addons that this one depends on, by whatever way."""
    needs = [need for need in OURS[addon]["depends"] if need in OURS]
    return frozenset(needs).union(*map(below, needs))


ADDONS = tuple(sorted(OURS, key=lambda addon: (len(below(addon)), addon)))


def nearest(addon, among):
    """The one of these addons that most of what this one depends on comes with, or None."""
    start = max(below(addon).intersection(among), key=ADDONS.index, default=None)
    # there, the app of Odoo's that it waits for would bring it along before it is looked for
    waits = start and set(foreign(addon)) - set(foreign(start))
    by_itself = waits and OURS[addon].get("auto_install")
    return None if addon == WHOLE or by_itself else start


def foreign(addon):
    return databases.foreign_dependencies(addon)


# Addons that others start from
STARTS = {nearest(addon, ADDONS) for addon in ADDONS} - {None}

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


# What an administrator does in Apps; after each step is said how the ERP looks.
TOOLS = """
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
    "SELECT 'model', model FROM ir_model WHERE model ~ '^(customer|workday|l10n_cn[.]fapiao)'",
    "SELECT 'fields', model FROM ir_model_fields"
    " WHERE model ~ '^(customer|workday|l10n_cn[.]fapiao)'",
    "SELECT module, name FROM ir_model_data WHERE module IN ('%s')" % "', '".join(OURS),
)

def say(step):
    print('STEP ' + json.dumps({
        'step': step,
        'there': modules(OURS).filtered(lambda m: m.state == 'installed').mapped('name'),
        'tables': tables(),
        'columns': {table: columns(table) for table in SHARED},
        'content': {table: content(table, before[table]) for table in SHARED},
        'left': sorted({'/'.join(row) for query in LEFT for row in rows(query)}),
    }))

"""
ADDED = """
# the server cleans up this table now and then, and an installation does not wait for that
env.cr.execute("ALTER TABLE ir_module_module SET (autovacuum_enabled = off)")
env.cr.commit()
modules(FOREIGN).filtered(lambda m: m.state != 'installed').button_immediate_install()
fresh()
before = {table: columns(table) for table in SHARED}
THERE = modules(OURS).filtered(lambda m: m.state == 'installed').mapped('name')
say('before')
modules([ADDON]).button_immediate_install()
fresh()
say('installed')
modules([ADDON]).button_immediate_upgrade()
fresh()
say('updated')
"""
REMOVED = """
modules(OURS).filtered(
    lambda m: m.state == 'installed' and m.name not in THERE).button_immediate_uninstall()
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
    used = (DATABASE, USED, *map(kept, STARTS))
    for name in used:  # of a run that was interrupted
        databases.drop(name)
    databases.copy(databases.BASE, USED)
    assert "READY" in odoo_shell(USED_ERP, made, USED)
    yield made
    for name in used:
        databases.drop(name)


def kept(addon):
    """The database in which an addon that others start from is installed."""
    return f"install_{addon}"


def walk(addon, start, settings):
    """What is said after each step of an addon's life on the ERP on which `start` is."""
    databases.copy(kept(start) if start else USED, DATABASE)
    facts = {
        "ADDON": addon,
        "OURS": list(ADDONS),
        "SHARED": SHARED_TABLES,
        # what an addon of ours brings along of Odoo's own stays with whoever has it
        "FOREIGN": foreign(addon),
    }

    def run(*scripts):
        known = "".join(f"{name} = {value!r}\n" for name, value in facts.items())
        said = odoo_shell(known + TOOLS + "".join(scripts), settings, DATABASE)
        return [json.loads(line[5:]) for line in said.splitlines() if line.startswith("STEP ")]

    if addon not in STARTS:
        return run(ADDED, REMOVED)
    steps = run(ADDED)
    databases.copy(DATABASE, kept(addon))
    facts |= {"before": steps[0]["columns"], "THERE": steps[0]["there"]}
    return steps + run(REMOVED)


@pytest.mark.parametrize("addon", ADDONS)
def test_installed_updated_uninstalled(addon, settings):
    """Existing ERP data is sacred: nothing rewritten at install, nothing left at uninstall."""
    start = nearest(addon, [one for one in STARTS if databases.exists(kept(one))])
    steps = walk(addon, start, settings)
    assert [step["step"] for step in steps] == ["before", "installed", "updated", "uninstalled"]
    before, installed, _updated, uninstalled = steps

    for step in steps[1:]:
        assert step["content"] == before["content"], step["step"]
        assert not set(before["tables"]) - set(step["tables"]), step["step"]
    ours = ("workday_", "customer_", "l10n_cn_fapiao")
    left = set(uninstalled["tables"]) - set(before["tables"])
    assert not {name for name in left if name.startswith(ours)}
    assert uninstalled["columns"] == before["columns"]
    assert uninstalled["there"] == before["there"]
    found, left = set(before["left"]), set(uninstalled["left"])
    assert set(installed["left"]) > found
    assert not found - left
    # how a model was built on a mixin is noted by Odoo, for good, under the mixin's addon
    left = {name for name in left - found if name.split("/")[0] not in before["there"]}
    assert left == set()
