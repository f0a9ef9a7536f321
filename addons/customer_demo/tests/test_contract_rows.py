from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .contract_common import DemoContractCase

# Models that the demo company has no rows of.
NO_ROWS = {
    "customer.complaint.notice": "written by the job when a complaint is late",
    "customer.export.log": "nobody of the demo company has exported anything yet",
    "customer.personal.data.log": "no consent has been withdrawn, no retention has ended yet",
    "customer.read.day": "written when somebody reads, by the day",
}
# Actions whose list nobody finds rows in.
NO_LIST = {
    "customer_base.customer_export_log_action": "nobody has exported anything yet",
    "customer_base.customer_personal_data_log_action": "nothing has been erased yet",
    "key_account_visits.customer_market_report_action_missing": "no job has asked for reports yet",
    "customer_grading.customer_grading_line_action_mine": "of one customer, whose form opens it",
}


@tagged("post_install", "-at_install", "contract")
class TestContractRows(DemoContractCase):
    """Issue 9: the demo company shows every model and every list of ours."""

    def test_every_model_has_rows(self):
        """Whatever we built is shown, so that the other contracts have something to look at."""
        empty = {name: "no row" for name, model in self._models() if not model.search_count([])}
        self._assert_kept(empty, NO_ROWS)

    def test_every_list_opens_with_rows(self):
        """REQ B-09: every action of ours is for somebody, who finds rows and may read them."""
        closed = {}
        for action in self._ours("ir.actions.act_window"):
            if "list" in action.view_mode and not self.env[action.res_model]._transient:
                if why := self._why_closed(action):
                    closed[action.get_external_id()[action.id]] = why
        self._assert_kept(closed, NO_LIST)

    def _why_closed(self, action):
        """Return why nobody of the company finds rows in an action's list, or an empty text."""
        why = "nobody may open it"
        for user in self.users:
            if action.group_ids and not action.group_ids & user.all_group_ids:
                continue
            scope = {"uid": user.id, "allowed_company_ids": user.company_ids.ids, "active_id": 0,
                     "active_ids": [], "time": None}  # fmt: skip
            context = safe_eval(action.context or "{}", scope)
            model = self.env[action.res_model].with_user(user).with_context(**context)
            try:
                view = model.get_views([(False, "list")])
                spec = {name: {} for name in view["models"][model._name]["fields"]}
                rows = model.web_search_read(safe_eval(action.domain or "[]", scope), spec, limit=5)
            except AccessError as error:
                why = str(error)
                continue
            if rows["length"]:
                return ""
            why = "nobody finds a row"
        return why
