"""A seeded sample of the fuzzer: `FUZZ_MINUTES=3 ./dev test tests/fuzz/test_sample.py`."""

import os

from devtool import databases, fuzzing, odoo


def test_nothing_is_found_by_trying_as_everybody():
    """REQ B-09, S-01 … S-17: no forbidden change, no leak, no Python error of ours."""
    settings = odoo.ensure()
    assert databases.ensure_demo(settings) is not None
    seed = int(os.environ.get("FUZZ_SEED", "1"))
    passed, failures = fuzzing.run(float(os.environ["FUZZ_MINUTES"]), seed, settings)
    assert passed > 100, "the fuzzer got hardly any answer"
    assert not failures, "\n".join(failures)
