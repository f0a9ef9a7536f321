from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

# What an opportunity takes from its development, and nobody enters a second time.
FOLLOWING = ("expected_revenue", "date_deadline", "partner_id", "user_id", "active", "stage_id")
WON = ("signed", "admitted", "done")
ENDED = ("lost", "stopped", "dropped")


class CrmLead(models.Model):
    # An opportunity whose customer is being developed follows its development (issue 15).
    #
    # Without one it is Odoo's, and nothing here touches it.

    _inherit = "crm.lead"

    development_id = fields.Many2one(
        "customer.development",
        "Customer Development",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
    )
    development_text = fields.Char(
        "Development Status", compute="_compute_development_text", groups="base.group_user"
    )

    _one_development = models.UniqueIndex(
        "(development_id) WHERE development_id IS NOT NULL",
        "This development has an opportunity already.",
    )

    @api.depends("development_id.state")
    @api.depends_context("lang")
    def _compute_development_text(self):
        for lead in self:
            development_sudo = lead.development_id.sudo()  # how it stands, no more
            labels = dict(development_sudo._fields["state"]._description_selection(self.env))
            lead.development_text = labels.get(development_sudo.state)

    # ------------------------------------------------------------------ create and write
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("development_id") for vals in vals_list):
            raise AccessError(self.env._("The development of an opportunity is set by its button."))
        leads = super().create(vals_list)
        if not self.env.su and leads.development_id:
            raise AccessError(self.env._("The development of an opportunity is set by its button."))
        return leads

    def write(self, vals):
        if not self.env.su:
            self._check_development_write(vals)
        return super().write(vals)

    def _check_development_write(self, vals):
        """:raises UserError: what follows the development is entered there"""
        if "development_id" in vals:
            raise AccessError(self.env._("The development of an opportunity is set by its button."))
        names = [name for name in FOLLOWING if name in vals]
        # sudo: whether there is a development, whoever may see it
        for lead in self.filtered(lambda one: one.sudo().development_id) if names else ():
            changed = [name for name in names if lead._development_changes(name, vals[name])]
            if changed:
                raise UserError(
                    self.env._(
                        "%(lead)s follows its customer development: change %(fields)s there.",
                        lead=lead.name,
                        fields=format_list(
                            self.env,
                            [self._fields[name]._description_string(self.env) for name in changed],
                        ),
                    )
                )

    def _development_changes(self, name, value):
        """Tell whether a value is another one; of stages only to win, or to be open again."""
        if name == "stage_id":
            stage = self.env["crm.stage"].browse(value or [])
            return stage.is_won != self.stage_id.is_won
        field = self._fields[name]
        return field.convert_to_record(field.convert_to_cache(value, self), self) != self[name]

    # ------------------------------------------------------------------ to the development
    def action_customer_development(self):
        """Open the development of this opportunity, or register its customer for one."""
        self.ensure_one()
        self.check_access("write")
        if self.development_id:
            return self.development_id.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_development.customer_development_register_action"
        )
        customer = self.partner_id.commercial_partner_id
        company = customer if customer.is_company else customer.browse()
        action["context"] = {
            "default_crm_lead_id": self.id,
            "default_partner_id": company.id,
            "default_name": not company and (self.partner_name or self.name),
            "default_contact_name": not company and self.contact_name,
            "default_contact_function": not company and self.function,
            "default_phone": not company and self.phone,
            "default_email": not company and self.email_from,
            "default_street": not company and self.street,
            "default_city": not company and self.city,
            "default_state_id": not company and self.state_id.id,
            "default_source_note": self.source_id.name or self.referred,
            "default_user_id": (self.user_id or self.env.user).id,
        }
        return action

    def _follow_development(self):
        """Take what the development says; the result too (superuser)."""
        for lead in self:
            development = lead.development_id
            values = {
                "expected_revenue": development.expected_sales_company,
                "date_deadline": development.date_expected,
                "partner_id": development.partner_id.id,
                "user_id": development.user_id.id,
            }
            lead.write(
                {name: v for name, v in values.items() if lead._development_changes(name, v)}
            )
            if development.state in ENDED and lead.active:
                lead._message_log(body=development.closing_reason or "")
                lead.action_set_lost()
            elif development.state not in ENDED and not lead.active:
                lead.action_restore()
            if development.state in WON and lead.won_status != "won":
                lead.action_set_won()

    def _update_revenues_from_so(self, order):
        """The expected revenue of a development is what was approved, not what was quoted."""
        # sudo: whether there is a development, whoever may see it
        return super(
            CrmLead, self.filtered(lambda lead: not lead.sudo().development_id)
        )._update_revenues_from_so(order)

    def _prepare_opportunity_quotation_context(self):
        context = super()._prepare_opportunity_quotation_context()
        if self.development_id and self.development_id.has_access("read"):
            context["default_development_id"] = self.development_id.id
        return context
