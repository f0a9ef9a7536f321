from odoo import fields, models


class CustomerFile(models.Model):
    """What seed S3 五.2 grades by, beside the figures: ownership and sales channel."""

    _inherit = "customer.file"

    company_nature = fields.Selection(
        selection_add=[
            ("wholly_owned", "Wholly-Owned Subsidiary"),
            ("limited", "Limited Liability Company"),
            ("sole_trader", "Individual Dealer"),
        ],
        ondelete={
            "wholly_owned": "set other",
            "limited": "set private",
            "sole_trader": "set other",
        },
    )
    sales_channel = fields.Selection(
        [
            ("province_agent", "Provincial Agent outside the Province"),
            ("city_agent", "Prefecture Agent inside the Province"),
            ("key_end_user", "Key End User"),
            ("other", "Other"),
        ],
        tracking=True,
        help="What the customer is in our sales: an agent of a region or an end user.",
    )
