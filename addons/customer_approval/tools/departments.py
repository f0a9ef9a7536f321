"""Where somebody works, in one place: the department of the person's employee in a company.

Of several employees the active one counts, then the one who was entered first; who has left
still belongs where he or she worked last. In Python: ``res.users._employee_in``.
"""

from odoo.tools import SQL

# One row (user_id, company_id, department_id) for each person and company.
PLACES = """
    SELECT DISTINCT ON (employee.user_id, employee.company_id)
           employee.user_id, employee.company_id, version.department_id
      FROM hr_employee employee
      JOIN hr_version version ON version.id = employee.current_version_id
     WHERE employee.user_id IS NOT NULL
  ORDER BY employee.user_id, employee.company_id, employee.active DESC, employee.id
"""


def department_sql(user, company):
    """Return the SQL of the department of a person in a company.

    :param user: SQL of the user's id
    :param company: res.company
    """
    return SQL(
        """(SELECT version.department_id FROM hr_employee employee
              JOIN hr_version version ON version.id = employee.current_version_id
             WHERE employee.user_id = %s AND employee.company_id = %s
          ORDER BY employee.active DESC, employee.id LIMIT 1)""",
        user,
        company.id,
    )
