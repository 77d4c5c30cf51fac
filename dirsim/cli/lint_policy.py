"""``dirsim lint-policy``."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Annotated

from cyclopts import Parameter

from dirsim.api import FINDING_LEVELS, UsageError
from dirsim.api.access import POLICY_KINDS, lint_policies
from dirsim.api.writing import findings_written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import folder_files, given
from dirsim.cli.output import DASH, emit, note

_NEVER = "never"
_BAD = 2


def lint_policy(
    *files: Annotated[str, Parameter(name="FILE", help="IAM policies in JSON, folders of them, or -.")],
    kind: Annotated[
        str, Parameter(name="--kind", help="identity, resource, trust, boundary, scp, rcp, session, or auto.")
    ] = "auto",
    account: Annotated[
        tuple[str, ...], Parameter(name="--account", help="An own account; may be given several times.")
    ] = (),
    fail_on: Annotated[
        str, Parameter(name="--fail-on", help="Exit with 1 from this level on: note, warning, error, or never.")
    ] = "warning",
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text, json or sarif.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Find what is wrong with IAM policies, and what is dangerous in them.

    Identity, resource and trust policies are recognised by their elements. Exit codes: 0 nothing at or above the
    threshold was found, 1 something was, 2 a file is not JSON.
    """
    wanted = chosen("lint-policy", format_, output)
    if not files:
        raise UsageError("name files of IAM policies")
    meant = _kind(kind)
    own = _accounts(account)
    threshold = _threshold(fail_on)
    folder_files((file for file in files if file != DASH), (".json",))
    found, unread = lint_policies([given(file) for file in files], kind=meant, accounts=own)
    for problem in unread:
        note(str(problem))
    emit(findings_written(found, wanted), output)
    if unread or any(entry.rule == "malformed-json" for entry in found):
        return _BAD
    return int(any(FINDING_LEVELS.index(entry.level) >= threshold for entry in found))


def _kind(word: str) -> str:
    if word != "auto" and word not in POLICY_KINDS:
        raise UsageError(f"--kind {word!r}: there are auto, {', '.join(POLICY_KINDS)}{_near(word, POLICY_KINDS)}")
    return word


def _accounts(numbers: tuple[str, ...]) -> frozenset[str]:
    for number in numbers:
        if not re.fullmatch(r"\d{12}", number):
            raise UsageError(f"--account {number!r}: an account has 12 digits")
    return frozenset(numbers)


def _threshold(word: str) -> int:
    known = [level.value for level in FINDING_LEVELS]
    if word == _NEVER:
        return len(known)
    if word not in known:
        raise UsageError(f"--fail-on {word!r}: there are {', '.join(known)}, {_NEVER}{_near(word, known)}")
    return known.index(word)


def _near(word: str, known: object) -> str:
    found = get_close_matches(word, list(known), n=1, cutoff=0.5)  # type: ignore[call-overload]
    return f"; did you mean {found[0]!r}?" if found else ""
