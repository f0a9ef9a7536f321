from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    # One reminder a person with a number and a list, instead of one for every record.

    _inherit = "mail.activity"

    list_action_id = fields.Many2one(related="activity_type_id.list_action_id")

    @api.model
    @api.private
    def _remind_people(self, type_xmlid, reminders, over=None):
        """Make the reminders of a kind say what is true now; no person ever has two.

        Two statements for what is new and what has changed, whatever the number of people.

        :param type_xmlid: an activity type with a list
        :param reminders: {user: (summary in the user's language, deadline)}; who may not open
            the list is left out
        :param over: people whose reminder is taken away unless they are among ``reminders``
        """
        activity_type = self.env.ref(type_xmlid, raise_if_not_found=False)
        if not activity_type:
            return  # an administrator wants none of these
        # sudo: reminders of other people, made and taken back by the system
        reminders_sudo = self.sudo().with_context(mail_activity_quick_update=True)
        users = self.env["res.users"].union(*reminders, *([over] if over else []))
        present = reminders_sudo.search(
            [("activity_type_id", "=", activity_type.id), ("user_id", "in", users.ids)]
        ).grouped("user_id")
        # sudo: which list the reminder opens
        allowed = users._who_may_read(activity_type.sudo().list_action_id.res_model)
        vals_list = []
        for user in users:
            summary, deadline = reminders.get(user, (None, None))
            known_sudo = present.get(user, reminders_sudo.browse())
            if not summary or user not in allowed:
                known_sudo.unlink()
                continue
            vals = {"summary": summary, "date_deadline": deadline}
            if not known_sudo:
                vals |= {"user_id": user.id, "activity_type_id": activity_type.id}
                vals_list.append({**vals, "automated": True})
            elif (known_sudo[0].summary, known_sudo[0].date_deadline) != (summary, deadline):
                known_sudo[0].write(vals)
            known_sudo[1:].unlink()
        reminders_sudo.create(vals_list)

    def action_open_list(self):
        """Open the list that this reminder is about, at what is the user's own."""
        self.ensure_one()
        self.check_access("read")
        if not self.list_action_id:
            raise UserError(
                self.env._("“%(activity)s” is about no list.", activity=self.display_name)
            )
        # sudo: how a list is shown; what it shows is read with the user's own rights
        action = self.list_action_id.sudo()._get_action_dict()
        context = literal_eval(action["context"] or "{}")
        return {**action, "context": {**context, "search_default_mine": 1}}

    def action_open_document(self):
        if len(self) == 1 and not self.res_model and self.list_action_id:
            return self.action_open_list()
        return super().action_open_document()
