"""What every field of ours declares."""

import re

from contract_common import ContractCase
from odoo.tests import tagged

# Word in the name of a field → what its label or help says, so that nobody guesses the unit.
UNITS = {
    "days": r"\bdays?\b",
    "months": r"\bmonths?\b",
    "hours": r"\bhours?\b",
    "duration": r"\bhours?\b|\bdays?\b|\bminutes?\b",
    "percent": r"%|percent",
    "share": r"%|percent",
    "rate": r"%|percent",
    "ratio": r"%|percent|for each",
}
# Few rows that hardly anybody deletes: nobody looks for what hangs on one of them.
FEW = {
    "account.payment.term": "terms are chosen, not deleted",
    "customer.access.role": "a handful of roles",
    "customer.approval.rule": "rules are archived once they were used",
    "customer.development.criterion": "set up once",
    "customer.development.source": "set up once",
    "customer.development.stage": "set up once",
    "customer.development.task.template": "set up once",
    "customer.grade": "four grades or so",
    "customer.grading.scheme": "a handful, kept once used",
    "customer.key.account.type": "a handful, kept once used",
    "customer.strategy.task": "set up once",
    "hr.department": "a tree of departments, hardly ever deleted",
    "ir.actions.act_window": "installed with an addon",
    "ir.model.fields": "installed with an addon",
    "mail.activity.type": "set up once",
    "product.pricelist": "lists are archived once used",
    "res.company": "a handful, never deleted",
    "res.currency": "installed with Odoo",
    "res.groups": "installed with an addon",
}
# Who did something is shown, hardly ever searched for, and people are archived, not deleted.
DOERS = re.compile(r"\w+_by_id|decided_for_id|submitter_id|sent_by_id")
WHO = "who did it: shown, not searched for"
NO_INDEX = {
    "customer.approval.event.for_user_id": WHO,
    "customer.approval.event.step_id": "read by the round; steps are never deleted",
    "customer.approval.event.user_id": WHO,
    "customer.interaction.state.last_user_id": WHO,
    "customer.development.survey.user_id": WHO,
    "customer.file.change.user_id": WHO,
    "customer.grade.change.user_id": WHO,
    "customer.grading.line.user_id": "of the time of the run: read with the lines of a run",
    "customer.month.summary.manager_id": "one row a department and month",
    "customer.personal.data.log.user_id": WHO,
    "customer.strategy.progress.user_id": "looked for among what is open, by a partial index",
    "customer.strategy.task.user_id": "a handful of tasks, set up once",
    "res.company.customer_verifier_id": "a handful of companies",
}


@tagged("post_install", "-at_install", "contract")
class TestContractFields(ContractCase):
    """Issue 9: units and indexes of all fields of ours."""

    def test_numbers_name_their_unit(self):
        """U-07: a number of days, months, hours or percent says so where one reads it."""
        broken = {}
        for name, field in self._fields("integer", "float"):
            text = f"{field._description_string(self.env)} {field._description_help(self.env)}"
            for word in set(field.name.split("_")) & set(UNITS):
                if not re.search(UNITS[word], text, re.IGNORECASE):
                    broken[f"{name}.{field.name}"] = text
        self._assert_kept(broken, {})

    def test_links_are_indexed(self):
        """Rows are looked for by what they hang on, and a deleted record looks for its rows.

        Any index that begins with the column will do, whatever declares it.
        """
        self.env.cr.execute(
            """SELECT kind.relname, field.attname
                 FROM pg_index AS index
                 JOIN pg_class AS kind ON kind.oid = index.indrelid
                 JOIN pg_attribute AS field
                   ON field.attrelid = kind.oid AND field.attnum = index.indkey[0]"""
        )
        indexed = set(self.env.cr.fetchall())
        broken = [
            f"{name}.{field.name}"
            for name, field in self._fields("many2one")
            if not self.env[name]._transient
            and (self.env[name]._table, field.name) not in indexed
            and field.comodel_name not in FEW
            and not (field.comodel_name == "res.users" and DOERS.fullmatch(field.name))
            and field.name not in ("create_uid", "write_uid")
        ]
        self._assert_kept(broken, NO_INDEX)
