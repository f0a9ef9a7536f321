from odoo.exceptions import UserError


def locked(records, busy):
    """Return records as superuser, with their rows locked and their state read again.

    :param busy: what the user reads when somebody is changing one of them
    :raises UserError: with ``busy``
    """
    # sudo: the way of a record is written by the buttons alone, which check the right
    records_sudo = records.sudo()
    if len(records_sudo.try_lock_for_update()) != len(records):
        raise UserError(busy)
    records_sudo.invalidate_recordset(["state"])
    return records_sudo


def decide_dialog(records, link, action, name):
    """Return the dialog that asks for a text to ``action``; ``link`` is its field for records."""
    records._check_action(action)
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": "customer.market.decide",
        "view_mode": "form",
        "target": "new",
        "context": {f"default_{link}": records.ids, "default_action": action},
    }
