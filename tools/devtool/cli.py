"""The commands of ./dev."""

import os
import shlex
import signal
import sys

from . import (
    baseline,
    changes,
    clock,
    databases,
    fuzzing,
    lint,
    odoo,
    postgres,
    python_env,
    requirements,
    serve,
    tasks,
    testing,
    wheels,
)
from .common import ROOT, Stop, say

DEMO_DATABASE = "demo"

HELP = """\
./dev: one command for this project. Whatever it makes lies below .dev/.

  ./dev demo [--port N] [--db NAME]    make the demo database, start Odoo, print address and logins
  ./dev test [--db NAME] [--date DAY] [--changed[=COMMIT]] [pytest arguments]
                                       lint, addon tests, tests/, browser, in two lanes; with paths
                                       only those, with --changed what changes can touch (since the
                                       branch left main, or since a commit), with --date all as on
                                       that day (2027-02-17)
  ./dev lint                           what can be checked without a database
  ./dev odoo ARGUMENTS…                run Odoo (its own options)
  ./dev psql ARGUMENTS…                psql on the project's PostgreSQL
  ./dev i18n COMMAND…                  translations: export, fill, missing, apply, check
  ./dev bench [--db NAME] [--customers N] [NAME…]
                                       measure (bench/*.py); an error code over a limit
  ./dev fuzz [--minutes N] [--seed S] [--call N]
                                       try every public method as everybody (tests/fuzz)
  ./dev requirements [NUMBER…]         make docs/requirements.md; with numbers, print their tests
  ./dev wheels                         a Python package of each addon, into dist/
  ./dev env [--port N] [--db NAME]     NAME=value lines for a shell or an outside program
  ./dev baseline [MODULE…]             Odoo's own tests with and without our addons, compared
  ./dev createdb NAME [TEMPLATE]       a copy of tpl_base (Odoo's modules, two languages)
  ./dev dropdb NAME…                   remove databases with their files
  ./dev pytest --db NAME ARGUMENTS…    pytest with Odoo on a database of yours
  ./dev stop                           stop the project's PostgreSQL
  ./dev help                           this text

ODOO_DIR=folder uses an Odoo 19 of yours; PGHOST, PGPORT, PGUSER, PGPASSWORD a PostgreSQL of yours.
"""


def option(arguments, name, default=None):
    """Take `--name value` or `--name=value` out of the arguments."""
    for index, argument in enumerate(arguments):
        if argument == name:
            if index + 1 == len(arguments):
                raise Stop(f"{name} needs a value.")
            value = arguments[index + 1]
            del arguments[index : index + 2]
            return value
        if argument.startswith(f"{name}="):
            del arguments[index]
            return argument.partition("=")[2]
    return default


def _no_options(arguments, command):
    """What is left are names: an option that nobody took is unknown."""
    _no_more([argument for argument in arguments if argument.startswith("-")], command)


def _no_more(arguments, command):
    if arguments:
        raise Stop(f"./dev {command} does not know {' '.join(arguments)!r}; see ./dev help.")


def do_help(_arguments):
    print(HELP, end="")


def do_demo(arguments):
    port = option(arguments, "--port", str(odoo.DEFAULT_PORT))
    database = option(arguments, "--db", DEMO_DATABASE)
    _no_more(arguments, "demo")
    serve.demo(databases.check_name(database), port)


def do_test(arguments):
    day = option(arguments, "--date")
    if day:
        clock.set_day(day)
    database = option(arguments, "--db", "test_at" if day else "test")
    since = _changed(arguments)
    if since is not None and testing.split_arguments(arguments)[0]:
        raise Stop("--changed chooses the tests by itself: leave out the paths.")
    return testing.main(arguments, databases.check_name(database), since)


def _changed(arguments):
    """Take `--changed` or `--changed=COMMIT` out of the arguments; the commit, or None."""
    for argument in arguments:
        name, _, commit = argument.partition("=")
        if name == "--changed":
            arguments.remove(argument)
            return commit or changes.base()
    return None


def do_lint(arguments):
    _no_more(arguments, "lint")
    python_env.ensure(odoo.library())
    return 1 if lint.main(arguments) else 0


def do_bench(arguments):
    database = option(arguments, "--db", tasks.BENCH_DATABASE)
    customers = _number(option(arguments, "--customers", "100000"), "--customers")
    _no_options(arguments, "bench")
    return tasks.bench(arguments, databases.check_name(database), customers)


