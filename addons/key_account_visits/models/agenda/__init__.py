from . import customer_agenda
