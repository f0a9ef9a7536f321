from odoo import api, fields, models


class CustomerArrangedMixin(models.AbstractModel):
    """A visit or reception that was asked for (REQ V-20).

    The request is arranged once there is such a document, and asked for again when its draft is
    deleted. Class attribute ``_request_done``: the field of the request that names the document.
    """

    _name = "customer.arranged.mixin"
    _description = "Arranged on Request"

    _request_done = None

    request_id = fields.Many2one(
        "customer.visit.request",
        string="Asked For by",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        for document in documents.filtered("request_id"):
            document.request_id._arrange_with(document)
        return documents

    @api.ondelete(at_uninstall=False)
    def _ask_again(self):
        # sudo: the system's to write; who may delete the draft is checked by the ORM
        self.request_id.sudo().write({"state": "asked"})
