import base64
import io
import re
import unicodedata
from collections import defaultdict

import xlsxwriter
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list
from odoo.tools.misc import clean_context

from ..tools.workbook import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    UnusableList,
    check_list,
    check_size,
)

LIKELY = ("organisation", "name", "similar", "phone")
OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": "",
    "encoding": "",
    "date_format": "",
    "datetime_format": "",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
}
CHINA = {"", "CN", "CHINA", "中国", "中國", "中华人民共和国", "中華人民共和國"}
# Words of Chinese lists, understood whatever languages are installed.
WORDS = {
    "customer_category": {
        "潜在": "potential",
        "潛在": "potential",
        "意向": "interested",
        "成交": "closed",
    },
    "is_key_account": {"是": "1", "√": "1", "重点": "1", "重點": "1", "否": "0", "×": "0"},
}
PHONE_SEPARATORS = re.compile(r"[/,;、]")
EXTENSION = re.compile(r"(转|轉|分机|分機|ext\.?|x|#).*$", re.IGNORECASE)


class CustomerImport(models.TransientModel):
    """Import of a customer list that keeps the good rows and names each bad one.

    Odoo's own import takes all rows or none. This wizard reads the file and matches the headings
    with Odoo's own importer, sorts out the rows that are wrong (no name, broken code or phone,
    customer known or doubled in the file) and loads the rest; a row that still fails is named with
    Odoo's own message.

    Lists too large to be read are refused at once. The first chunk of rows is imported while the
    user waits, a job goes on with the others. A list is seen by whoever imports it alone, and
    what it finds of customers one may not read is on record like an export.
    """

    _name = "customer.import"
    _description = "Customer Import"
    _transient_max_hours = 24.0

    # what a user says of an import; all else the system finds out
    _import_inputs = frozenset({"file", "file_name", "category", "user_id", "keep_likely"})
    # the job that goes on with long lists
    _import_job = "customer_base.ir_cron_customer_import"

    file = fields.Binary(string="File", help="Excel or CSV, headings in the first row.")
    file_name = fields.Char()
    category = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]._fields["customer_category"]._description_selection(self.env)
        ),
        string="Customer Category",
        required=True,
        default="potential",
        help="For rows that name no category.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="For rows that name nobody.",
    )
    keep_likely = fields.Boolean(
        string="Import Likely Duplicates Too",
        help="Rows with the name, phone number or organisation code of another customer are "
        "imported as well. The same unified social credit code is always refused.",
    )
    state = fields.Selection(
        [("draft", "File"), ("running", "Running"), ("done", "Result")],
        string="Status",
        default="draft",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, required=True, readonly=True
    )
    # headings, field paths and rows of the file: {"headers", "columns", "rows": {number: cells}}
    content = fields.Json(readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    done_count = fields.Integer(string="Done", readonly=True)
    last_id = fields.Many2one(
        "customer.import",
        string="Last Import",
        readonly=True,
        default=lambda self: self.search(
            [("create_uid", "=", self.env.uid), ("state", "!=", "draft")], order="id desc", limit=1
        ),
    )
    created_count = fields.Integer(string="Imported", readonly=True)
    rejected_count = fields.Integer(string="Not Imported", readonly=True)
    created_ids = fields.Many2many("res.partner", string="Imported Customers", readonly=True)
    line_ids = fields.One2many("customer.import.line", "import_id", readonly=True)
    rejected_file = fields.Binary(string="Rejected Rows", readonly=True)
    rejected_file_name = fields.Char(compute="_compute_rejected_file_name")

    @api.model_create_multi
    def create(self, vals_list):
        # nor by the context: what is to be imported is read from the file
        own = self.with_context(clean_context(self.env.context))
        return super(CustomerImport, own).create(
            [{name: vals[name] for name in self._import_inputs & vals.keys()} for vals in vals_list]
        )

    def write(self, vals):
        return super().write({name: vals[name] for name in self._import_inputs & vals.keys()})

    def _compute_rejected_file_name(self):
        self.rejected_file_name = self.env._("Rejected Rows") + ".xlsx"

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_import(self):
        """Import the file and show what became of it.

        :raises UserError: for no file, an unreadable file, or one without a column of names
        """
        self.ensure_one()
        self._check_may_import()
        if self.state != "draft":
            raise UserError(
                self.env._("%(file)s is being imported already.", file=self.file_name or "")
            )
        headers, columns, rows = self._read_rows()
        self._set(
            {
                "state": "running",
                "row_count": len(rows),
                "content": {"headers": headers, "columns": columns, "rows": rows},
            }
        )
        self._import_chunk()
        if self.state == "running":
            # sudo: who imports customers need not have a right on jobs
            self.env.ref(self._import_job).sudo()._trigger()
        return self.action_show()

    def _check_may_import(self):
        """:raises AccessError: the user may not create customers"""
        self.env["res.partner"].check_access("create")

    def action_show(self):
        """Open this import as it stands now."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Import"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_show_last(self):
        """Open the import before this one: a long list goes on when its dialog is closed."""
        return self.last_id.action_show()

    def action_open_customers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_base.res_partner_action_customers"
        )
        action["domain"] = [("id", "in", self.created_ids.ids)]
        return action

    def _set(self, vals):
        """Write what the system has found out."""
        super().write(vals)

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------
    def _read_rows(self):
        """Return headings, field paths by column (False: not imported) and rows by number."""
        if not self.file:
            raise UserError(self.env._("Choose the file with the customers first."))
        content = base64.b64decode(self.file)
        self._check_limits(check_list, content)
        # never stored: Odoo keeps what is imported for everybody to read
        reader = self.env["base_import.import"].new(
            {"res_model": "res.partner", "file": content, "file_name": self.file_name}
        )
        options = dict(OPTIONS)
        preview = reader.parse_preview(options)
        if preview.get("error"):
            raise UserError(
                self.env._("The file cannot be read: %(error)s", error=preview["error"])
            )
        matches = preview["matches"] or {}
        _length, lines = reader._read_file(preview["options"])
        headers = lines[0]
        self._check_limits(check_size, len(lines), len(headers))
        columns = self._matched_columns(headers, matches)
        if "name" not in columns:
            raise UserError(
                self.env._(
                    "No column with the name of the customer was found. The first row of the "
                    "file must hold the headings, one of them “Name”."
                )
            )
        indices = [index for index, column in enumerate(columns) if column]
        paths = [columns[index] for index in indices]
        parsed = reader._parse_import_data(
            [[line[index] for index in indices] for line in lines[1:]], paths, options
        )
        rows = {
            str(number): [str(cell or "").strip() for cell in row]
            for number, row in enumerate(parsed, start=2)
            if any(row)
        }
        return [str(headers[index]) for index in indices], paths, rows

    def _matched_columns(self, headers, matches):
        """Return the field path of each column, False for those that are not imported."""
        return [
            "/".join(matches[index]) if index in matches else False for index in range(len(headers))
        ]

    def _check_limits(self, check, *args):
        """Say in words what makes a list too large or no list at all.

        :raises UserError: with the limit, and what to do
        """
        try:
            check(*args)
        except UnusableList as error:
            messages = {
                "bytes": self.env._(
                    "The file is too large: %(limit)s MB and five times as much unpacked are "
                    "allowed. Delete pictures and other sheets, or split the list.",
                    limit=MAX_BYTES // 1024 // 1024,
                ),
                "rows": self.env._(
                    "The list has more than %(limit)s rows, or its last row stands below that. "
                    "Delete empty rows at the end, or split the list into several files.",
                    limit=MAX_ROWS,
                ),
                "columns": self.env._(
                    "The list has more than %(limit)s columns. Delete those that are not needed, "
                    "also empty ones to the right.",
                    limit=MAX_COLUMNS,
                ),
                "format": self.env._(
                    "The file cannot be read: it is neither an Excel nor a CSV file. Save the list "
                    "as .xlsx and choose it again."
                ),
            }
            raise UserError(messages[error.problem]) from error

    # ------------------------------------------------------------------
    # Checking
    # ------------------------------------------------------------------
    def _check_rows(self, columns, rows):
        """Return the problems known before loading: row number → messages."""
        Partner = self.env["res.partner"]
        problems = defaultdict(list)
        described = {}
        for number, row in rows.items():
            cells = dict(zip(columns, row, strict=True))
            vals = Partner._customer_normalise(
                {name: cells.get(name) or "" for name in ("name", "vat", "phone")}
            )
            problems[number] += self._check_row(vals, cells)
            if not problems[number]:
                described[number] = vals
        self._check_duplicates(described, problems)
        return {number: messages for number, messages in problems.items() if messages}

    def _check_row(self, vals, cells):
        messages = []
        if not vals["name"]:
            messages.append(self.env._("The name of the customer is missing."))
        if vals["vat"] and str(cells.get("country_id") or "").strip().upper() in CHINA:
            try:
                self.env["res.partner"]._customer_check_uscc(vals["vat"])
            except ValidationError as error:
                messages.append(str(error))
        for phone in PHONE_SEPARATORS.split(vals["phone"]):
            if phone.strip() and not self._phone_is_plausible(phone):
                messages.append(
                    self.env._(
                        "The phone number %(phone)s cannot be right: too short, too long or with "
                        "letters in it.",
                        phone=phone.strip(),
                    )
                )
        return messages

    def _phone_is_plausible(self, phone):
        """Return whether ``phone`` can be a phone number: 11 digits for a Chinese mobile, else
        7 to 15."""
        number = EXTENSION.sub("", unicodedata.normalize("NFKC", phone).strip())
        if not re.fullmatch(r"[+\d\s\-().]+", number):
            return False
        digits = re.sub(r"\D", "", number)
        foreign = number.startswith("+") and not digits.startswith("86")
        national = re.sub(r"^(00)?86(?=\d{10})", "", digits)
        if not foreign and re.match(r"1[3-9]", national):
            return len(national) == 11
        return 7 <= len(digits) <= 15

    def _check_duplicates(self, described, problems):
        """Add the duplicates among known customers and within the file to ``problems``."""
        Partner = self.env["res.partner"]
        numbers, vals_list = list(described), list(described.values())
        kinds = ("code",) if self.keep_likely else ("code", *LIKELY)
        found = [
            [duplicate for duplicate in duplicates if duplicate["reason"] in kinds]
            for duplicates in Partner._customer_find_duplicates(vals_list)
        ]
        told = [duplicate for duplicates in found for duplicate in duplicates]
        Partner._customer_log_matches(told)
        messages = Partner._customer_duplicate_messages(told)
        for number, duplicates in zip(numbers, found, strict=True):
            problems[number] += [
                messages[duplicate["partner_id"], duplicate["reason"]] for duplicate in duplicates
            ]
        # a name that is like another one in the list says too little
        kinds = [kind for kind in kinds if kind != "similar"]
        first = {}
        for number, keys in zip(numbers, Partner._customer_match_keys(vals_list), strict=True):
            if problems[number]:
                continue
            keys = {(kind, keys[kind]) for kind in kinds if keys[kind]}
            earlier = sorted({first[key] for key in keys if key in first})
            if earlier:
                problems[number].append(
                    self.env._(
                        "The same customer stands in row %(rows)s already.",
                        rows=format_list(self.env, earlier),
                    )
                )
            else:
                first.update(dict.fromkeys(keys, number))

    # ------------------------------------------------------------------
    # Loading
    # ------------------------------------------------------------------
    def _load_rows(self, columns, rows, problems):
        """Create the customers of ``rows``; add what Odoo refuses to ``problems``.

        :return: ids of the customers created
        """
        return list(self._load_partners(columns, rows, problems).values())

    def _load_partners(self, columns, rows, problems):
        """Create the customers of ``rows`` and return {row number: id}; see ``_load_rows``."""
        columns, rows = self._complete_rows(columns, rows)
        Partner = self.env["res.partner"].with_context(
            import_file=True, name_create_enabled_fields={}
        )
        todo = list(rows)
        while todo:
            result = Partner.load(columns, [rows[number] for number in todo])
            if result["ids"]:
                return dict(zip(todo, result["ids"], strict=True))
            refused = self._refused_rows(todo, result["messages"])
            problems.update(refused)
            todo = [number for number in todo if number not in refused]
        return {}

    def _complete_rows(self, columns, rows):
        """Fill in what the list leaves open: company, category, responsible person."""
        defaults = {"customer_category": self.category}
        if self.user_id:
            defaults["user_id"] = self.user_id.name
        added = [name for name in defaults if name not in columns]
        completed = {}
        for number, row in rows.items():
            cells = [
                self._translate_word(column, cell) or defaults.get(column, "")
                for column, cell in zip(columns, row, strict=True)
            ]
            completed[number] = [*cells, *(defaults[name] for name in added), "1"]
        return [*columns, *added, "is_company"], completed

    def _translate_word(self, column, cell):
        words = WORDS.get(column, {})
        return words.get(re.sub("(客户|客戶)$", "", cell or ""), cell) if words else cell

    def _refused_rows(self, numbers, messages):
        """Return row number → messages from the messages of Odoo's loader.

        :raises UserError: when no message belongs to a row, so that none can be left out
        """
        refused = defaultdict(list)
        errors = [one for one in messages if one["type"] == "error" and "rows" in one]
        # Odoo puts what the rows together met with on the first one, too
        if errors and errors[0]["message"] in {one["message"] for one in errors[1:]}:
            errors = errors[1:]
        for message in errors:
            refused[numbers[message["rows"]["from"]]].append(message["message"])
        if not refused:
            raise UserError("\n".join(message["message"] for message in messages))
        return refused

    # ------------------------------------------------------------------
    # Result
    # ------------------------------------------------------------------
    def _rejected_xlsx(self, rejected):
        """Return an Excel file of the rejected rows, ready to be corrected and imported again.

        :param rejected: {row number: what is wrong}
        """
        headers, rows = self.content["headers"], self.content["rows"]
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
            sheet = workbook.add_worksheet()
            bold = workbook.add_format({"bold": True})
            sheet.write_row(0, 0, [*headers, self.env._("Problem")], bold)
            sheet.set_column(0, len(headers) - 1, 22)
            sheet.set_column(len(headers), len(headers), 80)
            for index, (number, message) in enumerate(sorted(rejected.items()), start=1):
                # Strings throughout: a cell that begins with "=" must not become a formula.
                for column, cell in enumerate([*rows[str(number)], message]):
                    sheet.write_string(index, column, str(cell or ""))
        return base64.b64encode(stream.getvalue())
