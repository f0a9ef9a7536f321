"""The demo database as a person meets it."""


def test_administrator_finds_a_chinese_screen(login):
    """Item 6 and 7 of the foundation: the demo opens in Chinese."""
    page = login("admin")
    page.goto(f"{page.url.split('/odoo')[0]}/odoo/contacts")
    page.wait_for_selector(".o_control_panel")
    assert "联系人" in page.inner_text(".o_main_navbar")
