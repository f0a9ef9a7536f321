from collections import namedtuple
from datetime import timedelta

from odoo import api, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.tools import format_date

from ..customer_interaction import SOURCES

Happened = namedtuple("Happened", ("day", "text", "amount"), defaults=(0.0,))
ONE_DAY = timedelta(days=1)


class CustomerDevelopmentReport(models.Model):
    # What happened in the period of a report, put together by the system (REQ D-09).

    _inherit = "customer.development.report"

    @api.model
    def _report_sources(self):
        """Return {method's name: field that counts what it found, or None}.

        Each method is called with the reports, as superuser, once for all of them, and returns
        {report: [Happened]}; the texts are in the language of the report's author. Visits,
        receptions and calls are interactions of the customer, whatever addon they come from.
        """
        return {
            "_happened_records": "record_count",
            "_happened_interactions": "interaction_count",
            "_happened_quotations": "quotation_count",
        }

    def _write_facts(self):
        """Write down what happened, anew, of all of these by one query a source."""
        if not self:
            return
        reports_sudo = self.sudo()  # what happened, whoever recorded it
        lines = {report: [] for report in reports_sudo}
        values = {report: {"quotation_amount": 0.0} for report in reports_sudo}
        for name, counter in self._report_sources().items():
            found = getattr(reports_sudo, name)()
            for report in reports_sudo:
                lines[report] += found[report]
                values[report]["quotation_amount"] += sum(one.amount for one in found[report])
                if counter:
                    values[report][counter] = len(found[report])
        for report in reports_sudo:
            told = for_reader(report, report.user_id).env
            texts = [
                f"{format_date(told, one.day)} {one.text}"
                for one in sorted(lines[report], key=lambda one: one.day)
            ]
            report.write(
                {
                    **values[report],
                    "facts": "\n".join(texts) or told._("Nothing was recorded in this period."),
                    "stage_id": report.development_id.stage_id.id,
                }
            )

    def _of_period(self, records, link, day):
        """Return {report: the records of what it is about, in its period and language}.

        :param link: field of reports and records: what both are about
        :param day: function that returns the day of a record
        """
        groups = records.grouped(link)
        return {
            report: for_reader(
                groups.get(report[link], records.browse()).filtered(
                    lambda record, report=report: (
                        record.company_id == report.company_id
                        and report.date_from <= day(record) <= report.date_to
                    )
                ),
                report.user_id,
            )
            for report in self
        }

    def _period_domain(self, name, link):
        """Return the domain of what may be of one of these periods, whatever the time zone."""
        return [
            (link, "in", self[link].ids),
            (name, ">=", min(self.mapped("date_from")) - ONE_DAY),
            (name, "<=", max(self.mapped("date_to")) + 2 * ONE_DAY),
        ]

    def _happened_records(self):
        records = self.env["customer.development.stage.record"].search(
            self._period_domain("date", "development_id"), order="date, id"
        )
        lines = {}
        of_period = self._of_period(records, "development_id", lambda record: record.date)
        for report, told in of_period.items():
            methods = dict(told._fields["method"]._description_selection(told.env))
            judgements = dict(told._fields["judgement"]._description_selection(told.env))
            lines[report] = [
                Happened(
                    record.date,
                    f"{methods[record.method]} – {record.summary} – {judgements[record.judgement]}",
                )
                for record in told
            ]
        return lines

    def _happened_interactions(self):
        talks = self.env["customer.interaction"].search(
            [
                *self._period_domain("date", "commercial_partner_id"),
                # what was recorded in a development is told as that
                ("res_model", "not in", SOURCES),
            ],
            order="date, id",
        )

        def day(talk):
            return talk.company_id._customer_local_date(talk.date)

        lines = {}
        for report, told in self._of_period(talks, "commercial_partner_id", day).items():
            ways = dict(told._fields["way"]._description_selection(told.env))
            lines[report] = [
                Happened(
                    day(talk),
                    " – ".join(
                        filter(None, (ways.get(talk.way), (talk.summary or "").split("\n")[0]))
                    ),
                )
                for talk in told
            ]
        return lines

    def _happened_quotations(self):
        orders = self.env["sale.order"].search(
            [*self._period_domain("date_order", "development_id"), ("state", "!=", "cancel")],
            order="date_order, id",
        )

        def day(order):
            return order.company_id._customer_local_date(order.date_order)

        lines = {}
        for report, told in self._of_period(orders, "development_id", day).items():
            states = dict(told._fields["state"]._description_selection(told.env))
            lines[report] = [
                Happened(
                    day(order),
                    f"{states[order.state]} {order.name} – "
                    f"{order.currency_id.format(order.amount_total)}",
                    order.amount_total / (order.currency_rate or 1.0),
                )
                for order in told
            ]
        return lines
