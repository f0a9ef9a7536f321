"""What every model of ours declares, and who gets at its rows."""

from contract_common import ADDONS, ContractCase
from odoo.exceptions import UserError
from odoo.tests import tagged

# Everybody with the right on the model may read every row: there is nothing of a customer in it.
NO_RULE = {
    "customer.access.role": "names of roles in a team",
    "customer.communication.audience": "circles of people, by grade and part; no names",
    "customer.communication.channel": "a list to choose from",
    "customer.communication.content": "a list to choose from",
    "customer.communication.policy": "who is told what, for all companies",
    "customer.development.cause": "a list to choose from",
    "customer.development.source": "a list to choose from",
    "customer.development.stage": "a list to choose from",
    "customer.file.requirement": "which fields of a file count, for all companies",
    "customer.grading.option": "a list to choose from",
    "customer.loss.cause": "a list to choose from",
    "customer.personal.data.log": "open to two roles, who answer for all persons (PIPL 47)",
    "customer.qualification.kind": "a list to choose from",
    "customer.qualification.type": "which papers are asked for, for all companies",
    "customer.read.day": "open to nobody: only the system reads how much was read",
    "customer.visit.cause": "a list to choose from",
    "customer.visit.material.template": "what is usually taken along, for all companies",
    "workday.year": "the State Council's notices, for all companies",
}
# No rule of a company: nothing of it belongs to one.
NO_COMPANY_RULE = {}


@tagged("post_install", "-at_install", "contract")
class TestContractModels(ContractCase):
    """Issue 9: names, order, rights and rules of all models of ours."""

    def test_every_model_says_what_it_is(self):
        """REQ B-01: messages, exports and rules name a model by its description: an own one."""
        names = {}
        for kind in (False, True):
            for name, model in self._models(transient=kind):
                own = [base for base in self._definitions(model) if base._name == name]
                text = any("_description" in vars(base) for base in own) and model._description
                names.setdefault(text, []).append(name)
        self.assertNotIn(False, names)
        self.assertEqual({text: found for text, found in names.items() if len(found) > 1}, {})

    def test_every_model_says_its_order(self):
        """Rows come in an order that somebody chose."""
        self.assertEqual(
            [
                name
                for name, model in self._models()
                if not any("_order" in vars(base) for base in self._definitions(model))
            ],
            [],
        )

    def test_every_document_says_what_its_approver_needs_to_see(self):
        """REQ A-07: the inbox shows key facts that the document itself declares."""
        wanting = {
            name
            for name, model in self._models()
            if getattr(model, "_approval_document", False)
            and not (
                model._approval_fact_fields()
                and set(model._approval_fact_fields()) <= set(model._fields)
            )
        }
        self.assertEqual(wanting, set())

    def _definitions(self, model):
        """Return the classes of our addons that a model is made of, its mixins' included."""
        classes = type(model)._model_classes__
        return [base for base in classes if getattr(base, "_module", "") in ADDONS]

    def test_every_model_has_rights(self):
        """REQ B-09: without a line of rights nobody opens it, and nobody thought of whom."""
        rows = self.env["ir.model.access"].search([])
        named = set(rows.mapped("model_id.model"))
        models = [name for kind in (False, True) for name, _model in self._models(kind)]
        self.assertEqual([name for name in models if name not in named], [])
        open_to_all = rows.filtered(lambda row: row.model_id.model in models and not row.group_id)
        self.assertEqual(open_to_all.mapped("name"), [])

    def test_every_model_has_a_rule(self):
        """REQ B-09: rows of customers are not everybody's."""
        ruled = set(self.env["ir.rule"].search([]).mapped("model_id.model"))
        self._assert_kept([name for name, _model in self._models() if name not in ruled], NO_RULE)

    def test_rows_of_a_company_stay_in_it(self):
        """REQ B-09: what has a company has a rule of companies, for everybody."""
        broken = {}
        for name, model in self._models():
            ruled = self._company_rules(name)
            if model._fields.get("company_id") and not ruled:
                broken[name] = "has a company and no rule of companies"
            elif not ruled and (links := self._company_links(model)):
                broken[name] = f"is of a company by {', '.join(links)}, and no rule says so"
        self._assert_kept(broken, NO_COMPANY_RULE)

    def _company_rules(self, name):
        """Return the rules for everybody that keep a model's rows in companies."""
        return (
            self.env["ir.rule"]
            .search([("model_id.model", "=", name), ("groups", "=", False)])
            .filtered(lambda rule: "company_ids" in (rule.domain_force or ""))
        )

    def _company_links(self, model):
        """Return the required links of a model to rows that stay in their company."""
        return [
            field.name
            for field in model._fields.values()
            if field.type == "many2one"
            and field.store
            and field.required
            and field.comodel_name != "res.users"  # people work for several companies
            and self._company_rules(field.comodel_name)
        ]

    def test_nothing_is_made_changed_and_deleted(self):
        """Odoo's own contract: of no record there is nothing to refuse."""
        broken = []
        for transient in (False, True):
            for name, model in self._models(transient):
                for method, answer in (("create", model.browse()), ("unlink", True)):
                    try:
                        got = model.create([]) if method == "create" else model.browse().unlink()
                    except UserError as error:
                        got = str(error)
                    if got != answer:
                        broken.append(f"{name}.{method}: {got}")
        self.assertFalse(broken)

    def test_what_is_computed_is_so_for_a_new_record(self):
        """A form that is just opened has no value yet, and no error."""
        broken = {}
        for name, model in [*self._models(), *self._models(transient=True)]:
            for field in model._fields.values():
                if field.compute and not field.related:
                    try:
                        model.new()[field.name]
                    except Exception as error:
                        broken[f"{name}.{field.name}"] = repr(error)
        self.assertEqual(broken, {})
