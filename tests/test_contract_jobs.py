"""Jobs of ours can stop at any moment and go on later; see also the demo's test of running them."""

import inspect
import re

from contract_common import ADDONS, ContractCase
from odoo.tests import tagged

CALL = re.compile(r"model\.(_cron_\w+)\(\)")
# Jobs that need no steps: one statement for everything.
IN_ONE_STEP = {
    "customer.grading.run._cron_yearly": "makes a run a scheme, which a job of its own computes",
}


@tagged("post_install", "-at_install", "contract")
class TestContractJobs(ContractCase):
    """Issue 9, REQ B-09: every job of ours."""

    def test_jobs_call_one_method_of_ours(self):
        """Run by the system, by a method that no RPC reaches, at its place among the others.

        Priorities: 6 what people wait for, 8 rights that end, 10 to 14 what others build on, from
        16 on what tells of it, from 20 on figures of the whole.
        """
        wrong = {}
        jobs = self._ours("ir.cron")
        for job in jobs:
            call = CALL.fullmatch((job.code or "").strip())
            faults = {
                "its code is not one call of a method _cron_…": not call,
                "its model is not ours": self.env[job.model_id.model]._original_module
                not in ADDONS,
                "it is not the system's": job.user_id != self.env.ref("base.user_root"),
                "nobody chose its place among the jobs": job.priority == 5,
                "its method is not there": call
                and not callable(getattr(self.env[job.model_id.model], call[1], None)),
            }
            if found := [text for text, is_so in faults.items() if is_so]:
                wrong[job.get_external_id()[job.id]] = found
        self.assertEqual(wrong, {})
        self.assertTrue(jobs)

    def test_jobs_commit_as_they_go(self):
        """A job of thousands of rows keeps what it has done when it is stopped."""
        at_once = set()
        for job in self._ours("ir.cron"):
            model = self.env[job.model_id.model]
            if "_commit_progress" not in self._source(model, CALL.search(job.code)[1]):
                at_once.add(f"{job.model_id.model}.{CALL.search(job.code)[1]}")
        self._assert_kept(at_once, IN_ONE_STEP)

    def _source(self, model, name, seen=()):
        """Return the source of a method and of the model's methods that it calls."""
        methods = [vars(base)[name] for base in type(model)._model_classes__ if name in vars(base)]
        text = "".join(inspect.getsource(method) for method in methods if callable(method))
        calls = set(re.findall(r"self\.(_\w+)\(", text)) - {name, *seen}
        ours = [call for call in calls if callable(getattr(type(model), call, None))]
        return text + "".join(
            self._source(model, call, (*seen, name)) for call in ours if self._is_ours(model, call)
        )

    def _is_ours(self, model, name):
        return any(
            base._module in ADDONS for base in type(model)._model_classes__ if name in vars(base)
        )
