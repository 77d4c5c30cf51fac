"""Search for designs: attachments of the workloads, joined to sets.

Each workload has a few bundles of parts by which it can be attached. The bundles of all workloads are united around each core
(one directory in AWS with its trust, or none), so that an independent workload adds its parts and never removes a design.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from dirsim.catalog.labels import Label, contradiction
from dirsim.catalog.need_kind import Scope
from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.parts import CONNECTORS, DIRECTORIES, MANAGED_FORESTS, PORTALS
from dirsim.catalog.workload_kind import WorkloadKind
from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.attach import PORTAL, parts_used
from dirsim.designs.baseline import Baseline
from dirsim.designs.design import Draft
from dirsim.designs.directories import new_domain
from dirsim.designs.federations import SAML_PROVIDERS
from dirsim.model.requirements import Requirements
from dirsim.recommendation.meant_needs import REPRESENTS
from dirsim.recommendation.placement_rules import REGISTERED
from dirsim.recommendation.primary_region import IN_EACH_REGION, REPLICATING

Bundle = frozenset[str]

CORE = "core"
"""The mark of a bundle that uses the core."""
MOST_UNIONS = 400
"""The most sets of parts that are kept around one core: the smallest ones are."""
_APPLICATION_CORES = frozenset({*MANAGED_FORESTS, "managed-ad-hybrid", "simple-ad"})


def candidates(req: Requirements, baseline: Baseline) -> tuple[Label, ...]:
    """The labels to build and judge, those with fewer parts first."""
    found: dict[Label, None] = {}
    if not _people(req, baseline):
        for label in alone(req, baseline):
            found[label] = None
    for core in _cores(req, baseline):
        behind = _answers_for_connectors(req, core)
        for union in _unions(req, baseline, core):
            used = CORE in union or (behind and not union.isdisjoint(CONNECTORS))
            if core and not used and not _asks_for_a_directory(req, baseline):
                continue
            for label in _completed(req, baseline, core if used or core else (), union):
                if not _excluded(frozenset(label.parts)):
                    found[label] = None
    return tuple(sorted(found, key=lambda label: (len(label.parts), str(label))))


def _people(req: Requirements, baseline: Baseline) -> list[WorkloadKind]:
    """The kinds of the workloads to which people sign in through something."""
    return [KINDS[workload.kind] for name, workload in req.workloads.items() if name not in baseline.own]


def _cores(req: Requirements, baseline: Baseline) -> list[tuple[str, ...]]:
    """The directories in AWS that a design can have, each with its trust; the empty one first."""
    cores: list[tuple[str, ...]] = [()]
    trusts: tuple[tuple[str, ...], ...] = ((), ("one-way-trust",), ("two-way-trust",)) if baseline.has_ad else ((),)
    if "two-way-trust" in baseline.existing and "one-way-trust" not in baseline.existing:
        trusts = ((), ("two-way-trust",))  # what exists is not downgraded, and a label names it as it is
    for edition in _editions(baseline):
        cores += [(edition, *trust) for trust in trusts]
    if baseline.has_ad:
        cores.append(("managed-ad-hybrid",))
    cores += [("simple-ad",), ("self-managed-ec2",)]
    if _needs_two_forests(req, baseline):
        cores += [
            (edition, trust, "self-managed-ec2")
            for edition in MANAGED_FORESTS
            for trust in ("one-way-trust", "two-way-trust")
        ]
    if "entra-domain-services" in baseline.existing or "entra-id" in baseline.providers:
        cores.append(("entra-domain-services",))
    return cores


def _needs_two_forests(req: Requirements, baseline: Baseline) -> bool:
    """True where a workload takes a managed forest only, in a company that has no forest, and another may need one.

    The managed forest then trusts the company's new one, as it would trust one that exists.
    """
    if baseline.self_managed or baseline.managed:
        return False
    people = (name for name in req.workloads if name not in baseline.own | baseline.unserved)
    kinds = {kind for name in people if "member" in KINDS[kind := req.workloads[name].kind].ways}
    managed = {kind for kind in kinds if (kind, MANAGED_FORESTS[0]) not in baseline.refused}
    only_managed = {kind for kind in managed if (kind, "self-managed-ec2") in baseline.refused}
    return bool(only_managed) and (managed != kinds or any(NEED_KINDS[need.word].capability for need in req.needs))


def _beside_a_managed_forest(baseline: Baseline, core: tuple[str, ...]) -> bool:
    """True where a core has a managed forest that trusts a new one on EC2, which members can join as well."""
    return founds_a_forest(baseline, core) and bool(set(core) & set(MANAGED_FORESTS))


def _editions(baseline: Baseline) -> tuple[str, ...]:
    """The editions that a managed directory can have: an existing one is kept, or upgraded, and never downgraded."""
    return ("managed-ad-enterprise",) if "managed-ad-enterprise" in baseline.existing else MANAGED_FORESTS


def _unions(req: Requirements, baseline: Baseline, core: tuple[str, ...]) -> Iterable[Bundle]:
    """The sets of parts that attach every workload, in a stable order."""
    return _joined(tuple(dict.fromkeys(_asked(req, baseline, core))), core)


@lru_cache(maxsize=1024)
def _joined(asked: tuple[tuple[Bundle, ...], ...], core: tuple[str, ...]) -> tuple[Bundle, ...]:
    """The unions of one bundle of each workload; the variations of a question ask for most of them again."""
    unions: set[Bundle] = {frozenset()}
    for bundles in asked:
        if not bundles:
            continue  # nothing attaches it: the verdict on it says so for every design
        joined = {one | other for one in unions for other in bundles}
        allowed = [union for union in joined if not _excluded(_with(union, core))] or list(joined)
        unions = set(sorted(allowed, key=lambda union: (len(union), sorted(union)))[:MOST_UNIONS])
    return tuple(sorted(unions, key=lambda union: (len(union), sorted(union))))


@lru_cache(maxsize=16384)
def _excluded(parts: frozenset[str]) -> bool:
    """True where parts exclude each other."""
    return bool(contradiction(parts))


def _with(union: Bundle, core: tuple[str, ...]) -> frozenset[str]:
    """A set of parts with the core that it uses."""
    return frozenset((*(union - {CORE}), *(core if CORE in union else ())))


def _asked(req: Requirements, baseline: Baseline, core: tuple[str, ...]) -> Iterator[tuple[Bundle, ...]]:
    """The bundles of each workload, then of each need that speaks of something that no workload of the file is."""
    for name, workload in req.workloads.items():
        if name in baseline.own or name in baseline.unserved:
            continue
        bundles = tuple(dict.fromkeys(_bundles(req, baseline, core, KINDS[workload.kind])))
        if name in baseline.admitted:
            bundles += tuple(
                bundle | _BY_SAML for bundle in bundles if bundle & _DIRECTORY_OBJECTS and "simple-ad" not in core
            )
        yield _joining(baseline, core, bundles) if name in baseline.joined else bundles
    kinds = [KINDS[workload.kind] for workload in req.workloads.values()]
    for need in req.needs:
        record = NEED_KINDS[need.word]
        represents = REPRESENTS.get(record.scope, "") if not any(map(record.speaks_of, kinds)) else ""
        if (
            record.rule == "one-sign-on"
            and record.scope == Scope.STAFF
            and all(kind.ways == ("network",) for kind in kinds)
        ):
            represents = REPRESENTS[Scope.PORTAL]  # what the one sign-in opens is left open
        if represents and not record.of_access:
            standing_in = dict.fromkeys(_bundles(req, baseline, core, KINDS[represents]))
            # A need that names applications of vendors asks for one place to open them; which ones trust a provider is not known.
            by_portal = represents == REPRESENTS[Scope.PORTAL]
            yield tuple(bundle for bundle in standing_in if not by_portal or not bundle.isdisjoint(PORTALS))


_BY_SAML = frozenset({"saml-federation", "iam-role"})
"""The parts by which a provider admits users before a directory signs them in."""
_DIRECTORY_OBJECTS = frozenset({CORE, *CONNECTORS})


def _joining(baseline: Baseline, core: tuple[str, ...], bundles: tuple[Bundle, ...]) -> tuple[Bundle, ...]:
    """The bundles of a sign-in, each with a directory whose domain the machines join."""
    directories = [frozenset({CORE})] if core else []
    if baseline.self_managed and baseline.kind != "ldap":
        directories.append(frozenset({"existing-ad-direct"}))
    return tuple(dict.fromkeys(bundle | directory for bundle in bundles for directory in directories)) or bundles


def _bundles(req: Requirements, baseline: Baseline, core: tuple[str, ...], kind: WorkloadKind) -> Iterator[Bundle]:
    """The sets of parts that attach a kind of workload."""
    roles = ("iam-role",) if kind.roles else ()
    for way in kind.ways:
        if way == "member":
            yield from _member(baseline, core, kind)
        elif way == "application":
            for parts in _directory_objects(baseline, core, kind):
                yield frozenset({*parts, *roles})
        elif way == "ldap":
            if core:
                yield frozenset({CORE})
            if baseline.self_managed:
                yield frozenset({"existing-ad-direct"})
            if _beside_a_managed_forest(baseline, core):
                yield frozenset({"self-managed-ec2"})
        elif way == "federated":
            yield from _federated(req, baseline, core, kind)
        elif way == "login":
            yield frozenset({"cognito"})
        elif way == "network":
            yield frozenset({"resolver-rules"} if kind.names else ())


def _member(baseline: Baseline, core: tuple[str, ...], kind: WorkloadKind) -> Iterator[Bundle]:
    if core:
        yield frozenset({CORE})
    if baseline.self_managed and baseline.kind != "ldap":
        yield frozenset({"existing-ad-direct"})
    if _beside_a_managed_forest(baseline, core):
        yield frozenset({"self-managed-ec2"})
    if (
        _fronted(baseline, core)
        and not _APPLICATION_CORES & set(core)
        and (kind.word, "ad-connector") not in baseline.refused
    ):
        for connector in _connectors(baseline, core):
            yield frozenset({connector, *_in_front(baseline, core)})


def _fronted(baseline: Baseline, core: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The users' domains that need a connector in front: a managed directory serves by itself."""
    if founds_a_forest(baseline, core) and not baseline.managed:
        return (new_domain(baseline),)
    own = set(() if baseline.moving and core in {(one,) for one in MANAGED_FORESTS} else baseline.self_managed)
    return tuple(home for home in baseline.signing_in if home in own)


