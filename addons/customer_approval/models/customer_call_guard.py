import functools
import inspect
from collections.abc import Iterable, Mapping

from odoo import fields, models
from odoo.api import NewId
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.models import BaseModel

# The addons whose lines are guarded, on their own models and on those they extend.
ADDONS = ("customer_", "key_account_visits", "l10n_cn_workday", "l10n_cn_fapiao")
INTEGERS = range(-(2**31), 2**31)
# rows that a query makes have numbers of their own, as large as a browser can count
ROW_INTEGERS = range(-(2**53), 2**53)
LISTS = (list, tuple, set, frozenset)
TEXTS = ("char", "text", "html", "reference")
SINGLES = (
    "many2one", "many2one_reference", "selection", "boolean", "date", "datetime", "integer",
    "float", "monetary",
)  # fmt: skip
# Parameters by name: what they must be.
VALUES = ("vals", "values", "default", "vals_list")
SHAPE = "specification"
NAMES = ("fields", "fields_to_export", "field_names", "fnames", "allfields")


class CustomerCallGuard(models.AbstractModel):
    """What a client sends is looked at before any line of ours works with it (S-10, REQ B-09).

    A client may send a number for a list or a map for a name; Odoo answers such calls with a
    Python error wherever the value first does not fit. Here every public method of ours, and
    every one of Odoo's that ours extend, answers in words first. As the outermost layer can only
    be known when all addons are loaded, it is put around the methods then, as Odoo's own
    automation rules do.
    """

    _name = "customer.call.guard"
    _description = "Check of What Clients Send"

    def _register_hook(self):
        super()._register_hook()
        for cls in self.env.registry.values():
            if cls._abstract:
                continue
            names, deep = _own_methods(cls)
            for method in names:
                guard = _guarded(cls, method, deep)
                if guard:
                    setattr(cls, method, guard)

    def _unregister_hook(self):
        super()._unregister_hook()
        for cls in self.env.registry.values():
            for name in [name for name, value in vars(cls).items() if _is_guard(value)]:
                delattr(cls, name)


def _is_guard(method):
    return "_customer_guarded" in getattr(method, "__dict__", ())


def _own_methods(cls):
    """Return the public methods that ours define for this model, and whether it is one of ours.

    What ours define for all models is guarded everywhere; single values are looked at only where
    ours work with them.
    """
    found, deep = set(), False
    for base in cls.mro():
        if (base.__dict__.get("_module") or "").startswith(ADDONS):
            inherited = base.__dict__.get("_inherit") or ()
            deep |= "base" not in ([inherited] if isinstance(inherited, str) else inherited)
            found |= {name for name, value in vars(base).items() if inspect.isfunction(value)}
    if deep:
        # what ours do on deleting and copying hangs on other names
        found |= {"unlink", "copy", "copy_data"}
    names = [
        name
        for name in found
        if not name.startswith("_") and not getattr(getattr(cls, name), "_api_private", False)
    ]
    return sorted(names), deep


def _guarded(cls, name, deep):
    """Return the method with the check around it; None when it has one already.

    What it stands around is looked up at each call: Odoo's tests, and addons that patch a class
    later, find their own method called.

    :param deep: whether single values are checked, too
    """
    method = getattr(cls, name)
    if _is_guard(method):
        return None
    patched = name in vars(cls)  # as automation rules do it: nothing stands behind
    # what a form holds while it is being filled in is for Odoo to read
    deep = deep and method.__name__ != "onchange"
    parameters = list(inspect.signature(method).parameters.values())[1:]
    first = parameters[0].name if parameters else None
    needed = bool(parameters) and parameters[0].default is inspect.Parameter.empty
    numbers = _numbers(cls, name, parameters)

    @functools.wraps(method)
    def guard(self, *args, **kwargs):
        inner = functools.partial(method, self) if patched else getattr(super(cls, self), name)
        if self.env.su:
            return inner(*args, **kwargs)
        _check_context(self)
        _check_ids(self)
        if method.__name__ == "copy_data":
            # Odoo hands out what is in memory already without asking for the right
            self.check_access("read")
        if first in (*VALUES, *NAMES, SHAPE):
            args, kwargs = _first_checked(self, first, args, kwargs, deep, needed)
        elif method.__name__ == "name_create":
            _check_name(self, args[0] if args else kwargs.get("name"))
        _check_numbers(self, numbers, args, kwargs)
        try:
            return inner(*args, **kwargs)
        except (TypeError, ValueError) as error:
            refusal = _refusal_of(self, method, error)
            if not refusal:
                raise
            raise UserError(refusal) from error

    guard._customer_guarded = True
    # Odoo's profiler names what is called, not what stands around it
    guard.__code__ = guard.__code__.replace(co_name=name)
    return guard


