"""``dirsim new``."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from dirsim.api import UsageError, new_requirements
from dirsim.api.words_of_files import new_requirements_text
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import whole
from dirsim.cli.output import emit, remark

Several = tuple[str, ...]


def new(
    name: Annotated[str, Parameter(name="NAME", help="The name of the requirements; left out, it is asked for.")] = "",
    /,
    *,
    users: Annotated[int | None, whole("--users", "Users of the existing Active Directory.")] = None,
    ad: Annotated[
        bool | None, Parameter(name="--ad", negative="--no-ad", help="Whether an Active Directory is on the premises.")
    ] = None,
    connectivity: Annotated[
        str | None, Parameter(name="--connectivity", help="Such as vpn, direct connect, none.")
    ] = None,
    region: Annotated[Several, Parameter(name="--region", help="An AWS Region; may be repeated.")] = (),
    provider: Annotated[Several, Parameter(name="--provider", help="An identity provider, such as okta.")] = (),
    workload: Annotated[Several, Parameter(name="--workload", help="A workload, such as 'virtual desktops'.")] = (),
    need: Annotated[Several, Parameter(name="--need", help="A need, such as mfa.")] = (),
    forbid: Annotated[Several, Parameter(name="--forbid", help="Something forbidden, such as 'iam users'.")] = (),
    optimize: Annotated[Several, Parameter(name="--optimize", help="A preference, such as cost.")] = (),
    not_modelled: Annotated[
        Several, Parameter(name="--not-modelled", help="A text that is recorded without a verdict.")
    ] = (),
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="yaml or json.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the file here.")] = None,
) -> int:
    """Write a first requirements file, from options or a few questions.

    Everyday words are taken and written as the words of the file; an option may hold several, separated by commas. Without
    a name, the questions are asked on a terminal.
    """
    if not name:
        return _asked(format_, output)
    made = new_requirements(
        name,
        users=users,
        on_prem_ad=ad,
        connectivity=connectivity,
        regions=_split(region),
        identity_providers=_split(provider),
        workloads=_split(workload),
        needs=_split(need),
        forbids=_split(forbid),
        optimize=_split(optimize),
        not_modelled=_split(not_modelled),
    )
    for reading in made.readings:
        remark(f"note: {reading}")
    emit(new_requirements_text(made, chosen("new", format_, output)), output)
    return 0


def _split(given: Several) -> list[str]:
    return [part.strip() for entry in given for part in entry.split(",") if part.strip()]


def _asked(format_: str | None, output: str | None) -> int:
    """The file from the answers to a few questions; an empty answer leaves a value unknown.

    Raises:
        UsageError: Standard input is not a terminal.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("name the requirements, such as: dirsim new 'Branch office' --workload workspaces")
    name = _question("Name of the project") or "New project"
    users = _question("Users of your Active Directory (a number; empty: unknown; 0: no Active Directory)")
    if users and not (users.isascii() and users.isdigit() and len(users) <= 18):
        raise UsageError(f"invalid number of users {users!r} (use digits only)")
    options = {
        option: tuple(filter(None, [_question(text)]))
        for option, text in (
            ("workload", "Workloads, separated by commas (such as virtual desktops, rds sql server)"),
            ("need", "Needs (such as existing credentials, mfa)"),
            ("forbid", "What is forbidden (such as iam users)"),
            ("optimize", "What counts most (cost, effort, availability, security)"),
        )
    }
    connectivity = _question("Connection to AWS (vpn, direct connect, none; empty: unknown)") or None
    count = int(users) if users and int(users) else None
    return new(
        name,
        users=count,
        ad=False if users == "0" else None,
        connectivity=connectivity,
        format_=format_,
        output=output,
        **options,
    )


def _question(text: str) -> str:
    sys.stderr.write(f"{text}: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()
