from datetime import date

from odoo.addons.customer_base.tests.invoice_common import InvoiceCommon
from odoo.addons.customer_grading.models.grading_registry import Scope
from odoo.fields import Command

TODAY = date(2026, 6, 30)


class GradingCommon(InvoiceCommon):
    """A scheme A/B/C by net invoiced of 12 months: 5,000,000 / 1,000,000 / less.

    Runs are as of 30 June 2026: their period is 1 July 2025 to 30 June 2026.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketing = cls.users_by_role["marketing"]
        cls.director = cls.users_by_role["director"]
        cls.manager = cls.users_by_role["manager"]
        cls.department = cls._make_role_department("salesperson", "manager")
        cls.other_marketing = cls._make_user("grading_marketing", "marketing")
        cls._make_department("Market", members=cls.marketing | cls.other_marketing | cls.director)
        cls.grade_a, cls.grade_b, cls.grade_c = (
            cls.env.ref(f"customer_base.customer_grade_{code}") for code in "abc"
        )
        cls.scheme = cls._scheme(
            [
                (cls.grade_a, "net_invoiced", 5_000_000, None),
                (cls.grade_b, "net_invoiced", 1_000_000, 5_000_000),
                (cls.grade_c, "net_invoiced", None, 1_000_000),
            ]
        )

    @classmethod
    def _scheme(cls, rows, **values):
        return cls.env["customer.grading.scheme"].create(
            {
                "name": "Sales",
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "customers": "all",
                "condition_ids": [Command.create(cls._condition(*row)) for row in rows],
                **values,
            }
        )

    @classmethod
    def _condition(cls, grade, measure, minimum, maximum, alternative=1):
        return {
            "grade_id": grade.id,
            "measure": measure,
            "has_minimum": minimum is not None,
            "minimum": minimum or 0,
            "has_maximum": maximum is not None,
            "maximum": maximum or 0,
            "alternative": alternative,
        }

    @classmethod
    def _customer(cls, name, **values):
        return cls.Partner.create(
            {
                "name": name,
                "is_company": True,
                "customer_category": "closed",
                "user_id": cls.salesperson.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _run(cls, scheme=None, day=TODAY, user=None, use=True, **values):
        """Return a run in draft, made by somebody of the market department."""
        scheme = (scheme or cls.scheme).with_user(cls.marketing)
        if use and scheme.state == "draft":
            scheme.action_try()
            scheme.action_use()
        return (
            cls.env["customer.grading.run"]
            .with_user(user or cls.marketing)
            .create({"scheme_id": scheme.id, "date": day, "company_id": cls.company.id, **values})
        )

    def _computed(self, *args, **kwargs):
        run = self._run(*args, **kwargs)
        run.action_compute()
        self.assertEqual(run.state, "computed")
        return run

    def _approved(self, *args, **kwargs):
        run = self._computed(*args, **kwargs)
        run.action_submit()
        run.with_user(self.other_marketing).action_approve()
        run.with_user(self.director).action_approve()
        self.assertEqual(run.state, "approved")
        return run

    def _line(self, run, partner):
        return run.sudo().line_ids.filtered(lambda line: line.partner_id == partner)

    def _figure(self, code, partner=None, day=TODAY, months=12, company=None):
        """Return one measure of a customer, asked for alone."""
        measures = self.env["customer.grading.measure"]
        self.env.flush_all()
        scope = Scope(company or self.company, day, months)
        [(query, _provided)] = measures._get_queries([code], scope)
        rows = {row["partner_id"]: row for row in self.env.execute_query_dict(query)}
        return rows.get((partner or self.customer).id, {}).get(code)
