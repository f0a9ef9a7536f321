import traceback
from pathlib import Path

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import CustomerCommon

ADDONS = str(Path(__file__).parents[2])
HOSTILE = (
    7,
    True,
    1.5,
    "x",
    "a\0b",
    [7],
    [[]],
    ["x"],
    [[0, 0, "x"]],
    [[6, 0, 3]],
    [[9, 1]],
    {"x": {}},
    2**40,
    "2026-13-45",
    [[4, {}]],
    {},
    [],
)
IDS = (["x"], [{}], [[1]], [True], [2**40], [1.5], [None], "x")


@tagged("post_install", "-at_install")
class TestHostileValues(CustomerCommon):
    """S-10: whatever a client sends is answered in words, never by a Python error of ours."""

    def _own_frame(self, error):
        """The innermost line of ours; none where it only hands on to Odoo's own method."""
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename.startswith(ADDONS)
            and "/tests/" not in frame.filename
            and not frame.filename.endswith("customer_call_guard.py")
        ]
        return frames and "super(" not in frames[-1].line and frames[-1]

    def _call(self, env, model, method, args):
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                call_kw(env[model].with_context({}), method, args, {})
        except UserError:
            return  # a refusal in words
        except Exception as error:
            frame = self._own_frame(error)
            self.assertFalse(frame, f"{model}.{method}{args}: {error!r} at {frame}")

    def test_what_odoos_own_callers_send_is_left_to_odoo(self):
        """L-01: a journal that changes its type writes what its e-mails begin with as it does."""
        user = new_test_user(
            self.env, "hostile_accountant", groups="account.group_account_manager",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        journals = self.env["account.journal"].with_user(user).with_company(self.company)
        journal = journals.create({"name": "By Mail", "code": "BYM", "type": "general"})
        self.assertTrue(journal.write({"alias_defaults": {"move_type": "entry"}}))
        with self.assertRaisesRegex(UserError, "is no value for"):
            journal.write({"name": {"x": 1}})

    def _models(self):
        """Models of ours, and those of Odoo that everybody's work goes through."""
        names = [
            name
            for name in self.env.registry
            if name.startswith(("customer.", "workday.", "l10n_cn.fapiao"))
            and not self.env[name]._abstract
        ]
        shared = (
            "res.partner",
            "res.partner.bank",
            "sale.order",
            "calendar.event",
            "mail.activity",
        )
        return [*names, *shared]

    def test_values_of_every_model(self):
        """S-10: create, write and copy of every model of ours with values that are none."""
        for user in (self.salesperson, self.env.ref("base.user_admin")):
            env = self.env(user=user)
            for model in self._models():
                record = self.env[model].search([], limit=1).ids or [2**30]
                for value in (7, "x", [7], [[]]):
                    self._call(env, model, "create", [value])
                    self._call(env, model, "write", [record, value])
                    self._call(env, model, "copy", [record, value])

    def test_values_of_single_fields(self):
        """S-10: a field of each kind with values that are none of it."""
        env = self.env(user=self.salesperson)
        for model in ("res.partner", "customer.file", "customer.interaction", "customer.contact"):
            record = self.env[model].search([], limit=1).ids or [2**30]
            for name, field in self.env[model]._fields.items():
                # accounts of a contact are Odoo's, and a row of theirs is refused by the database
                if field.readonly or name == "user_ids":
                    continue
                for value in HOSTILE:
                    self._call(env, model, "write", [record, {name: value}])

    def test_empty_lists_and_maps(self):
        """S-10: an empty list or map is no value of a field that holds a single one."""
        env = self.env(user=self.salesperson)
        for model in self._models():
            if "create" not in vars(type(self.env[model])):  # Odoo's own, without lines of ours
                continue
            kinds = {field.type: name for name, field in self.env[model]._fields.items()}
            for kind in {"many2one", "date", "selection", "integer", "monetary"} & kinds.keys():
                with self.assertRaisesRegex(UserError, "is no value for", msg=(model, kind)):
                    call_kw(env[model].with_context({}), "create", [{kinds[kind]: {}}], {})

    def test_names_and_numbers(self):
        """S-10: names of fields that are none, numbers of records that are none."""
        env = self.env(user=self.salesperson)
        for model in self._models():
            for value in (7, [7], [[]], [{}]):
                self._call(env, model, "default_get", [value])
                self._call(env, model, "export_data", [[2**30], value])
            for ids in IDS:
                self._call(env, model, "unlink", [ids])
                self._call(env, model, "write", [ids, {}])

    def test_the_refusal_names_the_field(self):
        """S-10: who sends a wrong value by mistake reads which one."""
        partners = self.env["res.partner"].with_user(self.salesperson)
        with self.assertRaisesRegex(UserError, "“x” is no value for “Related Company”"):
            call_kw(partners, "create", [{"name": "X", "parent_id": "x"}], {})
        with self.assertRaisesRegex(UserError, "is no list of fields of “Contact”"):
            call_kw(partners, "create", [[7]], {})
        for record_id in ("x", 0):
            with self.assertRaisesRegex(UserError, f"“{record_id}” is no record"):
                call_kw(partners, "write", [[record_id], {"name": "X"}], {})

    def test_plain_numbers_are_a_set(self):
        """S-10: a list of numbers instead of commands passes the same checks as commands."""
        partner = (
            self.env["res.partner"]
            .with_user(self.salesperson)
            .create({"name": "Mine", "is_company": True, "customer_category": "potential"})
        )
        child = self.env["res.partner"].create({"name": "Person of mine", "parent_id": partner.id})
        call_kw(partner.browse(), "write", [partner.ids, {"child_ids": child.ids}], {})
        self.assertEqual(partner.child_ids, child)
