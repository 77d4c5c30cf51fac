"""AzureHound collections: tenant, users and what they say of the premises."""

import json

from dirsim.api import discover

TENANT = {"kind": "AZTenant", "data": {"tenantId": "t", "displayName": "Weaver"}}


def user(name: str, **more):
    """A user of the tenant."""
    return {"kind": "AZUser", "data": {"id": name, "userPrincipalName": f"{name}@weaver.example", **more}}


def collection(tmp_path, *objects):
    """The discovery of a collection."""
    file = tmp_path / "azure.json"
    file.write_text(json.dumps({"data": list(objects), "meta": {"type": "azure", "version": 5}}), encoding="utf-8")
    return discover("bloodhound", file)


def test_a_tenant_is_an_identity_provider(tmp_path):
    """The tenant is Entra ID as a provider; users are counted, guests are not."""
    found = collection(tmp_path, TENANT, user("a"), user("b"), user("c", userType="Guest"))
    assert found.estate.identity_providers == ("entra-id",)
    assert found.estate.users == 2


def test_synchronised_users_show_a_directory_on_the_premises(tmp_path):
    """Users that are synchronised name the domain that they come from; without any, nothing is concluded."""
    synced = user("a", onPremisesSyncEnabled=True, onPremisesDomainName="weaver.local")
    found = collection(tmp_path, TENANT, synced, user("b"))
    domains = [domain for entry in found.estate.directories.values() for domain in entry.domains]
    assert domains == ["weaver.local"]
    alone = collection(tmp_path, TENANT, user("b"))
    assert not alone.estate.directories
    assert alone.estate.on_prem_ad is None
