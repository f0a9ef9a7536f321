import re
import unicodedata

from odoo import fields, models

# Columns of the customer that a directory fills in. Whoever imports need not have the right to
# create contacts, so nothing else of the file reaches them.
PARTNER_COLUMNS = {
    "name",
    "vat",
    "phone",
    "email",
    "website",
    "street",
    "street2",
    "city",
    "zip",
    "state_id",
    "country_id",
    "industry_id",
}
# Headings of a directory (潜在客户名录), understood whatever languages are installed.
HEADINGS = {
    "source": ("来源", "客户来源", "线索来源", "來源", "source"),
    "source_note": ("来源说明", "來源說明", "sourcedetails"),
    "main_business": ("主营业务", "主营", "主營業務", "mainbusiness"),
    "scale": ("规模", "规模实力", "企业规模", "規模", "scale", "scaleandstrength"),
    "organization": ("组织架构", "組織架構", "organisation"),
    "needs": ("潜在需求", "需求", "潛在需求", "potentialneeds", "needs"),
    "contact_name": ("决策人", "关键决策人", "联系人", "決策人", "聯絡人", "contactperson"),
    "contact_function": ("职务", "职位", "職務", "position"),
    "contact_phone": ("联系人电话", "决策人电话", "聯絡人電話", "contactsphone"),
}
PARTNER_HEADINGS = {
    "name": (
        "客户名称",
        "公司名称",
        "企业名称",
        "单位名称",
        "客戶名稱",
        "公司名稱",
        "customername",
    ),
    "vat": ("统一社会信用代码", "信用代码", "統一社會信用代碼", "unifiedsocialcreditcode"),
    "phone": ("电话", "公司电话", "電話", "phone"),
    "email": ("邮箱", "电子邮箱", "郵箱", "email"),
    "website": ("网址", "网站", "網址", "website"),
    "street": ("地址", "公司地址", "address"),
    "city": ("城市", "city"),
    "state_id": ("省份", "省", "地区", "省市", "province"),
    "industry_id": ("行业", "所属行业", "行業", "industry"),
}
DEVELOPMENT_COLUMNS = ("source_note", "main_business", "scale", "organization", "needs")
PREFIX = "prospect:"
SIGNS = re.compile(r"[\W_]+")
# what people leave out of a province's name
KINDS = re.compile("(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市)$")


