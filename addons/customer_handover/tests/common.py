from contextlib import contextmanager

from odoo.addons.customer_base.tests.common import CustomerCommon
from odoo.tools import mute_logger


class HandoverCommon(CustomerCommon):
    """A department with a leaver who holds customers, a manager, and two who take over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = cls.salesperson
        cls.manager = cls.users_by_role["manager"]
        cls.director = cls.users_by_role["director"]
        cls.anna = cls._make_user("anna", "salesperson", name="Anna")
        cls.bert = cls._make_user("bert", "salesperson", name="Bert")
        cls.department = cls._make_department(
            "Sales East", cls.manager, cls.leaver | cls.anna | cls.bert
        )
        cls.customers = cls.customer | cls.Partner.create(
            [
                {
                    "name": f"客户{number}号有限公司",
                    "is_company": True,
                    "email": f"customer{number}@example.com",
                    "customer_category": "potential",
                    "user_id": cls.leaver.id,
                }
                for number in range(1, 6)
            ]
        )
        cls.Handover = cls.env["customer.handover"]
        cls.employee = cls.env["hr.employee"].search([("user_id", "=", cls.leaver.id)])

    @contextmanager
    def _refused(self, error, message):
        """Assert a refusal with its message; what it had begun is rolled back, as in a request."""
        with self.assertRaises(error) as caught:
            yield caught
        self.assertRegex(str(caught.exception.args[0]), message)

    @classmethod
    def _open(cls, by=None, **vals):
        """Return a sheet of the leaver, as whoever opened it sees it."""
        by = by or cls.manager
        return cls.Handover.with_user(by).create(
            {"leaver_id": cls.leaver.id, "user_id": by.id, "notify": False, **vals}
        )

    @classmethod
    def _all_to(cls, handover, user):
        handover.customer_ids.receiver_id = user
        handover.line_ids.filtered(lambda line: line.decision == "move").receiver_id = user
        handover.action_leave_undecided()

    def _accepted(self, handover):
        handover.action_ask()
        for user in handover.receiver_ids.user_id:
            handover.with_user(user).action_accept()

    def _approve(self, handover):
        """Submit and let everybody approve."""
        handover.action_submit()
        for _stage in range(5):
            if handover.state != "submitted":
                break
            step = handover.sudo().approval_id.current_step_id
            handover.with_user(step.approver_ids[0]).action_approve()
        self.assertEqual(handover.state, "approved")

    def _run(self):
        """What the job does until nothing is left to do."""
        self._job("ir_cron_handover")

    def _job(self, name):
        self.env.flush_all()
        with self.enter_registry_test_mode(), mute_logger("odoo.addons.mail"):
            self.env.ref(f"customer_handover.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _moved(self, receiver=None, **vals):
        """Return a sheet of which everything has moved to one person."""
        receiver = receiver or self.anna
        handover = self._open(main_receiver_id=receiver.id, **vals)
        self._all_to(handover, receiver)
        self._accepted(handover)
        self._approve(handover)
        self._run()
        return handover
