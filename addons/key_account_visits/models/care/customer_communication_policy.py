from odoo import api, fields, models


class CustomerCommunicationPolicy(models.Model):
    """One mark of the matrix: which audience gets which content on which channels (REQ V-13)."""

    _name = "customer.communication.policy"
    _description = "Communication Matrix"
    _order = "content_id, audience_id, id"
    _rec_name = "content_id"

    content_id = fields.Many2one(
        "customer.communication.content", required=True, index=True, ondelete="cascade"
    )
    audience_id = fields.Many2one(
        "customer.communication.audience", required=True, index=True, ondelete="cascade"
    )
    channel_ids = fields.Many2many(
        "customer.communication.channel",
        "customer_communication_policy_channel_rel",
        string="Channels",
        help="Empty: on every channel.",
    )
    active = fields.Boolean(default=True)

    _once = models.Constraint(
        "UNIQUE(content_id, audience_id)", "This audience has this content already."
    )

    @api.depends("content_id.name", "audience_id.name")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = f"{policy.content_id.name} – {policy.audience_id.name}"

    @api.model
    def _audiences_of(self, content, channel):
        """Return the audiences that get a content on a channel."""
        policies = self.search(
            [
                ("content_id", "=", content.id),
                "|",
                ("channel_ids", "=", False),
                ("channel_ids", "in", channel.ids),
            ]
        )
        return policies.audience_id
