"""IAM policy files: policy documents, or AWS CLI output with policies."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from attrs import evolve

from dirsim.credentials.policy.account_details import DETAILS as _DETAILS
from dirsim.credentials.policy.account_details import account_policies
from dirsim.credentials.policy.finding import FileFindings, Path, PolicyFinding
from dirsim.credentials.policy.holder_findings import holder_findings
from dirsim.credentials.policy.lint import lint
from dirsim.credentials.policy.statement import PolicyKind
from dirsim.errors import InputError, Problem
from dirsim.parsing.folder_walk import FolderWalk, walked
from dirsim.parsing.json_places import loaded, places
from dirsim.parsing.places import Node, path_text
from dirsim.parsing.source import file_name, read_text

_HOLDERS = (
    "PolicyVersion",
    "Policy",
    "Content",
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


def policy_walk(paths: Iterable[str | os.PathLike[str]]) -> FolderWalk:
    """The files that paths refer to, with what cannot be read; a folder means its JSON files."""
    return walked(paths, (".json",))


def policy_files(paths: Iterable[str | os.PathLike[str]]) -> tuple[str, ...]:
    """The files that paths refer to; a folder means its JSON files.

    Raises:
        InputError: A folder contains none, or something in it cannot be read.
    """
    walk = policy_walk(paths)
    walk.refuse()
    return walk.files


def lint_file(
    path: str, *, kind: PolicyKind | None = None, accounts: frozenset[str] = frozenset(), name: str | None = None
) -> tuple[FileFindings, ...]:
    """Check the policies of a file with every rule; findings are in file order.

    Args:
        path: The file; ``-`` is standard input.
        kind: The type of the policies; ``None`` means that their elements determine it.
        accounts: The reader's own accounts; empty means unknown.
        name: The name of the file in messages; ``None`` means its path.

    Raises:
        InputError: The file cannot be read. A file that is not JSON is a finding.
    """
    return lint_text(read_text(path, name), file=file_name(path, name), kind=kind, accounts=accounts)


def policies_of(path: str | os.PathLike[str], name: str | None = None) -> tuple[Any, ...]:
    """The policies of a file, as plain data.

    Raises:
        InputError: The file cannot be read, or is not JSON.
    """
    file = file_name(path, name)
    try:
        data, _ = loaded(read_text(path, name))
    except json.JSONDecodeError as error:
        raise InputError(
            (Problem("", f"the file is not JSON: {error.msg}", "", file, error.lineno, error.colno),)
        ) from None
    except RecursionError:
        raise InputError((Problem("", "the file is nested too deeply to be a policy", "", file),)) from None
    return tuple(policy for policy, _, _ in _kinds(data))


def lint_text(
    text: str, *, file: str = "", kind: PolicyKind | None = None, accounts: frozenset[str] = frozenset()
) -> tuple[FileFindings, ...]:
    """Check the policies of a text, as :func:`lint_file` does for a file."""
    try:
        data, repeated = loaded(text)
    except json.JSONDecodeError as error:
        message = (
            f"the file is not JSON: {error.msg[:1].lower()}{error.msg[1:]}" if text.strip() else "the file is empty"
        )
        return (FileFindings(file, "", "malformed-json", "", message, error.lineno, error.colno),)
    except RecursionError:
        return (FileFindings(file, "", "malformed-json", "", "the file is nested too deeply to be a policy"),)
    found: list[PolicyFinding] = []
    for policy, place, own in _kinds(data):
        found += [evolve(entry, path=(*place, *entry.path)) for entry in lint(policy, own or kind, accounts)]
    if isinstance(data, dict) and any(key in data for key in _DETAILS):
        found += holder_findings(data)
    found += [PolicyFinding((), "malformed-json", f"duplicate key {key!r}; the last value wins") for key in repeated]
    if not found:
        return ()
    root = places(text)
    located = [_located(file, entry, root) for entry in found]
    return tuple(sorted(located, key=lambda entry: (entry.line, entry.column, entry.rule, entry.action)))


def _kinds(data: Any) -> Iterator[tuple[Any, Path, PolicyKind | None]]:
    """The policies of a document, each with its kind where the document determines it."""
    if isinstance(data, dict) and any(key in data for key in _DETAILS):
        yield from account_policies(data)
    else:
        yield from ((policy, place, None) for policy, place in _policies(data, (), 0))


def _located(file: str, finding: PolicyFinding, root: Node) -> FileFindings:
    line, column = root.place(finding.path, finding.key)
    return FileFindings(file, path_text(finding.path), finding.rule, finding.action, finding.message, line, column)


def _policies(data: Any, path: Path, depth: int) -> Iterator[tuple[Any, Path]]:
    """The policies in a document: the document itself, or the policies under known keys."""
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
    """A policy stored as text, possibly percent-encoded, as in some AWS responses."""
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
