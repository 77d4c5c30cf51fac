"""The example files and what they say."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from dirsim.errors import UsageError
from dirsim.files.requirements_reader import parse_requirements
from dirsim.model.requirements import Requirements

FOLDER = Path(__file__).parent

NAMES = ("contoso", "fabrikam", "northwind", "woodgrove", "adatum", "wingtip")
"""The requirement files, the main one first."""

TOPOLOGIES = ("reality",)
"""The topology files."""


def names() -> tuple[str, ...]:
    """The names of the examples, the main one first."""
    return NAMES


def text(name: str) -> str:
    """An example as its file has it, comments included.

    Raises:
        UsageError: The example is unknown.
    """
    if name not in NAMES:
        near = get_close_matches(name, NAMES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"expected one of: {', '.join(NAMES)}"
        raise UsageError(f"unknown example {name!r}; {hint}")
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def load(name: str) -> Requirements:
    """An example as requirements.

    Raises:
        UsageError: The example is unknown.
    """
    return parse_requirements(text(name), f"{name}.yaml")


def contoso() -> Requirements:
    """A database and desktops for the users of an AD at headquarters, through a morning without the VPN."""
    return load("contoso")


def fabrikam() -> Requirements:
    """Desktops for one domain's users, with nothing of the directory stored in AWS."""
    return load("fabrikam")


def northwind() -> Requirements:
    """One database over Direct Connect, and no second directory."""
    return load("northwind")


def woodgrove() -> Requirements:
    """A managed directory that must serve three Regions."""
    return load("woodgrove")


def adatum() -> Requirements:
    """Hundreds of accounts, signed in to with AD FS."""
    return load("adatum")


def wingtip() -> Requirements:
    """A sketch: file shares for the users of a managed domain that exists beside the AD on the premises."""
    return load("wingtip")
