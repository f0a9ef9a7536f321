"""Reads 1,000 files of invoices, then 10,000 mutated ones, within limits of time and memory.

Needs no database: `.dev/venv/bin/python bench/fapiao.py [--mutations N] [--seed N]`. With a database
that has l10n_cn_fapiao, `./dev bench fapiao` also measures what posting an invoice costs.
"""

import random
import resource
import sys
import time
import tracemalloc
from pathlib import Path

ADDON = Path(__file__).parents[1] / "addons" / "l10n_cn_fapiao"
sys.path[:0] = [str(ADDON / "tools"), str(ADDON / "tests")]
import fapiao_file  # noqa: E402
import mutations  # noqa: E402
import samples  # noqa: E402
