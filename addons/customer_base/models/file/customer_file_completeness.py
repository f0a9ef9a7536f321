from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_compare, float_round, format_list, formatLang

from .customer_file_requirement import CANDIDATES, PARTNER_CANDIDATES


class CustomerFile(models.Model):
    """How complete a file is (REQ B-04; seed S4 2.1)."""

    _inherit = "customer.file"

    completeness = fields.Float(
        string="Completeness (%)",
        compute="_compute_completeness",
        store=True,
        digits=(4, 1),
        aggregator="avg",
        help="Share of the required fields that are filled in, by weight.",
    )
    missing_fields = fields.Char(string="Still Missing", compute="_compute_missing_fields")

    # Not on the partner's own fields, or every phone number written anywhere in the ERP would
    # look for files: ``_partner_changed`` is told of them.
    @api.depends(
        "customer_category", *(name for name in CANDIDATES if name not in PARTNER_CANDIDATES)
    )
    def _compute_completeness(self):
        required = self.env["customer.file.requirement"]._by_category()
        for file in self:
            lines = required[file.customer_category]
            total = sum(lines.mapped("weight"))
            filled = sum(line.weight for line in lines if file[line.field_name])
            file.completeness = (
                float_round(100.0 * filled / total, precision_digits=1) if total else 100.0
            )

    @api.depends("customer_category", *CANDIDATES)
    @api.depends_context("lang")
    def _compute_missing_fields(self):
        required = self.env["customer.file.requirement"]._by_category()
        for file in self:
            missing = required[file.customer_category].filtered(
                lambda line, file=file: not file[line.field_name]
            )
            file.missing_fields = format_list(self.env, missing.mapped("display_name"))

    def _check_can_submit(self):
        """Refuse files that say too little to be reviewed (F-22; seed S3 四.1, 2)."""
        super()._check_can_submit()
        messages = []
        for file in self:
            # sudo: a setting of the company
            least = file.company_id.sudo().customer_file_least
            if float_compare(file.completeness, least, precision_digits=1) < 0:
                messages.append(
                    self.env._(
                        "%(file)s is complete to %(figure)s %%; at least %(least)s %% are needed "
                        "for the review. Still missing: %(fields)s.",
                        file=file.display_name,
                        figure=formatLang(self.env, file.completeness, digits=1),
                        least=formatLang(self.env, least, digits=1),
                        fields=file.missing_fields,
                    )
                )
        if messages:
            raise UserError("\n".join(messages))

    @api.model
    @api.private
    def _partner_changed(self, files, names):
        """Count anew what is filled in, after these fields of the customers changed.

        :param files: the customers' files
        :param names: names of fields of ``res.partner``
        """
        if not names.isdisjoint(PARTNER_CANDIDATES.values()):
            self.env.add_to_compute(self._fields["completeness"], files)

    @api.model
    def _recompute_completeness(self):
        """Compute all files anew after the requirements changed: one statement for all."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                WITH figures AS (
                    SELECT file.id AS id, %(figure)s AS figure
                      FROM customer_file file
                      JOIN res_partner partner ON partner.id = file.partner_id
                )
                UPDATE customer_file file
                   SET completeness = figures.figure
                  FROM figures
                 WHERE figures.id = file.id
                   AND file.completeness IS DISTINCT FROM figures.figure
             RETURNING file.id
                """,
                figure=self.env["customer.file.requirement"]._completeness_sql(),
            )
        )
        self.invalidate_model(["completeness", "missing_fields"])
