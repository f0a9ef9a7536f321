"""Every screen of 客户管理 opens, in Chinese, for those who see its menu."""

import re

import pytest
import steps
from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import expect

APPS = ("customer_base.menu_root", "customer_approval.approval_menu_root")
VIEWS = ".o_control_panel .o_switch_view"
CRASHED = ".o_error_dialog"
# What a click in the menu does, without unfolding the menu. An action that another one overtakes
# (a record still opening) never ends: it is asked for again.
OPEN = """(action) => Promise.race([
    odoo.__WOWL_DEBUG__.root.env.services.action.doAction(action, {clearBreadcrumbs: true})
        .then(() => true),
    new Promise((resolve) => setTimeout(() => resolve(false), 30000)),
])"""


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
    assert page.evaluate(OPEN, action) or page.evaluate(OPEN, action), "did not open"
    settle(page)
    if page.locator(steps.DIALOG).count():
        page.locator(f"{steps.DIALOG} .btn-close").click()
        page.wait_for_selector(steps.DIALOG, state="detached")
        return
    kinds = page.locator(VIEWS).count()
    for number in [*range(1, kinds), 0][:kinds]:  # the first one last: it is looked into
        view = page.locator(VIEWS).nth(number)
        view.click()
        expect(view).to_have_class(re.compile(r"\bactive\b"))
        settle(page)
    # a cell with an avatar opens the person, not the record
    row = page.locator(
        ".o_list_view .o_content:not(.o_view_sample_data, :has(.o_view_sample_data)) .o_data_row"
        " td.o_data_cell:not(:has(input, button, .o_avatar))"
    )
    if row.count():
        row.first.click()
        page.wait_for_timeout(300)  # the record begins to load
        settle(page)


@pytest.mark.parametrize("who", ["admin", "chenlixin"])
def test_every_menu_opens_in_chinese(login, who):
    """Items 7 and 8 of the foundation: nothing crashes, no English between Chinese."""
    page = login(who)
    steps.visit(page, steps.DEVELOPMENTS)
    problems = []
    for action, title in actions(page).items():
        try:
            walk(page, action)
        except (AssertionError, Late) as problem:
            problems.append(f"{title} ({page.url}): {problem}")
    assert not problems, "\n".join(problems)
