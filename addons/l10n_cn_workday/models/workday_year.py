from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_list


class WorkdayYear(models.Model):
    """A year with the notice that ordains its days off (REQ B-12).

    A year without a record, or with one that is not confirmed, is provisional.
    """

    _name = "workday.year"
    _description = "Year of Working Days"
    _order = "year desc"
    _rec_name = "year"

    year = fields.Integer(required=True, aggregator=None)
    source = fields.Char("Source Document", help="Title and number of the State Council's notice.")
    issued_on = fields.Date()
    confirmed = fields.Boolean(
        help="The notice has been issued. Deadlines in a year that is not confirmed are "
        "provisional."
    )
    exception_ids = fields.One2many("workday.exception", "year_id", "Days")
    off_count = fields.Integer("Days Off", compute="_compute_counts")
    make_up_count = fields.Integer("Make-up Workdays", compute="_compute_counts")
    workday_count = fields.Integer(
        "Working Days",
        compute="_compute_workday_count",
        help="Working days of the current company in this year.",
    )

    _year_uniq = models.Constraint("UNIQUE(year)", "This year exists already.")
    _year_range = models.Constraint(
        "CHECK (year BETWEEN 1950 AND 2200)", "The year must lie between 1950 and 2200."
    )

    # ------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------

    @api.depends("year")
    def _compute_display_name(self):
        for record in self:
            record.display_name = str(record.year or "")

    @api.depends("exception_ids.kind")
    def _compute_counts(self):
        groups = self.env["workday.exception"]._read_group(
            [("year_id", "in", self.ids)], ["year_id", "kind"], ["__count"]
        )
        counts = {(year.id, kind): count for year, kind, count in groups}
        for record in self:
            record.off_count = counts.get((record.id, "off"), 0)
            record.make_up_count = counts.get((record.id, "make_up"), 0)

    @api.depends("year", "exception_ids.kind", "exception_ids.date")
    @api.depends_context("company")
    def _compute_workday_count(self):
        company = self.env.company
        for record in self:
            # Cached by year, and a list shows a handful of years.
            known = 1950 <= record.year <= 2200
            record.workday_count = len(company._workday_year(record.year)[0]) if known else 0

    # ------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        years = super().create(vals_list)
        years._notify_changed()
        return years

    def write(self, vals):
        counts = {"year", "confirmed"} & vals.keys()
        if counts:
            # nothing is set in motion by who may not change it
            self.check_access("write")
            self._notify_changed()
        result = super().write(vals)
        if counts:
            self._notify_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_days(self):
        if kept := self.filtered("exception_ids"):
            raise UserError(
                self.env._(
                    "%(years)s still has days. Delete those first.",
                    years=format_list(self.env, kept.mapped("display_name")),
                )
            )

    def unlink(self):
        self.check_access("unlink")
        self._notify_changed()
        return super().unlink()

    def _notify_changed(self):
        """Have the deadlines of these years re-dated in every company."""
        if not self:
            return
        # sudo: a notice concerns every company, not only those of the user.
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        companies._workday_changed(set(self.mapped("year")))

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_open_days(self):
        """Open the days of this year's notice."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_cn_workday.workday_exception_action"
        )
        action["domain"] = [("year_id", "=", self.id)]
        action["context"] = {"default_year_id": self.id, "initial_date": f"{self.year}-01-01"}
        return action
