from datetime import date

from odoo.tests import tagged

from .contact_common import ContactCommon


@tagged("post_install", "-at_install")
class TestRedateHooks(ContactCommon):
    """L-04: what is re-dated when working days change survives what an administrator deletes."""

    def _change_working_days(self):
        self.env["workday.exception"].create(
            {"date": date(2031, 5, 6), "name": "校庆", "kind": "off", "confirmed": True}
        )
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_job_deleted(self):
        """L-04: the working days can be changed although the job of contacts due is gone."""
        self.env.ref("customer_base.ir_cron_interaction_state").unlink()
        self.customer._customer_contact_refresh()
        self._change_working_days()
        state = self.env["customer.interaction.state"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertFalse(state.checked_on, "counted anew when there is a job again")

    def test_addon_on_its_way_out(self):
        """L-04: while the addon is uninstalled its deadlines are left alone."""
        self.customer._customer_contact_refresh()
        addon = self.env["ir.module.module"].search([("name", "=", "customer_base")])
        addon.state = "to remove"
        self._change_working_days()
        state = self.env["customer.interaction.state"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertTrue(state.checked_on)

    def test_reminders_without_their_kind(self):
        """L-04: the nightly job runs although the kind of its reminders was deleted."""
        self.env.ref("customer_base.mail_activity_contact_due").unlink()
        self._run_cron("customer_base.ir_cron_interaction_state")
        self._record()
