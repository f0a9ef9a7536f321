from odoo import api, fields, models


class CustomerDevelopmentFilesMixin(models.AbstractModel):
    """Files that belong to a record: whoever reads the record reads them (REQ D-03, D-11)."""

    _name = "customer.development.files.mixin"
    _description = "Files of a Development"

    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._adopt_files()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    def _adopt_files(self):
        """Uploaded before the record was saved, a file would stay its uploader's alone."""
        for record in self:
            # sudo: the uploader's own files, which hang on nothing yet
            loose_sudo = record.sudo().attachment_ids.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            loose_sudo.write({"res_model": self._name, "res_id": record.id})

    def _file_checksums(self):
        """Return the checksums of the files of one record: what they hold, not what they are."""
        self.ensure_one()
        return sorted(self.sudo().attachment_ids.mapped("checksum"))  # sudo: compared only
