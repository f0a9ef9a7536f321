from odoo import api, fields, models
from odoo.fields import Domain


class WorkdayException(models.Model):
    """One day that differs from the ordinary week: a day off or a make-up workday (REQ B-12).

    Without a company it holds for all; a company's own entry wins over the general one.
    """

    _name = "workday.exception"
    _description = "Day Off or Make-up Workday"
    _order = "date desc, company_id, id"
    _rec_names_search = ["name", "source"]

    date = fields.Date(required=True, index=True)
    kind = fields.Selection(
        [("off", "Day Off"), ("make_up", "Make-up Workday")],
        required=True,
        default="off",
        help="Day Off: not worked, even if the ordinary week says so.\n"
        "Make-up Workday: worked, even if it falls on a weekend.",
    )
    name = fields.Char(
        "Occasion", required=True, translate=True, help="The legal holiday or the reason."
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        help="Leave empty for all companies. A company's own entry wins over the general one.",
    )
    year_id = fields.Many2one(
        "workday.year",
        "Notice",
        index="btree_not_null",
        ondelete="restrict",
        help="The year whose notice ordains the day. A notice may also name days of the "
        "December before.",
    )
    source = fields.Char(
        "Source Document",
        compute="_compute_source",
        store=True,
        readonly=False,
        help="The document that ordains the day.",
    )
    confirmed = fields.Boolean(
        compute="_compute_confirmed",
        store=True,
        readonly=False,
        help="Untick what is only expected. Deadlines on such a day are provisional.",
    )
    color = fields.Integer(compute="_compute_color")

    _date_company_uniq = models.UniqueIndex(
        "(date, COALESCE(company_id, 0))",
        "There is already an entry for this day. Change that one instead.",
    )
    _date_range = models.Constraint(
        "CHECK (date >= DATE '1950-01-01' AND date <= DATE '2200-12-31')",
        "The date must lie between 1950 and 2200.",
    )

    # ------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------

    @api.depends("name", "kind")
    def _compute_display_name(self):
        for entry in self:
            if entry.kind == "make_up":
                entry.display_name = self.env._("%(name)s (make-up workday)", name=entry.name)
            else:
                entry.display_name = entry.name

    @api.depends("year_id.source")
    def _compute_source(self):
        for entry in self:
            entry.source = entry.year_id.source or entry.source

    @api.depends("year_id.confirmed")
    def _compute_confirmed(self):
        for entry in self:
            # A day entered by hand is meant as entered.
            entry.confirmed = not entry.year_id or entry.year_id.confirmed

    @api.depends("kind", "confirmed")
    def _compute_color(self):
        # Colours of the calendar view: red for off, green for worked, grey when not confirmed.
        for entry in self:
            entry.color = {"off": 1, "make_up": 10}.get(entry.kind, 0) if entry.confirmed else 12

    # ------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._notify_changed()
        return entries

    def write(self, vals):
        counts = {"date", "kind", "company_id", "confirmed", "year_id"} & vals.keys()
        if counts:
            # nothing is set in motion by who may not change it
            self.check_access("write")
            self._notify_changed()
        result = super().write(vals)
        if counts:
            self._notify_changed()
        return result

    def unlink(self):
        self.check_access("unlink")
        self._notify_changed()
        return super().unlink()

    def _notify_changed(self):
        """Have the deadlines re-dated that these days may move."""
        if not self:
            return
        # sudo: a general day concerns every company, not only those of the user.
        company_model = self.env["res.company"].sudo()
        for company, entries in self.grouped("company_id").items():
            companies = company.sudo() or company_model.search(Domain.TRUE)
            companies._workday_changed({entry.date.year for entry in entries})
