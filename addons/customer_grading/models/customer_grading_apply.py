"""In whose name a run is applied, and who is told of what."""

from markupsafe import Markup
from odoo import api, models
from odoo.addons.customer_approval.models.language import (
    for_reader,
    in_company_language,
    in_name_of,
)
from odoo.tools import SQL

# Customers named in a message; the list shows all.
NAMED = 20

# What a run changed for each responsible person: the most important customers by name.
OWNERS = """
    SELECT partner.user_id, COUNT(*),
           (array_agg(line.id ORDER BY line.value DESC, line.id))[1:%(named)s]
      FROM customer_grading_line line
      JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.run_id = %(run)s AND line.applied_on IS NOT NULL AND partner.user_id IS NOT NULL
  GROUP BY partner.user_id
"""


class CustomerGradingRun(models.Model):
    """The change log names who decided; owners hear of new grades (F-07, U-06)."""

    _inherit = "customer.grading.run"

    @api.private
    def _apply_chunk(self):
        handled = super()._apply_chunk()
        if self.state == "applied":
            self._tell_owners()
        return handled

    def _get_decider(self):
        """Return the person in whose name grades change: who applies, else who approved last."""
        self.ensure_one()
        user = self.env.user
        if user.active and not user._is_superuser():
            return user
        # sudo: the round belongs to the approval; who decided is said to everybody
        decided_sudo = self.sudo().approval_step_ids.filtered(
            lambda step: step.state == "approved" and step.decided_by_id
        )
        return decided_sudo.sorted("decided_on")[-1:].decided_by_id or self.applicant_id

    def _set_grades(self, lines):
        """Give the customers of these lines their new grades, in the name of who decided.

        What is kept with the customer is in the company's language.
        """
        self.ensure_one()
        decider = self._get_decider()
        spoken = in_company_language(lines, self.company_id, decider)
        reasons = {
            line.partner_id.id: spoken.env._(
                "%(run)s: %(reason)s", run=self.name, reason=line.reason or ""
            )
            for line in spoken
        }
        grades = {line.partner_id.id: line.final_grade_id for line in lines}
        partners = in_company_language(
            in_name_of(lines.partner_id, decider), self.company_id, decider
        )
        partners._customer_set_grade(grades, reasons, source="run")

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------
    def _tell_owners(self):
        """Send every responsible person one message about the new grades of their customers."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(SQL(OWNERS, run=self.id, named=NAMED))
        users = self.env["res.users"].browse([user_id for user_id, _count, _ids in rows])
        able = users._who_may_read("customer.grading.line")
        # sudo: the lines of each reader's own customers, whoever applies
        lines_sudo = self.env["customer.grading.line"].sudo()
        for user_id, count, line_ids in rows:
            user = users.browse(user_id)
            if user in able:
                for_reader(self, user)._tell_owner(user, count, lines_sudo.browse(line_ids))

    def _tell_owner(self, user, count, lines):
        """Send one person one message, in the language of these records."""
        lines = lines.with_env(self.env(su=True))
        items = [
            Markup("<li>%s</li>")
            % self.env._(
                "%(customer)s: %(old)s → %(new)s. %(reason)s",
                customer=line.partner_id.name,
                old=line.old_grade_id.code or "—",
                new=line.final_grade_id.code or "—",
                reason=line.reason or "",
            )
            for line in lines
        ]
        body = Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._("New grades of your customers: %(count)s.", count=count),
            Markup("").join(items),
        )
        if count > len(items):
            body += Markup("<p>%s</p>") % self.env._(
                "The list shows the other %(count)s.", count=count - len(items)
            )
        body += Markup('<p><a href="/odoo/grading-lines">%s</a></p>') % self.env._("Open the list")
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            author_id=self._get_decider().partner_id.id,
            subject=self.env._("New grades by %(run)s", run=self.display_name),
            body=body,
        )
