"""Runs inside `odoo shell` on the copy of the demo: people, planted words, what there is to call.

The facts go to the file that FUZZ_FACTS names, as JSON. Nothing of the later run happens here.
"""

# ruff: noqa: F821
import inspect
import json
import os
import random

from odoo import Command, fields
from odoo.exceptions import AccessError

OURS = ("customer_", "key_account_visits", "l10n_cn_")
OUR_MODELS = ("customer.", "workday.")
LEFT_OUT = ("customer_demo", "customer_test_assets")
# Of Odoo's models that carry or reach customers' data without a class of ours.
ALSO = (
    "account.move",
    "base_import.import",
    "calendar.attendee",
    "calendar.event",
    "crm.lead",
    "hr.employee",
    "ir.attachment",
    "mail.activity",
    "mail.followers",
    "mail.message",
    "mail.notification",
    "res.partner",
    "res.partner.bank",
    "res.users",
    "sale.order",
    "sale.order.line",
    "stock.picking",
)
# Settings of the whole system and its reports: executing them is the administrator's business.
NOT_CALLED = ("res.config.settings", "ir.model", "customer.demo")
IDS = 60
rng = random.Random(19)
letters = "abcdefghijkmnpqrstuvwxyz"


def word(kind):
    return f"zq{kind}{''.join(rng.choices(letters, k=8))}"


def is_ours(cls):
    name = cls.__dict__.get("_module") or ""
    return name.startswith(OURS) and name not in LEFT_OUT


def own_classes(model):
    """Classes of ours that define or extend this model; what extends all models is left out."""
    found = []
    for cls in type(model).mro():
        inherited = cls.__dict__.get("_inherit") or ()
        if is_ours(cls) and "base" not in (
            [inherited] if isinstance(inherited, str) else inherited
        ):
            found.append(cls)
    return found


def people():
    """Accounts beside the demo's: a portal user, an employee without role, another company."""
    company = env["res.company"].create(
        {"name": "Other Company", "country_id": env.company.country_id.id}
    )
    company.customer_partner_rule = True
    contact = env["res.partner"].create(
        {
            "name": "Portal Person",
            "parent_id": portal_customer().id,
            "email": "portal@example.com",
        }
    )
    account("portal", "Portal Person", "base.group_portal", partner_id=contact.id)
    plain = account("plain", "Plain Employee", "base.group_user")
    env["hr.employee"].create({"name": plain.name, "user_id": plain.id})
    account(
        "seller",
        "Seller Without Role",
        "sales_team.group_sale_salesman",
        "account.group_account_invoice",
    )
    foreigner = account(
        "foreigner",
        "Director Elsewhere",
        "customer_base.group_customer_director",
        "sales_team.group_sale_salesman",
        company_id=company.id,
        company_ids=[Command.set(company.ids)],
    )
    for number in range(3):
        customer_elsewhere(number, company, foreigner)


def portal_customer():
    """A customer with documents, so that the portal has something to show."""
    return env["res.partner"].search(
        [
            ("customer_category", "=", "closed"),
            ("user_id.login", "=", "wuhao"),
            ("sale_order_ids", "!=", False),
            ("is_company", "=", True),
        ],
        limit=1,
    )


def account(login, name, *groups, **vals):
    """A user whose password is the login, as everywhere in the demo."""
    group_ids = [Command.set([env.ref(xmlid).id for xmlid in groups])]
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create({"login": login, "name": name, "password": login, "group_ids": group_ids, **vals})
    )


def customer_elsewhere(number, company, owner):
    """A customer of the other company, with a contact person."""
    customer = env["res.partner"].create(
        {
            "name": f"Elsewhere {number} Ltd",
            "is_company": True,
            "company_id": company.id,
            "customer_category": "potential",
            "user_id": owner.id,
            "phone": "1",
            "email": "e@example.com",
        }
    )
    env["res.partner"].create(
        {
            "name": f"Person Elsewhere {number}",
            "parent_id": customer.id,
            "company_id": company.id,
        }
    )


