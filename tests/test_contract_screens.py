"""Menus and buttons of ours, as the views declare them."""

import re
from pathlib import Path, PurePosixPath

from contract_common import ADDONS, ContractCase
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged

IMPORT = re.compile(r"""from "(@\w+|\.{1,2})/([^"]+)\"""")


@tagged("post_install", "-at_install", "contract")
class TestContractScreens(ContractCase):
    """Issue 9: every menu and button of ours."""

    def test_menus_are_for_somebody(self):
        """REQ B-09: a menu has groups, or is below one that has."""
        open_menus = []
        menus = self._ours("ir.ui.menu")
        for menu in menus:
            above = menu
            while above and not above.group_ids:
                above = above.parent_id
            if not above:
                open_menus.append(menu.complete_name)
        self.assertEqual(open_menus, [])
        self.assertTrue(menus)

    def test_buttons_call_public_methods(self):
        """A button whose method is private or gone ends in an error for whoever presses it."""
        wrong, buttons = set(), self._buttons()
        for model, name in buttons:
            try:
                get_public_method(self.env[model], name)
            except (AccessError, AttributeError):
                wrong.add(f"{model}.{name}")
        self.assertEqual(wrong, set())
        self.assertGreater(len(buttons), 50)

    def test_scripts_find_what_they_import(self):
        """L-02: a script that waits for one of another bundle is an error on every page.

        Odoo loads graph and pivot views when they are needed: what extends them comes with them.
        """
        at_once, later = (
            self._scripts("web.assets_backend"),
            self._scripts("web.assets_backend_lazy"),
        )
        missing, seen = [], 0
        for bundle, known in ((at_once, at_once), (later, at_once | later)):
            for path in bundle:
                if path.split("/")[0] not in ADDONS:
                    continue
                for wanted in self._imports(path, bundle[path]):
                    seen += 1
                    if wanted not in known:
                        missing.append(f"{path}: {wanted}")
        self.assertEqual(missing, [])
        self.assertGreater(seen, 10)

    def _scripts(self, bundle):
        """Return {path below the addons: file} of a bundle."""
        paths = self.env["ir.asset"]._get_asset_paths(bundle, {})
        return {
            path.lstrip("/"): full for path, full, *_more in paths if path.endswith(".js") and full
        }

    def _imports(self, path, file):
        """Yield the paths of the scripts that one imports."""
        for start, rest in IMPORT.findall(Path(file).read_text(encoding="utf-8")):
            if start == "@odoo":  # libraries, always there
                continue
            if start.startswith("@"):
                yield f"{start[1:]}/static/src/{rest}.js"
            else:
                folder = PurePosixPath(path).parent
                yield f"{(folder.parent if start == '..' else folder) / rest}.js"
