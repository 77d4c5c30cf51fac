"""Placement in recommendations: Region, zones and accounts decide what can be registered and shared."""

import pytest

from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.engine import recommend

HEAD = "dirsim: requirements/v1\nname: placed\nas_of: 2026-11-01\n"
TWO = "sites: {oslo: on-premises, stockholm: {kind: aws-region, region: eu-north-1}, tokyo: {kind: aws-region, region: ap-northeast-1}}\n"


def verdicts(text: str, label: str) -> dict[tuple[str, str], str]:
    """The verdicts on one design, by requirement and rule."""
    found = recommend(parse_requirements(HEAD + text))
    return {
        (verdict.requirement, verdict.rule): f"{verdict.verdict}: {verdict.because} {list(verdict.facts)}"
        for verdict in found.candidate(label).verdicts
    }


def existing(kind: str, desktops: str, **more: str) -> str:
    """A file with a directory in Stockholm, and desktops at a site."""
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return (
        f"estate:\n  {TWO}  on_prem_ad: false\n  aws: {{new_customer: false}}\n"
        f"  directories: {{fjord: {{kind: {kind}, site: stockholm, domains: [fjord.example]{extra}}}}}\n"
        f"workloads: {{desks: {{kind: workspaces, site: {desktops}, users: [fjord.example]}}}}\n"
    )


@pytest.mark.parametrize(
    ("kind", "label", "more"),
    [("simple-ad", "simple-ad", {}), ("managed-microsoft-ad", "managed-ad-standard", {"edition": "standard"})],
)
def test_a_directory_of_another_region_is_refused(kind, label, more):
    """Desktops in one Region and their directory in another are refused with the fact; in one Region they are not."""
    key = ("workloads.desks", "directory-is-in-the-region")
    far = verdicts(existing(kind, "tokyo", **more), label)
    assert far[key].startswith("not-met: workspaces in ap-northeast-1 cannot use a directory of another Region")
    assert "workspaces-directory-same-region" in far[key]
    assert key not in verdicts(existing(kind, "stockholm", **more), label)


def test_a_new_directory_is_created_where_it_is_registered():
    """Desktops in one of two Regions get their new directory there, as an assumption, whatever the order of names."""
    text = (
        f"estate:\n  {TWO}  on_prem_ad: false\n  users: 40\n"
        "workloads: {desks: {kind: workspaces, site: tokyo}, files: {kind: fsx-windows, site: stockholm}}\n"
    )
    found = recommend(parse_requirements(HEAD + text))
    assert found.design == "managed-ad-standard"
    assert found.assumptions[0] == "a new directory is created in tokyo, the Region of desks"
    assert {host.site for host in found.topology.hosts.values() if "controller" in host.roles} == {"tokyo"}


def test_a_connector_is_placed_beside_its_desktops():
    """A new connector is in the Region of the desktops, so that the design fits."""
    text = (
        f"estate:\n  {TWO}  links: {{vpn: {{between: [oslo, stockholm]}}, far: {{between: [oslo, tokyo]}}}}\n"
        "  directories: {fjord: {kind: active-directory, domains: {fjord.example: {controllers: {oslo: 2}}}}}\n"
        "workloads: {desks: {kind: workspaces, site: tokyo}}\nneeds: [existing-credentials]\n"
    )
    found = recommend(parse_requirements(HEAD + text))
    assert found.design == "ad-connector"
    assert {host.site for host in found.topology.hosts.values() if "connector" in host.roles} == {"tokyo"}


def test_desktops_need_served_zones():
    """Zones that WorkSpaces does not serve are refused with the fact; served ones, and names without an id, are not."""

    def answer(zones: str) -> str:
        text = (
            f"estate: {{on_prem_ad: false, users: 40, sites: {{sp: {{kind: aws-region, region: sa-east-1, zones: {zones}}}}}}}\n"
            "workloads: {desks: {kind: workspaces, site: sp}}\n"
        )
        return str(verdicts(text, "managed-ad-standard").get(("workloads.desks", "zones-are-served")))

    assert "not-met: WorkSpaces does not serve sae1-az2" in answer("[sae1-az1, sae1-az2]")
    assert "workspaces-served-zones" in answer("[sae1-az1, sae1-az2]")
    assert answer("[sae1-az1, sae1-az3]") == "None"
    assert answer("[sa-east-1a, sa-east-1b]") == "None"


def test_an_account_needs_a_share():
    """A workload of another account needs a share, which desktops cannot use; a connector is not shared at all."""
    text = (
        "estate:\n  on_prem_ad: false\n  sites: {here: {kind: aws-region, region: eu-west-1}}\n"
        "  directories: {core: {kind: managed-microsoft-ad, edition: standard, site: here, account: hub, domains: [core.example]}}\n"
        "workloads: {it: {kind: KIND, site: here, account: spoke, users: [core.example]}}\n"
    )
    key = ("workloads.it", "directory-is-shared")
    files = text.replace("KIND", "fsx-windows")
    assert "it is in account spoke; core is in hub, and is not shared" in verdicts(files, "managed-ad-standard")[key]
    desktops = text.replace("KIND", "workspaces")
    assert "WorkSpaces does not take a shared directory" in verdicts(desktops, "managed-ad-standard")[key]
    assert key not in verdicts(files.replace("account: spoke", "account: hub"), "managed-ad-standard")
    shared = files + "needs: [multi-account]\n"
    assert key not in verdicts(shared, "managed-ad-standard+shared")


@pytest.mark.parametrize(
    ("management", "verdict", "said"),
    [
        ("", "unknown", "is it is not stated"),
        ("management_account: root", "not-met", "from another account each one accepts a handshake"),
        ("management_account: hub", "met", "hub is the management account"),
    ],
)
def test_the_management_account_shares_without_handshakes(management, verdict, said):
    """Sharing without handshakes is possible from the management account only; where the file leaves it open, it is unknown."""
    text = (
        f"estate:\n  on_prem_ad: false\n  aws: {{accounts: 4, {management}}}\n"
        "  directories: {core: {kind: managed-microsoft-ad, edition: standard, account: hub, domains: [core.example]}}\n"
        "workloads: {files: {kind: fsx-windows, account: spoke}}\nneeds: [multi-account]\nforbids: [manual-sharing]\n"
    )
    found = verdicts(text.replace(", }", "}"), "managed-ad-standard+shared")[
        ("forbids.manual-sharing", "forbids-manual-sharing")
    ]
    assert found.startswith(f"{verdict}: ")
    assert said in found
    assert "sharing-methods" in found
