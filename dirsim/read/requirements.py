"""Reads requirements files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from attrs import evolve

from dirsim.errors import InputError, Problem
from dirsim.model.requirements import Requirements
from dirsim.read import normal
from dirsim.read.places import Finding, Path, shown
from dirsim.read.rules import requirement_findings
from dirsim.read.source import file_name, read_text
from dirsim.read.tree import Tree, parse
from dirsim.read.validate import faults

Made = TypeVar("Made")

VERSIONS = {"requirements": "requirements/v1", "topology": "topology/v1"}


def read_requirements(path: str | os.PathLike[str], *, name: str | None = None) -> Requirements:
    """The requirements in a file.

    Args:
        path: A YAML or JSON file; ``-`` is standard input.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, or something in it is wrong. Everything that was found is listed, with line,
            column and a hint.
    """
    return parse_requirements(read_text(path, name), file_name(path, name))


def read_with_places(
    path: str | os.PathLike[str], *, name: str | None = None
) -> tuple[Requirements, Mapping[str, tuple[int, int]]]:
    """The requirements in a file, and where each thing stands in it: line and column by path, ``needs.WORD`` for a need.

    Args:
        path: A YAML or JSON file; ``-`` is standard input.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    tree = parse(read_text(path, name), file_name(path, name))
    return requirements_of(tree), tree.places()


def parse_requirements(text: str, file: str = "") -> Requirements:
    """The requirements in a text.

    Args:
        text: YAML 1.2 or JSON.
        file: What messages call the text; empty means nothing.

    Raises:
        InputError: Something in the text is wrong; everything that was found is listed.
    """
    return requirements_of(parse(text, file))


def requirements_of(tree: Tree) -> Requirements:
    """The requirements in a parsed file.

    Raises:
        InputError: Something in it is wrong; everything that was found is listed.
    """
    check(tree, "requirements")
    data, findings = normal.requirements(tree.data)
    made = built(data, Requirements, tree)
    findings.extend(requirement_findings(made))
    if findings:
        raise tree.error([_as_written(finding, tree.data) for finding in findings])
    return made


# Where a value stands when its short form was used.
_SHORT_FORMS: dict[Path, tuple[Path, ...]] = {
    ("estate", "aws", "regions"): (("estate", "regions"),),
    ("estate", "on_prem_ad", "domains"): (("estate", "on_prem_domains"),),
    ("estate", "on_prem_ad", "forests"): (("estate", "on_prem_forests"),),
    ("estate", "functional_level"): (("estate", "domain_functional_level"),),
}


def _as_written(finding: Finding, data: Any) -> Finding:
    """The finding at the short form that the file uses for the value; whole lists may be one word there."""
    for long, shorts in _SHORT_FORMS.items():
        if finding.path[: len(long)] != long or _holds(data, long):
            continue
        for short in shorts:
            if _holds(data, short):
                return evolve(finding, path=(*short, *finding.path[len(long) :]))
    return finding


def _holds(data: Any, path: Path) -> bool:
    for step in path:
        if not isinstance(data, dict) or step not in data:
            return False
        data = data[step]
    return True


def check(tree: Tree, kind: str) -> None:
    """Check the version, then everything against the schema.

    Raises:
        InputError: The file is of another version or does not fit the schema.
    """
    wanted = VERSIONS[kind]
    said = tree.data.get("dirsim") if isinstance(tree.data, dict) else None
    if isinstance(tree.data, dict) and "dirsim" in tree.data and said != wanted:
        if said in VERSIONS.values():
            raise tree.error([Finding(("dirsim",), f"this is a {said} file, expected {wanted}")])
        message = f"unsupported version {shown(said)}"
        raise tree.error([Finding(("dirsim",), message, f"supported: {', '.join(VERSIONS.values())}")])
    found = faults(kind, tree.data)
    if found:
        raise tree.error([_with_example(finding, wanted) for finding in found])


def _with_example(finding: Finding, version: str) -> Finding:
    if finding.path == () and finding.message == "the key 'dirsim' is missing":
        return Finding((), finding.message, f"start the file with 'dirsim: {version}'")
    return finding


def built(data: Any, cls: type[Made], tree: Tree) -> Made:
    """A value of a class from data that fits the schema.

    Raises:
        InputError: The data does not fit the class, which the schema should have said.
    """
    try:
        return msgspec.convert(data, cls)
    except msgspec.ValidationError as error:
        raise InputError((Problem("", str(error), file=tree.file),)) from error
