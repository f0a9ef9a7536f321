"""The addon of docs/extending.md is true: written out as shown there, installed, and used."""

import re
import subprocess

import pytest
from devtool import databases, odoo

DATABASE = "extending"
ADDON = "customer_sample"
# A file of the addon: its name on a line of its own, then its text.
SHOWN = re.compile(r"^`([\w./]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)

USED = """
from odoo.addons.customer_grading.models.grading_registry import Scope
from odoo.fields import Command
from datetime import date

def person(login, group, **values):
    user = env['res.users'].with_context(no_reset_password=True).create({
        'name': login, 'login': login, 'email': login + '@example.com',
        'group_ids': [Command.link(env.ref(name).id) for name in ('base.group_user', group)]})
    env['hr.employee'].create({'name': login, 'user_id': user.id, **values})
    return user

company = env.company
department = env['hr.department'].create({'name': 'Sales'})
manager = person('sample_m', 'customer_base.group_customer_manager', department_id=department.id)
department.manager_id = manager.employee_ids
seller = person('sample_s', 'customer_base.group_customer_salesperson',
                department_id=department.id, parent_id=manager.employee_ids.id)
other = person('sample_o', 'customer_base.group_customer_salesperson',
               department_id=department.id)
customer = env['res.partner'].create({
    'name': 'Sample Customer', 'is_company': True, 'customer_category': 'potential',
    'user_id': seller.id})
env.cr.commit()

Sample = env['customer.sample'].with_user(seller)
sample = Sample.create({'partner_id': customer.id, 'what': 'Two pumps'})
try:
    sample.action_submit()
except Exception as error:
    print('REFUSED', error)
sample.cost = 300
sample.action_submit()
try:
    sample.action_approve()
except Exception as error:
    print('OWN', type(error).__name__)
sample.with_user(manager).action_approve()
assert sample.state == 'approved' and sample.name.startswith('YP'), sample.read()
assert sample.feedback_due == company._workday_add([company._workday_today()], 10)[0]
try:
    Sample.create({'partner_id': customer.id, 'what': 'x', 'feedback_due': '2026-01-01'})
except Exception as error:
    print('SYSTEM', error)

tiles = {tile['name']: tile for tile in customer.with_user(seller).customer_overview()['tiles']}
assert tiles['samples']['value'] == '1', tiles
found = env[customer.with_user(seller).action_open_customer_samples()['res_model']].search([])
assert found == sample.sudo()

scope = Scope(company, company._workday_today(), 12)
measures = env['customer.grading.measure']
[(query, _provided)] = measures._get_queries({'sample_cost'}, scope)
env.flush_all()
assert env.execute_query(query) == [(customer.id, 300)], env.execute_query(query)
assert 'sample_cost' in measures._get_measures()

sample.sudo().feedback_due = company._workday_today()
env['customer.sample']._cron_remind()
activity = env['mail.activity'].search([('user_id', '=', seller.id), ('res_id', '=', 0)])
assert activity.summary == 'Samples to ask about: 1', activity.mapped('summary')

draft = Sample.create({'partner_id': customer.id, 'what': 'A valve', 'cost': 5})
customer.user_id = other
assert (draft.sudo().user_id, sample.sudo().user_id) == (other, seller)
print('USED')
"""


@pytest.fixture
def settings():
    made = odoo.ensure()
    databases.ensure_test(made)
    databases.copy(databases.TEST, DATABASE)
    yield made
    databases.drop(DATABASE)


def test_the_addon_of_the_document(root, settings, tmp_path):
    """What is shown installs without a word in the log and does what the text says."""
    shown = SHOWN.findall((root / "docs" / "extending.md").read_text(encoding="utf-8"))
    assert {"__manifest__.py", "models/customer_sample.py"} <= {name for name, _text in shown}
    for name, text in shown:
        path = tmp_path / ADDON / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    folders = ",".join(map(str, [*odoo.addons_path(), tmp_path]))
    options = ["-c", odoo.CONF, "-d", DATABASE, "--addons-path", folders, "--no-http"]
    code, log = odoo.call(
        [*options, "-i", ADDON, "--stop-after-init", "--max-cron-threads", "0"],
        settings,
        "extending.log",
    )
    text = log.read_text(errors="replace")
    assert code == 0, text[-3000:]
    loud = re.findall(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) .*$", text, re.MULTILINE)
    assert loud == []

    result = subprocess.run(
        [odoo.BIN, "shell", *options],
        input=USED,
        text=True,
        capture_output=True,
        check=False,
        env=odoo.process_environment(settings),
    )
    assert "USED" in result.stdout, result.stderr[-3000:]
    assert "REFUSED" in result.stdout and "enter what the samples cost" in result.stdout
    assert "OWN UserError" in result.stdout
    assert "SYSTEM" in result.stdout and "filled in by the system" in result.stdout
