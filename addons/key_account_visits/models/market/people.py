"""Who writes for whom, and who owes feedback forms and market reports: in one place.

Seeds S3 六.2(3) and S4 2.2 第15条 ask it of everybody in sales; their superiors read it.
"""

from odoo.exceptions import AccessError
from odoo.tools import SQL

# Who may put down what a colleague heard.
AUTHOR_GROUPS = (
    "customer_base.group_customer_manager,customer_base.group_customer_director,"
    "customer_base.group_customer_clerk,customer_base.group_customer_admin"
)


def check_author(env, users):
    """Refuse what is written in a colleague's name.

    :param users: in whose name the current user writes
    :raises AccessError: naming who may write for others
    """
    others = users - env.user
    if others and not env.user.has_groups(AUTHOR_GROUPS):
        raise AccessError(
            env._(
                "You write in your own name. A manager, director or clerk can record what "
                "%(user)s heard.",
                user=others[:1].sudo().name,  # a colleague's name is no secret
            )
        )


def is_superior(user, department):
    """Return whether the user answers for the work of a department.

    The whole company's work is answered for by director, market department, administrator.
    """
    return user.has_groups(
        "customer_base.group_customer_director,customer_base.group_customer_marketing,"
        "customer_base.group_customer_admin"
    ) or bool(
        department
        and user.has_group("customer_base.group_customer_manager")
        and department in user.customer_department_ids
    )


def given_names(records, vals):
    """Return which of the values are the record's own, not those of its chatter."""
    return {
        name
        for name in vals
        if not name.startswith(("message_", "activity_", "website_message_"))
        and name in records._fields
    }


def people_sql(env):
    """Return the SQL of a table of employees with a login, one row a person and company.

    Columns: employee_id, user_id, company_id, department_id, since (day of being entered), owes
    (works here with the role of a salesperson, and is nobody's superior).
    """
    sellers, superiors = (
        # sudo: roles of all people
        env["res.groups"].union(*map(env.ref, names)).sudo()
        for names in (
            ["customer_base.group_customer_salesperson"],
            ["customer_base.group_customer_manager", "customer_base.group_customer_director"],
        )
    )
    return SQL(
        """
        SELECT DISTINCT ON (employee.user_id, employee.company_id)
               employee.id AS employee_id, employee.user_id, employee.company_id,
               version.department_id, employee.create_date::date AS since,
               employee.active AND login.active
               AND EXISTS (SELECT FROM res_groups_users_rel given
                            WHERE given.uid = login.id AND given.gid = ANY(%(sellers)s))
               AND NOT EXISTS (SELECT FROM res_groups_users_rel given
                                WHERE given.uid = login.id AND given.gid = ANY(%(superiors)s))
               AS owes
          FROM hr_employee employee
          JOIN hr_version version ON version.id = employee.current_version_id
          JOIN res_users login ON login.id = employee.user_id AND login.share IS NOT TRUE
      ORDER BY employee.user_id, employee.company_id, employee.active DESC, employee.id
        """,
        sellers=(sellers | sellers.all_implied_by_ids).ids,
        superiors=(superiors | superiors.all_implied_by_ids).ids,
    )


def flush_people(env):
    """Write down what :func:`people_sql` reads."""
    for name in ("hr.employee", "hr.version", "res.users", "res.groups"):
        env[name].flush_model()


def fetch_reminders(users, type_xmlid):
    """Read languages and open reminders of these people at once, not one after another."""
    users.sudo().mapped("lang")  # sudo: in which language somebody reads is no secret
    if activity_type := users.env.ref(type_xmlid, raise_if_not_found=False):
        # sudo: reminders of other people, made and taken back by the system
        users.env["mail.activity"].sudo().search_fetch(
            [("activity_type_id", "=", activity_type.id), ("user_id", "in", users.ids)],
            ["user_id", "summary", "date_deadline"],
        )
