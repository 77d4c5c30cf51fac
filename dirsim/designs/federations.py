"""Builders of portals, federations, brokers, user pools and roles."""

from __future__ import annotations

from dirsim.catalog.workload_kinds import KINDS, federates_itself, takes_portal_roles
from dirsim.designs.baseline import Baseline
from dirsim.designs.design import DesignOffer, Draft
from dirsim.designs.directories import TWICE
from dirsim.model.network_parts import Host

SAML_PROVIDERS = frozenset({"saml2", "entra-id", "adfs", "corporate-idp", "external-idp"})
"""Identity providers that support SAML 2.0."""
IDENTITY_CENTER_TASK = "manage permission sets and assignments"


def put_in_front(baseline: Baseline) -> str:
    """The provider that is put in front of a directory that has none: AD FS, or for LDAP another that speaks SAML 2.0."""
    return "saml2" if baseline.kind == "ldap" else "adfs"


def _add_provider(draft: Draft, name: str, site: str, resolvers: tuple[str, ...] = (), *, managed: bool = True) -> None:
    """Add an identity provider, unless the estate has it."""
    if not any("identity-provider" in host.roles and host.domain == name for host in draft.hosts.values()):
        draft.hosts[name] = Host(
            site=site,
            roles=("identity-provider",),
            domain=name,
            public=True,
            managed=managed,
            resolvers=resolvers,
            added=True,
        )


def staff_provider(draft: Draft) -> tuple[str, bool]:
    """The SAML provider of employees, and whether it checks passwords in the existing directory.

    Where the estate has a directory and no provider, one is put in front of each forest, once for a design.
    """
    baseline = draft.baseline
    known = next((name for name in baseline.providers if name in SAML_PROVIDERS), "")
    if known:
        stands = next((host for host in draft.hosts.values() if host.domain == known), None)
        if stands is None:
            _add_provider(draft, known, "internet")
        return known, bool(baseline.homes) and stands is not None and stands.site == baseline.premises
    if not baseline.homes:
        return next(iter(baseline.providers), ""), False
    own = put_in_front(baseline)
    roots = [baseline.root(forest) for forest in baseline.forests] or [baseline.homes[0]]
    for place, root in enumerate(roots):
        name = own if not place else f"{own}.{root}"
        if name in draft.hosts:
            continue
        servers = tuple(host for host, entry in draft.hosts.items() if entry.domain == root and "dns" in entry.roles)
        site = next((draft.hosts[server].site for server in servers), baseline.premises or baseline.regions[0])
        _add_provider(draft, name, site, servers, managed=False)
        tasks = ("run the SAML provider in front of the directory", "keep its certificate and its servers up to date")
        draft.add("identity-provider", tasks)
    return own, True


def _providers_of(draft: Draft) -> dict[str, str]:
    """The provider that was put in front of each further forest, by domain."""
    baseline, found = draft.baseline, {}
    for forest in baseline.forests:
        name = f"{put_in_front(baseline)}.{baseline.root(forest)}"
        if name in draft.hosts:
            found.update(dict.fromkeys(baseline.topology.directories[forest].domains, name))
    return found


def identity_center(draft: Draft) -> None:
    """IAM Identity Center in the primary Region, in front of the design's directory."""
    _add_provider(draft, "identity-center", draft.baseline.regions[0])
    behind = _source(draft)
    exists = "identity-center" in draft.baseline.existing
    draft.add("identity-center", (IDENTITY_CENTER_TASK,), exists=exists)
    if behind is None:
        return
    draft.offer(
        DesignOffer(
            source="identity-center",
            provider="identity-center",
            opens=frozenset({"portal"}),
            directory=behind.directory,
            own_domain=behind.own_domain,
            serves_homes=behind.serves_homes,
        )
    )


def _source(draft: Draft) -> DesignOffer | None:
    """The directory that Identity Center takes its users from: one connector, or a directory whose trusts reach all users.

    Identity Center has one source. Where the design has a connector for each domain, a directory that trusts them serves all.
    """
    offers = [offer for offer in draft.offers if offer.application]
    connector = next((offer for offer in offers if offer.option == "ad-connector"), None)
    trusting = next((offer for offer in offers if offer is not connector and offer.serves_homes), None)
    if connector is not None and (len(connector.directory) == 1 or trusting is None):
        return connector
    return trusting or next(iter(offers), None)


