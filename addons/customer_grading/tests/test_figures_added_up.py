from lxml import etree
from odoo.tests import TransactionCase, tagged

# What is never the same as the sum of its parts, model by model.
NO_SUMS = {
    "customer.loss.warning": (
        "silent_days", "gap_days", "shortest_days", "fall_days", "usual_amount", "fall",
        "purchase_count", "silence_level", "fall_level", "told_level", "manager_told_level",
    ),
    "customer.grading.line": ("score", "value", "matches"),
    "customer.interaction.compliance": ("contact_days", "rate", "days_late"),
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestFiguresAddedUp(TransactionCase):
    """Lists, pivots and charts add up nothing that cannot be added up (U-07)."""

    def test_no_sums(self):
        """U-07: days, shares, levels and averages have an average or nothing."""
        for model, names in NO_SUMS.items():
            described = self.env[model].fields_get(names, ["aggregator"])
            for name in names:
                self.assertIn(described[name].get("aggregator"), (None, "avg"), f"{model}.{name}")

    def test_footers(self):
        """U-07: no list sums them in its footer."""
        for model, names in NO_SUMS.items():
            arch = etree.fromstring(self.env[model].get_view(view_type="list")["arch"])
            for name in names:
                self.assertFalse(arch.xpath(f"//field[@name='{name}'][@sum]"), f"{model}.{name}")

    def test_lost_is_red(self):
        """U-07: the chart of loss warnings is coloured by level, by the view that knows them."""
        warnings = self.env["customer.loss.warning"]
        graph = etree.fromstring(warnings.get_view(view_type="graph")["arch"])
        self.assertEqual(graph.get("js_class"), "customer_loss_graph")
        self.assertEqual(graph.xpath("//field/@name")[-1], "level")

    def test_sentence_is_shown_whole(self):
        """U-07: lists wrap sentences that are texts, and cut those that are lines."""
        warnings = self.env["customer.loss.warning"]
        self.assertEqual(warnings.fields_get(["explanation"])["explanation"]["type"], "text")

    def test_settings_say_their_unit(self):
        """U-07: a number of months has its unit on the screen; bare words of a setting are lost."""
        arch = etree.fromstring(self.env["res.config.settings"].get_view(view_type="form")["arch"])
        [node] = arch.xpath("//field[@name='customer_grade_hand_months']")
        self.assertEqual(node.tail.strip(), "months")
        self.assertEqual(node.getparent().tag, "div")
