from odoo import api, fields, models
from odoo.addons.customer_approval.tools.departments import department_sql
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

CHUNK = 2000
# Who completes or hands over the work of others.
SUPERVISOR_GROUPS = "customer_base.group_customer_director,customer_base.group_customer_admin"
# Setting → customers that a company keeps fresh.
CATEGORIES = {
    "closed": ("closed",),
    "interested": ("closed", "interested"),
    "all": ("closed", "interested", "potential"),
}


class CustomerFreshnessMixin(models.AbstractModel):
    """Work that keeps customer data up to date, due on a day (REQ B-05, S1 二(三), S3 四.5).

    Made by the system; people complete it with its buttons, managers hand it to somebody else.
    Everything else is written by the system alone.
    """

    _name = "customer.freshness.mixin"
    _inherit = [
        "customer.entry.mixin",
        "customer.access.mixin",
        "customer.confidential.mixin",
        "customer.reminder.mixin",
        "customer.due.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Customer Data to Keep Fresh"
    _order = "due, id"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"
    _access_user_field = "user_id"
    # who may read the record may write a note on it
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Assigned to",
        index=True,
        tracking=True,
        ondelete="set null",
        domain="[('share', '=', False)]",
    )
    department_id = fields.Many2one("hr.department", index=True, ondelete="set null")
    due = fields.Date(string="Due on", required=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Done")],
        string="Status",
        required=True,
        default="open",
        tracking=True,
    )
    done_on = fields.Date(readonly=True)
    done_by_id = fields.Many2one("res.users", string="Done by", readonly=True)
    changes = fields.Text(string="What Changed", readonly=True, tracking=True)
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", store=True)
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    reminded = fields.Boolean(readonly=True)
    can_complete = fields.Boolean(string="Can Complete", compute="_compute_can_complete")

    @api.depends("done_on", "due")
    def _compute_is_late(self):
        for record in self:
            record.is_late = bool(record.done_on and record.done_on > record.due)

    @api.depends("state", "due")
    def _compute_is_overdue(self):
        today = self.env.company._workday_today()
        for record in self:
            record.is_overdue = bool(record.state == "open" and record.due and record.due < today)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "open") & Domain("due", "<", self.env.company._workday_today())

    @api.depends("state", "user_id", "department_id")
    @api.depends_context("uid")
    def _compute_can_complete(self):
        supervised = self._supervised()
        for record in self:
            record.can_complete = record.state == "open" and (
                record.user_id == self.env.user or record in supervised
            )

    def _supervised(self):
        """Return those records that the user answers for as a superior."""
        user = self.env.user
        if user.has_groups(SUPERVISOR_GROUPS):
            return self
        if not user.has_group("customer_base.group_customer_manager"):
            return self.browse()
        departments = user.customer_department_ids
        return self.filtered(lambda record: record.department_id in departments)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def write(self, vals):
        if not self.env.su:
            if set(vals) - {"user_id"}:
                raise AccessError(
                    self.env._("This is completed with its buttons, nothing else is changed.")
                )
            if self - self._supervised() or any(record.state != "open" for record in self):
                raise AccessError(
                    self.env._("Only a manager hands open work of the department to another.")
                )
        result = super().write(vals)
        if "user_id" in vals:
            self._sync_department()
        return result

    def _sync_department(self):
        # sudo: the department follows from the person, whoever hands the work over
        for record_sudo in self.sudo():
            employee = record_sudo.user_id._employee_in(record_sudo.company_id)
            if employee.department_id and record_sudo.department_id != employee.department_id:
                record_sudo.department_id = employee.department_id

    # ------------------------------------------------------------------
    # Completing
    # ------------------------------------------------------------------
    def _complete(self, values):
        """Close these records for the current user.

        :param values: dict of what was found
        :raises AccessError: somebody else's, naming the customer and the person
        :raises UserError: completed already
        """
        self.check_access("read")
        for record in self:
            if record.state != "open":
                raise UserError(
                    self.env._(
                        "%(customer)s: this is done already.", customer=record.partner_id.name
                    )
                )
            if not record.can_complete:
                # sudo: the name of a colleague is no secret
                raise AccessError(
                    self.env._(
                        "%(customer)s is for %(user)s or their manager to complete.",
                        customer=record.partner_id.name,
                        user=record.user_id.sudo().name or self.env._("nobody yet"),
                    )
                )
        # sudo: nobody writes the result but this method, which has checked the right
        for company, records in self.grouped("company_id").items():
            records.sudo().write(
                {
                    **values,
                    "state": "done",
                    "done_on": company._workday_today(),
                    "done_by_id": self.env.uid,
                }
            )
        self.sudo().activity_ids.unlink()  # sudo: also reminders of a colleague
        if self._reminder_type:
            self._keep_reminders_true(self.user_id)
        return True

    # ------------------------------------------------------------------
    # Generating
    # ------------------------------------------------------------------
    @api.model
    def _generate(self, company, period, due, category_setting, assignee_sql):
        """Make the records of one period, one per customer, by one statement a chunk.

        Customers managed before the period began, with a responsible person, not archived, for
        people who may open the records. Running it again adds only what is missing.

        :param company: res.company
        :param period: first day of the period
        :param due: date
        :param category_setting: key of ``CATEGORIES``
        :param assignee_sql: SQL expression of the person's id, over ``partner`` and ``company``
        """
        partner_ids = self._missing_partner_ids(company, period, category_setting, assignee_sql)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(partner_ids))
        for chunk in split_every(CHUNK, partner_ids, list):
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO %(table)s (company_id, partner_id, user_id, department_id, period,
                                           due, state, is_late, create_uid, create_date,
                                           write_uid, write_date)
                    SELECT %(company)s, todo.id, todo.assignee_id, %(department)s, %(period)s,
                           %(due)s, 'open', FALSE, %(uid)s, now() AT TIME ZONE 'UTC',
                           %(uid)s, now() AT TIME ZONE 'UTC'
                      FROM (SELECT partner.id, partner.user_id, %(assignee)s AS assignee_id
                              FROM res_partner partner WHERE partner.id = ANY(%(ids)s)) todo
                        ON CONFLICT DO NOTHING RETURNING id
                    """,
                    table=SQL.identifier(self._table),
                    company=company.id,
                    department=department_sql(SQL("todo.user_id"), company),
                    assignee=assignee_sql,
                    period=period,
                    due=due,
                    uid=self.env.uid,
                    ids=chunk,
                )
            )
            self.invalidate_model()
            if not cron._commit_progress(len(chunk)):
                break

    @api.model
    def _missing_partner_ids(self, company, period, category_setting, assignee_sql):
        """Return ids of the customers of a company that have no record of the period yet."""
        users = self.env["res.users"].search([("company_ids", "in", company.ids)])
        self.env["res.partner"].flush_model()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id FROM res_partner partner
                  JOIN res_users owner ON owner.id = partner.user_id AND owner.active
                 WHERE partner.customer_category = ANY(%s) AND partner.active
                   AND partner.id = partner.commercial_partner_id
                   AND COALESCE(partner.company_id, owner.company_id) = %s
                   AND COALESCE(partner.customer_managed_on, partner.create_date::date) < %s
                   AND %s = ANY(%s)
                   AND NOT EXISTS (SELECT FROM %s made WHERE made.partner_id = partner.id
                                      AND made.company_id = %s AND made.period = %s)
                 ORDER BY partner.id
                """,
                list(CATEGORIES[category_setting]),
                company.id,
                period,
                assignee_sql,
                users._who_may_read(self._name).ids,
                SQL.identifier(self._table),
                company.id,
                period,
            )
        )
        return [partner_id for (partner_id,) in rows]

    # ------------------------------------------------------------------
    # Customers change hands or become one
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _follow_owner(self, partners, old_owners):
        """Hand open work of the former responsible person to the new one.

        :param partners: customers whose responsible person has changed
        :param old_owners: {customer: user before}
        """
        # sudo: the work follows the customer, whoever hands it over
        open_sudo = self.sudo().search([("partner_id", "in", partners.ids), ("state", "=", "open")])
        moved = open_sudo.filtered(
            lambda record: (
                record.partner_id.user_id and record.user_id == old_owners[record.partner_id]
            )
        )
        for user, records in moved.grouped(lambda record: record.partner_id.user_id).items():
            records.write({"user_id": user.id})

    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Keep one record per period of customers about to become one, done ones first."""
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                DELETE FROM %(table)s WHERE id IN (
                    SELECT id FROM (
                        SELECT id, row_number() OVER (
                                   PARTITION BY company_id, period
                                   ORDER BY state = 'done' DESC, partner_id = %(target)s DESC, id
                               ) AS place
                          FROM %(table)s WHERE partner_id = ANY(%(ids)s)) ranked
                     WHERE place > 1)
                RETURNING id
                """,
                table=SQL.identifier(self._table),
                target=target.id,
                ids=(sources | target).ids,
            )
        )
        self.invalidate_model()
