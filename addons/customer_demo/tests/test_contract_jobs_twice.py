from odoo.tests import tagged

from .contract_common import DemoContractCase

# Jobs that write again what is there.
REWRITING = {
    "customer_base.ir_cron_interaction_state": "each night a part of all rows is counted again",
    "customer_key_account.ir_cron_key_account": "sums of the last months, made anew each month",
}


@tagged("post_install", "-at_install", "contract")
class TestContractJobsTwice(DemoContractCase):
    """Issue 9: a job that is started again finds its work done."""

    def test_jobs_find_their_work_done(self):
        """REQ B-07, G-07: nobody is reminded twice, nothing falls due twice."""
        wrote = {}
        for job in self._ours("ir.cron"):
            self._run(job)
            before = self._rows_written()
            self._run(job)
            if tables := {
                table for table, rows in self._rows_written().items() if rows > before.get(table, 0)
            }:
                wrote[job.get_external_id()[job.id]] = sorted(tables)
        self._assert_kept(wrote, REWRITING)

    def _run(self, job):
        """Run a job as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()

    def _rows_written(self):
        """Return {table: rows written so far}, the scheduler's own tables left out."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT relname, n_tup_ins + n_tup_upd + n_tup_del
                 FROM pg_stat_xact_user_tables
                WHERE relname NOT LIKE 'ir\\_cron%'"""
        )
        return dict(self.env.cr.fetchall())
