import pytz
from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.fields import Domain
from odoo.tools import format_list

# Fields of the file whose change is important, and the part each belongs to (seed S3 四.4).
FILE_PARTS = {
    "main_shareholders": "management",
    "legal_representative_id": "management",
    "head_id": "management",
    "main_contact_id": "contact",
    "fax": "contact",
    "main_business": "business",
    "side_business": "business",
    "company_nature": "company",
    "registered_capital": "company",
    "established_on": "company",
    "supervising_authority": "management",
}
REVIEW_ACTIVITY = "customer_base.mail_activity_file_review"


class CustomerFile(models.Model):
    """Important changes after archiving reopen the part they belong to (REQ B-03, B-05)."""

    _inherit = "customer.file"

    change_ids = fields.One2many("customer.file.change", "file_id", readonly=True)
    change_known_on = fields.Date(
        string="Change Known On",
        compute="_compute_change_known_on",
        readonly=False,
        help="When you learned of what you are changing now; today if left empty.",
    )
    to_review_count = fields.Integer(
        string="Changes to Review",
        compute="_compute_to_review",
        search="_search_to_review_count",
    )
    to_review_parts = fields.Char(string="Parts to Review", compute="_compute_to_review")
    can_review = fields.Boolean(compute="_compute_to_review")

    def _compute_change_known_on(self):
        self.change_known_on = False

    @api.depends("change_ids.state", "user_id", "department_id")
    @api.depends_context("uid", "lang")
    def _compute_to_review(self):
        labels = dict(
            self.env["customer.file.change"]._fields["part"]._description_selection(self.env)
        )
        for file in self:
            open_changes = file.change_ids.filtered(lambda change: change.state == "to_review")
            parts = set(open_changes.mapped("part"))
            file.to_review_count = len(open_changes)
            file.to_review_parts = format_list(
                self.env, [labels[part] for part in labels if part in parts]
            )
            file.can_review = any(open_changes.mapped("can_review"))

    def _search_to_review_count(self, operator, value):
        """Only “some” and “none” are asked for."""
        waiting = Domain("change_ids", "any", [("state", "=", "to_review")])
        if operator == ">" and value == 0:
            return waiting
        if operator == "in" and set(value) == {0}:
            return ~waiting
        return NotImplemented

    # ------------------------------------------------------------------ recording
    def write(self, vals):
        vals = dict(vals)
        if known_on := fields.Date.to_date(vals.pop("change_known_on", None)):
            # a date the writer states, as on the form: no guard depends on it
            self = self.with_context(customer_known_on=fields.Date.to_string(known_on))
        names = FILE_PARTS.keys() & vals.keys()
        before = {}
        if names:
            before = {
                file: {name: self._change_text(file, name) for name in names}
                for file in self.sudo()  # before the rights are checked
                if file.state == "archived" and file.active
            }
        result = super().write(vals)
        if before:
            self._record_changes(before)
        return result

    def _record_changes(self, before):
        """Keep what differs from ``before``: {file: {field: text}}."""
        lines = []
        for file, values in before.items():
            for name, old in values.items():
                new = self._change_text(file, name)
                if new != old:
                    lines.append(
                        {
                            "file_id": file.id,
                            "part": FILE_PARTS[name],
                            "what": self._fields[name]._description_string(self.env),
                            "old_value": old,
                            "new_value": new,
                        }
                    )
        if lines:
            self.env["customer.file.change"]._record(lines, self._change_known_date())

    @api.model
    def _change_known_date(self):
        """Return the date the writer stated with this change, or None."""
        value = self.env.context.get("customer_known_on")
        try:
            return fields.Date.to_date(value) if isinstance(value, str) else None
        except ValueError:
            return None

    @api.model
    def _change_text(self, record, name):
        """Return a value of a record as people read it."""
        field = record._fields[name]
        value = record[name]
        if not value:
            return ""
        if field.relational:
            return format_list(self.env, value.mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "monetary":
            return record[field.get_currency_field(record)].format(value)
        if field.type == "datetime":
            company = record.company_id if "company_id" in record._fields else self.env.company
            zone = (company or self.env.company)._workday_tz()
            return f"{pytz.utc.localize(value).astimezone(zone):%Y-%m-%d %H:%M}"
        return str(value)

    # ------------------------------------------------------------------ review
    def _ask_for_review(self):
        """Give each file's reviewer one activity, however many changes there are."""
        asked = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", self.env.ref(REVIEW_ACTIVITY).id),
            ]
        )
        waiting = self - self.browse(asked.mapped("res_id"))
        reviewers = {file: file._reviewer() for file in waiting}
        for user in self.env["res.users"].union(*reviewers.values())._who_may_read(self._name):
            files = waiting.filtered(lambda file, user=user: reviewers[file] == user)
            files.activity_schedule(
                REVIEW_ACTIVITY,
                user_id=user.id,
                summary=for_reader(self, user).env._("Review the changes of the customer file"),
            )

    def _reviewer(self):
        """Return whom to ask: the department's manager or the next one above, else a director."""
        self.ensure_one()
        barred = self.user_id | self.env.user
        department = self.department_id
        while department:
            manager = department.manager_id.user_id
            if manager and manager not in barred and manager.active:
                return manager
            department = department.parent_id
        directors = self.env.ref("customer_base.group_customer_director").all_user_ids - barred
        return directors.filtered(lambda user: self.company_id in user.company_ids)[:1]

    def _close_review_activities(self):
        """Take the activity away from files on which nothing waits any more."""
        done = self.sudo().filtered(lambda file: not file.to_review_count)  # whoever reviewed
        done.activity_unlink([REVIEW_ACTIVITY])

    def _open_changes(self):
        self.check_access("read")
        return self.change_ids.filtered(lambda change: change.state == "to_review")

    def action_reviewed(self):
        """Find all open changes of these files right."""
        return self._open_changes().action_reviewed()

    def action_send_back(self):
        """Ask for a comment and send the open changes back."""
        return self._open_changes().action_send_back()

    def action_open_changes(self):
        """Open every change of this file."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_base.customer_file_change_action"
        )
        action["domain"] = [("file_id", "=", self.id)]
        action["context"] = {}
        return action
