"""The figures of loss warnings: every customer against its own buying rhythm (REQ G-08)."""

from odoo.addons.customer_base.models.trade.purchase_terms import PURCHASES

# A warning ends only when the fall is this many per cent below the limit: a customer at the
# limit would otherwise come and go every night.
RECOVERY_MARGIN = 10
# Amounts are compared over so many gaps of the rhythm, but not over more days than this.
FALL_GAPS = 3
FALL_LONGEST = 730
# Days that 48 months have.
HORIZON = 1461

# One row for each customer of a company, in a range of ids, that has a rhythm or a running
# warning, whose warning is to be opened, changed or closed. Reads posted invoices and credit notes
# once, in the order of the index _customer_quarter_idx of account.move: no table is joined with
# itself, every sum is taken while the rows go by.
#   purchase: a day with posted customer invoices of more than nothing
#   rhythm: days from the first to the last purchase / (purchases - 1), over the 24 months up to
#       the last one, so that the rhythm of who stays away does not change any more
#   fall_days: the days over which purchases are compared: three months, and three gaps of a slower
#       rhythm, which hold about as many purchases whenever one looks; two years at most
#   recent_amount: net of credit notes, without tax, of these days
#   before_amount: the same of four times as many days before, as far as 48 months reach, divided
#       to as many days
#   fall: only of who bought in these days; of who did not, silence tells
STEPS_QUERY = f"""
   WITH setting AS (
       SELECT id AS company_id, %(today)s::date AS today,
              %(today)s::date - (%(today)s::date - INTERVAL '3 months')::date AS quarter_days,
              customer_loss_purchases AS needed, customer_loss_shortest_days AS shortest,
              customer_loss_attention AS times_1, customer_loss_serious AS times_2,
              customer_loss_lost AS times_3, customer_loss_fall_attention AS fall_1,
              customer_loss_fall_serious AS fall_2
         FROM res_company WHERE id = %(company)s
   ), bought AS (
       SELECT commercial_partner_id AS partner_id, invoice_date AS day,
              SUM(amount_untaxed_signed) FILTER (WHERE move_type = 'out_invoice') AS invoiced,
              SUM(amount_untaxed_signed) AS net
         FROM account_move
        WHERE company_id = %(company)s
          AND commercial_partner_id BETWEEN %(first)s AND %(last)s
          AND {PURCHASES}
          AND invoice_date <= %(today)s
          AND invoice_date > %(today)s::date - INTERVAL '48 months'
     GROUP BY commercial_partner_id, invoice_date
   ), dated AS (
       SELECT bought.*, MAX(day) FILTER (WHERE invoiced > 0) OVER (PARTITION BY partner_id)
                  AS last_day
         FROM bought
   ), timed AS (
       SELECT partner_id, day, invoiced, net, last_day,
              invoiced > 0 AND day > last_day - INTERVAL '24 months' AS in_rhythm
         FROM dated WHERE last_day IS NOT NULL
   ), counted AS (
       SELECT timed.*,
              COUNT(*) FILTER (WHERE in_rhythm) OVER customer AS purchase_count,
              MIN(day) FILTER (WHERE in_rhythm) OVER customer AS first_day
         FROM timed
       WINDOW customer AS (PARTITION BY partner_id)
   ), windowed AS (
       SELECT counted.*, today, quarter_days,
              LEAST(%(longest)s, GREATEST(quarter_days, CEIL(
                  %(gaps)s * (last_day - first_day)::numeric / NULLIF(purchase_count - 1, 0)
              )))::int AS fall_days
         FROM counted, setting
   ), summed AS (
       SELECT partner_id, last_day, first_day, purchase_count, fall_days,
              SUM(invoiced) FILTER (WHERE in_rhythm) AS invoiced,
              COALESCE(SUM(net) FILTER (WHERE day > today - fall_days), 0) AS recent_amount,
              COALESCE(SUM(net) FILTER (WHERE day <= today - fall_days AND day > CASE
                  WHEN fall_days = quarter_days THEN today - INTERVAL '15 months'
                  ELSE today - 5 * fall_days END), 0)
              * fall_days / CASE WHEN fall_days = quarter_days THEN 4 * fall_days
                  ELSE LEAST(4 * fall_days, %(horizon)s - fall_days) END AS before_amount
         FROM windowed
     GROUP BY partner_id, last_day, first_day, purchase_count, fall_days, quarter_days
   ), running AS (
       SELECT id AS warning_id, partner_id, state AS warned_state,
              level::int AS warned_level, fall_level AS warned_fall_level,
              user_id AS warned_user_id, department_id AS warned_department_id,
              GREATEST(last_day, confirmed_on) AS known_day
         FROM customer_loss_warning
        WHERE state IN ('open', 'handled', 'lost') AND company_id = %(company)s
          AND partner_id BETWEEN %(first)s AND %(last)s
   ), compared AS (
       SELECT summed.*, setting.*, today - last_day AS silent_days,
              invoiced / purchase_count AS usual_amount,
              (last_day - first_day)::numeric / NULLIF(purchase_count - 1, 0) AS gap_days,
              CASE WHEN before_amount > 0 AND last_day > today - fall_days
                   THEN (1 - recent_amount / before_amount) * 100 ELSE 0 END AS fall
         FROM summed, setting
   ), judged AS (
       SELECT compared.*, warning_id, warned_state, warned_level, warned_user_id,
              warned_department_id, known_day,
              CASE WHEN purchase_count < needed THEN 0
                   WHEN silent_days >= ROUND(GREATEST(gap_days, shortest) * times_3, 6) THEN 3
                   WHEN silent_days >= ROUND(GREATEST(gap_days, shortest) * times_2, 6) THEN 2
                   WHEN silent_days >= ROUND(GREATEST(gap_days, shortest) * times_1, 6) THEN 1
                   ELSE 0 END AS silence_level,
              CASE WHEN purchase_count < needed THEN 0
                   WHEN fall >= fall_2 THEN 2
                   WHEN fall >= fall_1 THEN 1
                   WHEN fall >= fall_1 - %(margin)s AND warned_fall_level > 0 THEN 1
                   ELSE 0 END AS fall_level
         FROM compared
    LEFT JOIN running USING (partner_id)
   ), decided AS (
       SELECT judged.*, GREATEST(silence_level, fall_level) AS level FROM judged
   )
   SELECT warning_id, decided.company_id, decided.partner_id, partner.user_id,
          state.department_id, today AS seen_on, last_day, purchase_count, gap_days,
          shortest AS shortest_days, silent_days, usual_amount, fall_days, recent_amount,
          before_amount, fall, silence_level, fall_level, level,
          CASE WHEN warning_id IS NULL THEN 'open'
               WHEN warned_state = 'lost' OR level = 0 THEN 'close'
               ELSE 'change' END AS step
     FROM decided
     JOIN res_partner partner ON partner.id = decided.partner_id
      AND partner.active AND partner.customer_category IS NOT NULL
      AND (partner.company_id IS NULL OR partner.company_id = decided.company_id)
LEFT JOIN customer_interaction_state state ON state.partner_id = decided.partner_id
                                      AND state.company_id = decided.company_id
    WHERE CASE
          WHEN warning_id IS NULL
          THEN level > 0 AND decided.last_day >= today - INTERVAL '24 months'
          WHEN warned_state = 'lost' THEN decided.last_day > known_day
          ELSE level <> warned_level
               OR warned_user_id IS DISTINCT FROM partner.user_id
               OR warned_department_id IS DISTINCT FROM state.department_id
          END
 ORDER BY decided.partner_id
"""

# The first invoice after the last purchase that a warning knew of.
RETURN_QUERY = """
   SELECT DISTINCT ON (warning.id) warning.id, move.id, move.invoice_date
     FROM customer_loss_warning warning
     JOIN account_move move ON move.company_id = warning.company_id
      AND move.commercial_partner_id = warning.partner_id
      AND move.state = 'posted' AND move.move_type = 'out_invoice'
      AND move.amount_untaxed_signed > 0
      AND move.invoice_date > GREATEST(warning.last_day, warning.confirmed_on)
      AND move.invoice_date <= %(today)s
    WHERE warning.id = ANY(%(ids)s)
 ORDER BY warning.id, move.invoice_date, move.id
"""
