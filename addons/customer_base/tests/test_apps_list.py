import re
from pathlib import Path

from lxml import html
from odoo.modules.module import Manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

# What a Chinese company calls them, which is what somebody looks for in the list of apps.
NAMES = {
    "l10n_cn_workday": "工作日",
    "customer_approval": "审批",
    "customer_base": "客户管理",
    "customer_development": "客户开发",
    "customer_key_account": "大客户管理",
    "customer_grading": "客户分级",
    "customer_grading_margin": "毛利",
    "customer_grading_development": "预计销售额",
    "customer_demo": "演示",
}


@tagged("post_install", "-at_install")
class TestAppsList(TransactionCase):
    """Our addons among Odoo's apps, before anything of ours is installed (L-05)."""

    def setUp(self):
        super().setUp()
        self.modules = (
            self.env["ir.module.module"]
            .with_context(lang="zh_CN")
            .search([("author", "=", "Customer Management Project"), ("name", "in", list(NAMES))])
        )
        # before installation nothing of ours is translated: the manifest is all there is
        for module in self.modules:
            manifest = Manifest.for_addon(module.name)
            for field, key in (("shortdesc", "name"), ("summary", "summary")):
                module.update_field_translations(field, {"zh_CN": False, "en_US": manifest[key]})

    def test_found_in_chinese_and_english(self):
        """L-05: the box above the list looks into summaries; both languages are there."""
        for name, chinese in NAMES.items():
            for words in (chinese, Manifest.for_addon(name)["summary"][-20:]):
                with self.subTest(name=name, words=words):
                    found = self.modules.search(
                        ["|", ("summary", "ilike", words), ("shortdesc", "ilike", words)]
                    )
                    self.assertIn(name, found.mapped("name"))

    def test_module_info_tells_what_it_is(self):
        """L-05: Module Info shows a description in both languages; its pictures are there."""
        self.assertEqual(len(self.modules), len(NAMES))
        pictures = 0
        for module in self.modules:
            with self.subTest(name=module.name):
                text = html.fromstring(module.description_html)
                words = text.text_content()
                self.assertIn(NAMES[module.name], words)
                self.assertRegex(words, r"[A-Za-z ,:.']{40}")
                for picture in text.iter("img"):
                    pictures += 1
                    address = picture.get("src").lstrip("/")
                    self.assertGreater(Path(file_path(address)).stat().st_size, 1000)
        self.assertGreaterEqual(pictures, 5)

    def test_categories_are_odoos_own(self):
        """L-05: no category of its own, which the list would show in English."""
        for module in self.modules:
            category = Manifest.for_addon(module.name)["category"]
            xmlid = "base.module_category_" + re.sub(r"\W", "_", category.replace("/", "_").lower())
            self.assertTrue(self.env.ref(xmlid, raise_if_not_found=False), category)
            self.assertIn(category, ("Human Resources", "Productivity", "Sales/CRM"))
