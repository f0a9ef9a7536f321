"""What a person does on Odoo's screens, in the words of the tests.

Selectors are the names of fields and buttons, so a new layout or text breaks no test.
"""

import itertools
import re
import time

from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import expect
from stdnum.cn import uscc

DEVELOPMENTS = "/odoo/action-customer_development.customer_development_action"
TO_DECIDE = "/odoo/action-customer_approval.approval_action_to_decide"
FORM = ".o_form_view"
DIALOG = ".o_dialog .modal-content"

# What a Chinese screen may well say in Latin letters.
# the last one is in an example that Odoo gives on a delivery
ALLOWED = {"odoo", "excel", "xlsx", "json", "chinesecalendar", "lumber"}
ENGLISH = re.compile(r"[A-Za-z]{4,}")
ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*")
# The frame of a screen: menus, titles, labels, buttons, headings, states. Not the records.
FRAME = """() => {
    const frame = [
        ".o_menu_sections", ".o_breadcrumb .active", ".o_control_panel button", ".modal-title",
        ".o_form_label", ".o_form_view button:not(.o_field_widget button)", ".modal-footer button",
        ".o_statusbar_status button", ".o_notebook_headers", ".o_horizontal_separator",
        ".o_list_table th", ".o_stat_text", ".alert", ".o_radio_item", ".o_field_badge",
        ".ribbon", ".o_facet_value", ".o_view_nocontent", ".o_column_title", ".o_searchview",
        ".o_pivot th", ".o_calendar_header", ".o_kanban_record .badge", ".dropdown-menu",
    ];
    const shown = (node) => node.checkVisibility({visibilityProperty: true})
        && !node.closest(".o_view_sample_data");
    const texts = [...document.querySelectorAll(frame.join(","))].filter(shown)
        .map((node) => node.innerText);
    const holders = [...document.querySelectorAll("[placeholder]")].filter(shown)
        .map((node) => node.placeholder || "");
    return [...texts, ...holders];
}"""

_numbers = itertools.count(int(time.time() * 10) % 10_000_000)
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def new_company(word):
    """Return (name, valid 统一社会信用代码) of a company that no database has yet."""
    body = f"{next(_numbers) % 100_000_000:08d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    code = f"91140100{body}{'0123456789X0'[11 - total % 11]}"
    return f"{word}{body}矿山机械有限公司", code + uscc.calc_check_digit(code)


# ------------------------------------------------------------------ screens
def address(page, path):
    return "/".join(page.url.split("/")[:3]) + path


def visit(page, path):
    """Open an action or a record and wait until its view is there."""
    page.goto(address(page, path))
    page.wait_for_selector(".o_action_manager .o_view_controller .o_content > *")
    assert_chinese(page)


def visit_development(page, number):
    visit(page, f"{DEVELOPMENTS}/{number}")
    page.wait_for_selector(f"{FORM} button[name=action_open_approvals], {FORM} .o_statusbar_status")


def assert_chinese(page):
    """No English word in what frames the records: menus, labels, buttons, states."""
    words = {
        word
        for text in page.evaluate(FRAME)
        for word in ENGLISH.findall(ADDRESS.sub("", text))
        if word.lower() not in ALLOWED
    }
    assert not words, f"English on the screen {page.url}: {sorted(words)}"


def record_id(page):
    """The id of the record whose form is open; waits until it is saved."""
    page.wait_for_url(re.compile(r"/\d+(\?.*)?$"))
    return int(re.search(r"/(\d+)(?:\?.*)?$", page.url).group(1))


def tab(page, name):
    page.click(f"{FORM} .o_notebook_headers a[name={name}]")
    assert_chinese(page)


def expect_state(page, value):
    """The status bar stands at this value of the document's state."""
    expect(
        page.locator(f"{FORM} .o_statusbar_status .o_arrow_button_current").first
    ).to_have_attribute("data-value", value)
    assert_chinese(page)


# ------------------------------------------------------------------ fields
def field(page, name, inside=FORM):
    return page.locator(f"{inside} .o_field_widget[name={name}]").first


def fill(page, name, value, inside=FORM):
    entry = field(page, name, inside).locator("input, textarea").first
    entry.fill(str(value))
    entry.blur()  # what depends on it is shown when the field is left


def until_it_holds(attempt):
    """Do something again when an answer of the server drew the screen anew meanwhile."""
    for _time in range(5):
        try:
            return attempt()
        except Late:
            continue
    return attempt()


