"""A folder of many small files, and the command line as a process of its own."""

import json
import os
import subprocess
import sys

import pytest

KINDS = ("rds-sqlserver", "workspaces", "aws-console", "fsx-windows")


@pytest.fixture
def folder(tmp_path):
    """A function: a folder with so many requirements files, no two alike; the last one cannot be used."""

    def build(count):
        made = tmp_path / "files"
        made.mkdir()
        for number in range(count - 1):
            data = {
                "dirsim": "requirements/v1",
                "name": f"file {number}",
                "as_of": "2026-11-01",
                "estate": {"on_prem_ad": {"domains": 1, "users": 100 + number}, "connectivity": "vpn"},
                "workloads": {"it": {"kind": KINDS[number % len(KINDS)]}},
                "needs": ["existing-credentials"],
            }
            (made / f"{number:03}.json").write_text(json.dumps(data), encoding="utf-8")
        (made / "unusable.yaml").write_text("dirsim: requirements/v1\nname: [", encoding="utf-8")
        return made

    return build


@pytest.fixture(scope="session")
def process():
    """A function that starts ``dirsim`` as a process."""

    def start(*arguments, **options):
        return subprocess.Popen(
            [sys.executable, "-m", "dirsim", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            **options,
        )

    return start
