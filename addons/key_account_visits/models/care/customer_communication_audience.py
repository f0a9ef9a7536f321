from odoo import api, fields, models
from odoo.tools import SQL


class CustomerCommunicationAudience(models.Model):
    """A circle of people at customers: I, II, III (REQ V-13, seed S3 六.2(4) 传播对象分类).

    Everybody belongs to the first audience, in their order, that they fit.
    """

    _name = "customer.communication.audience"
    _inherit = ["customer.people.mixin"]
    _description = "Audience"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Char(translate=True)
    policy_ids = fields.One2many("customer.communication.policy", "audience_id", string="Contents")

    @api.model
    def _audience_sql(self):
        """Return the SQL of the audience of a ``person`` at a ``customer`` with a ``card``."""
        audiences = self.search([])  # pylint: disable=no-search-all
        if not audiences:
            return SQL("NULL::int")
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", audience._people_sql(), audience.id) for audience in audiences
        )
        return SQL("CASE %s END", cases)
