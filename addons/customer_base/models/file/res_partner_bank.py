from odoo import api, models
from odoo.exceptions import AccessError

from .res_partner_file import mask

BANK_FIELDS = ("acc_number", "bank_id", "acc_holder_name", "partner_id", "active")


# Who keeps the bank accounts of everybody in Odoo itself.
EVERY_ACCOUNT_GROUPS = "base.group_partner_manager"


class ResPartnerBank(models.Model):
    # Bank accounts of customers (REQ B-02, B-03).
    #
    # The roles of customer management keep the accounts of their own customers; those of
    # suppliers, employees and the company itself stay with whom Odoo leaves them to. A changed
    # account reopens that part of an archived customer file.

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts._customer_check_account_rights({"acc_number"})
        accounts._customer_record_accounts({})
        return accounts

    def write(self, vals):
        self._customer_check_account_rights(vals)
        if vals.keys().isdisjoint(BANK_FIELDS):
            return super().write(vals)
        before = self._customer_account_texts()
        result = super().write(vals)
        if "partner_id" in vals:
            self._customer_check_account_rights(vals)
        self._customer_record_accounts(before)
        return result

    def unlink(self):
        self._customer_check_account_rights({"active"})
        before = self._customer_account_texts()
        result = super().unlink()
        # accounts in use are archived instead, by a write that has been recorded
        kept = set(self.exists().ids)
        gone = {key: texts for key, texts in before.items() if key[1] not in kept}
        self.browse()._customer_record_accounts(gone)
        return result

    def _customer_check_account_rights(self, names):
        """Refuse accounts that are not those of one's own customers (F-16).

        An account that is trusted for payments keeps all but the name of its holder, which
        follows the customer's.

        :param names: the fields that change
        :raises AccessError: naming whose account it is and who keeps it
        """
        if self.env.su or self.env.user.has_groups(EVERY_ACCOUNT_GROUPS):
            return
        for account_sudo in self.sudo():  # whose account it is decides about the right
            customer_sudo = account_sudo.partner_id.commercial_partner_id
            trusted = account_sudo.allow_out_payment and not set(names) <= {"acc_holder_name"}
            if (
                trusted
                or not customer_sudo.customer_category
                or not customer_sudo.sudo(False).access_write
            ):
                raise AccessError(
                    self.env._(
                        "%(account)s: you may change only the bank accounts of your own "
                        "customers, and not those released for payments. Ask the finance "
                        "department.",
                        account=account_sudo.display_name
                        if self.browse(account_sudo.id).has_access("read")
                        else self.env._("Bank account"),
                    )
                )

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
