from datetime import date, timedelta

from odoo import models
from odoo.addons.customer_approval.tools.seal import unsealed

SENT = (("新产品样本", "express", "已收到，转设备部研究。"), ("行业分析简报", "email", ""))


class CustomerDemo(models.AbstractModel):
    """Customer care: festivals, events with guests, letters to many, materials (V-12, V-13)."""

    _inherit = "customer.demo"

    def _make_care(self, users, customers):
        own = [c["partner"] for c in customers[:10] if c["partner"].user_id.active]
        self._make_care_tasks(users, own)
        event = self._make_event(users, own)
        self._make_sending(users, event)
        self._make_materials(own)
        self._make_days(users, own)

    def _make_care_tasks(self, users, own):
        """Greetings for the last National Day, done and not, and for the New Year to come."""
        today = self._today()
        last = date(today.year - ((today.month, today.day) < (10, 1)), 10, 1)
        coming = date(today.year + 1, 1, 1)
        tasks = [(last, partner) for partner in own[:5]] + [(coming, p) for p in own[:7]]
        for number, (day, partner) in enumerate(tasks):
            festival = "national" if day == last else "new_year"
            task = self._as(partner.user_id, "customer.care.task").create(
                {
                    "partner_id": partner.id,
                    "occasion_id": self.env.ref(f"key_account_visits.care_occasion_{festival}").id,
                    "day": day,
                    "way": ("call", "visit", "wechat")[number % 3],
                }
            )
            if day == coming:
                continue
            if number == 3:
                task.action_skip("客户停产检修，节后补。")
                continue
            task.note = "致电慰问，客户表示感谢。"
            task.cost = 120 if number % 2 else 0
            task.done_on = self._workdays_back([day - timedelta(days=1)])[0]
            task.action_done()

    def _make_event(self, users, own):
        """A get-together that was held, an appreciation event and a launch that are coming."""
        made = self.env["customer.care.event"]
        self._make_held_event(users, own)
        for number, (title, ahead) in enumerate((("大客户答谢会", 20), ("新品推介会", 40))):
            event = self._as(users["sunqian"], "customer.care.event").create(
                {
                    "title": title,
                    "kind": ("thanks", "launch")[number],
                    "date": self._moment(self._days_ago(-ahead)),
                    "place": "唐山宾馆",
                    "aim": "感谢大客户一年来的支持，介绍明年新产品。",
                    "budget": 20000 if number else 12000,
                }
            )
            guests = self._as(users["sunqian"], "customer.care.event.guest")
            for place, partner in enumerate(p for p in own if p.user_id == users["sunqian"]):
                guests.create(
                    {
                        "event_id": event.id,
                        "partner_id": partner.id,
                        "person_id": partner.child_ids[:1].id,
                        "answer": ("yes", "maybe", "no")[place % 3],
                        "invited_on": False if number else self._days_ago(1),
                    }
                )
            event.action_submit()
            if not number:
                self._decide_all(event, users)
            made |= event
        return made

    def _make_held_event(self, users, own):
        """It took place a month ago: who came, what it cost, what follows."""
        day = self._days_ago(32)
        event = self._as(users["yangming"], "customer.care.event").create(
            {
                "title": "秋季客户联谊会",
                "kind": "social",
                "date": self._moment(day),
                "place": "公司招待所",
                "aim": "增进与客户技术人员的联系，听取使用意见。",
                "budget": 8000,
            }
        )
        event.action_submit()
        self._decide_all(event, users)
        event.action_hold()
        mine = [p for p in own if p.user_id == users["yangming"]]
        self._as(users["yangming"], "customer.care.event.guest").create(
            [
                {
                    "event_id": event.id,
                    "partner_id": partner.id,
                    "person_id": partner.child_ids[:1].id,
                    "invited_on": day - timedelta(days=10),
                    "answer": "no" if place == 2 else "yes",
                    "came": place != 2,
                    "follow_up": "" if place else "寄送试验报告",
                    "follow_up_on": False if place else self._days_ago(-2),
                }
                for place, partner in enumerate(mine)
            ]
        )
        event.cost = 7360
        event.summary = "到场客户对新机型的能耗数据感兴趣，两家希望安排试机。"
        event.action_close()
        dates = {"held_on": day, "closed_on": self._days_ago(30)}
        unsealed(event).with_context(tracking_disable=True).write(dates)

    def _make_sending(self, users, event):
        """A list of who is told what, by the matrix."""
        content = self.env.ref("key_account_visits.communication_content_business")
        channel = self.env.ref("key_account_visits.communication_channel_phone")
        sending = self._as(users["zhengjie"], "customer.communication.sending").create(
            {
                "name": "年度产品简报",
                "content_id": content.id,
                "channel_id": channel.id,
                "event_id": event[:1].id,
            }
        )
        sending.action_fill()

    def _make_materials(self, own):
        for number, partner in enumerate(own[:4]):
            what, way, said = SENT[number % len(SENT)]
            self._as(partner.user_id, "customer.material.sending").create(
                {
                    "partner_id": partner.id,
                    "person_id": partner.child_ids[:1].id,
                    "date": self._days_ago(6),
                    "what": what,
                    "way": way,
                    "tracking_number": f"SF10{number}2345678" if way == "express" else False,
                    "follow_up_on": self._days_ago(2 - number),
                    "follow_up": said,
                    "follow_up_done": bool(said),
                }
            )

    def _make_days(self, users, own):
        """A company's own day, and somebody who wants no letters."""
        self._as(own[0].user_id, "customer.anniversary").create(
            {
                "name": "建厂纪念日",
                "partner_id": own[0].id,
                "calendar": "solar",
                "year": 1998,
                "month": 6,
                "day": 18,
            }
        )
        person = next(partner.child_ids[0] for partner in own if partner.child_ids)
        self._as(users["zhengjie"], "customer.communication.optout").create(
            {"person_id": person.id, "note": "请勿发送广告邮件"}
        )
