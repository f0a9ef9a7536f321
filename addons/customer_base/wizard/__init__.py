from . import (
    base_partner_merge,
    customer_file_send_back,
    customer_grade_set,
    customer_import,
    customer_import_job,
    customer_import_line,
    customer_owner_set,
    customer_pool_wizard,
    customer_referral_result,
    customer_review_changed,
    customer_setup,
    customer_verification_complete,
)
