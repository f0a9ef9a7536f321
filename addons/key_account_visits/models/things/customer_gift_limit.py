from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# What was recorded for a person in a calendar year, by company: each keeps its own limit.
GIVEN = """
  SELECT company_id, receiver_id, EXTRACT(YEAR FROM date)::int AS year, SUM(value)
    FROM customer_gift
   WHERE state = 'recorded' AND receiver_id IN %s
GROUP BY company_id, receiver_id, EXTRACT(YEAR FROM date)
"""


class CustomerGift(models.Model):
    # The limit for a person and a calendar year (facts.md §2; issue 10, gift register).

    _inherit = "customer.gift"

    year_value = fields.Monetary(
        string="This Year with This Gift",
        compute="_compute_year_value",
        help="What this person got in the calendar year, this gift included.",
    )
    over_limit = fields.Boolean(string="Above the Limit", compute="_compute_year_value")
    limit_then = fields.Monetary(
        string="Limit Then", readonly=True, copy=False, aggregator=None,
        help="The limit for a person and year when the gift was recorded. 0: no limit.",
    )  # fmt: skip
    limit_text = fields.Char(compute="_compute_year_value")

    @api.depends("receiver_id", "date", "value", "company_id", "state")
    @api.depends_context("lang")
    def _compute_year_value(self):
        given = self._given()
        for gift in self:
            before = given.get(gift._limit_key(), 0.0)
            counted = gift.state in gift._finished_states
            gift.year_value = before + (0.0 if counted else gift.value)
            limit = gift._limit()
            gift.over_limit = gift._is_above(gift.year_value, limit)
            gift.limit_text = (
                gift.over_limit
                and gift.date
                and gift.state in ("draft", "rejected")
                and self.env._(
                    "With this gift %(receiver)s has had %(sum)s in %(year)s; the limit is "
                    "%(limit)s. Submit it for approval.",
                    receiver=gift.receiver_id.sudo().name,  # shown on the form already
                    sum=gift.currency_id.format(gift.year_value),
                    year=str(gift.date.year),
                    limit=gift.currency_id.format(limit),
                )
            )

    def _limit_key(self):
        year = self.date.year if self.date else 0
        return self.company_id.id, self.receiver_id._origin.id, year

    def _limit(self):
        return self.company_id.customer_gift_limit if self.company_id else 0.0

    def _is_above(self, amount, limit):
        return bool(limit) and self.currency_id.compare_amounts(amount, limit) > 0

    def _given(self):
        """Return {(company id, receiver id, year): recorded value}."""
        receivers = self.receiver_id._origin
        if not receivers:
            return {}
        self.flush_model(["state", "receiver_id", "company_id", "date", "value"])
        rows = self.env.execute_query(SQL(GIVEN, tuple(receivers.ids)))
        return {tuple(row[:3]): float(row[3] or 0.0) for row in rows}

    def _lock_receivers(self):
        """Let nobody else record a gift to these persons until this transaction ends.

        A mere lock would not do: a transaction that began before another one ended does not see
        what that one recorded. The mark makes it fail as a conflict, and the server tries again.
        """
        self.env.execute_query(
            SQL(
                """
                UPDATE res_partner
                   SET write_uid = write_uid
                 WHERE id IN (
                       SELECT id FROM res_partner WHERE id IN %s
                        ORDER BY id FOR NO KEY UPDATE
                 )
             RETURNING id
                """,
                tuple(self.receiver_id.ids),
            )
        )

    def _check_limit(self):
        """:raises UserError: a gift that is above the limit and was not approved"""
        self._lock_receivers()
        given = self._given()
        for gift in self:
            key = gift._limit_key()
            given[key] = given.get(key, 0.0) + gift.value
            limit = gift._limit()
            if gift.state != "approved" and gift._is_above(given[key], limit):
                raise UserError(
                    self.env._(
                        "%(gift)s: with it %(receiver)s would have had %(sum)s in %(year)s. The "
                        "limit for a person and year is %(limit)s. Submit it for approval first.",
                        gift=gift.display_name,
                        receiver=gift.receiver_id.sudo().name,  # named on the gift itself
                        sum=gift.currency_id.format(given[key]),
                        year=str(gift.date.year),
                        limit=gift.currency_id.format(limit),
                    )
                )
