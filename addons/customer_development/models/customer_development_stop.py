from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list


class CustomerDevelopmentStop(models.Model):
    """Request to stop a development on a credit, operating or finance problem (002 4.4.5).

    The superior decides; approved, the talks end and the quotations stay unconfirmed (REQ D-10).
    """

    _name = "customer.development.stop"
    _description = "Stop Request"
    _inherit = ["customer.document.mixin"]
    _order = "date desc, id desc"
    _record_sequence = "customer.development.stop"
    _entry_links = ("partner_id", "development_id")

    development_id = fields.Many2one(
        "customer.development",
        "Customer Development",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    kind = fields.Selection(
        [
            ("credit", "Credit"),
            ("operating", "Operations"),
            ("finance", "Finances"),
            ("other", "Other"),
        ],
        "Problem",
        required=True,
        default="credit",
        tracking=True,
    )
    facts = fields.Text(required=True, help="What happened, since when, and how we know.")

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_development_id")
        developments = self.env["customer.development"]
        return super().create(
            [
                self._take_from_development(vals, developments.browse(development_id))
                if (development_id := vals.get("development_id") or default)
                else vals
                for vals in vals_list
            ]
        )

    @api.constrains("development_id", "partner_id")
    def _check_development(self):
        self.development_id._check_transition("stop")
        for stop in self:
            if stop.partner_id != stop.development_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the customer must be the one of the development.",
                        name=stop.name,
                    )
                )

    def _take_from_development(self, vals, development):
        return vals | {
            "development_id": development.id,
            "partner_id": development.partner_id.id,
            "company_id": development.company_id.id,
            "user_id": vals.get("user_id") or development.user_id.id,
            "department_id": vals.get("department_id") or development.department_id.id,
        }

    @api.onchange("development_id")
    def _onchange_development_id(self):
        self.partner_id = self.development_id.partner_id
        self.company_id = self.development_id.company_id or self.env.company
        self.user_id = self.development_id.user_id
        self.department_id = self.development_id.department_id

    def _check_department(self):
        # as decided for the development, which a superior may have moved
        moved = self.filtered(lambda stop: stop.department_id != stop.development_id.department_id)
        return super(CustomerDevelopmentStop, moved)._check_department()

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {"development_id", "partner_id", "kind", "facts"}

    def _approval_fact_fields(self):
        return ["partner_id", "kind", "facts"]

    def _check_can_submit(self):
        super()._check_can_submit()
        self.development_id._check_transition("stop")
        others = self.search(
            [
                ("development_id", "in", self.development_id.ids),
                ("state", "=", "submitted"),
                ("id", "not in", self.ids),
            ]
        )
        if others:
            raise UserError(
                self.env._(
                    "A stop request is already under approval: %(names)s.",
                    names=format_list(self.env, others.mapped("display_name")),
                )
            )

    def _on_approved(self):
        super()._on_approved()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for stop in self:
            stop.development_id._check_transition("stop")
            stop.development_id._development_close(
                "stopped",
                self.env._("%(problem)s: %(facts)s", problem=labels[stop.kind], facts=stop.facts),
            )
