from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Command, Domain

MAX_SIMILAR = 20


class CustomerComplaint(models.Model):
    # Similar complaints shown at entry, and those that come again (REQ C-12).

    _inherit = "customer.complaint"

    similar_ids = fields.Many2many(
        "customer.complaint",
        string="Similar Complaints",
        compute="_compute_similar_ids",
        help="Open and closed ones of the same lot, product, or customer and category.",
    )
    similar_count = fields.Integer(string="Similar", compute="_compute_similar_ids")

    @api.depends("partner_id", "category_id", "line_ids.product_id", "line_ids.lot", "company_id")
    @api.depends_context("uid")
    def _compute_similar_ids(self):
        for complaint in self:
            domain = complaint._similar_domain()
            # by the user's own rights: what one may not see is not shown
            found = self.search(domain, limit=MAX_SIMILAR) if domain else self.browse()
            complaint.similar_ids = found
            complaint.similar_count = len(found)

    def _similar_domain(self):
        """Return which complaints are like this one; False when nothing is known of it yet."""
        self.ensure_one()
        lots = [lot for lot in self.line_ids.mapped("lot") if lot]
        # sudo: which customer a contact belongs to; complaints found follow their own rules
        customer_ids = self.partner_id.sudo().commercial_partner_id.ids
        alike = []
        if products := self.line_ids.product_id.ids:
            alike.append(Domain("line_ids.product_id", "in", products))
        if lots:
            alike.append(Domain("line_ids.lot", "in", lots))
        if customer_ids and self.category_id:
            alike.append(
                Domain("commercial_partner_id", "in", customer_ids)
                & Domain("category_id", "=", self.category_id.id)
            )
        elif customer_ids:
            alike.append(
                Domain("commercial_partner_id", "in", customer_ids)
                & Domain("closed_on", "=", False)
            )
        if not alike:
            return False
        return (
            Domain.OR(alike)
            & Domain("id", "not in", self._origin.ids)
            & Domain("company_id", "=", self.company_id.id)
        )

    # ------------------------------------------------------------------
    # The same again
    # ------------------------------------------------------------------
    def _find_repeats(self):
        """Flag and link earlier complaints of the same lot, product, cause, or category.

        The category alone counts for the same customer only, and the product alone unless
        category or cause tell that it is something else; all within the company's months.
        """
        for complaint_sudo in self.sudo():  # what came before, whoever may see it
            domain = complaint_sudo._repeat_domain()
            # sudo: as above
            earlier = self.sudo().search(domain, limit=MAX_SIMILAR) if domain else self.browse()
            if set(earlier.ids) != set(complaint_sudo.repeat_ids.ids):
                complaint_sudo.write(
                    {"repeat_ids": [Command.set(earlier.ids)], "is_repeat": bool(earlier)}
                )

    def _find_repeats_later(self):
        """Look again for those that came later: what these are about has changed."""
        for complaint_sudo in self.sudo():  # whoever may see them
            linked = Domain("repeat_ids", "in", complaint_sudo.ids)
            alike = complaint_sudo._repeat_domain(later=True)
            domain = linked | alike if alike else linked
            self.sudo().search(domain, limit=MAX_SIMILAR)._find_repeats()  # sudo: as above

    def _repeat_domain(self, later=False):
        """Return which complaints are the same as this one; False when none can be.

        :param later: those within the months after it, instead of before
        """
        self.ensure_one()
        months = self.company_id.customer_complaint_repeat_months
        alike = self._repeat_alike() if months else []
        if not alike:
            return False
        span, now = relativedelta(months=months), self.received_on
        if later:
            # of two at the same moment the one entered first was first
            when = Domain("received_on", ">", now) & Domain("received_on", "<=", now + span)
            same = Domain("id", ">", self.id)
        else:
            when = Domain("received_on", "<", now) & Domain("received_on", ">=", now - span)
            same = Domain("id", "<", self.id)
        return (
            Domain.OR(alike)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "not in", ("withdrawn", "joined"))
            & (when | (Domain("received_on", "=", now) & same))
        )

    def _repeat_alike(self):
        """Return the domains of which one is enough."""
        alike = []
        if products := self.line_ids.product_id.ids:
            alike.append(Domain("line_ids.product_id", "in", products) & self._repeat_same_kind())
        for line in self.line_ids.filtered("lot"):
            # a lot's number is that of one product
            same = Domain("lot", "=", line.lot)
            if line.product_id:
                same &= Domain("product_id", "in", [line.product_id.id, False])
            alike.append(Domain("line_ids", "any", same))
        if self.cause_id:
            alike.append(Domain("cause_id", "=", self.cause_id.id))
        if self.category_id:
            alike.append(
                Domain("category_id", "=", self.category_id.id)
                & Domain("commercial_partner_id", "=", self.commercial_partner_id.id)
            )
        return alike

    def _repeat_same_kind(self):
        """Return the domain of complaints that may be about the same thing on a product.

        Two are not when both have a category and neither category is part of the other; where
        the category does not tell, the causes do.
        """
        if not self.category_id:
            return self._repeat_near("cause_id")
        return (
            Domain("category_id", "=", False) & self._repeat_near("cause_id")
        ) | self._repeat_near("category_id", unknown=False)

    def _repeat_near(self, name, unknown=True):
        """Return the domain of the same place in a tree, above or below it.

        :param unknown: also where one of the two has none
        """
        if not self[name]:
            return Domain.TRUE
        path = self[name].parent_path
        near = Domain(name, "in", [int(step) for step in path.split("/") if step]) | Domain(
            f"{name}.parent_path", "=like", f"{path}%"
        )
        return near | Domain(name, "=", False) if unknown else near

    def action_open_similar(self):
        """Open what is similar, as a list."""
        self.ensure_one()
        self.check_access("read")
        return self._open_list(self.similar_ids, self.env._("Similar Complaints"))

    def action_open_repeats(self):
        """Open the earlier complaints of the same."""
        self.ensure_one()
        self.check_access("read")
        return self._open_list(self.repeat_ids, self.env._("Earlier Complaints of the Same"))

    @api.model
    def _open_list(self, complaints, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("id", "in", complaints.ids)],
        }
