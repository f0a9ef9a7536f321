"""A hand-over by the manager and somebody who takes over, in Chinese (REQ H-01, H-02, H-04).

People of the demo: 钱伟 is leaving, 王海涛 (华东营销部经理) sees to it, 吴昊 takes over.
"""

import steps
from playwright.sync_api import expect

PHONE = (390, 844)
SHEETS = "/odoo/action-customer_handover.customer_handover_action"


def _sheet(page):
    rows, message = steps.call(
        page,
        "customer.handover",
        "search_read",
        [["leaver_id.login", "=", "qianwei"], ["state", "not in", ["done", "cancelled"]]],
        ["id"],
    )
    assert not message, message
    return rows[0]["id"]


def _choose(page, cell, name):
    """Choose somebody in a cell of the list of customers."""

    def attempt():
        cell.click(timeout=8000)
        cell.locator("input").first.fill(name, timeout=8000)
        page.locator(".o-autocomplete--dropdown-item", has_text=name).first.click(timeout=8000)

    steps.until_it_holds(attempt)


def test_manager_and_receiver(login):
    """REQ H-01, H-02, H-04: who declined is replaced, the other one accepts on a phone."""
    manager = login("wanghaitao", path=SHEETS)
    number = _sheet(manager)
    steps.visit(manager, f"{SHEETS}/{number}")
    steps.assert_chinese(manager)
    steps.choose(manager, "main_receiver_id", "吴昊")
    steps.tab(manager, "customers")
    for name in ("南京浦江港机有限公司", "无锡锐捷传动科技有限公司", "杭州萧山金诚锻造有限公司"):
        row = manager.locator(".o_field_widget[name=customer_ids] tr.o_data_row", has_text=name)
        cell = row.locator("td[name=receiver_id]")
        _choose(manager, cell, "吴昊")
    steps.press(manager, "action_ask")
    steps.tab(manager, "receivers")
    receivers = manager.locator(".o_field_widget[name=receiver_ids] tr.o_data_row")
    expect(receivers).to_have_count(1)
    expect(receivers.first).to_contain_text("吴昊")

    receiver = login("wuhao", path=f"{SHEETS}/{number}", size=PHONE)
    receiver.wait_for_selector(steps.FORM)
    steps.assert_chinese(receiver)
    steps.press(receiver, "action_accept")
    expect(receiver.locator("button[name=action_accept]:visible")).to_have_count(0)

    # who is leaving sees the sheet, changes nothing, and takes nothing along
    leaver = login("qianwei", path=f"{SHEETS}/{number}")
    leaver.wait_for_selector(steps.FORM)
    expect(leaver.locator("button[name=action_ask]:visible")).to_have_count(0)
    rows, message = steps.call(
        leaver, "res.partner", "export_data", [row["id"] for row in _own(leaver)], ["name"]
    )
    assert "不能再带走数据" in message, (rows, message)

    steps.visit(manager, f"{SHEETS}/{number}")
    steps.press(manager, "action_submit")
    steps.expect_state(manager, "submitted")


def _own(page):
    rows, message = steps.call(
        page, "res.partner", "search_read", [["user_id.login", "=", "qianwei"]], ["id"]
    )
    assert not message, message
    return rows