def identity_center_builtin(draft: Draft) -> None:
    """IAM Identity Center with its built-in directory."""
    _add_provider(draft, "identity-center", draft.baseline.regions[0])
    tasks = [IDENTITY_CENTER_TASK]
    if not draft.baseline.new_accounts and (draft.baseline.homes or draft.baseline.providers):
        tasks += TWICE
    else:
        tasks.append("create and remove users in Identity Center")
    draft.add("identity-center", tuple(tasks), exists="identity-center-builtin" in draft.baseline.existing)
    draft.offer(
        DesignOffer(
            source="identity-center-builtin",
            provider="identity-center",
            opens=frozenset({"portal"}),
            own_domain="identity-center",
        )
    )


def identity_center_external_idp(draft: Draft) -> None:
    """IAM Identity Center with the existing identity provider, or one in front of the existing directory."""
    provider, fronts = staff_provider(draft)
    tasks = (IDENTITY_CENTER_TASK, "keep provisioning and the provider's certificate up to date")
    draft.add("identity-center", tasks, exists="identity-center-external-idp" in draft.baseline.existing)
    draft.offer(
        DesignOffer(
            source="identity-center-external-idp",
            provider=provider,
            opens=frozenset({"portal", "external-portal"}),
            serves_homes=fronts,
        )
    )


def saml_federation(draft: Draft) -> None:
    """SAML 2.0 federation: to IAM roles by an identity provider entry in each account, else to a service itself."""
    provider, fronts = staff_provider(draft)
    task, count = "keep the SAML provider, its certificate and its roles in this account", draft.baseline.accounts
    if federates_itself((workload.kind for workload in draft.baseline.workloads.values()), draft.label.parts):
        task, count = "keep the SAML provider and its certificate", 1
    exists = "saml-federation" in draft.baseline.existing
    draft.add("saml-federation", (task,), count=count, exists=exists)
    draft.offer(
        DesignOffer(
            source="saml-federation",
            provider=provider,
            provider_of=_providers_of(draft),
            opens=frozenset({"saml", "iam-saml", "own-saml"}),
            serves_homes=fronts,
        )
    )


def custom_identity_broker(draft: Draft) -> None:
    """A custom broker that queries the existing identity store and calls STS."""
    store = next((name for name in draft.baseline.providers if name not in SAML_PROVIDERS), "") or "broker"
    _add_provider(draft, store, draft.baseline.premises or draft.baseline.regions[0])
    tasks = (
        "write and maintain the broker",
        "run, patch and scale its servers",
        "keep the permissions of the broker's own identity, which calls STS, minimal",
    )
    draft.add("custom-identity-broker", tasks)
    draft.offer(
        DesignOffer(
            source="custom-identity-broker",
            provider=store,
            opens=frozenset({"broker"}),
            serves_homes=bool(draft.baseline.homes),
        )
    )


def cognito(draft: Draft) -> None:
    """Amazon Cognito: a user pool for an application's users; employees sign in to it through their provider."""
    baseline = draft.baseline
    _add_provider(draft, "cognito", baseline.regions[0])
    staff = [name for name in baseline.workloads if name not in baseline.customers | baseline.own]
    provider, fronts = "", False
    if staff and (baseline.homes or baseline.providers) and _signs_in(draft, staff):
        provider, fronts = staff_provider(draft)
    draft.add("cognito", ("maintain the user pool and its app clients",))
    draft.offer(
        DesignOffer(
            source="cognito",
            provider=provider or "cognito",
            provider_of=_providers_of(draft),
            opens=frozenset({"user-pool"}),
            serves_homes=fronts,
            own_domain="" if provider else "cognito",
        )
    )


def _signs_in(draft: Draft, names: list[str]) -> bool:
    """True where employees sign in to any of some workloads by the user pool."""
    return any("login" in KINDS[draft.baseline.workloads[name].kind].ways for name in names)


def iam_role(draft: Draft) -> None:
    """IAM roles to which users and groups are mapped, in each account; those behind the portal, where their services are."""
    workloads = draft.baseline.workloads.values()
    if takes_portal_roles((workload.kind for workload in workloads), draft.label.parts):
        places = {workload.account for workload in workloads if KINDS[workload.kind].portal_role}
        tasks = ("keep the SAML provider of Identity Center and its roles in this account",)
        draft.add("iam-role", tasks, count=max(1, len(places)))
        return
    draft.add("iam-role", ("map users and groups to roles in this account",), count=draft.baseline.accounts)
