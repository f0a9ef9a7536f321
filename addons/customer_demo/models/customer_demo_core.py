from odoo import models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Command
from odoo.tools import SQL

from ..tables.core import (
    ACCESS_REQUESTS,
    ACCOUNT_TEAMS,
    CONSENT_WAYS,
    DECLINED,
    GRADES,
    PERSONAL,
    POOLED,
    PROSPECT,
    PURPOSE,
    REFERRALS,
    SUPERIORS,
)


class CustomerDemo(models.AbstractModel):
    """What is known of the customers, who may see them, and how they change hands."""

    _inherit = "customer.demo"

    def _make_core(self, chance, users, customers, stories):
        """Fill the customer core.

        :param customers: dicts of ``_make_customers``
        :param stories: the developments, told
        """
        partners = self.env["res.partner"].union(*(c["partner"] for c in customers))
        self._date_back_customers(chance, partners, stories)
        self._grade_customers(users, partners)
        self._form_account_teams(users, partners)
        self._make_hierarchies(partners)
        self._make_personal_data(chance, users, partners)
        self._make_files(chance, users, partners)
        self._make_interactions(chance, users, customers, stories)
        self._make_upkeep(chance, users, partners)
        self._make_referrals(users, partners)
        self._make_access_requests(users, partners)
        self._make_protections(users, stories)

    # ------------------------------------------------------------------ dating
    def _date_rows(self, table, values, *columns):
        """Write moments straight into the database, which the ERP dates today.

        :param values: {id: moment}
        """
        if not values:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s AS row SET %s FROM (VALUES %s) AS dated (id, moment)"
                " WHERE dated.id = row.id",
                SQL.identifier(table),
                SQL(", ").join(SQL("%s = dated.moment", SQL.identifier(name)) for name in columns),
                SQL(", ").join(SQL("(%s, %s)", *row) for row in values.items()),
            )
        )
        self.env.invalidate_all()

    def _last_message_id(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT MAX(id) FROM mail_message")
        return self.env.cr.fetchone()[0] or 0

    def _date_notes(self, after_id, moments):
        """Date the chatter of customers written since ``after_id``.

        :param moments: {partner: moment}
        """
        ids = [partner.id for partner in moments]
        messages = self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "in", ids), ("id", ">", after_id)]
        )
        by_id = {partner.id: moment for partner, moment in moments.items()}
        dates = {message.id: by_id[message.res_id] for message in messages}
        self._date_rows("mail_message", dates, "date", "create_date")

    def _date_back_customers(self, chance, partners, stories):
        """Customers have been managed since they were entered, not since today."""
        created = {
            story.development.partner_id.id: self._moment(self._days_ago(story.days))
            for story in stories
        }
        # Who has never ordered was entered some months ago.
        for partner in partners.filtered(lambda p: p.customer_category != "closed"):
            created[partner.id] = self._moment(self._days_ago(chance.randint(70, 200)))
        self._date_rows("res_partner", created, "create_date")
        ids = tuple(partners.ids) + tuple(created)
        self.env.cr.execute(
            SQL("UPDATE res_partner SET customer_managed_on = create_date WHERE id IN %s", ids)
        )
        self.env.cr.execute(
            SQL(
                "UPDATE customer_access access SET date_from = partner.customer_managed_on"
                "  FROM res_partner partner"
                " WHERE partner.id = access.partner_id AND access.reason = 'owner'"
                "   AND partner.id IN %s",
                ids,
            )
        )
        self.env.invalidate_all()
        self.env["res.partner"].browse(ids)._customer_contact_refresh()

    # ------------------------------------------------------------------ grades and teams
    def _grade_customers(self, users, partners):
        """Two customers in three have a grade, given by hand with a reason (REQ G-01)."""
        for number, (code, places, login, reason) in enumerate(GRADES):
            graded = self.env["res.partner"].union(*(partners[place] for place in places))
            mark = self._last_message_id()
            known = self.env["customer.grade.change"].search([], order="id desc", limit=1).id or 0
            # before grading was introduced, when the button still set grades at once
            graded.with_user(users[login])._customer_set_grade(
                self.env.ref(f"customer_base.customer_grade_{code}"), reason
            )
            [day] = self._workdays_back([self._days_ago(150 - 9 * number)])
            moment = self._moment(day, 60)
            changes = self.env["customer.grade.change"].search([("id", ">", known)])
            self._date_rows(
                "customer_grade_change", dict.fromkeys(changes.ids, moment), "date", "create_date"
            )
            self._date_notes(mark, dict.fromkeys(graded, moment))

    def _form_account_teams(self, users, partners):
        """The responsible people name who works with them on key accounts (REQ B-13)."""
        rows = self.env["customer.access"]
        for place, members in ACCOUNT_TEAMS.items():
            partner = partners[place]
            rows |= rows.with_user(partner.user_id).create(
                [
                    {
                        "partner_id": partner.id,
                        "user_id": users[login].id,
                        "role_id": self.env.ref(f"customer_base.customer_access_role_{role}").id,
                        "note": duties,
                    }
                    for login, role, duties in members
                ]
            )
        self._date_rows(
            "customer_access",
            {row.id: self._days_ago(90 - number) for number, row in enumerate(rows)},
            "date_from",
        )

    # ------------------------------------------------------------------ contact persons
    def _make_hierarchies(self, partners):
        """Say who reports to whom at the customers, as the responsible people know."""
        contacts = self.env["customer.contact"].search(
            [("commercial_partner_id", "in", partners.ids)]
        )
        for customer, people in contacts.grouped("commercial_partner_id").items():
            by_job = {person.function: person for person in people}
            for person in people:
                if superior := by_job.get(SUPERIORS.get(person.function)):
                    person.with_user(customer.user_id).reports_to_id = superior

    def _make_personal_data(self, chance, users, partners):
        """The market department keeps personal data of some contacts, with consent (REQ B-08)."""
        for number, row in enumerate(PERSONAL):
            education, hobbies, family, kind, year, month, day, leap = row
            contact = self.env["customer.contact"].search(
                [("commercial_partner_id", "=", partners[number].id)], limit=1
            )
            if number == 0:
                soon = self._days_ago(-5)  # somebody has a birthday this week
                month, day = soon.month, soon.day
            contact.with_user(users["zhengjie"]).write(
                {
                    "education": education,
                    "hobbies": hobbies,
                    "family": family,
                    "birthday_kind": kind,
                    "birth_year": year,
                    "birth_month": month,
                    "birth_day": day,
                    "birth_leap": leap,
                    "personal_purpose": PURPOSE,
                    "consent_date": self._days_ago(chance.randint(20, 300)),
                    "consent_way": CONSENT_WAYS[number % len(CONSENT_WAYS)],
                    # one is to be renewed soon
                    "retention_until": self._days_ago(-20 if number == 4 else -700),
                }
            )

    # ------------------------------------------------------------------ referrals
    def _make_referrals(self, users, partners):
        """Colleagues pass opportunities on: sent, accepted, won, declined (REQ B-15)."""
        for sender, receiver, place, subject, product, amount, state, days in REFERRALS:
            values = {"partner_id": partners[place].id} if place is not None else {}
            referral = self._as(users[sender], "customer.referral").create(
                {
                    "name": subject,
                    "to_user_id": users[receiver].id,
                    "product": product,
                    "expected_amount": amount,
                    **(values or {"prospect_name": PROSPECT}),
                }
            )
            self._answer_referral(referral.with_user(users[receiver]), state)
            self._date_referral(unsealed(referral), days)

    def _answer_referral(self, referral, state):
        if state in ("accepted", "won"):
            referral.action_accept()
        if state == "won":
            referral.action_win()
        if state == "declined":
            referral.env["customer.referral.result"].create(
                {"referral_id": referral.id, "action": "decline", "reason": DECLINED}
            ).action_confirm()

    def _date_referral(self, referral, days):
        sent, answered = self._workdays_back([self._days_ago(days), self._days_ago(days - 2)])
        [due] = referral.company_id._workday_add([sent], referral.company_id.customer_referral_days)
        values = {"answer_due": due}
        if referral.answered_on:
            values["answered_on"] = self._moment(max(sent, answered), 200)
        if referral.closed_on:
            values["closed_on"] = self._moment(self._days_ago(days // 3), 200)
        referral.write(values)
        referral.activity_ids.date_deadline = due
        end = values.get("closed_on") or values.get("answered_on") or self._moment(sent, 30)
        self._date_documents([(referral, self._moment(sent), end)])

    # ------------------------------------------------------------------ access on request
    def _make_access_requests(self, users, partners):
        """One request waits for the manager, one has let its applicant in (REQ B-09)."""
        for applicant, place, purpose, manager, days in ACCESS_REQUESTS:
            request = self._as(users[applicant], "customer.access.request").create(
                {
                    "customer_names": partners[place].name,
                    "purpose": purpose,
                    "until": self._days_ago(-14),
                }
            )
            request.action_submit()
            if manager:
                request.with_user(users[manager]).action_approve("同意，限查阅。")
            [day] = self._workdays_back([self._days_ago(days)])
            end = self._date_round(request, day, day)
            grants = unsealed(request).access_ids
            self._date_rows("customer_access", dict.fromkeys(grants.ids, day), "date_from")
            self._date_documents([(request, self._moment(day), end)])

    # ------------------------------------------------------------------ protection and pool
    def _make_protections(self, users, stories):
        """Switch protection and pool on; three customers are in the pool, some are near it."""
        company = self.env.company
        company.write(
            {
                "customer_contact_reminder": True,
                "customer_review_active": True,
                "customer_change_reminder": True,
                "customer_verification_active": True,
                "customer_protection": True,
                "customer_pool": True,
                "customer_setup_done": True,
            }
        )
        owned = self.env["res.partner"].search(
            [
                ("customer_category", "!=", False),
                ("user_id", "!=", False),
                ("is_company", "=", True),
                ("parent_id", "=", False),
            ]
        )
        self.env["customer.protection"]._sync(owned)
        protections = unsealed(self.env["customer.protection"]).search(
            [("company_id", "=", company.id)]
        )
        for protection in protections:
            since = protection.partner_id.customer_managed_on
            [until] = company._workday_add([since], company.customer_protection_days)
            protection.write({"registered_on": since, "protected_until": until})
        running = protections.filtered(lambda row: row.state == "running")
        running._renew()
        self._fill_pool(users, stories)
        running = running.filtered(lambda row: row.state == "running")
        # Whose clock has run out all the same got an extension from the manager.
        over = running.filtered(lambda row: row.protected_until < self._today())
        for number, row in enumerate(over):
            [until] = company._workday_add([self._today()], 2 + number % 12)
            row.protected_until = until
        self._remind(running)

    def _remind(self, records):
        """Remind people of what is due as the nightly job does, which commits; a demo does not."""
        people = records.user_id._who_may_read(records._name)
        due = records._reminder_due(records._reminder_limits(), people)
        records.flush_model()
        if told := records._mark_reminded(due):
            records._refresh_reminders(self.env["res.users"].browse(set(told)))

    def _fill_pool(self, users, stories):
        """Prospects that were given up go to the pool: by hand, or because time is over."""
        mark, entries = self._last_message_id(), self.env["customer.pool.entry"]
        partners = {story.name: story.development.partner_id for story in stories}
        for name, (login, reason) in POOLED.items():
            partner = partners[name]
            if login:
                self._as(users[login], "customer.pool.wizard").create(
                    {
                        "kind": "release",
                        "partner_ids": [Command.set(partner.ids)],
                        "reason": reason,
                    }
                ).action_confirm()
            else:
                rows = unsealed(self.env["customer.protection"]).search(
                    [("partner_id", "=", partner.id), ("state", "=", "running")]
                )
                [over] = self.env.company._workday_add([self._today()], -6)
                rows.protected_until = min(rows.protected_until, over)
                rows._fall_when_over()
            entries |= entries.search([("partner_id", "=", partner.id)])
        for number, entry in enumerate(entries):
            [day] = self._workdays_back([self._days_ago(3 + 2 * number)])
            unsealed(entry).entered_on = day
        moments = {entry.partner_id: self._moment(entry.entered_on, 90) for entry in entries}
        self._date_notes(mark, moments)
        self._date_documents(
            [(entry, moments[entry.partner_id], moments[entry.partner_id]) for entry in entries]
        )
        fallen = unsealed(self.env["customer.protection"]).search(
            [("partner_id", "in", entries.partner_id.ids), ("state", "=", "fallen")]
        )
        entered = {entry.partner_id: entry.entered_on for entry in entries}
        for row in fallen:
            row.ended_on = entered[row.partner_id]
