from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader, in_company_language
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date, format_list

from ...tools.regions import is_short_name


class CustomerAccessRequest(models.Model):
    """Request to see customers of others for a time and a purpose (REQ B-09).

    Seed S1 二(四)4: whoever must look at customer data for the work is let in by the person
    in charge, uses it within that purpose, and gives it back. The manager of whoever is
    responsible for the customers decides; access ends by itself on its last day.
    """

    _name = "customer.access.request"
    _inherit = ["customer.entry.mixin", "customer.confidential.mixin", "customer.approval.mixin"]
    _description = "Access Request"
    _order = "id desc"
    _entry_transitions = {"end": (("approved",), "ender")}

    name = fields.Char(string="Number", readonly=True, copy=False, default=False)
    purpose = fields.Text(required=True, help="What the data is needed for.")
    until = fields.Date(
        string="Needed Until",
        required=True,
        copy=False,
        tracking=True,
        default=lambda self: self.env.company._workday_add([self.env.company._workday_today()], 10)[
            0
        ],
    )
    customer_names = fields.Text(
        string="Customers",
        required=True,
        help="One a line: the full name, the customer code or the unified social credit code.",
    )
    line_ids = fields.One2many(
        "customer.access.request.line", "request_id", string="Found Customers", readonly=True
    )
    access_ids = fields.One2many("customer.access", "request_id", readonly=True)
    department_id = fields.Many2one(
        "hr.department", string="Deciding Department", readonly=True, copy=False, index=True
    )
    can_end = fields.Boolean(compute="_compute_can_end")

    @api.model
    def _selection_state(self):
        labels = dict(super()._selection_state())
        labels["approved"] = self.env._("Access Given")
        labels["ended"] = self.env._("Access Ended")
        return list(labels.items())

    @api.depends("name", "applicant_id.name")
    def _compute_display_name(self):
        for request in self:
            parts = (request.name, request.applicant_id.name)
            request.display_name = " ".join(part for part in parts if part)

    @api.depends("state", "applicant_id", "line_ids.owner_id", "department_id")
    @api.depends_context("uid")
    def _compute_can_end(self):
        for request in self:
            request.can_end = bool(request._origin) and not request._why_not("end")

    @api.constrains("until")
    def _check_until(self):
        for request in self:
            today = request.company_id._workday_today()
            longest = today + timedelta(days=request.company_id.customer_access_max_days)
            if not today <= request.until <= longest:
                raise ValidationError(
                    self.env._(
                        "Access can be asked for until %(longest)s at the latest, and not for the "
                        "past.",
                        longest=longest,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: users draw numbers without having any right on sequences
        sequence_sudo = self.env["ir.sequence"].sudo()
        vals_list = [
            {
                **{key: vals[key] for key in vals if key not in ("line_ids", "access_ids")},
                "name": sequence_sudo.next_by_code("customer.access.request"),
                "department_id": False,
            }
            for vals in vals_list
        ]
        requests = super().create(vals_list)
        requests._find_customers()
        return requests

    def write(self, vals):
        if not self.env.su and {"line_ids", "access_ids", "department_id", "name"} & set(vals):
            raise AccessError(
                self.env._("The customers of a request are found from the names that are typed.")
            )
        result = super().write(vals)
        if "customer_names" in vals:
            self._find_customers()
        return result

    def _find_customers(self):
        """Turn the typed names into customers; blind, the applicant may not read them.

        Found as the duplicate check finds them, by code or name however written, and by the
        short form of a name (冀渤矿业 for 河北冀渤矿业有限公司). Nobody learns names by typing
        a part of one.

        :raises UserError: naming the lines of which no customer or more than one is known
        """
        typed = [(request, name) for request in self for name in request._get_typed_names()]
        found = self._get_customers_called(typed)
        for request in self:
            names = request._get_typed_names()
            unknown = [name for name in names if len(found[request, name][0]) != 1]
            if unknown or not names:
                raise UserError(request._unknown_message(unknown, found))
            partners_sudo = self.env["res.partner"].sudo()  # those that were found, blindly
            partners_sudo = partners_sudo.union(*(found[request, name][0] for name in names))
            request_sudo = unsealed(request)
            request_sudo.line_ids.unlink()
            request_sudo.line_ids = [
                fields.Command.create({"partner_id": partner.id, "owner_id": partner.user_id.id})
                for partner in partners_sudo
            ]

    def _unknown_message(self, names, found):
        """Return what to say of names that are none's, or more than one's; whom to ask at most."""
        messages = [
            self.env._(
                "No customer is known by exactly this name or code: %(names)s. Type the "
                "full name, the customer code or the unified social credit code, one a "
                "line.",
                names=format_list(self.env, names),
            )
        ]
        near = {(name, one["partner_id"]): one for name in names for one in found[self, name][1]}
        sentences = self.env["res.partner"]._customer_duplicate_messages(list(near.values()))
        for (name, partner_id), duplicate in near.items():
            sentence = sentences[partner_id, duplicate["reason"]]
            messages.append(self.env._("%(name)s: %(text)s", name=name, text=sentence))
        return "\n".join(messages)

    def _get_typed_names(self):
        """Return the lines that were typed, each once."""
        names = [name.strip() for name in (self.customer_names or "").splitlines()]
        return list(dict.fromkeys(name for name in names if name))

    @api.model
    def _get_customers_called(self, typed):
        """Return ``{(request, name): (customers in sudo, near ones)}``.

        :param typed: pairs of a request and a name, customer code or credit code
        """
        # sudo: blind search, the applicant learns whom to ask and no more
        Partner_sudo = self.env["res.partner"].sudo()
        by_code = Partner_sudo.search([("ref", "in", list({name for _request, name in typed}))])
        duplicates = self.env["res.partner"]._customer_find_duplicates(
            [
                {"name": name, "vat": name, "company_id": request.company_id.id}
                for request, name in typed
            ]
        )
        found = {}
        for (request, name), ones in zip(typed, duplicates, strict=True):
            exact_sudo = by_code.filtered(
                lambda partner, request=request, name=name: (
                    partner.ref == name
                    and partner.company_id in (partner.company_id.browse(), request.company_id)
                )
            )
            wanted = {"code", "name"} | ({"similar"} if is_short_name(name) else set())
            surest = next((one["reason"] for one in ones if one["reason"] in wanted), None)
            exact_sudo |= Partner_sudo.browse(
                [one["partner_id"] for one in ones if one["reason"] == surest]
            )
            near = [one for one in ones if one["reason"] == "similar"]
            found[request, name] = (
                exact_sudo.filtered(
                    lambda partner: (
                        partner.active
                        and partner.customer_category
                        and partner == partner.commercial_partner_id
                    )
                ),
                self.env["res.partner"]._customer_managed_only(near),
            )
        return found

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------
    def _approval_key_fields(self):
        return super()._approval_key_fields() | {"purpose", "until", "customer_names"}

    def _approval_fact_fields(self):
        return ["purpose", "until", "customer_names"]

    def _approval_department(self):
        """The manager of the responsible person's department decides."""
        return self.department_id or super()._approval_department()

    def _check_can_submit(self):
        super()._check_can_submit()
        for request in self:
            request._check_until()
            request._find_customers()
            # sudo: who is responsible for a customer one may not read
            owners_sudo = request.sudo().line_ids.owner_id
            departments = owners_sudo.mapped(
                lambda owner, request=request: owner._employee_in(request.company_id).department_id
            )
            if len(departments) > 1:
                raise UserError(
                    self.env._(
                        "%(request)s: the customers belong to several departments "
                        "(%(departments)s). Ask in a request of its own for each department.",
                        request=request.display_name,
                        departments=format_list(self.env, departments.mapped("name")),
                    )
                )
            unsealed(request).department_id = departments

    def _on_approved(self):
        """Let the applicants in, until the last day asked for."""
        super()._on_approved()
        rows = unsealed(self.env["customer.access"]).create(
            [
                {
                    "partner_id": line.partner_id.id,
                    "user_id": request.applicant_id.id,
                    "reason": "grant",
                    "until": max(request.until, request.company_id._workday_today()),
                    "request_id": request.id,
                    "note": request.name,
                }
                for request in self
                for line in request.line_ids
            ]
        )
        rows._access_changed()
        for request in self:
            for owner, lines in request.line_ids.grouped("owner_id").items():
                request._tell_owner(owner, lines.partner_id)

    def _tell_owner(self, owner, customers):
        mine = for_reader(self, owner)
        mine.message_notify(
            partner_ids=owner.partner_id.ids,
            subject=mine.display_name,
            body=mine.env._(
                "%(user)s may read these customers of yours until %(until)s: %(customers)s",
                user=self.applicant_id.name,
                until=format_date(mine.env, self.until),
                customers=format_list(mine.env, customers.mapped("name")),
            ),
        )

    # ------------------------------------------------------------------
    # End
    # ------------------------------------------------------------------
    def _why_not_who(self, who):
        """Applicant, owner, manager of the department, and who sees all end the access."""
        user = self.env.user
        owners_sudo = self.sudo().line_ids.owner_id  # also where the lines are hidden
        if (
            user == self.applicant_id
            or user in owners_sudo
            or self.department_id in user.customer_department_ids
            or user.has_groups(
                "customer_base.group_customer_director,customer_base.group_customer_admin"
            )
        ):
            return False
        return self.env._(
            "Only the applicant, the responsible person or a manager ends %(request)s.",
            request=self.display_name,
        )

    def action_end(self):
        """Give the access back, or take it away, before its last day (seed S1 二(四)4).

        :raises UserError: no access runs, or it is not the user's to end
        """
        self._check_action("end")
        # sudo: the rows belong to others, the right was checked above
        kept = in_company_language(self, self.env.company)
        self.sudo().access_ids._end(kept.env._("ended by hand"))
        return True

    @api.private
    def _close_when_ended(self):
        """Close the requests of which nothing runs any more."""
        # sudo: called by whoever ended the last row, the cron among them
        over = self.sudo().filtered(
            lambda request: request.state == "approved" and not request.access_ids
        )
        if over:
            over._approval_set_state("ended")
