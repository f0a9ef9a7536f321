"""What the tests outside the addons share."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# The tool is tested as it is: imported from where ./dev finds it.
sys.path.insert(0, str(ROOT / "tools"))


@pytest.fixture(scope="session")
def root():
    """The checkout."""
    return ROOT


@pytest.fixture
def dev_environment():
    """The environment for a ./dev started by a test: this run's, without its database.

    The same Odoo as this run's, else such a ./dev would set up another one beside the tests.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ODOO_") or name == "ODOO_DIR"
    }
