"""From the definition of a scheme to one query that grades all its customers.

A definition is plain data (see ``customer.grading.scheme._get_definition``), so that a run can
keep it and be explained by it years later, and the simulator can change a copy.
"""

from odoo.addons.customer_approval.tools.departments import PLACES
from odoo.tools import SQL

from .customer_grading_measure import SCORE


def used_measures(definition):
    """Return the codes of the measures a definition grades by, the score not among them."""
    codes = {criterion["measure"] for criterion in definition["criteria"]}
    for level in definition["levels"]:
        for alternative in level["alternatives"]:
            codes |= {condition["measure"] for condition in alternative}
    return sorted(codes - {SCORE.code})


def grading_query(env, definition, scope):
    """Return the query with one row per customer of the scope, in the order of ids.

    Columns: partner_id, user_id, category, old_grade_id, since, figures (jsonb), score, value,
    grade_id (of the best level met, or null), matches (how many levels are met).
    """
    registry = env["customer.grading.measure"]
    codes = used_measures(definition)
    sources = registry._get_queries(codes, scope)
    joins, columns, known = [], [], registry._get_measures()
    for number, (query, provided) in enumerate(sources):
        alias = SQL.identifier(f"source_{number}")
        joins.append(SQL("LEFT JOIN (%s) %s ON %s.partner_id = customer.id", query, alias, alias))
        for measure in provided:
            if measure.code in codes:
                columns.append(_column(alias, measure))
    return SQL(
        """
        SELECT graded.partner_id, graded.user_id, graded.category, graded.old_grade_id,
               graded.since, graded.score, %(figures)s AS figures, %(value)s AS value,
               %(grade)s AS grade_id, %(matches)s AS matches
          FROM (
            SELECT measured.*, %(score)s AS score
              FROM (
                SELECT customer.id AS partner_id, customer.user_id,
                       customer.customer_category AS category,
                       customer.customer_grade_id AS old_grade_id,
                       COALESCE(customer.customer_managed_on, customer.create_date::date) AS since
                       %(columns)s
                  FROM res_partner customer
                  %(joins)s
                 WHERE %(customers)s
              ) measured
          ) graded
        """,
        figures=_figures(codes),
        value=_leading(definition, known),
        grade=_grade(definition, known),
        matches=_matches(definition, known),
        score=_score(definition, known),
        columns=SQL("").join(SQL(", %s", column) for column in columns),
        joins=SQL(" ").join(joins),
        customers=customers_where(definition, scope),
    )


def customers_where(definition, scope):
    """Return the condition on ``res_partner customer`` of who is graded at all."""
    parts = [
        SQL("customer.id = customer.commercial_partner_id AND customer.active"),
        SQL("customer.customer_category = ANY(%s)", definition["categories"]),
        SQL("(customer.company_id IS NULL OR customer.company_id = %s)", scope.company.id),
    ]
    if definition["states"]:
        parts.append(SQL("customer.state_id = ANY(%s)", definition["states"]))
    if definition.get("departments"):
        parts.append(
            SQL(
                "customer.user_id IN (SELECT place.user_id FROM (%s) place "
                "WHERE place.department_id = ANY(%s) AND place.company_id = %s)",
                SQL(PLACES),
                definition["departments"],
                scope.company.id,
            )
        )
    if definition.get("partners") is not None:
        parts.append(SQL("customer.id = ANY(%s)", definition["partners"]))
    return SQL("%s%s", SQL(" AND ").join(parts), scope.among("customer.id"))


def _column(alias, measure):
    column = SQL("%s.%s", alias, SQL.identifier(measure.code))
    if measure.empty is not None:
        column = SQL("COALESCE(%s, %s)", column, measure.empty)
    cast = SQL("::text") if measure.unit == "text" else SQL("::numeric")
    return SQL("(%s)%s AS %s", column, cast, SQL.identifier(measure.code))


def _figures(codes):
    if not codes:
        return SQL("'{}'::jsonb")
    pairs = [
        SQL(
            "%s::text, %s",
            code,
            SQL("graded.%s", SQL.identifier(code)),
        )
        for code in codes
    ]
    return SQL("jsonb_build_object(%s)", SQL(", ").join(pairs))


def _leading(definition, known):
    """The figure lists are sorted by: the score, else the first one that is a number."""
    if definition["method"] == "score":
        return SQL("graded.score")
    for level in definition["levels"]:
        for condition in (row for alternative in level["alternatives"] for row in alternative):
            if known[condition["measure"]].unit != "text":
                return SQL("graded.%s", SQL.identifier(condition["measure"]))
    return SQL("NULL::numeric")


def _score(definition, known):
    total = sum(criterion["weight"] for criterion in definition["criteria"])
    if not total:
        return SQL("NULL::numeric")
    parts = [
        SQL("%s * %s", criterion["weight"], _points(criterion, known[criterion["measure"]]))
        for criterion in definition["criteria"]
    ]
    return SQL("ROUND((%s) / %s, 2)", SQL(" + ").join(parts), total)


def _points(criterion, measure):
    """Points of one criterion: of the highest band reached, or of the value itself."""
    column = SQL("measured.%s", SQL.identifier(measure.code))
    cases = []
    for band in criterion["bands"]:
        if measure.unit == "text":
            cases.append(SQL("WHEN %s = ANY(%s) THEN %s", column, band["values"], band["points"]))
        else:
            cases.append(SQL("WHEN %s >= %s THEN %s", column, band["minimum"], band["points"]))
    return SQL("(CASE %s ELSE 0 END)::numeric", SQL(" ").join(cases)) if cases else SQL("0")


def _grade(definition, known):
    cases = [
        SQL("WHEN %s THEN %s", _level(level, known), level["grade_id"])
        for level in definition["levels"]
    ]
    return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL::int")


def _matches(definition, known):
    """How many levels are met; one that takes all others counts only where none other does."""
    parts = [
        SQL("(%s)::int", _level(level, known))
        for level in definition["levels"]
        if not any(not alternative for alternative in level["alternatives"])
    ]
    rest = len(parts) < len(definition["levels"])
    counted = SQL("(%s)", SQL(" + ").join(parts)) if parts else SQL("0")
    return SQL("GREATEST(%s, %s)", counted, 1 if rest else 0)


def _level(level, known):
    """A level is met when every condition of one of its alternatives is."""
    alternatives = [
        SQL("(%s)", SQL(" AND ").join(_condition(condition, known) for condition in alternative))
        if alternative
        else SQL("TRUE")
        for alternative in level["alternatives"]
    ]
    return SQL("COALESCE(%s, FALSE)", SQL(" OR ").join(alternatives or [SQL("FALSE")]))


def _condition(condition, known):
    column = SQL("graded.%s", SQL.identifier(condition["measure"]))
    if known[condition["measure"]].unit == "text":
        return SQL("%s = ANY(%s)", column, condition["values"])
    parts = []
    if condition["minimum"] is not None:
        parts.append(SQL("%s >= %s", column, condition["minimum"]))
    if condition["maximum"] is not None:
        parts.append(SQL("%s < %s", column, condition["maximum"]))
    return SQL(" AND ").join(parts) if parts else SQL("%s IS NOT NULL", column)
