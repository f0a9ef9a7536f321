import email.policy
import re
from email.message import EmailMessage
from unittest.mock import patch

from odoo.addons.customer_base.tests.common import CustomerCommon
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

ADDRESS = "tousu@service.example.com"


class IntakeCommon(CustomerCommon):
    """A company with an address for complaints, and a customer with a person who writes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create(
            {
                "name": "service.example.com",
                "bounce_alias": "bounce",
                "catchall_alias": "catchall",
                "company_ids": [(4, cls.company.id)],
            }
        )
        cls.company.customer_complaint_alias_name = "tousu"
        cls.service = cls.users_by_role["service"]
        cls.customer.email = "office@hongyuan.example.com"
        cls.person = cls.Partner.create(
            {
                "name": "王镕",
                "parent_id": cls.customer.id,
                "email": "wang@hongyuan.example.com",
                "lang": "zh_CN"
                if "zh_CN" in dict(cls.env["res.lang"].get_installed())
                else "en_US",
            }
        )
        cls.Complaint = cls.env["customer.complaint"].with_company(cls.company)
        cls.Intake = cls.env["customer.complaint.intake"].with_company(cls.company)

    def _mail(self, sender="wang@hongyuan.example.com", message_id="<1@x>", text="漏油", **headers):
        """Return an ordinary mail to the address for complaints."""
        message = EmailMessage(policy=email.policy.SMTP)
        message["From"] = sender
        message["To"] = headers.pop("to", ADDRESS)
        message["Subject"] = headers.pop("subject", "机器漏油")
        message["Message-ID"] = message_id
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return message

    def _process(self, message):
        """Let the gateway read a mail; return what came of it in each model."""
        before = self.Complaint.search([]), self.Intake.search([])
        raw = message if isinstance(message, bytes) else message.as_bytes()
        with patch.object(
            type(self.env["ir.mail_server"]), "send_email", lambda *args, **kwargs: "<sent@x>"
        ):
            # as the job that fetches mail: no company of its own
            root = self.env.ref("base.user_root")
            gateway = self.env["mail.thread"].with_context({}).with_user(root).sudo()
            gateway.message_process("", raw)
        return self.Complaint.search([]) - before[0], self.Intake.search([]) - before[1]

    def _sent(self):
        return self.env["mail.mail"].sudo().search([], order="id")

    @classmethod
    def _register(cls, **values):
        return cls.Complaint.create(
            {
                "partner_id": cls.customer.id,
                "contact_id": cls.person.id,
                "subject": "机器漏油",
                "user_id": cls.service.id,
                "company_id": cls.company.id,
                **values,
            }
        )


SECRETS = {
    "contact_note": "SECRET-contact",
    "return_visit_note": "SECRET-return",
    "cause_note": "SECRET-cause",
    "why_1": "SECRET-why1",
    "why_5": "SECRET-why5",
    "closing_reason": "SECRET-closing",
    "cost": 98765.43,
}


class PortalCase(IntakeCommon, HttpCase):
    """Two customers with a login each, a colleague of the first, and a complaint of the first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._make_portal("portal_wang", cls.person)
        cls.colleague_person = cls.Partner.create(
            {"name": "李喆", "parent_id": cls.customer.id, "email": "li@hongyuan.example.com"}
        )
        cls.colleague = cls._make_portal("portal_li", cls.colleague_person)
        cls.rival_customer = cls.Partner.create(
            {"name": "苏州竞争公司", "is_company": True, "email": "r@rival.example.com"}
        )
        cls.rival_person = cls.Partner.create(
            {"name": "赵对手", "parent_id": cls.rival_customer.id, "email": "z@rival.example.com"}
        )
        cls.rival = cls._make_portal("portal_rival", cls.rival_person)
        cls.product = cls.env["product.product"].create({"name": "减速机 JS-5", "type": "service"})
        cls.order = cls._order(cls.customer, 5)
        cls.rival_order = cls._order(cls.rival_customer, 3)
        cls._plant_secrets()

    @classmethod
    def _plant_secrets(cls):
        """Make a complaint with whatever is internal in it, and one public answer."""
        cls.complaint = cls._register(subject="减速机异响", description="SECRET-description")
        cls.complaint.write(SECRETS)
        cls.third_person = cls.Partner.create({"name": "检测员孙", "email": "lab@lab.example.com"})
        cls.complaint.message_post(
            body="SECRET-note", subtype_xmlid="mail.mt_note", author_id=cls.service.partner_id.id
        )
        cls.complaint.message_post(
            body="我们已联系贵司",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=cls.service.partner_id.id,
        )
        cls.complaint.message_post(
            body="SECRET-third",
            subtype_xmlid="mail.mt_comment",
            message_type="email",
            author_id=cls.third_person.id,
        )
        cls.internal_file = cls.env["ir.attachment"].create(
            {
                "name": "SECRET-report.pdf",
                "raw": b"SECRET-bytes",
                "res_model": "customer.complaint",
                "res_id": cls.complaint.id,
            }
        )
        cls.complaint.evidence_ids |= cls.internal_file

    @classmethod
    def _make_portal(cls, login, partner):
        return new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            name=partner.name,
            email=partner.email,
            lang="en_US",  # the pages say what the tests look for
        )

    @classmethod
    def _order(cls, customer, quantity):
        order = (
            cls.env["sale.order"]
            .with_company(cls.company)
            .create(
                {
                    "partner_id": customer.id,
                    "company_id": cls.company.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "product_uom_qty": quantity,
                                "tax_ids": False,
                            }
                        )
                    ],
                }
            )
        )
        order.state = "sale"
        return order

    def _login(self, user):
        self.authenticate(user.login, user.login)

    def _page(self, path, expect=200):
        response = self.url_open(path)
        self.assertEqual(response.status_code, expect)
        return response.text

    def _send(self, path, files=None, page=None, **data):
        """Post a form as the browser does, with the token of the page it stands on."""
        html = self.url_open(page or "/my/complaints/new").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
        data["csrf_token"] = token[1] if token else ""
        return self.url_open(path, data=data, files=files, allow_redirects=True)

    def _url(self, step="", complaint=None):
        return f"/my/complaints/{(complaint or self.complaint).id}{step}"

    def _offer(self):
        """Bring the complaint to the solution offered."""
        department = self._make_department("Quality", self.users_by_role["manager"])
        mine = self.complaint.with_user(self.service)
        mine.action_contact("打过电话")
        mine.action_assign(department.id)
        self.complaint.solution = "<p>更换轴承</p>"
        self.complaint.action_propose()

    def _execute(self):
        self._offer()
        self.complaint.action_agree("王镕同意")
        self.complaint.action_execute()