def plant_partners(secrets):
    """Unique words in what a customer and its contact persons are known by."""
    customers = (
        env["res.partner"]
        .with_context(active_test=False)
        .search([("customer_category", "!=", False)])
    )
    for partner in customers.with_context(tracking_disable=True, mail_notrack=True):
        of = partner.commercial_partner_id.id
        planted = {kind: word(kind) for kind in "nesc"}
        phone = f"1990{rng.randrange(10**7):07d}"
        partner.write(
            {
                "name": f"{partner.name} {planted['n']}",
                "email": f"{planted['e']}@example.com",
                "street": f"{partner.street or ''} {planted['s']}",
                "phone": phone,
                "comment": f"<p>{planted['c']}</p>",
            }
        )
        secrets.update({value: [kind, of] for kind, value in planted.items()})
        secrets[phone] = ["p", of]
    for number, bank in enumerate(
        env["res.partner.bank"].search([("partner_id", "in", customers.ids)])
    ):
        value = f"1991{number:07d}"
        bank.acc_number = value
        secrets[value] = ["b", bank.partner_id.commercial_partner_id.id]


def plant_followers():
    """Customers follow their documents, as those do that got one by mail."""
    for name in ("sale.order", "account.move", "stock.picking"):
        for record in env[name].search([("partner_id", "!=", False)], order="id desc", limit=100):
            record.message_subscribe(record.partner_id.ids)


def path_to_customer(model, seen=()):
    """Names of the many2one fields from a model of ours to its customer."""
    if model._name in seen:
        return None
    for name in ("partner_id", "customer_id", "commercial_partner_id"):
        field = model._fields.get(name)
        if (
            field
            and field.store
            and field.type == "many2one"
            and field.comodel_name == "res.partner"
        ):
            return [name]
    for name, field in model._fields.items():
        if field.type == "many2one" and field.store and field.comodel_name.startswith("customer."):
            further = path_to_customer(env[field.comodel_name], (*seen, model._name))
            if further:
                return [name, *further]
    return None


def plant_texts(secrets, models):
    """A unique word in the free texts of every row of ours that belongs to a customer."""
    for name in models:
        model = env[name]
        path = name.startswith("customer.") and model._auto and path_to_customer(model)
        texts = [
            field.name
            for field in model._fields.values()
            if field.type in ("char", "text", "html")
            and field.store
            and field.column_type
            and not field.compute
            and not field.related
            and not field.translate
            and not field.size
            and field.name not in ("res_model", "model", "sample", "ip", "access_token")
        ]
        if not path or not texts:
            continue
        for record in model.with_context(active_test=False).search([], limit=300):
            of = record
            for step in path:
                of = of[step]
            if not of.commercial_partner_id:
                continue
            value = word("t")
            secrets[value] = ["t", of.commercial_partner_id.id]
            for text in texts:
                env.cr.execute(
                    f'UPDATE "{model._table}" SET "{text}" = concat("{text}", %s)'
                    f' WHERE id = %s AND "{text}" IS NOT NULL',
                    (f" {value}", record.id),
                )
    for grade in env["customer.grade"].with_context(active_test=False).search([]):
        value = word("g")
        grade.name = f"{grade.name} {value}"
        secrets[value] = ["g", 0]


def methods(model):
    """{method: how to call it} of everything a client can reach."""
    found = {}
    cls = type(model)
    own = own_classes(model)
    for name in dir(cls):
        if name.startswith("_") or name in ("env", "ids", "pool", "id"):
            continue
        method = getattr(cls, name, None)
        if not inspect.isroutine(method) and not inspect.isfunction(method):
            continue
        if any(getattr(getattr(base, name, None), "_api_private", False) for base in cls.mro()):
            continue
        try:
            parameters = list(inspect.signature(method).parameters.values())
        except (TypeError, ValueError):
            continue
        if not parameters or parameters[0].name not in ("self", "cls"):
            continue
        found[name] = {
            "own": any(name in vars(base) for base in own),
            "model": bool(getattr(method, "_api_model", False)),
            "params": [
                [parameter.name, parameter.default is parameter.empty, str(parameter.kind)]
                for parameter in parameters[1:]
            ],
        }
    return found


