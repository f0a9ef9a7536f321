from odoo import fields, models
from odoo.addons.customer_approval.tools.seal import plain, unsealed
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerComplaintSolution(models.Model):
    # What an approval makes: the ERP's own credit notes and replacement orders, as drafts.
    #
    # Accounting posts the one, sales confirms the other; from then on they are like any other.

    _inherit = "customer.complaint.solution"

    def action_make_documents(self):
        """Make again what was deleted or cancelled after the approval.

        :raise UserError: nothing to make, or not approved
        """
        self.check_access("write")
        for solution in self:
            if not solution.can_make_documents:
                raise UserError(
                    self.env._(
                        "%(solution)s has no document to make.", solution=solution.display_name
                    )
                )
        # sudo: the approval decided that they are made; makers of complaints keep no accounts
        self.sudo()._make_documents()
        return True

    def action_open_documents(self):
        """Open the credit notes, as far as the user may see invoices."""
        self.ensure_one()
        self.check_access("read")
        notes_sudo = self.sudo().line_ids.credit_note_id  # ids only; the list asks for rights
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Notes"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", notes_sudo.ids)],
        }

    def action_open_replacements(self):
        """Open the replacement orders, as far as the user may see orders."""
        self.ensure_one()
        self.check_access("read")
        orders_sudo = self.sudo().line_ids.replacement_order_id  # ids only, as above
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replacement Orders"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [("id", "in", orders_sudo.ids)],
        }

    def _make_documents(self):
        """Make and link what is missing; called as superuser after the approval."""
        for solution in plain(self):
            company = solution.company_id
            solution = solution.with_company(company).with_context(allowed_company_ids=company.ids)
            solution._make_company_documents()

    def _make_company_documents(self):
        """Make what is missing of one solution, in its company; addons add their kinds."""
        self.ensure_one()
        self._make_credit_notes(self.line_ids._unmade_credits())
        self._make_replacement(self.line_ids._unmade_replacements())

    # ------------------------------------------------------------------
    # Credit notes
    # ------------------------------------------------------------------
    def _make_credit_notes(self, lines):
        """Make one draft for each invoice, by its own reversal, for these lines alone."""
        self.ensure_one()
        if not lines:
            return
        # two approvals at once must not both find the same money left
        lines.invoice_line_id.move_id.lock_for_update(allow_referencing=True)
        lines._check_credit_room()
        today = self.company_id._workday_today()
        for invoice, credited in lines.grouped(lambda line: line.invoice_line_id.move_id).items():
            note = invoice._reverse_moves([self._credit_note_values(invoice, today)])
            self._keep_credited(note, invoice, credited)
            unsealed(credited).write({"credit_note_id": note.id})
            note._message_log(
                body=self.env._(
                    "Made by solution %(solution)s of complaint %(complaint)s.",
                    solution=self.name,
                    complaint=self.complaint_id.name,
                )
            )

    def _credit_note_values(self, invoice, today):
        return {
            "ref": self.env._(
                "Credit for %(invoice)s, complaint %(complaint)s",
                invoice=invoice.name,
                complaint=self.complaint_id.name,
            ),
            "date": today,
            "invoice_date": today,
            "invoice_date_due": today,
            "invoice_payment_term_id": False,
            "invoice_user_id": invoice.invoice_user_id.id,
            "invoice_origin": self.complaint_id.name,
        }

    def _keep_credited(self, note, invoice, credited):
        """Reduce the reversal of a whole invoice to the lines and amounts of the solution."""
        by_line = {line.invoice_line_id: line for line in credited}
        order = ("sequence", "id")
        originals = invoice.invoice_line_ids.sorted(lambda line: [line[name] for name in order])
        copies = note.invoice_line_ids.sorted(lambda line: [line[name] for name in order])
        commands = []
        for original, copy in zip(originals, copies, strict=True):
            line = by_line.get(original)
            commands.append(
                Command.update(copy.id, line._credit_line_values())
                if line
                else Command.delete(copy.id)
            )
        note.write({"invoice_line_ids": commands})

    # ------------------------------------------------------------------
    # Replacement
    # ------------------------------------------------------------------
    def _make_replacement(self, lines):
        """Make one draft order for all that is replaced."""
        self.ensure_one()
        if not lines:
            return
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "user_id": self.complaint_id.user_id.id,
                "origin": self.complaint_id.name,
                "date_order": fields.Datetime.now(),
                "order_line": [Command.create(line._replacement_line_values()) for line in lines],
            }
        )
        unsealed(lines).write({"replacement_order_id": order.id})
        order._message_log(
            body=self.env._(
                "Replacement by solution %(solution)s of complaint %(complaint)s.",
                solution=self.name,
                complaint=self.complaint_id.name,
            )
        )