class CustomerProspectImport(models.TransientModel):
    """Import of a prospect directory (潜在客户名录): every good row is a registered prospect.

    REQ D-02, seeds S0 七 1, 2 and S2 4.2.1. Reading, duplicate check, chunks and the file of the
    rejected rows are those of the customer list; source, main business, scale, needs and decision
    maker go to the development that each row opens.
    """

    _name = "customer.prospect.import"
    _inherit = "customer.import"
    _description = "Import of Prospects"
    _import_job = "customer_development.ir_cron_customer_prospect_import"
    _import_inputs = frozenset(
        {"file", "file_name", "user_id", "keep_likely", "source_id", "source_note"}
    )

    # as on the customer list: labels in a list belong to the addon of the model
    state = fields.Selection([("draft", "File"), ("running", "Running"), ("done", "Result")])
    source_id = fields.Many2one(
        "customer.development.source", "Source", help="For rows that name no source."
    )
    source_note = fields.Char("Source Details", help="Which exhibition, which platform, ...")
    last_id = fields.Many2one(
        "customer.prospect.import",
        string="Last Import",
        readonly=True,
        default=lambda self: self.search(
            [("create_uid", "=", self.env.uid), ("state", "!=", "draft")], order="id desc", limit=1
        ),
    )
    created_ids = fields.Many2many(
        "res.partner", "customer_prospect_import_partner_rel", readonly=True
    )
    line_ids = fields.One2many("customer.prospect.import.line", "import_id", readonly=True)
    development_ids = fields.Many2many(
        "customer.development", string="Registered Prospects", readonly=True
    )

    def _set(self, vals):
        # sudo: what the import has made is its result, whoever answers for it
        super(CustomerProspectImport, self.sudo())._set(vals)

    # ------------------------------------------------------------------ reading
    def _check_may_import(self):
        """The wizard's own access list says who may; contacts are created for them."""

    def _matched_columns(self, headers, matches):
        """Return the path of each column: of the customer, of the prospect, or False."""
        known = {word: path for path, words in PARTNER_HEADINGS.items() for word in words}
        known |= {word: PREFIX + key for key, words in HEADINGS.items() for word in words}
        columns = []
        for header, path in zip(headers, super()._matched_columns(headers, matches), strict=True):
            own = known.get(self._bare_heading(header))
            columns.append(own or (path if path in PARTNER_COLUMNS else False))
        # of two columns for the same the first one counts
        return [
            column if column not in columns[:index] else False
            for index, column in enumerate(columns)
        ]

    def _bare_heading(self, header):
        return SIGNS.sub("", unicodedata.normalize("NFKC", str(header or ""))).lower()

    def _check_row(self, vals, cells):
        messages = super()._check_row(vals, cells)
        name = cells.get(f"{PREFIX}source")
        sources = self._sources()
        if name and self._bare_heading(name) not in sources:
            messages.append(
                self.env._(
                    "The source %(name)s is not known. Choose one of: %(sources)s.",
                    name=name,
                    sources=", ".join(source.name for source in set(sources.values())),
                )
            )
        elif not name and not self.source_id:
            messages.append(
                self.env._("The source is missing. Enter it, or choose one for all rows.")
            )
        region = cells.get("state_id")
        if region and self._region_key(region) not in self._regions():
            messages.append(self.env._("The province %(region)s is not known.", region=region))
        phone = cells.get(f"{PREFIX}contact_phone")
        if phone and not self._phone_is_plausible(phone):
            messages.append(
                self.env._("The contact's phone number %(phone)s cannot be right.", phone=phone)
            )
        return messages

    def _sources(self):
        """Return {name without signs: source}, in the reader's language and in English."""
        sources = self.env["customer.development.source"].search([])  # pylint: disable=no-search-all
        languages = {self.env.lang, "en_US", "zh_CN", "zh_TW"} & {
            code for code, _name in self.env["res.lang"].get_installed()
        }
        return {
            self._bare_heading(source.with_context(lang=lang).name): source
            for lang in languages
            for source in sources
        }

    def _region_key(self, name):
        return KINDS.sub("", self._bare_heading(name).removesuffix("cn"))

    def _regions(self):
        """Return {name of a Chinese province without its kind: id}, in Chinese and in English."""
        found = {}
        for lang in ("en_US", "zh_CN"):
            states = self.env["res.country.state"].with_context(lang=lang)
            for state in states.search([("country_id.code", "=", "CN")]):
                found[self._region_key(state.name)] = state.id
        return found

    # ------------------------------------------------------------------ loading
    def _load_rows(self, columns, rows, problems):
        """Register the prospects of these rows; return the ids of the customers created."""
        own = [index for index, column in enumerate(columns) if not column.startswith(PREFIX)]
        regions = self._regions()
        loaded = self.sudo()._load_partners(  # see PARTNER_COLUMNS
            ["state_id/.id" if columns[index] == "state_id" else columns[index] for index in own],
            {
                number: [
                    str(regions.get(self._region_key(row[index]), ""))
                    if columns[index] == "state_id"
                    else row[index]
                    for index in own
                ]
                for number, row in rows.items()
            },
            problems,
        )
        cells = {
            number: {
                column.removeprefix(PREFIX): cell
                for column, cell in zip(columns, rows[number], strict=True)
                if column.startswith(PREFIX) and cell
            }
            for number in loaded
        }
        self._make_people(loaded, cells)
        self._make_developments(loaded, cells)
        return list(loaded.values())

    def _complete_rows(self, columns, rows):
        """Fill in what the list leaves open: who answers for it, and that it is a prospect."""
        user_id = str((self.user_id or self.env.user).id)
        completed = {number: [*row, "potential", user_id, "1"] for number, row in rows.items()}
        return [*columns, "customer_category", "user_id/.id", "is_company"], completed

    def _make_people(self, loaded, cells):
        """Enter the decision makers as contacts of their companies (S2 4.3.2)."""
        # sudo: as the companies
        people_sudo = (
            self.env["res.partner"]
            .sudo()
            .create(
                [
                    {
                        "name": cells[number]["contact_name"],
                        "function": cells[number].get("contact_function"),
                        "phone": cells[number].get("contact_phone"),
                        "parent_id": partner_id,
                        "type": "contact",
                    }
                    for number, partner_id in loaded.items()
                    if cells[number].get("contact_name")
                ]
            )
        )
        # sudo: as the people themselves; who reports a company names whom to talk to there
        self.env["customer.contact"].sudo().create(
            [{"partner_id": person_sudo.id} for person_sudo in people_sudo]
        )

    def _make_developments(self, loaded, cells):
        sources = self._sources()
        # sudo: whoever reports a company that nobody has puts somebody in charge of it
        developments_sudo = (
            self.env["customer.development"]
            .sudo()
            .create(
                [
                    {
                        "company_id": self.company_id.id,
                        "partner_id": partner_id,
                        "user_id": (self.user_id or self.env.user).id,
                        "source_id": sources.get(
                            self._bare_heading(cells[number].get("source")), self.source_id
                        ).id,
                        "source_note": self.source_note,
                        **{
                            name: cells[number][name]
                            for name in DEVELOPMENT_COLUMNS
                            if cells[number].get(name)
                        },
                    }
                    for number, partner_id in loaded.items()
                ]
            )
        )
        self._set({"development_ids": [fields.Command.link(one.id) for one in developments_sudo]})

    # ------------------------------------------------------------------ result
    def action_open_prospects(self):
        """Open the prospects that were registered."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_development.customer_development_action"
        )
        return {**action, "domain": [("id", "in", self.development_ids.ids)], "context": {}}

    def action_pass_on(self):
        """Pass the imported prospects on to salespeople."""
        self.ensure_one()
        return self.development_ids.action_pass_on()
