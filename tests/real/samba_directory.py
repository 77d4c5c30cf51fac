"""A real directory to compare with: a Samba domain controller, provisioned once and copied for each use."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from attrs import frozen

DOMAIN = "DC=corp,DC=example"
PROGRAMS = ("samba-tool", "ldbmodify", "ldbadd", "ldbsearch")
_REFRESH = "add: schemaUpdateNow"


@frozen
class SambaDirectory:
    """A provisioned directory in a folder of its own."""

    folder: Path

    @property
    def database(self) -> str:
        """Where its objects are."""
        return str(self.folder / "private" / "sam.ldb")

    def copy(self, folder: Path) -> SambaDirectory:
        """The same directory once more, to be altered."""
        shutil.copytree(self.folder, folder, ignore=lambda _, names: [name for name in names if name.endswith(".sock")])
        return SambaDirectory(folder)

    def run(self, *command: str, check: bool = True, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """One of Samba's tools, on the database."""
        return subprocess.run(
            [command[0], "-H", self.database, *command[1:]], check=check, capture_output=True, text=True, input=text
        )

    def tool(self, *words: str) -> str:
        """What samba-tool says."""
        command = ["samba-tool", *words, "-H", self.database, "-s", str(self.folder / "etc" / "smb.conf")]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def load(self, text: str) -> str:
        """Load a schema extension block by block, as far as it goes; what the directory refused, empty where nothing.

        The tool makes one transaction of a file, in which Samba never loads its schema anew: each stretch up to a
        record with schemaUpdateNow is therefore a run of its own, in which the new schema is read first.
        """
        for block in _blocks(text.replace("DC=X", DOMAIN)):
            option = "--option=dsdb:schema update allowed=true"
            done = self.run("ldbmodify", option, check=False, text=block)
            if done.returncode:
                return done.stderr.strip() or f"exit code {done.returncode}"
        return ""


def _blocks(text: str) -> list[str]:
    blocks: list[list[str]] = [[]]
    for record in text.replace("ntdsSchemaAdd", "add").replace("ntdsSchemaModify", "modify").split("\n\n"):
        if _REFRESH in record:
            blocks.append([])
        elif any(line and not line.startswith("#") for line in record.splitlines()):
            blocks[-1].append(record)
    return ["\n\n".join(block) + "\n" for block in blocks if block]


def provisioned(folder: Path) -> SambaDirectory:
    """A fresh domain ``corp.example``; the test is skipped where Samba is missing, but never in continuous integration."""
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing or not Path("/usr/share/samba/setup").is_dir():
        reason = f"Samba's domain controller is not installed ({', '.join(missing) or 'samba-ad-provision'})"
        if os.environ.get("CI") == "true" and os.geteuid() == 0:
            pytest.fail(reason)
        pytest.skip(reason)
    command = ["samba-tool", "domain", "provision", "--realm=corp.example", "--domain=CORP", "--server-role=dc"]
    options = ["--host-name=dc1", "--adminpass=Only4This-test", f"--targetdir={folder}"]
    done = subprocess.run([*command, *options], check=False, capture_output=True, text=True)
    if done.returncode and os.geteuid() != 0:
        pytest.skip("only root may provision a domain")
    assert done.returncode == 0, done.stderr
    return SambaDirectory(folder)


def names(lines: Sequence[str]) -> list[str]:
    """The GUIDs in braces at the end of lines."""
    return [line.split()[-1] for line in lines if line.rstrip().endswith("}")]
