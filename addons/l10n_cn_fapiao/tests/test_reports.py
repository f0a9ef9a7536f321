from odoo.fields import Command
from odoo.tests import tagged

from .fapiao_common import FapiaoCommon
from .test_pickups import SIGNATURE


@tagged("post_install", "-at_install")
class TestReports(FapiaoCommon):
    """证明单 and 领取单 as papers (S3, annexes 2 and 3). REQ D-14."""

    def _printed(self, report, records, lang="zh_CN"):
        html, kind = (
            self.env["ir.actions.report"]
            .with_user(self.salesperson)
            .with_context(lang=lang)
            ._render_qweb_html(f"l10n_cn_fapiao.{report}", records.ids)
        )
        self.assertEqual(kind, "html")
        return html.decode()

    def test_request_on_paper(self):
        """REQ D-14: buyer, goods, amounts, who agreed; whoever may read it prints it."""
        self.env["res.lang"]._activate_lang("zh_CN")
        request = self._request(self._title())
        text = self._printed("report_request", request)
        for part in (
            "开具增值税专用发票证明单", request.name, self.customer.vat, "6222 0001",
            "Sample Bank", "Pump", "1,130.00", "13%", "审批记录", "fapiao_manager",
        ):  # fmt: skip
            self.assertIn(part, text)
        request = self._request(self._title(name="B"), wanted="ordinary", approved=False)
        self.assertIn("开具增值税普通发票证明单", self._printed("report_request", request))

    def test_receipt_on_paper(self):
        """REQ D-14: each invoice with code and number, their sum, the signature."""
        self.env["res.lang"]._activate_lang("zh_CN")
        paper = self._fapiao(1, kind="paper_special", code="3100261130", number="04567812",
                             confirm=True)  # fmt: skip
        digital = self._fapiao(2, confirm=True)
        pickup = (
            self.env["l10n_cn.fapiao.pickup"]
            .with_user(self.finance)
            .create(
                {
                    "partner_id": self.customer.id,
                    "collector_id": self.salesperson.id,
                    "fapiao_ids": [Command.set((paper | digital).ids)],
                }
            )
        )
        self.assertNotIn("<img", self._printed("report_pickup", pickup))
        pickup.with_user(self.salesperson).signature = SIGNATURE
        text = self._printed("report_pickup", pickup)
        for part in (
            "增值税专用发票领取单", pickup.name, "3100261130", "04567812", digital.number,
            "2,260.00", "data:image/png;base64,", "领取人签名",
        ):  # fmt: skip
            self.assertIn(part, text)
