from markupsafe import Markup
from odoo import api, models
from odoo.addons.customer_approval.models.language import for_reader


class CustomerDevelopment(models.Model):
    """Whoever leads the sales department hears of each prospect reported (002 4.2.1)."""

    _inherit = "customer.development"

    @api.model_create_multi
    def create(self, vals_list):
        developments = super().create(vals_list)
        developments._tell_heads()
        return developments

    def _development_head(self):
        """Return who leads the department of one development, or the next one above.

        Without any, the marketing directors of the company.
        """
        self.ensure_one()
        department = self.department_id
        while department:
            head = department.manager_id.user_id
            if head and head.active:
                return head
            department = department.parent_id
        directors = self.env.ref("customer_base.group_customer_director").all_user_ids
        return directors.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )

    def _tell_heads(self):
        """Send each head one notice, in the own language, about all prospects reported now."""
        heads = {}
        for development_sudo in self.sudo():  # departments and their heads, whoever reports
            for head in development_sudo._development_head() - self.env.user:
                # sudo: collects the prospects read above
                heads.setdefault(head, self.browse().sudo())
                heads[head] |= development_sudo
        for head, developments_sudo in heads.items():
            for_reader(developments_sudo, head)._tell_head(head)

    def _tell_head(self, head):
        lines = Markup("").join(
            Markup('<p><a href="/mail/view?model=%s&amp;res_id=%s">%s</a> %s</p>')
            % (
                development._name,
                development.id,
                development.display_name,
                # where the prospect comes from, and what it does
                " – ".join(filter(None, (development.source_id.name, development.main_business))),
            )
            for development in self
        )
        # without the developments' context: the notice is nobody's default
        self.env["mail.thread"].message_notify(
            partner_ids=head.partner_id.ids,
            subject=self.env._("Prospect reported by %(user)s", user=self.env.user.name),
            body=lines,
            model=self._name if len(self) == 1 else False,
            res_id=self.id if len(self) == 1 else False,
        )
