from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..identity.res_partner_duplicate import MERGING

# What decides in which company, from when and how often a customer is to be contacted.
STATE_FIELDS = {
    "user_id",
    "customer_category",
    "customer_grade_id",
    "company_id",
    "active",
    "parent_id",
    "is_company",
}
# In the context of a write: whoever writes brings the contacts due up to date afterwards. Another
# value, from outside, means nothing.
LATER = object()


class ResPartner(models.Model):
    # Contacts with a customer and when the next one is due (REQ B-07, G-07).

    _inherit = "res.partner"

    customer_managed_on = fields.Date(
        string="Managed since",
        readonly=True,
        copy=False,
        help="When the contact became a customer of the customer management.",
        groups="base.group_user",
    )
    customer_interaction_ids = fields.One2many(
        "customer.interaction",
        "commercial_partner_id",
        string="Interactions",
        groups="customer_base.group_customer_user",
    )
    customer_interaction_count = fields.Integer(
        compute="_compute_customer_interaction_count", groups="customer_base.group_customer_user"
    )
    customer_interaction_state_ids = fields.One2many(
        "customer.interaction.state", "partner_id", groups="customer_base.group_customer_user"
    )
    customer_last_contact = fields.Date(
        string="Last Contact",
        compute="_compute_customer_interaction_state",
        groups="base.group_user",
    )
    customer_next_contact_due = fields.Date(
        string="Next Contact Due",
        compute="_compute_customer_interaction_state",
        search="_search_customer_next_contact_due",
        groups="base.group_user",
    )
    customer_next_contact_text = fields.Char(
        string="Time Left",
        compute="_compute_customer_next_contact_text",
        groups="base.group_user",
    )
    customer_contact_overdue = fields.Boolean(
        string="Contact Overdue",
        compute="_compute_customer_interaction_state",
        search="_search_customer_contact_overdue",
        groups="base.group_user",
    )

    @api.depends("customer_interaction_ids")
    def _compute_customer_interaction_count(self):
        counts = dict(
            self.env["customer.interaction"]._read_group(
                [("commercial_partner_id", "in", self._origin.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.customer_interaction_count = counts.get(partner._origin, 0)

    @api.depends_context("company")
    def _compute_customer_interaction_state(self):
        """Read the rows of all partners by one query."""
        company = self.env.company
        # sudo: who may read the customer may know when it was contacted last
        states_sudo = (
            self.env["customer.interaction.state"]
            .sudo()
            .search_fetch(
                [("company_id", "=", company.id), ("partner_id", "in", self._origin.ids)],
                ["partner_id", "last_date", "next_due"],
            )
        )
        by_partner = {state.partner_id.id: state for state in states_sudo}
        today = company._workday_today()
        # all at once, then those that have a row: lists show many
        self.customer_last_contact = self.customer_next_contact_due = False
        self.customer_contact_overdue = False
        for partner in self:
            if state := by_partner.get(partner._origin.id):
                partner.customer_last_contact = state.last_date
                partner.customer_next_contact_due = state.next_due
                partner.customer_contact_overdue = bool(state.next_due and state.next_due < today)

    @api.depends("customer_next_contact_due")
    @api.depends_context("company", "lang")
    def _compute_customer_next_contact_text(self):
        """Say in working days how long there is left (U-02)."""
        self.customer_next_contact_text = False
        days = {partner: day for partner in self if (day := partner.customer_next_contact_due)}
        left = self.env.company._workday_left(list(days.values()))
        for partner, day in days.items():
            _count, partner.customer_next_contact_text = left[day]

    @api.model
    def _search_customer_next_contact_due(self, operator, value):
        if operator not in ("<", "<=", ">", ">=", "in"):
            return NotImplemented
        company = Domain("company_id", "=", self.env.company.id)
        if operator == "in" and False in value:
            dated = Domain(
                "customer_interaction_state_ids", "any!", company & Domain("next_due", "!=", False)
            )
            others = [day for day in value if day]
            return (
                ~dated | self._search_customer_next_contact_due("in", others) if others else ~dated
            )
        return Domain(
            "customer_interaction_state_ids", "any!", company & Domain("next_due", operator, value)
        )

    @api.model
    def _search_customer_contact_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._search_customer_next_contact_due("<", self.env.company._workday_today())

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def _customer_follow_contact(self, vals):
        """When a customer is to be contacted follows its grade, category and person."""
        # sudo: the customer may be handed to somebody else by this very change
        partners_sudo = self.sudo()
        begins_sudo = partners_sudo.browse()
        if vals.get("customer_category"):
            begins_sudo = partners_sudo.filtered(lambda partner: not partner.customer_category)
        managed_sudo = partners_sudo.browse()
        if not STATE_FIELDS.isdisjoint(vals):
            managed_sudo = partners_sudo.filtered("customer_category")

        def follow():
            begins_sudo._customer_managed_begins()
            later = self.env.context.get("customer_contact_later") is LATER
            if managed_sudo - begins_sudo and not later:
                managed_sudo._customer_contact_refresh()

        return follow

    @api.ondelete(at_uninstall=False)
    def _customer_unlink_buying_roles(self):
        """Delete them as records: a cascade of the database would erase without a line on it."""
        # sudo: whoever may delete a person deletes what is kept of it
        self.env["customer.contact"].sudo().search([("partner_id", "in", self.ids)]).unlink()

    @api.model
    def _customer_check_managed_on(self, vals):
        """:raises AccessError: a person sets the day a contact became a customer"""
        trusted = self.env.su or self.env.context.get("customer_merging") is MERGING
        if vals.get("customer_managed_on") and not trusted:
            raise AccessError(
                self.env._("Since when a customer is managed is filled in by the system.")
            )

    def _customer_managed_begins(self):
        """Note the day and put the customers on the list of contacts due."""
        # sudo: the day is noted whoever made it a customer
        customers_sudo = self.sudo().filtered(
            lambda partner: partner == partner.commercial_partner_id
        )
        if customers_sudo:
            customers_sudo.filtered(lambda partner: not partner.customer_managed_on).write(
                {"customer_managed_on": self.env.company._workday_today()}
            )
            customers_sudo._customer_contact_refresh()

    # ------------------------------------------------------------------
    # Contacts due
    # ------------------------------------------------------------------
    def _customer_contact_refresh(self):
        """Recompute the last contact and the next one due, set-based."""
        if self.ids:
            # sudo: the table is the system's
            self.env["customer.interaction.state"].sudo()._refresh(self.ids)

    @api.model
    @api.model
    @api.private
    def _customer_merge_interaction_state(self, sources, target):
        """Forget the rows of customers about to become one: they are computed anew afterwards.

        Moving them would meet the row the target has.
        """
        # sudo: the table is the system's
        self.env["customer.interaction.state"].sudo().search(
            [("partner_id", "in", (sources | target).ids)]
        ).unlink()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_record_contact(self):
        """Open a small dialog that records a contact with this customer.

        :raises UserError: with several customers selected
        """
        if len(self) != 1:
            raise UserError(self.env._("Select one customer to record a contact with."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record Contact"),
            "res_model": "customer.interaction",
            "view_mode": "form",
            "views": [
                (self.env.ref("customer_base.customer_interaction_view_form_quick").id, "form")
            ],
            "target": "new",
            "context": {
                "default_partner_id": self.commercial_partner_id.id,
                "default_contact_ids": (self - self.commercial_partner_id).ids,
            },
        }

    def action_open_customer_interactions(self):
        """Open the contacts with this customer, newest first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_base.customer_interaction_action"
        )
        action["domain"] = [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