def _numbers(cls, name, parameters):
    """Return (position, name) of the parameters that are numbers of records.

    What Odoo's own methods take is for Odoo to read.
    """
    origin = [base for base in cls.mro() if name in vars(base)][-1]
    if not (getattr(origin, "_module", None) or "").startswith(ADDONS):
        return []
    return [
        (position, parameter.name)
        for position, parameter in enumerate(parameters)
        if parameter.name.endswith("_id")
    ]


def _refusal_of(records, method, error):
    """Return in words what a client did wrong; None when the error is another one."""
    if isinstance(error, TypeError):
        # raised by the call itself, in the guard, not by a line of the method
        return error.__traceback__.tb_next is None and records.env._(
            "“%(method)s” of “%(model)s” takes other parameters than these.",
            method=method.__name__,
            model=records._description,
        )
    if len(records) != 1 and str(error).startswith("Expected singleton"):
        return records.env._("Choose one record: this is done for one at a time.")
    return None


def _check_context(records):
    """Look at what Odoo's environment itself reads, by whatever is asked first.

    :raise UserError: naming the part of the context that can't be one
    """
    for key in ("lang", "tz", "allowed_company_ids", "ir_sequence_date"):
        value = records.env.context.get(key)
        if key == "ir_sequence_date":
            fits = not value or _is_day(value)
        elif key == "allowed_company_ids" and value:
            fits = isinstance(value, LISTS) and all(isinstance(item, int) for item in value)
        else:
            fits = not isinstance(value, (dict, *LISTS)) or not value and key.endswith("ids")
        if not fits:
            # without the context, as that one can't tell the language of the refusal
            raise UserError(
                records.with_context({}).env._(
                    "“%(value)s” is no value for “%(key)s” in the context.",
                    value=str(value)[:80],
                    key=key,
                )
            )


def _refuse_record(records, value):
    raise UserError(
        records.env._(
            "“%(value)s” is no record. Reload the page and try again.", value=str(value)[:80]
        )
    )


def _check_numbers(records, numbers, args, kwargs):
    """:raise UserError: one can't be the number of a record; some clients send it as a text"""
    for position, name in numbers:
        value = args[position] if position < len(args) else kwargs.get(name)
        text = isinstance(value, str) and value.isdecimal() and int(value) in INTEGERS
        if value not in (None, False, "") and not text and not _is_known_id(value):
            _refuse_record(records, value)


def _check_ids(records):
    """:raise UserError: one of them can't be the number of a record"""
    allowed = INTEGERS if records._auto else ROW_INTEGERS
    no_row = 0 if records._auto else None  # a sequence begins at 1
    for record_id in records._ids:
        kind = type(record_id)
        if kind is not NewId and (
            kind is not int or record_id not in allowed or record_id == no_row
        ):
            _refuse_record(records, record_id)


def _first_checked(records, name, args, kwargs, deep, needed):
    """Return the arguments with the first one, of this name, as the methods may rely on it."""
    if args:
        args = (_checked(records, name, args[0], deep, needed), *args[1:])
    elif name in kwargs:
        kwargs = {**kwargs, name: _checked(records, name, kwargs[name], deep, needed)}
    return args, kwargs


def _checked(records, parameter, value, deep, needed):
    """Return a parameter as the methods of ours may rely on it."""
    if parameter in NAMES:
        names = value if isinstance(value, (list, tuple, set)) else (value,)
        missing = needed and not isinstance(value, Iterable)
        if missing or (value and not all(isinstance(name, str) for name in names)):
            _refuse_parameter(records, value)
        return value
    if parameter == "default" and not value:
        return value
    if parameter == SHAPE:
        return checked_values(records, value, deep=False)
    if parameter != "vals_list":
        return checked_values(records, value, deep)
    if deep:
        _check_defaults(records)
    if isinstance(value, (list, tuple)):
        return [checked_values(records, vals, deep) for vals in value]
    return checked_values(records, value, deep)


def _check_name(records, name):
    """:raise UserError: a name that is no text"""
    if name and not isinstance(name, str):
        _refuse(records, records._fields[records._rec_name or "display_name"], name)


def _refuse_parameter(records, value):
    raise UserError(
        records.env._(
            "“%(value)s” is no list of fields of “%(model)s”.",
            value=value,
            model=records._description,
        )
    )


