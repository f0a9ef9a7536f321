from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import html2plaintext

from .common import ApprovalCase

MONDAY, TUESDAY, SATURDAY = "2026-03-02", "2026-03-03", "2026-03-07"


@tagged("post_install", "-at_install")
class TestDigest(ApprovalCase):
    """One mail a day of what waits for a person, where the company wants it (REQ A-07)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).approval_digest = False
        cls.company.approval_digest = True
        cls.env["res.lang"]._activate_lang("zh_CN")

    def run_job(self, day=MONDAY):
        with freeze_time(f"{day} 01:00:00"), self.enter_registry_test_mode():
            self.env.ref("customer_approval.ir_cron_digest").method_direct_trigger()
        self.env.invalidate_all()

    def submitted(self, day=MONDAY, **values):
        with freeze_time(f"{day} 00:10:00"):
            return self.submit(**values)

    def mails(self, user):
        return self.env["mail.mail"].search([("email_to", "=", user.email_formatted)], order="id")

    def text(self, user):
        return html2plaintext(self.mails(user)[-1:].body_html or "")

    def test_off_unless_a_company_wants_it(self):
        """REQ A-07: nobody gets a mail before the switch in the settings is on."""
        self.assertFalse(self.env["res.company"].create({"name": "New"}).approval_digest)
        self.company.approval_digest = False
        self.submitted()
        self.run_job()
        self.assertFalse(self.mails(self.manager))
        settings = Form(self.env["res.config.settings"].with_company(self.company))
        settings.approval_digest = True
        settings.save().execute()
        self.assertTrue(self.company.approval_digest)
        self.run_job()
        self.assertEqual(len(self.mails(self.manager)), 1)

    def test_what_waits_is_named_with_a_link(self):
        """REQ A-07: document, kind, stage, applicant, amount and time left, first due on top."""
        later = self.submitted(TUESDAY, name="Later", amount=1234)
        sooner = self.submitted(MONDAY, name="Sooner")
        self.run_job(TUESDAY)
        [mail] = self.mails(self.manager)
        self.assertEqual(mail.subject, "Waiting for your approval: 2")
        self.assertEqual(mail.state, "outgoing")
        text = self.text(self.manager)
        self.assertLess(text.index("Sooner"), text.index("Later"))
        for part in (
            "Document under Test · Manager · Sales",
            self.company.currency_id.format(1234),
            "2 working days left",
            "3 working days left",
        ):
            self.assertIn(part, text)
        for document in (later, sooner):
            link = f"/mail/view?model=test.approval.document&amp;res_id={document.id}"
            self.assertIn(f"{document.get_base_url()}{link}", mail.body_html)

    def test_nobody_else_gets_one(self):
        """REQ A-07: not the applicant, not the stage to come, not whoever has decided."""
        document = self.submitted()
        with freeze_time(f"{MONDAY} 00:20:00"):
            self.decide(self.manager, document)
        self.run_job()
        for user in (self.sales, self.manager, self.boss, self.admin):
            self.assertFalse(self.mails(user), user.name)
        self.assertIn("Director", self.text(self.director))

    def test_on_working_days_of_the_company(self):
        """REQ A-07, B-12: none on a Saturday or holiday, one on a Saturday worked instead."""
        self.submitted()
        for day, count in ((SATURDAY, 0), ("2026-10-01", 0), ("2026-10-10", 1)):
            self.run_job(day)
            self.assertEqual(len(self.mails(self.manager)), count, day)

    def test_once_a_day(self):
        """REQ A-07: a second run sends no second mail, the next day does."""
        self.submitted()
        self.run_job()
        self.run_job()
        self.assertEqual(len(self.mails(self.manager)), 1)
        self.run_job(TUESDAY)
        self.assertEqual(len(self.mails(self.manager)), 2)

    def test_a_killed_run_goes_on_where_it_stopped(self):
        """REQ A-07: who had the mail before the run was killed gets no second one."""
        document = self.submitted()
        with freeze_time(f"{MONDAY} 00:20:00"):
            self.decide(self.manager, document)
            self.submit(self.colleague)
        digest = self.env["customer.approval.digest"].sudo()
        with freeze_time(f"{MONDAY} 01:00:00"):
            digest._send(self.manager)
        self.assertEqual([len(self.mails(user)) for user in (self.manager, self.director)], [1, 0])
        self.run_job()
        self.assertEqual([len(self.mails(user)) for user in (self.manager, self.director)], [1, 1])

    def test_a_deputy_gets_what_he_decides(self):
        """REQ A-07: with the name of whom he stands in for, for the kinds he covers."""
        delegation = self.env["customer.approval.delegation"].create(
            {
                "user_id": self.manager.id,
                "delegate_id": self.boss.id,
                "date_from": MONDAY,
                "date_to": MONDAY,
            }
        )
        self.submitted()
        self.run_job()
        self.assertIn("In place of Manager", self.text(self.boss))
        self.assertNotIn("In place of", self.text(self.manager))
        self.run_job(TUESDAY)
        self.assertEqual(len(self.mails(self.boss)), 1)
        delegation.write({"date_to": SATURDAY})
        delegation.model_ids = self.env["ir.model"]._get("res.partner")
        self.run_job("2026-03-04")
        self.assertEqual(len(self.mails(self.boss)), 1)

    def test_not_about_the_own_request(self):
        """REQ A-07, A-01: a deputy is not told of a request that he may not decide."""
        self.env["customer.approval.delegation"].create(
            {
                "user_id": self.manager.id,
                "delegate_id": self.colleague.id,
                "date_from": MONDAY,
                "date_to": MONDAY,
            }
        )
        self.submitted(user=self.colleague, name="Mine")
        self.submitted(name="Theirs")
        self.run_job()
        self.assertIn("Theirs", self.text(self.colleague))
        self.assertNotIn("Mine", self.text(self.colleague))

    def test_in_the_readers_language(self):
        """REQ A-07: the job runs as the system, the mail is read by a person."""
        self.manager.lang = "zh_CN"
        document = self.submitted()
        self.run_job()
        [mail] = self.mails(self.manager)
        self.assertEqual(mail.subject, "待您审批：1 件")
        self.assertIn("剩余 3 个工作日", self.text(self.manager))
        with freeze_time(f"{MONDAY} 02:00:00"):
            self.decide(self.manager, document)
        self.run_job(TUESDAY)
        self.assertEqual(self.mails(self.director).subject, "Waiting for your approval: 1")

    def test_without_an_address_or_gone(self):
        """REQ A-07: nothing is sent and nothing alarming is logged; others get theirs."""
        self.manager.email = False
        self.submitted()
        self.submitted(user=self.manager)
        with self.assertNoLogs("odoo.addons.customer_approval", "WARNING"):
            self.run_job()
        self.assertFalse(self.manager.approval_digest_day)
        self.assertEqual(len(self.mails(self.director)), 1)

    def test_of_companies_that_want_it_only(self):
        """REQ A-07: who works for two companies is told of the documents of the one."""
        other = self.env["res.company"].create({"name": "Other"})
        for user in (self.sales, self.boss):
            user.company_ids |= other
        self.rule.stage_ids = [Command.clear(), self.stage("Boss", users=self.boss)]
        self.submitted(name="Wanted")
        self.submitted(name="Quiet", company_id=other.id)
        self.run_job()
        self.assertIn("Wanted", self.text(self.boss))
        self.assertNotIn("Quiet", self.text(self.boss))

    def test_many_are_counted_not_listed(self):
        """REQ A-07: the mail names thirty and says how many there are."""
        documents = self.as_user(self.sales, self.env["test.approval.document"]).create(
            [{"name": f"D{n:02}", "company_id": self.company.id} for n in range(33)]
        )
        with freeze_time(f"{MONDAY} 00:10:00"):
            documents.action_submit()
        self.run_job()
        self.assertEqual(self.mails(self.manager).subject, "Waiting for your approval: 33")
        text = self.text(self.manager)
        self.assertIn("D29", text)
        self.assertNotIn("D30", text)
        self.assertIn("Further ones: 3", text)

    def test_a_chunk_costs_the_same_for_any_number(self):
        """REQ A-07: a constant number of queries, however many people and documents."""
        costs = []
        for count in (3, 12):
            people = self.env["res.users"].union(
                *(self.user(f"ap_c{count}_{number}") for number in range(count))
            )
            self.rule.stage_ids = [
                Command.clear(),
                *(self.stage(f"To {person.name}", users=person) for person in people[:1]),
            ]
            self.rule.stage_ids.write({"user_ids": people.ids, "mode": "all"})
            with freeze_time(f"{MONDAY} 00:10:00"):
                for _number in range(count):
                    self.submit()
            self.env.flush_all()
            self.env.invalidate_all()
            digest = self.env["customer.approval.digest"].sudo()
            with freeze_time(f"{MONDAY} 01:00:00"):
                digest._send(self.boss)
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                digest._send(people)
                self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
            for person in people:
                self.assertEqual(len(self.mails(person)), 1)
        self.assertLessEqual(costs[1] - costs[0], 2)
