from odoo import models


def keep_readers(record, recipients, outsiders=False):
    """Return those recipients of a message who may read the record it is about.

    :param record: the record, empty for messages about none
    :param recipients: list of dicts of ``_notify_get_recipients``
    :param outsiders: whether people without an internal login stay in
    """
    if not record.ids:
        return recipients
    # sudo: in which companies a colleague works decides what reaches them
    users_sudo = record.env["res.users"].sudo()
    kept = []
    for recipient in recipients:
        if recipient["uid"] and not recipient["share"]:
            companies = users_sudo.browse(recipient["uid"]).company_ids
            seen_by = record.with_user(recipient["uid"])
            if seen_by.with_context(allowed_company_ids=companies.ids).has_access("read"):
                kept.append(recipient)
        elif outsiders:
            kept.append(recipient)
    return kept


class CustomerConfidentialMixin(models.AbstractModel):
    """Internal documents whose messages reach nobody who may not read them (REQ B-09).

    Odoo notifies every follower and everybody named in a message, whether or not they may read
    the document. Stands before ``mail.thread`` in ``_inherit``.
    """

    _name = "customer.confidential.mixin"
    _description = "Confidential Document"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        return keep_readers(self, recipients)

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Name no customer to write to: an internal document is no letter to the customer.

        The message box would also read the customer for whoever opens the document, and not
        everybody who decides on one may see the customer.
        """
        return []
