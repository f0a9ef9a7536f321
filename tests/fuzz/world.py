"""Who may see and change what, worked out from the tables alone, not by the code under test."""

import json
from collections import defaultdict

# Roles that see every customer of their companies (REQ B-09).
SEE_ALL = {
    "group_customer_all",
    "group_customer_director",
    "group_customer_marketing",
    "group_customer_finance",
    "group_customer_legal",
    "group_customer_general_manager",
    "group_customer_service",
    "group_customer_admin",
}
ASSIGNING = {"group_customer_director", "group_customer_marketing", "group_customer_admin"}
POLYMORPHIC = {
    "mail_message": ("model", "res_id"),
    "mail_followers": ("res_model", "res_id"),
    "mail_activity": ("res_model", "res_id"),
    "ir_attachment": ("res_model", "res_id"),
    "customer_approval": ("res_model", "res_id"),
}
# Whose partner is the customer a row is about; elsewhere a partner is an author or a guest.
ERP_TABLES = ("res_partner_bank", "sale_order", "account_move", "crm_lead")
ERP_COLUMNS = {"partner_id", "commercial_partner_id", "partner_invoice_id", "partner_shipping_id"}

# Per kind of work: (customer, department, users …) of what its people go on reading and changing
# whoever has the customer.
INVOLVED = {
    "customer_development": (
        "SELECT commercial_partner_id, department_id, user_id, applicant_id, create_uid,"
        " coordinator_id FROM customer_development",
        "SELECT d.commercial_partner_id, NULL, m.user_id FROM customer_development_member m"
        " JOIN customer_development d ON d.id = m.development_id",
        "SELECT d.commercial_partner_id, NULL, r.res_users_id, s.decided_by_id"
        " FROM customer_development d"
        " JOIN customer_approval_step s ON s.approval_id = d.approval_id"
        " JOIN customer_approval_step_approver_rel r ON r.customer_approval_step_id = s.id",
    ),
    "customer_referral": (
        "SELECT partner_id, department_id, from_user_id, to_user_id FROM customer_referral",
        "SELECT partner_id, to_department_id, NULL FROM customer_referral",
    ),
    # REQ B-16: who passed a prospect on, and who is asked or has accepted
    "customer_lead_assignment": (
        "SELECT partner_id, department_id, from_user_id, user_id FROM customer_lead_assignment",
    ),
    "customer_access_request": (
        "SELECT l.partner_id, r.department_id, r.applicant_id, r.create_uid, l.owner_id"
        " FROM customer_access_request_line l"
        " JOIN customer_access_request r ON r.id = l.request_id",
    ),
    # REQ C-08: whoever handles a complaint, has to solve it or is on its team
    "customer_complaint": (
        "SELECT commercial_partner_id, responsible_department_id, user_id, assignee_id"
        " FROM customer_complaint",
        "SELECT c.commercial_partner_id, NULL, t.user_id FROM customer_complaint_team_rel t"
        " JOIN customer_complaint c ON c.id = t.complaint_id",
    ),
}
# Those who only read it: whom a complaint is held against (REQ C-08), who decided on its solution.
INFORMED = {
    # what somebody noted of a talk stays theirs to read (REQ B-07)
    "customer_interaction": (
        "SELECT commercial_partner_id, NULL, user_id FROM customer_interaction",
    ),
    # REQ B-16: what somebody was asked about a prospect, and answered, stays theirs to read
    "customer_lead_offer": (
        "SELECT a.partner_id, NULL, o.user_id FROM customer_lead_offer o"
        " JOIN customer_lead_assignment a ON a.id = o.assignment_id",
    ),
    "customer_complaint": (
        "SELECT c.commercial_partner_id, NULL, r.user_id FROM customer_complaint c"
        " JOIN hr_employee e ON e.id = c.fault_employee_id"
        " JOIN resource_resource r ON r.id = e.resource_id",
        "SELECT c.commercial_partner_id, NULL, r.res_users_id, s.decided_by_id"
        " FROM customer_complaint c JOIN customer_complaint_solution p ON p.complaint_id = c.id"
        " JOIN customer_approval_step s ON s.approval_id = p.approval_id"
        " JOIN customer_approval_step_approver_rel r ON r.customer_approval_step_id = s.id",
    ),
}
# REQ D-14: finance checks whom invoices are for, and issues them.
INVOICING = ("l10n_cn_fapiao", "customer_approval")  # their tables, and the rounds on them
FINANCE = {"group_account_invoice", "group_account_readonly"}
INVOICED = (
    "SELECT partner_id FROM l10n_cn_fapiao_title"
    " UNION SELECT partner_id FROM l10n_cn_fapiao_request"
)


