from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL

from .common import CustomerCommon, make_code


@tagged("post_install", "-at_install")
class TestDuplicates(CustomerCommon):
    """Duplicate check (REQ B-14)."""

    def _reasons(self, **vals):
        found = self.Partner._customer_find_duplicates([vals])[0]
        return [
            duplicate["reason"]
            for duplicate in found
            if duplicate["partner_id"] == self.customer.id
        ]

    def test_same_code_however_written(self):
        """REQ B-14: full-width, spaced, prefixed: the same code."""
        code = make_code(1)
        wide = "".join(chr(ord(char) + 0xFEE0) for char in code)
        for written in (code, code.lower(), wide, f"{code[:9]} {code[9:]}", f"CN{code}"):
            with self.subTest(written=written):
                self.assertEqual(self._reasons(vat=written), ["code"])

    def test_same_organisation_code(self):
        """REQ B-14: another district, an old tax number or organisation code: likely the same."""
        organisation = make_code(1)[8:17]
        for written in (f"91440300{organisation}X", f"310115{organisation}", organisation):
            with self.subTest(written=written):
                self.assertEqual(self._reasons(vat=written), ["organisation"])

    def test_same_name_however_written(self):
        """REQ B-14: company forms, brackets, spaces and widths do not make another company."""
        for written in (
            "上海宏远机械有限公司",
            "上海宏远机械股份有限公司",
            " 上海宏远机械（集团）有限责任公司",
            "上海宏远 机械",
        ):
            with self.subTest(written=written):
                self.assertEqual(self._reasons(name=written), ["name"])
        self.assertFalse(self._reasons(name="上海宏远贸易有限公司"))
        self.assertFalse(self._reasons(name="有限公司"))

    def test_same_name_in_traditional_characters(self):
        """REQ B-14: 台灣 and 台湾, 廠 and 厂: the same name; another word is another name."""
        for stored, written in (
            ("台湾龙华电机有限公司", "臺灣龍華電機股份有限公司"),
            ("廣東聯興鋼鐵廠", "广东联兴钢铁厂"),
            ("濟南東嶽礦業集團", "济南东岳矿业"),
            ("瀋陽鳳凰閥門（特殊普通合夥）", "沈阳凤凰阀门"),
            ("Longshan Holdings Pte. Ltd.", "LONGSHAN"),
        ):
            partner = self.Partner.create({"name": stored, "is_company": True})
            with self.subTest(stored=stored):
                found = self.Partner._customer_find_duplicates([{"name": written}])[0]
                self.assertIn({"partner_id": partner.id, "reason": "name"}, found)
                other = self.Partner._customer_find_duplicates([{"name": f"新{written}"}])[0]
                self.assertFalse(other)

    def test_renaming_warns(self):
        """REQ B-14: a customer renamed to a known one says so, however it was renamed."""
        clerk = self.users_by_role["clerk"]
        other = self.Partner.create(
            {"name": "Other", "is_company": True, "customer_category": "potential"}
        )
        self.assertFalse(other.with_user(clerk).customer_duplicate_warning)
        other.name = "上海宏遠機械"
        self.assertIn(self.salesperson.name, other.with_user(clerk).customer_duplicate_warning)
        with Form(other.with_user(self.users_by_role["marketing"])) as form:
            form.name = "Again Another"
            self.assertFalse(form.customer_duplicate_typed)
            form.name = "上海宏远机械"
            self.assertIn(self.customer.name, form.customer_duplicate_typed)
            form.name = "Other"

    def test_import_and_errors_reveal_nothing_more(self):
        """REQ B-14: names of customer and person to ask; no phone, address or number."""
        self.customer.write({"street": "Secret Road 7", "email": "secret@example.com"})
        clerk = self.users_by_role["clerk"]
        result = self.Partner.with_user(clerk).load(
            ["name", "is_company", "vat", "customer_category"],
            [["Copy", "1", make_code(1), "potential"]],
        )
        texts = [result["messages"][0]["message"]]
        for reason in ("code", "organisation", "name", "phone"):
            texts.append(
                self.Partner.with_user(clerk)._customer_duplicate_message(
                    {"partner_id": self.customer.id, "reason": reason}
                )
            )
        for text in texts:
            with self.subTest(text=text):
                self.assertIn(self.customer.name, text)
                self.assertIn(self.salesperson.name, text)
                for secret in ("55501234", "Secret", "secret", str(self.customer.vat)):
                    self.assertNotIn(secret, text)

    def test_messages_of_many_cost_the_same(self):
        """REQ B-14: the sentences on 40 duplicates ask no more than those on 4."""
        partners = self.Partner.create(
            [
                {"name": f"Quarry {index}", "is_company": True, "user_id": self.salesperson.id}
                for index in range(40)
            ]
        )

        def cost(records):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.Partner._customer_duplicate_messages(
                [{"partner_id": partner.id, "reason": "name"} for partner in records]
            )
            return self.env.cr.sql_log_count - start

        cost(partners)
        self.assertLessEqual(cost(partners), cost(partners[:4]))

    def test_same_phone_however_written(self):
        """REQ B-14: with and without country code, dashes and spaces."""
        for written in ("021-55501234", "+86 21 5550 1234", "0086-21-55501234", "(021)55501234"):
            with self.subTest(written=written):
                self.assertEqual(self._reasons(phone=written), ["phone"])
        self.assertFalse(self._reasons(phone="021-55501235"))

    def test_surest_reason_first_and_each_customer_once(self):
        """REQ B-14: a customer that is the same in every respect is named once."""
        self.assertEqual(
            self._reasons(name=self.customer.name, vat=self.customer.vat, phone="021-55501234"),
            ["code"],
        )

    def test_many_at_once_cost_one_query(self):
        """REQ B-14: the check of a whole list is one query."""
        vals_list = [{"name": f"Nobody {index}", "vat": ""} for index in range(80)]
        vals_list.append({"name": self.customer.name})
        self.env.flush_all()
        with self.assertQueryCount(1):
            found = self.Partner._customer_find_duplicates(vals_list)
        self.assertFalse(any(found[:80]))
        self.assertEqual(found[80], [{"partner_id": self.customer.id, "reason": "name"}])

    def test_index_is_used(self):
        """REQ B-14: every kind of key is looked up through its index."""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        keys = self.Partner._customer_keys_query(
            [{"name": "上海宏远", "vat": make_code(1), "phone": "021-55501234"}]
        )
        kinds = ("code", "organisation", "name", "similar", "phone")
        for kind, query in zip(
            kinds,
            self.Partner._customer_match_queries(),
            strict=True,
        ):
            # with few partners another index costs the same: leave only the one in question
            savepoint = self.env.cr.savepoint()
            for other in set(kinds) - {kind}:
                self.env.cr.execute(f"DROP INDEX res_partner_customer_{other}_key_idx")
            plan = self.env.execute_query(SQL("EXPLAIN WITH given AS (%s) %s", keys, query))
            savepoint.close(rollback=True)
            index = f"res_partner_customer_{kind}_key_idx"
            self.assertTrue(any(index in line for (line,) in plan), plan)

    def test_second_customer_with_the_same_code_is_refused(self):
        """REQ B-14: the message names customer and owner, nothing else of it."""
        other = self.users_by_role["clerk"]
        with self.assertRaises(ValidationError) as caught:
            self.Partner.with_user(other).create(
                {
                    "name": "宏远",
                    "is_company": True,
                    "vat": make_code(1),
                    "customer_category": "potential",
                }
            )
        message = str(caught.exception)
        self.assertIn(self.customer.name, message)
        self.assertIn(self.salesperson.name, message)
        self.assertNotIn("55501234", message)

    def test_two_with_the_same_code_in_one_call_are_refused(self):
        """REQ B-14: a batch does not slip through."""
        vals = {"is_company": True, "vat": make_code(2), "customer_category": "potential"}
        with self.assertRaisesRegex(ValidationError, "already exists"):
            self.Partner.create([{**vals, "name": "A"}, {**vals, "name": "B"}])

    def test_changing_to_a_known_code_is_refused(self):
        """REQ B-14: neither creating nor changing leads to a double code."""
        second = self.Partner.create(
            {"name": "B", "is_company": True, "customer_category": "potential"}
        )
        with self.assertRaisesRegex(ValidationError, "already exists"):
            second.vat = make_code(1)

    def test_archived_customer_is_found(self):
        """REQ B-14: an archived customer is taken up again, not entered anew."""
        self.customer.active = False
        self.assertEqual(self._reasons(vat=make_code(1)), ["code"])

    def test_customer_of_another_company_is_not_revealed(self):
        """REQ B-14: customers private to another company stay unknown."""
        self.customer.company_id = self.env["res.company"].create({"name": "Foreign"})
        self.assertFalse(self._reasons(vat=make_code(1)))

    def test_unmanaged_partners_may_share_a_code(self):
        """REQ B-14: contacts we do not manage stay as free as without this addon."""
        vals = {"is_company": True, "vat": make_code(3)}
        self.assertEqual(
            len(self.Partner.create([{**vals, "name": "A"}, {**vals, "name": "B"}])), 2
        )

    def test_portal_user_learns_no_names(self):
        """REQ B-14: outsiders are told that the company is known, not by whom."""
        portal = new_test_user(self.env, "customer_portal", groups="base.group_portal")
        message = self.Partner.with_user(portal)._customer_duplicate_message(
            {"partner_id": self.customer.id, "reason": "code"}
        )
        self.assertNotIn(self.customer.name, message)
        self.assertNotIn(self.salesperson.name, message)

    def test_warning_on_the_form(self):
        """REQ B-14: likely duplicates show on the form with who to ask."""
        twin = self.Partner.create(
            {"name": "上海宏远机械", "is_company": True, "customer_category": "potential"}
        )
        warning = twin.with_user(self.users_by_role["clerk"]).customer_duplicate_warning
        self.assertIn(self.customer.name, warning)
        self.assertIn(self.salesperson.name, warning)
        self.customer.user_id = False
        twin.invalidate_recordset()
        self.assertIn("Nobody is responsible", twin.customer_duplicate_warning)
        twin.customer_category = False
        self.assertFalse(twin.customer_duplicate_warning)

    def test_merging_two_customers_of_the_same_code(self):
        """REQ B-14: the way out of a doubled customer is Odoo's merge; nothing is lost in it."""
        double = self.Partner.create(
            {"name": "Double", "is_company": True, "customer_category": "closed"}
        )
        # from before both were customers
        self.env.cr.execute(
            "UPDATE res_partner SET vat = %s WHERE id = %s", [make_code(1), double.id]
        )
        double.invalidate_recordset()
        person = self.Partner.create({"name": "P", "parent_id": double.id})
        contact = self.env["customer.contact"].create({"partner_id": person.id})
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.customer | double).ids, self.customer
        )
        self.assertFalse(double.exists())
        self.assertEqual(self.customer.customer_category, "closed")
        self.assertEqual(self.customer.vat, make_code(1))
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.customer_contact_ids, contact)

    def test_no_client_can_switch_the_check_off(self):
        """REQ B-14: the sign of a merge cannot be forged."""
        for forged in (True, 1, "MERGING", {}):
            with self.assertRaisesRegex(ValidationError, "already exists"), self.env.cr.savepoint():
                self.Partner.with_context(customer_merging=forged).create(
                    {
                        "name": "Forged",
                        "is_company": True,
                        "vat": make_code(1),
                        "customer_category": "potential",
                    }
                )
