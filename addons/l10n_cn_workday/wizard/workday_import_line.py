from odoo import fields, models


class WorkdayImportLine(models.TransientModel):
    """One day of an import's preview."""

    _name = "workday.import.line"
    _description = "Day to Import"
    _order = "date, id"

    import_id = fields.Many2one("workday.import", required=True, ondelete="cascade", index=True)
    date = fields.Date(required=True)
    kind = fields.Selection([("off", "Day Off"), ("make_up", "Make-up Workday")], required=True)
    name = fields.Char("Occasion")
    change = fields.Selection(
        [
            ("add", "Added"),
            ("change", "Changed"),
            ("remove", "Removed"),
            ("same", "Unchanged"),
        ],
        required=True,
    )
