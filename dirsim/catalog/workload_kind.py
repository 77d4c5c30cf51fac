"""Record of a workload kind, and the ways in which workloads are attached.

The ways in which a workload can be attached:

``member``: a member of a domain, which accepts Kerberos tickets. ``application``: an AWS application that signs users in
through a Directory Service object. ``ldap``: binds to a directory. ``federated``: accepts an identity provider's assertion.
``login``: an application's own sign-in page. ``network``: needs names and addresses, not accounts. ``own``: separate
accounts, or roles; no one signs in through a directory unless the file says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from dirsim.catalog.word import listed_words

WAYS = ("member", "application", "ldap", "federated", "login", "network", "own")
OPENED_BY: Mapping[str, str] = {
    "portal": "IAM Identity Center.",
    "external-portal": "IAM Identity Center with an outside provider only.",
    "saml": "A SAML provider in IAM, and roles that its users take.",
    "iam-saml": "A SAML provider in IAM, without roles.",
    "own-saml": "A SAML provider in the service itself, without roles.",
    "broker": "A broker that asks STS for credentials.",
    "user-pool": "The sign-in page of a user pool, for the way `login`.",
}
"""The ways in besides directories that can open a workload, with their meanings."""


@frozen(kw_only=True)
class WorkloadKind:
    """One kind of workload.

    Attributes:
        word: Its word in files.
        meaning: Its meaning, one sentence.
        synonyms: Everyday words for it, in lower case; empty means that none is known.
        ways: The ways in which it can be attached.
        row: The row of the workload facts that states which directories it supports; empty means that it has none, and
            ``capability`` decides.
        capability: The capability that decides where the row is empty.
        port: The TCP port that users open.
        desktop: True where a desktop in a domain logs the user on after the application has admitted the user.
        service: True for a managed service that joins a domain, false for a self-managed server.
        ended: The fact that states the end of the service; empty means that it has not ended.
        database: True for databases.
        engine: For databases of RDS that an export can write, the name of the engine in the API of RDS; empty means none.
        file_shares: True for file shares.
        joins: True where its machines can join a domain beside the sign-in of their users, which a provider does.
        over_smb: True for a member that reaches Netlogon over SMB, so that its list of ports has no RPC.
        instances: True for servers on EC2, which can join a domain at launch.
        uses_directory: True for software that works with the directory itself, which a connector does not serve.
        roles: True where people who sign in take IAM roles.
        opened_by: The other ways in that open it, words of ``OPENED_BY``.
        portal_role: The fact by which IAM Identity Center opens it by a SAML provider and a role of its account, which no permission
            set makes; empty means that it needs none.
        own_saml: The fact by which it takes a provider's assertions itself, for the way in ``own-saml``; empty means that it takes none.
        each_by_itself: True where one workload can be several applications, each of which a provider federates with by itself.
        passwords_only: The fact by which it checks passwords in a directory and takes no Kerberos tickets; empty means that it
            takes them.
        tickets_later: The facts that hold on days before it took Kerberos tickets from a domain that it joins itself, or on which
            that is unknown; empty means that it always took them.
        keyless: The fact by which its users in a directory sign in without SSH keys; empty means that none says so.
        admitted_by_saml: The fact by which a SAML provider can admit users of a directory that it is registered with; empty
            means that none can.
        names: True where Route 53 Resolver serves it where no directory does.
        one_directory: The fact that allows it one directory only; empty means that several connectors can serve it.
        one_instance: The fact by which a directory serves one workload of this kind only; empty means that it serves any number.
        machines_only: True where no person signs in to it: only its machines are members.
        instead: Kinds that serve the same purpose where it cannot be used; empty means that none is known.
        certificate: The fact by which it can ask for a client certificate beside the user's sign-in; empty means that it cannot.
    """

    word: str
    meaning: str
    ways: tuple[str, ...]
    row: str = ""
    capability: str = ""
    port: int = 443
    desktop: bool = False
    service: bool = False
    ended: str = ""
    database: bool = False
    engine: str = ""
    file_shares: bool = False
    joins: bool = False
    over_smb: bool = False
    instances: bool = False
    uses_directory: bool = False
    roles: bool = False
    opened_by: frozenset[str] = frozenset()
    names: bool = False
    admitted_by_saml: str = ""
    portal_role: str = ""
    own_saml: str = ""
    each_by_itself: bool = False
    passwords_only: str = ""
    tickets_later: tuple[str, ...] = ()
    keyless: str = ""
    one_directory: str = ""
    one_instance: str = ""
    certificate: str = ""
    instead: tuple[str, ...] = ()
    machines_only: bool = False
    synonyms: tuple[str, ...] = field(default=(), converter=listed_words)

    @property
    def by_roles_alone(self) -> bool:
        """True for what people reach by the roles that they take elsewhere, without a separate sign-in, such as a bucket."""
        return self.roles and "own" in self.ways
