"""``dirsim discover``."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from dirsim.api import Discovery, EvidenceError, UsageError
from dirsim.api import discover as read
from dirsim.api.directory_depth import KINDS, merged
from dirsim.api.writing import estate_yaml, json_text
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given
from dirsim.cli.output import DASH, emit, note
from dirsim.cli.progress import Progress

_LONGEST_PASSWORD = 4096
PASSWORD = "DIRSIM_LDAP_PASSWORD"  # noqa: S105 -- the variable's name


def discover(
    what: Annotated[str, Parameter(name="WHAT", help=f"{', '.join(KINDS)}.")],
    /,
    *sources: Annotated[str, Parameter(name="SOURCE", help="URLs of servers, or files; nothing for aws.")],
    from_: Annotated[
        tuple[str, ...], Parameter(name="--from", help="aws: folders or files of saved output, instead of calls.")
    ] = (),
    user: Annotated[str, Parameter(name="--user", help="ldap: a DN, user@domain or DOMAIN\\user.")] = "",
    bind: Annotated[str, Parameter(name="--bind", help="ldap: anonymous, simple, ntlm or gssapi.")] = "",
    password_file: Annotated[
        str | None,
        Parameter(name="--password-file", help=f"ldap: its first line is the password; else {PASSWORD}, else asked."),
    ] = None,
    ca_file: Annotated[str | None, Parameter(name="--ca-file", help="ldap: authorities to trust, in PEM.")] = None,
    start_tls: Annotated[
        bool, Parameter(name="--start-tls", negative="", help="ldap: encrypt ldap:// in any case.")
    ] = False,
    no_verify: Annotated[bool, Parameter(name="--no-verify", negative="", help="ldap: take any certificate.")] = False,
    allow_plain_password: Annotated[
        bool, Parameter(name="--allow-plain-password", negative="", help="ldap: send the password unencrypted.")
    ] = False,
    timeout: Annotated[float, Parameter(name="--timeout", help="Seconds that one answer may take.")] = 30.0,
    profile: Annotated[str | None, Parameter(name="--profile", help="aws: the profile to use.")] = None,
    region: Annotated[tuple[str, ...], Parameter(name="--region", help="aws: only these Regions.")] = (),
    anonymize: Annotated[
        bool, Parameter(name="--anonymize", negative="", help="Replace every name, consistently.")
    ] = False,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="yaml or json.")] = None,
    output: Annotated[
        str | None, Parameter(name=("--output", "-o"), help="Write to this file; YAML is merged into what is there.")
    ] = None,
) -> int:
    """Read what exists: an estate for a requirements file, from a directory, an export or an AWS account.

    Nothing is written to the source. The answer says what could not be read. Exit codes: 0 read to the end, 2 bad usage
    or a refused sign-in, 3 nothing or only a part could be read (the part is written and marked).
    """
    wanted = chosen("discover", format_, output)
    if what not in KINDS:
        raise UsageError(f"discover: unknown source {what!r} (expected one of: {', '.join(KINDS)})")
    if not timeout > 0 or timeout > 86_400:
        raise UsageError("--timeout takes seconds, more than 0")
    if from_ and what != "aws":
        raise UsageError("--from belongs to discover aws")
    sources = (*sources, *from_)
    if not sources and what != "aws":
        raise UsageError("name the URL of a server" if what == "ldap" else "name files")
    asks = what == "ldap" and user and bind not in ("anonymous", "gssapi")
    with Progress("discover") as progress:
        found = read(
            what,
            *(given(source) for source in sources),
            user=user,
            password=(lambda: _password(password_file, ask=True)) if asks else "",
            bind=bind,
            ca_file=ca_file,
            verify=not no_verify,
            start_tls=start_tls,
            allow_plain=allow_plain_password,
            timeout=timeout,
            profile=profile,
            regions=region,
            anonymize=anonymize,
            reading=progress.doing,
            progress=progress,
        )
    _write(found, wanted, None if output in (None, DASH, "-") else output)
    for entry in found.all_unread:
        note(f"dirsim: not read: {entry.what}: {entry.why}")
    return 0 if found.complete else EvidenceError.exit_code


def _write(found: Discovery, wanted: str, output: str | None) -> None:
    """Write the answer; a merged file is checked before anything is written."""
    if wanted == "json":
        emit(json_text(found), output)
        return
    if output is not None and Path(output).is_file() and Path(output).stat().st_size:
        text, notes = merged(found, output)
        emit(text, output)
        for said in notes:
            note(f"dirsim: {said}")
        return
    emit(estate_yaml(found), output)


def _password(file: str | None, *, ask: bool) -> str:
    """The password: from a file, from the environment, or asked for; never from the command line."""
    if file is not None:
        try:
            with Path(file).open("rb") as stream:  # a device has no end
                first = stream.readline(_LONGEST_PASSWORD)
            if len(first) == _LONGEST_PASSWORD or b"\0" in first:
                raise UsageError(f"--password-file {file}: its first line is not a password")
            return first.decode("utf-8").removesuffix("\n").rstrip("\r")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            raise UsageError(f"--password-file {file}: {reason}") from None
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if ask and sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass("Password: ")
    raise UsageError(f"cannot prompt for a password: stdin is not a terminal (use --password-file or {PASSWORD})")
