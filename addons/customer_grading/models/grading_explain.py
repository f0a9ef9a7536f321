"""Sentences that say why a customer has a grade, from the figures and definition of its run."""

from odoo.addons.customer_base.tools.joined import join_parts
from odoo.tools import float_round, format_list, formatLang

from .customer_grading_measure import SCORE

MOST_DIGITS = 12


def figure_digits(measure, value):
    """Return how many digits a figure is shown with when nothing is compared."""
    if float(value).is_integer():
        return 0
    return 2 if measure.unit == "money" else 1


def digits_to_compare(measure, value, bound):
    """Return how many digits show truly how a figure stands to a bound: 99.996 is not 100.00."""
    digits = max(figure_digits(measure, value), figure_digits(measure, bound))
    # rounded as formatLang rounds
    while digits < MOST_DIGITS and (value < bound) != (
        float_round(value, digits, rounding_method="HALF-EVEN")
        < float_round(bound, digits, rounding_method="HALF-EVEN")
    ):
        digits += 1
    return digits


def format_figure(env, measure, value, digits=None):
    """Return a figure as text, in the reader's language; money in company currency.

    :param digits: how many at least; a whole number has none of its own
    """
    if value is None:
        return env._("unknown")
    if measure is None or measure.unit == "text":
        return str(value)
    if digits is None or float(value).is_integer():
        digits = figure_digits(measure, value)
    text = formatLang(env, value, digits=digits)
    if measure.unit == "money":
        return text
    if measure.unit == "percent":
        return f"{text} %"
    return env._("%s days", text) if measure.unit == "days" else text


class Explanation:
    """Explains the rows of one run; made once for a page of rows."""

    def __init__(self, env, definition):
        self.env = env
        self.definition = definition
        self.measures = env["customer.grading.measure"]._get_measures()
        self.levels = {level["grade_id"]: level for level in definition["levels"]}
        options = env["customer.grading.option"].search([("id", "!=", False)])
        self.formatted = {}  # thresholds come back in every row
        self.options = {(option.measure, option.value): option.name for option in options}

    def sentence(self, figures, grade_id, old_grade_id):
        """Return why a customer with these figures has the grade, and not the old one.

        A fall is explained by what the old grade asks for, everything else by what the grade
        itself asks for.
        """
        new, old = self.levels.get(grade_id), self.levels.get(old_grade_id)
        if old and (not new or new["sequence"] > old["sequence"]):
            missed = self._missed(old, figures)
            if missed:
                return missed
        if not new:
            return self.env._("The conditions of no grade are met.")
        met = self._met(new, figures)
        if met:
            return met
        better = [
            level for level in self.definition["levels"] if level["sequence"] < new["sequence"]
        ]
        # the grade takes all others: say what is missing for the next better one
        return (better and self._missed(better[-1], figures)) or self.env._(
            "Grade %s takes all others.", new["code"]
        )

    def figures(self, figures):
        """Return all figures of a customer as text, one a line."""
        lines = []
        for code, value in figures.items():
            if code == SCORE.code and self.definition["method"] != "score":
                continue
            measure = self.measures.get(code)
            if measure and measure.unit == "text":
                text = self._option(code, value) if value else self.env._("unknown")
            else:
                text = format_figure(self.env, measure, value)
            lines.append(
                self.env._("%(measure)s: %(value)s", measure=self._label(code, measure), value=text)
            )
        return "\n".join(lines)

    def _met(self, level, figures):
        """Return the first alternative of a level that holds, as text."""
        for alternative in level["alternatives"]:
            if alternative and all(self._holds(row, figures) for row in alternative):
                texts = [self._text(row, figures, level["code"]) for row in alternative]
                return join_parts(self.env, texts)
        return None

    def _missed(self, level, figures):
        """Return what the alternative of a level that comes nearest lacks, as text."""
        lacking = [
            ([row for row in alternative if not self._holds(row, figures)], len(alternative))
            for alternative in level["alternatives"]
            if alternative
        ]
        if not lacking or not all(rows for rows, _total in lacking):
            return None
        nearest, _total = min(lacking, key=lambda found: (len(found[0]), -found[1]))
        return join_parts(self.env, [self._text(row, figures, level["code"]) for row in nearest])

    @staticmethod
    def _holds(row, figures):
        value = figures.get(row["measure"])
        if value is None:
            return False
        if row["values"]:
            return value in row["values"]
        above = row["minimum"] is None or value >= row["minimum"]
        return above and (row["maximum"] is None or value < row["maximum"])

    def _format(self, measure, value, digits):
        key = (measure and measure.code, value, digits)
        if key not in self.formatted:
            self.formatted[key] = format_figure(self.env, measure, value, digits)
        return self.formatted[key]

    def _text(self, row, figures, code):
        """Return one condition beside the figure: “net invoiced 4,120,000 < A 5,000,000”."""
        measure = self.measures.get(row["measure"])
        label = self._label(row["measure"], measure)
        value = figures.get(row["measure"])
        if row["values"]:
            names = [self._option(row["measure"], option) for option in row["values"]]
            return self.env._(
                "%(measure)s: %(value)s (grade %(grade)s: %(values)s)",
                measure=label,
                value=self._option(row["measure"], value) if value else self.env._("unknown"),
                grade=code,
                values=format_list(self.env, names),
            )
        if value is None:
            return self._unknown(row, measure, label, code)
        if row["maximum"] is not None and value >= row["maximum"]:
            bound = row["maximum"]
        else:
            bound = row["maximum"] if row["minimum"] is None else row["minimum"]
        digits = measure and digits_to_compare(measure, value, bound)
        return self.env._(
            "%(measure)s %(value)s %(sign)s grade %(grade)s %(bound)s",
            measure=label,
            value=self._format(measure, value, digits),
            sign="≥" if value >= bound else "<",
            grade=code,
            bound=self._format(measure, bound, digits),
        )

    def _unknown(self, row, measure, label, code):
        """Return what a grade asks for of a figure that nobody knows."""
        below = row["minimum"] is None
        bound = row["maximum"] if below else row["minimum"]
        return self.env._(
            "%(measure)s: unknown (grade %(grade)s: %(sign)s %(bound)s)",
            measure=label,
            grade=code,
            sign="<" if below else "≥",
            bound=format_figure(self.env, measure, bound),
        )

    def _label(self, code, measure):
        label = self.env._(measure.label) if measure else code
        if measure and measure.unit in ("money", "count") and code != SCORE.code:
            return self.env._(
                "%(measure)s in %(months)s months", measure=label, months=self.definition["months"]
            )
        return label

    def _option(self, measure, value):
        return self.options.get((measure, value), value)