def _check_defaults(records):
    """Defaults in the context count as values."""
    for key, value in records.env.context.items():
        if key.startswith("default_"):
            checked_values(records, {key[8:]: value})


def checked_values(records, vals, deep=True):
    """Return values for fields in the shape that ``create`` and ``write`` promise.

    :raise UserError: naming the field whose value can't be one
    """
    if not isinstance(vals, Mapping):
        _refuse_parameter(records, vals)
    if not deep:
        return vals
    changed = {}
    for name, value in vals.items():
        field = records._fields.get(name) if isinstance(name, str) else None
        if field is None:
            continue
        if not value:
            if isinstance(value, (list, dict)) and _is_single(field):
                _refuse(records, field, value)
            continue
        if field.type in ("one2many", "many2many"):
            changed[name] = _checked_commands(records, field, value)
        elif field.type == "selection":
            if isinstance(value, (list, dict)) or value not in field.get_values(records.env):
                _refuse(records, field, value)
        elif field.type in TEXTS and isinstance(value, (int, float)):
            changed[name] = str(value)
        elif not _fits(field, value):
            _refuse(records, field, value)
    return {**vals, **changed}


def _refuse(records, field, value):
    raise UserError(
        records.env._(
            "“%(value)s” is no value for “%(field)s” (%(model)s).",
            value=str(value)[:80],
            field=field._description_string(records.env),
            model=records._description,
        )
    )


def _is_single(field):
    """Tell whether even an empty list or map is no value for a field."""
    # Odoo's own callers fill some of its texts so
    return field.type in SINGLES or (field.type in TEXTS and _is_ours(field))


def _is_ours(field):
    return any(module.startswith(ADDONS) for module in field._modules)


def _fits(field, value):
    """Tell whether a value may be one of a field that is no list of records."""
    if field.type == "text" and isinstance(value, (list, dict)):
        # Odoo's own callers fill some of its fields so: a journal's values for what comes by mail
        return not _is_ours(field)
    if field.type in TEXTS:
        is_record = field.type == "reference" and isinstance(value, BaseModel)
        return is_record or (not isinstance(value, (list, dict)) and "\0" not in str(value))
    if field.type == "many2one":
        return isinstance(value, (BaseModel, NewId, tuple)) or _is_id(value)
    if field.type == "many2one_reference":
        return isinstance(value, BaseModel) or _is_id(value)
    if field.type in ("date", "datetime"):
        return _is_moment(field, value)
    if field.type in ("integer", "float", "monetary"):
        return _is_number(field, value)
    return True


def _is_id(value):
    return isinstance(value, int) and value is not True and value in INTEGERS


def _is_day(value):
    try:
        return bool(fields.Date.to_date(value))
    except (ValueError, TypeError):
        return False


def _is_moment(field, value):
    try:
        field.to_date(value) if field.type == "date" else field.to_datetime(value)
    except (ValueError, TypeError, AttributeError):
        return False
    return not isinstance(value, (list, dict, int, float))


def _is_number(field, value):
    try:
        number = float(value)
    except (ValueError, TypeError, OverflowError):
        return False
    return field.type != "integer" or -(2**31) <= number < 2**31


def _checked_commands(records, field, value):
    """Return what is written into a list of records as commands."""
    if isinstance(value, BaseModel):
        return value
    if not isinstance(value, (list, tuple)):
        _refuse(records, field, value)
    if not isinstance(value[0], (list, tuple)):
        if not all(map(_is_known_id, value)):
            _refuse(records, field, value)
        return [Command.set(list(value))]
    comodel = records.env[field.comodel_name]
    return [_checked_command(records, field, comodel, command) for command in value]


def _checked_command(records, field, comodel, command):
    if not isinstance(command, (list, tuple)) or not 0 < len(command) <= 3:
        _refuse(records, field, command)
    code, first, last = (*command, 0, 0)[:3]
    if code is True or code is False or code not in tuple(Command):
        _refuse(records, field, command)
    if code == Command.SET:
        if not isinstance(last, (list, tuple, set)) or not all(map(_is_known_id, last)):
            _refuse(records, field, command)
        return Command.set(list(last))
    if code not in (Command.CREATE, Command.CLEAR) and not _is_known_id(first):
        _refuse(records, field, command)
    if code in (Command.CREATE, Command.UPDATE):
        # a client numbers the lines it makes as it likes
        return (code, first if _is_known_id(first) else 0, checked_values(comodel, last))
    return (code, first, 0)


def _is_known_id(value):
    return isinstance(value, NewId) or _is_id(value)
