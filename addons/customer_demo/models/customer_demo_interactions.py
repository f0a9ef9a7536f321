from dateutil.relativedelta import relativedelta
from odoo import models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Command
from odoo.tools import SQL
from odoo.tools.date_utils import start_of

from ..tables.core import (
    CUSTOMER_NEEDS,
    NEXT_STEPS,
    NOTICES,
    POOLED,
    REVIEW_CHANGES,
    SUGGESTIONS,
    SUMMARIES,
    VERIFICATIONS,
    WAY_WEIGHTS,
    WAYS,
)

CONTACTS_EACH = {"large": 9, "medium": 4, "small": 2}
HALF_YEAR = 122  # working days
# Prospects that nobody pursues: their protection ends within days.
IDLE = ("stopped", "lost", "dropped", "unfit")


class CustomerDemo(models.AbstractModel):
    """Contacts with customers over half a year, and the upkeep of their data."""

    _inherit = "customer.demo"

    # ------------------------------------------------------------------ contacts
    def _make_interactions(self, chance, users, customers, stories):
        """Most customers have been contacted in time, some not (REQ B-07, G-07)."""
        plan = self._plan_contacts(chance, customers) + self._plan_prospect_contacts(
            chance, stories
        )
        days = self.env.company._workday_add(
            [self._today()] * len(plan), [-back for _partner, back, _last in plan]
        )
        by_user = {}
        for number, ((partner, _back, last), day) in enumerate(zip(plan, days, strict=True)):
            served = number % 11 == 10  # customer service calls as well
            user = users["maxiaodong"] if served else partner.user_id
            moment = self._moment(day, chance.randrange(0, 450, 5))
            if moment < partner.create_date:
                continue
            by_user.setdefault(user, []).append(
                self._contact_record(chance, number, partner, moment, last)
            )
        for user, vals_list in by_user.items():
            self.env["customer.interaction"].with_user(user).create(vals_list)
        self._date_back_creation("customer_interaction", "date")

    def _plan_contacts(self, chance, customers):
        """Return (customer, working days ago, whether it is the last one) of each contact."""
        plan = []
        for customer in customers:
            partner = customer["partner"]
            frequency = partner.customer_grade_id.contact_days or 21
            late = chance.random() < 0.3
            share = chance.uniform(1.15, 1.8) if late else chance.uniform(0.05, 0.85)
            back = max(1, round(frequency * share))
            if partner.customer_category != "closed":
                back = 26  # its protection ends soon
            for number in range(CONTACTS_EACH[customer["size"]]):
                if back > HALF_YEAR:
                    break
                plan.append((partner, back, not number))
                back += max(2, round(frequency * chance.uniform(0.8, 2.4)))
        return plan

    def _plan_prospect_contacts(self, chance, stories):
        """Prospects are contacted while they are developed; others wait for their end."""
        plan = []
        for number, story in enumerate(stories):
            partner = story.development.partner_id
            if story.name in POOLED or not partner.user_id:
                continue
            idle = story.target in IDLE
            back = 26 + number % 4 if idle else chance.randint(1, 12)
            plan.append((partner, back, not idle))
        return plan

    def _contact_record(self, chance, number, partner, moment, last):
        way = WAYS[number] if number < len(WAYS) else chance.choices(WAYS, WAY_WEIGHTS)[0]
        contact = chance.choice(partner.child_ids)
        values = {
            "partner_id": partner.id,
            "contact_ids": [Command.link(contact.id)],
            "date": moment,
            "duration": chance.choice((1.0, 1.5, 2.0, 3.0)) if way in ("visit", "meeting") else 0.3,
            "way": way,
            "direction": "in" if way == "reception" or chance.random() < 0.2 else "out",
            "summary": f"{chance.choice(SUMMARIES[way])}（{contact.name}）",
            "needs": chance.choice(CUSTOMER_NEEDS),
        }
        if way in ("phone", "visit", "meeting", "reception"):
            values["satisfaction"] = chance.choices("12345", (2, 6, 20, 45, 27))[0]
            if values["satisfaction"] in "12":
                values["suggestion"] = chance.choice(SUGGESTIONS)
        if chance.random() < 0.5:
            values["next_step"] = chance.choice(NEXT_STEPS)
            if last and chance.random() < 0.5:
                values["next_date"] = self._days_ago(-chance.randint(0, 14))
        return values

    # ------------------------------------------------------------------ upkeep
    def _make_upkeep(self, chance, users, partners):
        self._make_reviews()
        self._make_verifications(users)
        self._make_notices(users, partners)

    def _to_keep_fresh(self, model_name, period):
        """Return the customers to look at in a period, as the nightly job does."""
        partner_ids = self.env[model_name]._missing_partner_ids(
            self.env.company, period, "interested", SQL("partner.user_id")
        )
        return self.env["res.partner"].browse(partner_ids)

    def _create_fresh(self, model_name, period, due, assigned):
        """Create what the nightly job creates; that one commits, a demo does not.

        :param assigned: {customer: user}
        """
        records = self.env[model_name].create(
            [
                {"partner_id": partner.id, "user_id": user.id, "period": period, "due": due}
                for partner, user in assigned.items()
            ]
        )
        records._sync_department()
        return records

    def _make_reviews(self):
        """This month's reviews, two in three done (REQ B-05)."""
        company, month = self.env.company, self._today().replace(day=1)
        [due] = company._workday_add([month - relativedelta(days=1)], company.customer_review_day)
        partners = self._to_keep_fresh("customer.review", month)
        reviews = self._create_fresh(
            "customer.review", month, due, {partner: partner.user_id for partner in partners}
        )
        for user, own in reviews.grouped("user_id").items():
            own = own.with_user(user)
            done = len(own) * 2 // 3
            own[: done - 1].action_unchanged()
            own[done - 1 : done]._complete_changed(REVIEW_CHANGES)
        self._date_done(reviews, month, due)

    def _make_verifications(self, users):
        """This quarter's verifications, some done: by the clerk where there is one."""
        company, quarter = self.env.company, start_of(self._today(), "quarter")
        [due] = company._workday_add([quarter + relativedelta(months=3)], -1)
        clerk = users["liufang"]
        department = clerk._employee_in(company).department_id
        assigned = {}
        for partner in self._to_keep_fresh("customer.verification", quarter):
            owner = partner.user_id
            same = owner._employee_in(company).department_id == department
            assigned[partner] = clerk if same else owner
        records = self._create_fresh("customer.verification", quarter, due, assigned)
        for user, own in records.grouped("user_id").items():
            for number, record in enumerate(own[: len(own) // 2]):
                way, outcome, changes = VERIFICATIONS[number % len(VERIFICATIONS)]
                record.with_user(user)._complete_verified(way, outcome, changes)
        self._date_done(records, quarter, due)

    def _date_done(self, records, first, due):
        """Spread what was done from the first day to today, the last working day for it."""
        last = min(self._today(), due)
        done = records.filtered(lambda record: record.state == "done")
        for number, record in enumerate(done):
            day = first + relativedelta(days=round((last - first).days * number / len(done)))
            unsealed(record).done_on = max(first, *self._workdays_back([day]))

    def _make_notices(self, users, partners):
        """Customer service and the clerk report changes; one has been entered (S1 二(三)2)."""
        for login, place, kind, days, description, done in NOTICES:
            partner = partners[place]
            [known] = self._workdays_back([self._days_ago(days)])
            notice = (
                self.env["customer.change.notice"]
                .with_user(users[login])
                .create(
                    {
                        "partner_id": partner.id,
                        "kind": kind,
                        "known_on": known,
                        "description": description,
                    }
                )
            )
            if done:
                notice.with_user(partner.user_id).action_updated()
                unsealed(notice).done_on = self.env.company._workday_add([known], 2)[0]
            self._date_documents(
                [(notice, self._moment(known), self._moment(notice.done_on or known, 60))]
            )
