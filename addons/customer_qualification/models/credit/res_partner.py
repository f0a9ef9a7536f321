from odoo import api, models
from odoo.tools import format_date


class ResPartner(models.Model):
    # How the customer stands, at the head of its form, and what follows when customers merge.

    _inherit = "res.partner"

    def _customer_overview_chips(self):
        chips = super()._customer_overview_chips()
        company = self.env.company
        if not company.customer_release_required:
            return chips
        # sudo: whether a customer is released is no secret of those who see it
        account_sudo = self.env["customer.credit.account"].sudo().search(
            [("partner_id", "=", self.id), ("company_id", "=", company.id)]
        )  # fmt: skip
        # sudo: as above, of the own customer
        reason = account_sudo._paper_reason(self.sudo(), company, company._workday_today())
        if reason:
            labels = dict(account_sudo._fields["reason"]._description_selection(self.env))
            chips.append({"text": labels[reason], "color": 1, "icon": "fa-ban"})
        elif account_sudo.is_released:
            chips.append({"text": self.env._("Released"), "color": 10, "icon": "fa-check"})
        return chips

    def _customer_overview_notes(self, company):
        notes = super()._customer_overview_notes(company)
        papers = self.env["customer.qualification.document"].search(
            [
                ("partner_id", "=", self.id),
                ("company_id", "=", company.id),
                ("state", "=", "checked"),
                ("validity", "in", ("soon", "expired")),
            ],
            order="valid_until",
            limit=1,
        )
        if papers:
            values = {
                "paper": papers.type_id.sudo().name,  # a list to choose from
                "day": format_date(self.env, papers.valid_until),
            }
            expired = papers.validity == "expired"
            notes.append(
                {
                    "text": self.env._("%(paper)s ran out on %(day)s.", **values)
                    if expired
                    else self.env._("%(paper)s is valid until %(day)s only.", **values),
                    "tone": "danger" if expired else "warning",
                    "action": "action_open_customer_papers",
                    "button": self.env._("Papers"),
                }
            )
        return notes

    def _customer_overview_tiles(self, company, quarters):
        tiles = super()._customer_overview_tiles(company, quarters)
        account = self.env["customer.credit.account"].search(
            [("partner_id", "=", self.id), ("company_id", "=", company.id), ("mode", "!=", False)]
        )
        if account:
            labels = dict(account._fields["mode"]._description_selection(self.env))
            gate = self.env["customer.credit.gate"]
            credit = account.mode == "credit"
            tiles.append(
                {
                    "name": "credit",
                    "label": self.env._("Trade Mode"),
                    "value": labels[account.mode],
                    "hint": self.env._(
                        "limit %(limit)s", limit=gate._money(account.credit_limit, company)
                    )
                    if credit
                    else "",
                    "tone": "danger" if account.status == "blocked" else "",
                    "action": "action_open_customer_credit",
                }
            )
        return tiles

    def action_open_customer_papers(self):
        """Open the customer's papers."""
        return self._customer_overview_open(
            "customer_qualification.customer_qualification_document_action",
            [("partner_id", "=", self.commercial_partner_id.id)],
            default_partner_id=self.commercial_partner_id.id,
        )

    def action_open_customer_credit(self):
        """Open how the customer stands."""
        return self._customer_overview_open(
            "customer_qualification.customer_credit_account_action",
            [("partner_id", "=", self.commercial_partner_id.id)],
        )

    # ------------------------------------------------------------------
    # Merging, handing over
    # ------------------------------------------------------------------
    @api.model
    def _customer_becoming_one_hooks(self):
        return [
            *super()._customer_becoming_one_hooks(),
            ("customer.credit.account", "_merge_customers"),
        ]

    @api.model
    def _customer_changed_hands_hooks(self):
        return [
            *super()._customer_changed_hands_hooks(),
            ("customer.qualification", "_follow_owner"),
            ("customer.credit.review", "_follow_owner"),
            ("customer.credit.exception", "_follow_owner"),
        ]
