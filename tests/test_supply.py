"""The supply: what is installed with dirsim, under which licences, within which bounds."""

import importlib.util
import json
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SPEC = importlib.util.spec_from_file_location("bill_of_materials", ROOT / "tests" / "real" / "bill_of_materials.py")
materials = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(materials)
BILL = json.loads((ROOT / "sbom.cdx.json").read_text(encoding="utf-8"))
PARTS = {entry["name"]: entry for entry in BILL["components"]}
PERMISSIVE = {
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "ISC",
    "PSF-2.0",
    "Zlib",
    "CC0-1.0",
}


def test_every_package_that_is_asked_for_is_in_the_bill():
    """Each dependency and each extra is listed with the version of the lock."""
    lock = materials.locked()
    assert set(materials.asked_for()) <= set(PARTS)
    assert {name: entry["version"] for name, entry in PARTS.items()} == {name: lock[name] for name in PARTS}


def test_what_is_installed_with_them_is_in_the_bill():
    """Packages that others need are listed too."""
    assert set(materials.installed(materials.locked())) - set(PARTS) == set()


@pytest.mark.parametrize("name", sorted(PARTS))
def test_each_licence_is_known(name):
    """Each package has a permissive licence; ldap3 alone is LGPL, and only imported."""
    expression = PARTS[name]["licenses"][0]["expression"]
    words = {
        word for word in expression.replace("(", " ").replace(")", " ").split() if word not in ("AND", "OR", "WITH")
    }
    assert words <= PERMISSIVE or (name, expression) == ("ldap3", "LGPL-3.0-only")


def test_every_dependency_has_a_lower_bound():
    """Each requirement states the oldest version that works; tests/bounds.sh tries it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(entry for one in project["optional-dependencies"].values() for entry in one)]
    assert [entry for entry in asked if ">=" not in entry] == []
    assert project["requires-python"] == ">=3.11"
