"""Builders of the designs that rest on no directory of ours: federation, Identity Center's own users, user pools, nothing."""

from __future__ import annotations

from dirsim.model.network import Host
from dirsim.options.design import Draft, Part
from dirsim.options.directories import TWICE
from dirsim.options.styles import BROKERED, LOGIN_PAGES, PORTAL, SAML_TO_AWS

SAML_PROVIDERS = frozenset({"saml2", "entra-id", "adfs", "corporate-idp", "external-idp"})
"""Identity providers that speak SAML 2.0."""


def _provider(draft: Draft, name: str, site: str) -> None:
    """An identity provider, unless the estate has it."""
    if not any("identity-provider" in host.roles and host.domain == name for host in draft.hosts.values()):
        draft.hosts[name] = Host(
            site=site, roles=("identity-provider",), domain=name, public=True, managed=True, added=True
        )
    draft.offer.provider = name


def identity_center_builtin(draft: Draft) -> None:
    """IAM Identity Center with its own directory of users."""
    _provider(draft, "identity-center", draft.ground.regions[0])
    tasks = ["manage permission sets and assignments"]
    if draft.ground.homes or draft.ground.providers:
        tasks += TWICE
    else:
        tasks.append("create and remove users in Identity Center")
    draft.parts.append(Part("identity-center", 1, tuple(tasks)))
    draft.offer.federated = PORTAL
    draft.own_domain = "identity-center"


def identity_center_external_idp(draft: Draft) -> None:
    """IAM Identity Center behind the identity provider that exists."""
    provider = next((name for name in draft.ground.providers if name in SAML_PROVIDERS), draft.ground.providers[0])
    _provider(draft, provider, "internet")
    draft.serves_homes = _fronts_homes(draft, provider)
    tasks = ("manage permission sets and assignments", "keep provisioning and the provider's certificate up to date")
    draft.parts.append(Part("identity-center", 1, tasks))
    draft.offer.federated = PORTAL


def _fronts_homes(draft: Draft, provider: str) -> bool:
    """Whether the provider checks the passwords of the existing directory: those that stand in front of it do."""
    stands = next((host for host in draft.hosts.values() if host.domain == provider), None)
    return bool(draft.ground.homes) and stands is not None and stands.site == draft.ground.premises


def saml_federation(draft: Draft) -> None:
    """SAML 2.0 federation to IAM roles, an identity provider entry in each account."""
    provider = next((name for name in draft.ground.providers if name in SAML_PROVIDERS), "")
    _provider(draft, provider, "internet")
    draft.serves_homes = _fronts_homes(draft, provider)
    task = "keep the SAML provider, its certificate and its roles in this account"
    draft.parts.append(Part("saml-federation", draft.ground.accounts, (task,)))
    draft.offer.federated = SAML_TO_AWS


def custom_identity_broker(draft: Draft) -> None:
    """A broker of your own that checks the existing identity store and calls STS."""
    store = next((name for name in draft.ground.providers if name not in SAML_PROVIDERS), "") or "broker"
    site = draft.ground.premises or draft.ground.regions[0]
    _provider(draft, store, site)
    draft.serves_homes = bool(draft.ground.homes)
    tasks = (
        "write and maintain the broker",
        "run, patch and scale its servers",
        "keep the rights of the identity that it calls STS with narrow",
    )
    draft.parts.append(Part("custom-identity-broker", 1, tasks))
    draft.offer.federated = BROKERED


def cognito(draft: Draft) -> None:
    """Amazon Cognito: a user pool for an application's users, with federation to providers that exist."""
    _provider(draft, "cognito", draft.ground.regions[0])
    draft.parts.append(Part("cognito", 1, ("maintain the user pool and its app clients",)))
    draft.offer.login = LOGIN_PAGES
    draft.offer.federated = frozenset()


def none(draft: Draft) -> None:
    """No directory product: the question is answered by the network, roles or the service itself."""
    draft.offer.network = True
