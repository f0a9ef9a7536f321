"""Take the pictures of the README from a running demo: tools/screenshots.py [address] [names…].

Needs Chromium, Playwright and Pillow of the project's environment, and pdftoppm for the PDF.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SIZE = {"width": 1440, "height": 900}
COLORS = 128
CONTEXT = {"context": '{"lang": "zh_CN", "tz": "Asia/Shanghai"}'}
DEVELOPMENT = "customer_development.customer_development_action"
WAITING = "鄂尔多斯蒙岳煤化工集团有限公司"  # a key account that waits for the general manager
CLOSED = "烟台芝垚港机有限公司"  # a customer developed to the end
LOST = "吕梁方麓铝土矿有限公司"  # rejected with a reason


def keep(picture, name):
    """Write a picture with few colours: a screen needs no more, and the file stays small."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLORS, dither=Image.Dither.NONE).save(IMAGES / name, optimize=True)
    print(f"{name}: {(IMAGES / name).stat().st_size // 1024} KB")


class Screen:
    """A person at the screen."""

    def __init__(self, browser, address, login):
        context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport=SIZE, reduced_motion="reduce"
        )
        context.set_default_timeout(120_000)
        self.address, self.page = address, context.new_page()
        self.page.goto(f"{address}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_selector(".o_main_navbar")

    def open(self, path, wait=".o_view_controller .o_content > *"):
        self.page.goto(f"{self.address}/odoo/{path}")
        self.page.wait_for_selector(wait)
        self.settle()

    def settle(self):
        self.page.wait_for_selector(".o_loading_indicator", state="detached")
        self.page.wait_for_function(
            "[...document.images].every((image) => image.complete || image.loading === 'lazy')"
        )
        self.page.mouse.move(2, 600)

    def find(self, model, domain):
        """The id of the first record of a search."""
        return self.page.evaluate(
            """async ([model, domain]) => (await (await fetch(
                `/web/dataset/call_kw/${model}/search`, {
                    method: "POST", headers: {"Content-Type": "application/json"},
                    body: JSON.stringify({jsonrpc: "2.0", method: "call", params: {
                        model, method: "search", args: [domain], kwargs: {limit: 1},
                    }}),
                })).json()).result[0]""",
            [model, domain],
        )

    def development(self, name):
        number = self.find("customer.development", [["partner_id.name", "=", name]])
        self.open(f"action-{DEVELOPMENT}/{number}", ".o_form_view .o_statusbar_status")
        return number

    def tab(self, name):
        self.page.click(f".o_notebook_headers a[name={name}]")
        self.settle()

    def shoot(self, name):
        self.page.wait_for_timeout(500)  # some widgets ask the server once they are drawn
        self.settle()
        keep(self.page.screenshot(animations="disabled"), name)


def development_kanban(person):
    screen = person("zhaomingyuan")
    screen.open(f"action-{DEVELOPMENT}_work", ".o_kanban_record")
    screen.shoot("development_kanban.png")


def development_form(person):
    screen = person("zhouguodong")
    screen.development(WAITING)
    screen.tab("application")
    screen.shoot("development_form.png")


def approval_record(person):
    screen = person("yangming")
    screen.development(LOST)
    screen.tab("approval")
    screen.shoot("approval_record.png")


def inbox(person):
    screen = person("zhouguodong")
    screen.open("action-customer_approval.approval_action_to_decide", ".o_data_row")
    screen.shoot("inbox.png")


def my_day(person):
    screen = person("yangming")
    screen.open("customer-my-day", ".o_kanban_record")
    screen.shoot("my_day.png")


def visit(person):
    screen = person("chenlixin")
    number = screen.find("customer.visit", [["state", "=", "closed"], ["promises", "!=", False]])
    screen.open(f"customer-visits/{number}", ".o_form_view")
    screen.shoot("visit.png")


def approval_rule(person):
    screen = person("admin")
    rule = screen.find("customer.approval.rule", [["domain", "ilike", "key"]])
    screen.open(f"action-customer_approval.approval_rule_action/{rule}", ".o_form_view")
    screen.shoot("approval_rule.png")


def workdays(person):
    screen = person("admin")
    screen.open("action-l10n_cn_workday.workday_exception_action", ".o_calendar_view")
    title = screen.page.locator(".o_calendar_header h5")
    while "10" not in (shown := title.inner_text()).split():  # October: the month of 国庆
        screen.page.locator(".o_calendar_header button:has(.oi-arrow-left)").click()
        expect(title).not_to_have_text(shown)
        screen.settle()
    screen.shoot("workdays.png")


def partner(person):
    screen = person("zhaomingyuan")
    number = screen.find("res.partner", [["name", "=", CLOSED]])
    screen.open(f"action-customer_base.res_partner_action_customers/{number}", ".o_form_view")
    screen.tab("customer_management")
    screen.shoot("partner.png")


def application_pdf(person):
    screen = person("zhaomingyuan")
    number = screen.find("customer.development", [["partner_id.name", "=", WAITING]])
    report = "customer_development.report_application"
    path = f"/report/pdf/{report}/{number}"
    answer = screen.page.request.get(screen.address + path, params=CONTEXT)
    if "pdf" not in answer.headers.get("content-type", ""):
        sys.exit(f"No PDF: {answer.status} {answer.text()[:300]}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "application.pdf")
        path.write_bytes(answer.body())
        subprocess.run(
            ["pdftoppm", "-r", "96", "-png", "-singlefile", path, path.with_suffix("")], check=True
        )
        keep(path.with_suffix(".png").read_bytes(), "application_pdf.png")


PICTURES = (
    development_kanban, development_form, approval_record, inbox, approval_rule, workdays, partner,
    application_pdf, my_day, visit,
)  # fmt: skip


def main(address="http://127.0.0.1:8069", *names):
    """Take all pictures, or those named."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        screens = {}

        def person(login):
            if login not in screens:
                screens[login] = Screen(browser, address.rstrip("/"), login)
            return screens[login]

        for picture in PICTURES:
            if not names or picture.__name__ in names:
                picture(person)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
