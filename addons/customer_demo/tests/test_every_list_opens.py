import csv

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.safe_eval import safe_eval

ROWS = 40


@tagged("post_install", "-at_install")
class TestEveryListOpens(TransactionCase):
    """F-05: every list of every role opens every row it shows (REQ B-09)."""

    def _logins(self):
        with open(file_path("customer_demo/LOGINS.tsv"), encoding="utf-8") as rows:
            lines = (line for line in rows if not line.startswith("#"))
            return [row[0] for row in csv.reader(lines, delimiter="\t") if row[0] != "login"]

    def _actions(self, user):
        """Yield (model, domain, context) of our lists in the menus that the user sees."""
        menus = self.env["ir.ui.menu"].with_user(user)
        visible = menus.browse(menus._visible_menu_ids()).sudo()
        ours = (
            self.env["ir.model.data"]
            .sudo()
            .search([("model", "=", "ir.ui.menu"), ("module", "=like", "customer_%")])
        )
        for menu in visible.filtered(lambda menu: menu.id in ours.mapped("res_id")):
            action = menu.action
            if action and action._name == "ir.actions.act_window" and "list" in action.view_mode:
                scope = {"uid": user.id, "allowed_company_ids": user.company_ids.ids}
                yield (
                    action.res_model,
                    safe_eval(action.domain or "[]", scope),
                    safe_eval(action.context or "{}", scope),
                )

    def _spec(self, model):
        """Return what the form view of a model asks for, lines included."""
        view = model.get_views([(False, "form")])
        fields = view["models"][model._name]["fields"]
        arch = view["views"]["form"]["arch"]
        spec = {}
        for name, description in fields.items():
            if f'name="{name}"' not in arch:
                continue
            if description["type"] in ("many2one", "one2many", "many2many"):
                spec[name] = {"fields": {"display_name": {}}}
            else:
                spec[name] = {}
        return spec

    def test_every_list_opens_every_row(self):
        """F-05, REQ B-09: what one may not open is not listed, for every role and menu."""
        opened = 0
        for login in self._logins():
            user = self.env["res.users"].search([("login", "=", login)])
            context = {"lang": "zh_CN", "allowed_company_ids": user.company_ids.ids}
            for model_name, domain, extra in self._actions(user):
                model = self.env[model_name].with_user(user).with_context(**{**extra, **context})
                with self.subTest(login=login, model=model_name):
                    spec = self._spec(model)
                    rows = model.search(domain, limit=ROWS)
                    self.env.invalidate_all()
                    try:
                        opened += len(rows.web_read(spec))
                    except AccessError as error:
                        self.fail(f"{login} lists one of {rows} and may not open it: {error}")
        self.assertGreater(opened, 200)
