from odoo import api, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list


class CustomerEntryMixin(models.AbstractModel):
    """Whatever hangs on a customer: who may put it there, and what only the system writes.

    The checks sit in ``create``, ``write`` and ``onchange``, so that forms, lists, imports, RPC,
    nested commands, copies and other addons obey the same rule (REQ B-09, seed S1 二(四)).

    Class attributes:
      * ``_entry_links``: many2one fields that put a record on a customer, or on another record
        that is on one. Putting it there, and taking it away, needs ``_entry_right`` to both.
      * ``_entry_people``: many2one fields to users who see the customer because of the record.
        Naming them needs the right to change that customer.
      * ``_entry_right``: ``write``, or ``read`` where seeing the customer is enough
      * ``_entry_system_fields``: fields that only the system's own code fills in
      * ``_entry_transitions``: {action: (states from which, who)}; see :meth:`_why_not`
    """

    _name = "customer.entry.mixin"
    _description = "Entry about a Customer"

    _entry_links = ()
    _entry_people = ()
    _entry_right = "write"
    _entry_system_fields = frozenset()
    _entry_transitions = {}

    # ------------------------------------------------------------------
    # Create, write, onchange
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        # the right on the model goes first: no later refusal may tell an outsider anything
        self.browse().check_access("create")
        vals_list = [self._entry_own_defaults(vals) for vals in vals_list]
        for vals in vals_list:
            self._entry_check_given(self._entry_link_defaults() | vals)
        records = super().create(vals_list)
        records._entry_check_links()
        return records

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._entry_check_system({name: vals[name] for name in self._entry_changed(vals)})
        moved = self._entry_moved(vals)
        if moved:
            self.check_access("write")
            moved._entry_check_links()
            self._entry_check_given(vals)
        result = super().write(vals)
        moved._entry_check_links()
        return result

    def onchange(self, values, field_names, fields_spec):
        """Compute nothing about a customer that is hidden from the user.

        Related fields of a form being filled in are read as superuser.
        """
        if not self.env.su:
            self.check_access("read")
            for name, value in (self._entry_link_defaults() | values).items():
                if name in self._entry_links and value:
                    target_id = value.get("id") if isinstance(value, dict) else value
                    if type(target_id) is not int:  # what a client sends may be anything
                        continue
                    target = self.env[self._fields[name].comodel_name].browse(target_id)
                    if target != self._origin.sudo()[name]:  # what it shows already stays
                        self._entry_check_target(target, "read")
        return super().onchange(values, field_names, fields_spec)

    # ------------------------------------------------------------------
    # What only the system writes
    # ------------------------------------------------------------------
    @api.model
    @tools.ormcache()
    def _entry_sealed_names(self):
        """Return the names of the fields that nobody fills in: declared ones and stored figures.

        Odoo itself stores what is written into a stored computed or related field, and record
        rules stand on some of these.
        """
        return frozenset(self._entry_system_fields) | {
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly
        }

    @api.model
    def _entry_check_system(self, vals):
        """:raises AccessError: naming the fields that the system fills in"""
        names = sorted(self._entry_sealed_names() & vals.keys())
        if names:
            labels = [self._fields[name]._description_string(self.env) for name in names]
            raise AccessError(
                self.env._(
                    "%(fields)s: filled in by the system.", fields=format_list(self.env, labels)
                )
            )

    def _entry_own_defaults(self, vals):
        """Return values in which no default of a client or a user fills in the system's fields.

        :raises AccessError: one of them is given
        """
        own = {}
        for name in self._entry_system_fields:
            field = self._fields[name]
            if field.store and not field.compute and field.type not in ("one2many", "many2many"):
                own[name] = field.default(self) if field.default else False
        given = {
            name: value for name, value in vals.items() if (value or False) != own.get(name, False)
        }
        self._entry_check_system(given)
        return {**vals, **own}

    def _entry_changed(self, vals):
        """Return the names of the system's fields that the values would change."""
        names = self._entry_sealed_names() & vals.keys()
        records_sudo = self.sudo()  # compared only; the right to write follows
        return {
            name
            for name in names
            if any(
                self._fields[name].convert_to_write(record_sudo[name], record_sudo)
                != (vals[name] or self._fields[name].falsy_value or False)
                for record_sudo in records_sudo
            )
        }

    # ------------------------------------------------------------------
    # Links to customers
    # ------------------------------------------------------------------
    @api.model
    def _entry_link_defaults(self):
        """Return the links that a client's or a user's defaults would fill in."""
        names = [name for name in self._entry_links if name in self._fields]
        return {name: value for name, value in self.default_get(names).items() if name in names}

    def _entry_moved(self, vals):
        """Return the records of which the values change a link or a person."""
        names = [name for name in (*self._entry_links, *self._entry_people) if name in vals]
        if not names:
            return self.browse()
        return (
            self.sudo()
            .filtered(  # compared only
                lambda record: any(record[name].id != (vals[name] or False) for name in names)
            )
            .sudo(False)
        )

    @api.model
    def _entry_check_given(self, vals):
        """Check what the values would put a record on.

        :raises AccessError: not the user's to put something on
        """
        for name in self._entry_links:
            if target_id := vals.get(name):
                target = self.env[self._fields[name].comodel_name].browse(target_id)
                self._entry_check_target(target, self._entry_right)

    def _entry_check_links(self):
        """Check what these records hang on, and that their people may be shown its customer.

        :raises AccessError: not the user's to put something on, or to take it away
        """
        records_sudo = self.sudo()  # what they hang on may be hidden; that is what is found out
        for name in self._entry_links:
            self._entry_check_target(records_sudo[name].sudo(False), self._entry_right)
        if self._entry_people:
            others = records_sudo.filtered(
                lambda record: any(
                    record[name] and record[name] != self.env.user for name in self._entry_people
                )
            )
            self._entry_check_target(others.sudo(False)._entry_customers(), "write")

    @api.model
    def _entry_check_target(self, target, right):
        """:raises AccessError: the target is not the user's to put something on"""
        if not target:
            return
        if target._name == "res.partner":
            # sudo: whose contact it is may be hidden
            target.sudo().commercial_partner_id.sudo(False)._customer_check_access(right)
        elif not target.has_access(right):
            raise AccessError(
                self.env._(
                    "This %(document)s is not yours to work on. Ask the responsible person, or "
                    "your manager.",
                    document=self.env["ir.model"]._get(target._name).name,
                )
            )

    def _entry_customers(self):
        """Return the customers that these records are about; they may be hidden from the user."""
        customers = self.env["res.partner"]
        records_sudo = self.sudo()  # a link only: what is said of the customers is checked
        for name in self._entry_links:
            target = records_sudo[name]
            if not target:
                continue
            if target._name == "res.partner":
                customers |= target.commercial_partner_id.sudo(False)
            else:
                customers |= target.sudo(False)._entry_customers()
        return customers

    # ------------------------------------------------------------------
    # Transitions
    # ------------------------------------------------------------------
    def _why_not(self, action):
        """Return why the user may not take ``action`` on this record now, or False.

        The visibility of a button and the refusal of the method behind it read this one answer.
        """
        self.ensure_one()
        states, who = self._entry_transitions[action]
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "%(record)s: not possible in the state “%(state)s”, only in: %(states)s.",
                record=self.display_name,
                state=labels[self.state],
                states=format_list(self.env, [labels[state] for state in states]),
            )
        return self._why_not_who(who)

    def _why_not_who(self, who):
        """Return why the user is not ``who`` (of ``_entry_transitions``) for this record."""
        return False

    def _check_action(self, action):
        """:raises UserError: why one of these records cannot take the step now"""
        self.check_access("read")
        for record in self:
            if why := record._why_not(action):
                raise UserError(why)
