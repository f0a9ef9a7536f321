"""Every screen of 客户管理 opens, in Chinese, for those who see its menu."""

import re

import pytest
import steps
from playwright.sync_api import expect

APPS = ("customer_base.menu_root", "customer_approval.approval_menu_root")
VIEWS = ".o_control_panel .o_switch_view"
CRASHED = ".o_error_dialog"


def actions(page):
    """{action id: title} of all menus of our apps that the page's user sees."""
    menus = page.evaluate(
        """async () => (await fetch("/web/webclient/load_menus", {
            headers: {"Content-Type": "application/json"},
        })).json()"""
    )
    found, left = {}, [menu for menu in menus.values() if menu.get("xmlid") in APPS]
    while left:
        menu = left.pop(0)
        left += [menus[str(child)] for child in menu["children"]]
        if menu["actionID"]:
            found.setdefault(menu["actionID"], menu["name"])
    return found


def settle(page):
    """Wait until the view is drawn; no screen shows an error or an English word."""
    page.wait_for_selector(".o_view_controller .o_content > *, .o_dialog .o_form_view")
    page.wait_for_selector(".o_loading_indicator", state="detached")
    assert page.locator(CRASHED).count() == 0, page.locator(CRASHED).first.inner_text()
    steps.assert_chinese(page)


def walk(page, action):
    """Open an action, each of its views, and the first record of its list."""
    page.goto(steps.address(page, f"/odoo/action-{action}"))
    settle(page)
    kinds = page.locator(VIEWS).evaluate_all(
        r"nodes => nodes.map(node => node.className.match(/o_(\w+)(?= |$)/g).pop())"
    )
    for number in range(len(kinds)):
        view = page.locator(VIEWS).nth(number)
        view.click()
        expect(view).to_have_class(re.compile(r"\bactive\b"))
        settle(page)
    if kinds:
        page.locator(VIEWS).first.click()
        settle(page)
    row = page.locator(".o_list_view .o_data_row:not(.o_is_sample) td.o_data_cell:not(:has(input))")
    if row.count() and not page.locator(".o_list_view .o_view_sample_data").count():
        row.first.click()
        settle(page)


@pytest.mark.parametrize("who", ["admin", "chenlixin"])
def test_every_menu_opens_in_chinese(login, who):
    """Items 7 and 8 of the foundation: nothing crashes, no English between Chinese."""
    page = login(who)
    problems = []
    for action, title in actions(page).items():
        try:
            walk(page, action)
        except AssertionError as problem:
            problems.append(f"{title}: {problem}")
    assert not problems, "\n".join(problems)
