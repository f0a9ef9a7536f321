import re
from datetime import date

from odoo import fields
from odoo.tests import freeze_time, tagged

from .job_common import JobCase

# Names and codes may be Latin; a sentence is three words or more.
SENTENCE = re.compile(r"[A-Za-z]{2,}[\s,.:;]+[A-Za-z]{2,}[\s,.:;]+[A-Za-z]{2,}")
TAG = re.compile(r"<[^>]*>")


@tagged("post_install", "-at_install")
class TestJobsLanguage(JobCase):
    """F-07: people read in their language, whoever runs the job (REQ: all Chinese)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        addons = cls.env["ir.module.module"].search([("name", "=like", "customer_%")])
        addons.filtered(lambda addon: addon.state == "installed")._update_translations(["zh_CN"])
        # as in a Chinese company: everybody reads Chinese, only the superuser does not
        cls.env["res.company"].search([]).partner_id.lang = "zh_CN"
        users = cls.env["res.users"].search([("company_id", "=", cls.company.id)])
        users.lang = "zh_CN"
        for number, user in enumerate(users, 1):
            user.name = f"员工{number}"
        cls.company.name = "测试公司"
        cls.env.ref("base.user_root").lang = "en_US"
        cls.east.name = "华东"
        cls.east.manager_id = cls.env["hr.employee"].search([("user_id", "=", cls.manager.id)])

    def _written_since(self, marks):
        """Return [(where, text)] of what was written after the marks in any table of ours."""
        texts = []
        for table, columns in self._text_columns().items():
            if table not in marks:
                continue
            for name in columns:
                self.env.cr.execute(
                    f'SELECT id, "{name}"::text FROM "{table}" '
                    f'WHERE id > %s AND "{name}" IS NOT NULL',
                    [marks[table]],
                )
                texts += [(f"{table}.{name} {row}", text) for row, text in self.env.cr.fetchall()]
        return texts

    def _text_columns(self):
        """Return {table: stored text columns that people read} of ours, messages and activities."""
        columns = {
            "mail_message": ["subject", "body"],
            "mail_activity": ["summary", "note"],
        }
        for name, model in self.env.items():
            if not name.startswith("customer.") or model._abstract or not model._auto:
                continue
            if model._transient:
                continue
            columns[model._table] = [
                field.name
                for field in model._fields.values()
                if field.store
                and field.type in ("char", "text", "html")
                and field.name not in ("res_model", "model")
            ]
        return columns

    def _marks(self):
        self.env.flush_all()
        marks = {}
        for table in self._text_columns():
            self.env.cr.execute(f'SELECT COALESCE(max(id), 0) FROM "{table}"')
            marks[table] = self.env.cr.fetchone()[0]
        return marks

    def _assert_chinese(self, texts):
        english = [
            (where, text) for where, text in texts if SENTENCE.search(TAG.sub(" ", text or ""))
        ]
        self.assertEqual(english, [])

    def test_all_jobs_write_chinese(self):
        """F-07: reminders, reviews, verification, pool, access, erasure: no English sentence."""
        self.company.write(
            {
                "customer_protection": True,
                "customer_pool": True,
                "customer_protection_days": 2,
                "customer_pool_keep_closed": False,
                "customer_verification_categories": "all",
            }
        )
        with freeze_time("2026-03-02 02:00:00"):
            mine = self._customers(3, self.salesperson)
            mine.write({"customer_managed_on": date(2026, 1, 5)})
            mine._customer_contact_refresh()
            self.foreign.customer_managed_on = date(2026, 1, 5)
            contact = self.env["customer.contact"].create(
                {
                    "partner_id": self.person.id,
                    "hobbies": "钓鱼",
                    "education": "本科",
                    "personal_purpose": "拜访",
                    "consent_date": "2026-03-01",
                    "consent_way": "spoken",
                    "retention_until": "2026-03-10",
                }
            )
            self.env["customer.referral"].with_user(self.salesperson).create(
                {"name": "矿车", "prospect_name": "新矿", "to_user_id": self.colleague.id}
            )
        marks = self._marks()
        self._run_all_jobs("2026-03-03", "2026-03-06", "2026-03-20", "2026-04-02")
        self.assertFalse(contact.hobbies)
        self.assertTrue(self.env["customer.pool.entry"].search([("partner_id", "in", mine.ids)]))
        texts = self._written_since(marks)
        self._assert_chinese(texts)
        everything = "\n".join(text for _where, text in texts)
        self.assertIn("公海", everything)

    def test_each_person_reads_their_own_language(self):
        """F-07: of two people reminded in one run the second reads English, as they want it."""
        self.colleague.lang = "en_US"
        with freeze_time("2026-03-02 02:00:00"):
            for user in (self.salesperson, self.colleague):
                customers = self._customers(2, user)
                customers.write({"customer_managed_on": date(2026, 1, 5)})
                customers._customer_contact_refresh()
        self._run_all_jobs("2026-06-01")
        reminders = self.env["mail.activity"].search(
            [
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("customer_base.mail_activity_contact_due").id,
                ),
                ("user_id", "in", (self.salesperson | self.colleague).ids),
            ]
        )
        by_user = {reminder.user_id: reminder.summary for reminder in reminders}
        self.assertRegex(by_user[self.colleague], r"^\d+ contacts are overdue$")
        self.assertNotRegex(by_user[self.salesperson], r"[A-Za-z]")

    def test_history_is_in_the_companys_language(self):
        """F-07: a line in the history is Chinese also when the job's user reads English."""
        self.env["customer.access"]._sync_owners()
        row = self.env["customer.access"].search(
            [("partner_id", "=", self.customer.id), ("reason", "=", "owner")]
        )
        self.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id = %s",
            [self.colleague.id, self.customer.id],
        )
        self.env.invalidate_all()
        jobs = self.env["customer.access"].with_company(self.company)
        jobs.with_context(lang="en_US")._sync_owners()
        row.invalidate_recordset()
        self.assertFalse(row.active)
        self.assertNotRegex(row.end_reason, r"[A-Za-z]")

    def test_dates_of_the_list_are_local(self):
        """F-18: filed at 5:30 in China on 25 November is 25 November on the list, not the 24th."""
        moment = fields.Datetime.to_datetime("2026-11-24 21:30:00")
        file = self.env["customer.file"].new({"archived_on": moment, "company_id": self.company.id})
        self.assertEqual(file._change_text(file, "archived_on"), "2026-11-25 05:30")
