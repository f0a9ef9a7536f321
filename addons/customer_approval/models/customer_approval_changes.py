from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, format_list, formatLang, html2plaintext

# Longer texts are shown up to here; the document shows them whole.
LONGEST = 300


class CustomerApprovalMixin(models.AbstractModel):
    """Values of a document as people read them, from what a round kept of it."""

    _inherit = "customer.approval.mixin"

    approval_changes = fields.Html(
        string="Changed Since the Last Decision",
        compute="_compute_approval_changes",
        sanitize=False,
    )

    @api.depends("approval_id.step_ids.state")
    @api.depends_context("lang")
    def _compute_approval_changes(self):
        for document in self:
            # sudo: whoever may read the document may know what was asked before
            approval = document._origin.approval_id.sudo()
            document.approval_changes = approval.changes if approval.state == "running" else False

    @api.model
    def _approval_word(self, field, value):
        """Return one kept value in the reader's language; empty for nothing.

        :param value: as in ``_approval_snapshot``
        """
        kind = field.type
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        # 0 is a value
        if value is None or value is False or value in ("", []):
            return ""
        if kind == "selection":
            # a selection without its value: an addon that brought it is gone
            return dict(field._description_selection(self.env)).get(value, str(value))
        if kind in ("many2one", "many2many", "reference", "many2one_reference"):
            return self._approval_record_word(field, value)
        if kind in ("integer", "float", "monetary"):
            return formatLang(self.env, value, digits=0 if kind == "integer" else 2)
        if kind == "date":
            return format_date(self.env, value)
        if kind == "datetime":
            return format_datetime(self.env, value)
        if kind in ("binary", "json", "properties", "properties_definition"):
            return self.env._("(content)")
        text = html2plaintext(value) if kind == "html" else str(value)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

    def _approval_record_word(self, field, value):
        if not field.comodel_name:
            return str(value)
        ids = value if isinstance(value, list) else [value]
        # sudo: names of what the document itself names, as Odoo shows them on its form
        found = self.env[field.comodel_name].sudo().browse(ids).exists()
        names = found.mapped("display_name")
        if len(found) < len(ids):
            names.append(self.env._("(deleted)"))
        return format_list(self.env, names)


class CustomerApproval(models.Model):
    """What changed since it was decided last time, field by field and line by line (REQ A-05)."""

    _inherit = "customer.approval"

    changes = fields.Html(compute="_compute_changes", sanitize=False)

    @api.depends("snapshot", "round")
    @api.depends_context("lang")
    def _compute_changes(self):
        self.changes = False
        for approval in self.filtered(lambda rnd: rnd.round > 1):
            last = approval._last_decided()
            if not last or last.snapshot is None or approval.snapshot is None:
                continue
            lines = approval._changed_lines(last.snapshot)
            if not lines:
                lines = [Markup("<li>%s</li>") % self.env._("Nothing was changed.")]
            approval.changes = Markup("<ul class='mb-0'>%s</ul>") % Markup("").join(lines)

    def _last_decided(self):
        """Return the last earlier round of the document in which somebody decided."""
        self.ensure_one()
        # sudo: earlier rounds of the same document
        return self.sudo().search(
            [
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
                ("round", "<", self.round),
                ("step_ids.state", "in", ("approved", "rejected", "returned")),
            ],
            order="round desc",
            limit=1,
        )

    def _changed_lines(self, old):
        """Return the differences between an older snapshot and this round's, as list items."""
        document = self.env[self.res_model]
        new, lines = self.snapshot, []
        for name in sorted(set(old) | set(new)):
            field = document._fields.get(name)
            if field is None or old.get(name) == new.get(name):
                continue
            if field.groups and not self.env.user.has_groups(field.groups):
                continue
            label = field._description_string(self.env)
            if field.type == "one2many":
                lines += self._changed_rows(field, label, old.get(name), new.get(name))
                continue
            before = document._approval_word(field, old.get(name))
            after = document._approval_word(field, new.get(name))
            lines.append(_item(label, before, after))
        return lines

    def _changed_rows(self, field, label, old, new):
        """Return what became of the lines: added, removed, changed."""
        model = self.env[field.comodel_name]
        before, after = dict(old or ()), dict(new or ())
        lines = []
        for row_id in sorted(set(before) | set(after)):
            was, now = before.get(row_id), after.get(row_id)
            if was == now:
                continue
            name = self._row_name(model, now or was)
            if now is None or was is None:
                what = self.env._("added") if was is None else self.env._("removed")
                lines.append(Markup("<li><b>%s</b> %s: %s</li>") % (label, what, name))
                continue
            for key in sorted(set(was) | set(now)):
                inner = model._fields.get(key)
                if inner is None or was.get(key) == now.get(key) or inner.name == "sequence":
                    continue
                lines.append(
                    _item(
                        f"{label}, {name}: {inner._description_string(self.env)}",
                        self._row_word(inner, was.get(key)),
                        self._row_word(inner, now.get(key)),
                    )
                )
        return lines

    def _row_word(self, field, value):
        # a line keeps many2one values with their name
        if field.type == "many2one" and isinstance(value, list | tuple):
            value = value[0]
        return self.env[self.res_model]._approval_word(field, value)

    def _row_name(self, model, row):
        """Return how people call a line: its name, or the first thing it names."""
        named = [model._rec_name, "name", "product_id", "partner_id"]
        named += [name for name, field in model._fields.items() if field.type == "many2one"]
        for name in named:
            if name in row and row[name]:
                return self._row_word(model._fields[name], row[name])
        return "…"


def _item(label, before, after):
    return Markup("<li><b>%s</b>: %s → %s</li>") % (label, before or "—", after or "—")
