from odoo import Command

from .key_common import KeyCommon


class GroupCommon(KeyCommon):
    """A group of three customers: two of the salesperson, one of a colleague elsewhere.

    Its parent company and one subsidiary are the salesperson's (department of ``manager``), the
    other subsidiary is the colleague's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.customer
        cls.mine = cls._customer("唐山冀渤机械有限公司", cls.salesperson)
        cls.hidden = cls.other_customer
        Type = cls.env["customer.key.account.type"]
        Type.search([]).write({"active": False})  # the shipped ones would be measured as well
        cls.kind = Type.create(
            {"name": "Group", "code": "G1", "kind": "group", "threshold": 1000, "months": 12}
        )
        cls.Group = cls.env["customer.group"]
        cls.Member = cls.env["customer.group.member"]
        cls.Figure = cls.env["customer.key.account.figure"]
        cls.group = cls._group("冀渤集团", cls.head, cls.mine, cls.hidden)

    @classmethod
    def _group(cls, name, *partners, user=None):
        groups = cls.env["customer.group"]
        if user:
            groups = groups.with_user(user).with_context(allowed_company_ids=cls.company.ids)
        return groups.create(
            {
                "name": name,
                "member_ids": [Command.create({"partner_id": partner.id}) for partner in partners],
            }
        )

    def _member(self, partner):
        return self.Member.search([("partner_id", "=", partner.id)])

    def _refresh(self, day="2026-07-15"):
        with self._day(day):
            self._as(self.marketing, self.kind).action_refresh()

    def _sums(self):
        return {
            figure.partner_id: figure.amount
            for figure in self.Figure.sudo().search([("type_id", "=", self.kind.id)])
        }

    def _merge(self, sources, target):
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            (sources | target).ids, target
        )
        self.env.invalidate_all()
