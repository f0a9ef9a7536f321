from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

MOST = 200


class CustomerApprovalTrial(models.TransientModel):
    """Shows an administrator what a saved rule would do with the newest documents (A-08).

    Only documents that the administrator may read; none of them is touched.
    """

    _name = "customer.approval.trial"
    _description = "Try a Rule on Documents"

    rule_id = fields.Many2one(
        "customer.approval.rule", required=True, readonly=True, ondelete="cascade"
    )
    is_archived = fields.Boolean(string="Rule Archived", compute="_compute_is_archived")
    document_count = fields.Integer(string="Newest Documents", default=20, required=True)
    line_ids = fields.One2many("customer.approval.trial.line", "trial_id", readonly=True)
    summary = fields.Char(compute="_compute_summary")

    @api.depends("rule_id")
    def _compute_is_archived(self):
        for trial in self:
            trial.is_archived = not trial.rule_id.active

    @api.depends("line_ids.fits")
    def _compute_summary(self):
        for trial in self:
            fitting = trial.line_ids.filtered("fits")
            trial.summary = self.env._(
                "Would match %(fits)s of %(count)s documents.",
                fits=len(fitting),
                count=len(trial.line_ids),
            )

    def action_run(self):
        """Run the rule as it is saved and show what it would do.

        :raise AccessError: the rule or its kind of document is not the user's to read
        :raise UserError: an unreasonable number of documents
        """
        self.ensure_one()
        self.check_access("write")
        rule = self.rule_id
        rule.check_access("read")
        if not 1 <= self.document_count <= MOST:
            raise UserError(
                self.env._("Choose between 1 and %(most)s documents to try on.", most=MOST)
            )
        # archived documents are submitted as well
        documents = self.env[rule.model].with_context(active_test=False)
        newest = documents.search([], order="id desc", limit=self.document_count)
        outcomes = rule._try_on(newest.with_context(active_test=True))
        # sudo: the rows are what the trial found, nobody writes them
        self.sudo().line_ids = [
            Command.clear(),
            *(Command.create(_vals(outcome)) for outcome in outcomes),
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try “%s” on Documents", rule.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }


def _vals(outcome):
    document = outcome.document
    return {
        "name": document.display_name,
        "res_model": document._name,
        "res_id": document.id,
        "currency_id": document.company_id.sudo().currency_id.id,  # sudo: a currency only
        "amount": outcome.amount,
        "fits": outcome.fits,
        "why": outcome.why,
        "path": outcome.path,
    }