def founds_a_forest(baseline: Baseline, parts: Collection[str]) -> bool:
    """True where some parts add a forest on EC2 to an estate that has none."""
    return "self-managed-ec2" in parts and not baseline.self_managed


def _answers_for_connectors(req: Requirements, directories: tuple[str, ...]) -> bool:
    """True where own controllers on EC2 may be there for connectors alone, which ask them while the premises are away."""
    return "self-managed-ec2" in directories and req.needs_word(*IN_EACH_REGION)


def _in_front(baseline: Baseline, core: tuple[str, ...]) -> tuple[str, ...]:
    """The parts behind a connector that a bundle has to name: a new forest on EC2 is there for it alone, perhaps."""
    if not founds_a_forest(baseline, core):
        return ()
    return ("self-managed-ec2",) if set(core) & set(MANAGED_FORESTS) else (CORE,)


def _connectors(baseline: Baseline, core: tuple[str, ...]) -> tuple[str, ...]:
    found = ["ad-connector"]
    beside = bool(set(core) & set(MANAGED_FORESTS))
    if len(_fronted(baseline, core)) > 1:
        found.append("ad-connector-per-domain")
    if baseline.accounts > 1 and not beside:
        found.append("ad-connector-per-account")
    if len(baseline.regions) > 1 and baseline.in_several_regions and not beside:
        found.append("ad-connector-per-region")
    return tuple(found)


