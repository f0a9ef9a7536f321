"""Who has nothing to do with a customer reads nothing of it, whatever address is called."""

import json

from odoo.tests import HttpCase, tagged

from .contract_common import DemoContractCase

AREAS = {
    "papers": (
        "customer_qualification",
        "customer_qualification_key_account",
        "customer_qualification_stock",
        "l10n_cn_fapiao",
    ),
    "complaints": (
        "customer_complaints",
        "customer_complaints_grading",
        "customer_complaints_stock",
        "customer_complaints_visits",
    ),
    "visits": ("key_account_visits",),
}
# What employees choose from, or everybody may know; no row is of a customer.
SHARED = {
    "customer.qualification.kind": "kinds of customer, an administrator's list",
    "customer.qualification.type": "types of papers, an administrator's list",
    "customer.complaint.answer": "saved answers, for whoever a complaint is assigned to",
    "customer.complaint.category": "an administrator's list",
    "customer.complaint.cause": "an administrator's list",
    "customer.complaint.level": "levels of escalation, an administrator's list",
    "customer.complaint.limit": "limits in working time, an administrator's list",
    "customer.care.event": "an event of the company; its guests are those of one's customers",
    "customer.care.occasion": "festivals and anniversaries, a list",
    "customer.communication.audience": "the information matrix, a list",
    "customer.communication.channel": "the information matrix, a list",
    "customer.communication.content": "the information matrix, a list",
    "customer.communication.policy": "the information matrix, a list",
    "customer.competitor": "profiles of competitors, for all who work with customers",
    "customer.equipment": "what can be taken and who has it, for all who work with customers",
    "customer.expense.standard": "what is paid, for whoever hands in expenses",
    "customer.feedback.quota": "how many forms a month, an administrator's list",
    "customer.guest.level": "levels of guests, an administrator's list",
    "customer.visit.cause": "an administrator's list",
    "customer.visit.material.template": "an administrator's list",
}
REFUSED = (403, 404)


@tagged("post_install", "-at_install", "contract")
class TestContractWrongReaders(DemoContractCase, HttpCase):
    """REQ B-09, S-13: a plain employee, somebody from outside, a salesperson of other customers.

    Calls, printed forms and files go over HTTP, as by somebody who knows the number of a record.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        department = cls.env["hr.department"].search([("name", "=", "华东营销部")], limit=1)
        users = cls.env["res.users"].with_context(no_reset_password=True)
        readers = (
            ("portal", ["base.group_portal"]),
            ("plain", ["base.group_user"]),
            ("colleague", ["base.group_user", "customer_base.group_customer_salesperson"]),
        )
        cls.readers = users.create(
            [
                {
                    "name": name,
                    "login": f"wrong_{name}",
                    "password": f"wrong_{name}",
                    "company_id": cls.company.id,
                    "company_ids": [(6, 0, cls.company.ids)],
                    "group_ids": [(6, 0, [cls.env.ref(group).id for group in groups])],
                }
                for name, groups in readers
            ]
        )
        colleague = cls.readers[-1]
        cls.env["hr.employee"].create(
            {
                "name": colleague.name,
                "user_id": colleague.id,
                "department_id": department.id,
                "company_id": cls.company.id,
            }
        )

    def _call(self, model, method, *arguments, **named):
        """Return (result, error) of a call over HTTP."""
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {
                        "model": model,
                        "method": method,
                        "args": arguments,
                        "kwargs": named,
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer.get("result"), answer.get("error", {}).get("data")

    def _leaks(self, area):
        """Return {model: what a wrong reader was told of its rows}."""
        leaks, asked = {}, 0
        wanted = [
            (name, self._samples(name))
            for name, model in self._models()
            if model._original_module in AREAS[area] and model.search_count([], limit=1)
        ]
        for reader in self.readers:
            self.authenticate(reader.login, reader.login)
            for name, samples in wanted:
                for call, (result, error) in self._calls(name, samples).items():
                    asked += 1
                    if why := self._why_wrong(call, result, error):
                        leaks.setdefault(name, f"{reader.name}, {call}: {why}")
        self.assertGreater(asked, len(wanted))
        return leaks

    def _calls(self, name, samples):
        """Return {call: (result, error)} of what somebody tries on a model."""
        calls = {
            "search_read": self._call(name, "search_read", [], ["id", "display_name"]),
            "web_search_read": self._call(name, "web_search_read", [], {"display_name": {}}),
            "name_search": self._call(name, "name_search", ""),
            "search_count": self._call(name, "search_count", []),
        }
        for record in samples:
            calls[f"read {record.id}"] = self._call(name, "read", record.ids, ["display_name"])
            calls[f"unlink {record.id}"] = self._call(name, "unlink", record.ids)
        return calls

    def _why_wrong(self, call, result, error):
        """Return what is wrong about an answer: it tells of records, or refuses in no words."""
        if error:
            if not error["name"].endswith("AccessError"):
                return f"{error['name']}: {error['message']}"
            return "" if len(error["message"]) > 10 else "refused without a word"
        rows = result["length"] if isinstance(result, dict) else result
        return f"answered {result}" if rows or call.startswith(("read", "unlink")) else ""

    def _told_papers(self, area):
        """Return {reader and address: status} of printed forms and files that were given out."""
        models = {name for name, model in self._models() if model._original_module in AREAS[area]}
        addresses = [
            f"/report/html/{report.report_name}/{record.id}"
            for report in self._ours("ir.actions.report").filtered(lambda r: r.model in models)
            for record in self._samples(report.model)
        ]
        files = self.env["ir.attachment"].search(
            [("res_model", "in", sorted(models)), ("res_field", "!=", False)], limit=20
        )
        addresses += [f"/web/content/{f.res_model}/{f.res_id}/{f.res_field}" for f in files]
        addresses += [f"/web/content/{f.id}" for f in files]
        self.assertTrue(addresses)
        told = {}
        for reader in self.readers:
            self.authenticate(reader.login, reader.login)
            for address in addresses:
                answer = self.url_open(address, allow_redirects=False)
                if answer.status_code not in REFUSED:
                    told[f"{reader.name}: {address}"] = answer.status_code
        return told

    def test_papers_and_credit(self):
        """REQ D-12, D-13, D-14: nobody else sees papers, credit or VAT invoices of a customer."""
        self._check("papers")

    def test_complaints(self):
        """REQ C-01: nobody else sees complaints, what came of them, or their figures."""
        self._check("complaints")

    def test_visits(self):
        """REQ V-01: nobody else sees visits, receptions, trips, gifts or care."""
        self._check("visits")

    def _check(self, area):
        shared = {
            name: why for name, why in SHARED.items()
            if self.env[name]._original_module in AREAS[area]
        }  # fmt: skip
        self._assert_kept(self._leaks(area), shared)
        self.assertEqual(self._told_papers(area), {})
