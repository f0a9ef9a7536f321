from odoo import fields, models


class CustomerCommunicationChannel(models.Model):
    """A way on which customers are told something (REQ V-13, seed S3 六.2(4) 传播渠道)."""

    _name = "customer.communication.channel"
    _description = "Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("email", "E-Mail"),
            ("phone", "Phone Number"),
            ("address", "Postal Address"),
            ("none", "Nothing"),
        ],
        string="Needs",
        required=True,
        default="none",
        help="Who has no such address or number is not on a send list of this channel. E-mails "
        "are sent from the list; of other channels one marks what was sent.",
    )
