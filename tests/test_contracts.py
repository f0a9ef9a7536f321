"""What every model of every addon of ours keeps, present and future, read off the registry."""

from pathlib import Path

from odoo.tests import TransactionCase, tagged

ADDONS = {path.parent.name for path in Path(__file__).parents[1].glob("addons/*/__manifest__.py")}

# Links that put nothing on a customer, each with its reason.
FREE_LINKS = {
    ("customer.access", "partner_id"): "create and write ask who may hand the customer out",
    ("customer.access.request.line", "partner_id"): "written by the request alone, blind",
    ("customer.change.notice", "partner_id"): "a report to the responsible person, read by them",
    ("customer.contact", "reports_to_id"): "a line of the chart, checked to be of the customer",
    ("customer.review", "partner_id"): "made by the system; people hand it over and complete it",
    ("customer.verification", "partner_id"): "made by the system, as reviews",
    ("customer.handover.customer", "partner_id"): "collected by the system; people choose to whom",
    ("customer.referral", "partner_id"): "sending asks for the right to change the customer",
    ("l10n_cn.fapiao", "partner_id"): "finance's; its mixin asks whether the customer may be seen",
    ("l10n_cn.fapiao.pickup", "partner_id"): "finance's; as above",
    ("l10n_cn.fapiao.request", "partner_id"): "as above, and the title is one of this customer",
    ("l10n_cn.fapiao.title", "partner_id"): "as above; the addon knows no owners of customers",
}


@tagged("post_install", "-at_install", "contract")
class TestContracts(TransactionCase):
    """Contracts of all models of ours."""

    def _models(self):
        """Yield our own stored models."""
        for name, model in sorted(self.env.items()):
            module = model._original_module
            if module in ADDONS and not model._abstract and model._auto and not model._transient:
                yield name, model

    def _writable(self, name):
        """Return whether anybody but an administrator may create or write such records."""
        rows = self.env["ir.model.access"].search(
            [
                ("model_id.model", "=", name),
                "|",
                ("perm_create", "=", True),
                ("perm_write", "=", True),
            ]
        )
        administrators = self.env.ref("customer_base.group_customer_admin") | self.env.ref(
            "base.group_system"
        )
        return bool(rows.group_id - administrators)

    def test_every_link_to_a_customer_is_checked(self):
        """S-02, S-03, REQ B-09: whatever people put on a customer asks for the right to it."""
        open_links = []
        for name, model in self._models():
            if not self._writable(name) or hasattr(model, "_sealed_label"):
                continue
            checked = set(getattr(model, "_entry_links", ()))
            for field in model._fields.values():
                if (
                    field.type == "many2one"
                    and field.store
                    and not field.compute
                    and not field.related
                    and self.env[field.comodel_name]._customer_data
                    and not self.env[field.comodel_name]._transient
                    and not (field.readonly and field.name in model._entry_sealed_names())
                    and field.name not in checked
                    and (name, field.name) not in FREE_LINKS
                ):
                    open_links.append(f"{name}.{field.name}")
        # people that the form of a customer names are checked to be of the customer
        people = {f"customer.file.{field}" for field in (
            "legal_representative_id", "head_id", "main_contact_id", "merged_into_id",
        )}  # fmt: skip
        self.assertEqual(set(open_links) - people, set())

    def test_nobody_writes_what_rules_stand_on(self):
        """S-01, REQ B-09: stored computed and related fields of ours follow, whoever writes."""
        unguarded = []
        for name, model in self._models():
            if not self._writable(name):
                continue
            names = [
                field.name
                for field in model._fields.values()
                if field.store and field.compute and field.readonly
                and field.type in ("many2one", "many2many", "char", "selection", "boolean")
                and field._module in ADDONS
            ]  # fmt: skip
            if name == "customer.approval.rule":
                continue  # an administrator's, no rule stands on it
            if names and not hasattr(model, "_entry_sealed_names"):
                unguarded.append(f"{name}: {', '.join(names)}")
        self.assertEqual(unguarded, [])
