from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

COMPLAINT = "customer.complaint"


class RatingRating(models.Model):
    # What customers answer about complaints is theirs: it is read by those who read the complaint,
    # and written by nobody. Odoo itself lets every employee read and change every rating.

    _inherit = "rating.rating"

    @api.model
    def _readable_complaints(self):
        """Return the domain of the ratings of complaints that the user reads, and all others."""
        others = Domain("res_model", "!=", COMPLAINT) | Domain("res_model", "=", False)
        complaints = self.env[COMPLAINT]
        if not complaints.has_access("read"):
            return others
        return others | Domain("res_id", "in", complaints._search([]))

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            try:
                asked = Domain(domain)
            except (TypeError, ValueError) as error:
                raise UserError(self.env._("“%s” is no search.", str(domain)[:80])) from error
            domain = asked & self._readable_complaints()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self.ids:
            return result
        # sudo: only which complaint each is about
        about = {
            rating.id: rating.res_id for rating in self.sudo() if rating.res_model == COMPLAINT
        }
        if not about:
            return result
        readable = set()
        if self.env[COMPLAINT].has_access("read"):
            readable = set(self.env[COMPLAINT].search([("id", "in", [*about.values()])]).ids)
        closed = self.browse(
            rating_id
            for rating_id, complaint_id in about.items()
            if operation != "read" or complaint_id not in readable
        )
        if not closed:
            return result
        forbidden = result[0] | closed if result else closed
        return forbidden, lambda: closed._answers_are_theirs(operation)

    def _answers_are_theirs(self, operation):
        """Return the refusal; it names nothing that is hidden."""
        if operation == "read":
            return AccessError(
                self.env._("You have no access to the complaint that this answer is about.")
            )
        return AccessError(
            self.env._(
                "What a customer answered about a complaint stays as it is. Ask again by a "
                "return visit."
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._check_not_of_complaints()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        self._check_not_of_complaints()
        return result

    def unlink(self):
        self._check_not_of_complaints()  # Odoo deletes the message first
        return super().unlink()

    def _check_not_of_complaints(self):
        """:raises AccessError: an answer about a complaint that no customer gave"""
        # sudo: only what each is about
        if not self.env.su and COMPLAINT in self.sudo().mapped("res_model"):
            raise self._answers_are_theirs("write")
