"""Runs inside `odoo shell`: a Chinese database that loads our demo data and none of Odoo's.

Odoo loads a module's demo data when everything it depends on has it. Odoo's own companies have no
place among the demo's Chinese ones, so its modules are only marked.
"""

# ruff: noqa: F821 (`env` is what the shell gives)
env["ir.default"].set("res.partner", "lang", "zh_CN")
env["ir.default"].set("res.partner", "tz", "Asia/Shanghai")
users = env["res.users"].with_context(active_test=False).search([])
users.partner_id.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})
env.company.partner_id.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})
env.company.resource_calendar_id.tz = "Asia/Shanghai"
env.cr.execute("UPDATE ir_module_module SET demo = true WHERE state = 'installed'")
env.cr.commit()
