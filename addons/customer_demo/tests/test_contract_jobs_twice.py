from odoo.tests import tagged

from .contract_common import DemoContractCase

# Jobs that write again what is there.
REWRITING = {}


@tagged("post_install", "-at_install", "contract")
class TestContractJobsTwice(DemoContractCase):
    """Issue 9: a job that is started again finds its work done."""

    def test_jobs_find_their_work_done(self):
        """REQ B-07, G-07: nobody is reminded twice, nothing falls due twice."""
        wrote = {}
        for job in self._ours("ir.cron"):
            model = self.env[job.model_id.model]
            method = job.code.strip().removeprefix("model.").removesuffix("()")
            with self.enter_registry_test_mode():
                getattr(model, method)()
                before = self._written()
                getattr(model, method)()
                if rows := self._written() - before:
                    wrote[job.get_external_id()[job.id]] = f"{rows} rows"
        self._assert_kept(wrote, REWRITING)