def _directory_objects(baseline: Baseline, core: tuple[str, ...], kind: WorkloadKind) -> Iterator[tuple[str, ...]]:
    """The sets of parts that give an AWS application a directory object."""
    own = bool(set(core) & set(MANAGED_FORESTS))
    if set(core) & _APPLICATION_CORES:
        yield (CORE,)
    if _fronted(baseline, core) and "simple-ad" not in core:
        for connector in _connectors(baseline, core):
            if kind.desktop and own:
                yield (CORE, connector)  # the desktops are members of the managed forest
            else:
                yield (connector, *_in_front(baseline, core))
    elif own and kind.desktop and (baseline.in_several_regions or baseline.accounts > 1):
        yield (CORE, "ad-connector")
    elif not core and baseline.managed and kind.desktop and baseline.accounts > 1:
        yield ("ad-connector",)  # in the account of the desktops, in front of the directory of another


def _federated(req: Requirements, baseline: Baseline, core: tuple[str, ...], kind: WorkloadKind) -> Iterator[Bundle]:
    roles = ("iam-role",) if kind.roles or "saml" in kind.opened_by else ()
    known = any(word in SAML_PROVIDERS for word in baseline.providers)
    provider = known or bool(_behind_a_provider(baseline))
    by_portal = ("iam-role",) if kind.portal_role else ()
    if "portal" in kind.opened_by:
        if set(core) & _APPLICATION_CORES:
            yield frozenset({CORE, "identity-center", *by_portal})
        if _fronted(baseline, core) and "simple-ad" not in core:
            for connector in _connectors(baseline, core):  # one of them is the identity source
                yield frozenset({connector, "identity-center", *by_portal, *_in_front(baseline, core)})
        yield frozenset({"identity-center-builtin", *by_portal})
    if (provider and "portal" in kind.opened_by) or (known and "external-portal" in kind.opened_by):
        yield frozenset({"identity-center-external-idp", *by_portal})
    if provider and "saml" in kind.opened_by:
        yield frozenset({"saml-federation", *roles})
    if provider and kind.opened_by & {"iam-saml", "own-saml"}:
        yield frozenset({"saml-federation"})
    own = set(baseline.providers) - SAML_PROVIDERS or req.needs_word("custom-authentication")
    if "broker" in kind.opened_by and own:
        yield frozenset({"custom-identity-broker", *roles})


