"""Functions on directories: discovery, trusts, group policy, schema."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from dirsim.api.sources import design, estate_of, read_file
from dirsim.errors import UsageError

if TYPE_CHECKING:
    from dirsim.directory.discovery.discovery import Discovery
    from dirsim.directory.group_policy.design_policy import DesignPolicy
    from dirsim.directory.group_policy.resultant_values import PolicyTarget
    from dirsim.directory.managed_ad.readiness import Readiness
    from dirsim.directory.schema.model import Schema
    from dirsim.directory.schema.schema_findings import SchemaCheck
    from dirsim.directory.trusts.trust_walk import TrustWalk
    from dirsim.model.requirements import Requirements
    from dirsim.model.topology import Topology
    from dirsim.recommendation.recommendation import Recommendation


KINDS = ("ldap", "ldif", "bloodhound", "csvde", "ldapdomaindump", "aws", "terraform", "cloudformation")
"""The sources of a discovery."""
_READERS = {
    "ldif": ("ldif_export", "read_ldif"),
    "bloodhound": ("bloodhound", "read_bloodhound"),
    "csvde": ("table_exports", "read_csvde"),
    "ldapdomaindump": ("table_exports", "read_ldapdomaindump"),
    "terraform": ("terraform_estate", "read_terraform"),
    "cloudformation": ("cloudformation_estate", "read_cloudformation"),
}
"""The reader of each kind of file: its module and its name."""
_ENDINGS = {
    "ldif": (".ldif", ".ldf", ".ldif.gz", ".ldf.gz"),
    "bloodhound": (".json", ".zip"),
    "csvde": (".csv",),
    "ldapdomaindump": (".json",),
    "terraform": (".tfstate", ".json"),
    "cloudformation": (".json", ".yaml", ".yml", ".template"),
}
"""The endings of the files of each kind that are read in folders."""


def discover(
    what: str,
    *sources: str | os.PathLike[str],
    user: str = "",
    password: str | Callable[[], str] = "",
    bind: str = "",
    ca_file: str | None = None,
    verify: bool = True,
    start_tls: bool = False,
    allow_plain: bool = False,
    timeout: float = 30.0,
    profile: str | None = None,
    regions: Iterable[str] = (),
    anonymize: bool = False,
    reading: Callable[[str], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Discovery:
    """An estate from what exists; its ``requirements`` can be given to :func:`recommend`, its ``checks`` need no design.

    Args:
        what: ``ldap``, ``ldif``, ``bloodhound`` or ``aws``.
        sources: URLs of servers, or files; nothing for ``aws``.
        user: For ``ldap``; empty means anonymous.
        password: For ``ldap``; or a function that gives it, called once the URLs are known to be valid.
        bind: For ``ldap``: ``anonymous``, ``simple``, ``ntlm`` or ``gssapi``; empty means simple where there is a user.
        ca_file: Authorities to trust, in PEM; ``None`` means those of the system.
        verify: False to accept any certificate.
        start_tls: True to encrypt ``ldap://`` in any case.
        allow_plain: True to send the password over a connection that is not encrypted.
        timeout: Seconds that one answer may take.
        profile: For ``aws``: the profile; ``None`` means the usual one.
        regions: For ``aws``; empty means every Region that is enabled.
        anonymize: True to replace every name by a consistent pseudonym.
        reading: For ``ldap``: called with a description of each part as it is read.
        progress: For ``aws``: called with the Regions read and all Regions.

    Raises:
        UsageError: The source is unknown, or the sign-in is refused.
        InputError: A file cannot be read.
        DirsimError: Nothing could be read.
    """
    names = [os.fspath(source) for source in sources]
    if what in _READERS:
        from dirsim.api.sources import files_of

        walk = files_of(names, _ENDINGS[what])
        walk.refuse()
        names = list(walk.files)
    if what == "ldap":
        from dirsim.directory.discovery.ldap.server import read_ldap
        from dirsim.directory.discovery.ldap.settings import Access, SignIn, address_of

        for url in names:
            address_of(url)  # an invalid URL is reported before a password is asked for
        secret = password if isinstance(password, str) else password()
        sign_in = SignIn(user=user, password=secret, bind=bind)
        access = Access(ca_file=ca_file, verify=verify, start_tls=start_tls, allow_plain=allow_plain, timeout=timeout)
        found = read_ldap(names, sign_in, access) if reading is None else read_ldap(names, sign_in, access, reading)
    elif what in _READERS:
        from importlib import import_module

        module, reader = _READERS[what]
        found = named_kind(getattr(import_module(f"dirsim.directory.discovery.{module}"), reader), names, what)
    elif what == "aws" and names:
        from dirsim.directory.discovery.aws_saved import read_saved_aws

        found = named_kind(read_saved_aws, names, what)
    elif what == "aws":
        from dirsim.directory.discovery.aws_account import read_aws

        found = read_aws(profile=profile, regions=tuple(regions), timeout=timeout, progress=progress)
    else:
        raise UsageError(f"unknown source {what!r}; expected one of: {', '.join(KINDS)}")
    if anonymize:
        from dirsim.directory.discovery.anonymize import anonymized

        found = anonymized(found)
    return found


def named_kind(read: Callable[[list[str]], Discovery], names: list[str], what: str) -> Discovery:
    """The result of a reader; where a file is of another kind, the error names the kind and the command that reads it.

    Raises:
        InputError: A file cannot be used.
    """
    from dirsim.errors import InputError
    from dirsim.files.file_recognition import other_kind
    from dirsim.parsing.edge import edge

    try:
        with edge(names[0] if len(names) == 1 else ""):
            return read(names)
    except InputError:
        others = [problem for name in names for problem in other_kind(name, expected=what)]
        if others:
            raise InputError(others) from None
        raise


def merged(found: Discovery, path: str | os.PathLike[str]) -> tuple[str, tuple[str, ...]]:
    """A requirements file with a discovered estate merged into it; the file itself is not written.

    Args:
        found: The discovery.
        path: The file; it is read and checked before and after the merge.

    Returns:
        The text, and notes on what was kept or replaced.

    Raises:
        InputError: The file, or the merged text, is not valid.
    """
    from dirsim.directory.discovery.estate_file import merged_yaml
    from dirsim.files.requirements_reader import parse_requirements, read_requirements
    from dirsim.parsing.source import read_text

    name = os.fspath(path)
    read_requirements(name)
    made = merged_yaml(read_text(name), found)
    parse_requirements(made.text, name)
    return made.text, tuple(made.notes)


def managed_ad(estate: Requirements | Topology | str | os.PathLike[str]) -> Readiness:
    """The readiness of an estate for AWS Managed Microsoft AD: its checks, its directory's duties, and what a move breaks.

    Args:
        estate: A requirements value, a topology, or the path of a file of either kind.

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    from dirsim.directory.managed_ad.readiness import readiness

    there = estate_of(estate)
    return readiness(there.directories, there.trusts)


