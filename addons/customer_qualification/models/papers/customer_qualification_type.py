from odoo import api, fields, models

REQUIRED_WHEN = [
    ("always", "Always"),
    ("general", "Of General VAT Taxpayers"),
    ("proxy", "If Somebody Signs for the Legal Representative"),
    ("old_licence", "Without an 18-Character Licence"),
    ("never", "Never"),
]
# how a paper may be presented; what comes later proves more
PROOFS = [
    ("copy", "Copy"),
    ("stamped", "Stamped Copy"),
    ("original", "Original Seen"),
]
UNIFIED_CODE_LENGTH = 18


class CustomerQualificationType(models.Model):
    """A kind of licence or paper that customers present (REQ D-12, 003 三.1(2)).

    Since 三证合一 one business licence with an 18-character code stands for three papers: what it
    replaced is asked only of customers without one, and kept as history.
    """

    _name = "customer.qualification.type"
    _description = "Type of Paper"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind_ids = fields.Many2many(
        "customer.qualification.kind",
        string="Kinds of Customer",
        help="Of which customers it is asked. Empty: of all.",
    )
    required_when = fields.Selection(
        REQUIRED_WHEN, string="Required", required=True, default="always"
    )
    proof = fields.Selection(
        PROOFS,
        string="At Least",
        required=True,
        default="stamped",
        help="How it has to be presented, or better.",
    )
    has_number = fields.Boolean(string="With Number", default=True)
    has_end = fields.Boolean(
        string="With Expiry", help="It is valid until a day, or without limit of time."
    )
    is_licence = fields.Boolean(
        string="Business Licence",
        help="Its number is the customer's unified social credit code.",
    )

    _name_uniq = models.Constraint("UNIQUE(name)", "There is a paper with this name already.")
    _one_licence = models.UniqueIndex(
        "(is_licence) WHERE is_licence AND active",
        "There is one type of business licence only. Archive the other one first.",
    )

    @api.model
    def _required_of(self, kind, general, proxy, unified):
        """Return the papers required of a customer.

        :param kind: kind of customer, may be empty
        :param general: it is a general VAT taxpayer
        :param proxy: somebody signs for its legal representative
        :param unified: it has a licence with an 18-character code
        """
        asked = {"always": True, "general": general, "proxy": proxy, "old_licence": not unified}
        return self._all_types().filtered(
            lambda paper: (
                asked.get(paper.required_when) and (not paper.kind_ids or kind in paper.kind_ids)
            )
        )

    @api.model
    def _all_types(self):
        """Return all types in use: a dozen, an administrator's list."""
        # sudo: what is asked of customers is no secret of anybody
        return self.sudo().search([("active", "=", True)])
