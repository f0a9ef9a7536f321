from . import workday_import, workday_import_line
