"""Fields of ours on models that people from outside may read are for internal people."""

from pathlib import Path

from odoo.tests import TransactionCase, tagged

ADDONS = {path.parent.name for path in Path(__file__).parents[1].glob("addons/*/__manifest__.py")}

# Tell of the reader's own rights, not of the customer.
OWN_RIGHTS = {"access_read", "access_write", "customer_visible"}


@tagged("post_install", "-at_install", "contract")
class TestContractOutsiders(TransactionCase):
    """S-13, REQ B-09."""

    def _models(self):
        """Yield the models that a portal user or the public may read."""
        outside = self.env.ref("base.group_portal") | self.env.ref("base.group_public")
        rights = self.env["ir.model.access"].search(
            [
                ("perm_read", "=", True),
                "|",
                ("group_id", "=", False),
                ("group_id", "in", outside.ids),
            ]
        )
        for name in sorted(set(rights.mapped("model_id.model"))):
            if name in self.env:
                yield self.env[name]

    def test_fields_of_ours_are_internal(self):
        """Grade, category, contacts and settings are read by nobody from outside."""
        checked, unguarded = 0, []
        for model in self._models():
            for field in model._fields.values():
                if not set(field._modules) & ADDONS or not self._is_new(model, field):
                    continue
                checked += 1
                if not field.groups and field.name not in OWN_RIGHTS:
                    unguarded.append(f"{model._name}.{field.name}")
        self.assertEqual(unguarded, [])
        self.assertTrue(checked, "no field of ours was looked at")

    def _is_new(self, model, field):
        """Whether the field is ours alone, not one of Odoo's that ours redefine."""
        return set(field._modules) <= ADDONS | {"base"} and field.name.startswith(
            ("customer_", "development_", "account_team", "is_key_account", "access_", "approval_")
        )

    def test_a_portal_user_does_not_read_them(self):
        """S-13: neither by reading nor by the description of the model."""
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "contract_portal",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        fields = portal.partner_id.with_user(portal).fields_get()
        names = {"customer_grade_id", "customer_category", "customer_last_contact",
                 "customer_next_contact_due", "is_key_account"}  # fmt: skip
        self.assertFalse(names & set(fields))

    def test_jobs_are_started_by_the_system(self):
        """REQ B-09: nobody but an administrator starts a job of ours through its action."""
        jobs = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "in", sorted(ADDONS))]
        )
        crons = self.env["ir.cron"].with_context(active_test=False).browse(jobs.mapped("res_id"))
        self.assertTrue(crons)
        open_jobs = crons.filtered(lambda cron: cron.group_ids != self.env.ref("base.group_system"))
        self.assertEqual(open_jobs.mapped("cron_name"), [])
