from odoo import models
from odoo.fields import Command

from ..tables.customers import CONTACTS, GIVEN_NAMES, SURNAMES
from ..tables.developments import (
    BUSINESSES,
    DEVELOPMENTS,
    NEEDS,
    SCALES,
    TARGETS,
    TEAM_WORK,
    WHEN,
)

FIRST_NUMBER = 200  # running number of the first prospect, far from the customers'


class Story:
    """One development of the demo while it is told: who, what, and when things happen."""

    def __init__(self, row, users, today):
        self.name, self.place, login, self.target, self.days, self.last, self.details = row
        self.users = users
        self.user = users[login]
        self.today = today
        self.is_key = self.get("level") == "key"
        self.route = [users[login] for login in self.get("route", ())]
        self.development = None
        self.stop = None
        self.order = None
        steps = ("register", *TARGETS[self.target])
        self.end = max(self._part(step) for step in steps)

    def get(self, name, default=None):
        return self.details.get(name, default)

    def _part(self, step):
        part = WHEN.get(step, 0.0)
        if step == "approve":
            return part[len(self.route) - 1] if self.route else 0.0
        if step == "work":
            return part[self.get("stages", 0)]
        return part

    def days_back(self, part):
        """How many days ago the given part of the way was reached."""
        share = min(1.0, part / self.end) if self.end else 0.0
        return round(self.days - (self.days - self.last) * share)


class CustomerDemo(models.AbstractModel):
    """Customers being developed: every state, and work waiting for every role."""

    _inherit = "customer.demo"

    def _make_developments(self, chance, users, products):
        """Return the stories of the developments, told."""
        stories = [Story(row, users, self._today()) for row in DEVELOPMENTS]
        by_deputy = [story for story in stories if story.get("deputy")]
        for number, story in enumerate(stories):
            if story in by_deputy:
                self._make_delegation(users)
            self._register_prospect(chance, story, number)
            for step in TARGETS[story.target]:
                getattr(self, f"_step_{step}")(chance, story, products)
        self._write_history(stories)
        for story in stories:
            if story.get("overdue"):
                # sudo: what the engine's hourly job does
                story.development.sudo().approval_id.current_step_id._follow_up()
        return stories

    def _make_delegation(self, users):
        """The manager of the eastern department is at a fair; the key account manager decides."""
        self._as(users["wanghaitao"], "customer.approval.delegation").create(
            {
                "user_id": users["wanghaitao"].id,
                "delegate_id": users["chenlixin"].id,
                "date_from": self._today(),
                "date_to": self._days_ago(-6),
                "reason": "出差参加展会",
            }
        )

    def _register_prospect(self, chance, story, number):
        """Report the prospect in the dialog that salespeople use."""
        values = self._company_values(chance, FIRST_NUMBER + number, story.name, story.place)
        contact = CONTACTS[number % len(CONTACTS)]
        wizard = self._as(story.user, "customer.development.register").create(
            {
                name: values[name]
                for name in ("name", "vat", "phone", "email", "street", "city", "state_id")
            }
            | {
                "contact_name": chance.choice(SURNAMES) + chance.choice(GIVEN_NAMES),
                "contact_function": contact[0],
                "contact_phone": f"1390000{chance.randint(0, 9999):04d}",
                "source_id": self.env.ref(
                    f"customer_development.customer_development_source_{story.get('source')}"
                ).id,
                "level": story.get("level", "ordinary"),
                "main_business": chance.choice(BUSINESSES),
                "scale": chance.choice(SCALES),
                "needs": chance.choice(NEEDS),
            }
        )
        development = self._as(story.user, "customer.development").browse(
            wizard.action_register()["res_id"]
        )
        story.development = development
        development.with_context(tracking_disable=True).write(
            {
                "date": self._days_ago(story.days),
                "priority": "1" if story.get("urgent") else "0",
                "kind_id": story.is_key and self.env.ref("customer_qualification.kind_end_user").id,
            }
        )
        # sudo: the market department keeps the industries
        development.partner_id.sudo().industry_id = self.env.ref(
            f"base.res_partner_industry_{'B' if story.is_key else 'C'}"
        )
        self._give_buying_role(story, contact)

    def _give_buying_role(self, story, contact):
        role, influence, decides, focus = contact[1:]
        person = story.development.partner_id.child_ids[:1]
        contacts = self._as(story.user, "customer.contact")
        # the registration has made one already, without what is found out later
        known = contacts.search([("partner_id", "=", person.id)])
        values = {
            "partner_id": person.id,
            "buying_role": role,
            "influence": influence,
            "is_decision_maker": decides,
            "focus": focus,
        }
        if known:
            known.write(values)
        else:
            contacts.create(values)

    def _team_values(self, story):
        """The manager forms the team (004 3.2.1): coordinator, service, market, legal."""
        users = story.users
        members = {
            "coordinator": users["sunqian" if story.user == users["yangming"] else "yangming"],
            "developer": users["zhengjie"],
            "liaison": users["liufang"],
            "trainer": users["maxiaodong"],
        }
        if not story.is_key:
            members = {"coordinator": users["wanghaitao"], "trainer": users["maxiaodong"]}
        return [
            Command.create({"role": role, "user_id": user.id, "work": TEAM_WORK[role]})
            for role, user in members.items()
        ]

    def _manager(self, story):
        return story.users["chenlixin" if story.is_key else "wanghaitao"]
