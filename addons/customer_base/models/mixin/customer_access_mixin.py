from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerAccessMixin(models.AbstractModel):
    """Records of a customer, seen by those who may see the customer (REQ B-09, B-13).

    Seed S1 二(四): who needs a customer's data for the work is let in by a responsible person.
    The only source of the answer is the table ``customer.access``; record rules say::

        [('access_read', '=', True)]     for reading
        [('access_write', '=', True)]    for writing, creating, deleting

    Class attributes:
      * ``_access_partner_field``: stored many2one to the commercial entity
      * ``_access_user_field``: stored many2one to a user whose own record it is, or None
    """

    _name = "customer.access.mixin"
    _inherit = ["customer.export.mixin"]
    _description = "Record of a Customer"

    _access_partner_field = "commercial_partner_id"
    _access_user_field = None

    access_read = fields.Boolean(
        string="Customer Is Visible to Me",
        compute="_compute_access",
        search="_search_access_read",
    )
    access_write = fields.Boolean(
        string="Customer Is Mine to Change",
        compute="_compute_access",
        search="_search_access_write",
    )

    def _compute_display_name(self):
        """A record named by its customer is so for everybody who may read the record."""
        if self._rec_name != "partner_id":
            super()._compute_display_name()
            return
        for record in self:
            # sudo: of an own record the customer may be somebody else's by now
            record.display_name = record.partner_id.sudo().display_name

    @api.depends(
        lambda self: [
            name
            for name in (self._access_partner_field, self._access_user_field)
            if name and name != "id"
        ]
    )
    @api.depends_context("uid")
    def _compute_access(self):
        # sudo: asked by the record rules themselves, about records not yet known as readable
        records_sudo = self.sudo()
        user = self.env.user
        partners = records_sudo.mapped(self._access_partner_field)
        readable, writable = self.env["customer.access"]._allowed_partner_ids(partners._origin.ids)
        everything = user._customer_sees_all()
        for record, record_sudo in zip(self, records_sudo, strict=True):
            partner_id = record_sudo[self._access_partner_field]._origin.id
            own = self._access_user_field and record_sudo[self._access_user_field] == user
            record.access_read = bool(everything or own or partner_id in readable)
            record.access_write = bool(everything or own or partner_id in writable)

    def _search_access_read(self, operator, value):
        return self._search_access(operator, "read")

    def _search_access_write(self, operator, value):
        return self._search_access(operator, "write")

    @api.model
    def _search_access(self, operator, mode):
        if operator != "in":
            return NotImplemented
        if self.env.user._customer_sees_all():
            return Domain.TRUE
        domain = Domain.custom(to_sql=self._access_to_sql(mode))
        if self._access_user_field:
            domain |= Domain(self._access_user_field, "=", self.env.uid)
        return domain

    @api.model
    def _access_to_sql(self, mode):
        """Return the SQL maker of a custom domain: the partner is among those allowed.

        An array, not ``IN (SELECT …)``: PostgreSQL then looks the partners up by the index.
        """
        allowed = self.env["customer.access"]._allowed_partners_query(mode)

        def to_sql(model, alias, query):
            column = model._field_to_sql(alias, model._access_partner_field, query)
            return SQL("%s = ANY(ARRAY(%s))", column, allowed)

        return to_sql
