import base64
import io

from odoo import models
from odoo.addons.l10n_cn_fapiao.tools import fapiao_samples
from odoo.fields import Command
from PIL import Image, ImageDraw

APPLICANT = "l10n_cn_fapiao.group_fapiao_applicant"


class CustomerDemo(models.AbstractModel):
    """VAT invoices in every state, and files that wait to be read (D-14)."""

    _inherit = "customer.demo"

    def _make_fapiao(self, users):
        moves = self._fapiao_moves()
        titles = {
            partner: self._make_fapiao_title(users, partner, number)
            for number, partner in enumerate(moves.partner_id)
        }
        ready = [move for move in moves if titles[move.partner_id].state == "approved"]
        requests = [
            self._make_fapiao_request(users, titles[move.partner_id], move, number)
            for number, move in enumerate(ready[:6])
        ]
        issued = self._drop_fapiao(users, ready[:3] + ready[6:9])
        for request, move in zip(requests, ready[:3], strict=False):
            fapiao = issued.filtered(lambda one, m=move: one.allocation_ids.move_id == m)
            fapiao.request_id = request
        issued[:-1].action_confirm()
        self._make_fapiao_rest(users, issued, ready)
        self._make_fapiao_pickups(users, issued[:4])

    def _fapiao_moves(self):
        """Return the latest invoices of eight customers with a salesperson, amounts all apart."""
        found, amounts, partners = self.env["account.move"], set(), self.env["res.partner"]
        for move in self.env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("state", "=", "posted"),
             ("company_id", "=", self.env.company.id), ("invoice_user_id.active", "=", True)],
            order="invoice_date desc, id desc", limit=300,
        ):  # fmt: skip
            partner = move.partner_id
            known = partner in partners
            if partner != move.commercial_partner_id or not partner.vat:
                continue
            if move.amount_total in amounts or (not known and len(partners) >= 8):
                continue
            seller = partner.user_id
            if seller != move.invoice_user_id or not seller.has_group(APPLICANT):
                continue
            partners |= partner
            amounts.add(move.amount_total)
            found |= move
            if len(found) >= 24:
                break
        return found

    def _make_fapiao_title(self, users, partner, number):
        title = self._as(partner.user_id, "l10n_cn.fapiao.title").create(
            {
                "partner_id": partner.id,
                "name": partner.name,
                "vat": partner.vat,
                "taxpayer_kind": "general",
                "address": f"{partner.city or ''}{partner.street or '工业园区1号'}",
                "phone": partner.phone or "0512-6600 0001",
                "bank_name": "示范银行工业园区支行",
                "bank_account": f"6222 0000 {number + 1:04}",
                "proof": base64.b64encode(fapiao_samples.pdf(fapiao_samples.invoice())),
                "proof_name": "一般纳税人证明.pdf",
            }
        )
        # the last ones are not through yet
        if number == 7:
            return title
        title.action_submit()
        if number < 5:
            title.with_user(users["hejing"]).action_approve()
        elif number == 5:
            title.with_user(users["hejing"]).action_reject("银行账号与开户许可证不一致，请核对。")
        return title

    def _make_fapiao_request(self, users, title, move, number):
        request = self._as(title.partner_id.user_id, "l10n_cn.fapiao.request").create(
            {
                "partner_id": title.partner_id.id,
                "title_id": title.id,
                "move_ids": [Command.set(move.ids)],
                "note": "客户要求本月开票。",
            }
        )
        request.action_fill_lines()
        if number == 5:
            return request
        request.action_submit()
        if number == 4:
            return request
        # sudo: whose turn it is
        manager = request.approval_id.sudo().current_step_id.approver_ids[:1]
        request.with_user(manager).action_approve()
        request.with_user(users["hejing"]).action_approve()
        return request

    def _fapiao_texts(self, move, number, **changes):
        """Return the texts of the invoice that was issued for an invoice of the ERP."""
        company, partner = move.company_id, move.partner_id
        day = move.invoice_date
        return fapiao_samples.invoice(
            number=f"{day:%y}13020000{number:010}",
            date=str(day),
            net=f"{move.amount_untaxed_signed:.2f}",
            tax=f"{move.amount_total_signed - move.amount_untaxed_signed:.2f}",
            gross=f"{move.amount_total_signed:.2f}",
            seller_vat=company.vat,
            seller_name=company.name,
            buyer_vat=partner.vat,
            buyer_name=partner.name,
            remark=move.invoice_origin or "",
            **changes,
        )

    def _upload_fapiao(self, users, files):
        Attachment = self._as(users["hejing"], "ir.attachment")
        uploaded = Attachment.create(
            [
                {"name": name, "raw": content, "res_model": "l10n_cn.fapiao.drop"}
                for name, content in files.items()
            ]
        )
        return self._as(users["hejing"], "l10n_cn.fapiao.drop").create(
            {"attachment_ids": [Command.set(uploaded.ids)]}
        )

    def _drop_fapiao(self, users, moves):
        """Return what finance read from files of these invoices, and a few that are none."""
        made = (fapiao_samples.xml, fapiao_samples.ofd, fapiao_samples.pdf)
        texts = [self._fapiao_texts(move, number + 1) for number, move in enumerate(moves)]
        files = {
            f"dzfp_{one['number']}.{('xml', 'ofd', 'pdf')[index % 3]}": made[index % 3](one)
            for index, one in enumerate(texts)
        }
        files["只有版面的发票.ofd"] = fapiao_samples.ofd(texts[0], "drawing")
        files["下载中断.xml"] = fapiao_samples.xml(texts[1])[:600]
        drop = self._upload_fapiao(users, files)
        drop.action_read()
        return drop.line_ids.fapiao_id.sorted("number")

    def _make_fapiao_rest(self, users, issued, ready):
        """A red one, a void one, one that nothing fits, and files that wait to be read."""
        blue = issued.filtered(lambda one: one.allocation_ids and not one.request_id)[0]
        red = self._fapiao_texts(blue.allocation_ids.move_id, 90)
        red.update({key: f"-{red[key]}" for key in ("net", "tax", "gross")})
        red["red_of"] = blue.number
        lone = self._fapiao_texts(ready[-1], 91)
        lone.update(net="88.50", tax="11.50", gross="100.00", remark="")
        drop = self._upload_fapiao(
            users, {"红字.xml": fapiao_samples.xml(red), "样品费.xml": fapiao_samples.xml(lone)}
        )
        drop.action_read()
        wrong = self._as(users["huanglihua"], "l10n_cn.fapiao").create(
            {
                "kind": "paper_special",
                "code": "1300261130",
                "number": "04567812",
                "date": self._days_ago(12),
                "net": 1000,
                "tax": 130,
                "gross": 1130,
                "partner_id": ready[0].partner_id.id,
                "remark": "打印错行，作废重开。",
            }
        )
        wrong.action_void()
        texts = [self._fapiao_texts(move, 200 + number) for number, move in enumerate(ready[10:14])]
        packed = {
            f"{one['number']}.{end}": make(one)
            for one in texts
            for end, make in (("xml", fapiao_samples.xml), ("pdf", fapiao_samples.pdf))
        }
        self._upload_fapiao(users, {"税务平台下载.zip": fapiao_samples.zipped(packed)})

    def _make_fapiao_pickups(self, users, fapiaos):
        for number, (partner, own) in enumerate(fapiaos.grouped("partner_id").items()):
            pickup = self._as(users["hejing"], "l10n_cn.fapiao.pickup").create(
                {
                    "partner_id": partner.id,
                    "collector_id": partner.user_id.id,
                    "fapiao_ids": [Command.set(own.ids)],
                }
            )
            if number == 0:
                pickup.with_user(partner.user_id).signature = self._fapiao_signature()

    def _fapiao_signature(self):
        """Return a picture that looks like a signature."""
        image = Image.new("RGBA", (300, 90))
        points = [(10 + 7 * step, 45 + (step * 37 % 61 - 30)) for step in range(40)]
        ImageDraw.Draw(image).line(points, fill=(20, 30, 90, 255), width=3, joint="curve")
        held = io.BytesIO()
        image.save(held, "PNG")
        return base64.b64encode(held.getvalue())