def do_fuzz(arguments):
    minutes = _number(option(arguments, "--minutes", "3"), "--minutes", float)
    seed = _number(option(arguments, "--seed", "1"), "--seed")
    call = option(arguments, "--call")
    _no_more(arguments, "fuzz")
    call = call and _number(call, "--call")
    return fuzzing.main(minutes, seed, odoo.ensure(), call)


def _number(text, name, kind=int):
    try:
        return kind(text)
    except ValueError as error:
        raise Stop(f"{name} needs a number, not {text!r}.") from error


def do_i18n(arguments):
    database = option(list(arguments), "--db")
    return tasks.i18n(arguments, database)


def do_baseline(arguments):
    _no_options(arguments, "baseline")
    return baseline.main(arguments)


def do_requirements(arguments):
    _no_options(arguments, "requirements")
    requirements.main(arguments)


def do_wheels(arguments):
    _no_more(arguments, "wheels")
    wheels.main()


def do_env(arguments):
    port = serve.port_number(option(arguments, "--port", str(odoo.DEFAULT_PORT)))
    database = databases.check_name(option(arguments, "--db", DEMO_DATABASE))
    _no_more(arguments, "env")
    for name, value in odoo.environment(odoo.ensure(), port, database).items():
        print(f"{name}={shlex.quote(value)}")


def do_odoo(arguments):
    settings = odoo.ensure()
    environ = odoo.process_environment(settings, ODOO_RC=str(odoo.CONF))
    os.execve(str(odoo.BIN), [str(odoo.BIN), *arguments], environ)


def do_psql(arguments):
    settings = odoo.ensure()
    os.execvpe(postgres.command("psql"), ["psql", *arguments], {**os.environ, **settings})


def do_createdb(arguments):
    if not arguments:
        raise Stop("Name the database: ./dev createdb NAME [TEMPLATE].")
    _no_options(arguments, "createdb")
    _no_more(arguments[2:], "createdb")
    name, *templates = map(databases.check_name, arguments)
    settings = odoo.ensure()
    template = templates[0] if templates else databases.ensure_base(settings)
    if not databases.exists(template):
        raise Stop(f"There is no database {template} to copy.")
    if template == name:
        raise Stop(f"Database {name} can't be a copy of itself.")
    databases.copy(template, name)


def do_dropdb(arguments):
    if not arguments:
        raise Stop("Name what to drop: ./dev dropdb NAME….")
    _no_options(arguments, "dropdb")
    names = [databases.check_name(name) for name in arguments]
    odoo.ensure()
    for name in names:
        databases.check_ours(name)
        if not databases.exists(name):
            raise Stop(f"There is no database {name}; nothing was dropped.")
    for name in names:
        databases.drop(name)


def do_pytest(arguments):
    settings = odoo.ensure()
    database = option(arguments, "--db")
    if not database:
        raise Stop("Name a database of yours: ./dev pytest --db NAME ARGUMENTS…")
    command = [
        str(python_env.PYTHON),
        "-m",
        "pytest",
        f"--odoo-config={odoo.CONF}",
        f"--odoo-database={database}",
        "--odoo-http",
        "--odoo-log-level=error",
        *arguments,
    ]
    environ = odoo.process_environment(settings, **odoo.environment(settings, database=database))
    os.chdir(ROOT)
    os.execve(command[0], command, environ)


def do_stop(arguments):
    _no_more(arguments, "stop")
    say("PostgreSQL stopped." if postgres.stop() else "PostgreSQL was not running.")


# A command is a function do_<name>(arguments) that returns an exit code or nothing; HELP has a line
# for it. Longer ones have a module of their own.
COMMANDS = {
    name.removeprefix("do_").replace("_", "-"): function
    for name, function in list(globals().items())
    if name.startswith("do_")
}


# These hand their arguments on, to programs that explain themselves.
HAS_OWN_HELP = ("odoo", "psql", "pytest", "i18n")


def main(arguments):
    """Run one command; returns the exit code."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    name = {"-h": "help", "--help": "help"}.get(name, name)
    if name not in COMMANDS:
        say(f"dev: there is no command {name!r}.\n\n{HELP}")
        return 2
    if name not in HAS_OWN_HELP and {"-h", "--help"} & set(rest):
        do_help(rest)
        return 0
    # A shell's background jobs inherit SIGINT ignored, and their servers would never be stopped.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    try:
        return COMMANDS[name](rest) or 0
    except Stop as problem:
        say(f"dev: {problem}")
        return 1
    except KeyboardInterrupt:
        say("dev: interrupted; run the command again to go on.")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
