"""Saved output of the AWS CLI, as a discovery."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping

from dirsim.directory.discovery.aws_account import kept_aws
from dirsim.directory.discovery.aws_listing import KeptListing, regions_in
from dirsim.directory.discovery.discovery import Discovery, Unread
from dirsim.errors import InputError, Problem
from dirsim.parsing.file_kinds import AWS_KEYS
from dirsim.parsing.folder_walk import walked
from dirsim.parsing.source import read_text


def read_saved_aws(paths: Iterable[str | os.PathLike[str]]) -> Discovery:
    """Convert saved output of ``ds``, ``ec2``, ``rds``, ``fsx``, ``workspaces``, ``sso-admin`` and ``iam`` to a discovery.

    The key of an output shows which call wrote it, and its entries, or else the file's path, name the Region. Output of other
    calls is listed as unread, and so are files that cannot be read beside others that can, such as the message of a refused call.

    Args:
        paths: Files, or folders whose JSON files are read.

    Raises:
        InputError: A file or folder cannot be opened, or none holds output of a call that is known.
    """
    listing = KeptListing("saved output")
    problems: list[Problem] = []
    unread: list[Unread] = []
    walk = walked(paths, (".json",))
    problems += walk.problems
    unread += [Unread(entry.path, entry.why) for entry in walk.left_out]
    for file in walk.files:
        try:
            data = json.loads(read_text(file, wide=True))
        except InputError as error:
            problems += error.problems
            continue
        except (ValueError, RecursionError):
            problems.append(Problem("", "the file is not JSON", "save output with: aws ... --output json", file))
            continue
        taken = False
        for written, value in data.items() if isinstance(data, Mapping) else ():
            key = "Roles" if written == "RoleDetailList" else written
            if key in AWS_KEYS and isinstance(value, list if key != "Server" else Mapping):
                listing.entries.setdefault(key, [])
                for entry in value if isinstance(value, list) else [value]:
                    if isinstance(entry, Mapping):
                        listing.add(key, dict(entry), regions_in((file,)))
                taken = True
        if not taken:
            unread.append(Unread(file, "not the output of a call that discovery reads"))
    broken = problems if listing.entries and not walk.problems else []
    unread += [Unread(problem.file, problem.message) for problem in broken]
    if not listing.entries and not problems:
        hint = "save, for instance: aws ds describe-directories --output json > describe-directories.json"
        problems.append(Problem("", "no file holds output of a call that discovery reads", hint))
    if problems and not broken:
        raise InputError(problems)
    from attrs import evolve  # noqa: PLC0415 -- one use

    found = kept_aws(listing, "AWS account as saved")
    stopped = f"{len(broken)} of the files cannot be read" if broken else ""
    return evolve(found, unread=(*found.unread, *unread), stopped=stopped)
