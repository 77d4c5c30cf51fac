"""Saved output of the AWS CLI, as a discovery."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from dirsim.directory.discovery.aws_account import kept_aws
from dirsim.directory.discovery.aws_listing import KeptListing, regions_in
from dirsim.directory.discovery.discovery import Discovery, Unread
from dirsim.errors import InputError, Problem
from dirsim.parsing.file_kinds import AWS_KEYS
from dirsim.parsing.source import read_text

_MOST_FILES = 2000


def read_saved_aws(paths: Iterable[str | os.PathLike[str]]) -> Discovery:
    """Convert saved output of ``ds``, ``ec2``, ``rds``, ``fsx``, ``workspaces``, ``sso-admin`` and ``iam`` to a discovery.

    The key of an output shows which call wrote it, and its entries, or else the file's path, name the Region. Output of other
    calls is listed as unread.

    Args:
        paths: Files, or folders whose JSON files are read.

    Raises:
        InputError: A file cannot be read or is not JSON, or none holds output of a call that is known.
    """
    listing = KeptListing("saved output")
    problems: list[Problem] = []
    unread: list[Unread] = []
    for file in _files(paths, problems):
        try:
            data = json.loads(read_text(file))
        except InputError as error:
            problems += error.problems
            continue
        except (ValueError, RecursionError):
            problems.append(Problem("", "the file is not JSON", "save output with: aws ... --output json", file))
            continue
        taken = False
        for key, value in data.items() if isinstance(data, Mapping) else ():
            if key in AWS_KEYS and isinstance(value, list):
                listing.entries.setdefault(key, [])
                for entry in value:
                    if isinstance(entry, Mapping):
                        listing.add(key, dict(entry), regions_in((file,)))
                taken = True
        if not taken:
            unread.append(Unread(file, "not the output of a call that discovery reads"))
    if not listing.entries and not problems:
        hint = "save, for instance: aws ds describe-directories --output json > describe-directories.json"
        problems.append(Problem("", "no file holds output of a call that discovery reads", hint))
    if problems:
        raise InputError(problems)
    from attrs import evolve  # noqa: PLC0415 -- one use

    found = kept_aws(listing, "AWS account as saved")
    return evolve(found, unread=(*found.unread, *unread))


def _files(paths: Iterable[str | os.PathLike[str]], problems: list[Problem]) -> list[str]:
    """The files of the paths; a folder means its JSON files, at any depth."""
    found: list[str] = []
    for path in paths:
        where = os.fspath(path)
        if "\0" not in where and Path(where).is_dir():
            inside = sorted(str(file) for file in Path(where).rglob("*.json") if file.is_file())
            if not inside:
                problems.append(Problem("", "the folder contains no JSON file", "", where))
            found += inside[:_MOST_FILES]
            if len(inside) > _MOST_FILES:
                problems.append(
                    Problem("", f"the folder has {len(inside)} files; the limit is {_MOST_FILES}", "", where)
                )
        else:
            found.append(where)
    return found
