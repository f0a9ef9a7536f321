from odoo.tests import Form, TransactionCase, new_test_user


class DeputyCase(TransactionCase):
    """Who stands in for an approver decides on documents of customers hidden from them."""

    def _assert_deputy_decides(self, document, absent):
        """Assert that a deputy finds, opens and approves the submitted document.

        :param absent: the approver whose turn it is
        """
        document.sudo().company_id.customer_partner_rule = True
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
        name = document.partner_id.name
        self.env.invalidate_all()
        own = document.with_user(deputy)
        self.assertFalse(own.partner_id.has_access("read"))
        self.assertTrue(Form(own).partner_id)
        columns = {field: {} for field in ("display_name", "partner_id", "state")}
        found = own.web_search_read([("id", "=", own.id)], columns)["records"]
        self.assertIn(name, found[0]["display_name"])
        own.action_approve()
        self.assertIn(deputy, document.sudo().approval_step_ids.decided_by_id)
