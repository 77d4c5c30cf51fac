"""Which designs are considered: every base that could be built on the ground, with the modifiers that the file calls for."""

from __future__ import annotations

from itertools import product

from dirsim.model.labels import Label
from dirsim.model.requirements import Requirements
from dirsim.options.federations import SAML_PROVIDERS
from dirsim.options.ground import Ground
from dirsim.options.styles import STYLES

_PORTAL_NEEDS = (
    "multi-account",
    "sso",
    "sso-console",
    "sso-saas-apps",
    "single-portal",
    "automatic-provisioning",
    "abac",
    "governance",
)


def candidates(req: Requirements, ground: Ground) -> tuple[Label, ...]:
    """The labels to build and judge, simplest first; over-sized ones are among them and lose on effort or cost."""
    ways = {way for workload in ground.workloads.values() for way in STYLES[workload.kind].ways}
    first_ways = {STYLES[workload.kind].ways[0] for workload in ground.workloads.values()}
    applications = "application" in ways
    portal = req.needs_word(*_PORTAL_NEEDS) and "federated" in ways
    radius = ("radius-mfa",) if req.needs_word("mfa-radius") else ()
    found = [Label("none")]
    has_store = bool(ground.self_managed)
    if has_store:
        found.append(Label("existing-ad-direct"))
    if ground.has_ad or ground.managed:
        found += _connectors(ground, portal=portal, radius=radius)
    found += _managed(req, ground, applications=applications, portal=portal, radius=radius)
    if ground.has_ad:
        found += _with_portal("managed-ad-hybrid", _hybrid(ground, radius), portal=portal)
    found.append(Label("simple-ad"))
    found += _with_portal(
        "self-managed-ec2",
        ((), ("ad-connector", *radius)) if applications and (has_store or radius) else ((),),
        portal=portal,
    )
    found.append(Label("identity-center-builtin"))
    if any(word in SAML_PROVIDERS for word in ground.providers):
        found += [Label("identity-center-external-idp"), Label("saml-federation")]
    if any(word not in SAML_PROVIDERS for word in ground.providers) or req.needs_word("custom-authentication"):
        found.append(Label("custom-identity-broker"))
    if req.needs_word("app-login", "customer-identity", "custom-authentication") or "login" in first_ways:
        found.append(Label("cognito"))
    return tuple(dict.fromkeys(found))


def composed(ground: Ground) -> tuple[Label, ...]:
    """Designs made of two simple ones, tried where no simple one fits."""
    if not ground.has_ad:
        return ()
    return (
        Label("existing-ad-direct", ("ad-connector",)),
        Label("existing-ad-direct", ("ad-connector", "identity-center")),
    )


def _with_portal(base: str, modifiers: tuple[tuple[str, ...], ...], *, portal: bool) -> list[Label]:
    labels = [Label(base, extra) for extra in modifiers]
    if portal:
        labels += [Label(base, (*extra, "identity-center")) for extra in modifiers]
    return labels


def _hybrid(ground: Ground, radius: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Hybrid Edition bare, and with what other accounts need of it."""
    kinds = [STYLES[workload.kind] for workload in ground.workloads.values()]
    wanted = []
    if ground.accounts > 1 and any("member" in style.ways for style in kinds):
        wanted.append("shared")
    if ground.accounts > 1 and any(style.desktop for style in kinds):
        wanted.append("ad-connector")
    return (radius, (*wanted, *radius)) if wanted else (radius,)


def _connectors(ground: Ground, *, portal: bool, radius: tuple[str, ...]) -> list[Label]:
    labels = _with_portal("ad-connector", (radius,), portal=portal)
    if len(ground.homes) > 1:
        labels += _with_portal("ad-connector-per-domain", (radius,), portal=portal)
    if ground.accounts > 1:
        labels += _with_portal("ad-connector-per-account", (radius,), portal=portal)
    return labels


def _managed(
    req: Requirements, ground: Ground, *, applications: bool, portal: bool, radius: tuple[str, ...]
) -> list[Label]:
    """Both editions, with each trust, bare and with all that the needs call for."""
    trusts: tuple[tuple[str, ...], ...] = ((), ("one-way-trust",), ("two-way-trust",)) if ground.has_ad else ((),)
    members = any("member" in STYLES[workload.kind].ways for workload in ground.workloads.values())
    desktops = any(STYLES[workload.kind].desktop for workload in ground.workloads.values())
    wanted: list[str] = []
    if ground.accounts > 1 and members:
        wanted.append("shared")
    if req.needs_word("multi-region", "survive-region-loss"):
        wanted.append("multi-region")
    packs: list[tuple[str, ...]] = [()]
    if wanted:
        packs.append(tuple(wanted))
    beside: tuple[tuple[str, ...], ...] = ((),)
    if applications and desktops and (ground.has_ad or wanted or ground.accounts > 1):
        beside = ((), ("ad-connector",))
    portals: tuple[tuple[str, ...], ...] = ((), ("identity-center",)) if portal else ((),)
    labels = []
    for edition, pack, trust, connector, idc in product(("standard", "enterprise"), packs, trusts, beside, portals):
        if connector and ground.has_ad and not trust:
            continue
        labels.append(Label(f"managed-ad-{edition}", (*trust, *pack, *connector, *radius, *idc)))
    return labels
