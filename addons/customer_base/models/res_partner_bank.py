from odoo import api, models

from .res_partner_file import mask

BANK_FIELDS = ("acc_number", "bank_id", "acc_holder_name", "partner_id", "active")


class ResPartnerBank(models.Model):
    # A changed bank account reopens that part of an archived customer file (REQ B-03).

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts._customer_record_accounts({})
        return accounts

    def write(self, vals):
        if vals.keys().isdisjoint(BANK_FIELDS):
            return super().write(vals)
        before = self._customer_account_texts()
        result = super().write(vals)
        self._customer_record_accounts(before)
        return result

    def unlink(self):
        before = self._customer_account_texts()
        result = super().unlink()
        # accounts in use are archived instead, by a write that has been recorded
        kept = set(self.exists().ids)
        gone = {key: texts for key, texts in before.items() if key[1] not in kept}
        self.browse()._customer_record_accounts(gone)
        return result

    def _customer_account_texts(self):
        """Return {(customer id, account id): (text, masked text)} of accounts in use."""
        texts = {}
        for account in self.sudo():  # for the record, whoever changes the account
            if not account.active:
                continue
            key = (account.partner_id.commercial_partner_id.id, account.id)
            number = account.acc_number or ""
            texts[key] = tuple(
                ", ".join(filter(None, (account.bank_id.name, shown, account.acc_holder_name)))
                for shown in (number, mask(number))
            )
        return texts

    def _customer_record_accounts(self, before):
        """Keep accounts that differ from ``before`` in the files of their customers."""
        after = self._customer_account_texts()
        partners = self.env["res.partner"].browse({key[0] for key in before | after})
        files = partners._customer_archived_files()
        none = ("", "")
        lines = [
            {
                "file_id": files[key[0]].id,
                "part": "bank",
                "what": self.env._("Bank account"),
                # masked: change lines stay for good
                "old_value": before.get(key, none)[1],
                "new_value": after.get(key, none)[1],
            }
            for key in sorted(before.keys() | after.keys())
            if key[0] in files and before.get(key, none) != after.get(key, none)
        ]
        self.env["res.partner"]._customer_record_lines(lines)
