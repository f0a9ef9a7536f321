from odoo import api, models
from odoo.tools import SQL
from odoo.tools.mail import generate_tracking_message_id

# One line with the change for each customer, as Odoo's tracking writes it.
HISTORY = """
       WITH given AS (
           SELECT * FROM unnest(%(ids)s::int[], %(old)s::int[], %(old_names)s::text[],
                                %(new)s::int[], %(new_names)s::text[], %(marks)s::text[])
               AS given(id, old_id, old_name, new_id, new_name, mark)
       ), said AS (
           INSERT INTO mail_message (model, res_id, message_type, subtype_id, author_id,
                       email_from, body, is_internal, message_id, date,
                       record_company_id, reply_to_force_new, email_add_signature,
                       create_uid, create_date, write_uid, write_date)
           SELECT 'res.partner', given.id, 'notification', %(subtype)s, %(author)s,
                  %(email)s, %(body)s, TRUE, given.mark, now() AT TIME ZONE 'UTC',
                  COALESCE(partner.company_id, %(company)s), FALSE, TRUE,
                  %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
             FROM given JOIN res_partner partner ON partner.id = given.id
        RETURNING id, res_id
       )
       INSERT INTO mail_tracking_value (mail_message_id, field_id, old_value_integer,
                   old_value_char, new_value_integer, new_value_char,
                   create_uid, create_date, write_uid, write_date)
       SELECT said.id, %(field)s, COALESCE(given.old_id, 0), COALESCE(given.old_name, ''),
              given.new_id, given.new_name,
              %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
         FROM said JOIN given ON given.id = said.res_id
    RETURNING id
"""


class ResPartner(models.Model):
    # Customers go to other people by the thousand, as when somebody leaves (REQ H-06).

    _inherit = "res.partner"

    @api.private
    def _customer_hand_over(self, receivers, reason):
        """Give these customers to other people in a handful of statements, whatever their number.

        What can be seen afterwards is what ``write`` of the responsible person leaves: owner,
        access, followers, what follows in other addons, and one line in each history. Nobody
        gets a message for each. The caller has checked the right and holds the rows.

        :param receivers: {customer id: user}
        :param reason: HTML for the customers' history, in the company's language
        """
        # sudo: the right to hand out was checked by whoever calls
        customers_sudo = self.sudo()
        effects = customers_sudo._customer_effects({"user_id": False})
        before = {partner.id: partner.user_id for partner in customers_sudo}
        customers_sudo.flush_recordset()
        ids = customers_sudo.ids
        self.env.execute_query(
            SQL(
                """
                UPDATE res_partner partner
                   SET user_id = given.user_id, write_uid = %s,
                       write_date = now() AT TIME ZONE 'UTC'
                  FROM unnest(%s::int[], %s::int[]) AS given(id, user_id)
                 WHERE partner.id = given.id
             RETURNING partner.id""",
                self.env.uid,
                ids,
                [receivers[partner_id].id for partner_id in ids],
            )
        )
        customers_sudo.invalidate_recordset(["user_id", "write_uid", "write_date"], flush=False)
        customers_sudo.modified(["user_id"])
        for follow in effects:
            follow()
        customers_sudo._customer_log_handing(before, receivers, reason)
        customers_sudo._customer_followed_by(receivers)

    def _customer_log_handing(self, before, receivers, reason):
        """Put one line with the change into the history of each customer."""
        env, author = self.env, self.env.user.partner_id
        names = {user.id: user.name for user in env["res.users"].union(*receivers.values())}
        old_names = {user.id: user.name for user in env["res.users"].union(*before.values())}
        self.env.execute_query(
            SQL(
                HISTORY,
                ids=self.ids,
                old=[before[partner_id].id or None for partner_id in self.ids],
                old_names=[old_names.get(before[partner_id].id) for partner_id in self.ids],
                new=[receivers[partner_id].id for partner_id in self.ids],
                new_names=[names[receivers[partner_id].id] for partner_id in self.ids],
                marks=[generate_tracking_message_id("message-notify") for _partner in self],
                subtype=env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
                author=author.id,
                email=author.email_formatted or None,
                body=str(reason),
                company=env.company.id,
                field=env["ir.model.fields"]._get("res.partner", "user_id").id,
                uid=env.uid,
            )
        )
        self.invalidate_recordset(["message_ids"], flush=False)

    def _customer_followed_by(self, receivers):
        """Let the new people follow the customers, as Odoo does for the responsible person."""
        subtypes = self.env["mail.message.subtype"].default_subtypes("res.partner")[0]
        self.env["mail.followers"].flush_model()
        self.env.execute_query(
            SQL(
                """
                WITH followed AS (
                    INSERT INTO mail_followers (res_model, res_id, partner_id)
                    SELECT 'res.partner', given.id, given.partner_id
                      FROM unnest(%s::int[], %s::int[]) AS given(id, partner_id)
                        ON CONFLICT DO NOTHING
                 RETURNING id
                )
                INSERT INTO mail_followers_mail_message_subtype_rel
                            (mail_followers_id, mail_message_subtype_id)
                SELECT followed.id, subtype.id FROM followed, unnest(%s::int[]) AS subtype(id)
             RETURNING mail_followers_id""",
                self.ids,
                [receivers[partner_id].partner_id.id for partner_id in self.ids],
                subtypes.ids,
            )
        )
        self.invalidate_recordset(["message_follower_ids", "message_partner_ids"], flush=False)
