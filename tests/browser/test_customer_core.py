"""Customers as salespeople and managers work with them, in Chinese.

People of the demo: 杨明 (营销员, 大客户部), 李强 (营销员, 华东营销部) and 王海涛, manager of the
华东营销部. The demo limits who sees customers.
"""

import steps
from playwright.sync_api import expect

CUSTOMERS = "/odoo/managed-customers"
REQUESTS = "/odoo/customer-access-requests"
PHONE = (390, 844)


def _new_customer(page, name, code):
    """Begin a customer on the form, without saving it."""
    steps.visit(page, f"{CUSTOMERS}/new")
    steps.fill(page, "name", name)
    steps.fill(page, "vat", code)


def _add_customer(page, word):
    """Return (name, id) of a customer the page's user is responsible for."""
    name, code = steps.new_company(word)
    number, message = steps.call(
        page,
        "res.partner",
        "create",
        {"name": name, "is_company": True, "vat": code, "customer_category": "potential"},
    )
    assert not message, message
    return name, number


def _sees(page, number):
    found, message = steps.call(page, "res.partner", "search_count", [["id", "=", number]])
    assert not message, message
    return bool(found)


def _confirm(page):
    """Press the first button of the dialog and wait until it is gone."""
    page.click(f"{steps.DIALOG} .modal-footer button.btn-primary:visible")
    page.wait_for_selector(".o_dialog", state="detached")


def test_new_customer_is_reported_to_the_next_who_enters_it(login):
    """REQ B-14: who enters a company again learns whom to ask, and sees nothing of it."""
    page = login("yangming")
    name, code = steps.new_company("大同")
    _new_customer(page, name, code)
    steps.save(page)
    number = steps.record_id(page)
    (customer,), _message = steps.call(
        page, "res.partner", "read", [number], ["name", "customer_category", "user_id"]
    )
    assert (customer["name"], customer["customer_category"]) == (name, "potential")
    assert customer["user_id"][1] == "杨明"

    colleague = login("liqiang")
    _new_customer(colleague, name, code)
    expect(steps.field(colleague, "customer_duplicate_typed")).to_contain_text("杨明")
    assert not _sees(colleague, number)


def test_call_is_recorded_on_a_phone(login):
    """REQ B-07: from the customer, one button and one sentence record a call."""
    page = login("yangming", size=PHONE)
    _name, number = _add_customer(page, "忻州")
    steps.visit(page, f"{CUSTOMERS}/{number}")
    steps.press(page, "action_record_contact")
    page.wait_for_selector(f"{steps.DIALOG} {steps.FORM}")
    steps.assert_chinese(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], "no scrolling aside"
    steps.fill(page, "summary", "电话沟通圆锥破碎机备件交期", steps.DIALOG)
    _confirm(page)
    (record,), _message = steps.call(
        page,
        "customer.interaction",
        "search_read",
        [["partner_id", "=", number]],
        ["way", "summary", "user_id"],
    )
    assert (record["way"], record["summary"]) == ("phone", "电话沟通圆锥破碎机备件交期")
    assert record["user_id"][1] == "杨明"
    tile = page.locator("[data-tile=interactions]")
    expect(tile).to_contain_text("1")
    tile.click()
    expect(page.locator(".o_kanban_record, .o_data_row").first).to_contain_text("备件交期")


def test_access_is_asked_for_granted_and_ended(login):
    """REQ B-09: a colleague's customer is seen while its manager lets one in, and no longer."""
    name, number = _add_customer(login("liqiang"), "朔州")
    page, manager = login("yangming"), login("wanghaitao")
    assert not _sees(page, number)

    steps.visit(page, f"{REQUESTS}/new")
    steps.fill(page, "customer_names", name)
    steps.fill(page, "purpose", "联合投标需要设备清单")
    steps.press(page, "action_submit")
    steps.expect_state(page, "submitted")
    request = steps.record_id(page)
    assert steps.button(page, "action_approve").count() == 0, "the applicant never decides"
    assert not _sees(page, number)

    steps.visit(manager, f"{REQUESTS}/{request}")
    steps.press(manager, "action_approve")
    steps.expect_state(manager, "approved")
    assert _sees(page, number)
    steps.visit(page, f"{CUSTOMERS}/{number}")
    expect(steps.field(page, "name").locator("input, textarea").first).to_have_value(name)

    steps.press(manager, "action_end")
    _confirm(manager)
    steps.expect_state(manager, "ended")
    assert not _sees(page, number)