def _behind_a_provider(baseline: Baseline) -> str:
    """The domain in front of which a SAML provider can be put; empty means none (Simple AD takes none)."""
    return next(iter(baseline.self_managed), "") or baseline.managed


def _asks_for_a_directory(req: Requirements, baseline: Baseline) -> bool:
    """True where a need speaks of a directory, or of members that no workload of the file is."""
    kinds = _people(req, baseline)
    wanted = {Scope.DATABASES, Scope.FILE_SHARES, Scope.KERBEROS, Scope.LDAP, Scope.MEMBERS, Scope.INSTANCES}
    return any(
        record.scope in (Scope.DOMAIN, Scope.ACCOUNTS, Scope.LICENCES)
        or (record.scope in wanted and not any(record.speaks_of(kind) for kind in kinds))
        for record in (NEED_KINDS[need.word] for need in req.needs)
    )


_ATTACHING = frozenset({*DIRECTORIES, *CONNECTORS, *PORTALS, "saml-federation", "custom-identity-broker", "cognito"})
"""The parts that workloads are attached to, or that are behind one of those."""


def every_part_is_used(req: Requirements, baseline: Baseline, draft: Draft) -> bool:
    """True where each part of a design attaches a workload, is behind one that does, or is what a need refers to.

    Args:
        req: The requirements.
        baseline: The baseline, with the workloads.
        draft: The design, without workloads.
    """
    if not _people(req, baseline):
        return True
    label = draft.label
    by_workloads = parts_used(draft, baseline)
    used = set(by_workloads.parts)
    if PORTAL in used:
        used.update(label.directories if by_workloads.sources.isdisjoint(draft.connectors) else (label.connector,))
    behind = founds_a_forest(baseline, label.parts) or _answers_for_connectors(req, label.directories)
    if label.connector in used and (by_workloads.own_desktops or behind):
        used.update(
            label.directories
        )  # the desktops are members of the managed forest, or the connector reads the new one
    if _asks_for_a_directory(req, baseline):
        used.update(label.directories)
    if any(
        NEED_KINDS[need.word].scope in REPRESENTS or NEED_KINDS[need.word].rule == "one-sign-on" for need in req.needs
    ):
        used.update(PORTALS, ("saml-federation", "custom-identity-broker", "cognito"))
        used.update((label.connector, *label.directories) if label.has(PORTAL) else ())
    return all(part in used for part in label.parts if part in _ATTACHING)