class Account:
    """What one person may do, as the requirements say."""

    def __init__(self, login, uid=None, partner=None):
        self.login, self.uid, self.partner = login, uid, partner
        self.groups, self.read, self.write, self.departments = set(), set(), set(), set()
        self.involved, self.informed, self.invoiced = {}, {}, set()

    @property
    def outside(self):
        """Portal users and nobody: no colleague at all."""
        return "group_user" not in self.groups

    @property
    def has_role(self):
        return "group_customer_user" in self.groups

    def works_on(self, table):
        """Customers of whose records in this table the person is one of the people."""
        return _of(self.involved, table)

    def knows_of(self, table):
        """Customers of whose records in this table the person may read, the name among it."""
        known = _of(self.involved, table) | _of(self.informed, table)
        return known | self.invoiced if table.startswith(INVOICING) else known

    @property
    def sees_all(self):
        return bool(self.groups & SEE_ALL)


def _of(work, table):
    """Of a table of one kind of work that kind; messages and files may be about any of them."""
    kinds = [kind for kind in work if table.startswith(kind)]
    if not kinds and (not table.startswith("customer_") or table.startswith("customer_approval")):
        kinds = list(work)
    return set().union(*(work[kind] for kind in kinds))


class World:
    """The state at the start; every call is undone, so it stays true."""

    def __init__(self, audit, facts):
        self.audit, self.before = audit, {}
        self.tables = {m["table"]: name for name, m in facts["models"].items()}
        self.ours = {m["table"] for m in facts["models"].values() if m["ours"]}
        self.transient = {m["table"] for m in facts["models"].values() if m["transient"]}
        self.models = {name: m["table"] for name, m in facts["models"].items()}
        self._partners()
        self._foreign_keys()
        self.accounts = {
            login: Account(login, who["uid"], who["partner"])
            for login, who in facts["people"].items()
        }
        self._groups()
        self._rights(facts)
        self._involved()
        self.accounts["nobody"] = Account("nobody")
        self._approvers()
        self._acl()
        self._cache = {}

    def _partners(self):
        rows = self.audit.dicts(
            "SELECT id, parent_id, commercial_partner_id, is_company,"
            " customer_category, user_id, company_id FROM res_partner"
        )
        self.partners = {row["id"]: row for row in rows}
        self.entity = {row["id"]: row["commercial_partner_id"] for row in rows}
        self.managed = {
            row["id"]
            for row in rows
            if row["customer_category"] and row["id"] == row["commercial_partner_id"]
        }
        # what lies in the public pool is offered to everybody with a role, by its name
        self.pool = {
            partner
            for (partner,) in self.audit.rows(
                "SELECT partner_id FROM customer_pool_entry WHERE is_open"
            )
        }

    def _foreign_keys(self):
        self.keys = defaultdict(list)
        for table, column, target in self.audit.rows(
            "SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text"
            " FROM pg_constraint JOIN pg_attribute a ON attrelid = conrelid AND attnum = conkey[1]"
            " WHERE contype = 'f' AND array_length(conkey, 1) = 1"
        ):
            self.keys[table].append((column, target))

    def _groups(self):
        names = dict(
            self.audit.rows("SELECT res_id, name FROM ir_model_data WHERE model = 'res.groups'")
        )
        implied = defaultdict(set)
        for group, other in self.audit.rows("SELECT gid, hid FROM res_groups_implied_rel"):
            implied[group].add(other)
        explicit = defaultdict(set)
        for group, uid in self.audit.rows("SELECT gid, uid FROM res_groups_users_rel"):
            explicit[uid].add(group)
        self.group_ids = {}
        for account in self.accounts.values():
            found, left = set(), set(explicit[account.uid])
            while left:
                group = left.pop()
                found.add(group)
                left |= implied[group] - found
            account.groups = {names[group] for group in found if group in names}
            self.group_ids[account.login] = found

    def _rights(self, facts):
        """REQ B-09, B-13: the own ones, the team's, those of the departments, those granted."""
        today = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
        own, granted, owners = defaultdict(set), defaultdict(set), defaultdict(set)
        for partner, uid, reason in self.audit.rows(
            "SELECT partner_id, user_id, reason FROM customer_access WHERE active"
            f" AND (until IS NULL OR until >= {today})"
        ):
            (granted if reason == "grant" else own)[uid].add(partner)
            if reason == "owner":
                owners[uid].add(partner)
        colleagues = self._colleagues()
        for account in self.accounts.values():
            company = facts["people"][account.login]["company"]
            reachable = {
                partner
                for partner in self.managed
                if self.partners[partner]["company_id"] in (None, company)
            }
            if account.sees_all:
                account.write = set(reachable)
            elif account.has_role:
                account.write = own[account.uid] & reachable
                for uid in colleagues[account.login]:
                    account.write |= owners[uid] & reachable
            account.read = account.write | (granted[account.uid] & reachable)
            if account.outside and account.partner:
                account.read = {self.entity[account.partner]}

    def _colleagues(self):
        """{login: users whose customers the person answers for}."""
        departments = self.audit.dicts(
            "SELECT d.id, d.parent_path, r.user_id FROM hr_department d"
            " LEFT JOIN hr_employee e ON e.id = d.manager_id"
            " LEFT JOIN resource_resource r ON r.id = e.resource_id"
        )
        people = self.audit.rows(
            "SELECT r.user_id, v.department_id FROM hr_employee e"
            " JOIN resource_resource r ON r.id = e.resource_id"
            " JOIN hr_version v ON v.id = e.current_version_id WHERE r.user_id IS NOT NULL"
        )
        found = defaultdict(set)
        for account in self.accounts.values():
            own = {department for uid, department in people if uid == account.uid}
            heads = {row["id"] for row in departments if row["user_id"] == account.uid}
            is_manager = "group_customer_manager" in account.groups
            roots = heads or (own if is_manager else set())
            account.departments = {
                row["id"]
                for row in departments
                if roots & set(map(int, filter(None, row["parent_path"].split("/"))))
            }
            answers = set(account.departments) if is_manager else set()
            if "group_customer_clerk" in account.groups:
                answers |= own
            found[account.login] = {uid for uid, department in people if department in answers}
            account.colleagues = found[account.login]
        return found

    def _involved(self):
        """Customers of one's own developments, referrals and requests, past ones too."""
        for name, work in (("involved", INVOLVED), ("informed", INFORMED)):
            for kind, queries in work.items():
                rows = [row for query in queries for row in self.audit.rows(query)]
                for account in self.accounts.values():
                    getattr(account, name)[kind] = {
                        partner
                        for partner, department, *users in rows
                        if account.uid in users or department in account.departments
                    }
        invoiced = {partner for (partner,) in self.audit.rows(INVOICED)}
        for account in self.accounts.values():
            if account.groups & FINANCE:
                account.invoiced = invoiced

    def _approvers(self):
        """{step: users who may decide it}, deputies of today included."""
        deputies = defaultdict(set)
        for uid, deputy in self.audit.rows(
            "SELECT user_id, delegate_id FROM customer_approval_delegation WHERE active"
            " AND now()::date + 1 >= date_from AND now()::date - 1 <= date_to"
        ):
            deputies[uid].add(deputy)
        self.approvers = defaultdict(set)
        for table in ("approver", "escalated"):
            for step, uid in self.audit.rows(
                "SELECT customer_approval_step_id, res_users_id"
                f" FROM customer_approval_step_{table}_rel"
            ):
                self.approvers[step] |= {uid} | deputies[uid]
        self.applicants = {
            row["id"]: {row["requester_id"], row["author_id"], row["submitter_id"]}
            for row in self.audit.dicts(
                "SELECT id, requester_id, author_id, submitter_id FROM customer_approval"
            )
        }
        # who is asked to decide sees what is to be decided
        for step, model, record in self.audit.rows(
            "SELECT s.id, a.res_model, a.res_id FROM customer_approval_step s"
            " JOIN customer_approval a ON a.id = s.approval_id"
            " WHERE a.state = 'running' AND s.state = 'pending'"
        ):
            for account in self.accounts.values():
                if account.uid in self.approvers[step]:
                    account.asked = getattr(account, "asked", set()) | self._parents(
                        self.models.get(model), record
                    )

    def _acl(self):
        """{(table, operation)}: groups whose members may do it by the access list."""
        self.acl = defaultdict(set)
        for model, group, *permissions in self.audit.rows(
            "SELECT m.model, a.group_id, a.perm_write, a.perm_create, a.perm_unlink"
            " FROM ir_model_access a JOIN ir_model m ON m.id = a.model_id WHERE a.active"
        ):
            for op, allowed in zip("UID", permissions, strict=True):
                if allowed:
                    self.acl[(self.models.get(model), op)].add(group)

    # ------------------------------------------------------------------ rows

    def customers(self, table, row):
        """Managed customers that a row (as a dict) belongs to."""
        if not row:
            return set()
        found = set()
        if table == "res_partner":
            found |= {row.get("commercial_partner_id"), self.entity.get(row.get("id"))}
        elif table in POLYMORPHIC:
            model, record = (row.get(name) for name in POLYMORPHIC[table])
            if isinstance(record, int):
                found |= self._parents(self.models.get(model), record)
        for column, target in self.keys.get(table, ()):
            value = row.get(column)
            if value is None:
                continue
            if target == "res_partner" and (
                table in self.ours or (table in ERP_TABLES and column in ERP_COLUMNS)
            ):
                found.add(self.entity.get(value))
            elif target in self.ours and table in self.ours and target not in self.transient:
                found |= self._parents(target, value)
        return found & self.managed

    def _parents(self, table, record):
        """Customers of a row that was there at the start."""
        if table not in self.ours and table not in ERP_TABLES and table != "res_partner":
            return set()
        cache = self.__dict__.setdefault("_cache", {})
        if (table, record) not in cache:
            cache[table, record] = set()  # a row may lead to itself
            row = self._row_at_start(table, record)
            cache[table, record] = self.customers(table, row) if row else set()
        return cache[table, record]

    def _row_at_start(self, table, record):
        """A row as it was before the call that is being judged, which is not undone yet."""
        if (table, record) in self.before:
            return self.before[table, record]
        if not isinstance(record, int) or abs(record) >= 2**31:
            return None
        rows = self.audit.rows(f'SELECT to_jsonb(t) FROM "{table}" t WHERE id = %s', record)
        return rows[0][0] if rows else None

    def hidden(self, login):
        """Ids of partners that the person may not see, the customers first of all."""
        account = self.accounts[login]
        return sorted(
            partner
            for partner, entity in self.entity.items()
            if entity in self.managed and entity not in account.read
        )


def load(path):
    with open(path) as file:
        return json.load(file)
