from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import plain, unsealed

from .customer_file_requirement import PARTNER_CANDIDATES

# Fields whose change is important (seed S3 四.4), of the customer itself and of its contacts.
CUSTOMER_FIELDS = {
    "name": "company",
    "street": "company",
    "street2": "company",
    "city": "company",
    "state_id": "company",
    "country_id": "company",
    "zip": "company",
    "vat": "company",
    "industry_id": "business",
    "phone": "contact",
    "email": "contact",
}
PERSON_FIELDS = ("name", "function", "phone", "email", "active")
# What a file or its record of changes stands on.
WATCHED_FIELDS = {
    *CUSTOMER_FIELDS,
    *PERSON_FIELDS,
    *PARTNER_CANDIDATES.values(),
    "parent_id",
}
# Change lines stay for good, a person's number does not have to.
MASKED = {"phone", "email"}


def mask(text):
    """Return a number or address with all but its last four characters hidden."""
    return f"***{text[-4:]}" if len(text) > 4 else "***" * bool(text)


class ResPartner(models.Model):
    # The customer's file, and important changes of what it shows (REQ B-02, B-03, B-05).

    _inherit = "res.partner"

    customer_file_ids = fields.One2many(
        "customer.file",
        "commercial_partner_id",
        string="Customer Files",
        groups="customer_base.group_customer_user",
    )
    customer_contact_card_ids = fields.One2many(
        "customer.contact",
        "partner_id",
        string="Own Buying Role",
        groups="customer_base.group_customer_user",
    )
    customer_file_state = fields.Char(
        compute="_compute_customer_file_state", groups="customer_base.group_customer_user"
    )
    customer_file_archived = fields.Boolean(
        compute="_compute_customer_file_archived", groups="customer_base.group_customer_user"
    )
    customer_change_known_on = fields.Date(
        string="Change Known On",
        compute="_compute_customer_change_known_on",
        readonly=False,
        groups="customer_base.group_customer_user",
        help="When you learned of what you are changing now; today if left empty.",
    )

    def _compute_customer_change_known_on(self):
        self.customer_change_known_on = False

    @api.depends("customer_file_ids.state", "customer_file_ids.completeness")
    @api.depends_context("lang", "uid")
    def _compute_customer_file_state(self):
        """State and completeness of the file, for the smart button and the fields it opens."""
        files = self.env["customer.file"].search([("commercial_partner_id", "in", self.ids)])
        labels = dict(files._fields["state"]._description_selection(self.env))
        texts = {
            file.commercial_partner_id.id: f"{labels[file.state]} {file.completeness:.0f}%"
            for file in files
        }
        for partner in self:
            partner.customer_file_state = texts.get(partner._origin.id) or self.env._("None yet")

    @api.depends("customer_file_ids.state")
    def _compute_customer_file_archived(self):
        # sudo: whether a file stands is no secret of who may read the customer
        files_sudo = (
            self.env["customer.file"]
            .sudo()
            .search_fetch(
                [("commercial_partner_id", "in", self._origin.ids), ("state", "=", "archived")],
                ["commercial_partner_id"],
            )
        )
        archived = files_sudo.mapped("commercial_partner_id.id")
        for partner in self:
            partner.customer_file_archived = partner._origin.id in archived

    def action_open_customer_file(self):
        """Open the customer's file; without one, begin a draft.

        :raises AccessError: there is none and the user may not write one
        """
        self.ensure_one()
        self.check_access("read")
        customer = self.commercial_partner_id
        File = self.env["customer.file"]
        file = File.search([("commercial_partner_id", "=", customer.id)], limit=1)
        file = file or File.create({"partner_id": customer.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.file",
            "res_id": file.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------------
    # Important changes
    # ------------------------------------------------------------------
    def _customer_record_people(self):
        """New people of a customer are a change of its file."""
        people = self.filtered(lambda partner: partner.parent_id and not partner.is_company)
        people._customer_record_moves({})

    def _customer_known_on(self, vals):
        """Return (self, values): since when a change is known goes into the context.

        A date the writer states, as on the form: no guard depends on it.
        """
        if "customer_change_known_on" not in vals:
            return self, vals
        vals = dict(vals)
        known_on = fields.Date.to_date(vals.pop("customer_change_known_on"))
        return self.with_context(customer_known_on=fields.Date.to_string(known_on)), vals

    def _customer_follow_file(self, vals):
        """What an archived file shows is recorded when it changes."""
        names = vals.keys() & WATCHED_FIELDS
        if not names:
            return None
        every = self._customer_files()
        files = self._customer_archived(every)
        before = self._customer_file_values(files, names)
        known = {
            partner.id: files[partner.commercial_partner_id.id]
            for partner in self.sudo()  # before the rights are checked
            if partner.commercial_partner_id.id in files
        }

        def follow():
            every._partner_changed(every, names)
            self._customer_record_values(known, before)
            if "parent_id" in vals:
                self._customer_record_moves(known)
                self.env["customer.contact"]._leave_hierarchy(self)

        return follow

    def unlink(self):
        files = self._customer_archived_files()
        people_sudo = self.sudo().filtered("parent_id")  # names for the record
        lines = [
            self._customer_person_line(files[person.commercial_partner_id.id], person.name, "")
            for person in people_sudo
            if person.commercial_partner_id.id in files
        ]
        result = super().unlink()
        self._customer_record_lines(lines)
        return result

    def _customer_files(self):
        """Return the files of these customers, by one search where one of them is managed.

        Only customers have files: nothing is looked for when an ERP's other contacts change.
        """
        # sudo: the record is kept whoever changes the partner
        files_sudo = self.env["customer.file"].sudo()
        entities = self.sudo().commercial_partner_id.filtered("customer_category")
        if not entities:
            return files_sudo
        return files_sudo.search_fetch(
            [("commercial_partner_id", "in", entities.ids)], ["state", "commercial_partner_id"]
        )

    def _customer_archived_files(self):
        """Return {customer id: its archived file}, by one search at most."""
        return self._customer_archived(self._customer_files())

    @api.model
    def _customer_archived(self, files):
        return {file.commercial_partner_id.id: file for file in files if file.state == "archived"}

    def _customer_file_values(self, files, names):
        """Return {partner: {field: text}} of the important fields of customers with a file."""
        if not files:
            return {}
        text = self.env["customer.file"]._change_text
        values = {}
        for partner_sudo in self.sudo():  # as above
            if partner_sudo.commercial_partner_id.id not in files:
                continue
            is_customer = partner_sudo == partner_sudo.commercial_partner_id
            important = CUSTOMER_FIELDS if is_customer else PERSON_FIELDS
            values[partner_sudo] = {
                name: text(partner_sudo, name) for name in important if name in names
            }
        return values

    def _customer_record_values(self, files, before):
        """Keep what differs from ``before``.

        :param files: {partner id: archived file of its customer}
        :param before: {partner: {field: text}}
        """
        text = self.env["customer.file"]._change_text
        lines = []
        for partner_sudo, values in before.items():
            file = files[partner_sudo.id]
            is_customer = partner_sudo == file.partner_id
            for name, old in values.items():
                new = text(partner_sudo, name)
                if new == old:
                    continue
                label = self._fields[name]._description_string(self.env)
                if not is_customer:
                    label = f"{partner_sudo.name}: {label}"
                    if name in MASKED:
                        old, new = mask(old), mask(new)
                lines.append(
                    {
                        "file_id": file.id,
                        "part": CUSTOMER_FIELDS[name] if is_customer else "contact",
                        "what": label,
                        "old_value": old,
                        "new_value": new,
                    }
                )
        self._customer_record_lines(lines)

    def _customer_record_moves(self, before):
        """Keep contacts that came to or left a customer with an archived file.

        :param before: {partner id: file of the customer it belonged to}, empty for new ones
        """
        after = self._customer_archived_files()
        lines = []
        for person_sudo in self.sudo():  # for the record, whoever moves the contact
            if person_sudo.is_company:
                continue
            old = before.get(person_sudo.id)
            new = after.get(person_sudo.commercial_partner_id.id)
            if old == new:
                continue
            if new:
                lines.append(self._customer_person_line(new, "", person_sudo.name))
            if old:
                lines.append(self._customer_person_line(old, person_sudo.name, ""))
        self._customer_record_lines(lines)

    @api.model
    def _customer_record_lines(self, lines):
        if lines:
            Change = self.env["customer.file.change"]
            Change._record(lines, self.env["customer.file"]._change_known_date())

    @api.model
    def _customer_person_line(self, file, old, new):
        return {
            "file_id": file.id,
            "part": "contact",
            "what": self.env._("Contact person"),
            "old_value": old,
            "new_value": new,
        }

    # ------------------------------------------------------------------
    # Merge
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _customer_merge_files(self, sources, target):
        """Keep one file when other customers are merged into this one (REQ B-02, B-14).

        The target's values stay, empty ones are filled from the others, their changes and
        annual sales move over. The other files stay as they were approved, inactive. Called
        before Odoo moves the foreign keys; the caller has checked the right to merge.

        :param sources: partners that disappear
        :param target: the partner that remains
        """
        files = unsealed(plain(self.env["customer.file"]))
        found = files.search([("commercial_partner_id", "in", (target | sources).ids)])
        if not found:
            return
        kept = found.filtered(lambda file: file.commercial_partner_id == target)
        # without a file of its own, the customer keeps the archived one, else the oldest
        kept = kept or found.sorted(lambda file: (file.state != "archived", file.id))[0]
        for source in found - kept:
            kept._take_over(source)
