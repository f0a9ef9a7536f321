from datetime import timedelta

from odoo import models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Command

from ..tables import plans as told

FIRST_NUMBER = 400  # running number of the first prospect, far from the others'
REF = "customer_development.customer_development_source_"


class CustomerDemo(models.AbstractModel):
    """Prospects passed on by the market department and customer service; what sources cost."""

    _inherit = "customer.demo"

    def _make_leads(self, chance, users):
        self.env.company.customer_lead_days = 3
        self._make_lead_rules(users)
        for number, row in enumerate(told.LEADS):
            self._make_lead(chance, users, number, row)
        self._make_news(users)
        self.env["customer.development.source.cost"].with_user(users["zhengjie"]).create(
            [
                {
                    "source_id": self.env.ref(f"{REF}{source}").id,
                    "name": what,
                    "date": self._days_ago(days),
                    "amount": amount,
                }
                for source, what, days, amount in told.COSTS
            ]
        )

    def _make_lead_rules(self, users):
        provinces = self._provinces()
        self._as(users["zhengjie"], "customer.lead.rule").create(
            [
                {
                    "name": name,
                    "sequence": 10 * (number + 1),
                    "user_ids": [Command.set([users[login].id for login in logins])],
                    "state_ids": [Command.set([provinces[code] for code in codes])],
                    "max_load": most,
                }
                for number, (name, logins, codes, most) in enumerate(told.RULES)
            ]
        )

    def _make_lead(self, chance, users, number, row):
        name, place, login, source, note, fate = row
        values = self._company_values(chance, FIRST_NUMBER + number, name, place)
        sender = users[login]
        wizard = self._as(sender, "customer.development.register").create(
            {
                key: values[key]
                for key in ("name", "vat", "phone", "email", "street", "city", "state_id")
            }
            | {"source_id": self.env.ref(f"{REF}{source}").id, "needs": note}
        )
        development = self._as(sender, "customer.development").browse(
            wizard.action_register()["res_id"]
        )
        [day] = self._workdays_back([self._days_ago(9 - number)])
        # sudo: customer service registers prospects and changes them no more
        development.sudo().with_context(tracking_disable=True).date = day
        lead = self._as(sender, "customer.lead.assignment").create(
            {"development_id": development.id, "note": note}
        )
        getattr(self, f"_lead_{fate}")(lead)
        self._date_lead(lead, day)

    def _date_lead(self, lead, day):
        """It was passed on that day; what was answered came the day after."""
        asked = self._moment(day, 60)
        for number, offer in enumerate(unsealed(lead.offer_ids)):
            moment = asked + timedelta(days=number)
            values = {"asked_on": moment}
            if offer.answered_on:
                values["answered_on"] = moment + timedelta(hours=5)
            offer.write(values)
        if lead.answered_on:
            unsealed(lead).write({"answered_on": asked + timedelta(hours=5)})
        self.env.flush_all()
        self._date_rows("customer_lead_assignment", {lead.id: asked}, "create_date")

    # ------------------------------------------------------------------ what becomes of them
    def _lead_offered(self, _lead):
        """Nobody has answered yet."""

    def _lead_accepted(self, lead):
        lead.with_user(lead.user_id).action_accept()

    def _lead_handed_on(self, lead):
        lead.with_user(lead.user_id)._give_back(told.GIVEN_BACK[0])

    def _lead_manager(self, lead):
        for reason in told.GIVEN_BACK:
            lead.with_user(lead.user_id)._give_back(reason)

    def _lead_closed(self, lead):
        self._lead_manager(lead)
        lead.with_user(lead.user_id)._close(told.LEAD_CLOSED)

    def _lead_withdrawn(self, lead):
        lead.action_withdraw()

    def _make_news(self, users):
        """Customer service has heard of something; who is responsible has seen to it."""
        customer = self.env["customer.key.account"].search(
            [("user_id", "=", users["yangming"].id)], limit=1
        ).partner_id  # fmt: skip
        lead = self._as(users["zhengjie"], "customer.lead.assignment").create(
            {"kind": "news", "partner_id": customer.id, "note": told.NEWS}
        )
        lead.with_user(users["yangming"]).action_accept()
        lead.with_user(users["yangming"])._close(told.NEWS_RESULT)
