"""Sends a call by its route; the plain HTTP routes are put together here."""

import json
import re


def send(person, call, facts):
    """Send one call; returns the answers (a wizard's button makes a second one)."""
    if call.route in ("call_kw", "xmlrpc"):
        of_model = facts["models"][call.model]["methods"][call.method]["model"]
        args = call.args if of_model else [call.ids, *call.args]
        ask = person.call if call.route == "call_kw" else person.xmlrpc
        answers = [ask(call.model, call.method, args, call.kwargs)]
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
    number = values["number"]
    pick = lambda items: items[number % len(items)] if items else 0  # noqa: E731
    return PLAIN[route](person, values, facts, pick)


def export(person, values, _facts, _pick):
    """The web client's export."""
    names = [name for name in values["fields"] if name != "id"] or ["display_name"]
    data = {
        "model": values["model"],
        "fields": [{"name": name, "label": name} for name in names],
        "ids": [values["id"]],
        "domain": values["domain"],
        "import_compat": bool(values["number"] % 2),
        "groupby": [],
    }
    return person.http(
        "POST",
        f"/web/export/{values['format']}",
        {"data": json.dumps(data), "csrf_token": token(person)},
    )


def report_name(number, facts):
    """Which report a number stands for."""
    reports = facts["reports"]
    return reports[number % len(reports)] if reports else ""


def report(person, values, facts, _pick):
    name = report_name(values["number"], facts)
    return person.http("GET", f"/report/html/{name}/{values['id']}")


def own(person, values, _facts, pick):
    """The addons' own workbooks."""
    record = values["id"]
    path = pick(("/customer_base/customer_list.xlsx", "/customer_grading/month_summary.xlsx"))
    return person.http("GET", path, {"ids": pick((str(record), "", "x", f"{record},1,2,3"))})


def thread(person, values, _facts, pick):
    """What the chatter reads."""
    of = {"thread_model": values["model"], "thread_id": values["id"]}
    wanted = ["activities", "attachments", "followers", "suggestedRecipients"]
    fetch = [["mail.thread", {**of, "request_list": wanted}]]
    return person.json(
        *pick(
            (
                ("/mail/thread/messages", of),
                ("/mail/thread/recipients", of),
                ("/mail/data", {"fetch_params": fetch}),
                ("/mail/read_subscription_data", {"follower_id": values["number"]}),
                ("/mail/partner/from_email", {**of, "emails": ["a@b.example"]}),
            )
        )
    )


def post(person, values, facts, pick):
    """What the chatter writes."""
    model, record, partners = values["model"], values["id"], [values["partner"]]
    message = (pick(facts["messages"]) or [0])[0]
    of = {"thread_model": model, "thread_id": record}
    follow = {"res_model": model, "res_id": record, "partner_ids": partners}
    reaction = {"message_id": message, "content": "x", "action": "add"}
    update = {"message_id": message, "update_data": {"body": "fuzz"}}
    return person.json(
        *pick(
            (
                (
                    "/mail/message/post",
                    {**of, "post_data": {"body": "fuzz", "partner_ids": partners}},
                ),
                ("/mail/message/reaction", reaction),
                ("/mail/thread/subscribe", follow),
                ("/mail/message/update_content", update),
            )
        )
    )


def action(person, values, facts, pick):
    """A server action on any record."""
    model, record = values["model"], values["id"]
    context = {"active_model": model, "active_id": record, "active_ids": [record]}
    return person.json("/web/action/run", {"action_id": pick(facts["actions"]), "context": context})


def button(person, values, facts, pick):
    model = values["model"]
    names = [
        name
        for name in facts["models"][model]["methods"]
        if name.startswith(("action_", "button_")) and name != "action_revoke_all_devices"
    ]
    return person.json(
        "/web/dataset/call_button",
        {
            "model": model,
            "method": pick(names or ["read"]),
            "args": [[values["id"]]],
            "kwargs": {},
        },
    )


def binary(person, values, facts, pick):
    """Attachments, images and the link in a notification."""
    model, record = values["model"], values["id"]
    paths = (
        f"/web/content/{pick(facts['attachments'])}",
        f"/web/image/{model}/{record}/image_128",
        f"/web/content/{model}/{record}/image",
        f"/mail/view?model={model}&res_id={record}",
    )
    return person.http("GET", pick(paths))


def vcard(person, values, _facts, _pick):
    partners = f"{values['id']},{values['partner']}"
    return person.http("GET", f"/web/partner/vcard?partner_ids={partners}")


def view(person, values, facts, pick):
    return person.json(
        "/web/action/load",
        {"action_id": pick(facts["windows"]), "context": {"active_id": values["id"]}},
    )


PLAIN = {
    "export": export,
    "report": report,
    "own": own,
    "thread": thread,
    "post": post,
    "action": action,
    "button": button,
    "binary": binary,
    "vcard": vcard,
    "view": view,
}
