"""Sends a call by its route; the plain HTTP routes are put together here."""

import json
import re

from .client import Answer


def send(person, call, facts):
    """Send one call; returns the answers (a wizard's button makes a second one)."""
    if call.route == "call_kw":
        args = (
            call.args
            if facts["models"][call.model]["methods"][call.method]["model"]
            else [call.ids, *call.args]
        )
        answers = [person.call(call.model, call.method, args, call.kwargs)]
    elif call.route == "xmlrpc":
        args = (
            call.args
            if facts["models"][call.model]["methods"][call.method]["model"]
            else [call.ids, *call.args]
        )
        answers = [person.xmlrpc(call.model, call.method, args, call.kwargs)]
    elif call.route == "json2":
        payload = {**call.named, **({"ids": call.ids} if call.ids else {})}
        answers = [person.json2(call.model, call.method, payload)]
    else:
        return [plain(person, call.route, call.named, facts)]
    if call.follow and not answers[0].error:
        answers.append(_follow(person, call, answers[0].result))
    return answers


def _follow(person, call, made):
    """What one does next with the record: its button, or reading all of it."""
    if isinstance(made, list) and made:
        made = made[0]["id"] if isinstance(made[0], dict) else made[0]
    record = made if isinstance(made, int) and not isinstance(made, bool) else (call.ids or [0])[0]
    return person.call(call.model, call.follow, [record], {})


def token(person):
    """The token that forms need, read once from a page of the web client."""
    if not hasattr(person, "csrf"):
        page = person.http("GET", "/odoo" if person.login != "portal" else "/my").text
        found = re.search(r"""csrf_token["']?\s*[:=]\s*["'](\w+)["']""", page)
        person.csrf = found[1] if found else ""
    return person.csrf


def plain(person, route, values, facts):
    """One call of a plain route."""
    model, record, number = values["model"], values["id"], values["number"]
    pick = lambda items: items[number % len(items)] if items else 0  # noqa: E731
    if route == "export":
        names = [name for name in values["fields"] if name != "id"] or ["display_name"]
        data = {
            "model": model,
            "fields": [{"name": name, "label": name} for name in names],
            "ids": [record],
            "domain": values["domain"],
            "import_compat": bool(number % 2),
            "groupby": [],
        }
        return person.http(
            "POST",
            f"/web/export/{values['format']}",
            {"data": json.dumps(data), "csrf_token": token(person)},
        )
    if route == "report":
        return person.http("GET", f"/report/html/{pick(facts['reports'])}/{record}")
    if route == "own":
        path = pick(("/customer_base/customer_list.xlsx", "/customer_grading/month_summary.xlsx"))
        return person.http("GET", path, {"ids": pick((str(record), "", "x", f"{record},1,2,3"))})
    if route == "thread":
        path = pick(
            (
                "/mail/thread/messages",
                "/mail/thread/recipients",
                "/mail/data",
                "/mail/read_subscription_data",
                "/mail/partner/from_email",
            )
        )
        return person.json(
            path,
            {
                "/mail/thread/messages": {"thread_model": model, "thread_id": record},
                "/mail/thread/recipients": {"thread_model": model, "thread_id": record},
                "/mail/data": {
                    "fetch_params": [
                        [
                            "mail.thread",
                            {
                                "thread_model": model,
                                "thread_id": record,
                                "request_list": [
                                    "activities",
                                    "attachments",
                                    "followers",
                                    "suggestedRecipients",
                                ],
                            },
                        ]
                    ]
                },
                "/mail/read_subscription_data": {"follower_id": number},
                "/mail/partner/from_email": {
                    "thread_model": model,
                    "thread_id": record,
                    "emails": ["a@b.example"],
                },
            }[path],
        )
    return _more(person, route, values, facts, pick)


def _more(person, route, values, facts, pick):
    model, record = values["model"], values["id"]
    if route == "post":
        message = pick(facts["messages"]) or [0, model, record]
        return person.json(
            *pick(
                (
                    (
                        "/mail/message/post",
                        {
                            "thread_model": model,
                            "thread_id": record,
                            "post_data": {"body": "fuzz", "partner_ids": [values["partner"]]},
                        },
                    ),
                    (
                        "/mail/message/reaction",
                        {"message_id": message[0], "content": "x", "action": "add"},
                    ),
                    (
                        "/mail/thread/subscribe",
                        {"res_model": model, "res_id": record, "partner_ids": [values["partner"]]},
                    ),
                    (
                        "/mail/message/update_content",
                        {"message_id": message[0], "update_data": {"body": "fuzz"}},
                    ),
                )
            )
        )
    if route == "action":
        return person.json(
            "/web/action/run",
            {
                "action_id": pick(facts["actions"]),
                "context": {"active_model": model, "active_id": record, "active_ids": [record]},
            },
        )
    if route == "button":
        names = [
            name
            for name, known in facts["models"][model]["methods"].items()
            if name.startswith(("action_", "button_")) and name != "action_revoke_all_devices"
        ]
        return person.json(
            "/web/dataset/call_button",
            {"model": model, "method": pick(names or ["read"]), "args": [[record]], "kwargs": {}},
        )
    if route == "binary":
        return person.http(
            "GET",
            pick(
                (
                    f"/web/content/{pick(facts['attachments'])}",
                    f"/web/image/{model}/{record}/image_128",
                    f"/web/content/{model}/{record}/image",
                    f"/mail/view?model={model}&res_id={record}",
                )
            ),
        )
    if route == "vcard":
        return person.http("GET", f"/web/partner/vcard?partner_ids={record},{values['partner']}")
    if route == "view":
        return person.json(
            "/web/action/load",
            {"action_id": pick(facts["windows"]), "context": {"active_id": record}},
        )
    return Answer(0, "")
