from odoo import api, models
from odoo.fields import Command

# New work for a customer: to name one needs the right to change it, and a copy is new work, too.
# Elsewhere Odoo copies to go on with a document, as with what is left of a delivery, by people who
# need not see the customer.
NEW_WORK = ("sale.order", "crm.lead")


def _named_ids(value):
    """Return the ids that a value written to a relational field names, of whatever form."""
    values = value if isinstance(value, (list, tuple)) else [value]
    ids = []
    for item in values:
        if isinstance(item, (list, tuple)) and item:
            if item[0] == Command.LINK:
                ids.append(item[1])
            elif item[0] == Command.SET and len(item) > 2:
                ids += item[2] or ()
        else:
            ids.append(item["id"] if isinstance(item, dict) and "id" in item else item)
    return [record_id for record_id in ids if type(record_id) is int and record_id > 0]


class Base(models.AbstractModel):
    # A docstring here would become the description of Odoo's own abstract models.
    #
    # What a record names, its computed fields read as superuser: a lead its customer's phone, an
    # order its address, an attendee the e-mail. So naming a record of customer data needs the
    # right to read it, in whatever model, by whatever way (REQ B-09).

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            copied = self.browse() if self._name in NEW_WORK else self
            for vals in vals_list:
                copied._customer_check_named(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._customer_check_named(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        if not self.env.su:
            known = {name: value for name, value in values.items() if name in self._fields}
            defaults = {
                name: self.env.context[f"default_{name}"]
                for name in self._customer_naming_fields()
                if name not in known and f"default_{name}" in self.env.context
            }
            self._customer_check_named(defaults | known)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _customer_naming_fields(self):
        """Return the names of the fields that point to records of customer data."""
        return [
            name
            for name, field in self._fields.items()
            if field.relational and self.env[field.comodel_name]._customer_data
        ]

    def _customer_check_named(self, vals):
        """:raises AccessError: the values name a record of customer data hidden from the user"""
        for name, value in vals.items():
            field = self._fields.get(name)
            if not value or field is None or not field.relational:
                continue
            named = self.env[field.comodel_name]
            if not named._customer_data:
                continue
            named = named.browse(_named_ids(value))
            # what a record shows already may stay: an own order of a customer that moved on
            if self and all(named.sudo() <= record[name] for record in self.sudo()):
                continue
            if named and named._customer_is_hidden():
                raise self.env["res.partner"]._customer_hidden_error()
            if self._name in NEW_WORK and named._name == "res.partner":
                named._customer_check_new_work()

    def _customer_is_hidden(self):
        """Return whether these records of customer data are not the user's to read."""
        return not self.has_access("read")
