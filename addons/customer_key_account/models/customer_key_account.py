from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import plain, read_comment, unsealed
from odoo.addons.customer_base.tools.joined import join_sentences
from odoo.addons.customer_base.tools.roles import SEE_ALL_GROUPS
from odoo.exceptions import AccessError, UserError


class CustomerKeyAccount(models.Model):
    """That a customer is a key account of some type, since when and why (REQ G-06).

    Rows end with a reason, they are never changed otherwise and never deleted.
    """

    _name = "customer.key.account"
    _inherit = ["customer.sealed", "customer.access.mixin"]
    _description = "Key Account"
    _order = "active desc, since desc, id desc"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict"
    )
    # a type in use is kept by its own rule; the cascade is for the addon's removal
    type_id = fields.Many2one(
        "customer.key.account.type", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    source = fields.Selection(
        [("manual", "By Hand"), ("figures", "From the Figures")], required=True
    )
    since = fields.Date(required=True)
    reason = fields.Text(required=True)
    amount = fields.Monetary(string="Purchases Then", aggregator=None)
    group_amount = fields.Monetary(
        string="Purchases of the Group Then",
        aggregator=None,
        groups=SEE_ALL_GROUPS,
        help="Of all its companies, for those who see every customer.",
    )
    threshold = fields.Monetary(string="Line Then", aggregator=None)
    decided_by_id = fields.Many2one("res.users", string="Decided by", ondelete="restrict")
    until = fields.Date(string="Ended On")
    end_reason = fields.Text(string="Why Ended")
    ended_by_id = fields.Many2one("res.users", string="Ended by", ondelete="restrict")
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(related="partner_id.user_id", string="Responsible")
    customer_category = fields.Selection(related="partner_id.customer_category")
    customer_grade_id = fields.Many2one(related="partner_id.customer_grade_id", string="Grade")

    _once = models.UniqueIndex(
        "(partner_id, type_id, company_id) WHERE active",
        "This customer is a key account of this type already.",
    )

    # ------------------------------------------------------------------
    # Becoming and ceasing to be one
    # ------------------------------------------------------------------
    @api.model
    def _check_may_decide(self, partners):
        """Directors, marketing and administrators decide; managers in their departments.

        :raises AccessError: naming a customer that the user may not decide on
        """
        customers = partners.commercial_partner_id
        customers.check_access("read")
        refused = customers - customers._customer_gradable()
        if refused:
            raise AccessError(
                self.env._(
                    "You may not decide whether %(customer)s is a key account. The manager of "
                    "the responsible person's department, the marketing director or the market "
                    "department can.",
                    customer=refused[:1].display_name,
                )
            )

    @api.model
    @api.private
    def _start(self, vals_list):
        """Make customers key accounts and important ones; rights are the caller's business.

        :param vals_list: partner_id, type_id, company_id, source, reason, and the figures
        :raises UserError: without a reason, for a customer that is of the type already, or for
            a type of groups on a company that is not the parent company of its group
        """
        accounts = unsealed(self)
        for vals in vals_list:
            vals["reason"] = read_comment(vals["reason"])
            if not vals["reason"]:
                raise UserError(self.env._("Say why this is a key account."))
        self._check_group_heads(vals_list)
        self._check_not_running(vals_list)
        today = {
            company.id: company._workday_today()
            for company in self.env["res.company"].browse({v["company_id"] for v in vals_list})
        }
        accounts = accounts.create(
            [
                vals | {"since": today[vals["company_id"]], "decided_by_id": self.env.uid}
                for vals in vals_list
            ]
        )
        accounts._log(self.env._("Key account: %(type)s. %(reason)s"), "reason")
        # sudo: who decides on key accounts need not have the right to change contacts
        partners_sudo = plain(accounts.partner_id.sudo())
        partners_sudo.filtered(lambda partner: not partner.is_key_account).write(
            {"is_key_account": True}
        )
        self.env["customer.key.account.figure"]._reposition(partners_sudo)
        return self.browse(accounts.ids)

    @api.model
    def _check_group_heads(self, vals_list):
        """A type of groups is held by the parent company, whose row the group's sum is on."""
        kinds = self.env["customer.key.account.type"].browse({v["type_id"] for v in vals_list})
        kinds = kinds.filtered(lambda kind: kind.kind == "group")
        partner_ids = [v["partner_id"] for v in vals_list if v["type_id"] in kinds.ids]
        # sudo: whose group it is; the group's name is on the customer
        below_sudo = (
            self.env["customer.group.member"]
            .sudo()
            .search([("partner_id", "in", partner_ids), ("is_head", "=", False)], limit=1)
        )
        if below_sudo:
            raise UserError(
                self.env._(
                    "%(customer)s belongs to the group %(group)s: set %(type)s on the parent "
                    "company of the group.",
                    customer=below_sudo.partner_id.display_name,
                    group=below_sudo.group_id.name,
                    type=kinds[:1].name,
                )
            )

    @api.model
    def _check_not_running(self, vals_list):
        keys = {(vals["partner_id"], vals["type_id"], vals["company_id"]) for vals in vals_list}
        # sudo: also those the user cannot see
        running_sudo = self.sudo().search(
            [
                ("partner_id", "in", [vals["partner_id"] for vals in vals_list]),
                ("active", "=", True),
            ]
        )
        for account in running_sudo:
            if (account.partner_id.id, account.type_id.id, account.company_id.id) in keys:
                raise UserError(
                    self.env._(
                        "%(customer)s is a key account of the type %(type)s already.",
                        customer=account.partner_id.display_name,
                        type=account.type_id.name,
                    )
                )

    @api.private
    def _end(self, reason, keep_important=True):
        """End these; rights are the caller's business.

        :param reason: text that says why
        :param keep_important: False also takes the mark of an important customer from those
            that are left with no type
        :return: the customers left without any type
        :raises UserError: without a reason, or for one that has ended
        """
        reason = read_comment(reason)
        if not reason:
            raise UserError(self.env._("Say why this is no key account any more."))
        accounts = unsealed(self)
        accounts._check_running()
        for company, rows in accounts.grouped("company_id").items():
            rows.write(
                {
                    "active": False,
                    "until": company._workday_today(),
                    "end_reason": reason,
                    "ended_by_id": self.env.uid,
                }
            )
        accounts._log(self.env._("No key account any more: %(type)s. %(reason)s"), "end_reason")
        # sudo: who decides on key accounts need not have the right to change contacts
        partners_sudo = plain(accounts.partner_id.sudo())
        left_sudo = partners_sudo.filtered(
            lambda partner: not partner.customer_key_account_ids.filtered("active")
        )
        important_sudo = left_sudo.filtered("is_key_account")
        if keep_important:
            body = self.env._(
                "The last key account type has ended; the customer stays marked as an "
                "important customer."
            )
            important_sudo._message_log_batch(bodies=dict.fromkeys(important_sudo.ids, body))
        else:
            important_sudo.write({"is_key_account": False})
        self.env["customer.key.account.figure"]._reposition(partners_sudo)
        return self.env["res.partner"].browse(left_sudo.ids)

    def _check_running(self):
        """:raises UserError: naming one that has ended"""
        ended = self.filtered(lambda account: not account.active)[:1]
        if ended:
            raise UserError(
                self.env._(
                    "%(customer)s: this ended on %(date)s already.",
                    customer=ended.partner_id.display_name,
                    date=ended.until,
                )
            )

    def _log(self, template, field):
        """Say on each customer what became of it, types of the same customer together."""
        bodies = {}
        for account in self:
            # the sentence is translated already; its places are filled here
            line = template % {"type": account.type_id.name, "reason": account[field]}
            bodies.setdefault(account.partner_id, []).append(line)
        for count in {len(lines) for lines in bodies.values()}:
            batch = {
                partner.id: join_sentences(self.env, lines)
                for partner, lines in bodies.items()
                if len(lines) == count
            }
            # sudo: who decides on key accounts need not have the right to change contacts
            self.env["res.partner"].sudo().browse(batch)._message_log_batch(bodies=batch)

    def action_end(self):
        """Open the wizard that ends these with a reason."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End Key Account"),
            "res_model": "customer.key.account.end",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_ids": self.ids},
        }

    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Keep one running row of each type and company when customers become one."""
        together = unsealed(self).search([("partner_id", "in", (sources | target).ids)])
        seen = set()
        twice = self.browse()
        for account in together.sorted(lambda account: (account.partner_id != target, account.id)):
            key = (account.type_id.id, account.company_id.id)
            if key in seen:
                twice |= account
            seen.add(key)
        if twice:
            twice._end(self.env._("Merged with %(customer)s.", customer=target.display_name))
        # their figures are one sum from the next refresh on
        # sudo: the system's own table
        self.env["customer.key.account.figure"].sudo().search(
            [("partner_id", "in", (sources | target).ids)]
        ).unlink()
