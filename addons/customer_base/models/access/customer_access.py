from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.customer_approval.tools.seal import is_unsealed, seal_of, unsealed
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, split_every

# What the people of a customer may change of a row by hand.
TEAM_FIELDS = {"role_id", "until", "note"}
CRON_CHUNK = 1000


class CustomerAccess(models.Model):
    """Who may see which customer, why and until when (REQ B-09, B-13).

    The one table that record rules ask, owners included: a row for the responsible person,
    for everybody of the team, for whoever works on an open document, and for whoever was let
    in on request. Rows end, they are never deleted: every grant stays on record (seed S1 二(四)).
    """

    _name = "customer.access"
    _inherit = ["customer.access.mixin"]
    _seal = seal_of("customer.access")
    _description = "Access to a Customer"
    _order = "active desc, reason, id desc"
    _rec_name = "user_id"

    _access_partner_field = "partner_id"
    _access_user_field = "user_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    reason = fields.Selection(
        [
            ("owner", "Responsible"),
            ("team", "Team"),
            ("work", "Works on a Document"),
            ("grant", "Granted on Request"),
        ],
        required=True,
        default="team",
        readonly=True,
    )
    role_id = fields.Many2one("customer.access.role", string="Role", ondelete="restrict")
    note = fields.Char(string="Duties")
    date_from = fields.Date(
        string="Since",
        required=True,
        readonly=True,
        default=lambda self: self.env.company._workday_today(),
    )
    until = fields.Date(help="Last day of access. Empty: until somebody ends it.")
    request_id = fields.Many2one(
        "customer.access.request", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(string="Document", model_field="res_model", readonly=True)
    ended_on = fields.Datetime(readonly=True)
    ended_by_id = fields.Many2one("res.users", string="Ended by", readonly=True)
    end_reason = fields.Char(string="Why Ended", readonly=True)
    active = fields.Boolean(default=True, readonly=True)

    _one_owner = models.UniqueIndex(
        "(partner_id) WHERE reason = 'owner' AND active",
        "A customer has one responsible person.",
    )
    _team_once = models.UniqueIndex(
        "(partner_id, user_id) WHERE reason = 'team' AND active",
        "This person is already on the customer's team.",
    )
    _work_once = models.UniqueIndex(
        "(res_model, res_id, partner_id, user_id) WHERE reason = 'work' AND active",
        "This person already works on the document.",
    )
    # all that the rules read, without a look at the table itself
    _allowed_idx = models.Index("(user_id, partner_id, until, reason) WHERE active")
    _until_idx = models.Index("(until) WHERE active AND until IS NOT NULL")

    @api.constrains("until", "date_from")
    def _check_until(self):
        for access in self:
            if access.until and access.until < access.date_from:
                raise ValidationError(
                    self.env._(
                        "%(user)s: access cannot end on %(until)s, before it begins.",
                        user=access.user_id.name,
                        until=access.until,
                    )
                )

    # ------------------------------------------------------------------
    # Who is allowed
    # ------------------------------------------------------------------
    @api.model
    def _allowed_partners_query(self, mode, partner_ids=None, own_only=False):
        """Return the query of the customers that the current user may see or change.

        :param mode: ``read`` or ``write``; a grant on request lets one only read
        :param partner_ids: restrict the answer to these
        :param own_only: leave out the customers of colleagues that the user answers for
        """
        self.flush_model(["partner_id", "user_id", "reason", "until", "active"])
        among = SQL() if partner_ids is None else SQL(" AND partner_id = ANY(%s)", partner_ids)
        running = SQL(
            "active AND (until IS NULL OR until >= %s)%s", self.env.company._workday_today(), among
        )
        own = SQL(
            "SELECT partner_id FROM customer_access WHERE user_id = %s AND %s%s",
            self.env.uid,
            running,
            SQL(" AND reason <> 'grant'") if mode == "write" else SQL(),
        )
        colleagues = self.env.user._customer_colleague_ids()
        if own_only or not colleagues:
            return own
        return SQL(
            "%s UNION ALL SELECT partner_id FROM customer_access "
            "WHERE user_id = ANY(%s) AND reason = 'owner' AND %s",
            own,
            list(colleagues),
            running,
        )

    @api.model
    def _allowed_partner_ids(self, partner_ids):
        """Return ({ids to read}, {ids to write}) among these customers, by one query."""
        allowed = {"read": set(), "write": set()}
        if partner_ids:
            rows = self.env.execute_query(
                SQL(
                    "SELECT 'read', partner_id FROM (%s) AS readable "
                    "UNION ALL SELECT 'write', partner_id FROM (%s) AS writable",
                    self._allowed_partners_query("read", partner_ids),
                    self._allowed_partners_query("write", partner_ids),
                )
            )
            for mode, partner_id in rows:
                allowed[mode].add(partner_id)
        return allowed["read"], allowed["write"]

    # ------------------------------------------------------------------
    # By hand: the team
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """Put people on a customer's team; every other row is made by the system.

        :raises AccessError: the customer is not the user's to hand out
        """
        if is_unsealed(self):
            return super().create(vals_list)
        for vals in vals_list:
            if vals.get("reason", "team") != "team" or not set(vals) <= TEAM_FIELDS | {
                "partner_id",
                "user_id",
                "reason",
            }:
                raise AccessError(
                    self.env._(
                        "By hand, only members of a team are added. Ask for access by an access "
                        "request."
                    )
                )
        partners = self.env["res.partner"].browse(
            [vals["partner_id"] for vals in vals_list if vals.get("partner_id")]
        )
        partners._customer_check_team_rights()
        rows = unsealed(self).create(
            [
                {"reason": "team"} | {name: vals[name] for name in vals if name != "reason"}
                for vals in vals_list
            ]
        )
        rows._check_team_partner()
        self._access_changed()
        return self.browse(rows.ids)

    def write(self, vals):
        if is_unsealed(self):
            return super().write(vals)
        if not set(vals) <= TEAM_FIELDS:
            raise AccessError(
                self.env._(
                    "Who has access stays on record. End this access and give a new one instead."
                )
            )
        # sudo: rows are checked here, one by one what they are
        rows_sudo = self.sudo()
        if any(row.reason != "team" or not row.active for row in rows_sudo):
            raise AccessError(self.env._("Only running memberships of a team can be changed."))
        rows_sudo.partner_id.sudo(False)._customer_check_team_rights()
        result = super(CustomerAccess, unsealed(self)).write(vals)
        self._access_changed()
        return result

    def unlink(self):
        if self and not is_unsealed(self):
            # pylint: disable-next=no-raise-unlink
            raise AccessError(
                self.env._("Who had access to a customer stays on record. End the access instead.")
            )
        return super().unlink()

    def _check_team_partner(self):
        for row in self:
            if not row.partner_id.customer_category:
                raise UserError(
                    self.env._(
                        "%(partner)s has no customer category yet. Choose one first.",
                        partner=row.partner_id.display_name,
                    )
                )
            if row.partner_id != row.partner_id.commercial_partner_id:
                raise UserError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s. Choose %(customer)s itself.",
                        contact=row.partner_id.name,
                        customer=row.partner_id.commercial_partner_id.name,
                    )
                )
            if row.user_id.share:
                raise UserError(self.env._("Only people of the company can join a team."))

    def action_end(self):
        """End memberships and grants today.

        :raises AccessError: neither the user's own access nor a customer of theirs to hand out
        :raises UserError: the responsible person, or who works on an open document
        """
        self.check_access("read")
        rows_sudo = self.sudo()  # checked row by row below
        for row_sudo in rows_sudo:
            if row_sudo.reason not in ("team", "grant"):
                raise UserError(
                    self.env._(
                        "%(user)s: this access follows from who is responsible for the customer "
                        "or its documents. Change it there.",
                        user=row_sudo.user_id.name,
                    )
                )
        others = rows_sudo.filtered(lambda row: row.user_id != self.env.user)
        others.partner_id.sudo(False)._customer_check_team_rights()
        kept = in_company_language(self, self.env.company)
        self._end(kept.env._("ended by hand"))
        return True

    # ------------------------------------------------------------------
    # By the system
    # ------------------------------------------------------------------
    @api.private
    def _end(self, why):
        """End running rows, tell on record who and why."""
        running = unsealed(self).filtered("active")
        running.write(
            {
                "active": False,
                "ended_on": fields.Datetime.now(),
                "ended_by_id": self.env.uid,
                "end_reason": why,
            }
        )
        # the indexes on running rows must see the end before a next row begins
        running.flush_recordset()
        self._access_changed()
        running.request_id._close_when_ended()

    @api.model
    @api.private
    def _access_changed(self):
        """Forget what was computed from the table."""
        for model_name, model_class in self.env.registry.items():
            if "access_read" in model_class._fields and not model_class._abstract:
                self.env[model_name].invalidate_model(["access_read", "access_write"], flush=False)
        self.env["res.partner"].invalidate_model(["customer_visible"], flush=False)

    @api.model
    @api.private
    def _sync_owners(self, partner_ids=None):
        """Make the owners' rows say what the customers say; heals whatever wrote around the ORM.

        Two statements whatever the number.

        :param partner_ids: customers to look at, all when None
        """
        self.env["res.partner"].flush_model(
            ["user_id", "customer_category", "commercial_partner_id"]
        )
        self.flush_model()
        self._end_wrong_owners(partner_ids)
        self._add_missing_owners(partner_ids)
        self.invalidate_model()
        self._access_changed()

    @api.model
    def _end_wrong_owners(self, partner_ids):
        kept = in_company_language(self, self.env.company)
        among = SQL() if partner_ids is None else SQL(" AND partner_id = ANY(%s)", partner_ids)
        self.env.execute_query(
            SQL(
                """
                UPDATE customer_access access
                   SET active = FALSE, ended_on = now() AT TIME ZONE 'UTC', ended_by_id = %s,
                       end_reason = %s, write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                 WHERE reason = 'owner' AND active %s
                   AND NOT EXISTS (
                       SELECT FROM res_partner partner
                        WHERE partner.id = access.partner_id
                          AND partner.user_id = access.user_id
                          AND partner.customer_category IS NOT NULL
                          AND partner.id = partner.commercial_partner_id)
             RETURNING id""",
                self.env.uid,
                kept.env._("another person is responsible"),
                self.env.uid,
                among,
            )
        )

    @api.model
    def _add_missing_owners(self, partner_ids):
        among = SQL() if partner_ids is None else SQL(" AND partner.id = ANY(%s)", partner_ids)
        self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_access (partner_id, user_id, reason, date_from, active,
                                             create_uid, create_date, write_uid, write_date)
                SELECT partner.id, partner.user_id, 'owner', %s, TRUE,
                       %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC'
                  FROM res_partner partner
                 WHERE partner.customer_category IS NOT NULL AND partner.user_id IS NOT NULL
                   AND partner.id = partner.commercial_partner_id %s
                    ON CONFLICT DO NOTHING RETURNING id""",
                self.env.company._workday_today(),
                self.env.uid,
                self.env.uid,
                among,
            )
        )

    @api.model
    @api.private
    def _sync_work(self, documents, users_by_document):
        """Let people see the customer while they work on one of its open documents.

        :param documents: records of one model with a ``partner_id``
        :param users_by_document: {document: users}; documents left out have nobody any more
        """
        # sudo: whoever changes a document changes who works on it
        running_sudo = self.sudo().search(
            [
                ("reason", "=", "work"),
                ("res_model", "=", documents._name),
                ("res_id", "in", documents.ids),
            ]
        )
        wanted = {
            (document.id, document.partner_id.commercial_partner_id.id, user.id)
            for document, users in users_by_document.items()
            for user in users
        }
        present = defaultdict(self.browse)
        for row_sudo in running_sudo:
            key = (row_sudo.res_id, row_sudo.partner_id.id, row_sudo.user_id.id)
            present[key] |= row_sudo
        gone = self.browse().union(*(rows for key, rows in present.items() if key not in wanted))
        if gone:
            kept = in_company_language(self, self.env.company)
            gone._end(kept.env._("no longer works on the document"))
        missing = sorted(wanted - set(present))
        if missing:
            unsealed(self).create(
                [
                    {
                        "partner_id": partner_id,
                        "user_id": user_id,
                        "reason": "work",
                        "res_model": documents._name,
                        "res_id": document_id,
                    }
                    for document_id, partner_id, user_id in missing
                ]
            )
            self._access_changed()

    @api.model
    def _cron_end_access(self):
        """End what is past its last day, and heal the owners' rows (REQ B-09)."""
        companies = self.env["res.company"]._customer_companies()
        over = unsealed(self).search(
            companies._customer_day_domain("until", "<", "user_id.company_id")
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(over))
        kept = in_company_language(self, self.env.company)
        for chunk in split_every(CRON_CHUNK, over.ids, over.browse):
            # rows another transaction holds are left for the next run
            locked = chunk.try_lock_for_update().filtered("active")
            locked._end(kept.env._("its last day is over"))
            if not cron._commit_progress(len(chunk)):
                return
        self._sync_owners()
        cron._commit_progress()
