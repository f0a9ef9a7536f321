from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.seal import plain

SHOWN_PEOPLE = 5


class CustomerApprovalMixin(models.AbstractModel):
    """The line of steps on a document's form: who decided, who decides, who will (REQ A-07)."""

    _inherit = "customer.approval.mixin"

    # before submitting who will be asked and until when, then the steps of the round
    approval_path = fields.Json(
        string="Approval Path",
        compute="_compute_approval_path",
    )

    @api.depends("state", "approval_id.step_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_approval_path(self):
        for document in self:
            saved = document._origin
            # sudo: whoever may read the document may know who decides on it
            approval = saved.approval_id.sudo()
            if approval and (approval.state == "running" or not document.can_submit):
                document.approval_path = approval.path
            elif saved and document.can_submit:
                document.approval_path = saved._approval_path_ahead()
            else:
                document.approval_path = False

    def _approval_path_ahead(self):
        """Return the steps that submitting this document would ask, or why it cannot be."""
        self.ensure_one()
        # sudo: rules, roles and employees are not the applicant's to read; names are shown
        document = plain(self.sudo())
        router = self.env["customer.approval.router"].sudo()
        try:
            with self.env.cr.savepoint(flush=False):
                plan = self.env["customer.approval.rule"].sudo()._plan(document)[self.id]
                rounds = self.env["customer.approval"]._earlier_rounds(document)
                earlier = rounds.get(self.id, self.env["customer.approval"].sudo())
                excluded = document._approval_excluded_users() | earlier.requester_id
                routes = router._routes(document, plan.stages, excluded | earlier.submitter_id)
        except UserError as error:
            return {"ahead": True, "problem": str(error), "steps": []}
        company = document.company_id
        untils = company._approval_untils(
            company._workday_today(), [stage.limit_days for stage, _route, _note in routes]
        )
        return {
            "ahead": True,
            "rule": plan.rule.with_env(self.env).sudo().name,  # sudo: as above
            "steps": [
                {
                    "id": stage.id,
                    "name": stage.with_env(self.env).sudo().name,  # sudo: as above
                    "state": "waiting",
                    "people": _people(route.users),
                    "all": stage.mode == "all" and len(route.users) > 1,
                    "until": format_date(self.env, until) if until else "",
                    "note": note or "",
                }
                for (stage, route, note), until in zip(routes, untils, strict=True)
            ],
        }


class CustomerApproval(models.Model):
    _inherit = "customer.approval"

    path = fields.Json(compute="_compute_path")

    @api.depends("step_ids.state")
    @api.depends_context("lang")
    def _compute_path(self):
        # sudo: who reads the round reads all of its steps
        for reader, approval in zip(self, self.sudo(), strict=True):
            steps = approval.step_ids.sorted("sequence")
            ahead = steps.filtered(lambda step: step.state in ("pending", "waiting"))
            company = approval.company_id
            untils = dict.fromkeys(steps)
            if ahead:
                start = ahead[0].due_date or company._workday_today()
                limits = [step.limit_days for step in ahead[1:]]
                untils |= dict(
                    zip(
                        ahead,
                        [ahead[0].due_date, *company._approval_untils(start, limits)],
                        strict=True,
                    )
                )
            reader.path = {
                "ahead": False,
                "rule": approval.rule_name or "",
                "round": approval.round,
                "steps": [step._path_step(untils[step]) for step in steps],
            }


class CustomerApprovalStep(models.Model):
    _inherit = "customer.approval.step"

    def _path_step(self, until):
        """Return what the line of steps shows of this one, in the reader's language."""
        self.ensure_one()
        people = self.decided_by_id or self._able_approvers() | self.agreed_user_ids
        done = self.decided_on
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "kind": self.kind,
            "again": bool(self.origin_id),
            "people": _people(people),
            "for": self.decided_for_id.name or "",
            "agreed": self.agreed_user_ids.ids,
            "all": self.mode == "all" and len(people) > 1,
            "on": format_date(self.env, fields.Datetime.context_timestamp(self, done))
            if done
            else "",
            "until": format_date(self.env, until) if until and not done else "",
            "late": bool(
                self.state == "pending"
                and self.due_date
                and self.due_date < self.approval_id.company_id._workday_today()
            ),
            "comment": self.comment or "",
            "filled": self.filled or "",
            "note": self.routing_note or "",
        }


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.private
    def _approval_untils(self, start, limits):
        """Return until when stages that follow each other decide, each on the last day it has.

        :param start: date from which the first one counts
        :param limits: working days of each stage; 0: no limit, and none for those after it
        """
        dates, day = [], start
        for limit in limits:
            day = self._workday_add([day], [limit])[0] if day and limit else None
            dates.append(day)
        return dates


def _people(users):
    return [{"id": user.id, "name": user.name} for user in users[:SHOWN_PEOPLE]]
