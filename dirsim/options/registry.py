"""Every base of the design labels with its builder, in one explicit table, and how a label becomes a design."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.errors import UsageError
from dirsim.model.labels import Label, parse_label
from dirsim.model.network import Host
from dirsim.options import directories, federations
from dirsim.options.attach import attach_all
from dirsim.options.design import Design, Draft, Part
from dirsim.options.ground import Ground
from dirsim.options.styles import PORTAL

BUILDERS: Mapping[str, Callable[[Draft], None]] = {
    "ad-connector": directories.ad_connector,
    "ad-connector-per-domain": directories.ad_connector_per_domain,
    "ad-connector-per-account": directories.ad_connector_per_account,
    "managed-ad-standard": directories.managed_ad,
    "managed-ad-enterprise": directories.managed_ad,
    "managed-ad-hybrid": directories.managed_ad_hybrid,
    "simple-ad": directories.simple_ad,
    "self-managed-ec2": directories.self_managed_ec2,
    "existing-ad-direct": directories.existing_ad_direct,
    "none": federations.none,
    "identity-center-builtin": federations.identity_center_builtin,
    "identity-center-external-idp": federations.identity_center_external_idp,
    "saml-federation": federations.saml_federation,
    "custom-identity-broker": federations.custom_identity_broker,
    "cognito": federations.cognito,
}

_IDENTITY_CENTER_TASK = "manage permission sets and assignments"


def build(ground: Ground, label: Label | str) -> Design:
    """A design, built on what exists.

    Args:
        ground: What exists.
        label: The design's label, as a value or as text.

    Raises:
        ValueError: The label is not one.
        UsageError: The design cannot stand on this ground; the message says what is missing.
    """
    wanted = parse_label(label) if isinstance(label, str) else label
    missing = what_is_missing(ground, wanted)
    if missing:
        raise UsageError(f"{wanted} cannot be built here: {missing}")
    draft = Draft.of(ground, wanted)
    if "radius-mfa" in wanted.modifiers:
        _radius(draft)
    BUILDERS[wanted.base](draft)
    if "radius-mfa" in wanted.modifiers:
        _radius_of_managed(draft)
    if "identity-center" in wanted.modifiers:
        draft.parts.append(Part("identity-center", 1, (_IDENTITY_CENTER_TASK,)))
        draft.offer.federated = draft.offer.federated or PORTAL
        draft.offer.provider = draft.offer.provider or "identity-center"
        _identity_center(draft)
    if "shared" in wanted.modifiers:
        draft.parts.append(Part("sharing", 1, ("keep the directory's shares up to date",), max(ground.accounts - 1, 1)))
    if "multi-region" in wanted.modifiers:
        draft.parts.append(Part("multi-region", 1, ("watch replication between the Regions",)))
    if ground.new_link and _uses_link(draft):
        draft.parts.append(Part("vpn", 1, ("watch the new VPN connection",)))
    attach_all(draft)
    return draft.done()


def what_is_missing(ground: Ground, label: Label) -> str:
    """What a design would need that does not exist, in words; empty when it can be built."""
    if label.base.startswith("ad-connector") and not ground.homes:
        return "there is no directory that a connector could stand in front of"
    if label.base in {"managed-ad-hybrid", "existing-ad-direct"} and not ground.self_managed:
        return "there is no directory of one's own"
    if label.base in {"identity-center-external-idp", "saml-federation"} and not ground.providers:
        return "there is no identity provider"
    return ""


def _uses_link(draft: Draft) -> bool:
    """Whether the design talks to the premises: all do that serve the users there by directory protocols."""
    provider_only = draft.label.base in (
        "saml-federation",
        "identity-center-external-idp",
        "custom-identity-broker",
        "identity-center-builtin",
        "cognito",
    )
    return draft.serves_homes and bool(draft.ground.premises) and not provider_only


def _radius(draft: Draft) -> None:
    """The RADIUS servers, where the users' directory is."""
    site = draft.ground.premises or draft.ground.regions[0]
    for name in ("radius1", "radius2"):
        draft.hosts.setdefault(name, Host(site=site, roles=("radius",)))
    draft.parts.append(Part("radius-mfa", 1, ("run the RADIUS servers and their shared secret",)))


def _radius_of_managed(draft: Draft) -> None:
    """A managed directory asks the RADIUS servers itself: they are marked as its own."""
    if draft.own_domain:
        for name, host in draft.hosts.items():
            if "radius" in host.roles:
                draft.hosts[name] = Host(site=host.site, roles=host.roles, domain=draft.own_domain)


def _identity_center(draft: Draft) -> None:
    """Identity Center stands in the primary Region, in front of the design's directory."""
    site = draft.ground.regions[0]
    draft.hosts.setdefault(
        "identity-center",
        Host(site=site, roles=("identity-provider",), domain="identity-center", public=True, managed=True, added=True),
    )
