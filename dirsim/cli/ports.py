"""``dirsim ports``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import UsageError, check_rules
from dirsim.api import design as design_of
from dirsim.api import ports as matrix_of
from dirsim.api.writing import firewall_written, ports_csv, written
from dirsim.cli.formats import FORMATS, chosen
from dirsim.cli.inputs import given
from dirsim.cli.output import emit

_CODES = {"complete": 0, "missing": 1, "too-wide": 1, "insufficient-evidence": 3}


def ports(
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    design: Annotated[
        str | None, Parameter(name="--design", help="A design's label; else the recommended one.")
    ] = None,
    check: Annotated[
        str | None,
        Parameter(name="--check", help="Check this rule set: saved security groups or network ACLs, Terraform, CSV."),
    ] = None,
    group: Annotated[
        tuple[str, ...],
        Parameter(
            name="--group", help="With --check: NAME=HOST, what a group or an ACL filters: a host, a directory, a site."
        ),
    ] = (),
    conditional: Annotated[
        bool, Parameter(name="--conditional", negative="", help="Firewall rules: also ports needed under a condition.")
    ] = False,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help=f"{', '.join(FORMATS['ports'])}.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """List which host opens which connection to which: what runs opened, and what the vendors document.

    The formats terraform, aws-cli, windows and nftables are firewall rules. With --check, an existing rule set is compared
    instead: what is missing, what is too wide, and which sign-in fails. Exit codes then: 0 complete, 1 something is missing or
    too wide, 3 no group of the rule set matches a host.
    """
    if check is not None:
        wanted = chosen("ports --check", format_, output)
        found = check_rules(design_of(given(file), design), given(check), names=_names(group))
        emit(written(found, wanted), output)
        return _CODES[found.status]
    wanted = chosen("ports", format_, output)
    matrix = matrix_of(design_of(given(file), design))
    if wanted in ("text", "json", "markdown"):
        emit(written(matrix, wanted), output)
    elif wanted == "csv":
        emit(ports_csv(matrix), output)
    else:
        emit(firewall_written(matrix, wanted, conditional=conditional), output)
    return 0


def _names(words: tuple[str, ...]) -> dict[str, str]:
    """The names that ``--group`` gives.

    Raises:
        UsageError: A word has another form.
    """
    found: dict[str, str] = {}
    for word in words:
        name, sign, host = word.partition("=")
        if not (name and sign and host):
            raise UsageError(f"--group: invalid value {word!r} (use NAME=HOST)")
        found[name] = host
    return found
