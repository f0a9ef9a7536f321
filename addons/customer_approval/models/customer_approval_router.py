from collections import namedtuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .language import in_company_language

# Who is asked, and a sentence that says why it is not who the rule names (or False).
Route = namedtuple("Route", "users note")

MAX_LEVELS = 10


class CustomerApprovalRouter(models.AbstractModel):
    """Finds the people who decide, so that no step is ever stuck or passed by itself.

    Who the rule names is asked first. Where nobody of them can decide (left, another company,
    applicant or author), the search goes on: deputy, superiors, approval administrators.
    Callers pass superuser recordsets; employees and roles are not readable by everyone.
    """

    _name = "customer.approval.router"
    _description = "Approval Routing"

    @api.model
    def _route(self, document, stage, excluded):
        """Return the Route of a stage for a document at submission."""
        return self._choose(document, self._named(document, stage), excluded, stage.name)

    @api.model
    def _routes(self, document, stages, excluded):
        """Return [(stage, Route, note)] of a round, in order; the note says all there is to say.

        Whoever stands in at a stage is not asked once more by the next one, or by the one before:
        what one and the same person would decide twice in a row is decided once, and the note
        of the stage that stays names the one decided with it.
        """
        # kept with the step, for everybody to read
        kept_env = in_company_language(self, document.company_id).env
        asked, together = [], []
        left = self._not_left_out(document, stages, excluded)
        routed = [(stage, self._route(document, stage, excluded)) for stage in left]
        for stage in stages - left:
            together.append(
                kept_env._(
                    "“%(stage)s” is left out by the rule: %(why)s.",
                    stage=stage.with_env(kept_env).name,
                    why=self.with_env(kept_env)._why_not(
                        self._named(document, stage), document, excluded
                    ),
                )
            )
        for index, (stage, route) in enumerate(routed):
            next_users = routed[index + 1][1].users if index + 1 < len(routed) else False
            if route.note and len(route.users) == 1:
                note = kept_env._(
                    "“%(stage)s” is decided with this stage: %(why)s",
                    stage=stage.with_env(kept_env).name,
                    why=route.note,
                )
                if next_users == route.users:
                    together.append(note)
                    continue
                if asked and asked[-1][1].users == route.users:
                    asked[-1][2].extend([*together, note])
                    together = []
                    continue
            asked.append((stage, route, [*together, *filter(None, [route.note])]))
            together = []
        return [(stage, route, " ".join(notes) or False) for stage, route, notes in asked]

    @api.model
    def _not_left_out(self, document, stages, excluded):
        """Return the stages without those that name only who made the request.

        Only where the rule says so (``own_mode``), and never all of them: nothing is approved
        by nobody (REQ A-04).
        """
        own = stages.filtered(
            lambda stage: (
                stage.rule_id.own_mode == "skip"
                and (named := self._named(document, stage))
                and not named - excluded
            )
        )
        return stages - own or stages[-1:]

    @api.model
    def _choose(self, document, named, excluded, stage_name, barred=None):
        """Return the Route for these named approvers.

        :param excluded: applicant, author and submitter, who never decide
        :param barred: approvers to be replaced, who are not asked again
        :raise UserError: nobody at all can be asked
        """
        barred = excluded | (barred or self.env["res.users"])
        able = self._eligible(named, document, barred)
        if able:
            return Route(able, False)
        # kept with the step, for everybody to read
        kept = in_company_language(self, document.company_id)
        deputies = self.env["customer.approval.delegation"]._running(users=named)
        found = deputies._covers(document._name).delegate_id
        for users, text in (
            (found, kept.env._("the deputy is asked")),
            (self._superior(document, named, barred), kept.env._("the superior is asked")),
            (self._administrators(), kept.env._("an approval administrator is asked")),
        ):
            able = self._eligible(users, document, barred)
            if able:
                why = kept._why_not(named, document, excluded)
                return Route(able, kept.env._("%(why)s; %(instead)s.", why=why, instead=text))
        raise UserError(
            self.env._(
                "Nobody can decide stage %(stage)s of %(document)s: %(why)s, and there is no"
                " deputy, superior or approval administrator.\nAsk the administrator to give"
                " somebody the role, then submit again.",
                stage=stage_name,
                document=document.display_name,
                why=self._why_not(named, document, excluded),
            )
        )

    @api.model
    def _eligible(self, users, document, excluded):
        """Return those of the users who can decide on the document."""
        company = document.company_id
        return (users - excluded).filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )

    @api.model
    def _named(self, document, stage):
        """Return the users that a stage names for a document, whether they can decide or not."""
        kind = stage.approver_type
        if kind == "group":
            # roles that imply the stage's role count as well
            return stage.group_id.all_user_ids
        if kind == "users":
            return stage.with_context(active_test=False).user_ids
        if kind == "field":
            field = stage.user_field_id
            return document[field.name] if field else self.env["res.users"]
        if kind == "manager":
            chain = self._chain(document.applicant_id._employee_in(document.company_id))
            return chain[stage.manager_level - 1 : stage.manager_level].user_id
        return document._approval_department().manager_id.user_id

    @api.model
    def _superior(self, document, named, excluded):
        """Return the nearest superior who can decide; the search starts from the approver.

        Where the rule names nobody, it starts from the applicant. Superiors are the employee's
        managers, then the managers of the departments above.
        """
        for person in named or document.applicant_id:
            employee = person._employee_in(document.company_id)
            superiors = self._chain(employee)
            department = employee.department_id or document._approval_department()
            for _level in range(MAX_LEVELS):
                superiors |= department.manager_id
                department = department.parent_id
            for superior in superiors:
                if able := self._eligible(superior.user_id - named, document, excluded):
                    return able
        return self.env["res.users"]

    @api.model
    def _administrators(self):
        # sudo: administrators of companies that the user does not see count too
        return self.env.ref("customer_approval.group_approval_admin").sudo().all_user_ids

    @api.model
    def _chain(self, employee):
        """Return the employee's managers from the nearest up; a circle ends the chain."""
        chain = employee.browse()
        manager = employee.parent_id
        while manager and manager not in chain and manager != employee and len(chain) < MAX_LEVELS:
            chain |= manager
            manager = manager.parent_id
        return chain

    @api.model
    def _why_not(self, named, document, excluded):
        """Return in words why nobody of the named approvers can decide."""
        if not named:
            return self.env._("the rule names nobody")
        reasons = []
        for user in named[:3]:
            if user in excluded:
                reason = self.env._("%(user)s made the request", user=user.name)
            elif not user.active:
                reason = self.env._("%(user)s has left", user=user.name)
            elif document.company_id in user.company_ids:
                reason = self.env._("%(user)s no longer has the role", user=user.name)
            else:
                reason = self.env._(
                    "%(user)s does not work for %(company)s",
                    user=user.name,
                    company=document.company_id.name,
                )
            reasons.append(reason)
        return format_list(self.env, reasons)
