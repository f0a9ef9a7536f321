"""Where the addons, their translation files and the tool's own lists lie."""

import ast
import os
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("zh_CN", "zh_TW")


class ToolError(Exception):
    """Something the person who called the tool has to change; the text says what."""


@dataclass(frozen=True)
class Addon:
    """One addon of the project.

    :ivar path: the addon's folder
    """

    path: Path

    @property
    def name(self):
        """The addon's technical name."""
        return self.path.name

    @property
    def manifest(self):
        """The manifest as a dict."""
        return ast.literal_eval((self.path / "__manifest__.py").read_text(encoding="utf-8"))

    @property
    def pot(self):
        """The template with every term of the addon."""
        return self.path / "i18n" / f"{self.name}.pot"

    def po(self, lang):
        """The file with the translations into one language."""
        return self.path / "i18n" / f"{lang}.po"


class Project:
    """The checkout: addons below ``addons/``, lists below ``i18n/``.

    :param root: the checkout's folder
    """

    def __init__(self, root):
        self.root = Path(root).resolve()
        self.lists = self.root / "i18n"

    def addons(self, names=()):
        """The project's addons in order of name.

        :param names: only these; empty for all
        :raise ToolError: a name is not an addon of the project
        """
        found = {
            manifest.parent.name: Addon(manifest.parent)
            for manifest in sorted(self.root.glob("addons/*/__manifest__.py"))
        }
        unknown = sorted(set(names) - set(found))
        if unknown:
            raise ToolError(f"There is no addon {', '.join(unknown)} below addons/.")
        return [addon for name, addon in found.items() if not names or name in names]

    def relative(self, path):
        """The path as a person in the checkout would type it."""
        try:
            return str(Path(path).resolve().relative_to(self.root))
        except ValueError:
            return str(path)

    def odoo_addons(self):
        """The folders with Odoo's own addons (and their translations), nearest first."""
        own = self.root / "addons"
        given = os.environ.get("ODOO_ADDONS_PATH", "").split(",")
        folders = [Path(folder.strip()) for folder in given if folder.strip()]
        if os.environ.get("ODOO_DIR"):
            folders += [Path(os.environ["ODOO_DIR"])]
        folders += [self.root / ".dev" / "odoo"]
        tails = ("", "addons", "odoo/addons", "usr/lib/python3/dist-packages/odoo/addons")
        candidates = dict.fromkeys(folder / tail for folder in folders for tail in tails)
        return [
            folder
            for folder in candidates
            if folder != own and any((folder / name / "i18n").is_dir() for name in ("base", "web"))
        ]
