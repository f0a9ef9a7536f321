import base64
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools.translate import LazyTranslate

from ..tools import day_file

_lt = LazyTranslate(__name__)

# The names under which files and the package know the legal holidays -> the shipped name.
OCCASIONS = {
    "元旦": _lt("New Year's Day"),
    "new year's day": _lt("New Year's Day"),
    "春节": _lt("Spring Festival"),
    "spring festival": _lt("Spring Festival"),
    "清明节": _lt("Qingming Festival"),
    "清明": _lt("Qingming Festival"),
    "tomb-sweeping day": _lt("Qingming Festival"),
    "劳动节": _lt("Labour Day"),
    "labour day": _lt("Labour Day"),
    "端午节": _lt("Dragon Boat Festival"),
    "端午": _lt("Dragon Boat Festival"),
    "dragon boat festival": _lt("Dragon Boat Festival"),
    "中秋节": _lt("Mid-Autumn Festival"),
    "中秋": _lt("Mid-Autumn Festival"),
    "mid-autumn festival": _lt("Mid-Autumn Festival"),
    "国庆节": _lt("National Day"),
    "国庆": _lt("National Day"),
    "national day": _lt("National Day"),
    "国庆节、中秋节": _lt("National Day and Mid-Autumn Festival"),
    "中秋节、国庆节": _lt("National Day and Mid-Autumn Festival"),
}
DEFAULT_OCCASIONS = {"off": _lt("Legal Holiday"), "make_up": _lt("Make-up Workday")}
MAX_PROBLEMS_SHOWN = 20


