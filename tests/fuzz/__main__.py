"""The client process: `python -m fuzz FACTS PORT`, started by tools/devtool/fuzzing.py."""

import argparse
import json
import os
import time
from collections import Counter

from .audit import Audit, shown
from .calls import Call, Calls
from .client import Person
from .judge import REFUSALS, Judge, own_frame
from .routes import report_name, send
from .world import World, load


class Run:
    """Calls one after the other until the time is over."""

    def __init__(self, options):
        self.options = options
        self.database = os.environ["ODOO_DB"]
        self.facts = load(options.facts)
        self.audit = Audit(self.database)
        self.world = World(self.audit, self.facts)
        self.judge = Judge(self.world, self.facts)
        hidden = {login: self.world.hidden(login) for login in self.world.accounts}
        self.calls = Calls(self.facts, options.seed, hidden)
        self.people = {
            login: Person(options.port, self.database, login, who["key"], who["uid"])
            for login, who in self.facts["people"].items()
        }
        self.people["nobody"] = Person(options.port, self.database)
        self.audit.install()
        self.findings, self.counts, self.accepted = {}, Counter(), Counter()
        self.methods, self.roles, self.changed = set(), Counter(), Counter()

    def go(self):
        """Send calls; returns when the minutes are over, or as many are done as are wanted."""
        end = time.monotonic() + self.options.minutes * 60
        number = self.options.call if self.options.call is not None else 0
        while time.monotonic() < end and self.counts["calls"] < self.options.calls:
            self.one(self.calls.make(number))
            number += 1
            if self.options.call is not None:
                break

    def one(self, call):
        person = self.people[call.login]
        started = time.monotonic()
        answers = send(person, call, self.facts)
        if any("SessionExpired" in answer.error for answer in answers) and person.login:
            person.sign_in()
        self.counts["calls"] += 1
        self.methods.add((call.model, call.method))
        self.roles[call.login] += 1
        for answer in answers:
            self.answer(call, answer)
        changes = self.audit.changes()
        if changes:
            self.counts["calls that changed something"] += 1
            self.changed.update(table for table, *_rest in changes)
            for what in dict.fromkeys(self.judge.writes(call, changes)):
                self.found("write", what, call, changes)
            self.audit.undo(changes)
        if self.options.call is not None:
            self.tell(call, answers, changes)
        if time.monotonic() - started > 20:
            print(f"  ! slow ({time.monotonic() - started:.0f} s): {call}", flush=True)

    def answer(self, call, answer):
        self.counts[
            "answers with data"
            if not answer.error
            else "refused in words"
            if REFUSALS.search(answer.error)
            else "other errors"
        ] += 1
        leaked = {kind: found for kind, *found in self.judge.leaks(call, answer)}
        for kind, (word, customer) in leaked.items():
            text = answer.text
            start = max(text.find(word) - 200, 0)
            self.found("leak", kind, call, f"customer {customer}: …{text[start : start + 600]}")
        line = self.judge.traceback(answer)
        if line:
            self.found("traceback", line, call, answer.message)

    def found(self, kind, what, call, more):
        role = self.role(call.login)
        place = self.place(call)
        text = f"{what} | {place} | {role}"
        if self.judge.is_accepted(kind, text):
            self.accepted[kind] += 1
            return
        key = (kind, what) if kind == "traceback" else (kind, what, place)
        finding = self.findings.setdefault(
            key,
            {
                "kind": kind,
                "what": what,
                "place": place,
                "roles": [],
                "count": 0,
                "number": call.number,
                "call": repr(call),
                "more": shown(more, 2000),
            },
        )
        finding["count"] += 1
        if role not in finding["roles"]:
            finding["roles"].append(role)

    def place(self, call):
        if call.route in ("call_kw", "xmlrpc", "json2"):
            return f"{call.model}.{call.method}"
        if call.route == "report":
            return f"report {report_name(call.named['number'], self.facts)}"
        return f"{call.route} {call.named['model']}"

    def role(self, login):
        account = self.world.accounts[login]
        if login in ("portal", "plain", "seller", "foreigner", "nobody", "admin"):
            return login
        return (
            "sees all"
            if account.sees_all
            else (
                "manager"
                if "group_customer_manager" in account.groups
                else "clerk"
                if "group_customer_clerk" in account.groups
                else "salesperson"
            )
        )

    def tell(self, call, answers, changes):
        print(call)
        for answer in answers:
            print(answer.error, answer.message, shown(answer.text, 3000), answer.debug, sep="\n")
        for change in changes:
            print(shown(change, 600))

    def read_log(self, path):
        """Refusals that the server wrote down as errors with a traceback (S-10)."""
        parts = open(path, errors="replace").read().split("Traceback (most recent call last):")
        for before, part in zip(parts, parts[1:], strict=False):
            trace = "".join(part.partition("\n20")[:1])
            head = before.rstrip().splitlines()[-1:] or [""]
            last = trace.strip().splitlines()[-1].split(":")[0] if trace.strip() else ""
            line = own_frame(trace)
            if " ERROR " in head[0] and line and REFUSALS.search(last):
                self.found("log", line, Call(-1, "nobody", "call_kw", "ir.logging", "log"), head[0])

    def report(self):
        result = {
            "counts": {
                **self.counts,
                "methods": len(self.methods),
                "people": len(self.roles),
                "changed tables": len(self.changed),
                "changed rows": sum(self.changed.values()),
                "not undone": self.audit.lost,
            },
            "accepted": self.accepted,
            "findings": list(self.findings.values()),
            "seed": self.options.seed,
        }
        with open(self.options.out, "w") as file:
            json.dump(result, file, ensure_ascii=False, indent=1, default=str)


def main():
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--facts", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--call", type=int)
    parser.add_argument("--calls", type=int, default=10**9)
    options = parser.parse_args()
    run = Run(options)
    try:
        run.go()
    finally:
        run.read_log(options.log)
        run.report()


main()