def choose(page, name, text, inside=FORM):
    """Choose a record in a many2one field by the text typed."""
    entry = field(page, name, inside).locator("input").first
    item = page.locator(".o-autocomplete--dropdown-item", has_text=text).first

    def attempt():
        entry.fill("", timeout=8000)
        entry.fill(text, timeout=8000)
        item.click(timeout=8000)

    until_it_holds(attempt)


def pick(scope, text, opened_by=None):
    """Choose an option of the selection field in `scope` (a locator).

    :param opened_by: what is clicked first, where the field shows only then (a list's cell)
    """
    item = scope.page.locator(".o_select_menu_item", has_text=text).first

    def attempt():
        if opened_by:
            opened_by.click(timeout=8000)
        entry = scope.locator("input").first
        if text in (entry.input_value(timeout=8000) or ""):
            return  # taken by a click that the redrawing hid
        entry.click(timeout=8000)
        item.click(timeout=4000)

    until_it_holds(attempt)


def shown(cell):
    """What a list's cell shows, also while its row is being edited."""
    entry = cell.locator("input")
    return entry.first.input_value() if entry.count() else cell.inner_text()


def expect_value(page, name, text, inside=FORM):
    expect(field(page, name, inside)).to_contain_text(text)


# ------------------------------------------------------------------ buttons and messages
def button(page, name, inside=FORM):
    return page.locator(f"{inside} button[name={name}]:visible")


def press(page, name, inside=FORM):
    button(page, name, inside).first.click()


def refused(page):
    """Close the message that refuses something; returns its text."""
    body = page.locator(".o_dialog .modal-body p.text-prewrap").last
    body.wait_for()
    text = body.inner_text()
    assert re.search("[\u4e00-\u9fff]", text), f"not Chinese: {text}"
    assert_chinese(page)
    page.locator(".o_dialog .modal-footer button.btn-primary").last.click()
    body.wait_for(state="detached")
    return text


def call(page, model, method, *arguments, **named):
    """Call a method as the page's user, past every screen; returns (result, message)."""
    answer = page.evaluate(
        """async ({url, params}) => {
            const response = await fetch(url, {
                method: "POST",
                headers: {"Content-Type": "application/json"},
                body: JSON.stringify({jsonrpc: "2.0", method: "call", params}),
            });
            return response.json();
        }""",
        {
            "url": f"/web/dataset/call_kw/{model}/{method}",
            "params": {
                "model": model,
                "method": method,
                "args": arguments,
                "kwargs": {"context": {"lang": "zh_CN"}} | named,
            },
        },
    )
    error = answer.get("error")
    return answer.get("result"), error and error["data"]["message"]


# ------------------------------------------------------------------ the path
def open_registration(page):
    page.goto(address(page, DEVELOPMENTS))
    page.click(".o_control_panel button:has-text('报备潜在客户')")
    page.wait_for_selector(f"{DIALOG} {FORM}")
    assert_chinese(page)


def register(page, name, code, level="key"):
    """Report a prospect; returns the id of its development."""
    open_registration(page)
    fill(page, "name", name, DIALOG)
    fill(page, "vat", code, DIALOG)
    fill(page, "contact_name", "周建业", DIALOG)
    fill(page, "contact_function", "设备部部长", DIALOG)
    choose(page, "source_id", "行业展会", DIALOG)
    field(page, "level", DIALOG).locator(f"input[data-value={level}]").check()
    fill(page, "main_business", "铁矿石开采与洗选", DIALOG)
    fill(page, "needs", "破碎系统扩能改造", DIALOG)
    press(page, "action_register", DIALOG)
    page.wait_for_selector(".o_dialog", state="detached")
    expect_state(page, "registered")
    return record_id(page)


def survey(page, grade="4 良好"):
    """Make the background survey: every criterion scored, concluded with 开发."""
    press(page, "action_survey")
    rows = page.locator(".o_field_widget[name=score_ids] .o_data_row")
    rows.first.wait_for()
    assert_chinese(page)
    cells = [rows.nth(number).locator("td[name=score]") for number in range(rows.count())]
    for _attempt in range(3):  # a list that is drawn anew just then loses what was picked
        for cell in [cell for cell in cells if grade not in shown(cell)]:
            pick(cell, grade, opened_by=cell)
    fill(page, "findings", "已走访现场并查询企业信用信息，具备开发条件。")
    press(page, "action_develop")
    expect_state(page, "surveyed")


