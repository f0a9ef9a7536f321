"""What a group of companies is, in one place: all sums over groups stand on it.

A customer belongs to the group it was entered in (``customer.group``). Subsidiaries that the ERP
holds below another contact belong with whoever is at the top there, or with the first one on the
way up that was entered in a group.
"""

# Queries behind WITH RECURSIVE: ``belongs`` has a row (partner_id, root) for every commercial
# entity that is in a group of at least two; ``root`` is the head of the group, itself among them.
BELONGS = """
    up (member, node) AS (
        SELECT id, parent_id FROM res_partner
         WHERE id = commercial_partner_id AND parent_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM customer_group_member WHERE partner_id = res_partner.id)
         UNION
        SELECT up.member, parent.parent_id
          FROM up JOIN res_partner parent ON parent.id = up.node
         WHERE parent.parent_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM customer_group_member WHERE partner_id = parent.id)
    ), top AS (
        SELECT up.member, COALESCE(head.partner_id, node.id) AS root
          FROM up
          JOIN res_partner node ON node.id = up.node
     LEFT JOIN customer_group_member own ON own.partner_id = node.id
     LEFT JOIN customer_group_member head ON head.group_id = own.group_id AND head.is_head
         WHERE node.parent_id IS NULL OR own.id IS NOT NULL
         UNION
        SELECT own.partner_id, head.partner_id
          FROM customer_group_member own
          JOIN customer_group_member head ON head.group_id = own.group_id AND head.is_head
         WHERE NOT own.is_head
    ), belongs AS (
        SELECT member AS partner_id, root FROM top
         UNION
        SELECT root, root FROM top
    )
"""
