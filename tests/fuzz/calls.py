"""What is sent: seeded calls with own, foreign and missing records, hostile words and values."""

import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

from .values import Values

ADDONS = Path(__file__).resolve().parents[2] / "addons"
# Weight of each person; who may do least is tried most.
WEIGHTS = {
    "admin": 1,
    "zhouguodong": 2,
    "zhaomingyuan": 2,
    "zhengjie": 2,
    "huanglihua": 2,
    "hejing": 2,
    "xuwenbo": 2,
    "maxiaodong": 2,
    "chenlixin": 5,
    "wanghaitao": 5,
    "liufang": 6,
    "portal": 9,
    "plain": 7,
    "seller": 5,
    "foreigner": 4,
    "nobody": 2,
}
USUAL = 6
CRUD = (
    "create",
    "write",
    "unlink",
    "copy",
    "web_save",
    "read",
    "web_read",
    "search_read",
    "web_search_read",
    "onchange",
    "name_search",
    "name_create",
    "formatted_read_group",
    "export_data",
    "load",
    "default_get",
    "copy_data",
    "read_progress_bar",
    "message_post",
)
# Ends the session, the server's work or the accounts themselves: nothing of it is ours.
NEVER = {
    ("res.users", "action_revoke_all_devices"),
    ("res.users", "change_password"),
    ("res.users", "action_reset_password"),
    ("res.users", "web_create_users"),
    ("res.users", "authenticate"),
}
WORDS = (
    "skip_check",
    "no_check",
    "bypass",
    "sudo",
    "force",
    "su",
    "uid",
    "install_mode",
    "import_file",
    "tracking_disable",
    "mail_notrack",
    "mail_create_nolog",
    "module",
    "mail_post_autofollow",
    "mail_auto_subscribe_no_notify",
    "bin_size",
    "prefetch_fields",
    "no_reset_password",
    "from_cron",
    "test_mode",
    "fix_state",
    "is_admin",
)
HTTP = ("export", "report", "own", "thread", "post", "action", "button", "binary", "vcard", "view")


def context_words():
    """Every context key that the addons look at, read from their source."""
    found = set()
    for path in ADDONS.rglob("*.py"):
        if "tests" not in path.parts:
            found |= set(re.findall(r"""context(?:\.get\(|\[)["'](\w+)["']""", path.read_text()))
            found |= set(re.findall(r"with_context\((\w+)=", path.read_text()))
    return sorted(found | set(WORDS))


@dataclass
class Call:
    """One thing to do as one person."""

    number: int
    login: str
    route: str
    model: str
    method: str
    ids: list = field(default_factory=list)
    args: list = field(default_factory=list)
    kwargs: dict = field(default_factory=dict)
    named: dict = field(default_factory=dict)
    follow: str = ""  # a method for the record that was made

    def text(self):
        return json.dumps([self.ids, self.args, self.kwargs], ensure_ascii=False, default=str)


class Calls(Values):
    """The calls of a seed: number n is the same whatever came before."""

    def __init__(self, facts, seed, hidden):
        """:param hidden: {login: ids of customers that the person may not see}"""
        self.facts, self.seed, self.hidden = facts, seed, hidden
        self.models = {name: m for name, m in facts["models"].items() if m["methods"]}
        self.names = sorted(self.models)
        self.model_weights = [5 if self.models[name]["ours"] else 3 for name in self.names]
        self.words = context_words()
        self.logins = [*facts["people"], "nobody"]
        self.login_weights = [WEIGHTS.get(login, USUAL) for login in self.logins]

    def make(self, number):
        """Call `number` of this seed."""
        self.rng = rng = random.Random(f"{self.seed}-{number}")
        login = rng.choices(self.logins, self.login_weights)[0]
        if rng.random() < 0.35:
            return self.directed(number)
        if rng.random() < 0.12:
            route = rng.choice(HTTP)
            return Call(
                number, login, route, self.pick_model(), route, named=self.http_values(login)
            )
        model = self.pick_model()
        method = self.pick_method(model)
        call = Call(
            number,
            login,
            rng.choices(("call_kw", "xmlrpc", "json2"), (84, 6, 10))[0],
            model,
            method,
        )
        self.fill(call)
        return call

    def directed(self, number):
        """An own or new record put on a hidden customer, and what one then reads there.

        Most side doors ever found were of this shape: a link that asked nobody.
        """
        rng = self.rng
        login = rng.choice([name for name in self.logins if self.hidden.get(name)])
        links = {
            name: [
                f
                for f, d in self.models[name]["fields"].items()
                if d["type"] == "many2one"
                and (d["relation"] == "res.partner" or d["relation"].startswith("customer."))
            ]
            for name in self.names
        }
        model = rng.choice([name for name in self.names if links[name]])
        link = rng.choice(links[model])
        relation = self.models[model]["fields"][link]["relation"]
        target = (
            rng.choice(self.hidden[login])
            if relation == "res.partner"
            else (self.record(relation, login))
        )
        own = self.models[model]["ids"].get(login) or self.models[model]["ids"]["all"]
        method = rng.choice(("write", "create", "onchange", "web_save", "copy"))
        if method not in self.models[model]["methods"]:
            method = "write"
        call = Call(number, login, "call_kw", model, method)
        call.ids = [rng.choice(own)] if own and method != "create" else []
        vals = {link: target}
        if method in ("create", "onchange") or rng.random() < 0.3:
            vals = {**self.plausible(model, login), **vals}
        if method == "onchange":
            spec = {name: self.spec(model, name) for name in self.models[model]["fields"]}
            call.ids, call.args = call.ids if rng.random() < 0.5 else [], [vals, [link], spec]
        elif method == "web_save":
            call.args = [vals, {name: {} for name in self.some_fields(model)}]
        else:
            call.args = [vals]
        call.follow = "read"
        return call

    def plausible(self, model, login):
        """Required values without anything hostile, the own user where a user is asked."""
        vals = {}
        for name, data in self.models[model]["fields"].items():
            if data["relation"] == "res.users" and data["store"] and login != "nobody":
                vals[name] = self.facts["people"][login]["uid"]
            elif data["required"] and not data["computed"]:
                vals[name] = self.value(model, name, login, 2)
        return vals

    def pick_model(self):
        return self.rng.choices(self.names, self.model_weights)[0]

    def pick_method(self, model):
        methods = self.models[model]["methods"]
        kind = self.rng.random()
        own = [name for name, known in methods.items() if known["own"]]
        if own and kind < 0.45:
            pool = own
        elif kind < 0.85:
            pool = [name for name in CRUD if name in methods]
        else:
            pool = sorted(methods)
        name = self.rng.choice(pool)
        return "read" if (model, name) in NEVER else name

    def fill(self, call):
        known = self.models[call.model]["methods"][call.method]
        call.ids = [] if known["model"] else self.ids(call.model, call.login)
        for name, required, kind in known["params"]:
            if "VAR" in kind or not (required or self.rng.random() < 0.4):
                continue
            value = self.argument(call, name)
            call.named[name] = value
            if required and "KEYWORD_ONLY" not in kind and not call.kwargs:
                call.args.append(value)
            else:
                call.kwargs[name] = value
        if self.rng.random() < 0.02:
            call.args.append(self.hostile())
        if self.rng.random() < 0.55:
            call.kwargs["context"] = call.named["context"] = self.context(call)
        if self.models[call.model]["transient"] and call.method in ("create", "web_save"):
            buttons = [
                n
                for n, m in self.models[call.model]["methods"].items()
                if m["own"] and not m["model"] and n not in CRUD
            ]
            call.follow = self.rng.choice(buttons) if buttons else ""
