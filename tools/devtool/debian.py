"""Debian packages: unpacked into .dev for Odoo, installed only where root."""

import os
import re
import shutil
from pathlib import Path

from .common import (
    DEV,
    LOGS,
    Stop,
    ask,
    check_disk,
    digest,
    is_root,
    read_stamp,
    run,
    say,
    step,
    write_stamp,
)

APT = DEV / "apt"
# Odoo's links into other packages: the icon font must be version 4 (sid has 7), hence bookworm.
PACKAGES = (
    "odoo-19/sid",
    "libjs-jquery/sid",
    "libjs-jquery-form/sid",
    "libjs-underscore/sid",
    "fonts-font-awesome/bookworm",
    "fonts-inconsolata/bookworm",
    "fonts-montserrat/sid",
    "fonts-roboto-unhinted/sid",
    "fonts-ocr-b/sid",
)
FAKETIME = ("libfaketime/bookworm",)
SUITES = "sid bookworm"
RELEASES = {
    "bullseye",
    "bookworm",
    "trixie",
    "forky",
    "oldstable",
    "stable",
    "testing",
    "sid",
    "unstable",
}
NO_NETWORK = re.compile(
    r"Could not resolve|Temporary failure|Could not connect|Connection (refused|timed out|failed)"
    r"|Unable to connect|Network is unreachable|Failed to fetch|Name or service not known"
    r"|Err:\d"
)


def _deb822_stanzas():
    folder = Path("/etc/apt/sources.list.d")
    for path in sorted(folder.glob("*.sources")):
        for block in re.split(r"\n\s*\n", path.read_text(errors="replace")):
            lines = [line for line in block.splitlines() if not line.startswith("#")]
            fields = dict(re.findall(r"(?m)^([\w-]+):[ \t]*(.*(?:\n[ \t].*)*)", "\n".join(lines)))
            yield {name.lower(): value for name, value in fields.items()}


def _one_line_stanzas():
    paths = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*.list")]
    for path in paths:
        if not path.exists():
            continue
        for line in path.read_text(errors="replace").splitlines():
            match = re.match(r"deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)\s+(.*)", line.strip())
            if match:
                options, uri, suite, components = match.groups()
                stanza = {"types": "deb", "uris": uri, "suites": suite, "components": components}
                for option in (options or "").split():
                    name, _, value = option.partition("=")
                    stanza[name.lower()] = value
                yield stanza


def machine_source():
    """The machine's own Debian source as (uri, signed-by): first one with a release's `main`."""
    for stanza in [*_deb822_stanzas(), *_one_line_stanzas()]:
        if (
            "deb" in stanza.get("types", "").split()
            and stanza.get("enabled", "yes").strip().lower() != "no"
            and "main" in stanza.get("components", "").split()
            and RELEASES & set(stanza.get("suites", "").split())
            and "security" not in stanza.get("uris", "")
        ):
            return stanza["uris"].split()[0], stanza.get("signed-by", "").strip()
    raise Stop(
        "No Debian source was found in this machine's apt configuration: give the folder of an "
        "Odoo 19 in ODOO_DIR instead."
    )


def _apt_options():
    """Options that keep apt inside .dev/apt; proxies and certificates stay the machine's."""
    uri, signed_by = machine_source()
    for folder in ("state/lists/partial", "cache/archives/partial", "sources"):
        (APT / folder).mkdir(parents=True, exist_ok=True)
    lines = ["Types: deb", f"URIs: {uri}", f"Suites: {SUITES}", "Components: main"]
    if signed_by:
        lines.append(f"Signed-By: {signed_by}")
    (APT / "sources" / "odoo.sources").write_text("\n".join(lines) + "\n")
    options = {
        "Dir::State": APT / "state",
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::Cache": APT / "cache",
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": APT / "sources",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "APT::Sandbox::User": "root",
    }
    return [part for name, value in options.items() for part in ("-o", f"{name}={value}")]


def unpack_odoo(target):
    """Fetch Odoo's package with the ones its links need and unpack them into `target`."""
    _unpack(
        PACKAGES,
        target,
        "Odoo 19 (Debian package, 130 MB)",
        ": give the folder of an Odoo 19 in ODOO_DIR instead",
    )


def unpack_faketime(target):
    """Fetch the library that moves a process's clock."""
    _unpack(FAKETIME, target, "libfaketime (Debian package)", ", where libfaketime comes from")


def _unpack(packages, target, what, otherwise):
    """Download packages and unpack them into a folder, unless they are there.

    The folder appears in one move, so an interrupted run is simply done again.
    """
    wanted, stamp = digest(*packages), DEV / f"{target.name}.stamp"
    if read_stamp(stamp) == wanted and target.is_dir():
        return
    for tool in ("apt-get", "dpkg"):
        if not shutil.which(tool):
            raise Stop(f"{tool} is missing (this is no Debian){otherwise}.")
    check_disk()
    options = _apt_options()
    with step("Reading Debian's package list"):
        _apt(["update"], options)
    debs = APT / "debs"
    debs.mkdir(exist_ok=True)
    with step(f"Downloading {what}"):
        _apt(["download", *packages], options, cwd=debs)
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    with step(f"Unpacking {what.split(' (')[0]}"):
        for deb in sorted(debs.glob("*.deb")):
            run(["dpkg", "-x", deb, fresh], problem=f"{deb.name} could not be unpacked")
        shutil.rmtree(target, ignore_errors=True)
        fresh.replace(target)
    write_stamp(stamp, wanted)
    shutil.rmtree(APT, ignore_errors=True)


def _apt(arguments, options, cwd=None):
    LOGS.mkdir(parents=True, exist_ok=True)
    try:
        output = run(["apt-get", "-q", *options, *arguments], cwd=cwd, problem="apt-get failed")
    except Stop as problem:
        if NO_NETWORK.search(str(problem)):
            raise Stop(
                "Debian's package server could not be reached: check the network, or give the "
                "folder of an Odoo 19 in ODOO_DIR."
            ) from problem
        raise
    if arguments == ["update"] and NO_NETWORK.search(output):
        raise Stop(
            "Debian's package server could not be reached: check the network, or give the "
            "folder of an Odoo 19 in ODOO_DIR."
        )


def install(packages):
    """Install the missing ones of {package: program or file}; only where root.

    Returns the packages that are still missing.
    """
    missing = [name for name, proof in packages.items() if not _present(name, proof)]
    if not missing or not is_root() or not shutil.which("apt-get"):
        return missing
    with step(f"Installing Debian packages: {', '.join(missing)}"):
        environment = {"DEBIAN_FRONTEND": "noninteractive"}
        try:
            run(["apt-get", "-q", "update"], log="apt-update.log", env=environment)
            run(
                ["apt-get", "-q", "-y", "--no-install-recommends", "install", *missing],
                log="apt-install.log",
                env=environment,
                problem="The Debian packages could not be installed",
            )
        except Stop as problem:
            say(f"  ! {problem}")
    return [name for name, proof in packages.items() if not _present(name, proof)]


def _present(package, proof):
    if proof:
        return bool(shutil.which(proof)) or os.path.exists(proof)
    status = ask(["dpkg-query", "-W", "-f", "${Status}", package])
    return bool(status) and "install ok installed" in status
