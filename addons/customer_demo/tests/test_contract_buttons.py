from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .contract_common import DemoContractCase

# Buttons that answer everybody: they write nothing, and what they open is filtered by the rules.
OPEN = {
    "workday.year.action_open_days": "the days off are everybody's to read",
}
# Dialogs that every employee may begin; what they do is asked of the records they are about.
OPEN_DIALOGS = {
    "customer.approval.decide": "whoever is asked to decide may be any employee",
    "customer.complaint.step": "whoever a complaint is assigned to may be any employee",
    "customer.market.decide": "a department asked to answer a form may be any",
    "customer.referral.result": "a customer may be passed on to any employee",
}


@tagged("post_install", "-at_install", "contract")
class TestContractButtons(DemoContractCase):
    """Issue 9, REQ B-09: nobody without a role gets anything done by a button of ours.

    A button that a view hides is still a method that whoever is logged in calls by RPC.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls.env["res.users"].with_context(no_reset_password=True)
        cls.outsiders = users.create(
            [
                {
                    "name": name,
                    "login": f"contract_{name}",
                    "company_id": cls.company.id,
                    "company_ids": [(6, 0, cls.company.ids)],
                    "group_ids": [(6, 0, cls.env.ref(group).ids)],
                }
                for name, group in (("portal", "base.group_portal"), ("plain", "base.group_user"))
            ]
        )
        cls.env.cr.flush()  # and what waits for the commit

    def test_outsiders_are_refused(self):
        """In every state, in words that tell nothing but that it is not theirs, nothing written.

        A refusal that went by the state of the record would tell them its state.
        """
        answered, pressed = {}, 0
        for model, name in sorted(self._buttons()):
            if self.env[model]._transient:
                continue
            for record in self._samples(model):
                for user in self.outsiders:
                    pressed += 1
                    if told := self._press(record.with_user(user).with_company(self.company), name):
                        answered[f"{model}.{name}"] = f"{user.name}: {told}"
        self.assertGreater(pressed, 200)
        self._assert_kept(answered, OPEN)

    def test_outsiders_begin_no_dialog(self):
        """Dialogs with buttons are not made by people without a role."""
        dialogs = sorted({model for model, _name in self._buttons() if self.env[model]._transient})
        self.assertTrue(dialogs)
        self._assert_kept(
            {
                model: user.name
                for model in dialogs
                for user in self.outsiders
                if self.env[model].with_user(user).has_access("create")
            },
            OPEN_DIALOGS,
        )

    def _press(self, record, name):
        """Call a button's method as RPC does; return what it did other than refusing in words."""
        before = self._written()
        record.invalidate_recordset()
        try:
            with self.env.cr.savepoint():
                answer = get_public_method(record, name)(record)
                wrote = self._written() - before
                raise _TakenBackError
        except UserError as refusal:
            wrote = self._written() - before
            words = str(refusal).strip()
            rightly = isinstance(refusal, AccessError) and len(words) > 10 and not wrote
            return "" if rightly else f"refused with “{words}”, wrote {wrote}"
        except _TakenBackError:
            kind = answer.get("type") if isinstance(answer, dict) else answer
            return f"answered with {kind}, wrote {wrote}"


class _TakenBackError(Exception):
    """What a button did is undone before the next is pressed."""
