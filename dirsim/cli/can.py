"""``dirsim can``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import UsageError
from dirsim.api import can as decided
from dirsim.api.writing import written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given
from dirsim.cli.output import emit

_CODES = {"allowed": 0, "denied": 1, "undetermined": 3}
_KIND = "FILE=KIND: identity, resource, trust, boundary, scp, rcp or session; an SCP may name its level (scp:root)."
_CONTEXT = (
    "KEY=VALUE of a condition key; several times for several values, KEY= for one that the request does not carry."
)


def can(
    *policies: Annotated[str, Parameter(name="POLICY", help="IAM policies in JSON, folders of them, or -.")],
    action: Annotated[str, Parameter(name="--action", help="The action, such as s3:GetObject.")],
    resource: Annotated[str, Parameter(name="--resource", help="The ARN; left out means not stated.")] = "",
    principal: Annotated[
        str, Parameter(name="--principal", help="The ARN of the caller; else the holder of the identity policies.")
    ] = "",
    kind: Annotated[tuple[str, ...], Parameter(name="--kind", help=_KIND)] = (),
    context: Annotated[tuple[str, ...], Parameter(name="--context", help=_CONTEXT)] = (),
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text or json.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Say whether policies together allow an action, and why.

    Condition keys that are not stated are unknown, so that a decision that rests on one is undetermined.
    Exit codes: 0 allowed, 1 denied, 2 bad input, 3 undetermined.
    """
    wanted = chosen("can", format_, output)
    if not policies:
        raise UsageError("name files of IAM policies")
    keys: dict[str, list[str]] = {}
    for name, value in _pairs("--context", context, last=False):
        keys.setdefault(name, [])
        keys[name] += [value] if value else []
    answer = decided(
        [given(policy) for policy in policies],
        action=action,
        resource=resource,
        principal=principal,
        kinds={given(file): word for file, word in _pairs("--kind", kind, last=True)},
        context=keys,
    )
    emit(written(answer, wanted), output)
    return _CODES[answer.decision]


def _pairs(option: str, texts: tuple[str, ...], *, last: bool) -> list[tuple[str, str]]:
    """Texts of the form NAME=VALUE, split at the last or the first sign."""
    made = []
    for text in texts:
        name, sign, value = text.rpartition("=") if last else text.partition("=")
        if not sign or not name or (last and not value):
            raise UsageError(f"{option}: invalid value {text!r} (use {'FILE=KIND' if last else 'KEY=VALUE'})")
        made.append((name, value))
    return made
