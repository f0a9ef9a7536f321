from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal, pager
from odoo.exceptions import UserError, ValidationError
from odoo.http import request
from odoo.tools import consteq

from ..models.complaint.terms import REMEDIES

URL = "/my/complaints"


class ComplaintPortal(CustomerPortal):
    # Customers see, enter and answer their complaints (REQ C-01). Customers have no right on the
    # models: every page asks ``_find`` first, and shows what ``_portal_*`` returns.

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            # sudo: how many of the own commercial entity
            complaints_sudo = request.env["customer.complaint"].sudo()
            values["complaint_count"] = complaints_sudo.search_count(
                complaints_sudo._portal_domain(request.env.user.partner_id)
            )
        return values

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _find(self, complaint_id, access_token=None):
        """Return (complaint as superuser, who acts), both empty where it is not theirs.

        A link of one of our mails opens the one complaint without a login, as everywhere on the
        portal; who acts is then whom it was sent to.
        """
        complaints = request.env["customer.complaint"]
        partner = request.env.user.partner_id
        if not request.env.user._is_public():
            complaint_sudo = complaints._portal_find(complaint_id, partner)
            if complaint_sudo:
                return complaint_sudo, partner
        # sudo: the token is compared before anything is shown
        complaint_sudo = complaints.sudo().browse(complaint_id).exists()
        token = complaint_sudo.access_token
        if access_token and token and consteq(token, access_token):
            return complaint_sudo, complaint_sudo.contact_id or complaint_sudo.partner_id
        return complaints.sudo(), partner  # sudo: empty, nothing is shown

    def _not_found(self):
        """Say the same whether there is no such complaint or it is somebody else's."""
        return request.not_found() if request.env.user._is_public() else request.redirect(URL)

    def _files(self):
        """Return the files of a form as [(name, content)]."""
        return [
            (file.filename, file.read())
            for file in request.httprequest.files.getlist("files")
            if file.filename
        ]

    def _page(self, complaint_sudo, access_token=None, error=None, entry=None):
        values = self._prepare_portal_layout_values() | {
            "page_name": "complaint",
            "complaint": complaint_sudo,
            "messages": complaint_sudo._portal_messages(),
            "access_token": access_token,
            "error": error,
            "entry": entry or {},
        }
        return request.render("customer_complaints.portal_complaint", values)

    def _act(self, complaint_id, access_token, step):
        """Take a step of the customer and show the page again, with what was wrong if it was.

        :param step: called with the complaint as superuser and who acts
        """
        complaint_sudo, partner = self._find(complaint_id, access_token)
        if not complaint_sudo:
            return self._not_found()
        try:
            with request.env.cr.savepoint():
                step(complaint_sudo, partner)
        except (UserError, ValidationError) as error:
            request.env.clear()
            entry = {"text": request.params.get("text")}
            return self._page(complaint_sudo, access_token, error=error.args[0], entry=entry)
        query = f"?access_token={access_token}" if access_token else ""
        return request.redirect(f"{URL}/{complaint_id}{query}")

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------
    @http.route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_complaints(self, page=1, **_kwargs):
        """List the complaints of the own commercial entity."""
        # sudo: of the own commercial entity, by the domain
        complaints_sudo = request.env["customer.complaint"].sudo()
        domain = complaints_sudo._portal_domain(request.env.user.partner_id)
        pages = pager(
            url=URL,
            total=complaints_sudo.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        values = self._prepare_portal_layout_values() | {
            "page_name": "complaint",
            "complaints": complaints_sudo.search(
                domain, limit=self._items_per_page, offset=pages["offset"]
            ),
            "pager": pages,
            "default_url": URL,
        }
        return request.render("customer_complaints.portal_my_complaints", values)

    @http.route(f"{URL}/new", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_new_complaint(self, **post):
        """Show the form of a new complaint, and enter it."""
        complaints = request.env["customer.complaint"]
        partner = request.env.user.partner_id
        error = None
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    complaint_sudo = complaints._portal_create(
                        partner, self._entry(post), self._files()
                    )
                return request.redirect(f"{URL}/{complaint_sudo.id}")
            except (UserError, ValidationError) as refusal:
                request.env.clear()
                error = refusal.args[0]
        labels = dict(complaints._fields["remedy"]._description_selection(request.env))
        values = self._prepare_portal_layout_values() | {
            "page_name": "complaint_new",
            "order_lines": complaints._portal_order_lines(partner),
            "remedies": [(value, labels[value]) for value, _label in REMEDIES],
            "error": error,
            "entry": post,
        }
        return request.render("customer_complaints.portal_new_complaint", values)

    def _entry(self, post):
        """Return what was entered; quantities of lines by their id.

        :raises UserError: a quantity that is no number
        """
        quantities = {}
        for name, value in post.items():
            number = name.removeprefix("line_")
            if number == name or not number.isdecimal() or not (value or "").strip():
                continue
            try:
                quantity = float(value)
            except ValueError:
                quantity = -1.0
            if not 0 <= quantity < 1e12:
                raise UserError(request.env._("“%(value)s” is no quantity.", value=value[:40]))
            quantities[int(number)] = quantity
        return {
            "subject": post.get("subject"),
            "text": post.get("text"),
            "remedy": post.get("remedy"),
            "quantities": quantities,
        }

    @http.route(f"{URL}/<int:complaint_id>", type="http", auth="public", website=True)
    def portal_complaint_page(self, complaint_id, access_token=None, **_kwargs):
        """Show one complaint, as far as it is the customer's to see."""
        complaint_sudo, _partner = self._find(complaint_id, access_token)
        if not complaint_sudo:
            return self._not_found()
        return self._page(complaint_sudo, access_token)

    @http.route(
        f"{URL}/<int:complaint_id>/file/<int:file_id>", type="http", auth="public", website=True
    )
    def portal_complaint_file(self, complaint_id, file_id, access_token=None, **_kwargs):
        """Send a file of the conversation, always to be saved: nothing of it runs here."""
        complaint_sudo, _partner = self._find(complaint_id, access_token)
        file_sudo = complaint_sudo and complaint_sudo._portal_files().filtered(
            lambda file: file.id == file_id
        )
        if not file_sudo:
            return request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(file_sudo)
        return stream.get_response(as_attachment=True)

    # ------------------------------------------------------------------
    # What customers do
    # ------------------------------------------------------------------
    @http.route(
        f"{URL}/<int:complaint_id>/answer",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_complaint_answer(self, complaint_id, access_token=None, text="", **_kwargs):
        """Answer, with or without files."""
        return self._act(
            complaint_id,
            access_token,
            lambda complaint, partner: complaint._portal_answer(partner, text, self._files()),
        )

    @http.route(
        f"{URL}/<int:complaint_id>/solution",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_complaint_solution(
        self, complaint_id, access_token=None, text="", agree="", **_kwargs
    ):
        """Agree to the solution, or say why not."""

        def step(complaint, partner):
            if agree == "yes":
                complaint._portal_agree(partner, text)
            else:
                complaint._portal_refuse(partner, text)

        return self._act(complaint_id, access_token, step)

    @http.route(
        f"{URL}/<int:complaint_id>/result",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_complaint_result(
        self, complaint_id, access_token=None, text="", satisfied="", **_kwargs
    ):
        """Confirm that it is done, or say what is not."""
        return self._act(
            complaint_id,
            access_token,
            lambda complaint, partner: complaint._portal_rate(partner, satisfied == "yes", text),
        )
