from datetime import timedelta

from odoo import api, models
from odoo.addons.customer_base.models.mixin.customer_freshness_mixin import CATEGORIES
from odoo.addons.customer_base.models.person.customer_birthday import LAST_DAY
from odoo.tools import SQL

from ...tools.lunar import occurrences
from .customer_anniversary import PERSONAL

# One row for each task that there should be: who it is for, whose it is, when.
WANTED = """
SELECT customer.id AS partner_id, %(person)s AS person_id, %(anniversary)s AS anniversary_id,
       %(personal)s AS is_personal,
       CASE WHEN %(personal)s AND customer.user_id <> ALL(%(trusted)s) THEN %(keeper)s
            ELSE customer.user_id END AS user_id,
       at.year, at.day, at.remind_on
  FROM %(source)s
  JOIN res_users owner ON owner.id = customer.user_id AND owner.active
 WHERE customer.active AND customer.id = customer.commercial_partner_id
   AND customer.customer_category = ANY(%(categories)s)
   AND customer.user_id = ANY(%(able)s)
   AND COALESCE(customer.company_id, owner.company_id) = %(company)s
   AND (NOT %(key_only)s OR customer.is_key_account)
   AND %(meant)s AND %(among)s
"""


class CustomerCareTask(models.Model):
    """Which tasks there should be, as queries over all customers at once (REQ V-12)."""

    _inherit = "customer.care.task"

    @api.model
    def _wanted_until(self, company):
        """Return the last day that tasks are made for."""
        return company._workday_today() + timedelta(days=company.customer_care_days)

    @api.model
    def _wanted(self, company, occasion, until, among=None):
        """Return the SQL of the tasks wanted of an occasion from today on; None for none at all.

        :param among: SQL condition over ``customer``
        """
        rows = self._wanted_days(company, occasion, until) if occasion.active else []
        if not rows:
            return None
        build = getattr(self, f"_wanted_{occasion.kind}")
        source, person, anniversary, personal, meant = build(occasion, rows)
        able, trusted, keeper = self._wanted_people(company)
        wanted = SQL(
            WANTED,
            source=source,
            person=person,
            anniversary=anniversary,
            personal=personal,
            meant=meant,
            among=among or SQL("TRUE"),
            categories=list(CATEGORIES[occasion.categories]),
            able=able,
            trusted=trusted,
            keeper=keeper,
            company=company.id,
            key_only=occasion.key_accounts_only,
        )
        return SQL("SELECT * FROM (%s) AS wanted WHERE user_id IS NOT NULL", wanted)

    @api.model
    def _wanted_people(self, company):
        """Return (ids of who may have tasks, of those who may see personal data, the keeper)."""
        users = self.env["res.users"].search([("company_ids", "in", company.ids)])
        able = users._who_may_read(self._name)
        trusted = able & self.env.ref(PERSONAL).all_user_ids
        keeper = company.customer_care_keeper_id & trusted
        return able.ids, trusted.ids, keeper.id or None

    # ------------------------------------------------------------------ days
    @api.model
    def _wanted_days(self, company, occasion, until):
        """Return [(calendar, month, day, leap, year, date, last working day before)]."""
        found = []
        first = company._workday_today()
        how = {"policy": company.customer_birthday_policy or LAST_DAY}
        how["leap_policy"] = company.customer_care_leap_policy
        for calendar, month, day, leap in self._yearly_days(occasion):
            own = {} if occasion.kind == "festival" else how
            found += [
                (calendar, month, day, leap, year, when)
                for year, when in occurrences(calendar, month, day, first, until, leap=leap, **own)
            ]
        reminds = company._workday_add([row[-1] for row in found], -1)
        return [(*row, remind) for row, remind in zip(found, reminds, strict=True)]

    @api.model
    def _yearly_days(self, occasion):
        """Return [(calendar, month, day, leap)] of all days that an occasion is kept on."""
        if occasion.kind == "festival":
            return [(occasion.calendar, occasion.month, occasion.day, occasion.leap)]
        if occasion.kind == "birthday":
            self.env["customer.contact"].flush_model()
            query = SQL(
                "SELECT DISTINCT birthday_kind, birth_month, birth_day,"
                " COALESCE(birth_leap, FALSE) FROM customer_contact"
                " WHERE birthday_kind IS NOT NULL AND birth_month > 0 AND birth_day > 0"
            )
        elif occasion.kind == "anniversary":
            self.env["customer.anniversary"].flush_model()
            query = SQL(
                "SELECT DISTINCT calendar, month, day, COALESCE(leap, FALSE)"
                " FROM customer_anniversary WHERE active"
            )
        else:
            return []
        return sorted(self.env.execute_query(query))

    @api.model
    def _days_sql(self, rows):
        """Return the SQL of a table of such days."""
        columns = [list(column) for column in zip(*rows, strict=True)]
        return SQL(
            "unnest(%s::text[], %s::int[], %s::int[], %s::bool[], %s::int[], %s::date[],"
            " %s::date[]) AS at(calendar, month, dom, leap, year, day, remind_on)",
            *columns,
        )

    # ------------------------------------------------------------------ each kind of occasion
    # Each returns SQL: source, person, anniversary, whether personal, whether meant.

    @api.model
    def _wanted_festival(self, occasion, rows):
        source = SQL("res_partner customer CROSS JOIN %s", self._days_sql(rows))
        none = SQL("NULL::int")
        return source, none, none, SQL("FALSE"), occasion._people_grade_sql()

    @api.model
    def _wanted_birthday(self, occasion, rows):
        source = SQL(
            "customer_contact card JOIN res_partner person"
            " ON person.id = card.partner_id AND person.active"
            " JOIN res_partner customer ON customer.id = card.commercial_partner_id"
            " JOIN %s ON at.calendar = card.birthday_kind AND at.month = card.birth_month"
            " AND at.dom = card.birth_day AND at.leap = COALESCE(card.birth_leap, FALSE)",
            self._days_sql(rows),
        )
        meant = SQL("%s AND %s", occasion._people_sql(), self._consent_sql())
        return source, SQL("card.partner_id"), SQL("NULL::int"), SQL("TRUE"), meant

    @api.model
    def _wanted_anniversary(self, occasion, rows):
        source = SQL(
            "customer_anniversary anniversary"
            " JOIN res_partner customer ON customer.id = anniversary.commercial_partner_id"
            " LEFT JOIN customer_contact card ON card.id = anniversary.contact_id"
            " LEFT JOIN res_partner person ON person.id = card.partner_id"
            " JOIN %s ON anniversary.active AND at.calendar = anniversary.calendar"
            " AND at.month = anniversary.month AND at.dom = anniversary.day"
            " AND at.leap = COALESCE(anniversary.leap, FALSE)",
            self._days_sql(rows),
        )
        meant = SQL(
            "CASE WHEN card.id IS NULL THEN %s ELSE %s AND %s AND person.active END",
            occasion._people_grade_sql(),
            occasion._people_sql(),
            self._consent_sql(),
        )
        personal = SQL("(card.id IS NOT NULL)")
        return source, SQL("card.partner_id"), SQL("anniversary.id"), personal, meant

    @api.model
    def _consent_sql(self):
        """PIPL 13, 19: with consent, as long as it lasts."""
        return SQL(
            "card.consent_date IS NOT NULL AND card.retention_until >= %s",
            self.env.company._workday_today(),
        )
