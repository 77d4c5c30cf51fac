"""A forest read over LDAP in five paged searches.

If one search fails, the others still run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from attrs import define, evolve, field
from ldap3.protocol.microsoft import security_descriptor_control
from ldap3.utils.conv import escape_filter_chars

from dirsim.catalog.limits import LIMITS
from dirsim.directory.discovery.accounts import DomainAccounts
from dirsim.directory.discovery.assemble import discovery_of
from dirsim.directory.discovery.directory_error import DirectoryError
from dirsim.directory.discovery.discovery import Discovery, Unread, joined
from dirsim.directory.discovery.entry import Entry, dn_parts, domain_of
from dirsim.directory.discovery.forest import ATTRIBUTES, CONFIGURATION_ATTRIBUTES, SCHEMA_ATTRIBUTES, LdapForest
from dirsim.directory.discovery.ldap.connection import LdapConnection, connect
from dirsim.directory.discovery.ldap.faults import LostError, RefusedError
from dirsim.directory.discovery.ldap.settings import Access, Address, SignIn, address_of
from dirsim.errors import DirsimError
from dirsim.model.domain_name import as_domain_name
from dirsim.parsing.edge import FAULTS, described

_AD = "1.2.840.113556.1.4.800"
_OWNER_GROUP_DACL = 0x07
_MOST_DIGITS = 12
_ROOT = [
    "namingContexts",
    "defaultNamingContext",
    "configurationNamingContext",
    "schemaNamingContext",
    "supportedCapabilities",
    "currentTime",
    "vendorName",
    "dnsHostName",
]
_PLAIN = ("objectClass",)
Progress = Callable[[str], None]


def sid_filter(sid: str) -> str:
    """The filter for an account by its security identifier; it comes from the server, so it is escaped."""
    return f"(objectSid={escape_filter_chars(sid)})"


def _quiet(_: str) -> None:
    """Discard progress messages."""


def read_ldap(
    urls: Iterable[str], sign_in: SignIn, access: Access | None = None, progress: Progress = _quiet
) -> Discovery:
    """Discover directories over LDAP. Nothing is written and referrals are not followed.

    Args:
        urls: The servers: more than one for several domains, or as alternatives. A domain that one of them returned in
            full is not read again.
        sign_in: The credentials.
        access: The connection settings; ``None`` means verified TLS and a timeout of 30 seconds.
        progress: Called with the name of each step.

    Raises:
        UsageError: A URL is invalid, or the bind is refused.
        DirectoryError: No server could be reached, or none returned any data.
    """
    addresses = [address_of(url) for url in urls]
    access = access or Access()
    found: list[Discovery] = []
    read_domains: set[str] = set()
    homes: dict[int, str] = {}
    faults: list[DirsimError] = []
    for address in addresses:
        try:
            one, home = _read(address, sign_in, access, progress, read_domains)
        except DirsimError as error:
            faults.append(error)
            continue
        except FAULTS as error:  # an answer that no step looked for
            faults.append(DirectoryError(f"{address}: {described(error)}"))
            continue
        if one is None:
            continue
        if one.complete:
            read_domains.add(home)
        cut = [other for other in found if not other.complete and homes[id(other)] == home]
        found = [other for other in found if not (one.complete and other in cut)]
        homes[id(one)] = home
        found.append(one)
    if not found:
        raise faults[0]
    found.sort(key=lambda one: not one.complete)  # complete discoveries take precedence over partial ones
    whole = joined(found)
    return evolve(whole, unread=(*whole.unread, *(Unread("one of the servers", str(fault)) for fault in faults)))


@define
class _Reading:
    """One server that is being read."""

    directory: LdapConnection
    forest: LdapForest
    progress: Progress
    stopped: str = ""
    answered: bool = False
    notes: list[Unread] = field(factory=list)

    def step(self, what: str, entries: Callable[[], Iterable[Entry]], take: Callable[[Entry], None]) -> bool:
        """Run one search; a failure is noted. True if the search completed."""
        if self.stopped:
            return False
        self.progress(f"reading {what}")
        count = 0
        try:
            for entry in entries():
                count += 1
                try:
                    take(entry)
                except FAULTS as error:
                    self.notes.append(Unread(f"{entry.dn} of {what}", described(error)))
        except RefusedError as error:
            after = f" after {count} entries" if count else ""
            self.notes.append(Unread(what, f"{error}{after}"))
            self.answered = self.answered or bool(count)
            return False
        except LostError as error:
            after = f" after {count} entries of {what}" if count else f" while reading {what}"
            self.stopped = f"{self.directory.address}: {error}{after}"
            self.answered = self.answered or bool(count)
            return False
        self.answered = self.answered or bool(count)
        return True


def _read(
    address: Address, sign_in: SignIn, access: Access, progress: Progress, read_domains: set[str]
) -> tuple[Discovery | None, str]:
    progress(f"connecting to {address}")
    with connect(address, access, sign_in) as directory:
        try:
            root = next(iter(directory.search("", _ROOT, scope="BASE")), None)
        except RefusedError as error:
            raise DirectoryError(f"{address}: {error}") from None
        except LostError as error:
            raise LostError(f"{address}: {error}") from None
        if root is None:
            raise DirectoryError(f"{address}: the server returned no root DSE")
        forest = LdapForest(read_on=root.day("currenttime"), software=root.text("vendorname"))
        reading = _Reading(directory, forest, progress)
        if _AD in root.texts("supportedcapabilities"):
            home = as_domain_name(domain_of(dn_parts(root.text("defaultnamingcontext"))))
            if home in read_domains:
                return None, home
            forest.home = home
            _active_directory(reading, root)
        else:
            contexts = _contexts(reading, root)
            home = ",".join(contexts)
            _other(reading, contexts)
        own = ("dnszones", "cn=configuration")  # partitions of the forest that are searched separately
        for uri in [uri for uri in directory.referred if not any(part in uri.lower() for part in own)][:20]:
            why = "the server returned a referral, which dirsim does not follow: pass the URL of that server if it is yours"
            reading.notes.append(Unread(f"the entries at {uri}", why))
    forest.unread = [*reading.notes, *forest.unread]
    if not reading.answered:
        why = reading.stopped or (reading.notes[0].why if reading.notes else "it contains no entries")
        raise DirectoryError(why if reading.stopped else f"{address}: cannot read anything: {why}")
    return discovery_of(forest, stopped=reading.stopped), home


def _contexts(reading: _Reading, root: Entry) -> tuple[str, ...]:
    """The parts of the directory that the server names; each is searched, so very many are not."""
    contexts, limit = root.texts("namingcontexts"), LIMITS["naming-contexts"]
    if len(contexts) > limit.most:
        reading.notes.append(Unread("naming contexts", limit.exceeded(len(contexts))))
    return contexts[: limit.most]


def _other(reading: _Reading, contexts: Iterable[str]) -> None:
    """A directory other than Active Directory: its entries are counted."""
    for context in contexts:
        reading.forest.suffix = as_domain_name(domain_of(dn_parts(context)) or context.replace(",", "."))
        done = reading.step(
            f"entries of {context}", partial(reading.directory.search, context, _PLAIN), reading.forest.take
        )
        if not done:
            reading.forest.partial.add(reading.forest.suffix)


def _active_directory(reading: _Reading, root: Entry) -> None:
    directory, forest = reading.directory, reading.forest
    configuration, schema = root.text("configurationnamingcontext"), root.text("schemanamingcontext")
    domain = root.text("defaultnamingcontext")
    reading.step(
        "sites, controllers and domains of the configuration",
        lambda: directory.search(configuration, CONFIGURATION_ATTRIBUTES, where="(!(objectClass=displaySpecifier))"),
        forest.take,
    )
    reading.step("schema", lambda: directory.search(schema, SCHEMA_ATTRIBUTES), forest.take)
    rights = security_descriptor_control(sdflags=_OWNER_GROUP_DACL)
    reading.step(
        "group policy objects",
        lambda: directory.search(
            f"CN=Policies,CN=System,{domain}",
            ["objectClass", "displayName", "flags", "gPCWQLFilter", "nTSecurityDescriptor"],
            where="(objectClass=groupPolicyContainer)",
            scope="LEVEL",
            controls=rights,
        ),
        forest.policies.take,
    )
    for context in _contexts(reading, root):
        if context.lower().startswith(("dc=domaindnszones,", "dc=forestdnszones,")):
            _zones(reading, context)
    if not reading.step("accounts of the domain", lambda: directory.search(domain, ATTRIBUTES), forest.take):
        forest.partial.add(forest.home)
    accounts = forest.accounts.get(forest.home)
    if accounts is not None:
        _members(reading, accounts)
    for sid in forest.policies.unnamed()[:200]:
        reading.step(
            "names of accounts in security filters",
            partial(directory.search, domain, ["sAMAccountName", "objectSid"], where=sid_filter(sid)),
            forest.policies.take_name,
        )


def _zones(reading: _Reading, context: str) -> None:
    directory, forest = reading.directory, reading.forest
    reading.step(
        f"DNS zones of {context.partition(',')[0].partition('=')[2]}",
        lambda: directory.search(
            context, ["objectClass", "dnsProperty", "dnsRecord"], where="(|(objectClass=dnsZone)(objectClass=dnsNode))"
        ),
        forest.take,
    )


def _members(reading: _Reading, accounts: DomainAccounts) -> None:
    """Count the members of privileged groups; a server returns long lists in ranges."""
    for name, dn in sorted(accounts.privileged.items()):
        members = _all_members(reading, dn)
        if members is not None:
            accounts.members[name] = len(members)
    if accounts.licence_group:
        members = _all_members(reading, accounts.licence_group)
        if members:
            reading.forest.workloads.licence_servers(reading.forest.home, members)


def _all_members(reading: _Reading, dn: str) -> list[str] | None:
    """The members of a group, range by range; ``None`` where the server does not end the list, which is noted."""
    found: list[str] = []
    asked, start, ranges = "member", 0, 0
    while asked:
        pages: list[Entry] = []
        if not reading.step(
            "members of privileged groups",
            partial(reading.directory.search, dn, [asked], scope="BASE"),
            pages.append,
        ):
            return None
        asked, why, before, ranges = "", "", len(found), ranges + 1
        for page in pages:
            for name in page.attributes:
                found += page.texts(name)
                _, _, end = name.partition("range=")[2].partition("-")
                if not end.isdecimal():
                    continue
                if len(end) > _MOST_DIGITS or int(end) < start:
                    why = f"the server repeats a range of {dn}"
                    continue
                start = int(end) + 1
                asked = f"member;range={start}-*"
        if asked and len(found) == before:
            why = f"the server has nothing in a range of {dn}"
        elif len(found) > LIMITS["members"].most:
            why = f"{dn} has {LIMITS['members'].exceeded()}"
        elif ranges >= LIMITS["pages"].most:
            why = f"{dn} has {LIMITS['pages'].exceeded()} of members"
        if why:
            reading.notes.append(Unread("members of privileged groups", why))
            return None
    return found
