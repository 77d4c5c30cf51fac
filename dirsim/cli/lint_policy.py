"""``dirsim lint-policy``."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Annotated

from cyclopts import Parameter

from dirsim.cli.formats import chosen
from dirsim.cli.output import DASH, emit, note
from dirsim.credentials.policy.finding import LEVELS, Found
from dirsim.credentials.policy.statement import PolicyKind
from dirsim.errors import InputError, UsageError
from dirsim.read.policy_file import lint_file, policy_files
from dirsim.report.lint import LINT_WRITERS

_NEVER = "never"
_BAD = 2


def lint_policy(
    *files: Annotated[str, Parameter(name="FILE", help="IAM policies in JSON, folders of them, or -.")],
    kind: Annotated[str, Parameter(name="--kind", help="identity, resource, trust, or auto.")] = "auto",
    account: Annotated[
        tuple[str, ...], Parameter(name="--account", help="An account of your own; may be given several times.")
    ] = (),
    fail_on: Annotated[
        str, Parameter(name="--fail-on", help="Exit with 1 from this level on: note, warning, error, or never.")
    ] = "warning",
    format_: Annotated[str, Parameter(name="--format", help="text, json or sarif.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Find what is wrong with IAM policies, and what is dangerous in them.

    Identity, resource and trust policies are told apart by their elements. Exit codes: 0 nothing at or above the
    threshold was found, 1 something was, 2 a file is not a policy in JSON.
    """
    wanted = chosen("lint-policy", format_)
    if not files:
        raise UsageError("name files of IAM policies")
    meant = _kind(kind)
    own = _accounts(account)
    threshold = _threshold(fail_on)
    found: list[Found] = []
    unread = False
    for file in policy_files(["-" if name == DASH else name for name in files]):
        try:
            found += lint_file(file, kind=meant, accounts=own, name="<stdin>" if file == "-" else file)
        except InputError as error:
            note(str(error))
            unread = True
    emit(LINT_WRITERS[wanted](found), output)
    if unread or any(entry.rule == "malformed-json" for entry in found):
        return _BAD
    return int(any(LEVELS.index(entry.level) >= threshold for entry in found))


def _kind(word: str) -> PolicyKind | None:
    known = {kind.value: kind for kind in PolicyKind}
    if word == "auto":
        return None
    if word not in known:
        raise UsageError(f"--kind {word!r}: there are auto, {', '.join(known)}{_near(word, known)}")
    return known[word]


def _accounts(numbers: tuple[str, ...]) -> frozenset[str]:
    for number in numbers:
        if not re.fullmatch(r"\d{12}", number):
            raise UsageError(f"--account {number!r}: an account has 12 digits")
    return frozenset(numbers)


def _threshold(word: str) -> int:
    known = [level.value for level in LEVELS]
    if word == _NEVER:
        return len(known)
    if word not in known:
        raise UsageError(f"--fail-on {word!r}: there are {', '.join(known)}, {_NEVER}{_near(word, known)}")
    return known.index(word)


def _near(word: str, known: object) -> str:
    found = get_close_matches(word, list(known), n=1, cutoff=0.5)  # type: ignore[call-overload]
    return f"; did you mean {found[0]!r}?" if found else ""
