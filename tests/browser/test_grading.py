"""Grading as the market department, the director and a salesperson see it, in Chinese.

People of the demo: 郑洁 (市场部), 赵明远 (营销总监), 李强 (营销员, 华东营销部). The demo has
one run in review, of the scheme by yearly sales.
"""

import steps
from playwright.sync_api import expect

SCHEMES = "/odoo/grading-schemes"
RUNS = "/odoo/grading-runs"


def _find(page, model, domain, fields):
    rows, message = steps.call(page, model, "search_read", domain, fields)
    assert not message, message
    return rows


def test_scheme_is_simulated(login):
    """REQ G-04: a threshold is moved in the simulator; who moves is shown, nothing is changed."""
    page = login("zhengjie")
    [scheme] = _find(page, "customer.grading.scheme", [["state", "=", "used"]], ["name"])
    steps.visit(page, f"{SCHEMES}/{scheme['id']}")
    steps.assert_chinese(page)
    steps.press(page, "action_simulate")
    page.wait_for_selector(f"{steps.FORM} .o_field_widget[name=date]")  # the scheme has none
    conditions = steps.field(page, "condition_ids")
    expect(conditions.locator(".o_data_row").first).to_be_visible()
    conditions.locator(".o_data_row").first.locator("td[name=minimum]").click()
    amount = conditions.locator(".o_selected_row td[name=minimum] input")
    amount.fill("3000000")
    second = conditions.locator(".o_data_row").nth(1).locator("td[name=maximum]")
    second.click()
    conditions.locator(".o_selected_row td[name=maximum] input").fill("3000000")
    steps.press(page, "action_simulate")
    movers = steps.field(page, "mover_ids").locator(".o_data_row")
    expect(movers.first).to_be_visible()
    steps.assert_chinese(page)
    rows = _find(
        page,
        "customer.grading.condition",
        [["scheme_id", "=", scheme["id"]], ["minimum", "=", 3000000]],
        ["minimum"],
    )
    assert not rows, "the simulator saves nothing"


def _apply(page, number):
    """Apply a run, or wait until the scheduler has, which starts with the last approval."""
    steps.call(page, "customer.grading.run", "action_apply", [number])
    for _second in range(60):
        [found] = _find(page, "customer.grading.run", [["id", "=", number]], ["state"])
        if found["state"] == "applied":
            return
        page.wait_for_timeout(1000)


def _ask_back(page, button):
    """Press a button that asks back with the numbers of the run, and go on."""
    steps.press(page, button)
    expect(page.locator(".o_dialog .o_grade_distribution_row").first).to_be_visible()
    steps.assert_chinese(page)
    page.click(".modal-footer button.btn-primary:visible")
    page.wait_for_selector(".o_dialog", state="detached")


def test_run_is_reviewed_approved_and_applied(login):
    """REQ G-04: from the review over the approval to the grades; salespeople see why."""
    page, director = login("zhengjie"), login("zhaomingyuan")
    [run] = _find(page, "customer.grading.run", [["state", "=", "computed"]], ["name"])
    steps.visit(page, f"{RUNS}/{run['id']}")
    steps.assert_chinese(page)
    steps.press(page, "action_open_lines", ".o_form_view")
    expect(page.locator(".o_list_view .o_data_row").first).to_be_visible()
    steps.assert_chinese(page)
    # whose customer rises depends on the day on which the demo was made
    [line] = _find(
        page,
        "customer.grading.line",
        [["run_id", "=", run["id"]], ["result", "=", "up"], ["user_id", "!=", False]],
        ["partner_id", "reason", "proposed_grade_id", "user_id"],
    )[:1]
    assert "开票净额" in line["reason"], line["reason"]

    steps.visit(page, f"{RUNS}/{run['id']}")
    _ask_back(page, "action_ask_submit")
    steps.expect_state(page, "submitted")
    assert steps.button(page, "action_ask_approve").count() == 0, "the applicant never decides"
    # for the market department too: the applicant is the only one there
    steps.visit(director, f"{RUNS}/{run['id']}")
    _ask_back(director, "action_ask_approve")
    steps.expect_state(director, "approved")
    _apply(page, run["id"])
    steps.visit(page, f"{RUNS}/{run['id']}")
    steps.expect_state(page, "applied")

    [owner] = _find(page, "res.users", [["id", "=", line["user_id"][0]]], ["login"])
    salesperson = login(owner["login"])
    partner = line["partner_id"][0]
    [customer] = _find(salesperson, "res.partner", [["id", "=", partner]], ["customer_grade_id"])
    assert customer["customer_grade_id"] == line["proposed_grade_id"]
    run_id = [run["id"]]
    _result, message = steps.call(salesperson, "customer.grading.run", "action_compute", run_id)
    assert "市场部" in message or "权" in message, message
