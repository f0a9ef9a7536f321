"""Visits as those who make and read them see them, in Chinese, also on a phone.

People of the demo: 杨明 (大客户部), his manager 陈立新, 黄丽华 (财务). The demo has a visit of
杨明 whose report is owed.
"""

import steps
from playwright.sync_api import expect

VISITS = "/odoo/customer-visits"
PHONE = (390, 844)
# Views come late, as in a browser that has nothing of the server yet.
SLOW_VIEWS = """
    const {open, send} = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, url, ...rest) {
        this.isLate = url.includes("get_views");
        return open.call(this, method, url, ...rest);
    };
    XMLHttpRequest.prototype.send = function (...data) {
        setTimeout(() => send.apply(this, data), this.isLate ? 2500 : 0);
    };
"""


def _find(page, model, domain, fields):
    rows, message = steps.call(page, model, "search_read", domain, fields)
    assert not message, message
    return rows


def _owed(page):
    [visit, *_more] = _find(
        page,
        "customer.visit",
        [["state", "=", "done"], ["user_id.login", "=", "yangming"]],
        ["partner_id"],
    )
    return visit


def _expense(page, visit):
    """Return the number, in a list, of a new expense of a visit."""
    [category] = _find(page, "product.product", [["name", "=", "业务招待费"]], ["name"])[:1]
    values = {
        "name": "手机端餐费",
        "product_id": category["id"],
        "visit_id": visit["id"],
        "total_amount_currency": 90,
    }
    numbers, message = steps.call(page, "hr.expense", "create", [values])
    assert not message, message
    return numbers


def test_report_on_a_phone_then_money(login):
    """REQ V-04, V-06: no report, no money; reported at phone width, read, then reimbursed."""
    page = login("yangming", size=PHONE)
    visit = _owed(page)
    numbers = _expense(page, visit)
    _answer, message = steps.call(page, "hr.expense", "action_submit", numbers)
    assert "没有报告" in message

    steps.visit(page, f"{VISITS}/{visit['id']}")
    steps.press(page, "action_write_report")
    # the report alone has taken the place of the whole form, which has the same fields
    expect(page.locator(f"{steps.FORM} .o_field_widget[name=kind]")).to_have_count(0)
    page.wait_for_selector(f"{steps.FORM} .o_field_widget[name=result] .o_radio_input")
    steps.assert_chinese(page)
    page.locator(f"{steps.FORM} .o_field_widget[name=result] .o_radio_input").first.check()
    steps.fill(page, "key_points", "现场查看了设备运行情况")
    steps.fill(page, "customer_view", "希望尽快拿到备件报价")
    steps.fill(page, "next_step", "三日内报价")
    steps.press(page, "action_report")
    expect(page.locator(f"{steps.FORM} button[name=action_report]")).to_have_count(0)
    _answer, message = steps.call(page, "hr.expense", "action_submit", numbers)
    assert "尚未经经理检查" in message

    manager = login("chenlixin")
    steps.visit(manager, f"{VISITS}/{visit['id']}")
    steps.press(manager, "action_review")
    manager.wait_for_selector(f"{steps.DIALOG} .o_field_widget[name=score]")
    steps.assert_chinese(manager)
    steps.fill(manager, "score", 88, steps.DIALOG)
    steps.fill(manager, "reason", "要点清楚", steps.DIALOG)
    steps.press(manager, "action_apply", steps.DIALOG)
    steps.expect_state(manager, "closed")

    _answer, message = steps.call(page, "hr.expense", "action_submit", numbers)
    assert not message, message
    [expense] = _find(page, "hr.expense", [["id", "in", numbers]], ["state"])
    assert expense["state"] != "draft"


def test_my_day_opens_what_it_shows(login):
    """My day: cards of what is to be done; a card opens its visit, on a phone as well."""
    page = login("yangming", size=PHONE)
    steps.visit(page, "/odoo/customer-my-day")
    card = page.locator(".o_kanban_record:not(.o_kanban_ghost)").first
    expect(card).to_be_visible()
    card.click()
    page.wait_for_selector(f"{steps.FORM} .o_statusbar_status")
    steps.assert_chinese(page)


def test_plan_for_many(login):
    """REQ V-01, V-07: a preview first, then drafts of visits for what is due."""
    page = login("liqiang")
    steps.visit(page, "/odoo/customer-visit-plan")
    steps.fill(page, "purpose", "季度回访，了解近况")
    field = steps.field(page, "due_only").locator("input")
    field.uncheck()
    steps.press(page, "action_preview")
    rows = steps.field(page, "line_ids").locator(".o_data_row")
    expect(rows.first).to_be_visible()
    steps.assert_chinese(page)
    count = rows.count()
    assert count
    steps.press(page, "action_create_visits")
    page.wait_for_selector(".o_control_panel .o_switch_view")
    made = _find(page, "customer.visit", [["purpose", "=", "季度回访，了解近况"]], ["state"])
    assert len(made) >= count
    assert {row["state"] for row in made} == {"draft"}


def test_a_link_to_what_is_refused_says_so(login):
    """REQ B-09: the message stays when the list behind it comes late, as in a fresh browser."""
    [visit, *_more] = _find(
        login("chenlixin"), "customer.visit", [["state", "=", "done"]], ["name"]
    )
    page = login("wuhao")
    page.add_init_script(SLOW_VIEWS)
    page.goto(steps.address(page, f"{VISITS}/{visit['id']}"))
    page.wait_for_selector(".o_list_view")
    page.wait_for_timeout(1000)  # what closes dialogs has done so
    expect(page.locator(f"{steps.DIALOG} [role=alert]")).to_contain_text("无权查看")
    page.locator(f"{steps.DIALOG} footer .btn-secondary").click()
    expect(page.locator(steps.DIALOG)).to_have_count(0)
