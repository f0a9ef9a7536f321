from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader, in_company_language
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list
from odoo.tools.misc import format_date

from ...tools.roles import WHOLE_COMPANY_GROUPS

CLAIM_GROUP = "customer_base.group_customer_salesperson"
# How many customers a message names.
NAMES_SHOWN = 10


class CustomerPoolEntry(models.Model):
    """One stay of a customer in the public pool, from falling in to being claimed (REQ B-15).

    The open entries are the pool; those claimed are its history and are never deleted. People
    see name, category, place and trade of a customer here, nothing else until they claim it.
    """

    _name = "customer.pool.entry"
    _inherit = ["customer.sealed", "customer.confidential.mixin", "mail.thread"]
    _description = "Public Pool Entry"
    _order = "entered_on desc, id desc"
    _rec_name = "customer_name"
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    # related fields are read as superuser: the only data of the customer shown in the pool
    customer_name = fields.Char(related="partner_id.name", string="Customer Name")
    customer_category = fields.Selection(related="partner_id.customer_category")
    city = fields.Char(related="partner_id.city")
    industry_id = fields.Many2one(related="partner_id.industry_id")
    from_user_id = fields.Many2one(
        "res.users", string="Formerly Responsible", index="btree_not_null", ondelete="restrict"
    )
    entered_on = fields.Date(string="In the Pool Since", required=True)
    entered_by_id = fields.Many2one("res.users", string="Put in by", ondelete="restrict")
    why = fields.Selection(
        [("expired", "Protection Ended"), ("returned", "Put into the Pool by Hand")], required=True
    )
    reason = fields.Char()
    claimed_by_id = fields.Many2one(
        "res.users", string="Went To", index="btree_not_null", ondelete="restrict"
    )
    claimed_on = fields.Datetime()
    assigned_by_id = fields.Many2one("res.users", string="Assigned by", ondelete="restrict")
    is_open = fields.Boolean(default=True, index=True, string="In the Pool")
    can_assign = fields.Boolean(compute="_compute_can_assign")

    _one_open = models.UniqueIndex(
        "(partner_id) WHERE is_open", "This customer is in the public pool already."
    )

    @api.depends_context("uid")
    def _compute_can_assign(self):
        manager = self.env.user.has_groups(
            f"customer_base.group_customer_manager,{WHOLE_COMPANY_GROUPS}"
        )
        for entry in self:
            entry.can_assign = manager and entry.is_open

    # ------------------------------------------------------------------
    # Into the pool
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _enter(self, partners, why, reason):
        """Put customers into the pool and take their responsible person away.

        Rights are the caller's to check.

        :param partners: commercial entities
        :param why: a value of the field ``why``
        :raises UserError: the company has no pool
        """
        partners_sudo = partners.sudo()  # checked by the caller, or the system's daily run
        pool = self.env["res.company"]._customer_guard()["pool"]
        vals_list = []
        for partner_sudo in partners_sudo:
            owner_sudo = partner_sudo.user_id
            company_sudo = partner_sudo.company_id or owner_sudo.company_id or self.env.company
            if company_sudo.id not in pool:
                raise UserError(
                    self.env._(
                        "%(company)s has no public pool. An administrator can switch it on in "
                        "the settings.",
                        company=company_sudo.name,
                    )
                )
            vals_list.append(
                {
                    "company_id": company_sudo.id,
                    "partner_id": partner_sudo.id,
                    "from_user_id": owner_sudo.id,
                    "entered_on": company_sudo._workday_today(),
                    "entered_by_id": self.env.uid,
                    "why": why,
                    "reason": reason,
                }
            )
        rows = unsealed(self.env["customer.protection"]).search(
            [("partner_id", "in", partners.ids), ("state", "in", ("running", "kept"))]
        )
        rows._end("fallen")
        entries = unsealed(self).create(vals_list)
        entries._tell_former_owners()
        entries._leave_owners()
        return self.browse(entries.ids)

    def _leave_owners(self):
        """Take the responsible people away, with a line on each customer who it was."""
        by_owner = self.grouped(lambda entry: (entry.company_id, entry.from_user_id, entry.reason))
        for (company, user, reason), entries in by_owner.items():
            text = in_company_language(self, company).env._(
                "Went to the public pool: %(reason)s. Formerly responsible: %(user)s",
                reason=reason,
                user=user.name or "—",
            )
            # the line says who was responsible: no second one that tracks the change
            customers = entries.partner_id.with_context(mail_notrack=True)
            customers._customer_set_owner(False, text)

    def _tell_former_owners(self):
        """Tell everybody once which customers of theirs are in the pool now."""
        for user, entries in self.grouped("from_user_id").items():
            if not user or user == self.env.user:
                continue
            mine = for_reader(entries, user)
            names = entries.mapped("customer_name")
            shown = mine.env._("%(names)s and others", names=", ".join(names[:NAMES_SHOWN]))
            if len(names) <= NAMES_SHOWN:
                shown = format_list(mine.env, names)
            subject = mine.env._("%(count)s customers are in the public pool now", count=len(names))
            if len(names) == 1:
                subject = mine.env._("%(partner)s is in the public pool now", partner=names[0])
            mine[0].message_notify(
                partner_ids=user.partner_id.ids,
                subject=subject,
                force_send=False,  # by the mail queue: nobody waits for a mail server
                body=mine.env._(
                    "Went to the public pool: %(partners)s. Why: %(reason)s.",
                    partners=shown,
                    reason=entries[0].reason
                    if entries[0].why == "returned"
                    else mine.env._("protection ended without progress"),
                ),
            )

    # ------------------------------------------------------------------
    # Out of the pool
    # ------------------------------------------------------------------
    def action_claim(self):
        """Take a customer out of the pool.

        :raises AccessError: no salesperson
        :raises UserError: taken meanwhile, former owner too early, quota or cap reached
        """
        self.ensure_one()
        user = self.env.user
        if not user.has_group(CLAIM_GROUP):
            raise AccessError(self.env._("Only salespeople claim customers from the pool."))
        entry_sudo = self._lock_open()
        # Two claims of one person at the same moment: the second one waits, fails and is
        # repeated by the server, and then counts the first one as well.
        user_sudo = user.sudo()  # a mark the person may not write
        user_sudo.customer_claimed_on = fields.Datetime.now()
        user_sudo.flush_recordset(["customer_claimed_on"])
        entry_sudo._check_former_owner(user)
        entry_sudo._check_quota(user)
        entry_sudo._check_holding(user)
        kept = in_company_language(self, entry_sudo.company_id)
        entry_sudo._hand_over(user, kept.env._("claimed from the public pool"))
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": entry_sudo.partner_id.id,
            "view_mode": "form",
        }

    @api.private
    def _assign(self, user, reason):
        """Give the customer to ``user``; rights are the caller's to check."""
        self.ensure_one()
        entry_sudo = self._lock_open()
        entry_sudo._hand_over(user, reason, assigned_by=self.env.user)

    def _lock_open(self):
        """Return the locked entry, writable, when it is still open."""
        # superuser: whose entry of a pool it is was checked, or is checked here
        entry_sudo = unsealed(self)
        if entry_sudo.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("This is the pool of another company."))
        locked_sudo = entry_sudo.try_lock_for_update()
        if not locked_sudo:
            raise UserError(
                self.env._(
                    "Somebody else is claiming %(partner)s at this moment.",
                    partner=entry_sudo.customer_name,
                )
            )
        locked_sudo.invalidate_recordset(["is_open"])
        if not locked_sudo.is_open:
            raise UserError(
                self.env._(
                    "%(partner)s is no longer in the pool: it went to %(user)s.",
                    partner=entry_sudo.customer_name,
                    user=entry_sudo.claimed_by_id.name,
                )
            )
        if entry_sudo.company_id.id not in self.env["res.company"]._customer_guard()["pool"]:
            raise UserError(
                self.env._(
                    "The public pool of %(company)s is switched off.",
                    company=entry_sudo.company_id.name,
                )
            )
        return locked_sudo

    def _check_former_owner(self, user):
        """Who let a customer fall waits before claiming it back, whoever had it in between."""
        company = self.company_id
        last = self.search(
            [("partner_id", "=", self.partner_id.id), ("from_user_id", "=", user.id)],
            order="entered_on desc, id desc",
            limit=1,
        )
        if not last or not company.customer_pool_former_days:
            return
        [until] = company._workday_add([last.entered_on], company.customer_pool_former_days)
        if company._workday_today() <= until:
            raise UserError(
                self.env._(
                    "%(partner)s was yours before. You may claim it again after %(date)s.",
                    partner=self.customer_name,
                    date=format_date(self.env, until),
                )
            )

    def _check_quota(self, user):
        """Count the person's own claims of the month in all companies."""
        limit = self.company_id.customer_pool_claims
        first = self.company_id._workday_today().replace(day=1)
        claimed = self.search_count(
            [
                ("claimed_by_id", "=", user.id),
                ("assigned_by_id", "=", False),
                ("claimed_on", ">=", self.company_id._customer_local_midnight(first)),
            ]
        )
        if limit and claimed >= limit:
            raise UserError(
                self.env._(
                    "You have claimed %(claimed)s customers this month; %(limit)s are allowed. "
                    "You may claim again next month.",
                    claimed=claimed,
                    limit=limit,
                )
            )

    def _check_holding(self, user):
        """Count the customers without a deal that the person is responsible for."""
        limit = self.company_id.customer_pool_holding
        held = self.env["res.partner"].search_count(
            [
                ("user_id", "=", user.id),
                ("customer_category", "in", ("potential", "interested")),
                "|",
                ("is_company", "=", True),
                ("parent_id", "=", False),
            ]
        )
        if limit and held >= limit:
            raise UserError(
                self.env._(
                    "You hold %(held)s customers without a deal; %(limit)s are allowed. Put some "
                    "into the pool before you claim another one.",
                    held=held,
                    limit=limit,
                )
            )

    def _hand_over(self, user, reason, assigned_by=None):
        self.write(
            {
                "is_open": False,
                "claimed_by_id": user.id,
                "claimed_on": fields.Datetime.now(),
                "assigned_by_id": assigned_by and assigned_by.id,
            }
        )
        kept = in_company_language(self, self.company_id)
        self.partner_id._customer_set_owner(
            user,
            kept.env._(
                "%(user)s takes over from the public pool: %(reason)s",
                user=user.name,
                reason=reason,
            ),
        )

    @api.private
    def _close_taken(self, partners_sudo):
        """Close the entries of customers that somebody is responsible for again."""
        taken = partners_sudo.filtered("user_id")
        entries = self.search([("partner_id", "in", taken.ids), ("is_open", "=", True)])
        for entry in entries:
            entry.write(
                {
                    "is_open": False,
                    "claimed_by_id": entry.partner_id.user_id.id,
                    "claimed_on": fields.Datetime.now(),
                    "assigned_by_id": self.env.uid,
                }
            )

    def action_assign(self):
        """Open the dialog in which a manager gives the customers to somebody."""
        self.check_access("read")
        return self.env["customer.pool.wizard"]._open("assign", entry_ids=self.ids)
