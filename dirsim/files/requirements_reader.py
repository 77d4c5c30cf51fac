"""Reader of requirements files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import chain
from typing import Any, TypeVar

import msgspec
from attrs import evolve

from dirsim.errors import InputError, Problem
from dirsim.files import normal
from dirsim.files.everyday_shapes import everyday_shape
from dirsim.files.limit_rules import capped, limit_findings
from dirsim.files.readings import reading_sentences
from dirsim.files.requirements_rules import requirement_findings
from dirsim.files.settled_words import SettledWords, settled
from dirsim.files.shape_work import ShapeWork
from dirsim.files.validate import faults, schema
from dirsim.model.requirements import Requirements
from dirsim.parsing.places import Finding, Path, shown
from dirsim.parsing.source import file_name, read_text
from dirsim.parsing.tree import Tree, parse

Made = TypeVar("Made")

VERSIONS = {"requirements": "requirements/v1", "topology": "topology/v1"}


def read_requirements(path: str | os.PathLike[str], *, name: str | None = None) -> Requirements:
    """The requirements in a file.

    Args:
        path: A YAML or JSON file; ``-`` is standard input.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read or is not valid. The error lists every problem, with line, column and a hint.
    """
    return parse_requirements(read_text(path, name), file_name(path, name))


def read_with_places(
    path: str | os.PathLike[str], *, name: str | None = None
) -> tuple[Requirements, Mapping[str, tuple[int, int]]]:
    """The requirements in a file and the places in it: line and column by path, ``needs.WORD`` for a need.

    Args:
        path: A YAML or JSON file; ``-`` is standard input.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read or is not valid.
    """
    tree = parse(read_text(path, name), file_name(path, name))
    return requirements_of(tree), tree.places()


def parse_requirements(text: str, file: str = "") -> Requirements:
    """The requirements in a text.

    Args:
        text: YAML 1.2 or JSON.
        file: The name of the text in messages; empty means that messages name no file.

    Raises:
        InputError: The text is not valid; the error lists every problem.
    """
    return requirements_of(parse(text, file))


def requirements_of(tree: Tree) -> Requirements:
    """The requirements in a parsed file.

    Raises:
        InputError: The file is not valid; the error lists every problem.
    """
    words = check(tree, "requirements")
    data, findings = normal.requirements(words.data)
    made = built(data, Requirements, tree)
    findings = capped(chain(findings, requirement_findings(made)))
    if findings:
        short = [_as_written(finding, words.data) for finding in findings]
        raise tree.error([evolve(finding, path=words.as_written(finding.path)) for finding in short])
    return evolve(made, readings=reading_sentences(words.readings))


# The path of a value, and the paths of its short forms.
_SHORT_FORMS: dict[Path, tuple[Path, ...]] = {
    ("estate", "aws", "regions"): (("estate", "regions"),),
    ("estate", "on_prem_ad", "domains"): (("estate", "on_prem_domains"),),
    ("estate", "on_prem_ad", "forests"): (("estate", "on_prem_forests"),),
    ("estate", "functional_level"): (("estate", "domain_functional_level"),),
}


def _as_written(finding: Finding, data: Any) -> Finding:
    """The finding at the short form that the file uses for the value, where a single word may replace a list."""
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


def check(tree: Tree, kind: str) -> SettledWords:
    """Check the version, settle the words, and check the data against the schema.

    Returns:
        The data in canonical words.

    Raises:
        InputError: The file has another version, does not fit the schema, or exceeds a limit.
    """
    wanted = VERSIONS[kind]
    version = tree.data.get("dirsim") if isinstance(tree.data, dict) else None
    if isinstance(tree.data, dict) and "dirsim" in tree.data and version != wanted:
        if version in VERSIONS.values():
            raise tree.error([Finding(("dirsim",), f"expected a {wanted} file, found {version}")])
        message = f"unsupported version {shown(version)}"
        raise tree.error([Finding(("dirsim",), message, f"supported: {', '.join(VERSIONS.values())}")])
    data, work = everyday_shape(tree.data) if kind == "requirements" else (tree.data, ShapeWork())
    words = settled(data, schema(kind), work)
    words.readings[:0] = work.readings
    listed = [evolve(one, path=words.as_found(one.path)) for one in words.findings]
    refused = {finding.path for finding in listed}
    found = [evolve(one, path=words.as_written(one.path)) for one in faults(kind, words.data)]
    listed += [finding for finding in found if finding.path not in refused]
    if listed:
        raise tree.error([_with_example(finding, wanted) for finding in listed])
    beyond = limit_findings(words.data)
    if beyond:
        short = [_as_written(finding, words.data) for finding in beyond]
        raise tree.error([evolve(finding, path=words.as_written(finding.path)) for finding in short])
    return words


def _with_example(finding: Finding, version: str) -> Finding:
    if finding.path == () and finding.message == "the key 'dirsim' is missing":
        return Finding((), finding.message, f"start the file with 'dirsim: {version}'")
    return finding


def built(data: Any, cls: type[Made], tree: Tree) -> Made:
    """A value of a class from data that fits the schema.

    Raises:
        InputError: The data does not fit the class; the schema should have reported this first.
    """
    try:
        return msgspec.convert(data, cls)
    except msgspec.ValidationError as error:
        raise InputError((Problem("", str(error), file=tree.file),)) from error
