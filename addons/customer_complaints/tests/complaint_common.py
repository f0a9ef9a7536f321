from contextlib import contextmanager
from datetime import datetime

import pytz
from odoo.addons.customer_base.tests.common import CustomerCommon
from odoo.tests import freeze_time

# Tuesday 2026-03-10, 10:00 in Shanghai; no holiday in the weeks around it.
NOW = "2026-03-10 02:00:00"
SHANGHAI = pytz.timezone("Asia/Shanghai")


def utc(text, zone="Asia/Shanghai"):
    """Return a local time as stored."""
    local = pytz.timezone(zone).localize(datetime.fromisoformat(text))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def at(text, zone="Asia/Shanghai"):
    """Return the clock at a local time, for ``with``."""
    return freeze_time(utc(text, zone))


@freeze_time(NOW)
class ComplaintCommon(CustomerCommon):
    """A sales and a quality department; the company works 8–12 and 13–17, Monday to Friday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("manager", "director", "service", "admin", "clerk", "finance"):
            setattr(cls, role, cls.users_by_role[role])
        cls.stranger = cls._make_user("complaint_stranger", "salesperson", name="Stranger")
        cls.sales = cls._make_department("Sales", cls.manager, cls.salesperson)
        cls.quality_head = cls._plain_user("complaint_quality_head")
        cls.engineer = cls._plain_user("complaint_engineer")
        cls.colleague = cls._plain_user("complaint_colleague")
        cls.quality = cls._make_department(
            "Quality", cls.quality_head, cls.engineer | cls.colleague
        )
        cls.category = cls.env["customer.complaint.category"].create(
            {"name": "Test Quality", "department_id": cls.quality.id}
        )
        cls.customer.customer_category = "closed"
        cls.other_customer = cls.Partner.create(
            {
                "name": "苏州其他公司",
                "is_company": True,
                "customer_category": "closed",
                "user_id": cls.stranger.id,
            }
        )
        cls.product = cls.env["product.product"].create({"name": "轴承", "type": "service"})
        cls.Limit = cls.env["customer.complaint.limit"]
        cls.Limit.search([]).active = False
        for kind, number in (("contact", 1), ("solution", 3), ("execution", 5)):
            cls._limit(kind, number)
        cls._limit("return_visit", 5)
        cls._set_hours(cls.company)

    @classmethod
    def _plain_user(cls, login):
        """Return an employee without a role in customer management."""
        user = cls._make_user(login, "salesperson", name=login)
        user.group_ids = [(6, 0, cls.env.ref("base.group_user").ids)]
        return user

    @classmethod
    def _set_hours(cls, company, weekdays=range(5), zone="Asia/Shanghai"):
        company.resource_calendar_id.write(
            {
                "tz": zone,
                "attendance_ids": [(5, 0, 0)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": f"{day} {hour}",
                            "dayofweek": str(day),
                            "hour_from": hour,
                            "hour_to": hour + 4,
                            "day_period": "morning" if hour < 12 else "afternoon",
                        },
                    )
                    for day in weekdays
                    for hour in (8, 13)
                ],
            }
        )

    @classmethod
    def _limit(cls, kind, number, unit="workday", **values):
        return cls.env["customer.complaint.limit"].create(
            {
                "kind": kind,
                "number": number,
                "unit": unit,
                "company_id": cls.company.id,
                **values,
            }
        )

    def _complaint(self, user=None, **values):
        """Return a complaint registered now, as its author sees it."""
        return (
            self.env["customer.complaint"]
            .with_user(user or self.service)
            .with_company(self.company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "subject": "轴承异响",
                    "category_id": self.category.id,
                    **values,
                }
            )
        )

    def _clock(self, complaint, kind="contact"):
        """Return the last clock of a kind."""
        return complaint.sudo().clock_ids.filtered(lambda clock: clock.kind == kind)[-1:]

    def _to(self, complaint, state):
        """Take a complaint to a state by its buttons, as customer service."""
        own = complaint.with_user(self.service)
        steps = {
            "contacted": lambda: own.action_contact("电话联系，客户要求换货"),
            "assigned": lambda: own.action_assign(self.quality.id, self.engineer.id),
            "solution": lambda: self._solve(complaint),
            "agreed": lambda: own.action_agree("王经理电话同意"),
            "executed": lambda: own.action_execute(),
            "visited": lambda: own.action_visit("yes", "满意"),
            "closed": lambda: own.action_close(),
        }
        for name, step in steps.items():
            step()
            if name == state:
                break
        return complaint

    def _solve(self, complaint):
        own = complaint.with_user(self.engineer)
        own.solution = "<p>免费更换 10 套</p>"
        own.action_propose()

    def _order(self, customer=None, quantity=10, product=None, company=None):
        order = (
            self.env["sale.order"]
            .with_company(company or self.company)
            .create(
                {
                    "partner_id": (customer or self.customer).id,
                    "company_id": (company or self.company).id,
                    "order_line": [
                        (
                            0,
                            0,
                            {
                                "product_id": (product or self.product).id,
                                "product_uom_qty": quantity,
                                "price_unit": 100,
                            },
                        )
                    ],
                }
            )
        )
        order.action_confirm()
        return order

    @contextmanager
    def _refused(self, error, pattern):
        """Assert a refusal by its words, with nothing left of what was tried."""
        with self.assertRaisesRegex(error, pattern), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()

    def _flush_redate(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
