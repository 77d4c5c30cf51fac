"""Parts of designs: one record for each word of a label.

The records are in the order in which labels write them.
Every list of parts (labels, schema, builders, prices, facts cited for a part) derives from these records.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen


class PartGroup(StrEnum):
    """The place of a part in a design; labels write the groups in this order."""

    DIRECTORY = "directory"
    """Holds accounts, or is joined itself."""
    BRIDGE = "bridge"
    """Connects a directory with users, accounts, Regions or names."""
    ENTRY = "entry"
    """Another way in: a portal, a federation, a user pool, roles."""


@frozen(kw_only=True)
class PartKind:
    """One kind of part.

    Attributes:
        word: Its word in labels.
        meaning: Its meaning, one sentence.
        group: Its place in a design.
        fact: The fact that is cited for it where no capability fact describes it; empty means that its ``option`` does.
        option: The option whose capability facts describe it; empty means none.
        option_name: The name of that option in running text; empty means that the option's word is used.
        excludes: Parts that exclude it, since they would be the same thing in another form.
        needs_any: It presupposes one of these parts; empty means none.
        unpriced: The cost of it that no fact gives, as a noun phrase; empty means that none is known to be left out.
        free: The fact that says that nothing is charged for it; empty means that a price is looked up, or is unknown.
        own_accounts: True where it adds a store of accounts.
        servers: True where the company runs servers for it.
    """

    word: str
    meaning: str
    group: PartGroup
    fact: str = ""
    option: str = ""
    option_name: str = ""
    excludes: frozenset[str] = frozenset()
    needs_any: frozenset[str] = frozenset()
    unpriced: str = ""
    free: str = ""
    own_accounts: bool = False
    servers: bool = False


_MANAGED = frozenset({"managed-ad-standard", "managed-ad-enterprise"})
_FORESTS = frozenset({*_MANAGED, "managed-ad-hybrid"})
_CONNECTORS = frozenset(
    {"ad-connector", "ad-connector-per-domain", "ad-connector-per-account", "ad-connector-per-region"}
)
_PORTALS = frozenset({"identity-center-builtin", "identity-center-external-idp", "identity-center"})
_IN_FRONT = frozenset({*_FORESTS, *_CONNECTORS, "simple-ad"})
_IAM_IS_FREE, _PORTAL_IS_FREE = "iam-no-charge", "identity-center-no-charge"


def _managed(word: str, meaning: str) -> PartKind:
    return PartKind(
        word=word,
        meaning=meaning,
        group=PartGroup.DIRECTORY,
        option=word,
        option_name=meaning.partition(":")[0].rstrip("."),
        excludes=_MANAGED - {word} if word in _MANAGED else frozenset(),
        own_accounts=word in _MANAGED,
    )


def _connector(word: str, meaning: str) -> PartKind:
    return PartKind(
        word=word,
        meaning=meaning,
        group=PartGroup.BRIDGE,
        option="ad-connector",
        option_name="AD Connector",
        excludes=_CONNECTORS - {word},
    )


def _trust(word: str, other: str, meaning: str) -> PartKind:
    return PartKind(
        word=word,
        meaning=meaning,
        group=PartGroup.BRIDGE,
        fact="managed-ad-standard--trust-forest",
        excludes=frozenset({other}),
        needs_any=_MANAGED,
        free="trust-no-price",
    )


def _portal(word: str, meaning: str, fact: str, *, own: bool = False, needs: frozenset[str] = frozenset()) -> PartKind:
    return PartKind(
        word=word,
        meaning=meaning,
        group=PartGroup.ENTRY,
        fact=fact,
        excludes=_PORTALS - {word},
        needs_any=needs,
        free=_PORTAL_IS_FREE,
        own_accounts=own,
    )


_RECORDS: tuple[PartKind, ...] = (
    PartKind(
        word="existing-ad-direct",
        meaning="Workloads join the existing directory themselves; no Directory Service object.",
        group=PartGroup.DIRECTORY,
        option="on-prem-only",
        option_name="on-premises Active Directory",
        free="on-prem-only-aws-fee",
    ),
    _managed("managed-ad-standard", "AWS Managed Microsoft AD, Standard Edition."),
    _managed("managed-ad-enterprise", "AWS Managed Microsoft AD, Enterprise Edition."),
    _managed("managed-ad-hybrid", "AWS Managed Microsoft AD, Hybrid Edition: the existing domain, extended."),
    PartKind(
        word="simple-ad",
        meaning="Simple AD.",
        group=PartGroup.DIRECTORY,
        option="simple-ad",
        option_name="Simple AD",
        own_accounts=True,
    ),
    PartKind(
        word="self-managed-ec2",
        meaning="Domain controllers that the company runs itself on EC2.",
        group=PartGroup.DIRECTORY,
        option="self-managed-ec2",
        option_name="self-managed AD on EC2",
        servers=True,
    ),
    PartKind(
        word="entra-domain-services",
        meaning="Microsoft Entra Domain Services: a managed domain in Azure, filled from Entra ID.",
        group=PartGroup.DIRECTORY,
        option="entra-domain-services",
        option_name="Entra Domain Services",
        unpriced="Entra Domain Services, which Microsoft bills",
        own_accounts=True,
    ),
    _trust("one-way-trust", "two-way-trust", "A trust in one direction: the managed forest trusts the existing one."),
    _trust("two-way-trust", "one-way-trust", "A trust in both directions."),
    PartKind(
        word="multi-region",
        meaning="Replicated to further Regions.",
        group=PartGroup.BRIDGE,
        fact="managed-ad-enterprise--multi-region-replication",
        needs_any=_MANAGED,
    ),
    PartKind(
        word="shared",
        meaning="Shared with other AWS accounts.",
        group=PartGroup.BRIDGE,
        fact="managed-ad-standard--directory-sharing",
        needs_any=_FORESTS,
    ),
    _connector("ad-connector", "One AD Connector in front of a domain."),
    _connector("ad-connector-per-domain", "An AD Connector for each existing domain."),
    _connector("ad-connector-per-account", "An AD Connector in each AWS account."),
    _connector("ad-connector-per-region", "An AD Connector in each Region."),
    PartKind(
        word="radius-mfa",
        meaning="A second factor from RADIUS servers, for AWS applications.",
        group=PartGroup.BRIDGE,
        fact="ad-connector--mfa-radius",
        unpriced="the RADIUS servers, which you run",
        servers=True,
    ),
    PartKind(
        word="resolver-rules",
        meaning="Route 53 Resolver endpoints and rules resolve names on both sides.",
        group=PartGroup.BRIDGE,
        fact="route53-resolver-endpoints",
    ),
    _portal(
        "identity-center-builtin",
        "IAM Identity Center with its own user store.",
        "identity-center-builtin-needs-no-directory",
        own=True,
    ),
    _portal(
        "identity-center-external-idp",
        "IAM Identity Center with an outside identity provider.",
        "identity-center-external-idp-saml-scim",
    ),
    _portal(
        "identity-center",
        "IAM Identity Center on a directory of the design.",
        "identity-center-account",
        needs=_IN_FRONT,
    ),
    PartKind(
        word="saml-federation",
        meaning="SAML 2.0 federation, one provider in each account or service.",
        group=PartGroup.ENTRY,
        fact="saml-federation-to-iam",
        free=_IAM_IS_FREE,
    ),
    PartKind(
        word="custom-identity-broker",
        meaning="A home-made broker that asks STS for credentials on the users' behalf.",
        group=PartGroup.ENTRY,
        fact="custom-identity-broker",
        unpriced="the broker and its servers, which you run",
        servers=True,
    ),
    PartKind(
        word="cognito",
        meaning="An Amazon Cognito user pool, which may federate to the company's provider.",
        group=PartGroup.ENTRY,
        fact="cognito-not-a-domain",
        unpriced="the user pool, billed by monthly active users, whom the file does not count",
    ),
    PartKind(
        word="iam-role",
        meaning="IAM roles that users take, mapped from their groups.",
        group=PartGroup.ENTRY,
        fact="workloads-use-roles",
        free=_IAM_IS_FREE,
    ),
)

PARTS: Mapping[str, PartKind] = {record.word: record for record in _RECORDS}

DIRECTORIES = tuple(word for word, part in PARTS.items() if part.group == PartGroup.DIRECTORY)
CONNECTORS = tuple(word for word in PARTS if word in _CONNECTORS)
PORTALS = tuple(word for word in PARTS if word in _PORTALS)
MANAGED_FORESTS = tuple(word for word in PARTS if word in _MANAGED)
"""The editions of AWS Managed Microsoft AD that add a separate forest."""
TRUSTS = ("one-way-trust", "two-way-trust")

NOTHING = "none"
NOTHING_MEANS = "No directory product is needed."
"""The label of a design without parts."""

OPEN_PARTS: Mapping[str, str] = {
    "managed-ad": "AWS Managed Microsoft AD; the edition is left open.",
    "trust": "A trust; the direction is left open.",
}
"""Less exact words, for what exists today."""
