"""Who is asked next, for any number of prospects with a handful of queries (REQ B-16)."""

from odoo import fields
from odoo.fields import Domain

from ..models.customer_development import CLOSED_STATES

ROLE = "customer_base.group_customer_salesperson"
# From signing on the work is another one.
WORKED_ON = (*CLOSED_STATES, "signed", "admitted")


def why_not_available(env, company, users):
    """Return {user: why nobody asks them now}; who can be asked is not in it.

    Absent is who has a deputy today or time off now.
    """
    users_sudo = users.sudo()  # roles, companies and absences of colleagues
    absent_sudo = env["customer.approval.delegation"].sudo()._running(users=users_sudo).user_id
    now = fields.Datetime.now()
    leaves_sudo = (
        env["resource.calendar.leaves"]
        .sudo()
        .search(
            [
                ("resource_id.user_id", "in", users_sudo.ids),
                ("date_from", "<=", now),
                ("date_to", ">=", now),
            ]
        )
    )
    absent_sudo |= leaves_sudo.resource_id.user_id
    reasons = {}
    for user_sudo in users_sudo:
        if not user_sudo.active:
            why = env._("%(user)s has left.", user=user_sudo.name)
        elif user_sudo.share or company not in user_sudo.company_ids:
            why = env._(
                "%(user)s does not work in %(company)s.",
                user=user_sudo.name,
                company=company.name,
            )
        elif not user_sudo.has_group(ROLE):
            why = env._("%(user)s is no salesperson.", user=user_sudo.name)
        elif user_sudo in absent_sudo:
            why = env._("%(user)s is absent today.", user=user_sudo.name)
        else:
            continue
        reasons[user_sudo.sudo(False)] = why
    return reasons


class LeadAllocation:
    """Rules, people and their loads of one company, read once; each choice counts at once."""

    def __init__(self, env, company):
        self.company = company
        # sudo: how prospects are given out, whoever passes one on
        self.rules = env["customer.lead.rule"].sudo().search([("company_id", "=", company.id)])
        people = self.rules.with_context(active_test=False).user_ids
        self.away = why_not_available(env, company, people)
        able = people.filtered(lambda user: user.sudo(False) not in self.away)
        self.loads = self._open_loads(env, able)
        self.asked_last = self._last_asked(env, able)

    def _open_loads(self, env, users):
        """Return {user: number of developments and unanswered prospects they have open}."""
        domain = Domain("company_id", "=", self.company.id) & Domain("user_id", "in", users.ids)
        loads = dict.fromkeys(users.ids, 0)
        for model, open_domain in (
            ("customer.development", Domain("state", "not in", WORKED_ON)),
            ("customer.lead.assignment", Domain("state", "=", "offered")),
        ):
            # sudo: how much a colleague has to do, not what
            for user, count in (
                env[model].sudo()._read_group(domain & open_domain, ["user_id"], ["__count"])
            ):
                loads[user.id] += count
        return loads

    def _last_asked(self, env, users):
        # sudo: as above
        rows = (
            env["customer.lead.offer"]
            .sudo()
            ._read_group([("user_id", "in", users.ids)], ["user_id"], ["id:max"])
        )
        return {user.id: last for user, last in rows}

    def choose(self, customer, source, barred):
        """Return (rule, user) of who is asked about a prospect; both empty when nobody can be.

        The first rule that fits and has somebody decides; among its people the one with the
        smallest load, then who was asked longest ago.

        :param customer: res.partner in sudo
        :param barred: users who are not asked: who passes it on, and who was asked before
        """
        for rule in self.rules:
            if not rule._fits(customer, source):
                continue
            able = [
                user
                for user in rule.user_ids
                if user.id in self.loads
                and user.sudo(False) not in barred
                and (not rule.max_load or self.loads[user.id] < rule.max_load)
            ]
            if able:
                user = min(
                    able,
                    key=lambda one: (self.loads[one.id], self.asked_last.get(one.id, 0), one.id),
                )
                return rule.sudo(False), user.sudo(False)
        return self.rules.browse().sudo(False), barred.browse()

    def took(self, user):
        """Count that somebody was asked now."""
        if user.id in self.loads:
            self.loads[user.id] += 1
            self.asked_last[user.id] = max(self.asked_last.values(), default=0) + 1
