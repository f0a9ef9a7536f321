from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list


class CustomerVisit(models.Model):
    """Who goes and whom they meet: two for a first visit, nobody in two places (REQ V-02)."""

    _name = "customer.visit"
    _inherit = ["customer.visit", "customer.overlap.mixin"]

    participant_ids = fields.Many2many(
        "res.users",
        "customer_visit_participant_rel",
        string="Also Going",
        tracking=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="Colleagues who go along; a first visit to a new customer takes two.",
    )
    contact_ids = fields.Many2many(
        "res.partner",
        "customer_visit_contact_rel",
        string="People to Meet",
        tracking=True,
        domain="[('id', 'child_of', partner_id), ('is_company', '=', False)]",
    )
    contact_roles = fields.Char(
        string="Buying Roles", compute="_compute_contact_roles", help="Who decides what there."
    )
    is_first_visit = fields.Boolean(compute="_compute_is_first_visit", string="First Visit")

    @api.depends("contact_ids")
    @api.depends_context("lang")
    def _compute_contact_roles(self):
        Contact = self.env["customer.contact"]
        labels = dict(Contact._fields["buying_role"]._description_selection(self.env))
        known = Contact.search([("partner_id", "in", self.contact_ids.ids)]).grouped("partner_id")
        for visit in self:
            visit.contact_roles = format_list(
                self.env,
                [
                    f"{person.display_name}: {labels[known[person].buying_role]}"
                    for person in visit.contact_ids._origin
                    if person in known
                ],
            )

    @api.depends("partner_id", "date_start")
    def _compute_is_first_visit(self):
        met = self._customers_met()
        for visit in self:
            customer = visit.partner_id.commercial_partner_id._origin
            visit.is_first_visit = bool(customer) and customer not in met

    def _customers_met(self):
        """Return those of these visits' customers that were visited before, by whomever."""
        customers = self.partner_id.commercial_partner_id._origin
        # sudo: that a colleague was there counts, whoever may read it
        visits_sudo = self.sudo()._read_group(
            [
                ("commercial_partner_id", "in", customers.ids),
                ("state", "in", ("reported", "closed")),
                ("id", "not in", self._origin.ids),
            ],
            ["commercial_partner_id"],
        )
        talks_sudo = (
            self.env["customer.interaction"]
            .sudo()  # sudo: as above
            ._read_group(
                [
                    ("commercial_partner_id", "in", customers.ids),
                    ("way", "in", ("visit", "reception")),
                    "|",
                    ("res_model", "!=", self._name),
                    ("res_id", "not in", self._origin.ids),
                ],
                ["commercial_partner_id"],
            )
        )
        return customers.browse({row[0].id for row in (*visits_sudo, *talks_sudo)})

    @api.depends("participant_ids")
    def _compute_overlap_warning(self):
        super()._compute_overlap_warning()

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.contact_ids = self.contact_ids.filtered(
            lambda person: (
                person._origin.commercial_partner_id == self.partner_id.commercial_partner_id
            )
        )

    @api.constrains("contact_ids", "partner_id")
    def _check_contact_ids(self):
        for visit in self.sudo():  # contacts of a customer the author may change
            strangers = visit.contact_ids.filtered(
                lambda person, visit=visit: (
                    person.commercial_partner_id != visit.commercial_partner_id
                )
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not belong to %(customer)s.",
                        contact=strangers[0].sudo(False)._customer_label(),
                        customer=visit.partner_id.sudo(False)._customer_label(),
                    )
                )

    @api.constrains("participant_ids")
    def _check_participants(self):
        """Who goes along comes to see the customer: only colleagues, named by who may."""
        for visit in self:
            if strangers := visit.participant_ids.filtered("share"):
                raise ValidationError(
                    self.env._("%(person)s is not a colleague.", person=strangers[0].name)
                )

    def _check_can_submit(self):
        super()._check_can_submit()
        self._check_two_people()

    def _check_two_people(self):
        """Refuse a first visit, and one to an important prospect, by one person alone.

        Seed S3 六.2(1).

        :raises UserError: naming the customer and what to do
        """
        wanted = self.filtered(lambda visit: visit.company_id.customer_visit_two_people)
        for visit in wanted:
            if len(visit._outing_people()) > 1:
                continue
            customer_sudo = visit.partner_id.sudo()  # what kind of customer, whoever may read it
            if visit.is_first_visit and customer_sudo.customer_category != "closed":
                raise UserError(
                    self.env._(
                        "%(visit)s is the first visit to a new customer: two of us go. Enter who "
                        "goes along.",
                        visit=visit.display_name,
                    )
                )
            if visit._is_important_prospect() and not visit._others_in_contact():
                raise UserError(
                    self.env._(
                        "%(visit)s: two or more of us keep in touch with an important prospect. "
                        "Enter who goes along.",
                        visit=visit.display_name,
                    )
                )

    def _is_important_prospect(self):
        customer_sudo = self.partner_id.sudo()  # what kind of customer, whoever may read it
        return customer_sudo.is_key_account and customer_sudo.customer_category != "closed"

    def _others_in_contact(self):
        """Return whether a colleague has talked to the customer as well."""
        # sudo: that a colleague did counts, whoever may read it
        return bool(
            self.env["customer.interaction"]
            .sudo()
            .search_count(
                [
                    ("commercial_partner_id", "=", self.commercial_partner_id.id),
                    ("user_id", "!=", self.user_id.id),
                ],
                limit=1,
            )
        )
