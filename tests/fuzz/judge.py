"""Verdicts: forbidden writes, leaks, tracebacks; what is known and accepted is left out."""

import csv
import re
from pathlib import Path

from .audit import changed_columns
from .world import ASSIGNING, ERP_COLUMNS, ERP_TABLES, INVOLVED, POLYMORPHIC

ADDONS = str(Path(__file__).resolve().parents[2] / "addons")
ACCEPTED = Path(__file__).with_name("accepted.tsv")
SECRET = re.compile(r"zq[nesctg][a-z]{8}|199[01]\d{7}")
FRAME = re.compile(r'File "([^"]+)", line (\d+), in (\w+)\s*\n\s*([^\n]*)')
CHAINED = re.compile(r"During handling of the above exception|direct cause of the following")
# A context that is none breaks Odoo's own environment, wherever it is looked at first.
ENVIRONMENT = re.compile(
    r'File "[^"]*/odoo/orm/environments\.py", line \d+, in \w+\s*\n[^\n]*\n'
    r'(\s[^\n]*\n|\s*File "[^"]*/odoo/(orm/environments|tools/\w+)\.py"[^\n]*\n)*\w+: [^\n]*\s*$'
)
# Refusals in words.
REFUSALS = re.compile(
    r"(UserError|AccessError|ValidationError|MissingError|AccessDenied|RedirectWarning|LockError"
    r"|SessionExpired\w*|NotFound|Forbidden|BadRequest|UnprocessableEntity|Unauthorized)$"
)
# Kept beside the customers, by design for whoever comes.
RECORDS_OF_ATTEMPTS = {
    "customer_export_log",
    "customer_personal_data_log",
    "customer_access_request",
    "customer_access_request_line",
    "customer_interaction_state",
    "customer_read_day",
}
EMPLOYEE_MAY = {"customer_referral", "customer_approval_delegation"}
# Whoever works on one of these, or asked for it, reads it after the customer has moved on, too.
OWN_WORK = tuple(INVOLVED)
# A to-do, and being asked about a prospect (REQ B-16), are answered by whoever they are for.
FOR_ONE = ("mail_activity", "customer_lead_offer")
SEALED = {"customer_approval", "customer_approval_step", "customer_approval_event"}
CRUD = {
    "create",
    "write",
    "unlink",
    "copy",
    "web_save",
    "name_create",
    "load",
    "action_archive",
    "action_unarchive",
    "web_save_multi",
}


def net(changes):
    """The changes by row: what a row was before the call and what it is after it."""
    rows = {}
    for number, (table, _op, old, new) in enumerate(changes):
        key = (table, (new or old).get("id", f"no id {number}"))
        first = rows[key][0] if key in rows else old
        rows[key] = (first, new)
    for (table, _id), (old, new) in rows.items():
        if old or new:
            yield table, "U" if old and new else "I" if new else "D", old, new