def fill_application(page, sales):
    tab(page, "application")
    figures = {
        "expected_sales": sales,
        "expected_profit": 960000,
        "cost_staff": 120000,
        "cost_travel": 60000,
        "cost_risk": 20000,
        "cost_development": 30000,
        "cost_management": 10000,
    }
    for name, value in figures.items():
        fill(page, name, value)
    pick(field(page, "development_method"), "上门拜访")
    expect_value(page, "cost_total", "240,000")
    expect_value(page, "worth_verdict", "4.00")
    tab(page, "advantages")
    fill(page, "advantage_cost", "整机加三年备件打包，采购总成本低约 8%。")
    fill(page, "factor_technology", "均为成熟机型。")


def open_from_inbox(page, name):
    """Find what waits in 待我审批 and open the document."""
    visit(page, TO_DECIDE)
    page.locator(".o_data_row", has_text=name).locator("td[name=name]").click()
    page.wait_for_selector(FORM)
    assert_chinese(page)
    press(page, "action_open_document")
    page.wait_for_selector(f"{FORM} .o_field_widget[name=level]")


def approve(page, name, then):
    """Decide from the inbox; `then` is the state the document has afterwards."""
    open_from_inbox(page, name)
    press(page, "action_approve")
    back_to_decided(page, name)
    expect(button(page, "action_approve")).to_have_count(0)
    expect_state(page, then)


def reject(page, name, reason):
    open_from_inbox(page, name)
    press(page, "action_reject")
    fill(page, "comment", reason, DIALOG)
    press(page, "action_confirm", DIALOG)
    page.wait_for_selector(".o_dialog", state="detached")
    back_to_decided(page, name)
    expect_state(page, "rejected")


def back_to_decided(page, name):
    """From the inbox the next request opens after deciding: go back to the one decided on."""
    expect(page.locator(".o_breadcrumb .active").first).not_to_contain_text(name)
    [number], _message = call(
        page, "customer.development", "search", [["partner_id.name", "=", name]]
    )
    visit_development(page, number)


def name_coordinator(page, person):
    tab(page, "team")
    lines = page.locator(".o_field_widget[name=member_ids]")
    lines.locator(".o_field_x2many_list_row_add a, .o_list_record_add a").first.click()
    row = lines.locator(".o_selected_row")
    pick(row.locator("td[name=role]"), "统筹人")
    row.locator("td[name=user_id] input").fill(person)
    page.locator(".o-autocomplete--dropdown-item", has_text=person).first.click()
    save(page)


def tick_off(page, findings="已了解并记录"):
    """Finish the check list: what was found out, and done, for each item still open."""
    tab(page, "preparation")
    rows = page.locator(".o_field_widget[name=task_ids] .o_data_row")
    rows.first.wait_for()
    for number in range(rows.count()):
        row = rows.nth(number)
        row.locator("td[name=findings]").click()
        row.locator("td[name=findings] textarea, td[name=findings] input").first.fill(findings)
        row.locator("td[name=is_done] input").check()
    save(page)


def save(page):
    page.click(".o_form_button_save:visible")
    expect(page.locator(".o_form_button_save:visible")).to_have_count(0)


def add_record(page, summary, judgement="go"):
    press(page, "action_add_record")
    page.wait_for_selector(f"{DIALOG} {FORM}")
    assert_chinese(page)
    fill(page, "summary", summary, DIALOG)
    field(page, "judgement", DIALOG).locator(f"input[data-value={judgement}]").check()
    page.click(f"{DIALOG} .o_form_button_save")
    page.wait_for_selector(".o_dialog", state="detached")


def stage(page):
    return page.locator(f"{FORM} .o_field_widget[name=stage_id] .o_arrow_button_current").first


def quote(page, product):
    """Make the quotation from the development and confirm it."""
    press(page, "action_new_quotation")
    lines = page.locator(".o_field_widget[name=order_line]")
    lines.wait_for()
    lines.get_by_text("添加产品").first.click()
    lines.locator(".o_selected_row td[name^=product_] input").first.fill(product)
    page.locator(".o-autocomplete--dropdown-item", has_text=product).first.click()
    expect(lines.locator(".o_data_row td[name=price_unit]").first).not_to_have_text("0.00")

    def leave_line():
        # a click made while the line is still being filled in is lost on a slow machine
        page.click(f"{FORM} .o_notebook_headers a[name=order_lines]", timeout=8000)
        lines.locator(".o_selected_row").wait_for(state="detached", timeout=8000)

    until_it_holds(leave_line)
    page.click("button[name=action_confirm]:visible")
    expect_state(page, "sale")
