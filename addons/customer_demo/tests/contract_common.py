"""What the contracts on the demo company share; those without it are in tests/."""

import csv
from pathlib import Path

from lxml import etree
from odoo.tests import TransactionCase
from odoo.tools import file_open

ADDONS = {path.parent.name for path in Path(__file__).parents[2].glob("*/__manifest__.py")}


class DemoContractCase(TransactionCase):
    """Contracts of whatever our addons bring, looked at by the people of the demo company."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.demo"]._generate()
        with file_open("customer_demo/LOGINS.tsv") as file:
            logins = [row["login"] for row in csv.DictReader(file, delimiter="\t")]
        cls.users = cls.env["res.users"].search([("login", "in", logins)])
        cls.company = cls.users.filtered(lambda user: user.login != "admin").company_id

    def _models(self):
        """Yield (name, model) of our own models with a table, dialogs left out."""
        for name, model in sorted(self.env.items()):
            ours = model._original_module in ADDONS and not model._abstract and model._auto
            if ours and not model._transient:
                yield name, model.with_context(active_test=False)

    def _ours(self, model):
        """Return the records of a model that the data of our addons made."""
        rows = self.env["ir.model.data"].search(
            [("model", "=", model), ("module", "in", sorted(ADDONS))]
        )
        records = self.env[model].with_context(active_test=False)
        return records.browse(rows.mapped("res_id")).exists()

    def _buttons(self):
        """Return {(model, method)} of the buttons in our views, those of lines in forms too."""
        found = set()
        for view in self._ours("ir.ui.view"):
            arch = etree.fromstring(view.with_context(lang=None).arch_db)
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

    def _samples(self, model):
        """Return a record of each state of the demo company's."""
        records = self.env[model].with_context(active_test=False)
        domain = []
        if model == "res.partner":
            domain = [("customer_category", "!=", False), ("is_company", "=", True)]
        if "company_id" in records._fields and model != "res.partner":
            domain = [("company_id", "in", [*self.company.ids, False])]
        field = records._fields.get("state")
        if not field or not field.store:
            return records.search(domain, limit=1)
        states = [key for key, _label in field._description_selection(self.env)]
        return records.union(
            *(records.search([*domain, ("state", "=", state)], limit=1) for state in states)
        )

    def _written(self):
        """Return how many rows this transaction has written so far."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
        )
        return self.env.cr.fetchone()[0] or 0

    def _assert_kept(self, broken, reasons):
        """Check that nothing breaks a contract but what has a reason, and no reason is left over.

        :param broken: {name: what is wrong}
        :param reasons: {name: why it may}
        """
        self.assertFalse([name for name, reason in reasons.items() if len(reason) < 10])
        self.assertEqual({k: text for k, text in broken.items() if k not in reasons}, {})
        self.assertEqual(set(reasons) - set(broken), set(), "reasons that nothing needs")
