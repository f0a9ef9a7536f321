from . import customer_export_log, customer_read_day, ir_actions_report, res_partner_export
