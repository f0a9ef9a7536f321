from . import customer_qualification_end
