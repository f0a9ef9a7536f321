from datetime import timedelta

from odoo import models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Command

from ..tables.visits import (
    FAILED,
    MARKET,
    PROMISES,
    RECEPTIONS,
    REMARKS,
    SCHEDULE,
    TRIPS,
    VISITS,
)

# What becomes of visits, in turn: mostly closed, a few in every other state.
ENDS = ("closed", "closed", "closed", "reported", "closed", "done", "closed", "approved")


class CustomerDemo(models.AbstractModel):
    """Three months of visits, receptions and trips, in every state (V-01 to V-09, V-20)."""

    _inherit = "customer.demo"

    def _make_visits(self, chance, users, customers):
        """Visits of the key account department and of East China to their larger customers."""
        own = [
            customer["partner"]
            for customer in customers[:16]
            if customer["partner"].user_id and customer["partner"].user_id.active
        ]
        # what is applied for today has begun for the company already
        self.env.company.customer_visit_two_people = False
        for number, back in enumerate(range(84, 0, -4)):
            self._make_past_visit(chance, users, own[number % len(own)], number, back)
        self._make_coming_visits(chance, users, own)
        self.env.company.customer_visit_two_people = True
        self._make_receptions(users, own)
        self._make_trips(users)
        self._make_requests(users, own)

    def _visit_values(self, chance, partner, number, day):
        aim = VISITS[number % len(VISITS)][0]
        start = self._moment(day, chance.randrange(0, 300, 30))
        return {
            "partner_id": partner.id,
            "kind": ("planned", "periodic", "adhoc", "joint")[number % 4],
            "purpose": aim,
            "date_start": start,
            "date_stop": start + timedelta(minutes=90),
            "contact_ids": [Command.link(partner.child_ids[:1].id)] if partner.child_ids else [],
        }

    def _decide_all(self, document, users):
        """Let whoever's turn it is agree, until nobody is asked any more."""
        for _step in range(6):
            # sudo: whose turn it is; each decides in person
            step_sudo = document.sudo().approval_id.current_step_id
            if document.sudo().state != "submitted" or not step_sudo:
                return
            approver = step_sudo._able_approvers()[:1]
            document.with_user(approver).action_approve("同意。")

    def _manager_of(self, document):
        # sudo: who leads the department
        return document.sudo().department_id.manager_id.user_id

    def _make_past_visit(self, chance, users, partner, number, back):
        day = self._workdays_back([self._days_ago(back)])[0]
        end = ENDS[number % len(ENDS)] if back > 8 else ("done", "reported")[number % 2]
        visit = self._as(partner.user_id, "customer.visit").create(
            self._visit_values(chance, partner, number, self._days_ago(-1))
        )
        visit.action_add_materials()
        visit.material_ids.is_ready = True
        visit.write({"discussed_on": day, "discussion": "重点介绍新机型，准备好报价区间。"})
        visit.action_submit()
        self._decide_all(visit, users)
        start = self._moment(day, 30 * (number % 8))
        # sudo: it took place earlier than the company of the demo has existed
        visit.sudo().with_context(tracking_disable=True).write(
            {"date": day, "date_start": start, "date_stop": start + timedelta(minutes=90)}
        )
        if end == "done":
            visit.action_begin()
        elif end != "approved":
            self._report_visit(chance, visit, number, day, end)

    def _report_visit(self, chance, visit, number, day, end):
        _aim, points, thinks, step = VISITS[number % len(VISITS)]
        values = {
            "result": ("reached", "partly")[number % 2],
            "key_points": points,
            "customer_view": thinks,
            "next_step": step,
            "satisfaction": chance.choice("345"),
        }
        if number % 7 == 5:
            aim, points, thinks = FAILED
            values |= {
                "result": "failed",
                "key_points": points,
                "customer_view": thinks,
                "cause_ids": [self.env.ref("key_account_visits.visit_cause_no_need").id],
                "failure_note": "对方设备更新计划推迟到明年。",
            }
        if number % 2:
            name, text = MARKET[number % len(MARKET)]
            values[name] = text
        if number % 3 == 0:
            values["promises"] = PROMISES[number % len(PROMISES)]
        visit.write(values)
        visit.action_report()
        if end == "closed":
            visit.with_user(self._manager_of(visit)).action_review_accept(
                *REMARKS[number % len(REMARKS)]
            )
        if number % 5:
            visit.follow_up_note = "电话回访：客户认可上次拜访的安排。"
            visit.action_follow_up()
        self._date_report(visit, day, end)

    def _date_report(self, record, day, end):
        """Date what the steps dated today."""
        company = self.env.company
        [reported, reviewed, heard] = company._workday_add([day] * 3, [1, 2, 4])
        today = self._today()
        values = {"reported_on": min(reported, today)}
        if end == "closed":
            values["reviewed_on"] = min(reviewed, today)
        if "follow_up_on" in record._fields and record.follow_up_on:
            values["follow_up_on"] = min(heard, today)
        unsealed(record).with_context(tracking_disable=True).write(values)

    def _make_coming_visits(self, chance, users, own):
        """What is planned: drafts, in approval, approved, one of them with money."""
        for number, (partner, ahead) in enumerate(zip(own, (1, 1, 2, 3, 5, 7, 9), strict=False)):
            day = self.env.company._workday_add([self._today()], ahead)[0]
            visit = self._as(partner.user_id, "customer.visit").create(
                {
                    **self._visit_values(chance, partner, number + 3, day),
                    "budget": (0, 1200, 0)[number % 3],
                }
            )
            if number % 4 != 3:
                visit.action_submit()
            if number % 4 == 1:
                self._decide_all(visit, users)

    # ------------------------------------------------------------------ receptions
    def _make_receptions(self, users, own):
        level = self.env.ref("key_account_visits.guest_level_leader")
        for number, (place, ahead, purpose, kind, end) in enumerate(RECEPTIONS):
            partner = own[place]
            day = self._workdays_back([self._days_ago(-ahead)])[0]
            start = self._moment(max(day, self._days_ago(-1)))
            reception = self._as(partner.user_id, "customer.reception").create(
                {
                    "partner_id": partner.id,
                    "purpose": purpose,
                    "kind": kind,
                    "level_id": level.id,
                    "date_start": start,
                    "date_stop": start + timedelta(hours=10),
                    "budget": 3000,
                    "extra_guests": number % 2,
                    "guest_ids": [
                        Command.create({"partner_id": person.id, "note": "不吃辣" if i else False})
                        for i, person in enumerate(partner.child_ids[:2])
                    ]
                    or [Command.create({"name": "客户总经理"})],
                    "host_ids": [users["zhouguodong"].id],
                    "slot_ids": self._schedule(users, partner, start),
                }
            )
            if end != "draft":
                self._take_reception(users, reception, day, end)

    def _schedule(self, users, partner, start):
        return [
            Command.create(
                {
                    "date_start": start + timedelta(hours=hours),
                    "kind": what,
                    "name": name,
                    "place": where,
                    "cost": cost,
                    "heads": 5 if cost else 0,
                    "host_ids": [(users["zhouguodong"] if what == "meal" else partner.user_id).id],
                }
            )
            for hours, what, name, where, cost in SCHEDULE
        ]

    def _take_reception(self, users, reception, day, end):
        reception.action_submit()
        self._decide_all(reception, users)
        if end == "approved":
            return
        start = self._moment(day)
        moved = reception.date_start - start
        # sudo: it took place earlier than the company of the demo has existed
        for slot_sudo in reception.sudo().slot_ids:
            slot_sudo.date_start -= moved
        reception.sudo().with_context(tracking_disable=True).write(
            {"date": day, "date_start": start, "date_stop": start + timedelta(hours=10)}
        )
        if end == "done":
            reception.action_begin()
            return
        reception.write(
            {
                "report": "按计划接站、洽谈、参观总装车间，晚餐由总经理陪同。",
                "results": "客户确认二期采购两台整机的意向。",
                "customer_view": "现场管理规范，希望加快样机试用。",
                "next_step": "安排样机试用",
                "satisfaction": "5",
            }
        )
        reception.action_report()
        reception.with_user(self._manager_of(reception)).action_review_accept(90, "安排周到。")
        self._date_report(reception, day, end)

    # ------------------------------------------------------------------ trips
    def _make_trips(self, users):
        for login, ahead, days, places, purpose, end in TRIPS:
            first = self._days_ago(-ahead)
            start = max(first, self._today() + timedelta(days=1)) if end != "draft" else first
            trip = self._as(users[login], "customer.trip").create(
                {
                    "purpose": purpose,
                    "date_from": start,
                    "date_to": start + timedelta(days=days - 1),
                    "budget": 1500 * days,
                    "advance": 1000 if end in ("closed", "travelling") else 0,
                    "stop_ids": [Command.create({"place": place}) for place in places],
                }
            )
            if end == "draft":
                continue
            trip.action_submit()
            if end == "submitted":
                continue
            self._decide_all(trip, users)
            # it began earlier than the company of the demo has existed
            unsealed(trip).with_context(tracking_disable=True).write(
                {"date_from": first, "date_to": first + timedelta(days=days - 1)}
            )
            self._travel(users, trip, first, end)

    def _travel(self, users, trip, first, end):
        if trip.advance:
            trip.with_user(users["hejing"]).action_pay_advance()
        stops = trip.stop_ids if end != "travelling" else trip.stop_ids[:1]
        arrivals = self._as(trip.user_id, "customer.trip.checkin").create(
            [{"trip_id": trip.id, "stop_id": stop.id} for stop in stops]
        )
        for number, arrival in enumerate(arrivals):
            moment = self._moment(first + timedelta(days=number), 45)
            arrival.sudo().moment = moment  # sudo: dated back like the trip itself
        if end == "travelling":
            return
        trip.write(
            {
                "report": "走访客户四家，核对采购计划和往来账。",
                "results": "一家确认整机采购意向，两家要求备件报价。",
                "problems": "竞品在当地设了服务点，建议增加驻点工程师。",
            }
        )
        trip.action_report()
        if end == "closed":
            trip.with_user(self._manager_of(trip)).action_review_accept(88, "成果具体。")
            trip.with_user(users["hejing"]).action_clear_advance()
        self._date_report(trip, trip.date_to, end)

    # ------------------------------------------------------------------ asking for more
    def _arrange_visit(self, request, users):
        """The manager plans the visit that was asked for, together with the director."""
        context = request.action_arrange()["context"]
        [day] = self.env.company._workday_add([self._today()], [12])
        self._as(request.env.user, "customer.visit").with_context(**context).create(
            {
                "date_start": self._moment(day),
                "date_stop": self._moment(day, 120),
                "participant_ids": [Command.link(users["zhaomingyuan"].id)],
            }
        )

    def _make_requests(self, users, own):
        visits = self.env["customer.visit"].search(
            [("state", "=", "closed"), ("partner_id", "in", [p.id for p in own])], limit=3
        )
        for visit, kind, reason in zip(
            visits,
            ("higher", "inspection", "event"),
            ("请营销总监出面商谈框架协议", "客户希望考察试验场", "邀请参加新品推介会"),
            strict=False,
        ):
            request = self._as(visit.user_id, "customer.visit.request").create(
                {
                    "partner_id": visit.partner_id.id,
                    "visit_id": visit.id,
                    "kind": kind,
                    "reason": reason,
                    "arranger_id": self._manager_of(visit).id,
                    "wanted_by": self._days_ago(-20),
                }
            )
            manager = request.with_user(self._manager_of(visit))
            if kind == "higher":
                self._arrange_visit(manager, users)
            if kind == "event":
                manager.answer = "推介会推迟到下季度，届时再邀请。"
                manager.action_decline()
        for number, visit in enumerate(visits[:2]):
            finding = self._as(visit.user_id, "customer.visit.finding").create(
                {
                    "partner_id": visit.partner_id.id,
                    "visit_id": visit.id,
                    "subject": ("试验场防护栏偏低", "装配区物料标识不清")[number],
                    "user_id": visit.user_id.id,
                    "date_due": self._days_ago(-5 if number else 3),
                }
            )
            if number:
                finding.solution = "已更换标识牌并拍照反馈。"
                finding.action_solve()
