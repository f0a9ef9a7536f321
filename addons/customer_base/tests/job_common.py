from odoo.tests import freeze_time

from .contact_common import ContactCommon


class JobCase(ContactCommon):
    """Customers of several people; every scheduled job of ours can be run on a frozen day."""

    def _our_jobs(self):
        """Return the scheduled jobs of this project's addons."""
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "in", self._our_addons())]
        )
        return self.env["ir.cron"].browse(data.mapped("res_id"))

    def _our_addons(self):
        author = self.env["ir.module.module"].search([("name", "=", "customer_base")]).author
        return (
            self.env["ir.module.module"]
            .search([("author", "=", author), ("state", "=", "installed")])
            .mapped("name")
        )

    def _run_all_jobs(self, *days):
        """Run every job of ours as the scheduler does, at 10:00 in China on each day."""
        for day in days:
            with freeze_time(f"{day} 02:00:00"):
                for job in self._our_jobs():
                    self.env.flush_all()
                    with self.enter_registry_test_mode():
                        job.method_direct_trigger()
                    self.env.invalidate_all()

    def _customers(self, count, user, **values):
        return self.Partner.create(
            [
                {
                    "name": f"客户{number}",
                    "is_company": True,
                    "customer_category": "closed",
                    "user_id": user.id,
                    **values,
                }
                for number in range(count)
            ]
        )
