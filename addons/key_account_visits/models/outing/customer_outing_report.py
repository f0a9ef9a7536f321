from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError
from odoo.tools import format_list

FULL_MARKS = 100


class CustomerOutingMixin(models.AbstractModel):
    """The report: handed in, read by the manager, scored, closed or sent back (S4 3.3.1)."""

    _inherit = "customer.outing.mixin"

    reported_on = fields.Date(string="Reported on", readonly=True, copy=False, tracking=True)
    reported_by_id = fields.Many2one(
        "res.users", string="Reported by", readonly=True, copy=False, index="btree_not_null"
    )
    reviewed_on = fields.Date(string="Reviewed on", readonly=True, copy=False)
    reviewed_by_id = fields.Many2one(
        "res.users", string="Reviewed by", readonly=True, copy=False, index="btree_not_null"
    )
    review_score = fields.Integer(
        string="Score", readonly=True, copy=False, aggregator="avg", help="Of 100 points."
    )
    review_note = fields.Text(string="Manager's Remark", readonly=True, copy=False, tracking=True)
    report_in_time = fields.Boolean(
        string="Report in Time", compute="_compute_report_in_time", store=True
    )

    @api.model
    def _selection_satisfaction(self):
        # a method: labels of another model's field stay English in a list
        field = self.env["customer.interaction"]._fields["satisfaction"]
        return field._description_selection(self.env)

    @api.depends("reported_on", "report_due")
    def _compute_report_in_time(self):
        for record in self:
            record.report_in_time = bool(
                record.reported_on and record.report_due and record.reported_on <= record.report_due
            )

    def action_report(self):
        """Hand in the report.

        :raises UserError: not over, not one's own, or naming what is missing
        """
        self._check_action("report")
        for record in self:
            if missing := record._outing_report_missing():
                raise UserError(
                    self.env._(
                        "%(record)s: the report still needs: %(missing)s.",
                        record=record.display_name,
                        missing=format_list(self.env, missing),
                    )
                )
        for company, records in self.grouped("company_id").items():
            # the system's to write; rights were checked
            records.sudo().write(
                {"reported_on": company._workday_today(), "reported_by_id": self.env.uid}
            )
        self._approval_set_state("reported")
        self._outing_reported()
        self._ask_for_review()
        return True

    def _outing_reported(self):
        """React to a report that was handed in. Models extend it."""

    def _record_contact(self):
        """Put it on record as a contact, once; a later report corrects it (REQ B-07)."""
        # sudo: the record of the contact is the system's; rights were checked
        Interaction_sudo = self.env["customer.interaction"].sudo()
        known = Interaction_sudo.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).grouped("res_id")
        fresh = []
        for record in self:
            vals = record._prepare_interaction_vals()
            if record.id in known:
                known[record.id].write(vals)
            else:
                fresh.append(vals)
        Interaction_sudo.create(fresh)

    def _ask_for_review(self):
        """Give who answers for the department an activity: a report to read."""
        for record in self:
            record_sudo = record.sudo()  # who leads the department
            reader = (
                record_sudo.department_id.manager_id.user_id - record_sudo._outing_own_people()
            )[:1]
            if reader:
                record_sudo.activity_schedule(
                    "key_account_visits.mail_activity_report",
                    date_deadline=record.company_id._workday_add(
                        [record.company_id._workday_today()], 2
                    )[0],
                    user_id=reader.id,
                    summary=for_reader(record, reader).env._("Read the report"),
                )

    def action_review(self):
        """Open the dialog in which the manager scores the report, accepts or returns it."""
        self._check_action("review")
        return self.env["customer.outing.reason"]._dialog(self, "review")

    def action_review_accept(self, score=None, note=None):
        """Accept the report and close the record.

        :param score: 0 to 100 points
        :raises UserError: not the user's to read, wrong state, score out of range
        """
        self._check_action("review")
        score = self._read_score(score)
        self._write_review({"review_score": score, "review_note": read_comment(note)})
        self._approval_set_state("closed")
        self._outing_follow()
        return True

    def action_review_return(self, note=None):
        """Send the report back with a remark.

        :raises UserError: not the user's to read, wrong state, no remark
        """
        self._check_action("review")
        if not (note := read_comment(note)):
            raise UserError(self.env._("Say what the report is missing."))
        self._write_review({"review_score": 0, "review_note": note})
        self._approval_set_state("done")
        for record in self:
            writer = record.sudo().reported_by_id  # whoever handed it in
            record.sudo().activity_schedule(  # sudo: for whoever handed it in
                "key_account_visits.mail_activity_report",
                date_deadline=record.company_id._workday_add(
                    [record.company_id._workday_today()], 2
                )[0],
                user_id=writer.id,
                summary=for_reader(record, writer).env._("Complete the report"),
                note=note,
            )
        return True

    def _write_review(self, vals):
        for company, records in self.grouped("company_id").items():
            # the system's to write; rights were checked
            records.sudo().write(
                {**vals, "reviewed_on": company._workday_today(), "reviewed_by_id": self.env.uid}
            )
        # whoever reads the report has answered what asked for it
        self.sudo().activity_unlink(["key_account_visits.mail_activity_report"])

    def _read_score(self, score):
        try:
            points = int(score)
        except (TypeError, ValueError):
            points = -1
        if not 0 <= points <= FULL_MARKS:
            raise UserError(self.env._("Give the report between 0 and 100 points."))
        return points