class WorkdayImport(models.TransientModel):
    """Load the days off and make-up workdays of a year, with a preview (REQ B-12)."""

    _name = "workday.import"
    _description = "Import Working Days"

    step = fields.Selection([("choose", "Choose"), ("preview", "Preview")], default="choose")
    year = fields.Integer(required=True, default=lambda self: self._default_year())
    method = fields.Selection(
        [
            ("package", "Python package chinesecalendar"),
            ("csv", "CSV file"),
            ("json", "JSON file"),
        ],
        "Load From",
        required=True,
        default=lambda self: "package" if day_file.has_package() else "csv",
    )
    file = fields.Binary(attachment=False)
    filename = fields.Char()
    company_id = fields.Many2one(
        "res.company", help="Leave empty for all companies, as with a State Council's notice."
    )
    source = fields.Char(
        "Source Document", help="Title and number of the notice, shown with every day."
    )
    issued_on = fields.Date()
    confirmed = fields.Boolean(
        default=True,
        help="Untick while the notice has not been issued: deadlines stay provisional.",
    )
    replace = fields.Boolean(
        "Replace the Whole Year",
        default=True,
        help="Days of this year that are not in the file are removed.",
    )
    line_ids = fields.One2many("workday.import.line", "import_id", "Days", readonly=True)
    problems = fields.Text(readonly=True)
    summary = fields.Char(compute="_compute_summary")
    can_apply = fields.Boolean(compute="_compute_summary")

    # ------------------------------------------------------------
    # Defaults and computed fields
    # ------------------------------------------------------------

    @api.model
    def _default_year(self):
        """Return the first year from this one on that is not confirmed."""
        year = self.env.company._workday_today().year
        confirmed = set(self.env["workday.year"].search([("confirmed", "=", True)]).mapped("year"))
        while year in confirmed:
            year += 1
        return year

    @api.depends("line_ids.change", "problems")
    def _compute_summary(self):
        for wizard in self:
            changes = wizard.line_ids.mapped("change")
            wizard.summary = wizard.env._(
                "%(add)s added, %(change)s changed, %(remove)s removed, %(same)s unchanged",
                **{key: changes.count(key) for key in ("add", "change", "remove", "same")},
            )
            wizard.can_apply = bool(changes) and not wizard.problems

    @api.onchange("year")
    def _onchange_year(self):
        known = self.env["workday.year"].search([("year", "=", self.year)], limit=1)
        self.source = known.source
        self.issued_on = known.issued_on

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_preview(self):
        """Read the days and show what would change; nothing is written to the calendar."""
        self.ensure_one()
        self._check_manager()
        rows, problems = self._read()
        problems += self._check_years(rows)
        if not rows and not problems:
            problems = [day_file.Problem("empty", 0, "")]
        self.write(
            {
                "step": "preview",
                "problems": self._problem_text(problems),
                "line_ids": [Command.clear()] + [Command.create(vals) for vals in self._diff(rows)],
            }
        )
        return self._reopen()

    def action_back(self):
        """Return to the choice of year and file."""
        self.ensure_one()
        self._check_manager()
        self.write({"step": "choose", "problems": False, "line_ids": [Command.clear()]})
        return self._reopen()

    def action_apply(self):
        """Write what the preview showed and have open deadlines re-dated."""
        self.ensure_one()
        self._check_manager()
        if self.step != "preview" or not self.can_apply:
            raise UserError(
                self.env._("There is nothing to import. Look at the preview and correct the file.")
            )
        lines = self.line_ids
        rows = [
            day_file.Row(number, line.date, line.kind, line.name)
            for number, line in enumerate(lines.filtered(lambda line: line.change != "remove"))
        ]
        shown = {(line.date, line.kind, line.change) for line in lines}
        if shown != {(vals["date"], vals["kind"], vals["change"]) for vals in self._diff(rows)}:
            raise UserError(
                self.env._("The calendar has changed since the preview. Preview it again.")
            )
        self._apply(lines)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_cn_workday.workday_exception_action"
        )
        action["context"] = {"initial_date": f"{self.year}-01-01"}
        action["target"] = "main"
        return action

    def _check_manager(self):
        """Refuse everybody but the managers of working days, in words they understand."""
        if not self.env.su and not self.env.user.has_group("l10n_cn_workday.group_workday_manager"):
            raise AccessError(
                self.env._("Only a manager of working days may import them. Ask an administrator.")
            )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Working Days"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    def _read(self):
        """Return (rows, problems) of the chosen source; raises UserError if it can't be had."""
        if not 1950 <= self.year <= 2200:
            raise UserError(self.env._("The year must lie between 1950 and 2200."))
        if self.method == "package":
            return self._read_package()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        content = base64.b64decode(self.file)
        if len(content) > day_file.MAX_BYTES:
            raise UserError(self.env._("The file is larger than 1 MB. A year needs about 2 kB."))
        return day_file.read_csv(content) if self.method == "csv" else day_file.read_json(content)

    def _read_package(self):
        if not day_file.has_package():
            raise UserError(
                self.env._(
                    "The Python package chinesecalendar is not installed on the server. "
                    "Install it, or import a CSV or JSON file."
                )
            )
        try:
            return day_file.read_package(self.year)
        except day_file.UnknownYearError:
            raise UserError(
                self.env._(
                    "The installed package chinesecalendar does not know %(year)s yet. Update it "
                    "after the State Council has issued its notice, or import a file.",
                    year=self.year,
                )
            ) from None

    def _check_years(self, rows):
        """Return problems of rows outside the year; a notice may name the December before."""
        december = date(self.year - 1, 12, 1)
        return [
            day_file.Problem("year", row.number, row.date.isoformat())
            for row in rows
            if row.date.year != self.year and not (december <= row.date < date(self.year, 1, 1))
        ]

    def _problem_text(self, problems):
        texts = [self._problem_message(problem) for problem in problems[:MAX_PROBLEMS_SHOWN]]
        if len(problems) > MAX_PROBLEMS_SHOWN:
            rest = len(problems) - MAX_PROBLEMS_SHOWN
            texts.append(self.env._("And %(count)s more.", count=rest))
        return "\n".join(texts)

    def _problem_message(self, problem):
        value = problem.value[:50]
        messages = {
            "columns": self.env._("The headings must name a date and a kind."),
            "csv": self.env._("The line can't be read as CSV."),
            "date": self.env._("“%(value)s” is not a date. Write 2027-10-01.", value=value),
            "duplicate": self.env._("%(value)s is given twice.", value=value),
            "empty": self.env._("There are no days in it."),
            "encoding": self.env._("The file is not text. Save it as UTF-8 or GB18030."),
            "json": self.env._("The file is not valid JSON."),
            "kind": self.env._(
                "“%(value)s” is no kind of day. Write off for a day off, make_up for a make-up "
                "workday.",
                value=value,
            ),
            "shape": self.env._("The file has no list of days with date and kind."),
            "year": self.env._(
                "%(value)s does not belong to %(year)s.", value=value, year=self.year
            ),
        }
        message = messages[problem.code]
        if not problem.number:
            return message
        if self.method == "json" and problem.code != "json":
            return self.env._("Day %(number)s: %(text)s", number=problem.number, text=message)
        return self.env._("Line %(number)s: %(text)s", number=problem.number, text=message)

    # ------------------------------------------------------------
    # Comparing and writing
    # ------------------------------------------------------------

    def _existing(self):
        """Return the entries that the import is compared with: same company, same notice."""
        first, last = date(self.year - 1, 12, 1), date(self.year, 12, 31)
        return self.env["workday.exception"].search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("date", ">=", first)
            & Domain("date", "<=", last)
        )

    def _diff(self, rows):
        """Return values of preview lines for the rows against what is there."""
        existing = {entry.date: entry for entry in self._existing()}
        result = []
        for row in rows:
            entry = existing.pop(row.date, None)
            change = "add" if not entry else "same" if entry.kind == row.kind else "change"
            name = entry.name if change == "same" else self._occasion(row)
            result.append({"date": row.date, "kind": row.kind, "name": name, "change": change})
        if self.replace and rows:
            result += [
                {"date": day, "kind": entry.kind, "name": entry.name, "change": "remove"}
                for day, entry in existing.items()
                if (entry.year_id.year or day.year) == self.year
            ]
        return sorted(result, key=lambda vals: vals["date"])

    def _occasion(self, row):
        """Return the name of a row's occasion in the user's language."""
        known = OCCASIONS.get(row.name.lower()) or (not row.name and DEFAULT_OCCASIONS[row.kind])
        return self.env._(known) if known else row.name

    def _apply(self, lines):
        year = self._apply_year()
        existing = {entry.date: entry for entry in self._existing()}
        by_change = lines.grouped("change")
        empty = self.env["workday.import.line"]
        entries = self.env["workday.exception"].union(
            *(existing[line.date] for line in by_change.get("remove", empty))
        )
        entries.unlink()
        common = {"year_id": year.id, "confirmed": self.confirmed}
        if self.source:
            common["source"] = self.source
        for (kind, name), changed in (
            by_change.get("change", empty).grouped(lambda line: (line.kind, line.name)).items()
        ):
            entries = self.env["workday.exception"].union(
                *(existing[line.date] for line in changed)
            )
            entries.write({"kind": kind, "name": name, **common})
            self._translate(entries, name)
        same = self.env["workday.exception"].union(
            *(existing[line.date] for line in by_change.get("same", empty))
        )
        same.write(common)
        added = self.env["workday.exception"].create(
            [
                {
                    "date": line.date,
                    "kind": line.kind,
                    "name": line.name,
                    "company_id": self.company_id.id,
                    **common,
                }
                for line in by_change.get("add", empty)
            ]
        )
        for name, entries in added.grouped("name").items():
            self._translate(entries, name)

    def _apply_year(self):
        """Return the year's record with its notice; none for days of one company only."""
        model = self.env["workday.year"]
        if self.company_id:
            return model
        vals = {"confirmed": self.confirmed}
        if self.source:
            vals["source"] = self.source
        if self.issued_on:
            vals["issued_on"] = self.issued_on
        year = model.search([("year", "=", self.year)], limit=1)
        if year:
            year.write(vals)
            return year
        return model.create({"year": self.year, **vals})

    def _translate(self, entries, name):
        """Give a legal holiday its name in every installed language."""
        known = next(
            (
                term
                for term in (*OCCASIONS.values(), *DEFAULT_OCCASIONS.values())
                if self.env._(term) == name
            ),
            None,
        )
        if not known:
            return
        for code, _label in self.env["res.lang"].get_installed():
            translated = self.with_context(lang=code)
            entries.with_context(lang=code).name = translated.env._(known)
