"""The path of a customer as people walk it, in Chinese: report, survey, approval, work, order.

People of the demo: 杨明 and 孙倩 (营销员, 大客户部), 陈立新 (大客户部经理), 赵明远 (营销总监),
周国栋 (总经理), 李强 (营销员, 华东营销部), 黄丽华 (财务), 马晓东 (客服).
"""

import pytest
import steps
from playwright.sync_api import expect

SALES = 8_600_000  # over 5,000,000 a year: the general manager decides as well
REASON = "投入测算依据不足，请补充竞争对手报价。"
STAGES = ("首次接触", "需求分析", "方案制定", "商务谈判", "合同签订")
PRODUCT = "圆锥破碎机"


@pytest.fixture
def applied(login):
    """An application in approval: (page of 杨明, name of the company, id)."""
    page = login("yangming")
    name, code = steps.new_company("大同")
    number = steps.register(page, name, code)
    steps.survey(page)
    steps.visit_development(page, number)
    steps.fill_application(page, SALES)
    steps.press(page, "action_submit")
    steps.expect_state(page, "submitted")
    return page, name, number


def test_from_report_to_summing_up(login, applied):
    """REQ D-02 to D-08, D-15, D-16: one key account, by everybody whose part it is."""
    page, name, number = applied
    assert steps.button(page, "action_approve").count() == 0, "the applicant never decides"
    manager, director = login("chenlixin"), login("zhaomingyuan")

    steps.approve(manager, name, "submitted")
    steps.reject(director, name, REASON)
    _correct_and_submit(page, number)
    steps.approve(manager, name, "submitted")
    steps.approve(director, name, "submitted")
    steps.approve(login("zhouguodong"), name, "approved")

    _prepare_and_start(page, number)
    _go_through_stages(page)
    steps.quote(page, PRODUCT)
    _admit(page, number)
    _sum_up(page)
    _look_at_customer(page, number)


def _correct_and_submit(page, number):
    steps.visit_development(page, number)
    steps.expect_state(page, "rejected")
    steps.tab(page, "approval")
    expect(steps.field(page, "approval_step_ids")).to_contain_text(REASON)
    steps.tab(page, "application")
    steps.fill(page, "cost_travel", 90000)
    steps.press(page, "action_submit")
    steps.expect_state(page, "submitted")


def _prepare_and_start(page, number):
    steps.visit_development(page, number)
    steps.press(page, "action_start")
    message = steps.refused(page)
    assert "统筹人" in message and "支付方式" in message, message
    steps.name_coordinator(page, "杨明")
    steps.press(page, "action_start")
    assert "前期准备尚未完成" in steps.refused(page)
    steps.tick_off(page)
    steps.press(page, "action_start")
    steps.expect_state(page, "in_progress")


def _go_through_stages(page):
    for stage, following in zip(STAGES, STAGES[1:], strict=False):
        expect(steps.stage(page)).to_contain_text(stage)
        if stage == STAGES[0]:
            steps.press(page, "action_next_stage")
            assert f"“{stage}”" in steps.refused(page)
        steps.add_record(page, f"{stage}：与设备部、采购部座谈")
        steps.press(page, "action_next_stage")
        expect(steps.stage(page)).to_contain_text(following)


def _admit(page, number):
    steps.visit_development(page, number)
    steps.expect_state(page, "signed")
    steps.press(page, "action_admit")
    steps.expect_state(page, "admitted")
    expect(steps.field(page, "customer_code")).not_to_be_empty()


def _sum_up(page):
    steps.press(page, "action_summarize")
    assert "成功" in steps.refused(page)
    steps.tab(page, "summary")
    for part in ("success", "failure", "correction", "prevention"):
        steps.fill(page, f"summary_{part}", "报价前先由市场部提供竞争对手价格。")
    steps.press(page, "action_summarize")
    steps.expect_state(page, "done")


def _look_at_customer(page, number):
    code = steps.field(page, "customer_code").inner_text()
    (development,), _message = steps.call(
        page, "customer.development", "read", [number], ["partner_id"]
    )
    steps.visit(page, f"/odoo/res.partner/{development['partner_id'][0]}")
    steps.tab(page, "customer_management")
    expect(steps.field(page, "customer_category").locator("input")).to_have_value("成交客户")
    expect(steps.field(page, "ref").locator("input")).to_have_value(code)


def test_colleague_is_told_whom_to_ask(login):
    """REQ D-02: the second who reports a company learns who has it, and nothing else."""
    name, code = steps.new_company("忻州")
    number = steps.register(login("yangming"), name, code)

    page = login("liqiang")
    steps.open_registration(page)
    steps.fill(page, "name", name, steps.DIALOG)
    steps.fill(page, "vat", code, steps.DIALOG)
    steps.choose(page, "source_id", "行业展会", steps.DIALOG)
    expect(steps.field(page, "duplicate_message", steps.DIALOG)).to_have_text(
        f"{name}已有人在开发，请咨询杨明。"
    )
    steps.press(page, "action_register", steps.DIALOG)
    assert steps.refused(page) == f"{name}已有人在开发，请咨询杨明。"
    found, _message = steps.call(page, "customer.development", "search", [["id", "=", number]])
    assert found == []


def test_wrong_check_digit_is_named(login):
    """REQ B-14: a code that can't be right is refused while the prospect is reported."""
    name, code = steps.new_company("朔州")
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    page = login("yangming")
    steps.open_registration(page)
    steps.fill(page, "name", name, steps.DIALOG)
    steps.fill(page, "vat", wrong, steps.DIALOG)
    steps.choose(page, "source_id", "行业展会", steps.DIALOG)
    steps.press(page, "action_register", steps.DIALOG)
    assert "校验" in steps.refused(page)
    found, _message = steps.call(page, "res.partner", "search", [["name", "=", name]])
    assert found == [], "nothing is half-saved"


def test_wrong_roles_are_refused(login, applied):
    """REQ D-05: other departments see nothing; nobody decides out of turn, whatever they call."""
    applicant, name, number = applied
    outsider = login("liqiang")
    steps.visit(outsider, steps.DEVELOPMENTS)
    found, _message = steps.call(
        outsider, "customer.development", "search_count", [["partner_id.name", "=", name]]
    )
    assert found == 0
    finance, service, market = login("huanglihua"), login("maxiaodong"), login("zhengjie")
    steps.visit_development(market, number)  # it reads all applications, it decides on none
    steps.expect_state(market, "submitted")
    for action in ("action_submit", "action_approve", "action_reject", "action_withdraw"):
        assert steps.button(market, action).count() == 0, action
    for page in (finance, service, market, applicant, outsider, login("zhouguodong")):
        _assert_cannot_approve(page, number)
    steps.visit_development(applicant, number)
    steps.expect_state(applicant, "submitted")


def _assert_cannot_approve(page, number):
    _result, message = steps.call(page, "customer.development", "action_approve", [number])
    assert message and any("\u4e00" <= letter <= "\u9fff" for letter in message), message
