"""Files of VAT invoices: 1,000 read, 10,000 damaged ones, 1,000 equal invoices matched.

Runs on a database with l10n_cn_fapiao, named as first argument or by ODOO_DB, and changes nothing
there: `./dev bench fapiao`.
"""

import time
import tracemalloc

from _common import Report, arguments, environment, timed

FILES, DAMAGED, EQUAL = 1_000, 10_000, 1_000
AMOUNT = 1130.0


def main():
    given = arguments(__doc__)
    report = Report()
    with environment(given, "l10n_cn.fapiao", "l10n_cn_fapiao") as env:
        read_files(report)
        read_damaged(report)
        match_equal(env, report)
    report.finish()


def read_files(report):
    """1,000 files of all formats, every one of its own number."""
    from odoo.addons.l10n_cn_fapiao.tools import fapiao_file, fapiao_samples

    made = (fapiao_samples.xml, fapiao_samples.ofd, fapiao_samples.pdf)
    wanted = [f"2631700000000000{number:04}" for number in range(FILES)]
    files = [
        made[index % 3](fapiao_samples.invoice(number=number))
        for index, number in enumerate(wanted)
    ]
    seconds, found = timed(lambda: [fapiao_file.read("file", content)[0] for content in files])
    report.value("1,000 files read", seconds, 30, "s")
    wrong = sum(one.number != number for one, number in zip(found, wanted, strict=True))
    report.value("of these wrong", wrong, 0)


def read_damaged(report):
    """An answer or a sentence, within a second and 100 MB."""
    from odoo.addons.l10n_cn_fapiao.tests import mutations
    from odoo.addons.l10n_cn_fapiao.tools import fapiao_file

    answers, other, slowest, largest = 0, 0, 0, 0
    for name, content in mutations.damaged(DAMAGED, seed=20_261):
        tracemalloc.start()
        started = time.thread_time()
        try:
            fapiao_file.read(name, content)
            answers += 1
        except ValueError:
            pass
        except Exception as error:  # whatever else is what the bench looks for
            print(f"{name}: {error!r}")
            other += 1
        slowest = max(slowest, time.thread_time() - started)
        largest = max(largest, tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    report.value("10,000 damaged files: still read", answers, None)
    report.value("neither an answer nor a sentence", other, 0)
    report.value("the slowest", slowest, 1, "s")
    report.value("the one that took most memory", largest / 2**20, 100, "MB")


def match_equal(env, report):
    """1,000 invoices of one amount: some named in the remark, some not, some wrongly."""
    from odoo.addons.l10n_cn_fapiao.tools import fapiao_samples

    company = env["res.company"].create(
        {"name": "Bench", "currency_id": env.company.currency_id.id, "vat": "91310000MA1FL0001R"}
    )
    env = env(context={**env.context, "allowed_company_ids": company.ids, "tracking_disable": True})
    partner, moves = equal_invoices(env, company)
    day = str(company._workday_today())
    files = {}
    for number in range(EQUAL):
        texts = fapiao_samples.invoice(
            number=f"2631700000000000{number:04}", date=day, seller_vat=company.vat,
            buyer_vat=partner.vat, net="1000.00", tax="130.00", gross="1130.00",
            remark=(f"S{number:05}", "", f"S{number + 5000:05}")[number % 3],
        )  # fmt: skip
        files[f"{number}.xml"] = fapiao_samples.xml(texts)
    uploaded = env["ir.attachment"].create(
        {"name": "all.zip", "raw": fapiao_samples.zipped(files), "res_model": "l10n_cn.fapiao.drop"}
    )
    drop = env["l10n_cn.fapiao.drop"].create({"attachment_ids": [(6, 0, uploaded.ids)]})
    seconds, _result = timed(drop.action_read)
    report.value("1,000 files read, stored and matched", seconds, None, "s")
    found = drop.line_ids.fapiao_id
    report.value("of 1,000 equal invoices taken", len(found), None)
    matched = found.filtered("allocation_ids")
    wrong = sum(
        one.allocation_ids.move_id != moves[int(one.number[-4:])] or int(one.number[-4:]) % 3
        for one in matched
    )
    report.value("matched", len(matched), None)
    report.value("matched wrongly", wrong, 0)


def equal_invoices(env, company):
    """Return a customer and posted invoices, each of its own order."""
    income, receivable = env["account.account"].create(
        [
            {"name": "Income", "code": "600199", "account_type": "income"},
            {"name": "Receivable", "code": "112299", "account_type": "asset_receivable"},
        ]
    )
    receivable.reconcile = True
    journal = env["account.journal"].create(
        {"name": "Sales", "code": "SALF", "type": "sale", "company_id": company.id,
         "default_account_id": income.id}
    )  # fmt: skip
    partner = env["res.partner"].create(
        {"name": "Equal", "is_company": True, "vat": "91320500MA1XY0002C", "company_id": company.id}
    )
    partner.property_account_receivable_id = receivable
    line = {"name": "Pump", "price_unit": AMOUNT, "account_id": income.id, "tax_ids": []}
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": company._workday_today(),
                "journal_id": journal.id,
                "invoice_origin": f"S{number:05}",
                "invoice_line_ids": [(0, 0, line)],
            }
            for number in range(EQUAL)
        ]
    )
    moves.action_post()
    return partner, moves


if __name__ == "__main__":
    main()
