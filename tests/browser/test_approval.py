"""An approval at phone width by three roles, in Chinese (REQ A-02, A-03, A-07).

People of the demo: 杨明 (大客户部) asks, his manager 陈立新 and 黄丽华 (财务) decide.
"""

import datetime

import steps
from playwright.sync_api import expect

PHONE = (390, 844)
INBOX = "/odoo/approvals-to-decide"
CARD = ".o_kanban_record:not(.o_kanban_ghost)"


def _find(page, model, domain, fields):
    rows, message = steps.call(page, model, "search_read", domain, fields)
    assert not message, message
    return rows


def _request(page, number):
    """Make and submit a purchase plan of some money; return its number."""
    values = {
        "reason": f"展会礼品与资料 {number}",
        "line_ids": [[0, 0, {"what": "资料袋", "quantity": 20, "price": 15}]],
    }
    numbers, message = steps.call(page, "customer.purchase.plan", "create", [values])
    assert not message, message
    return numbers[0]


def _card(page, text):
    return page.locator(CARD, has_text=text).first


def _more(page, name):
    """Press a button of the form's header that a phone keeps in its menu."""
    button = page.locator(f"{steps.FORM} button[name={name}]:visible")
    if not button.count():
        page.locator(".o_statusbar_buttons .dropdown-toggle").first.click()
        button = page.locator(f"button[name={name}]:visible")
    button.first.click()


def _confirm(page):
    """Confirm the dialog, and wait until it has gone: it is done then."""
    steps.press(page, "action_confirm", steps.DIALOG)
    expect(page.locator(steps.DIALOG)).to_have_count(0)


def _send_back(page, mark):
    """As the manager: send the request back to the applicant."""
    expect(_card(page, mark)).to_be_visible()
    steps.assert_chinese(page)
    _card(page, mark).click()
    page.wait_for_selector(f"{steps.FORM} .o_approval_path")
    _more(page, "action_send_back")
    page.wait_for_selector(f"{steps.DIALOG} .o_field_widget[name=comment]")
    steps.assert_chinese(page)
    steps.fill(page, "comment", "数量请减半", steps.DIALOG)
    _confirm(page)


def _change_and_submit(page, number, path):
    """As the applicant: read why, halve the quantity, submit again."""
    steps.visit(page, path)
    expect(page.locator(f"{steps.FORM} .alert", has_text="数量请减半")).to_be_visible()
    [line] = _find(page, "customer.purchase.plan", [["id", "=", number]], ["line_ids"])
    change = {"line_ids": [[1, line["line_ids"][0], {"quantity": 10}]]}
    _answer, message = steps.call(page, "customer.purchase.plan", "write", [number], change)
    assert not message, message
    steps.visit(page, path)
    steps.press(page, "action_submit")
    steps.expect_state(page, "submitted")


def _ask_finance(page, mark):
    """As the manager: see what changed, and ask finance first."""
    page.goto(steps.address(page, INBOX))
    _card(page, mark).click()
    page.wait_for_selector(f"{steps.FORM} .o_approval_path")
    expect(page.locator(".o_field_widget[name=approval_changes]")).to_contain_text("10")
    _more(page, "action_ask_others")
    page.wait_for_selector(f"{steps.DIALOG} .o_field_widget[name=user_id]")
    # a phone shows the colleagues on a page of their own
    steps.field(page, "user_id", steps.DIALOG).locator("input").first.click()
    page.locator(f"{steps.DIALOG} {CARD}", has_text="黄丽华").first.click()
    steps.fill(page, "comment", "请看预算", steps.DIALOG)
    _confirm(page)


def _approve(page, mark):
    page.goto(steps.address(page, INBOX))
    _card(page, mark).locator("button[name=action_approve]").click()
    expect(_card(page, mark)).to_have_count(0)


def test_the_whole_loop_on_a_phone(login):
    """REQ A-02, A-03, A-07: sent back, changed, asked in addition, approved: with one thumb."""
    mark = datetime.datetime.now().strftime("%H%M%S")
    applicant = login("yangming", size=PHONE)
    number = _request(applicant, mark)
    path = f"/odoo/action-key_account_visits.customer_purchase_plan_action/{number}"
    steps.visit(applicant, path)
    # who will be asked is there before submitting
    expect(applicant.locator(".o_approval_path .o_approval_step").first).to_be_visible()
    steps.press(applicant, "action_submit")
    steps.expect_state(applicant, "submitted")

    manager = login("chenlixin", size=PHONE, path=INBOX)
    _send_back(manager, mark)
    _change_and_submit(applicant, number, path)
    _ask_finance(manager, mark)
    finance = login("huanglihua", size=PHONE, path=INBOX)
    _approve(finance, mark)
    _approve(manager, mark)
    [plan] = _find(applicant, "customer.purchase.plan", [["id", "=", number]], ["state"])
    assert plan["state"] == "approved"