def alone(req: Requirements, baseline: Baseline) -> Iterator[Label]:
    """The designs of one directory part: what people ask about first, and the only ones where no one signs in to a workload."""
    yield from _completed(req, baseline, (), frozenset())
    for core in _cores(req, baseline):
        if core:
            yield from _completed(req, baseline, core, frozenset())
    if baseline.self_managed:
        yield from _completed(req, baseline, (), frozenset({"existing-ad-direct"}))
    if _fronted(baseline):
        for connector in _connectors(baseline, ()):
            yield from _completed(req, baseline, (), frozenset({connector}))
    yield from _completed(req, baseline, (), frozenset({"identity-center-builtin"}))
    if any(word in SAML_PROVIDERS for word in baseline.providers):
        yield from _completed(req, baseline, (), frozenset({"identity-center-external-idp"}))


def _completed(req: Requirements, baseline: Baseline, core: tuple[str, ...], union: Bundle) -> Iterator[Label]:
    """The labels of a set of parts with what the needs add to it."""
    parts = {*(union - {CORE}), *core}
    if req.needs_word("dns-resolution"):
        parts.add("resolver-rules")
    application = bool(parts & {*_APPLICATION_CORES, *(part for part in parts if part.startswith("ad-connector"))})
    members = any(
        ("member" in kind.ways and name not in baseline.own) or name in baseline.joined
        for name, kind in ((name, KINDS[workload.kind]) for name, workload in req.workloads.items())
    )
    if baseline.accounts > 1 and members and parts & {*MANAGED_FORESTS, "managed-ad-hybrid"}:
        parts.add("shared")
    for replicated in _replicated(req, baseline, parts):
        if application and req.needs_word("mfa-radius"):
            yield Label(tuple(replicated | {"radius-mfa"}))
            continue
        yield Label(tuple(replicated))
        if application and req.needs_word("mfa") and "simple-ad" not in parts:
            yield Label(tuple(replicated | {"radius-mfa"}))


def _replicated(req: Requirements, baseline: Baseline, parts: set[str]) -> Iterator[set[str]]:
    """A set of parts, and what it becomes where its directory is replicated to the other Regions of the file.

    A need may ask for that by its word; workloads in several Regions may ask for it by what they need there.
    """
    if "managed-ad-enterprise" not in parts:
        yield parts
        return
    asked = req.needs_word(*REPLICATING)
    if not asked:
        yield parts
    if asked or (baseline.in_several_regions and (req.needs_word(*IN_EACH_REGION) or _registered(req))):
        yield parts | {"multi-region"}


def _registered(req: Requirements) -> bool:
    """True where a service of the file finds a directory in its own Region only."""
    return any(workload.kind in REGISTERED and workload.kind != "aws-console" for workload in req.workloads.values())
