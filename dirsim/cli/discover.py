"""``dirsim discover``."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from dirsim.analysis.discovery import Discovery
from dirsim.cli.formats import chosen
from dirsim.cli.output import DASH, emit, note
from dirsim.cli.progress import Progress
from dirsim.errors import EvidenceError, UsageError
from dirsim.report.estate import estate_yaml, merged_yaml
from dirsim.report.json_text import json_text

PASSWORD = "DIRSIM_LDAP_PASSWORD"  # noqa: S105 -- the variable's name
_WHAT = ("ldap", "ldif", "bloodhound", "aws")


def discover(
    what: Annotated[str, Parameter(name="WHAT", help="ldap, ldif, bloodhound or aws.")],
    /,
    *sources: Annotated[str, Parameter(name="SOURCE", help="URLs of servers, or files; nothing for aws.")],
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
    format_: Annotated[str, Parameter(name="--format", help="yaml or json.")] = "yaml",
    output: Annotated[
        str | None, Parameter(name=("--output", "-o"), help="Write to this file; YAML is merged into what is there.")
    ] = None,
) -> int:
    """Read what exists: an estate for a requirements file, from a directory, an export or an AWS account.

    Nothing is written to the source. The answer says what could not be read. Exit codes: 0 read to the end, 2 bad usage
    or a refused sign-in, 3 nothing or only a part could be read (the part is written and marked).
    """
    wanted = chosen("discover", format_)
    if what not in _WHAT:
        raise UsageError(f"discover {what!r}: there are {', '.join(_WHAT)}")
    if not timeout > 0 or timeout > 86_400:
        raise UsageError("--timeout takes seconds, more than 0")
    if not sources and what != "aws":
        raise UsageError("name the URL of a server" if what == "ldap" else "name files")
    files = ["-" if name == DASH else name for name in sources]
    if what == "ldap":
        from dirsim.read.ldap.server import read_ldap  # noqa: PLC0415 -- each source has its own libraries
        from dirsim.read.ldap.settings import Access, SignIn, address_of  # noqa: PLC0415 -- as above

        for url in files:
            address_of(url)  # a wrong URL is said before a password is asked for
        asks = bind not in ("anonymous", "gssapi") and user
        sign_in = SignIn(user=user, password=_password(password_file, ask=True) if asks else "", bind=bind)
        access = Access(
            ca_file=ca_file,
            verify=not no_verify,
            start_tls=start_tls,
            allow_plain=allow_plain_password,
            timeout=timeout,
        )
        with Progress("discover") as progress:
            found = read_ldap(files, sign_in, access, progress.doing)
    elif what == "ldif":
        from dirsim.read.ldif_export import read_ldif  # noqa: PLC0415 -- as above

        found = read_ldif(files)
    elif what == "bloodhound":
        from dirsim.read.bloodhound import read_bloodhound  # noqa: PLC0415 -- as above

        found = read_bloodhound(files)
    else:
        from dirsim.read.aws_account import read_aws  # noqa: PLC0415 -- as above

        with Progress("discover") as progress:
            found = read_aws(profile=profile, regions=region, timeout=timeout, told=progress)
    if anonymize:
        from dirsim.read.anonymize import anonymized  # noqa: PLC0415 -- as above

        found = anonymized(found)
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
        from dirsim.read.requirements import parse_requirements, read_requirements  # noqa: PLC0415 -- only for merging
        from dirsim.read.source import read_text  # noqa: PLC0415 -- as above

        read_requirements(output)
        merged = merged_yaml(read_text(output), found)
        parse_requirements(merged.text, output)
        emit(merged.text, output)
        for said in merged.notes:
            note(f"dirsim: {said}")
        return
    emit(estate_yaml(found), output)


def _password(file: str | None, *, ask: bool) -> str:
    """The password: from a file, from the environment, or asked for; never from the command line."""
    if file is not None:
        try:
            return Path(file).read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            raise UsageError(f"--password-file {file}: {reason}") from None
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if ask and sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass("Password: ")
    raise UsageError(f"there is nobody to ask for the password: use --password-file or {PASSWORD}")
