"""Who speaks, in which language.

What is written for one person is in that person's language. What is kept for everybody to read
(lines in the chatter, reasons and names stored on a record) is in the company's, whoever is at
work: a scheduled job runs as a user whose language nobody chose.
"""


def for_reader(records, person):
    """Return the same records, writing in the language of a person.

    :param person: res.users or res.partner; nobody, or somebody without a language: as before
    """
    code = _installed(records, person)
    return records.with_context(lang=code) if code else records


def in_company_language(records, company, person=None):
    """Return the same records, writing what everybody in a company reads.

    :param person: res.users; whose language counts where the company has none
    """
    code = _installed(records, company.partner_id) or (person and _installed(records, person))
    return records.with_context(lang=code) if code else records


def in_name_of(records, user):
    """Return the same records as superuser, acting for the person who decided what is done.

    The change log and the chatter name this person, not the user of the scheduled job.
    """
    # sudo: the decision was checked when it was made; a job only carries it out
    return records.with_user(user).sudo() if user else records.sudo()


def _installed(records, person):
    # sudo: in which language somebody reads is no secret
    code = person.sudo().lang if person else None
    return code and records.env["res.lang"]._get_code(code)
