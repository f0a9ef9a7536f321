"""The words of a complaint, in one place: states, kinds, reasons."""

SEVERITIES = [("minor", "Minor"), ("major", "Major"), ("critical", "Critical")]
CHANNELS = [
    ("phone", "Phone"),
    ("visit", "Visit"),
    ("wechat", "WeChat"),
    ("email", "E-mail"),
    ("portal", "Portal"),
    ("other", "Other"),
]
REMEDIES = [
    ("replace", "Replacement"),
    ("repair", "Repair"),
    ("return", "Return of Goods"),
    ("credit", "Credit Note"),
    ("compensation", "Compensation"),
    ("explanation", "Explanation"),
    ("other", "Other"),
]
STATES = [
    ("registered", "Registered"),
    ("contacted", "Contacted"),
    ("assigned", "Assigned"),
    ("solution", "Solution Proposed"),
    ("agreed", "Agreed"),
    ("executed", "Carried Out"),
    ("visited", "Visited Again"),
    ("closed", "Closed"),
    ("withdrawn", "Withdrawn"),
    ("joined", "Joined with Another"),
]
OPEN_STATES = ("registered", "contacted", "assigned", "solution", "agreed", "executed", "visited")
CLOCK_KINDS = [
    ("contact", "Contact"),
    ("solution", "Solution"),
    ("execution", "Carrying Out"),
    ("return_visit", "Return Visit"),
]
PAUSE_REASONS = [
    ("customer", "Waiting for the Customer"),
    ("lab", "Waiting for a Laboratory"),
    ("part", "Waiting for a Part"),
    ("other", "Other Reason"),
]
# who is awaited; the pauses' reasons among them
WAITING = [
    ("service", "Customer Service"),
    ("department", "Responsible Department"),
    ("customer", "Customer"),
    ("lab", "Laboratory"),
    ("part", "Part"),
    ("other", "Somebody Else"),
]
FAULTS = [
    ("person", "Employee"),
    ("company", "Company"),
    ("supplier", "Supplier"),
    ("carrier", "Carrier"),
    ("customer", "Customer's Own"),
]
# S4 2.1.5: a complaint counts as valid when people or the company were at fault
VALID_FAULTS = ("person", "company")
SERVICE_GROUP = "customer_base.group_customer_service"
SUPERIOR_GROUPS = "customer_base.group_customer_director,customer_base.group_customer_admin"
MANAGER_GROUP = "customer_base.group_customer_manager"
# Who deals with complaints of the customers they may change; others who see all only look on.
HANDLER_GROUPS = (
    "customer_base.group_customer_salesperson,customer_base.group_customer_clerk,"
    "customer_base.group_customer_director,customer_base.group_customer_marketing,"
    "customer_base.group_customer_admin"
)
