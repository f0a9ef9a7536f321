# each stands on those before it
from . import customer_people_mixin  # isort: split
from . import customer_care_occasion, customer_anniversary, customer_contact  # isort: split
from . import customer_care_task, customer_care_wanted, customer_care_job  # isort: split
from . import customer_care_event, customer_care_event_guest  # isort: split
from . import customer_material_sending  # isort: split
from . import customer_communication_channel, customer_communication_content  # isort: split
from . import customer_communication_audience, customer_communication_policy  # isort: split
from . import customer_communication_optout  # isort: split
from . import customer_communication_sending, customer_communication_sent  # isort: split
from . import mail_compose_message, res_company, res_config_settings, res_partner  # isort: split
from . import customer_setup
