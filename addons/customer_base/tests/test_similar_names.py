from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..tools.regions import name_core, regions_contradict
from .access_common import AccessCommon


@tagged("post_install", "-at_install")
class TestSimilarNames(AccessCommon):
    """Short names, regions, branches: maybe the same company (F-03; REQ B-14, B-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine, cls.cement = cls.Partner.create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "customer_category": "potential",
                    "user_id": cls.salesperson.id,
                }
                for name in ("河北冀渤矿业有限公司", "邯郸市赵都水泥有限公司")
            ]
        )

    def _found(self, name):
        found = self.Partner._customer_find_duplicates([{"name": name}])[0]
        return {
            one["reason"]
            for one in found
            if one["partner_id"] in (self.mine.id, self.cement.id, self.customer.id)
        }

    def test_short_names_regions_and_branches(self):
        """F-03: near names are found, as a maybe."""
        for name in (
            "冀渤矿业",
            "冀渤礦業集團",
            "河北省冀渤矿业",
            "石家庄冀渤矿业有限公司",
            "冀渤矿业（邯郸）有限公司",
            "河北冀渤矿业有限公司武安分公司",
            "冀渤矿业武安市分公司",
            "赵都水泥（邯郸）",
            "赵都水泥(河北)有限公司",
            "武安市赵都水泥",
            "宏远机械",
        ):
            with self.subTest(name=name):
                self.assertEqual(self._found(name), {"similar"})

    def test_another_region_is_another_company(self):
        """F-03: 北京宏远机械 is not 上海宏远机械; a word for a trade is no name."""
        for name in (
            "北京宏远机械",
            "冀渤矿业（山西）",
            "唐山赵都水泥",
            "河北矿业",
            "矿业",
            "水泥",
        ):
            with self.subTest(name=name):
                self.assertFalse(self._found(name))
        self.assertEqual(self._found("河北冀渤矿业股份有限公司"), {"name"})

    def test_regions(self):
        """F-03: a city lies in its province; two cities or two provinces contradict."""
        for first, second, expected in (
            ("河北冀渤矿业", "邯郸冀渤矿业", False),
            ("邯郸冀渤矿业", "唐山冀渤矿业", True),
            ("上海冀渤矿业", "邯郸冀渤矿业", True),
            ("中国冀渤矿业", "邯郸冀渤矿业", False),
        ):
            with self.subTest(first=first, second=second):
                regions = name_core(first)[1], name_core(second)[1]
                self.assertEqual(regions_contradict(*regions), expected)

    def test_key_follows_the_name_and_is_nobodys_to_write(self):
        """F-03, S-01: renamed, found by the new name; the key is not written by hand."""
        self.mine.name = "邢台太行重工有限公司"
        self.assertFalse(self._found("冀渤矿业"))
        self.assertEqual(self._found("太行重工"), {"similar"})
        with self.assertRaisesRegex(AccessError, 'access the field "customer_name_core"'):
            self.mine.with_user(self.users_by_role["admin"]).write({"customer_name_core": "x"})

    def test_warning_says_maybe_and_keeps_the_name(self):
        """F-03, S-17: who may not read the customer learns whom to ask, not its full name."""
        self._limit()
        new = self.Partner.with_user(self.colleague).with_context(default_is_company=True)
        with Form(new) as form:
            form.name = "冀渤矿业"
            self.assertIn("may be the same", form.customer_duplicate_typed)
            self.assertIn(self.salesperson.name, form.customer_duplicate_typed)
            self.assertNotIn("河北", form.customer_duplicate_typed)
            form.name = "Other"
        new = self.Partner.with_user(self.salesperson).with_context(default_is_company=True)
        with Form(new) as form:
            form.name = "冀渤矿业"
            self.assertIn(self.mine.name, form.customer_duplicate_typed)

    def _request(self, names):
        return (
            self.env["customer.access.request"]
            .with_user(self.colleague)
            .create(
                {
                    "company_id": self.company.id,
                    "customer_names": names,
                    "purpose": "Joint quotation",
                    "until": self.company._workday_today() + timedelta(days=5),
                }
            )
        )

    def test_access_request_finds_names_as_the_check_does(self):
        """F-03: any writing of the full name, the short name, code and number."""
        self._limit()
        self.mine.ref = "KH-77"
        for name in ("河北冀渤矿业有限公司", "河北冀渤礦業股份有限公司", "冀渤矿业", "KH-77"):
            with self.subTest(name=name):
                self.assertEqual(self._request(name).sudo().line_ids.partner_id, self.mine)

    def test_access_request_asks_where_it_is_not_sure(self):
        """F-03: another region or a branch: told whom to ask, nobody is chosen silently."""
        self._limit()
        for name in ("石家庄冀渤矿业", "河北冀渤矿业有限公司武安分公司"):
            with self.subTest(name=name), self.assertRaises(UserError) as caught:
                self._request(name)
            self.assertIn(self.salesperson.name, str(caught.exception))
            self.assertNotIn(self.mine.name, str(caught.exception).replace(name, ""))
        twin = self.mine.copy({"name": "冀渤矿业集团", "customer_category": "potential"})
        self.assertEqual(self._request("冀渤矿业").sudo().line_ids.partner_id, twin)

    def test_index_is_used(self):
        """F-03: near names are looked up in their index, whatever the number of customers."""
        self.env.flush_all()
        # with a few rows any index costs the same: only the one that is meant stays
        for key in ("code", "organisation", "name", "phone"):
            self.env.cr.execute(f"DROP INDEX res_partner_customer_{key}_key_idx")
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        keys = self.Partner._customer_keys_query([{"name": "冀渤矿业"}])
        [query] = [
            query
            for query in self.Partner._customer_match_queries()
            if "customer_name_core" in query.code
        ]
        plan = self.env.execute_query(SQL("EXPLAIN WITH given AS (%s) %s", keys, query))
        index = "res_partner_customer_similar_key_idx"
        self.assertTrue(any(index in line for (line,) in plan), plan)
