from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CustomerArrangedMixin(models.AbstractModel):
    """A visit or reception that was asked for (REQ V-20).

    The request is arranged once there is such a document for its customer, and asked for again
    when its draft is deleted. Class attribute ``_request_done``: the field of the request
    that names the document.
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

    def write(self, vals):
        if "request_id" in vals:
            wanted = self.env["customer.visit.request"].browse(vals["request_id"] or ())
            for document in self:
                if document.request_id != wanted:
                    raise UserError(
                        self.env._(
                            "%(document)s is there already: a request is answered by a new visit "
                            "or reception, with its button Arrange.",
                            document=document.display_name,
                        )
                    )
        return super().write(vals)

    @api.constrains("partner_id", "request_id")
    def _check_request_customer(self):
        # sudo: only whether both are of one customer is told
        for document_sudo in self.sudo():
            request = document_sudo.request_id
            customer = document_sudo.partner_id.commercial_partner_id
            if request and request.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "%(document)s: %(request)s was asked for another customer.",
                        document=document_sudo.display_name,
                        request=request.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _ask_again(self):
        # sudo: the system's to write; who may delete the draft is checked by the ORM
        self.request_id.sudo().write({"state": "asked"})
