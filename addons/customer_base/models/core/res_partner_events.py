from odoo import api, models


class ResPartner(models.Model):
    # What happens to customers as a whole: a registry for each event, as working days have one.
    #
    # An addon that keeps records of customers names in it what follows for them.

    _inherit = "res.partner"

    @api.model
    def _customer_changed_hands_hooks(self):
        """Return [(model name, method name)]: what follows when others answer for customers.

        Each method is called as ``env[model].method(customers, before)`` with the customers, as
        superuser, whose responsible person has changed and {customer: user before}, in the
        order given here, in the same transaction.
        """
        return [
            ("customer.review", "_follow_owner"),
            ("customer.change.notice", "_follow_owner"),
            ("customer.verification", "_follow_owner"),
        ]

    @api.model
    def _customer_becoming_one_hooks(self):
        """Return [(model name, method name)]: what has to be done before customers are merged.

        Each method is called as ``env[model].method(sources, target)`` with the partners that
        disappear and the one that remains, in the order given here, before Odoo moves what
        names the others: where Odoo would meet, or delete, what is there twice, the method
        leaves one of it.
        """
        return [
            ("res.partner", "_customer_merge_files"),
            ("res.partner", "_customer_merge_access"),
            ("res.partner", "_customer_merge_interaction_state"),
            ("customer.review", "_merge_customers"),
            ("customer.verification", "_merge_customers"),
            ("res.partner", "_customer_merge_protection"),
        ]

    @api.model
    def _customer_became_one_hooks(self):
        """Return [(model name, method name)]: what follows when customers have been merged.

        Called like the hooks before it, once Odoo has moved all that named the others.
        """
        return [("res.partner", "_customer_merged_access")]

    def _customer_follow_owner(self, vals):
        """Who answered for the customers before is remembered, and told to the registry."""
        if "user_id" not in vals:
            return None
        # sudo: the customer may be handed to somebody else by this very change
        owners = {
            partner_sudo: partner_sudo.user_id
            for partner_sudo in self.sudo().filtered("customer_category")
        }

        def follow():
            changed = [partner for partner, user in owners.items() if partner.user_id != user]
            # sudo: also those handed to somebody else
            customers_sudo = self.sudo().browse([partner.id for partner in changed])
            if not customers_sudo:
                return
            for model_name, method_name in self._customer_changed_hands_hooks():
                getattr(self.env[model_name], method_name)(customers_sudo, owners)

        return follow

    @api.model
    def _customer_tell_merge(self, hooks, sources, target):
        """Call the hooks of a registry for partners that become the target."""
        for model_name, method_name in hooks:
            getattr(self.env[model_name], method_name)(sources, target)
        self.env.flush_all()