class Judge:
    """Compares what happened with what may happen."""

    def __init__(self, world, facts):
        self.world, self.facts = world, facts
        with open(ACCEPTED, newline="", encoding="utf-8") as file:
            rows = [row for row in csv.reader(file, delimiter="\t") if row and row[0][0] != "#"]
        self.accepted = [(kind, re.compile(pattern)) for kind, pattern, _reason in rows]
        self.entity_fields = {
            model["table"]: {
                name: data["entity_of"]
                for name, data in model["fields"].items()
                if data["entity_of"]
            }
            for model in facts["models"].values()
        }

    def is_accepted(self, kind, text):
        return any(kind == known and pattern.search(text) for known, pattern in self.accepted)

    # ------------------------------------------------------------------ writes

    def writes(self, call, changes):
        """Yield what was changed and must not be."""
        account = self.world.accounts[call.login]
        rows = [change for change in net(changes) if change[0] not in self.world.transient]
        self.world.before = {
            (table, old["id"]): old for table, _op, old, _new in rows if old and "id" in old
        }
        for table, op, old, new in rows:
            columns = changed_columns(old, new)
            what = f"{table} {op} {','.join(sorted(columns)[:5])}".strip()
            for reason in self._row(account, call, table, op, old, new, columns):
                yield f"{what}: {reason}"
        yield from self._owners(account, rows)

    def _row(self, account, call, table, op, old, new, columns):
        world, ours = self.world, table in self.world.ours
        if op == "U" and not columns:
            return
        if ours and not account.has_role and table not in EMPLOYEE_MAY | RECORDS_OF_ATTEMPTS:
            if not self._is_asked(account, new or old):
                yield "by somebody without any role"
        if account.outside and table == "res_partner":
            yield "by somebody from outside"
        if self._hidden_changed(account, table, op, old, new, columns):
            yield "of a customer the person may not change"
        if ours and call.method in CRUD and table == self.facts["models"][call.model]["table"]:
            if not world.acl[table, op] & (world.group_ids.get(call.login, set()) | {None}):
                yield "without the right in the access list"
        yield from self._entity(table, new)
        if table in SEALED:
            yield from self._approval(account, table, op, old, new, columns)

    def _hidden_changed(self, account, table, op, old, new, columns):
        """Whether a change touches a customer whom the person may not change."""
        world, row = self.world, new or old
        if table in RECORDS_OF_ATTEMPTS:
            return False
        if table in FOR_ONE and old and old["user_id"] == account.uid:
            return False
        hidden = (
            (world.customers(table, old) | world.customers(table, new))
            - account.write
            - self._asked(account)
        )
        about = POLYMORPHIC.get(table) and world.models.get(row[POLYMORPHIC[table][0]])
        # messages, activities and files belong to what they are about
        if (about or table).startswith(OWN_WORK):
            hidden -= account.works_on(about or table)
        if not hidden or (hidden <= world.pool and account.has_role):
            return False
        # who may change a document of the ERP, its own roles say; for whom it is made, we do
        moved = table in ERP_TABLES and (op == "I" or columns & ERP_COLUMNS)
        return (
            table in world.ours
            or table == "res_partner"
            or moved
            or (table in POLYMORPHIC and about not in ERP_TABLES)
        )

    def _is_asked(self, account, row):
        """Whether an approver without role decides: the approval itself and its document."""
        return bool(getattr(account, "asked", None)) and bool(row)

    def _asked(self, account):
        return getattr(account, "asked", set())

    def _entity(self, table, new):
        """What says whose a record is always follows from what it is computed from (S-01)."""
        if not new:
            return
        world = self.world
        if table == "res_partner":
            parent = new.get("parent_id")
            wanted = new["id"] if new["is_company"] or not parent else world.entity.get(parent)
            if wanted is not None and new["commercial_partner_id"] != wanted:
                yield "commercial_partner_id does not follow from the parent"
        for name, source in self.entity_fields.get(table, {}).items():
            value = new.get(source)
            if value in world.entity and name in new and new[name] != world.entity[value]:
                yield f"{name} does not follow from {source}"

    def _approval(self, account, table, op, old, new, columns):
        world = self.world
        if op == "D":
            yield "an approval record was deleted"
        elif table == "customer_approval_event":
            if op == "U":
                yield "a past event was changed"
            elif new["user_id"] != account.uid and new["kind"] not in ("reminded", "escalated"):
                yield "an event in somebody else's name"
            elif new["kind"] in ("approved", "rejected"):
                if account.uid not in world.approvers[new["step_id"]]:
                    yield "decided by somebody who was not asked"
            elif new["kind"] == "withdrawn" and (
                account.uid not in world.applicants.get(new["approval_id"], ())
            ):
                yield "withdrawn by somebody who did not ask for it"
        elif table == "customer_approval_step" and op == "U" and "state" in columns:
            if new["state"] in ("approved", "rejected") and (
                account.uid not in world.approvers[new["id"]]
            ):
                yield "decided by somebody who was not asked"

    def _owners(self, account, rows):
        """Who is responsible for a customer, and its grade."""
        for table, op, old, new in rows:
            if table != "res_partner" or op != "U" or old["id"] not in self.world.managed:
                continue
            before = old["user_id"]
            if before != new["user_id"] and not (account.groups & ASSIGNING):
                manager = "group_customer_manager" in account.groups and (
                    before is None or before in account.colleagues | {account.uid}
                )
                claimed = before is None and old["id"] in self.world.pool
                if not manager and not claimed and before != account.uid:
                    yield "res_partner U user_id: taken from somebody else"
            if old["customer_grade_id"] != new["customer_grade_id"]:
                if not account.groups & (ASSIGNING | {"group_customer_manager"}):
                    yield "res_partner U customer_grade_id: graded without the right"

    # ------------------------------------------------------------------ leaks

    def leaks(self, call, answer):
        """Yield (kind, planted word, customer) of what the person may not see in an answer."""
        found = set(SECRET.findall(answer.text))
        if not found:
            return
        account = self.world.accounts[call.login]
        sent = call.text() + str(call.named)
        readable = account.read | self._asked(account)
        table = self.facts["models"][self._model(call)]["table"]
        known = account.knows_of(table)
        if table == "customer_pool_entry" and account.has_role:
            known |= self.world.pool  # offered to them all, with why it lies there (REQ B-15)
        for secret in sorted(found):
            kind, customer = self.facts["secrets"].get(secret, (None, None))
            if kind is None or secret in sent:
                continue
            if kind == "g":
                if account.outside:
                    yield "name of a grade", secret, customer
            elif customer not in readable or (account.outside and kind in "tb"):
                if kind == "n" and not self._names_count(call, account, customer):
                    continue
                if kind in "nt" and customer in known:
                    continue
                yield LEAKED[kind], secret, customer

    @staticmethod
    def _model(call):
        return call.model if call.route in ("call_kw", "xmlrpc", "json2") else call.named["model"]

    def _names_count(self, call, account, customer):
        """Odoo names whatever a document points to; in ours and among contacts it is a leak."""
        if account.has_role and customer in self.world.pool:
            return False
        model = self._model(call)
        return self.facts["models"][model]["ours"] or model.startswith("res.partner")

    # ------------------------------------------------------------------ tracebacks

    def traceback(self, answer):
        """The exception and our innermost line, if the error is one of ours."""
        if not answer.error or REFUSALS.search(answer.error):
            return None
        text = answer.debug or answer.text.replace("\\n", "\n").replace('\\"', '"')
        return None if ENVIRONMENT.search(text) else own_frame(text)


LEAKED = {
    "n": "name",
    "e": "e-mail",
    "s": "address",
    "c": "note",
    "p": "phone",
    "b": "bank account",
    "t": "text of a record",
}


def own_frame(text):
    """'Exception at file:line in function' when the last traceback in the text ends in our code.

    Where our innermost line only hands on to Odoo (`super`, or the guard's call of what it stands
    around), Odoo alone would do the same.
    """
    last = CHAINED.split(text)[-1]
    frames = [match for match in FRAME.findall(last) if match[0].startswith(ADDONS)]
    if not frames:
        return None
    path, line, function, source = frames[-1]
    if "super(" in source or source.startswith("return inner("):
        return None
    after = last[last.rindex(source) :].splitlines()[1:]
    after = [part for part in after if part and not part.startswith(" ")]
    name = after[0].split(":")[0].split(".")[-1] if after else "?"
    return f"{name} at {path[len(ADDONS) + 1 :]}:{line} in {function}"
