"""Requirements file as a value: estate, workloads, needs and forbids.

The classes are the file format (``requirements/v1``): the JSON Schema is generated from them, the reader builds them,
and the recommendation reads them. Values left out stay ``None`` or empty, which means *unknown*, never "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from attrs import evolve, field, frozen
from msgspec import Meta

from dirsim.catalog.units import DURATION_PATTERN, seconds
from dirsim.catalog.words import (
    CONNECTIVITY,
    CREDENTIAL_LOCATIONS,
    CREDENTIAL_NEEDS,
    FORBIDS,
    IDENTITY_PROVIDERS,
    INCIDENTS,
    KMS_KEYS,
    NEEDS,
    OPTIMIZE,
    PRINCIPALS,
    WORKLOAD_KINDS,
    one_of,
)
from dirsim.model.directory import Count, Directory, Trust
from dirsim.model.network_parts import Cause, DateText, DurationText, Link, Site, Vpc
from dirsim.shown import Saved

T = TypeVar("T")
Price = Annotated[float, Meta(ge=0, le=1_000_000_000, description="USD a month and unit.")]
CountWord = Literal["multiple", "hundreds"]
SPAN_WORDS = ("minutes", "hours", "days", "weeks")
"""Words for a duration of which only the order of magnitude is known."""
ROTATION_WORDS = ("false", "never", "true", "automatic")
"""Words for a rotation without an interval; the first two ask for none."""
SpanText = Annotated[
    str,
    Meta(
        pattern=rf"{DURATION_PATTERN}|^({'|'.join(SPAN_WORDS)})$",
        description="A duration: 30ms, 15s, 90m, 4h or 7d; or minutes, hours, days, weeks.",
    ),
]
RotationText = Annotated[
    str,
    Meta(
        pattern=rf"{DURATION_PATTERN}|^({'|'.join((*SPAN_WORDS, *ROTATION_WORDS))})$",
        description="An interval such as 30d; or minutes, hours, days, weeks, false, never, true, automatic.",
    ),
]


@frozen(kw_only=True)
class SketchedAd:
    """The on-premises Active Directory in counts, for a first sketch.

    Attributes:
        domains: Number of domains; ``None`` means unknown (one is assumed).
        forests: Number of forests; ``None`` means unknown (one is assumed).
        users: User accounts; ``None`` means unknown.
        objects: All objects; ``None`` means unknown.
        functional_level: Such as ``2016`` or ``2008R2``; ``None`` means unknown.
        controllers: Total number of domain controllers; ``None`` means unknown.
        single_label: True where the domain's name is a single label, without a dot; ``None`` means that it has several.
    """

    domains: Count | CountWord | None = None
    forests: Count | CountWord | None = None
    users: Count | CountWord | None = None
    objects: Count | None = None
    functional_level: str | int | None = None
    controllers: Count | None = None
    single_label: bool | None = None


@frozen(kw_only=True)
class AwsEstate:
    """The AWS part of an estate.

    Attributes:
        accounts: Number of accounts; ``None`` means unknown (one is assumed).
        regions: Number of Regions, or their names; ``None`` means unknown (one is assumed).
        opt_in_regions: True where at least one of them is an opt-in Region; ``None`` means unknown.
        new_customer: True for an account without Simple AD so far; ``None`` means unknown.
        management_account: Label of the organization's management account; ``None`` means unknown.
        delegated_administrator: Label of the account that administers Identity Center for the management account; ``None`` means
            that there is none.
        directory_roles: Names of the IAM roles that Directory Service assumes, or that join databases to a directory;
            empty means none, or unknown.
    """

    accounts: Count | CountWord | None = None
    regions: Count | CountWord | tuple[str, ...] | None = None
    opt_in_regions: bool | None = None
    new_customer: bool | None = None
    management_account: str | None = None
    delegated_administrator: str | None = None
    directory_roles: tuple[str, ...] = ()


@frozen(kw_only=True)
class Estate:
    """The existing estate, in detail (sites, links, directories), as a sketch (counts), or both.

    Attributes:
        sites: Places by name.
        links: IP paths between sites by name.
        causes: Common causes on which several links or sites depend, so that they fail together, by name.
        directories: Directories by name.
        trusts: Existing trusts, by name.
        dns: Conditional forwarders: each zone's domain, with the domains whose DNS servers forward questions for it;
            empty means unknown.
        vpcs: VPCs by name; empty means unknown.
        aws: The AWS part.
        identity_providers: Identity providers that users sign in with today.
        on_prem_ad: Sketch: counts of the on-premises AD, ``true`` for one of unknown size, ``false`` for none.
        connectivity: Sketch: the connection between AWS and the premises; in a list, each connection backs up those
            before it.
        current_directory: Sketch: the directory that is in AWS today, as a design label.
        users: Sketch: user accounts of the existing directory.
        objects: Sketch: objects of the existing directory.
        functional_level: Sketch: functional level of the existing directory.
        self_managed_ad: Sketch: the company runs an AD at an unspecified place.
        self_managed_ad_on_ec2: Sketch: the existing AD runs on EC2.
    """

    sites: Mapping[str, Site] = field(factory=dict)
    links: Mapping[str, Link] = field(factory=dict)
    causes: Mapping[str, Cause] = field(factory=dict)
    directories: Mapping[str, Directory] = field(factory=dict)
    trusts: Mapping[str, Trust] = field(factory=dict)
    dns: Mapping[str, tuple[str, ...]] = field(factory=dict)
    vpcs: Mapping[str, Vpc] = field(factory=dict)
    aws: AwsEstate = field(factory=AwsEstate)
    identity_providers: tuple[Annotated[str, one_of(IDENTITY_PROVIDERS)], ...] = ()
    on_prem_ad: bool | SketchedAd | None = None
    connectivity: Annotated[str, one_of(CONNECTIVITY)] | tuple[Annotated[str, one_of(CONNECTIVITY)], ...] | None = None
    current_directory: str | None = None
    users: Count | CountWord | None = None
    objects: Count | None = None
    functional_level: str | int | None = None
    self_managed_ad: bool | None = None
    self_managed_ad_on_ec2: bool | None = None

    @property
    def connections(self) -> tuple[str, ...]:
        """The words of ``connectivity``, the first choice first; empty means unknown."""
        given = self.connectivity
        return (given,) if isinstance(given, str) else given or ()


@frozen(kw_only=True)
class Workload:
    """A workload that runs in AWS, or is reached there, and that users or machines sign in to.

    Attributes:
        kind: The kind of workload.
        site: Its site; ``None`` means the first AWS Region of the estate.
        users: The domains whose users sign in; empty means every domain of the existing directory, or the new one.
        account: Label of its AWS account; ``None`` means the directory's own account.
        vpc: Label of its VPC; ``None`` means the directory's own VPC.
        zones: The Availability Zones of its subnets, by zone id; empty means unknown.
        candidate: True where it was inferred from a directory and runs outside AWS today: it is judged as if it moved,
            until the user of the file confirms or removes it.
        hosts: The machines that it runs on today, where known.
    """

    kind: Annotated[str, one_of(WORKLOAD_KINDS)]
    site: str | None = None
    users: tuple[str, ...] = ()
    account: str | None = None
    vpc: str | None = None
    zones: tuple[str, ...] = ()
    candidate: bool = False
    hosts: tuple[str, ...] = ()


@frozen(kw_only=True)
class NeedDetail:
    """The details of a need; all of them may be left out.

    Attributes:
        of: The element that fails: a link, a site, a directory or a host of the estate; ``None`` means every link
            between the sites.
        for_: The duration (written ``for``); ``None`` means until it is repaired.
        users: The domains whose users the need concerns; empty means those of the workloads.
        site: The site that the need concerns; ``None`` means the workloads' sites.
    """

    of: str | None = None
    for_: DurationText | None = None
    users: tuple[str, ...] = ()
    site: str | None = None

    @property
    def for_s(self) -> float | None:
        """The duration in seconds; ``None`` means until it is repaired."""
        return None if self.for_ is None else seconds(self.for_)


SKETCHED_LINKS: Mapping[str, str] = {
    "vpn": "vpn",
    "dx": "direct-connect",
    "private": "private-link",
    "cross-cloud-vpn": "vpn",
}
"""The name of the link that each word of ``connectivity`` means, where the file lists no link."""


@frozen(kw_only=True)
class Need:
    """One need with its detail, in the order of the file.

    Attributes:
        word: The need's word.
        detail: Its details.
    """

    word: Annotated[str, one_of(NEEDS)]
    detail: NeedDetail = field(factory=NeedDetail)


@frozen(kw_only=True)
class Credential:
    """One credential that a person or a program needs.

    Attributes:
        principal: Its holder; ``None`` means unknown.
        target: The resource that it opens: an AWS service's name or one of the words; ``None`` means unknown.
        needs: The requirements for it.
        forbids: The properties that it must not have.
        location: Where the principal runs; ``None`` means unknown.
        supports_roles: False for a client that cannot use roles; ``None`` means unknown.
        incident: The incident, where the question is the response to it.
        duration: The time that one session must last, as text or as one of :data:`SPAN_WORDS`.
        renewable: True if the holder can ask for new credentials before the old ones expire; ``None`` means unknown.
        history: The period that the recorded activity must cover, as text.
        kms: The key that encrypts the secret.
        rotation: The rotation interval, as text or as one of :data:`ROTATION_WORDS`.
        count: The number of such credentials.
    """

    principal: Annotated[str, one_of(PRINCIPALS)] | None = None
    target: str | None = None
    needs: tuple[Annotated[str, one_of({**CREDENTIAL_NEEDS, **NEEDS})], ...] = ()
    forbids: tuple[Annotated[str, one_of(FORBIDS)], ...] = ()
    location: Annotated[str, one_of(CREDENTIAL_LOCATIONS)] | None = None
    supports_roles: bool | None = None
    incident: Annotated[str, one_of(INCIDENTS)] | None = None
    duration: SpanText | None = None
    renewable: bool | None = None
    history: DurationText | None = None
    kms: Annotated[str, one_of(KMS_KEYS)] | None = None
    rotation: RotationText | None = None
    count: Count | CountWord | None = None


@frozen(kw_only=True)
class Requirements(Saved):
    """A whole requirements file.

    Attributes:
        name: The name of the requirements.
        as_of: The date whose facts apply; ``None`` means today.
        estate: The existing estate.
        workloads: The workloads, by name.
        needs: The needs, in the order of the file.
        forbids: The forbidden words.
        optimize: The preferences among designs that meet every need, in order.
        credentials: The credentials asked about, by name.
        prices: Own prices by the part of a design, in USD a month and unit, which replace those of the facts.
        not_modelled: What the needs of the file ask for and dirsim does not model; answers list it as not evaluated.
        readings: Synonyms in the file and the words that they were read as, as sentences; not a key of the file, and
            without a part in comparisons.
    """

    name: str
    as_of: DateText | None = None
    estate: Estate = field(factory=Estate)
    workloads: Mapping[str, Workload] = field(factory=dict)
    needs: tuple[Need, ...] = ()
    forbids: tuple[Annotated[str, one_of(FORBIDS)], ...] = ()
    optimize: tuple[Annotated[str, one_of(OPTIMIZE)], ...] = ()
    credentials: Mapping[str, Credential] = field(factory=dict)
    prices: Mapping[str, Price] = field(factory=dict)
    not_modelled: tuple[str, ...] = ()
    readings: tuple[str, ...] = field(default=(), eq=False, metadata={"in_file": False})

    def to_dict(self) -> dict[str, Any]:
        """The requirements in the form of a file (``requirements/v1``); unknown and empty values are left out."""
        from dirsim.model.requirements_form import as_file  # noqa: PLC0415 -- it reads this class

        return as_file(self)

    def with_(self, **changes: Any) -> Requirements:
        """A changed copy; in ``needs`` a word is short for a need, in ``workloads`` a kind for a workload.

        Args:
            **changes: New values of the attributes, by name.

        Raises:
            TypeError: An attribute is unknown.
        """
        if "needs" in changes:
            changes["needs"] = tuple(Need(word=one) if isinstance(one, str) else one for one in changes["needs"])
        if "workloads" in changes:
            given = changes["workloads"].items()
            changes["workloads"] = {name: Workload(kind=one) if isinstance(one, str) else one for name, one in given}
        for name in ("forbids", "optimize"):
            if name in changes:
                changes[name] = tuple(changes[name])
        return evolve(self, **changes)

    def needs_word(self, *words: str) -> bool:
        """True where any of the words is among the needs."""
        return any(need.word in words for need in self.needs)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The workload kinds, each once, in the order of the file."""
        return tuple(dict.fromkeys(workload.kind for workload in self.workloads.values()))


def in_name_order(req: Requirements) -> Requirements:
    """The same file with all mappings in the order of their names.

    The order of a mapping has no meaning in a file, so it must not affect an answer. Lists keep their order.
    """
    estate = req.estate
    directories = {
        name: evolve(
            entry,
            domains={
                domain: evolve(detail, controllers=_sorted(detail.controllers))
                for domain, detail in sorted(entry.domains.items())
            },
        )
        for name, entry in sorted(estate.directories.items())
    }
    return evolve(
        req,
        estate=evolve(
            estate,
            sites=_sorted(estate.sites),
            links=_sorted(estate.links),
            causes=_sorted(estate.causes),
            directories=directories,
            trusts=_sorted(estate.trusts),
            dns=_sorted(estate.dns),
            vpcs=_sorted(estate.vpcs),
        ),
        workloads=_sorted(req.workloads),
        credentials=_sorted(req.credentials),
        prices=_sorted(req.prices),
    )


def _sorted(named: Mapping[str, T]) -> dict[str, T]:
    return dict(sorted(named.items()))
