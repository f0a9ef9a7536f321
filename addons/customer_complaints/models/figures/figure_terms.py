"""What the figures of complaints count, in one place (REQ C-08)."""

from odoo.tools import SQL

# Joined ones are counted by the complaint they were joined with.
COUNTED = SQL("complaint.state <> 'joined'")
# A clock that ran out, or was met; stopped and running ones say nothing yet.
JUDGED = SQL("(clock.missed_on IS NOT NULL OR clock.state IN ('met', 'missed'))")
IN_TIME = SQL("(clock.missed_on IS NULL AND clock.state <> 'missed')")


def zones(env):
    """Return the SQL of a table (company_id, tz, minutes of a working day, currency_id)."""
    # sudo: clocks of all companies; the record rules say which rows are shown
    companies_sudo = env["res.company"].sudo().search([])
    rows = [
        (
            company.id,
            company._workday_tz_name(),
            (company.resource_calendar_id.hours_per_day or 8.0) * 60,
            company.currency_id.id,
        )
        for company in companies_sudo
    ]
    ids, names, minutes, currencies = (list(column) for column in zip(*rows, strict=True))
    return SQL(
        "SELECT * FROM unnest(%s::int[], %s::text[], %s::float[], %s::int[])"
        " AS known(company_id, tz, day_minutes, currency_id)",
        ids,
        names,
        minutes,
        currencies,
    )
