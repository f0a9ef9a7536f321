"""No English is left on a Chinese screen, whatever the text comes from.

The check of the translations (``./dev i18n check``) compares the files with each other and with the
sources. Here the database is asked, as the screen asks it: what the files lack, what is never
exported and what data overwrote stays English there.
"""

import sys
from pathlib import Path

import polib
from contract_common import ADDONS, ContractCase
from odoo import fields
from odoo.tests import tagged

SUPPORT = {path.parent.name for path in Path(__file__).parent.glob("test_support/*/__init__.py")}
I18N = Path(__file__).parents[1] / "i18n"
sys.path.insert(0, str(I18N))
from potool import rules  # noqa: E402

# Labels and choices, asked for as the screen asks for them.
CHECKED = {"ir.model", "ir.model.fields", "ir.model.fields.selection"}


@tagged("post_install", "-at_install", "contract")
class TestContractWords(ContractCase):
    """Issue 9, REQ B-01: all of our texts are Chinese in 简体中文."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lines = (I18N / "allowed_english.txt").read_text(encoding="utf-8").splitlines()
        cls.allowed = {line.strip().casefold() for line in lines if not line.startswith("#")}
        cls.exempt = cls._exempt()
        cls.chinese = cls.env(context={"lang": "zh_CN"})

    @classmethod
    def _exempt(cls):
        """Return the Chinese texts whose English a translator kept on purpose."""
        return {
            entry.msgstr
            for addon in ADDONS
            for path in (I18N.parent / "addons" / addon / "i18n").glob("zh_CN.po")
            for entry in polib.pofile(str(path))
            if "english" in rules.exempt(entry.tcomment)
        }

    def _english(self, text):
        """Return what is English in a Chinese text."""
        if text in self.exempt:
            return ""
        return ", ".join(rules.english(text, self.allowed))

    def test_labels_choices_and_helps(self):
        """What a form, a list, a filter and an export call a field, and its choices."""
        found = {}
        for name, model in sorted(self.chinese.items()):
            for field in model._fields.values():
                ours = set(field._modules) & ADDONS or model._original_module in ADDONS
                if model._original_module in SUPPORT or field.groups == fields.NO_ACCESS:
                    continue  # the tests' own, or on nobody's screen
                for text in self._texts(field) if ours and not model._abstract else ():
                    if self._english(text):
                        found.setdefault(f"{field.name}: {text}", []).append(name)
        self.assertEqual(found, {})

    def _texts(self, field):
        """Return label, help and choices of a field, as a Chinese user reads them."""
        told = field.get_description(self.chinese, ["string", "help", "selection"])
        # choices of Odoo's own fields are as in the rest of Odoo; languages are called as they are
        ours = set(field._modules) & ADDONS and field.name != "lang"
        choices = told.get("selection") or [] if ours else []
        return [told.get("string") or "", told.get("help") or "", *dict(choices).values()]

    def test_models(self):
        """What messages, exports and rules call a model."""
        models = [name for kind in (False, True) for name, _model in self._models(kind)]
        found = {name: self._english(self.chinese["ir.model"]._get(name).name) for name in models}
        self.assertEqual({name: words for name, words in found.items() if words}, {})

    def test_records_of_ours(self):
        """Views, menus, actions, roles, templates and choices that our data brings."""
        found, seen = {}, 0
        rows = self.env["ir.model.data"].search([("module", "in", sorted(ADDONS))])
        for model in sorted(set(rows.mapped("model")) & set(self.env) - CHECKED):
            translated = [
                field
                for field in self.env[model]._fields.values()
                if field.translate and field.store
            ]
            for record in self._ours(model) if translated else ():
                for field in translated:
                    value = record.with_context(lang="zh_CN")[field.name] or ""
                    for term in field.get_trans_terms(value):
                        seen += 1
                        if words := self._english(field.get_text_content(term)):
                            found[f"{record.get_external_id()[record.id]}: {field.name}"] = words
        self.assertGreater(seen, 1000)
        self.assertEqual(found, {})

    def test_words_that_said_something_else(self):
        """F-15: a column after the change, and the kind of a key account."""
        for lang, model, field, label in (
            ("zh_CN", "customer.grading.simulation.grade", "count_after", "按调整后标准"),
            ("zh_CN", "customer.grading.simulation.mover", "new_grade_id", "按调整后标准"),
            ("zh_CN", "customer.key.account", "type_id", "类型"),
            ("zh_TW", "customer.key.account", "type_id", "類型"),
        ):
            with self.subTest(lang=lang, model=model):
                fields_of = self.env[model].with_context(lang=lang).fields_get([field], ["string"])
                self.assertEqual(fields_of[field]["string"], label)
