"""Runs inside ``odoo shell``: writes one raw template per addon into a folder.

The folder and the addons come in the environment. Nothing is written into the addons: Odoo's own
in-place export empties the file before it reads the code's translations back from it.
"""

import os
from pathlib import Path

from odoo.tools.translate import trans_export


def export_templates(env, folder, names):
    """Write ``<name>.pot`` for each installed addon; returns the names that are not installed."""
    modules = env["ir.module.module"].search([("name", "in", names), ("state", "=", "installed")])
    for name in modules.mapped("name"):
        with open(folder / f"{name}.pot", "wb") as target:
            trans_export(None, [name], target, "po", env)
    return sorted(set(names) - set(modules.mapped("name")))


target_folder = Path(os.environ["I18N_FOLDER"])
absent = export_templates(
    env,  # noqa: F821 - given by the shell
    target_folder,
    os.environ["I18N_ADDONS"].split(","),
)
(target_folder / "done").write_text("\n".join(absent), encoding="utf-8")
