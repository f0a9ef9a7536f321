import threading

from odoo import api
from odoo.exceptions import UserError
from odoo.service.model import retrying


def after_the_first(registry, user_id, read, act, first):
    """Return what a user hears whose window had read before another one committed.

    :param read: called with the second window's environment before ``first``
    :param act: called with that environment afterwards, retried as the server does for a browser
    :param first: called with a cursor of its own in between; committed
    :return: the message of the refusal, or None where it went through
    """
    outcome = []
    ready, done = threading.Event(), threading.Event()

    def second_window():
        cr = registry.cursor()
        env = api.Environment(cr, user_id, {})
        read(env)
        ready.set()
        done.wait(30)
        try:
            retrying(lambda: act(env), env)
            outcome.append(None)
        except UserError as error:
            outcome.append(str(error))
        finally:
            cr.rollback()
            cr.close()

    thread = threading.Thread(target=second_window)
    thread.start()
    ready.wait(30)
    with registry.cursor() as cr:
        first(cr)
    done.set()
    thread.join(60)
    [message] = outcome
    return message