def check_extension(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    against: Schema | Requirements | Topology | str | os.PathLike[str] | None = None,
    *,
    managed: bool = False,
) -> SchemaCheck:
    """Check extensions of the Active Directory schema that are loaded one after the other.

    Args:
        files: LDIF files, in the order of loading; ``-`` is standard input.
        against: The schema that they meet: a value, an export in LDIF, or an estate; ``None`` means the delivered one.
        managed: True to apply the rules of AWS Managed Microsoft AD.

    Raises:
        InputError: A file cannot be read, or is not LDIF; every problem of every file is listed.
    """
    from dirsim.directory.schema.extension import check_extension as check
    from dirsim.directory.schema.extension import is_export, schema_of, schema_of_estate
    from dirsim.directory.schema.model import Schema

    names = [files] if isinstance(files, str | os.PathLike) else list(files)
    met: Schema | None
    if against is None or isinstance(against, Schema):
        met = against
    elif isinstance(against, str | os.PathLike):
        met = schema_of(against) if is_export(against) else schema_of_estate(read_file(against))
    else:
        met = schema_of_estate(against)
    return check(names, met, managed=managed, name="<stdin>")


def policy_target(
    estate: Requirements | Topology | str | os.PathLike[str],
    name: str | None,
    groups: Iterable[str] = (),
    *,
    container: str,
) -> tuple[PolicyTarget | None, tuple[str, ...]]:
    """The account that a name means in an estate, and the assumptions made about it.

    Args:
        estate: The estate, or a file.
        name: A distinguished name, ``NAME`` or ``NAME@DOMAIN``; ``None`` means no account.
        groups: The groups that it belongs to.
        container: The container of an account given by name only, such as ``CN=Users``.

    Raises:
        UsageError: Only a name is given and the estate does not have exactly one domain; or the domain is unknown.
        InputError: The file cannot be used.
    """
    from dirsim.directory.group_policy.targets import target

    return target(estate_of(estate).directories, name, groups, container=container)


def policy_kept(
    given: Topology | Recommendation | Requirements | str | os.PathLike[str], label: str | None = None
) -> DesignPolicy:
    """The group policy that members keep under a design, and what they lose.

    Args:
        given: A design; a recommendation, requirements or a file mean the recommended one.
        label: A design's label; ``None`` means the recommended design.

    Raises:
        UsageError: The label is not valid.
        InputError: The file cannot be used.
    """
    from dirsim.directory.group_policy.design_policy import policy_kept as kept

    return kept(design(given, label))


def trust_walk(
    network: Topology | Recommendation | Requirements | str | os.PathLike[str], who: str, where: str
) -> TrustWalk:
    """The path of a user's tickets to a resource over trusts, and the KDCs that the client must reach.

    Args:
        network: The directories and trusts: a topology, a recommendation, requirements (their estate), or a file or an
            example of either.
        who: A user as ``USER@DOMAIN``, or a domain.
        where: A service of the topology, or a domain.

    Raises:
        InputError: The file cannot be used.
        UsageError: The service is a member of no domain, or a domain is unknown.
    """
    from attrs import evolve

    from dirsim.directory.trusts.trust_walk import unresolved_realms, walk_trusts
    from dirsim.recommendation.recommendation import Recommendation

    topology = network.topology if isinstance(network, Recommendation) else estate_of(network)

    user, at, domain = who.rpartition("@")
    service = topology.services.get(where)
    if service is not None and not service.realm:
        raise UsageError(f"{where} is not a member of a domain")
    resource = service.realm if service is not None else where
    way = walk_trusts(
        topology.directories,
        topology.trusts,
        domain,
        resource,
        user=f"{user}{at}{domain}" if at else "",
        grants_known=bool(topology.flows),
    )
    return evolve(way, unresolved=unresolved_realms(way, topology.directories, topology.forwarders))


def wmi_results(words: Iterable[str]) -> Mapping[str, bool]:
    """Stated results of WMI filters, from ``FILTER=true`` or ``FILTER=false``.

    Raises:
        UsageError: A word has another form.
    """
    truth = {"true": True, "yes": True, "false": False, "no": False}
    found: dict[str, bool] = {}
    for word in words:
        name, _, value = word.rpartition("=")
        if not name or value.lower() not in truth:
            raise UsageError(f"--wmi: invalid result {word!r} (use FILTER=true or FILTER=false)")
        found[name] = truth[value.lower()]
    return found
