from odoo import api, fields, models
from odoo.tools import format_date

# Field of the lesson -> field of the development that says it.
TAKEN_OVER = {
    "success": "summary_success",
    "failure": "summary_failure",
    "correction": "summary_correction",
    "prevention": "summary_prevention",
}
MOST = 8


class CustomerDevelopmentLesson(models.Model):
    """What was learned from a development that ended (002 4.5; REQ D-16).

    Everybody with a role reads it, whoever's the customer was: who it was is not in it. Written
    by the system when a development is summed up, lost, stopped or dropped.
    """

    _name = "customer.development.lesson"
    _description = "Lesson of a Development"
    _order = "date desc, id desc"

    development_id = fields.Many2one(
        "customer.development", "Customer Development", required=True, index=True,
        ondelete="cascade",
        groups="customer_base.group_customer_director,customer_base.group_customer_admin",
    )  # fmt: skip
    company_id = fields.Many2one("res.company", required=True, index=True)
    date = fields.Date(required=True)
    result = fields.Selection(
        [
            ("done", "Won"),
            ("lost", "Lost"),
            ("stopped", "Stopped"),
            ("dropped", "Dropped"),
        ],
        required=True,
    )
    level = fields.Selection([("ordinary", "Ordinary Customer"), ("key", "Key Account")])
    source_id = fields.Many2one("customer.development.source", "Source", ondelete="restrict")
    kind_id = fields.Many2one(
        "customer.qualification.kind", "Kind of Customer", index="btree_not_null",
        ondelete="set null",
    )  # fmt: skip
    industry_id = fields.Many2one(
        "res.partner.industry", "Industry", index="btree_not_null", ondelete="set null"
    )
    cause_ids = fields.Many2many("customer.development.cause", string="Causes")
    success = fields.Text("Success Points")
    failure = fields.Text("Failure Points")
    correction = fields.Text("Corrections")
    prevention = fields.Text()

    _once = models.Constraint("UNIQUE(development_id)", "A development has one lesson.")

    @api.depends("result", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """How it ended and when; whose customer it was is not in a lesson."""
        labels = dict(self._fields["result"]._description_selection(self.env))
        for lesson in self:
            day = format_date(self.env, lesson.date)
            lesson.display_name = f"{labels.get(lesson.result, '')} {day}".strip()

    @api.model
    @api.private
    def _learn(self, developments, reason=None):
        """Write down what was learned from developments that end now.

        :param reason: text that says why, where nothing else was written
        """
        # sudo: a lesson takes over what its development says, whoever ends it
        developments_sudo = developments.sudo()
        # sudo: lessons are the system's; who ends a development writes its texts there
        self.sudo().create(
            [
                {
                    "development_id": development.id,
                    "company_id": development.company_id.id,
                    "date": development.closed_on,
                    "result": development.state,
                    "level": development.level,
                    "source_id": development.source_id.id,
                    "kind_id": development.kind_id.id,
                    "industry_id": development.commercial_partner_id.industry_id.id,
                    "cause_ids": [fields.Command.set(development.cause_ids.ids)],
                    **{name: development[source] for name, source in TAKEN_OVER.items()},
                    "failure": development.summary_failure or reason,
                }
                for development in developments_sudo
            ]
        )

    @api.model
    def _like(self, developments):
        """Return {development: lessons of others like it, those most like it first}."""
        # sudo: the source, kind and industry to look for; a surveyor need not see the customer.
        # The lessons found are those the user may read.
        developments_sudo = developments.sudo()
        wanted = {
            development: {
                "source_id": development.source_id,
                "kind_id": development.kind_id,
                "industry_id": development.commercial_partner_id.industry_id,
            }
            for development in developments_sudo
        }
        names = ("source_id", "kind_id", "industry_id")
        domain = fields.Domain.OR(
            fields.Domain(name, "in", [link.id for link in links])
            for name in names
            if (links := {one[name] for one in wanted.values() if one[name]})
        )
        found = (
            self.search(domain, limit=500)
            if any(one[name] for one in wanted.values() for name in names)
            else self.browse()
        )
        result = {}
        for development, likes in wanted.items():
            likeness = {
                lesson: sum(bool(likes[name]) and lesson[name] == likes[name] for name in names)
                for lesson in found
                if lesson.company_id == development.company_id
            }
            best = sorted(
                (lesson for lesson, number in likeness.items() if number),
                key=lambda lesson, likeness=likeness: (
                    -likeness[lesson],
                    found.ids.index(lesson.id),
                ),
            )
            result[development] = self.browse([lesson.id for lesson in best[:MOST]])
        return result
