import threading
import time

from odoo import SUPERUSER_ID, api
from odoo.addons.customer_approval.tests.two_windows import after_the_first
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import OperationalError

NUMBER = 4


@tagged("post_install", "-at_install")
class TestRunConcurrency(BaseCase):
    """Runs beside people who write the same customers, and beside each other (REQ G-04)."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self.clean)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            company = env["res.company"].create({"name": "Graded at once"})
            self.company_id = company.id
            self.user_id = new_test_user(
                env,
                f"graded_at_once_{company.id}",
                groups="customer_base.group_customer_marketing,base.group_partner_manager",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            ).id
            self.partner_ids = (
                env["res.partner"]
                .create(
                    [
                        {
                            "name": f"Graded at once {number}",
                            "is_company": True,
                            "customer_category": "closed",
                            "company_id": company.id,
                        }
                        for number in range(NUMBER)
                    ]
                )
                .ids
            )
            self.scheme_id = self._make_scheme(env, company).id
            self.run_ids = [self._make_run(env), self._make_run(env)]
        self.registry.clear_cache()

    def _make_scheme(self, env, company):
        grade = env.ref("customer_base.customer_grade_c")
        condition = {"grade_id": grade.id, "measure": "net_invoiced", "has_maximum": True}
        scheme = (
            env["customer.grading.scheme"]
            .with_company(company)
            .create(
                {
                    "name": "At once",
                    "company_id": company.id,
                    "currency_id": company.currency_id.id,
                    "customers": "all",
                    "condition_ids": [(0, 0, condition | {"maximum": 1})],
                }
            )
        )
        scheme.action_try()
        scheme.action_use()
        return scheme

    def _make_run(self, env):
        values = {"scheme_id": self.scheme_id, "company_id": self.company_id}
        return env["customer.grading.run"].create(values).id

    def _approve(self):
        """Compute the first run and take its approval for granted: it is not what is tested."""
        with self.registry.cursor() as cr:
            run = self._run(cr)
            run.action_compute()
            self.assertEqual(run.change_count, NUMBER)
            run._approval_set_state("approved")

    def _run(self, cr, number=0):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["customer.grading.run"].browse(self.run_ids[number])

    def clean(self):
        with self.registry.cursor() as cr:
            for table in ("customer_grading_line", "customer_grading_run"):
                cr.execute(f"DELETE FROM {table} WHERE company_id = %s", [self.company_id])
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["customer.grading.scheme"].browse(self.scheme_id).exists().unlink()
            env["res.partner"].browse(self.partner_ids).unlink()
            env["res.users"].browse(self.user_id).write({"active": False})
            company = env["res.company"].browse(self.company_id)
            company.name = f"Graded at once {company.id}"
        self.registry.clear_cache()

    def _history(self):
        """Return (number of graded customers, changes on record, log entries, run's state)."""
        with self.registry.cursor() as cr:
            run = self._run(cr)
            partners = run.env["res.partner"].browse(self.partner_ids)
            return (
                len(partners.filtered("customer_grade_id")),
                len(partners.customer_grade_change_ids),
                sum(run.name in body for body in partners.message_ids.mapped("body")),
                run.state,
            )

    def test_customer_being_written_comes_later(self):
        """REQ G-04: a customer in somebody's hands waits, nobody else does; each once."""
        self._approve()
        with self.registry.cursor() as person, self.registry.cursor() as job:
            person.execute(
                "UPDATE res_partner SET phone = '1' WHERE id = %s", [self.partner_ids[0]]
            )
            self._run(job)._cron_run()
            self.assertEqual(self._history(), (NUMBER - 1, NUMBER - 1, NUMBER - 1, "approved"))
            person.commit()
            self._run(job)._cron_run()
        self.assertEqual(self._history(), (NUMBER, NUMBER, NUMBER, "applied"))

    @mute_logger("odoo.sql_db")
    def test_somebody_commits_between_look_and_lock(self):
        """REQ G-04: the job looks again instead of failing, and grades everybody once."""
        self._approve()
        failures = []

        def job():
            try:
                with self.registry.cursor() as cr:
                    self._run(cr)._cron_run()
            except Exception as error:  # noqa: BLE001 - told to the test's own thread
                failures.append(error)

        with self.registry.cursor() as person:
            # the job has read the run by then, and waits for its lines
            person.execute("LOCK TABLE customer_grading_line IN ACCESS EXCLUSIVE MODE")
            thread = threading.Thread(target=job)
            thread.start()
            self._wait_for_a_waiting_session(person)
            person.execute(
                "UPDATE res_partner SET phone = '1' WHERE id = %s", [self.partner_ids[0]]
            )
        thread.join(60)
        self.assertFalse(failures)
        self.assertEqual(self._history(), (NUMBER, NUMBER, NUMBER, "applied"))

    def _wait_for_a_waiting_session(self, cr):
        for _attempt in range(300):
            cr.execute(
                "SELECT COUNT(*) FROM pg_locks WHERE NOT granted "
                "AND relation = 'customer_grading_line'::regclass"
            )
            if cr.fetchone()[0]:
                return
            time.sleep(0.1)
        self.fail("the job did not come as far as the lines")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_who_writes_a_customer_while_it_is_graded(self):
        """REQ G-04: what somebody saves meanwhile is saved, and the grade stays."""
        self._approve()
        partner_id = self.partner_ids[0]
        message = after_the_first(
            self.registry,
            self.user_id,
            lambda env: env["res.partner"].browse(partner_id).name,
            lambda env: env["res.partner"].browse(partner_id).write({"phone": "12345"}),
            lambda cr: self._run(cr)._apply_chunk(),
        )
        self.assertIsNone(message)
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT phone, customer_grade_id IS NOT NULL FROM res_partner WHERE id = %s",
                [partner_id],
            )
            self.assertEqual(cr.fetchone(), ("12345", True))

    @mute_logger("odoo.sql_db")
    def test_killed_run_goes_on(self):
        """REQ G-04: a chunk cut off before its end leaves nothing; the next job does all once."""
        self._approve()
        job = self.registry.cursor()
        job.execute("SELECT pg_backend_pid()")
        [backend] = job.fetchone()
        self._run(job)._apply_chunk()
        with self.registry.cursor() as cr:
            cr.execute("SELECT pg_terminate_backend(%s)", [backend])
        with self.assertRaises(OperationalError):
            job.commit()
        job.close()
        self.assertEqual(self._history(), (0, 0, 0, "approved"))
        with self.registry.cursor() as cr:
            self._run(cr)._cron_run()
        self.assertEqual(self._history(), (NUMBER, NUMBER, NUMBER, "applied"))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_runs_at_the_same_moment(self):
        """REQ G-04: of two runs of a scheme computed at once, the second is refused."""
        message = after_the_first(
            self.registry,
            self.user_id,
            lambda env: env["customer.grading.run"].browse(self.run_ids[1]).read(["state"]),
            lambda env: env["customer.grading.run"].browse(self.run_ids[1]).action_compute(),
            lambda cr: self._run(cr).action_compute(),
        )
        self.assertIn("Apply or drop it first", message)
        with self.registry.cursor() as cr:
            self.assertEqual(self._run(cr, 1).state, "draft")
            self.assertFalse(self._run(cr, 1).line_ids)
