from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestReport(DevelopmentCase):
    def test_application_prints_figures_team_and_decisions(self):
        """REQ D-04: the application on paper, with advantages, team and who approved it."""
        development = self._apply(self._register(), advantage_waste="Fewer repairs")
        development.member_ids = [(0, 0, {"user_id": self.wang.id, "role": "liaison"})]
        self._approve(development)
        html = (
            self.env["ir.actions.report"]
            .with_user(self.li)
            ._render_qweb_html("customer_development.report_application", development.ids)[0]
            .decode()
        )
        for text in (
            development.name,
            self.partner.name,
            "One fifth less energy",
            "Fewer repairs",
            "Known drive technology",
            "Worth developing",
            "dev_wang",
            "dev_boss",
            "General Manager",
        ):
            self.assertIn(text, html)
