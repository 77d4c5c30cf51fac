"""Table of the builders by part, and the construction of a design."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.catalog.labels import Label, parse_label
from dirsim.catalog.parts import CONNECTORS
from dirsim.designs import directories, federations
from dirsim.designs.attach import attach_all
from dirsim.designs.baseline import Baseline
from dirsim.designs.connectors import connectors
from dirsim.designs.design import Design, DesignOffer, Draft
from dirsim.errors import UsageError
from dirsim.model.network_parts import Host


def _within(draft: Draft) -> None:
    """Built with the part that it belongs to."""
    del draft


def _radius(draft: Draft) -> None:
    """RADIUS servers, at the site of the users' directory, contacted by the directory or its connectors."""
    site = draft.baseline.premises or draft.baseline.regions[0]
    managed = draft.offered_by("managed-ad-standard", "managed-ad-enterprise", "managed-ad-hybrid")
    domain = managed.own_domain if managed is not None else ""
    for name in ("radius1", "radius2"):
        draft.hosts.setdefault(name, Host(site=site, roles=("radius",), domain=domain))
    draft.add("radius-mfa", ("run the RADIUS servers and their shared secret",))


def _shared(draft: Draft) -> None:
    """Shares of the directory with the other accounts."""
    count = max(draft.baseline.accounts - 1, 1)
    tasks = ("keep the directory's shares up to date",)
    draft.add("sharing", tasks, detail=count, exists="shared" in draft.baseline.existing)


def _multi_region(draft: Draft) -> None:
    draft.add("multi-region", ("watch replication between the Regions",))


def _resolver_rules(draft: Draft) -> None:
    """Resolver endpoints and rules: an inbound and an outbound endpoint in each Region that workloads use."""
    tasks = (
        "keep the Resolver rules in step with the domains",
        "keep the forwarders of the name servers outside AWS pointed at the inbound endpoint",
    )
    regions = len(draft.baseline.regions) if draft.baseline.in_several_regions else 1
    exists = "resolver-rules" in draft.baseline.existing
    draft.add("resolver-rules", tasks, detail=regions * RESOLVER_ENDPOINTS, exists=exists)
    draft.offer(DesignOffer(source="resolver-rules", names=True))


RESOLVER_ENDPOINTS = 2
"""One endpoint for queries from the premises, and one for queries to their name servers."""


BUILDERS: Mapping[str, Callable[[Draft], None]] = {
    "existing-ad-direct": directories.existing_ad_direct,
    "managed-ad-standard": directories.managed_ad,
    "managed-ad-enterprise": directories.managed_ad,
    "managed-ad-hybrid": directories.managed_ad_hybrid,
    "simple-ad": directories.simple_ad,
    "self-managed-ec2": directories.self_managed_ec2,
    "entra-domain-services": directories.entra_domain_services,
    "one-way-trust": _within,
    "two-way-trust": _within,
    "multi-region": _multi_region,
    "shared": _shared,
    "radius-mfa": _radius,
    **dict.fromkeys(CONNECTORS, connectors),
    "resolver-rules": _resolver_rules,
    "identity-center-builtin": federations.identity_center_builtin,
    "identity-center-external-idp": federations.identity_center_external_idp,
    "identity-center": federations.identity_center,
    "saml-federation": federations.saml_federation,
    "custom-identity-broker": federations.custom_identity_broker,
    "cognito": federations.cognito,
    "iam-role": federations.iam_role,
}
"""Each part's builder, in the order in which they run."""


def build(baseline: Baseline, label: Label | str) -> Design:
    """A design, built on a baseline.

    Args:
        baseline: The existing estate.
        label: The design's label, as a value or as text.

    Raises:
        ValueError: The label is invalid.
        UsageError: The baseline does not support the design; the message states what is missing.
    """
    draft = draft_of(baseline, parse_label(label) if isinstance(label, str) else label)
    attach_all(draft)
    return draft.done()


def draft_of(baseline: Baseline, wanted: Label) -> Draft:
    """A design without its workloads: the parts that it adds, with the tasks and prices that follow from them alone.

    Raises:
        UsageError: The baseline does not support the design; the message states what is missing.
    """
    missing = what_is_missing(baseline, wanted)
    if missing:
        raise UsageError(f"cannot build {wanted}: {missing}")
    new_forest = wanted.has("self-managed-ec2") and bool(wanted.managed_forest) and not baseline.self_managed
    draft = Draft.of(directories.founded(baseline) if new_forest else baseline, wanted)
    if new_forest:  # before the managed forest, which trusts it
        directories.self_managed_ec2(draft)
    for part, builder in BUILDERS.items():
        if part in wanted.parts and not (new_forest and part == "self-managed-ec2"):
            builder(draft)
    draft.offers.append(DesignOffer(source="", network=True))
    used = _uses_link(draft)
    if baseline.new_link and used:
        draft.add("vpn", ("watch the new VPN connection",))
    if not used and not _crosses(draft):
        draft.links.pop(baseline.assumed_link_name, None)
    return draft


def what_is_missing(baseline: Baseline, label: Label) -> str:
    """The missing prerequisite of a design, in words; empty when it can be built."""
    if label.connector and not baseline.homes and not label.managed_forest and not label.has("self-managed-ec2"):
        return "no directory for a connector"
    if label.has("managed-ad-hybrid", "existing-ad-direct") and not baseline.self_managed:
        return "no self-managed directory"
    if label.has("identity-center-external-idp", "saml-federation") and not (baseline.providers or baseline.homes):
        return "no identity provider"
    return ""


def _uses_link(draft: Draft) -> bool:
    """True where the design reaches the premises by directory protocols."""
    return bool(draft.baseline.premises) and any(
        offer.serves_homes and (offer.member or offer.application or offer.ldap) for offer in draft.offers
    )


def _crosses(draft: Draft) -> bool:
    """True where something else than a directory may cross the link to the premises: names, RADIUS, or a workload there."""
    places = {workload.site for workload in draft.baseline.workloads.values()}
    return draft.label.has("resolver-rules", "radius-mfa") or draft.baseline.premises in places
