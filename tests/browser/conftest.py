"""A real Chromium on a running Odoo: `./dev test` starts the server and names it in ODOO_URL."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

SCREENSHOTS = Path(__file__).resolve().parents[2] / ".dev" / "log" / "screenshots"
TIMEOUT = 60_000
# The first screen of a fresh server builds the web client's scripts and styles.
FIRST_TIMEOUT = 180_000
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
# With `./dev test --date` the server's clock is moved by CLOCK_SHIFT seconds; Chromium does not run
# on the library that does it, so its pages are told.
MOVED_CLOCK = """
    const shift = %s, RealDate = Date, now = () => RealDate.now() + shift;
    globalThis.Date = new Proxy(RealDate, {
        construct: (target, parts, made) =>
            Reflect.construct(target, parts.length ? parts : [now()], made),
        apply: () => new RealDate(now()).toString(),
        get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
    });
"""
# Not ours: Debian's Odoo leaves this file out.
KNOWN_CONSOLE = ("selfie_segmentation",)

expect.set_options(timeout=TIMEOUT)


@pytest.fixture(scope="session")
def odoo_url():
    """Address of the Odoo under test."""
    return os.environ["ODOO_URL"]


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for the whole run."""
    arguments = list(ARGUMENTS)
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=arguments
        )
        yield browser
        browser.close()


@pytest.fixture
def login(chromium, odoo_url, request):
    """`login(name, password)` gives a page of a fresh session, logged in and in the app.

    A test fails at its end when one of its pages raised a JavaScript error; its screens at that
    moment are kept below .dev/log/screenshots.
    """
    contexts, errors = [], []

    def open_session(name, password=None, path="/odoo", size=(1440, 900)):
        context = chromium.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": size[0], "height": size[1]},
        )
        context.set_default_timeout(TIMEOUT)
        if shift := os.environ.get("CLOCK_SHIFT"):
            context.add_init_script(MOVED_CLOCK % (int(shift) * 1000))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{odoo_url}/web/login")
        page.fill("input[name=login]", name, timeout=FIRST_TIMEOUT)
        page.fill("input[name=password]", password or name)
        page.click("form.oe_login_form button[type=submit]")
        page.wait_for_selector(".o_main_navbar", timeout=FIRST_TIMEOUT)
        if path != "/odoo":
            page.goto(f"{odoo_url}{path}")
            page.wait_for_selector(".o_action_manager > *")
        return page

    yield open_session
    report = getattr(request.node, "report_call", None)
    if report is None or report.failed or errors:
        _keep_screens(contexts, request.node.name)
    for context in contexts:
        context.close()
    serious = [error for error in errors if not any(known in error for known in KNOWN_CONSOLE)]
    assert not serious, f"JavaScript errors: {serious}"


def _keep_screens(contexts, name):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages, 1):
        page.screenshot(path=str(SCREENSHOTS / f"{name}-{number}.png"), full_page=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Leave the outcome of a test where its fixtures find it."""
    outcome = yield
    report = outcome.get_result()
    setattr(item, f"report_{report.when}", report)
