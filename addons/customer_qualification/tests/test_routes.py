from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .qualification_common import QualificationCommon


@tagged("post_install", "-at_install")
class TestRoutes(QualificationCommon, HttpCase):
    """What a client may try by calls, as the salesperson (REQ D-12, D-13, B-09)."""

    def _call(self, model, method, args, **kwargs):
        """Return what the server answers to a call: the result, or the message of its error."""
        self.authenticate("customer_salesperson", "customer_salesperson")
        self.env.flush_all()
        with mute_logger("odoo.http"):
            answer = self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                json={
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {"model": model, "method": method, "args": args, "kwargs": kwargs},
                },
            ).json()
        self.env.invalidate_all()
        if "error" in answer:
            return answer["error"]["data"]["message"]
        return answer["result"]

    def test_ways_round_the_release(self):
        """REQ D-12: none of them confirms the order, and none makes the customer free."""
        order = self._order(1000)
        line = {"product_id": self.product.id, "price_unit": 5, "tax_ids": []}
        values = {"partner_id": self.customer.id, "order_line": [Command.create(line)]}
        context = {"skip_credit": True, "customer_approval_seal": "res.partner", "su": True}
        refused = {
            "button": ("sale.order", "action_confirm", [order.ids], {}),
            "context": ("sale.order", "action_confirm", [order.ids], {"context": context}),
            "state": ("sale.order", "write", [order.ids, {"state": "sale"}], {}),
            "web_save": (
                "sale.order",
                "web_save",
                [order.ids, {"state": "sale"}],
                {"specification": {}},
            ),
            "create": ("sale.order", "create", [[{**values, "state": "sale"}]], {}),
            "import": (
                "sale.order",
                "load",
                [["id", "partner_id/.id", "state"], [[False, str(self.customer.id), "sale"]]],
                {},
            ),
            "default": (
                "sale.order",
                "create",
                [[values]],
                {"context": {"default_state": "sale"}},
            ),
        }
        for name, (model, method, args, kwargs) in refused.items():
            answer = self._call(model, method, args, **kwargs)
            self.assertIn("is not released for business", str(answer), name)
        self.assertEqual(order.state, "draft")
        self.assertFalse(
            self.env["sale.order"].search(
                [("partner_id", "=", self.customer.id), ("state", "=", "sale")]
            )
        )

    def test_private_methods_and_sealed_rows(self):
        """REQ B-09: what the system does by itself is no client's to call or to write."""
        review = self._qualification()
        account = self.env["customer.credit.account"]._ensure(self.customer, self.company)
        tries = (
            ("sale.order", "_customer_check_supply", [[]]),
            ("customer.credit.account", "_ensure", [self.customer.ids, self.company.id]),
            ("customer.credit.account", "_follow_releases", [[], review.ids]),
            ("customer.credit.account", "write", [account.ids, {"is_released": True}]),
            ("customer.credit.account", "create", [[{"partner_id": self.customer.id}]]),
            ("customer.credit.hold", "unlink", [[1]]),
            ("customer.qualification", "write", [review.ids, {"approved_code": "X"}]),
            ("customer.qualification", "_set_ended", [review.ids, "x"]),
            ("customer.qualification.document", "_take", [review.document_ids.ids]),
            (
                "customer.qualification.document",
                "write",
                [review.document_ids.ids, {"state": "checked"}],
            ),
        )
        for model, method, args in tries:
            answer = self._call(model, method, args)
            self.assertRegex(
                str(answer), "(?i)private|not allowed|filled in by the system|cannot be called",
                f"{model}.{method}",
            )  # fmt: skip
        self.assertFalse(account.is_released)
        self.assertEqual(set(review.document_ids.mapped("state")), {"new"})
