from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_list


class CustomerDevelopmentStageRecord(models.Model):
    """Record of one contact within a stage, with the judgement whether to go on.

    000 article 9 clause 3, article 10; 004 3.3.3 four.4 (REQ D-08).
    """

    _name = "customer.development.stage.record"
    _inherit = ["customer.entry.mixin", "customer.development.contact.mixin"]
    _description = "Development Record"
    _entry_links = ("development_id",)
    # members of the team read the development and write its records
    _entry_right = "read"
    _order = "date desc, id desc"
    _rec_name = "summary"

    development_id = fields.Many2one(
        "customer.development",
        "Customer Development",
        required=True,
        index=True,
        ondelete="cascade",
    )
    commercial_partner_id = fields.Many2one(
        related="development_id.commercial_partner_id", store=True, index=True
    )
    company_id = fields.Many2one(related="development_id.company_id", store=True, index=True)
    stage_id = fields.Many2one(
        "customer.development.stage", "Development Stage", required=True, ondelete="restrict"
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._workday_today())
    user_id = fields.Many2one(
        "res.users", "Recorded by", required=True, default=lambda self: self.env.user, index=True
    )
    method = fields.Selection(required=True, default="visit")
    partner_ids = fields.Many2many(
        "res.partner", string="People Met", domain="[('id', 'child_of', commercial_partner_id)]"
    )
    summary = fields.Char(required=True)
    content = fields.Text("Content and the Customer's Ideas")
    judgement = fields.Selection(
        [
            ("go", "Go on"),
            ("stay", "Continue in This Stage"),
            ("stop", "Do Not Go on"),
        ],
        required=True,
        default="stay",
    )
    next_step = fields.Char()
    next_date = fields.Date("Next Date")

    @api.constrains("date", "next_date")
    def _check_dates(self):
        today = self.env.company._workday_today()
        for record in self:
            if record.date > today:
                raise ValidationError(
                    self.env._(
                        "A record tells what has happened: its date cannot be in the future."
                    )
                )
            if record.next_date and record.next_date < record.date:
                raise ValidationError(
                    self.env._("The next step cannot be before the date of the record.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if not self.env.su:
            records._check_may_record()
            records._check_own_name()
        for record in records:
            if record.next_step or record.next_date:
                record.development_id._set_next_step(record)
        records._sync_interactions()
        return records

    def write(self, vals):
        if not self.env.su:
            if {"development_id", "stage_id", "user_id"} & vals.keys():
                raise AccessError(
                    self.env._("A record stays with its development, its stage and its author.")
                )
            self._check_may_record()
            self._check_may_change()
        result = super().write(vals)
        self._sync_interactions()
        return result

    def _prepare_interaction_vals(self):
        people = self.partner_ids.filtered(
            lambda person: (
                not person.is_company and person.commercial_partner_id == self.commercial_partner_id
            )
        )
        return {
            **super()._prepare_interaction_vals(),
            "contact_ids": [fields.Command.set(people.ids)],
            "summary": "\n".join(filter(None, (self.summary, self.content))),
            "next_step": self.next_step,
            "next_date": self.next_date,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_while_working(self):
        self._check_may_record()
        self._check_may_change()

    def _check_own_name(self):
        if self.filtered(lambda record: record.user_id != self.env.user):
            raise AccessError(self.env._("Everybody writes records in the own name."))

    def _check_may_change(self):
        """Only the author and the superiors change what was recorded."""
        others = self.filtered(lambda record: record.user_id != self.env.user)
        developments = others.development_id
        if developments - developments._development_may_reopen():
            raise AccessError(
                self.env._(
                    "Only the author or a superior may change a record: %(records)s.",
                    records=format_list(self.env, others.mapped("summary")),
                )
            )

    def _check_may_record(self):
        """The team and whoever may act write records, while the work goes on."""
        developments = self.development_id
        # sudo: asked for everybody, also for who may not read the development
        members = developments.filtered(lambda d: self.env.user in d.sudo().member_ids.user_id)
        (developments - members)._check_transition("record")
        # sudo: membership was checked; only the state is looked at
        members.sudo()._check_transition("record")
