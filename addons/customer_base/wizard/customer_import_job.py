from odoo import api, fields, models
from odoo.exceptions import UserError

CHUNK = 500


class CustomerImport(models.TransientModel):
    """A long list is imported in chunks: the first while the user waits, a job goes on (S-09)."""

    _inherit = "customer.import"

    def _import_chunk(self):
        """Import the next rows; after the last ones show the result."""
        numbers, columns, rows = self._next_rows()
        problems = self._check_rows(columns, rows)
        good = {number: row for number, row in rows.items() if number not in problems}
        created_ids = self._load_rows(columns, good, problems)
        self._store_chunk(numbers, problems, created_ids)

    def _next_rows(self):
        """Return the numbers of the rows that are next, the field paths, and {number: cells}."""
        rows = {int(number): cells for number, cells in self.content["rows"].items()}
        numbers = sorted(rows)[self.done_count : self.done_count + CHUNK]
        return numbers, self.content["columns"], {number: rows[number] for number in numbers}

    @api.model
    def _cron_import(self):
        """Go on with the long lists, chunk by chunk, as the people who import them (S-09)."""
        cron = self.env["ir.cron"]
        running = self.search([("state", "=", "running")], order="id")
        cron._commit_progress(remaining=sum(wizard._chunks_left() for wizard in running))
        for wizard in running:
            while wizard.try_lock_for_update() and wizard.state == "running":
                user = wizard.create_uid
                own = wizard.with_user(user).with_context(
                    lang=user.lang, tz=user.tz, allowed_company_ids=wizard.company_id.ids
                )
                own._import_chunk_or_refuse()
                wizard.invalidate_recordset()
                if not cron._commit_progress(1):
                    return

    def _chunks_left(self):
        self.ensure_one()
        return -(-(self.row_count - self.done_count) // CHUNK)

    def _import_chunk_or_refuse(self):
        """Import the next rows; when they can't be as a whole, name each with the reason."""
        try:
            with self.env.cr.savepoint():
                self._import_chunk()
        except UserError as error:
            numbers, _columns, _rows = self._next_rows()
            self._store_chunk(numbers, {number: [str(error)] for number in numbers}, [])
        if self.state == "done":
            self.create_uid._bus_send(
                "simple_notification",
                {
                    "type": "warning" if self.rejected_count else "success",
                    "sticky": True,
                    "title": self.env._("Customer Import"),
                    "message": self.env._(
                        "%(created)s customers were imported, %(rejected)s rows were not.",
                        created=self.created_count,
                        rejected=self.rejected_count,
                    ),
                },
            )

    def _store_chunk(self, numbers, problems, created_ids):
        """Add what became of these rows to the result; after the last ones it is complete."""
        name_index = self.content["columns"].index("name")
        rows = self.content["rows"]
        done = self.done_count + len(numbers)
        self._set(
            {
                "done_count": done,
                "created_count": self.created_count + len(created_ids),
                "rejected_count": self.rejected_count + len(problems),
                "created_ids": [fields.Command.link(partner_id) for partner_id in created_ids],
                "line_ids": [
                    fields.Command.create(
                        {
                            "row": number,
                            "name": rows[str(number)][name_index],
                            "message": "\n".join(dict.fromkeys(messages)),
                        }
                    )
                    for number, messages in sorted(problems.items())
                ],
            }
        )
        if done >= self.row_count:
            rejected = {line.row: line.message for line in self.line_ids}
            self._set(
                {
                    "state": "done",
                    "rejected_file": rejected and self._rejected_xlsx(rejected),
                    "content": False,
                }
            )
