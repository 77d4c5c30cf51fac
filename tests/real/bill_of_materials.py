"""The bill of materials: every package that dirsim and its extras install, in CycloneDX, from ``pinned.txt``.

Versions come from the lock, which also holds the hashes; licences from the metadata of the installed packages. Run it after ``make lock``.
"""

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "sbom.cdx.json"
_LOCKED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[^\s;\\]+)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_BY_CLASSIFIER = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License (ISCL)": "ISC",
}
_SPELLINGS = {"Apache 2.0": "Apache-2.0", "BSD": "BSD-3-Clause"}
_ELSEWHERE = {"colorama": "BSD-3-Clause", "sspilib": "MIT"}
"""The licences of packages that are installed on Windows alone."""


def canonical(name: str) -> str:
    """A package's name as the lock writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for() -> list[str]:
    """The packages that dirsim and its extras ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    return sorted({canonical(_NAME.match(entry)[0]) for one in lists for entry in one})


def locked() -> dict[str, str]:
    """The version of every package in the lock, which holds the hashes."""
    text = (ROOT / "pinned.txt").read_text(encoding="utf-8")
    return {found["name"]: found["version"] for found in _LOCKED.finditer(text)}


def installed(lock: dict[str, str]) -> list[str]:
    """The packages that are installed with dirsim and its extras, as far as the lock has them."""
    found: dict[str, None] = {}
    waiting = asked_for()
    while waiting:
        name = waiting.pop()
        if name in found or name not in lock:
            continue
        found[name] = None
        try:
            needs = requires(name) or []
        except PackageNotFoundError:
            continue
        waiting += [canonical(_NAME.match(need)[0]) for need in needs if "extra ==" not in need]
    return sorted(found)


def licence(name: str) -> str:
    """The licence that a package states; empty where it is not installed or states none."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        return ""
    if stated.get("License-Expression"):
        return str(stated["License-Expression"])
    for entry in stated.get_all("Classifier") or ():
        if entry.startswith("License :: OSI Approved :: "):
            words = entry.rpartition(" :: ")[2]
            return _BY_CLASSIFIER.get(words, words)
    return str(stated.get("License") or "").strip().partition("\n")[0][:60]


def bill() -> dict[str, object]:
    """The bill of materials as plain data; the same lock gives the same bytes."""
    lock = locked()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    known = {entry["name"]: entry for entry in _kept().get("components", [])}
    components = []
    for name in installed(lock):
        version = lock[name]
        earlier = known.get(name, {}).get("licenses", [{"expression": ""}])[0].get("expression", "")
        stated = licence(name) or _ELSEWHERE.get(name) or str(earlier)
        stated = _SPELLINGS.get(stated, stated)
        components.append(
            {
                "type": "library",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name}@{version}",
                "licenses": [{"expression": stated or "unknown"}],
            }
        )
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library",
                "name": "dirsim",
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": components,
    }


def _kept() -> dict[str, list[dict[str, object]]]:
    return json.loads(PLACE.read_text(encoding="utf-8")) if PLACE.is_file() else {}


if __name__ == "__main__":
    PLACE.write_text(json.dumps(bill(), indent=1) + "\n", encoding="utf-8")
