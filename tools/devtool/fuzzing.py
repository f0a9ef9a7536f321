"""`./dev fuzz`: an outside client tries every public method as everybody (tests/fuzz)."""

import json
import subprocess
from collections import Counter

from . import databases, odoo, python_env, serve
from .common import DEV, LOGS, ROOT, Stop, digest, locked, run_child, say, step, tail

DATABASE, TEMPLATE = "fuzz", "tpl_fuzz"
SCRIPT = ROOT / "tests" / "fuzz" / "prepare.py"
FACTS, RESULT, LOG = DEV / "fuzz-facts.json", LOGS / "fuzz.json", "fuzz-server.log"
TITLES = {
    "write": "forbidden changes",
    "leak": "leaks",
    "traceback": "Python errors in our lines",
    "log": "refusals logged as errors",
}


def run(minutes, seed, settings, call=None, database=DATABASE, calls=None):
    """Fuzz a fresh copy of the demo; returns (calls without a finding, findings as lines).

    The caller has made sure that the demo template is there (`databases.ensure_demo`).

    :param calls: how many at most, so that a fast machine tries the same as a slow one
    """
    with locked(f"db-{database}", f"Waiting for another run on {database}"):
        _prepare(settings)
        databases.copy(TEMPLATE, database)
        try:
            result = _client(database, minutes, seed, settings, call, calls)
        finally:
            databases.drop(database)
    return result["counts"].get("calls", 0), [_line(finding) for finding in result["findings"]]


def _prepare(settings):
    """Build the template with the planted words unless it is there."""
    wanted = digest(databases.stamp(databases.DEMO), SCRIPT.read_text())
    with locked(TEMPLATE, f"Waiting for another build of {TEMPLATE}"):
        if databases.stamp(TEMPLATE) == wanted and FACTS.exists():
            return
        fresh, path = f"{TEMPLATE}_new", LOGS / "fuzz-prepare.log"
        databases.copy(databases.DEMO, fresh)
        with step("Planting words in a copy of the demo"):
            with open(path, "wb") as log, open(SCRIPT, "rb") as source:
                code = subprocess.run(
                    [str(odoo.BIN), "shell", "-c", str(odoo.CONF), "-d", fresh, "--no-http"],
                    stdin=source,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    check=False,
                    env=odoo.process_environment(settings, FUZZ_FACTS=str(FACTS)),
                ).returncode
        if code or "Traceback" in path.read_text(errors="replace"):
            raise Stop(f"The fuzzer's copy could not be prepared (log: {path}).\n{tail(path)}")
        databases.set_stamp(fresh, wanted)
        databases.rename(fresh, TEMPLATE)


def _client(database, minutes, seed, settings, call, calls):
    port = serve.free_port()
    RESULT.unlink(missing_ok=True)
    command = [
        python_env.PYTHON,
        "-m",
        "fuzz",
        "--facts",
        FACTS,
        "--out",
        RESULT,
        "--log",
        LOGS / LOG,
        "--port",
        port,
        "--minutes",
        minutes,
        "--seed",
        seed,
    ]
    command += ["--call", call] if call is not None else []
    command += ["--calls", calls] if calls else []
    environ = odoo.process_environment(settings, **odoo.environment(settings, port, database))
    with serve.server(database, port, settings, LOG, "--max-cron-threads", "0"):
        code = run_child(command, cwd=ROOT, env={**environ, "PYTHONPATH": str(ROOT / "tests")})
    if code or not RESULT.exists():
        raise Stop(f"The fuzzer itself ended with code {code}; server log: {LOGS / LOG}.")
    return json.loads(RESULT.read_text())


def _line(finding):
    return (
        f"{finding['kind']}: {finding['what']} | {finding['place']} | "
        f"{', '.join(finding['roles'])} | {finding['count']} × | first call {finding['number']}"
    )


def main(minutes, seed, settings, call=None):
    """Run, print the table; returns the exit code."""
    for line in databases.ensure_demo(settings):
        say(f"  ! {line}")
    _passed, failures = run(minutes, seed, settings, call)
    result = json.loads(RESULT.read_text())
    for line in failures:
        print(line)
    found = Counter(finding["kind"] for finding in result["findings"])
    print(f"\nSeed {seed}, {minutes} minutes")
    for name, number in result["counts"].items():
        print(f"  {name:<32} {number:>8}")
    for kind, title in TITLES.items():
        known = result["accepted"].get(kind, 0)
        note = f" ({known} × something known, see tests/fuzz/accepted.tsv)" if known else ""
        print(f"  {title:<32} {found[kind]:>8}{note}")
    print(
        f"Whole calls: {RESULT.relative_to(ROOT)}; repeat one: ./dev fuzz --seed {seed} --call N",
        flush=True,
    )
    return 1 if failures else 0
