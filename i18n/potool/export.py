"""Fresh templates from a database, and the languages brought in step with them."""

import os
import subprocess
import tempfile
from pathlib import Path

import polib

from . import catalog
from .project import LANGUAGES, ToolError

_SCRIPT = Path(__file__).with_name("odoo_export.py")
_FROM_MANIFEST = (("name", "shortdesc"), ("summary", "summary"))


def export(project, names=(), database=None):
    """Write template and languages of each addon.

    :param names: only these addons; empty for all
    :param database: where they are installed and up to date; default ``$ODOO_DB``
    :return: lines that say what happened
    :raise ToolError: Odoo cannot be run or an addon is not installed there
    """
    database = database or os.environ.get("ODOO_DB")
    if not database:
        raise ToolError("Name the database with --db.")
    addons = project.addons(names)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        absent = _run_odoo(folder, [addon.name for addon in addons], database)
        if names and absent:
            raise ToolError(f"Not installed in {database}: {', '.join(absent)}.")
        lines = [f"{name}: not installed in {database}, passed over" for name in absent]
        for addon in addons:
            raw = folder / f"{addon.name}.pot"
            if raw.exists():
                lines.append(_update(addon, catalog.read(raw)))
    return lines


def _run_odoo(folder, names, database):
    """Let Odoo write the raw templates; returns the addons that are not installed."""
    try:
        python, odoo, conf = (os.environ[key] for key in ("ODOO_PYTHON", "ODOO_BIN", "ODOO_CONF"))
    except KeyError as error:
        raise ToolError(f"{error.args[0]} is not set: call this as ./dev i18n export.") from error
    command = [python, odoo, "shell", "-c", conf, "-d", database, "--no-http"]
    result = subprocess.run(
        [*command, "--log-level=warn"],
        input=_SCRIPT.read_text(encoding="utf-8"),
        env={**os.environ, "I18N_FOLDER": str(folder), "I18N_ADDONS": ",".join(names)},
        capture_output=True,
        text=True,
        check=False,
    )
    done = folder / "done"
    if not done.exists():
        tail = "\n".join((result.stderr or result.stdout).splitlines()[-15:])
        raise ToolError(f"Odoo could not export from {database}:\n{tail}")
    return done.read_text(encoding="utf-8").split()


def _update(addon, raw):
    """Write one addon's files; returns what happened in a line."""
    _add_manifest_terms(addon, raw)
    pot = catalog.template(raw)
    changed = catalog.write(pot, addon.pot)
    missing = []
    for lang in LANGUAGES:
        old = catalog.read(addon.po(lang)) if addon.po(lang).exists() else None
        merged = catalog.merge(pot, old, lang)
        changed |= catalog.write(merged, addon.po(lang))
        missing.append(f"{sum(not entry.msgstr for entry in merged)} missing in {lang}")
    state = "written" if changed else "unchanged"
    return f"{addon.name}: {len(pot)} texts, {', '.join(missing)}, {state}"


def _add_manifest_terms(addon, raw):
    """The addon's name and summary in the list of apps.

    Their records belong to Odoo's ``base``, so that Odoo leaves them out of our template.
    """
    manifest = addon.manifest
    known = {entry.msgid: entry for entry in raw}
    for key, field in _FROM_MANIFEST:
        text = manifest.get(key)
        if not text:
            continue
        entry = known.get(text)
        if entry is None:
            entry = known[text] = polib.POEntry(msgid=text, comment="module: base")
            raw.append(entry)
        place = (f"model:ir.module.module,{field}:base.module_{addon.name}", "")
        entry.occurrences = [*entry.occurrences, place]
