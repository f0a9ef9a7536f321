"""What the contracts share: the addons on disk, their models, and lists of reasons."""

from pathlib import Path

from lxml import etree
from odoo.tests import TransactionCase

ADDONS = {path.parent.name for path in Path(__file__).parents[1].glob("addons/*/__manifest__.py")}


class ContractCase(TransactionCase):
    """Contracts are read off the registry, so that a new addon of ours inherits them."""

    maxDiff = None

    def _models(self, transient=False):
        """Yield (name, model) of our own models with a table; dialogs where asked for."""
        for name, model in sorted(self.env.items()):
            ours = model._original_module in ADDONS and not model._abstract and model._auto
            if ours and model._transient == transient:
                yield name, model

    def _fields(self, *kinds):
        """Yield (model name, field) of our own stored fields, whoever's the model."""
        for name, model in sorted(self.env.items()):
            if model._abstract or not model._auto:
                continue
            for field in model._fields.values():
                ours = set(field._modules) & ADDONS and not set(field._modules) - ADDONS
                if field.store and field.type in kinds and ours:
                    yield name, field

    def _ours(self, model):
        """Return the records of a model that the data of our addons made, hidden ones too."""
        rows = self.env["ir.model.data"].search(
            [("model", "=", model), ("module", "in", sorted(ADDONS))]
        )
        records = self.env[model].with_context(active_test=False)
        return records.browse(rows.mapped("res_id")).exists()

    def _buttons(self):
        """Return {(model, method)} of the buttons in our views, those of lines in forms too."""
        found = set()
        for view in self._ours("ir.ui.view"):
            arch = etree.fromstring(view.arch_db)
            names = {node.get("name") for node in arch.iterfind(".//*[@type='object']")}
            root = view
            while root.mode != "primary":
                root = root.inherit_id
            for node in root._get_combined_arch().iterfind(".//*[@type='object']") if names else ():
                if node.get("name") in names:
                    model = root.model
                    for field in reversed(list(node.iterancestors("field", "groupby"))):
                        model = self.env[model]._fields[field.get("name")].comodel_name
                    found.add((model, node.get("name")))
        return found

    def _assert_kept(self, broken, reasons):
        """Check that nothing breaks a contract but what has a reason, and no reason is left over.

        :param broken: what breaks it: names, or a dict of names and what is wrong
        :param reasons: {name: why it may}
        """
        self.assertFalse([name for name, reason in reasons.items() if len(reason) < 10])
        wrong = {name: broken[name] if isinstance(broken, dict) else "" for name in broken}
        left = {name: text for name, text in wrong.items() if name not in reasons}
        self.assertEqual(left, {})
        self.assertEqual(set(reasons) - set(wrong), set(), "reasons that nothing needs")
