"""Record of a need, and the workloads of which needs speak."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from attrs import field, frozen

from dirsim.catalog.word import listed_words
from dirsim.catalog.workload_kind import WorkloadKind


class Scope(StrEnum):
    """The workloads of which a need speaks."""

    STAFF = "staff"
    """Everything that employees sign in to."""
    DOMAIN = "domain"
    """The directory itself, whatever uses it."""
    ACCOUNTS = "accounts"
    """The domain that holds the accounts."""
    MEMBERS = "members"
    """Members of a domain."""
    DATABASES = "databases"
    FILE_SHARES = "file-shares"
    INSTANCES = "instances"
    """Servers on EC2."""
    LICENCES = "licences"
    """Software that is licensed by its users: servers, desktops and their licensing."""
    KERBEROS = "kerberos"
    """Whatever accepts Kerberos tickets."""
    LDAP = "ldap"
    """Applications that bind by LDAP; the directory itself where servers may have some."""
    APPLICATIONS = "applications"
    """AWS applications, and what an identity provider opens."""
    CONSOLES = "consoles"
    """AWS itself: console, API and services, which people use by roles."""
    PORTAL = "portal"
    """Whatever a portal opens."""
    LOGINS = "logins"
    """Applications with their own sign-in page."""
    OWN_SIGN_INS = "own-sign-ins"
    """Whatever an own sign-in procedure can open: by a sign-in page, or by a broker."""
    AWS = "aws"
    """Everything in AWS that uses the directory."""
    NETWORK = "network"
    """Names and routes."""
    NONE = "none"
    """No workload: it orders designs, or has no rule."""


def _on_servers(kind: WorkloadKind) -> bool:
    """True for what the company runs on its own servers."""
    return kind.instances or ("member" in kind.ways and not kind.service and kind.ways[0] != "federated")


_OF_KIND: Mapping[Scope, Callable[[WorkloadKind], bool]] = {
    Scope.DATABASES: lambda kind: kind.database,
    Scope.FILE_SHARES: lambda kind: kind.file_shares,
    Scope.INSTANCES: lambda kind: kind.instances,
    Scope.LICENCES: lambda kind: _on_servers(kind) or kind.desktop,
    Scope.MEMBERS: lambda kind: ("member" in kind.ways and not kind.service) or kind.joins,
    Scope.KERBEROS: lambda kind: "member" in kind.ways or kind.joins,
    Scope.LDAP: lambda kind: "ldap" in kind.ways,
    Scope.APPLICATIONS: lambda kind: "application" in kind.ways or "federated" in kind.ways,
    Scope.CONSOLES: lambda kind: kind.roles,
    Scope.PORTAL: lambda kind: "portal" in kind.opened_by,
    Scope.LOGINS: lambda kind: "login" in kind.ways,
    Scope.OWN_SIGN_INS: lambda kind: "login" in kind.ways or "broker" in kind.opened_by,
    Scope.NETWORK: lambda kind: "network" in kind.ways,
}

_MAY_HOLD: Mapping[Scope, Callable[[WorkloadKind], bool]] = {
    Scope.DATABASES: _on_servers,
    Scope.FILE_SHARES: lambda kind: _on_servers(kind) or kind.desktop,
    Scope.INSTANCES: _on_servers,
    Scope.MEMBERS: lambda kind: kind.desktop,
    Scope.KERBEROS: lambda kind: kind.desktop,
    Scope.LDAP: _on_servers,
    Scope.APPLICATIONS: lambda kind: kind.ways != ("network",),
    Scope.LOGINS: _on_servers,
    Scope.OWN_SIGN_INS: _on_servers,
}
"""Kinds that may hold what a scope names: a server may run a database, a desktop is a member of a domain."""


MEANT: Mapping[Scope, str] = {
    Scope.DATABASES: "databases",
    Scope.FILE_SHARES: "file shares",
    Scope.INSTANCES: "servers on EC2",
    Scope.LICENCES: "servers and desktops that are licensed by their users",
    Scope.MEMBERS: "members of a domain",
    Scope.KERBEROS: "what accepts Kerberos tickets",
    Scope.LDAP: "applications that bind by LDAP",
    Scope.APPLICATIONS: "sign-ins of people",
    Scope.CONSOLES: "the console, and what else people open by roles",
    Scope.PORTAL: "what a portal opens",
    Scope.LOGINS: "applications with their own sign-in page",
    Scope.OWN_SIGN_INS: "sign-ins that an own procedure can do",
    Scope.NETWORK: "names and routes",
}
"""The scopes that name workloads, each as a noun; the others speak of the directory, of all workloads, or of none."""

SUPPORTED = frozenset({"yes", "limited", "most", "any"})
"""The values of a capability that usually meet a need."""


@frozen
class NeedKind:
    """One need.

    Attributes:
        word: Its word in files.
        meaning: Its meaning, one sentence.
        synonyms: Everyday words for it, in lower case; empty means that none is known.
        rule: The rule that judges it, by the name that verdicts show; empty means that it only orders designs, or that
            nothing judges it and it is listed as not evaluated.
        scope: The workloads of which it speaks.
        alone: True where it asks for a part by itself, whatever the workloads: it speaks of the directory, or names what is
            to be opened.
        signs_in: True where it asks that people sign in to workloads of its scope with accounts of a directory.
        preference: The measure by which it orders designs; empty means none.
        of_access: True for a need of credentials.
        parts: The parts any of which meets it, for the rule ``has-part``.
        fact: The fact that this rests on.
        capability: The capability of directories that meets it, for the rule ``has-ability``: its name in the facts.
        good: The values of the capability that meet it.
        not_limited: Options for which the value ``limited`` does not meet it.
    """

    word: str
    meaning: str
    rule: str = field(default="", kw_only=True)
    scope: Scope = field(default=Scope.NONE, kw_only=True)
    alone: bool = field(default=False, kw_only=True)
    signs_in: bool = field(default=False, kw_only=True)
    preference: str = field(default="", kw_only=True)
    of_access: bool = field(default=False, kw_only=True)
    parts: frozenset[str] = field(default=frozenset(), kw_only=True)
    fact: str = field(default="", kw_only=True)
    capability: str = field(default="", kw_only=True)
    good: frozenset[str] = field(default=SUPPORTED, kw_only=True)
    synonyms: tuple[str, ...] = field(default=(), converter=listed_words, kw_only=True)
    not_limited: frozenset[str] = field(default=frozenset({"simple-ad"}), kw_only=True)

    def speaks_of(self, kind: WorkloadKind) -> bool:
        """True where a kind of workload is in its scope."""
        chosen = _OF_KIND.get(self.scope)
        return self.scope != Scope.NONE if chosen is None else chosen(kind)

    def may_mean(self, kind: WorkloadKind) -> bool:
        """True where a kind of workload is in its scope, or may hold what is."""
        return self.speaks_of(kind) or (self.scope in _MAY_HOLD and _MAY_HOLD[self.scope](kind))
