"""A complaint from the call to its closing, as those who work on it see it, in Chinese.

People of the demo: 马晓东 (客服), 陈立新 (大客户部经理).
"""

import steps

COMPLAINTS = "/odoo/action-customer_complaints.customer_complaint_action"


def _ask(page, button, note=None, **choices):
    """Press a button that asks back, answer and go on."""
    steps.press(page, button)
    page.wait_for_selector(steps.DIALOG)
    steps.assert_chinese(page)
    for name, text in choices.items():
        steps.choose(page, name, text, steps.DIALOG)
    if note:
        steps.fill(page, "note", note, steps.DIALOG)
    steps.press(page, "action_apply", steps.DIALOG)
    page.wait_for_selector(steps.DIALOG, state="detached")


def _stored(page, number, *names):
    rows, message = steps.call(
        page, "customer.complaint", "search_read", [["id", "=", number]], list(names)
    )
    assert not message, message
    return rows[0]


def test_from_the_call_to_closed(login):
    """REQ C-01 to C-05: registered, contacted, assigned, solved, agreed, done, asked again."""
    service, manager = login("maxiaodong"), login("chenlixin")
    steps.visit(service, f"{COMPLAINTS}/new")
    steps.choose(service, "partner_id", "唐山冀渤")
    steps.fill(service, "subject", "浏览器测试：油缸渗油")
    steps.choose(service, "category_id", "功能或性能")
    steps.save(service)
    number = steps.record_id(service)
    _ask(service, "action_contact", "已电话了解情况")
    steps.expect_state(service, "contacted")
    _ask(service, "action_assign", department_id="大客户部", user_id="陈立新")
    steps.expect_state(service, "assigned")

    steps.visit(manager, f"{COMPLAINTS}/{number}")
    steps.tab(manager, "solution")
    text = steps.field(manager, "solution").locator(".odoo-editor-editable").first
    text.fill("更换密封件并现场调试")
    text.blur()
    steps.press(manager, "action_propose")
    steps.expect_state(manager, "solution")

    steps.visit(service, f"{COMPLAINTS}/{number}")
    _ask(service, "action_agree", "设备科电话同意")
    steps.expect_state(service, "agreed")
    steps.press(service, "action_execute")
    steps.expect_state(service, "executed")
    _ask(service, "action_visit", "电话回访，客户满意")
    steps.expect_state(service, "visited")
    steps.press(service, "action_close")
    steps.expect_state(service, "closed")
    kept = _stored(service, number, "state", "satisfied", "contact_note")
    assert (kept["state"], kept["satisfied"]) == ("closed", "yes")


def test_a_salesperson_of_others_sees_nothing(login):
    """REQ C-01, B-09: a complaint of somebody else's customer is not found, nor judged."""
    service, stranger = login("maxiaodong"), login("zhangmin")
    rows, message = steps.call(
        service,
        "customer.complaint",
        "search_read",
        [["partner_id.user_id.login", "=", "yangming"]],
        ["name"],
    )
    assert not message and rows
    number = rows[0]["id"]
    found, _message = steps.call(
        stranger, "customer.complaint", "search_read", [["id", "=", number]], ["name"]
    )
    assert not found
    _answer, message = steps.call(
        stranger, "customer.complaint", "action_judge", [number], "person", "x"
    )
    assert message
