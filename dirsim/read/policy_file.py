"""IAM policies from files: the document itself, or what the AWS command line answers when asked for one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath
from typing import Any
from urllib.parse import unquote

from attrs import evolve

from dirsim.credentials.policy.finding import Finding, Found, Path
from dirsim.credentials.policy.lint import lint
from dirsim.credentials.policy.statement import PolicyKind
from dirsim.errors import InputError, Problem
from dirsim.read.json_places import loaded, places
from dirsim.read.places import Node, path_text
from dirsim.read.source import STDIN, file_name, read_text

_HOLDERS = (
    "PolicyVersion",
    "Policy",
    "Document",
    "PolicyDocument",
    "AssumeRolePolicyDocument",
    "policy",
    "document",
    "policyDocument",
    "Role",
    "RolePolicy",
)
_MOST_NESTED = 4


def policy_files(paths: Iterable[str | os.PathLike[str]]) -> tuple[str, ...]:
    """The files behind paths: a folder stands for the JSON files in it.

    Raises:
        InputError: A folder holds none.
    """
    found: list[str] = []
    for path in paths:
        where = os.fspath(path)
        if where != STDIN and "\0" not in where and FilePath(where).is_dir():
            inside = sorted(str(file) for file in FilePath(where).rglob("*.json") if file.is_file())
            if not inside:
                raise InputError((Problem("", "there is no JSON file in the folder", "", where),))
            found += inside
        else:
            found.append(where)
    return tuple(dict.fromkeys(found))


def lint_file(
    path: str, *, kind: PolicyKind | None = None, accounts: frozenset[str] = frozenset(), name: str | None = None
) -> tuple[Found, ...]:
    """What is wrong with the policies of a file, or dangerous in them, in order of place.

    Args:
        path: The file; ``-`` is standard input.
        kind: What the policies are attached to; ``None`` means what their elements tell.
        accounts: The reader's own accounts; empty means that they are not known.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read. A file that is not JSON is a finding.
    """
    return lint_text(read_text(path, name), file=file_name(path, name), kind=kind, accounts=accounts)


def lint_text(
    text: str, *, file: str = "", kind: PolicyKind | None = None, accounts: frozenset[str] = frozenset()
) -> tuple[Found, ...]:
    """The same for the text of a file."""
    try:
        data, repeated = loaded(text)
    except json.JSONDecodeError as error:
        message = (
            f"the file is not JSON: {error.msg[:1].lower()}{error.msg[1:]}" if text.strip() else "the file is empty"
        )
        return (Found(file, "", "malformed-json", "", message, error.lineno, error.colno),)
    except RecursionError:
        return (Found(file, "", "malformed-json", "", "the file is nested too deeply to be a policy"),)
    found: list[Finding] = []
    for policy, place in _policies(data, (), 0):
        found += [evolve(entry, path=(*place, *entry.path)) for entry in lint(policy, kind, accounts)]
    found += [
        Finding((), "malformed-json", f"the key {key!r} stands twice in one object; only the last counts")
        for key in repeated
    ]
    if not found:
        return ()
    root = places(text)
    located = [_located(file, entry, root) for entry in found]
    return tuple(sorted(located, key=lambda entry: (entry.line, entry.column, entry.rule, entry.action)))


def _located(file: str, finding: Finding, root: Node) -> Found:
    line, column = root.place(finding.path, finding.key)
    return Found(file, path_text(finding.path), finding.rule, finding.action, finding.message, line, column)


def _policies(data: Any, path: Path, depth: int) -> Iterator[tuple[Any, Path]]:
    """The policies in a document: itself, or those that known keys hold."""
    if isinstance(data, list) and data and all(isinstance(entry, dict) and "Statement" in entry for entry in data):
        for place, entry in enumerate(data):
            yield entry, (*path, place)
        return
    if isinstance(data, dict) and "Statement" not in data and depth < _MOST_NESTED:
        held = [key for key in _HOLDERS if isinstance(data.get(key), dict) or _text_policy(data.get(key)) is not None]
        if held:
            for key in held:
                inner = data[key] if isinstance(data[key], dict) else _text_policy(data[key])
                yield from _policies(inner, (*path, key), depth + 1)
            return
    yield data, path


def _text_policy(value: object) -> dict[str, Any] | None:
    """A policy that stands in a text, perhaps with percent signs, as some answers hold it."""
    if not isinstance(value, str) or ("Statement" not in value):
        return None
    for text in (value, unquote(value)):
        try:
            made = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(made, dict):
            return made
    return None
