from datetime import date

from odoo import models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Command

from ..tables.core import (
    AUTHORITIES,
    BANKS,
    MAIN_BUSINESS,
    NATURES,
    NEW_BUSINESS,
    NEW_STREET,
    REVIEWED_BUSINESS,
    SHAREHOLDERS,
    SIDE_BUSINESS,
    STANDINGS,
)

# By number of the customer, in the order of size.
FILED = 25
WAITING = (6, 7, 17, 18)
DRAFTS = range(19, 25)


class CustomerDemo(models.AbstractModel):
    """Customer files: archived, waiting for the manager, drafts; some changed since (REQ B-02)."""

    _inherit = "customer.demo"

    def _make_files(self, chance, users, partners):
        filed = partners[:FILED]
        self._make_bank_accounts(filed)
        File = self.env["customer.file"]
        ids = [
            File.with_user(partner.user_id).create(self._file_values(chance, number, partner)).id
            for number, partner in enumerate(filed)
        ]
        archived = File.browse(
            [ids[number] for number in range(FILED) if number not in (*WAITING, *DRAFTS)]
        )
        waiting = File.browse([ids[number] for number in WAITING])
        for user, own in (archived | waiting).grouped("user_id").items():
            own.with_user(user).action_submit()
        for department, own in archived.grouped("department_id").items():
            manager = department.manager_id.user_id
            own.with_user(manager).action_approve("资料齐全，同意归档。")
        self._date_files(archived, waiting)
        self._change_files(users, archived)

    def _make_bank_accounts(self, partners):
        """Most customers' accounts are known from their payments."""
        banks = self.env["res.bank"].create([{"name": name} for name in BANKS])
        self.env["res.partner.bank"].create(
            [
                {
                    "partner_id": partner.id,
                    "acc_number": f"6222020{1000000000 + 7919 * number}",
                    "bank_id": banks[number % len(banks)].id,
                }
                for number, partner in enumerate(partners)
                if number % 6 != 5
            ]
        )

    def _file_values(self, chance, number, partner):
        """Return what is known of a customer; of the later ones, less and less."""
        head, *_others = contacts = partner.child_ids
        kind = number % len(NATURES)
        values = {
            "partner_id": partner.id,
            "company_nature": NATURES[kind],
            "main_business": MAIN_BUSINESS[kind],
            "main_contact_id": head.id,
        }
        if number in DRAFTS and number % 2:
            return values
        values |= {
            "trade_standing": STANDINGS[kind],
            "established_on": date(1985 + chance.randint(0, 30), chance.randint(1, 12), 18),
            "supervising_authority": AUTHORITIES[kind],
            "side_business": SIDE_BUSINESS[kind],
            "fax": (partner.phone or "")[:-1] + "9",
        }
        if number % 4 == 3:
            return values
        year = self._today().year
        sales = chance.randrange(60, 900, 5) * 1000000
        boss = contacts.filtered(lambda person: person.function == "总经理")[:1] or head
        return values | {
            "legal_representative_id": boss.id,
            "head_id": boss.id,
            "registered_capital": chance.randrange(1000, 30000, 500) * 10000,
            "main_shareholders": SHAREHOLDERS[kind],
            "staff_chinese": chance.randrange(80, 1500, 10),
            "staff_foreign": 12 if NATURES[kind] == "joint_venture" else 0,
            "sales_ids": [
                Command.create({"year": year - back, "amount": round(sales * 0.93**back, -5)})
                for back in (1, 2, 3)
            ],
        }

    def _date_files(self, archived, waiting):
        """The oldest files first; those waiting were handed in during the last days."""
        spans = []
        for number, file in enumerate(archived):
            days = [170 - 8 * number, 168 - 8 * number, 166 - 8 * number]
            begun, submitted, decided = self._workdays_back([self._days_ago(day) for day in days])
            moment = self._date_round(file, submitted, decided)
            unsealed(file).write({"date": begun, "archived_on": moment})
            spans.append((file, self._moment(begun), moment))
        for number, file in enumerate(waiting):
            [submitted] = self._workdays_back([self._days_ago(1 + 2 * number)])
            self._date_round(file, submitted, submitted)
            unsealed(file).date = submitted
            spans.append((file, self._moment(submitted), self._moment(submitted, 5)))
        self._date_documents(spans)

    def _date_round(self, document, submitted, decided):
        """Date the only round of a document; return the moment at which it was decided."""
        approval = unsealed(document.approval_id)
        moment = self._moment(submitted, 5)
        for step in approval.step_ids.sorted("sequence"):
            moment = self._date_step(step, moment, decided)
        values = {"submitted_on": self._moment(submitted)}
        if approval.state != "running":
            values["ended_on"] = moment
        approval.write(values)
        self._date_events(approval)
        return moment

    def _change_files(self, users, archived):
        """Three customers have changed since: two changes are to be reviewed (REQ B-03)."""
        [known] = self._workdays_back([self._days_ago(2)])
        business, address, reviewed = archived[0], archived[1], archived[2]
        business.with_user(business.user_id).write(
            {"main_business": NEW_BUSINESS, "change_known_on": known}
        )
        address.partner_id.with_user(address.user_id).write(
            {"street": NEW_STREET, "customer_change_known_on": known}
        )
        reviewed.with_user(reviewed.user_id).main_business = REVIEWED_BUSINESS
        reviewed.with_user(users["chenlixin"]).action_reviewed()
