"""A requirements file as a value: what exists, what runs, what is needed and what is forbidden.

The classes are the file format (``requirements/v1``): the JSON Schema is generated from them, the reader builds them,
and the recommendation reads them. What is left out stays ``None`` or empty, which means *unknown*, never "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from attrs import evolve, field, frozen

from dirsim.model.directory import Count, Directory, Trust
from dirsim.model.network import Cause, DateText, DurationText, Link, Site
from dirsim.model.units import seconds
from dirsim.model.words import (
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

T = TypeVar("T")
CountWord = Literal["multiple", "hundreds"]


@frozen(kw_only=True)
class SketchedAd:
    """The on-premises Active Directory in counts, for a first meeting.

    Attributes:
        domains: How many domains; ``None`` means unknown (one is assumed).
        forests: How many forests; ``None`` means unknown (one is assumed).
        users: User accounts; ``None`` means unknown.
        objects: All objects; ``None`` means unknown.
        functional_level: Such as ``2016`` or ``2008R2``; ``None`` means unknown.
        controllers: Domain controllers in all; ``None`` means unknown.
    """

    domains: Count | CountWord | None = None
    forests: Count | CountWord | None = None
    users: Count | CountWord | None = None
    objects: Count | None = None
    functional_level: str | int | None = None
    controllers: Count | None = None


@frozen(kw_only=True)
class AwsEstate:
    """What exists in AWS.

    Attributes:
        accounts: How many accounts; ``None`` means unknown (one is assumed).
        regions: How many Regions, or their names; ``None`` means unknown (one is assumed).
        opt_in_regions: True where at least one of them is an opt-in Region; ``None`` means unknown.
        new_customer: True for an account without Simple AD so far; ``None`` means unknown.
        directory_roles: Names of the IAM roles that Directory Service takes, or that join databases to a directory;
            empty means none, or unknown.
    """

    accounts: Count | CountWord | None = None
    regions: Count | CountWord | tuple[str, ...] | None = None
    opt_in_regions: bool | None = None
    new_customer: bool | None = None
    directory_roles: tuple[str, ...] = ()


@frozen(kw_only=True)
class Estate:
    """What exists today, in detail (sites, links, directories), as a sketch (counts), or both.

    Attributes:
        sites: Places by name.
        links: IP paths between sites by name.
        causes: What several links or sites rest on, so that they fail together, by name.
        directories: Directories by name.
        trusts: Trusts that exist, by name.
        aws: What exists in AWS.
        identity_providers: Identity providers that users sign in with already.
        on_prem_ad: Sketch: counts of the on-premises AD, ``true`` for "there is one", ``false`` for "there is none".
        connectivity: Sketch: how AWS and the premises are joined.
        current_directory: Sketch: the directory that is in AWS today, as a design label.
        users: Sketch: user accounts of the existing directory.
        objects: Sketch: objects of the existing directory.
        functional_level: Sketch: functional level of the existing directory.
        self_managed_ad: Sketch: the company runs an AD; where is left open.
        self_managed_ad_on_ec2: Sketch: the existing AD runs on EC2.
    """

    sites: Mapping[str, Site] = field(factory=dict)
    links: Mapping[str, Link] = field(factory=dict)
    causes: Mapping[str, Cause] = field(factory=dict)
    directories: Mapping[str, Directory] = field(factory=dict)
    trusts: Mapping[str, Trust] = field(factory=dict)
    aws: AwsEstate = field(factory=AwsEstate)
    identity_providers: tuple[Annotated[str, one_of(IDENTITY_PROVIDERS)], ...] = ()
    on_prem_ad: bool | SketchedAd | None = None
    connectivity: Annotated[str, one_of(CONNECTIVITY)] | None = None
    current_directory: str | None = None
    users: Count | CountWord | None = None
    objects: Count | None = None
    functional_level: str | int | None = None
    self_managed_ad: bool | None = None
    self_managed_ad_on_ec2: bool | None = None


@frozen(kw_only=True)
class Workload:
    """Something that runs in AWS, or is reached there, and that people or machines must sign in to.

    Attributes:
        kind: What it is.
        site: Where it runs; ``None`` means the first AWS Region of the estate.
        users: The domains whose users sign in; empty means every domain of the existing directory, or the new one.
        account: Label of the AWS account that it runs in; ``None`` means the directory's own account.
        vpc: Label of the VPC that it runs in; ``None`` means the directory's own VPC.
        candidate: True where it was inferred from a directory and runs outside AWS today: it is judged as if it moved,
            until somebody confirms or removes it.
        hosts: The machines that it runs on today, where that is known.
    """

    kind: Annotated[str, one_of(WORKLOAD_KINDS)]
    site: str | None = None
    users: tuple[str, ...] = ()
    account: str | None = None
    vpc: str | None = None
    candidate: bool = False
    hosts: tuple[str, ...] = ()


@frozen(kw_only=True)
class NeedDetail:
    """What a need is about; all of it may be left out.

    Attributes:
        of: The element that fails: a link, a site, a directory or a host of the estate; ``None`` means every link
            between the sites.
        for_: How long (written ``for``); ``None`` means until it is repaired.
        users: The domains whose users are meant; empty means those of the workloads.
        site: The site that the need is about; ``None`` means the workloads' sites.
    """

    of: str | None = None
    for_: DurationText | None = None
    users: tuple[str, ...] = ()
    site: str | None = None

    @property
    def for_s(self) -> float | None:
        """How long, in seconds; ``None`` means until it is repaired."""
        return None if self.for_ is None else seconds(self.for_)


@frozen(kw_only=True)
class Need:
    """One need with its detail, in the order of the file.

    Attributes:
        word: The need's word.
        detail: What it is about.
    """

    word: Annotated[str, one_of(NEEDS)]
    detail: NeedDetail = field(factory=NeedDetail)


@frozen(kw_only=True)
class Credential:
    """One credential that something or somebody needs.

    Attributes:
        principal: Who holds it; ``None`` means unknown.
        target: What it opens: an AWS service's name or one of the words; ``None`` means unknown.
        needs: What it must do.
        forbids: What it must not be.
        location: Where the principal runs; ``None`` means unknown.
        supports_roles: False for a client that cannot use roles; ``None`` means unknown.
        incident: What has happened, where the question is what to do about it.
        duration: How long one use lasts, as text.
        history: How far back the recorded activity must reach, as text.
        kms: Which key encrypts the secret.
        rotation: How often it must change, as text.
        count: How many there are.
    """

    principal: Annotated[str, one_of(PRINCIPALS)] | None = None
    target: str | None = None
    needs: tuple[Annotated[str, one_of({**CREDENTIAL_NEEDS, **NEEDS})], ...] = ()
    forbids: tuple[Annotated[str, one_of(FORBIDS)], ...] = ()
    location: Annotated[str, one_of(CREDENTIAL_LOCATIONS)] | None = None
    supports_roles: bool | None = None
    incident: Annotated[str, one_of(INCIDENTS)] | None = None
    duration: DurationText | None = None
    history: DurationText | None = None
    kms: Annotated[str, one_of(KMS_KEYS)] | None = None
    rotation: DurationText | None = None
    count: Count | CountWord | None = None


@frozen(kw_only=True)
class Requirements:
    """A whole requirements file.

    Attributes:
        name: What the file calls itself.
        as_of: The date whose facts apply; ``None`` means today.
        estate: What exists.
        workloads: What runs or is reached, by name.
        needs: What must hold, in the order of the file.
        forbids: What must not be.
        optimize: What to prefer once every need is met, in order.
        credentials: The credentials asked about, by name.
    """

    name: str
    as_of: DateText | None = None
    estate: Estate = field(factory=Estate)
    workloads: Mapping[str, Workload] = field(factory=dict)
    needs: tuple[Need, ...] = ()
    forbids: tuple[Annotated[str, one_of(FORBIDS)], ...] = ()
    optimize: tuple[Annotated[str, one_of(OPTIMIZE)], ...] = ()
    credentials: Mapping[str, Credential] = field(factory=dict)

    def needs_word(self, *words: str) -> bool:
        """Whether any of the words is among the needs."""
        return any(need.word in words for need in self.needs)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The workload kinds, each once, in the order of the file."""
        return tuple(dict.fromkeys(workload.kind for workload in self.workloads.values()))


def in_name_order(req: Requirements) -> Requirements:
    """The same file with everything that has names in the order of the names.

    The order of a mapping says nothing in a file, so it must decide nothing in an answer. Lists keep their order.
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
        ),
        workloads=_sorted(req.workloads),
        credentials=_sorted(req.credentials),
    )


def _sorted(named: Mapping[str, T]) -> dict[str, T]:
    return dict(sorted(named.items()))
