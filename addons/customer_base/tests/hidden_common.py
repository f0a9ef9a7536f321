from odoo.tests import Form, TransactionCase, new_test_user


class HiddenCase(TransactionCase):
    """Records that somebody may read of a customer that they may not read."""

    def _assert_opens(self, record, user):
        """Assert that the user finds, lists and opens the record, and not its customer."""
        record.sudo().company_id.customer_partner_rule = True
        name = record.sudo().partner_id.name
        self.env.invalidate_all()
        own = record.with_user(user)
        self.assertFalse(own.partner_id.has_access("read"))
        self.env.invalidate_all()
        self.assertTrue(Form(own).partner_id)
        columns = {field: {} for field in ("display_name", "partner_id")}
        found = own.web_search_read([("id", "=", own.id)], columns)["records"]
        self.assertIn(name, found[0]["display_name"])

    def _assert_deputy_decides(self, document, absent):
        """Assert that a deputy opens and approves the submitted document.

        :param absent: the approver whose turn it is
        """
        deputy = new_test_user(
            self.env,
            "customer_deputy",
            groups="customer_base.group_customer_manager",
            company_id=document.company_id.id,
            company_ids=[(6, 0, document.company_id.ids)],
        )
        self.env["customer.approval.delegation"].with_user(absent).create(
            {"user_id": absent.id, "delegate_id": deputy.id, "date_to": "2999-12-31"}
        )
        self._assert_opens(document, deputy)
        document.with_user(deputy).action_approve()
        self.assertIn(deputy, document.sudo().approval_step_ids.decided_by_id)
