"""Wheels of the addons: what is in them, and a plain Odoo that has nothing but them."""

import subprocess
import sys
import zipfile
from email.parser import HeaderParser

import pytest
from devtool import databases, odoo, postgres, wheels

DATABASE = "from_wheels"
INSTALLED = "customer_approval"
START = "import odoo.cli; odoo.cli.main()"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheels, by their addon."""
    folder = tmp_path_factory.mktemp("dist")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wheels, "DIST", folder)
        wheels.main()
    found = {path.name.split("-")[0]: path for path in folder.glob("*.whl")}
    return {name.removeprefix("odoo_addon_"): path for name, path in found.items()}


def test_one_of_each_addon_with_all_its_files(built, root):
    """What is under version control, below odoo/addons, and nothing else."""
    assert set(built) == set(databases.manifests())
    for name, path in built.items():
        listed = subprocess.check_output(
            ["git", "ls-files"], cwd=root / "addons" / name, text=True
        ).splitlines()
        held = zipfile.ZipFile(path).namelist()
        assert {file for file in held if file.startswith("odoo/")} == {
            f"odoo/addons/{name}/{file}" for file in listed if file != "pyproject.toml"
        }


def test_versions_and_needs(built):
    """The version of the manifest, the addons below, and the packages the manifest names."""
    ours = databases.manifests()
    for name, path in built.items():
        with zipfile.ZipFile(path) as wheel:
            [about] = [file for file in wheel.namelist() if file.endswith(".dist-info/METADATA")]
            metadata = HeaderParser().parsestr(wheel.read(about).decode())
        manifest = ours[name]
        assert metadata["Name"] == f"odoo-addon-{name}"
        assert f"{metadata['Version']}.".startswith(f"{manifest['version']}.")
        needed = {f"odoo-addon-{other}==19.0.*" for other in manifest["depends"] if other in ours}
        outside = set(manifest.get("external_dependencies", {}).get("python", ()))
        assert set(metadata.get_all("Requires-Dist")) == {"odoo==19.0.*", *needed, *outside}


@pytest.fixture
def settings():
    made = odoo.ensure()
    databases.ensure_base(made)
    databases.copy(databases.BASE, DATABASE)
    yield made
    databases.drop(DATABASE)


def test_installed_with_pip_beside_odoo(built, settings, tmp_path):
    """Odoo finds what pip puts beside it: no folder of ours is on its path."""
    packages = tmp_path / "packages"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", packages, built["l10n_cn_workday"], built[INSTALLED]],
                   check=True)  # fmt: skip
    lines = odoo.CONF.read_text().splitlines(keepends=True)
    conf = tmp_path / "odoo.conf"
    conf.write_text("".join(line for line in lines if not line.startswith("addons_path")))
    result = subprocess.run(
        [sys.executable, "-c", START, "-c", conf, "-d", DATABASE, "-i", INSTALLED,
         "--stop-after-init", "--no-http", "--max-cron-threads", "0"],
        text=True, capture_output=True, check=False, cwd="/",
        env=odoo.process_environment(settings, PYTHONPATH=str(packages), ODOO_RC=str(conf)),
    )  # fmt: skip
    assert result.returncode == 0, result.stderr[-3000:]
    assert " ERROR " not in result.stderr and " WARNING " not in result.stderr
    assert postgres.execute(
        f"SELECT state FROM ir_module_module WHERE name = '{INSTALLED}'", DATABASE
    ) == ["installed"]