def describe(field):
    selection = (
        field.selection if field.type == "selection" and isinstance(field.selection, list) else ()
    )
    return {
        "type": field.type,
        "relation": field.comodel_name,
        "required": bool(field.required),
        "readonly": bool(field.readonly),
        "selection": [key for key, _label in selection],
        "store": bool(field.store),
        "computed": bool(field.compute or field.related),
        "inverse": getattr(field, "inverse_name", None),
        # a link to the customer that is computed from another field: it must always follow it
        "entity_of": (
            field.related.split(".")[0]
            if field.related and field.store and field.related == "partner_id.commercial_partner_id"
            else None
        ),
    }


def main():
    people()
    secrets = {}
    plant_partners(secrets)
    plant_followers()
    called = {
        name: env[name]
        for name in env.registry
        if not env[name]._abstract
        and name not in NOT_CALLED
        and (own_classes(env[name]) or name in ALSO)
    }
    plant_texts(secrets, called)
    env.flush_all()
    env.invalidate_all()
    logins = env["res.users"].search(
        [("login", "not in", ("__system__", "public", "portaltemplate"))]
    )
    facts = {
        "secrets": secrets,
        "people": {user.login: person(user) for user in logins},
        "models": models(called, logins),
        **targets(list(called)),
    }
    env.cr.commit()
    with open(os.environ["FUZZ_FACTS"], "w") as out:
        json.dump(facts, out)


def person(user):
    """What the client needs to come as this user."""
    key = (
        env(user=user.id)["res.users.apikeys"]
        .sudo()
        ._generate("rpc", "fuzz", fields.Datetime.add(fields.Datetime.now(), days=2))
    )
    return {
        "uid": user.id,
        "key": key,
        "company": user.company_id.id,
        "partner": user.partner_id.id,
    }


def models(called, logins):
    """{model: what a client can know of it}; of a model that is only pointed to, its ids."""
    relations = {
        field.comodel_name
        for model in called.values()
        for field in model._fields.values()
        if field.comodel_name and not env[field.comodel_name]._abstract
    }
    found = {}
    for name in sorted({*called, *relations}):
        model = env[name]
        stored = model._auto and not model._transient
        ids = {"all": some(model.sudo()) if stored else []}
        if name in called and ids["all"]:
            ids |= {user.login: readable(model, user) for user in logins}
        found[name] = {
            "table": model._table,
            "transient": model._transient,
            "ours": name.startswith(OUR_MODELS),
            "fields": {field.name: describe(field) for field in model._fields.values()}
            if name in called
            else {},
            "methods": methods(model) if name in called else {},
            "ids": ids,
        }
    return found


def targets(names):
    """What the plain routes lead to: actions, windows, reports, messages, attachments."""
    windows = env["ir.model.data"].search(
        [("model", "=", "ir.actions.act_window"), ("module", "=like", "customer%")]
    )
    messages = env["mail.message"].search([("model", "in", names)], limit=400)
    return {
        "actions": env["ir.actions.server"].search([], limit=IDS).ids,
        "windows": windows.mapped("complete_name"),
        "reports": env["ir.actions.report"].search([]).mapped("report_name"),
        "messages": [[message.id, message.model, message.res_id] for message in messages],
        "attachments": env["ir.attachment"].search([("res_model", "in", names)], limit=200).ids,
    }


def readable(model, user):
    seen = model.with_user(user).with_context(
        allowed_company_ids=user.company_ids.ids, active_test=False
    )
    try:
        return seen.search([], limit=IDS).ids
    except AccessError:
        return []


def some(model):
    """A sample of ids, the newest and the oldest among them."""
    ids = model.with_context(active_test=False).search([], order="id").ids
    return (
        ids
        if len(ids) <= 3 * IDS
        else ids[:IDS] + sorted(rng.sample(ids[IDS:-IDS], IDS)) + ids[-IDS:]
    )


main()
