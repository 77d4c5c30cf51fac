"""The ready files for pipelines: they parse, and their commands run as written."""

import shlex
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import dirsim as ds
from dirsim.cli import main

ROOT = Path(__file__).parents[1]
READY = ROOT / "docs" / "how-to" / "ready"


def loaded(path):
    """A file as data."""
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def commands(data):
    """Every text of the data that starts the program."""
    if isinstance(data, str):
        yield from (line for line in data.splitlines() if line.startswith("dirsim "))
    else:
        for below in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
            yield from commands(below)


@pytest.mark.parametrize(
    "path", [*sorted(READY.iterdir()), ROOT / ".pre-commit-hooks.yaml"], ids=lambda path: path.name
)
def test_the_commands_of_a_ready_file_run(path, tmp_path, monkeypatch):
    """Each command exits with 0 on a folder of good requirements, and with 2 where one file is bad."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements").mkdir()
    ds.read_requirements("fabrikam").save(tmp_path / "requirements" / "good.yaml")
    found = list(commands(loaded(path)))
    assert found
    for command in found:
        words = shlex.split(command)[1:]
        named = words if "requirements" in words else [*words, "requirements/good.yaml"]
        assert main(named) == 0, command
    (tmp_path / "requirements" / "bad.yaml").write_text(
        "dirsim: requirements/v1\nneeds: [nonsense]\n", encoding="utf-8"
    )
    for command in found:
        words = shlex.split(command)[1:]
        named = words if "requirements" in words else [*words, "requirements/bad.yaml"]
        assert main(named) == 2, command


def test_workflows_name_their_jobs_and_versions():
    """A workflow has a runner, pinned major versions of actions, and the rights that it needs."""
    workflow = loaded(READY / "github-actions.yml")
    assert workflow["permissions"] == {"contents": "read", "security-events": "write"}
    for step in workflow["jobs"]["decide"]["steps"]:
        assert "@v" in step.get("uses", "@v")
    assert loaded(READY / "gitlab-ci.yml")["dirsim"]["artifacts"]["reports"] == {"junit": "dirsim.xml"}
