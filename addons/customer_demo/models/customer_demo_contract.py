from datetime import timedelta

from odoo import models
from odoo.fields import Command

from ..tables.contracts import (
    FINANCE_FINDING,
    GUIDANCE,
    HANDOVER,
    HANDOVERS,
    LATEST,
    LEGAL_FINDING,
    MINUTES,
    PROGRESS,
    REMARKS,
    REVIEWS,
    TERMS,
)


class CustomerDemo(models.AbstractModel):
    """What goes with developments: contracts, progress reports, hand-overs, a survey team."""

    _inherit = "customer.demo"

    def _make_ends(self, users, stories):
        """Tell what happened beside the developments (D-03, D-09, D-11, D-17)."""
        self.env.company.write(
            {"development_report_active": True, "development_contract_from": 500000}
        )
        told = {}
        for story in stories:
            told.setdefault(story.target, []).append(story)
        for target, place, reached in REVIEWS:
            self._make_contract_review(users, told[target][place], reached)
        for number, story in enumerate(told["working"] + told["quoted"]):
            self._make_progress_reports(story, LATEST[number % len(LATEST)])
        for target, place, login, kind, reached in HANDOVERS:
            self._make_handover(told[target][place], users[login], kind, reached)
        self._make_survey_team(users, told["surveying"][0])

    # ------------------------------------------------------------------ contracts
    def _make_contract_review(self, users, story, reached):
        story.order.sudo().payment_term_id = self.env.ref(  # sudo: also of a confirmed order
            "account.account_payment_term_30days"
        )
        review = self._as(story.user, "customer.contract.review").create(
            {"order_id": story.order.id, "terms": TERMS, "date": self._story_day(story, 0.81)}
        )
        if reached != "draft":
            review.action_submit()
            finance, legal = users["huanglihua"], users["xuwenbo"]
            review.with_user(finance).write({"finance_finding": FINANCE_FINDING})
            review.with_user(finance).action_approve("同意。")
            if reached == "approved":
                review.with_user(legal).write({"legal_finding": LEGAL_FINDING})
                review.with_user(legal).action_approve("同意。")
                review.with_user(users["zhaomingyuan"]).action_approve("同意签订。")
            # sudo: rounds are the engine's, they are only dated here
            rounds = review.sudo().approval_ids
            self._date_rounds(story, rounds, 0.81, (0.82, 0.83, 0.85))
        self.env.cr.flush()
        start = self._moment(review.date)
        # sudo: dates only
        self._date_documents([(review.sudo(), start, start + timedelta(hours=3))])

    # ------------------------------------------------------------------ progress reports
    def _make_progress_reports(self, story, reached):
        """One report that is done with, and the latest one as far as it has come."""
        begun = story.development.started_on
        middle = begun + (self._today() - begun) / 2
        last = self._days_ago(story.last)
        self._make_progress_report(story, 0, begun, middle, "done")
        if middle < last:
            self._make_progress_report(story, 1, middle + timedelta(days=1), last, reached)

    def _make_progress_report(self, story, number, start, end, reached):
        progress, results, problems, plan = PROGRESS[number]
        report = self._as(story.user, "customer.development.report").create(
            {
                "development_id": story.development.id,
                "date_from": start,
                "date_to": end,
                "date": end,
                "progress": progress,
                "results": results,
                "problems": problems,
                "plan": plan,
                "needs_discussion": reached == "discussed",
            }
        )
        if reached == "draft":
            return
        report.action_submit()
        manager = self._manager(story)
        if reached in ("done", "guided", "discussed"):
            report.with_user(manager).guidance = GUIDANCE
            report.with_user(manager).action_guide()
        if reached == "discussed":
            report.with_user(manager).minutes = MINUTES
        if reached == "done":
            report.action_acknowledge()
        days = self.env.company._workday_add([end], [1]) + self.env.company._workday_add([end], [2])
        values = {"submitted_on": min(days[0], self._today())}
        if report.guided_on:
            values["guided_on"] = min(days[1], self._today())
        if report.acknowledged_on:
            values["acknowledged_on"] = min(days[1], self._today())
        report.sudo().write(values)  # sudo: its days are the system's, they are only dated here

    # ------------------------------------------------------------------ hand-overs
    def _make_handover(self, story, receiver, kind, reached):
        handover = self._as(story.user, "customer.development.handover").create(
            {
                "development_id": story.development.id,
                "receiver_id": receiver.id,
                "kind": kind,
                "date": self._story_day(story, 0.95),
                **HANDOVER,
            }
        )
        if reached == "draft":
            return
        handover.action_hand()
        if reached == "handed":
            return
        handover.with_user(receiver).remarks = REMARKS
        handover.with_user(receiver).action_take()
        if reached == "done":
            day = self._story_day(story, 1.0)
            # sudo: the way of a hand-over is the system's, it is only dated here
            handover_sudo = handover.sudo()
            handover_sudo.write(
                {
                    "state": "done",
                    "handed_on": day,
                    "taken_on": day,
                    "until": self.env.company._workday_add([day], [handover.days])[0],
                }
            )
            handover_sudo._sync_handover_access()

    # ------------------------------------------------------------------ survey
    def _make_survey_team(self, users, story):
        """Three people survey a key account; one of them has scored, with a point unclear."""
        survey = self._as(story.user, "customer.development.survey").browse(
            story.development.survey_ids.ids
        )
        team = story.user | users["zhengjie"] | users["maxiaodong"]
        survey.surveyor_ids = [Command.set(team.ids)]
        mine = survey.with_user(users["zhengjie"]).my_opinion_ids
        for opinion, score in zip(mine, "44354354", strict=False):
            opinion.score = score
        mine[-1:].write({"score": False, "is_unclear": True, "remark": "客户未提供质量标准"})
