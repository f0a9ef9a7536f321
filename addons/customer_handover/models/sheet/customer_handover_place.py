import json
from ast import literal_eval

from odoo import api, models
from odoo.addons.customer_base.tools.handover import HandoverSource
from odoo.tools import SQL, OrderedSet

# Who leads and who is above whom is written on employees, not on logins.
BY_EMPLOYEE = (
    ("hr.department", "manager_id"),
    ("hr.employee", "parent_id"),
    ("hr.employee", "coach_id"),
)
# Where somebody is written down as a value: what new records get by themselves.
BY_VALUE = (
    ("ir.default", "json_value"),
    ("mail.alias", "alias_defaults"),
    ("ir.actions.server", "value"),
)


class CustomerHandoverPlace(models.AbstractModel):
    # Places that name a person without a column of users (REQ H-01): by their employee, by
    # company, or written down as a value.

    _inherit = "customer.handover.source"

    @api.model
    def _indirect_sources(self):
        """Return the sources of this kind whose field is there; somebody decides about each."""
        return [
            HandoverSource(
                model,
                field,
                [("active", "=", True)] if "active" in self.env[model]._fields else (),
                decision="ask",
                holds=False,
            )
            for model, field in (*BY_EMPLOYEE, *BY_VALUE)
            if model in self.env and field in self.env[model]._fields
        ]

    @api.model
    def _is_indirect(self, source):
        """Return whether the field of a source is not simply a column of users."""
        field = self.env[source.model]._fields[source.field]
        return bool(field.company_dependent) or field.comodel_name != "res.users"

    @api.model
    def _named(self, source):
        """Return the query of (record, user) of whom the records of an indirect source name."""
        model = self.env[source.model]
        field = model._fields[source.field]
        if field.company_dependent:
            return SQL(
                "SELECT held.id, each.value::int FROM %s AS held,"
                " jsonb_each_text(held.%s) AS each WHERE each.value ~ '^[0-9]+$'",
                SQL.identifier(model._table),
                SQL.identifier(field.name),
            )
        if field.comodel_name == "hr.employee":
            return SQL(
                "SELECT held.id, employee.user_id FROM %s AS held"
                " JOIN hr_employee employee ON employee.id = held.%s"
                " WHERE employee.user_id IS NOT NULL",
                SQL.identifier(model._table),
                SQL.identifier(field.name),
            )
        pairs = [
            (record.id, user_id)
            for record in self._with_values(source)
            for user_id in self._people_of(record)
        ]
        return SQL(
            "SELECT * FROM unnest(%s::int[], %s::int[])",
            [record_id for record_id, _user_id in pairs],
            [user_id for _record_id, user_id in pairs],
        )

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------
    @api.model
    def _with_values(self, source):
        """Return the records of a source in which anybody may be written down as a value."""
        domain = {
            "ir.default": [("field_id.relation", "=", "res.users"), ("user_id", "=", False)],
            "mail.alias": [("alias_defaults", "not in", (False, "{}"))],
            "ir.actions.server": [
                ("state", "=", "object_write"),
                ("evaluation_type", "=", "value"),
                ("update_field_id.relation", "=", "res.users"),
                ("resource_ref", "!=", False),
            ],
        }[source.model]
        # sudo: what is set up for everybody is nobody's own
        return self.env[source.model].sudo().with_context(active_test=False).search(domain)

    @api.model
    def _people_of(self, record):
        """Return the ids of the users that a record has written down as a value."""
        if record._name == "ir.default":
            return self._people_in(json.loads(record.json_value))
        if record._name == "mail.alias":
            return {
                user_id
                for value in self._alias_people(record).values()
                for user_id in self._people_in(value)
            }
        return {record.resource_ref.id} if record.resource_ref else set()

    @api.model
    def _alias_people(self, alias):
        """Return {field: value} of the people whom records made by an alias get."""
        model = self.env.get(alias.alias_model_id.model)
        if model is None:
            return {}
        try:
            defaults = dict(literal_eval(alias.alias_defaults))
        except (ValueError, SyntaxError, TypeError):
            return {}  # Odoo's own to complain about
        return {
            name: value
            for name, value in defaults.items()
            if name in model._fields and model._fields[name].comodel_name == "res.users"
        }

    @api.model
    def _people_in(self, value):
        """Return the ids in the value of a field of users: an id, a list of ids, or commands."""
        if isinstance(value, int) and not isinstance(value, bool):
            return {value}
        if not isinstance(value, list | tuple):
            return set()
        found = set()
        for part in value:
            if isinstance(part, list | tuple):  # a command: its number comes first
                found |= self._people_in(list(part[2]) if part[0] == 6 else part[1])
            else:
                found |= self._people_in(part)
        return found - {0}

    @api.model
    def _value_with(self, value, giver, receiver):
        """Return the value of a field of users with one person in the place of another."""
        if isinstance(value, list | tuple):
            if value and all(isinstance(part, list | tuple) for part in value):
                return [
                    [part[0], part[1], self._value_with(part[2], giver, receiver)]
                    if part[0] == 6
                    else [part[0], self._value_with(part[1], giver, receiver), *part[2:]]
                    for part in value
                ]
            return list(OrderedSet(self._value_with(part, giver, receiver) for part in value))
        return receiver.id if value == giver.id else value

    # ------------------------------------------------------------------
    # Changing
    # ------------------------------------------------------------------
    @api.model
    def _replace(self, source, records, giver, receiver, company):
        """Put one person in the place of another, and return the records that could be changed.

        By ``write`` where values are: Odoo keeps them in memory.
        """
        field = records._fields[source.field]
        records = records.sudo()  # sudo: whoever runs the job; what moves was decided and approved
        if field.comodel_name == "hr.employee":
            employee = receiver._employee_in(company).filtered("active")
            if records._name == "hr.employee":
                records -= employee  # nobody is above himself
            return self._replace_employee(records, field, giver, employee)
        if field.company_dependent:
            return self._replace_by_company(records, field, giver, receiver)
        for record in records:
            if record._name == "ir.default":
                value = self._value_with(json.loads(record.json_value), giver, receiver)
                record.json_value = json.dumps(value)
            elif record._name == "mail.alias":
                defaults = dict(literal_eval(record.alias_defaults))
                for name, value in self._alias_people(record).items():
                    defaults[name] = self._value_with(value, giver, receiver)
                record.alias_defaults = repr(defaults)
            else:
                record.resource_ref = receiver
        records.flush_recordset()  # what follows is read from the table
        return records

    @api.model
    def _replace_employee(self, records, field, giver, employee):
        """Change a field of employees, and nothing that Odoo would change along with it.

        Who is above whom is a kind of its own, with a decision of its own.
        """
        if not employee or not records:
            return records.browse()
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                "UPDATE %s AS target SET %s = %s FROM hr_employee before"
                " WHERE target.id = ANY(%s) AND before.id = target.%s AND before.user_id = %s"
                " RETURNING target.id",
                SQL.identifier(records._table),
                SQL.identifier(field.name),
                employee.id,
                records.ids,
                SQL.identifier(field.name),
                giver.id,
            )
        )
        return records.browse([record_id for (record_id,) in found])

    @api.model
    def _replace_by_company(self, records, field, giver, receiver):
        changed = records.browse()
        for company in giver.sudo().company_ids:  # sudo: companies of the person
            theirs = records.with_company(company).filtered(
                lambda record: record[field.name] == giver
            )
            theirs[field.name] = receiver
            changed |= theirs
        return changed
