"""The resultant set of policy, beside what a real directory says."""

from __future__ import annotations

import subprocess

import pytest
from attrs import evolve
from policy_tree import Tree, tree
from samba_directory import SambaDirectory

from dirsim.directory.group_policy.design_policy import policy_kept
from dirsim.directory.group_policy.resultant import resultant_set
from dirsim.directory.group_policy.resultant_values import Half, PolicyState, PolicyTarget, ResultantSet
from dirsim.errors import UsageError
from dirsim.model import distinguished_name
from dirsim.model.ad_sites import AdSite
from dirsim.model.directory import Directory, Domain
from dirsim.model.group_policy import GpoLink, GroupPolicy, OrganizationalUnit
from dirsim.model.topology import Service, Topology

_ALL = """
import sys
from samba.netcmd.main import cmd_sambatool
for account in sys.argv[3:]:
    print("ACCOUNT", account, flush=True)
    cmd_sambatool()._run("samba-tool", "gpo", "list", account, "-H", sys.argv[1], "-s", sys.argv[2])
    sys.stdout.flush()
"""
"""``samba-tool gpo list`` for many accounts in one process: each start of it takes longer than the answer."""


@pytest.fixture(scope="module", params=[7, 2026])
def real(request, samba: SambaDirectory, tmp_path_factory) -> tuple[Tree, SambaDirectory]:
    """A tree in a real directory."""
    drawn = tree(request.param)
    copy = samba.copy(tmp_path_factory.mktemp("policy") / "copy")
    copy.run("ldbadd", text=drawn.ldif)
    copy.run("ldbmodify", text=drawn.changes)
    return drawn, copy


def _listed(directory: SambaDirectory, accounts: list[str]) -> dict[str, tuple[str, list[str]]]:
    """What Samba takes each account for, ``user`` or ``computer``, and the policy objects that it lists, in its order."""
    command = ["/usr/bin/python3", "-c", _ALL, directory.database, str(directory.folder / "etc/smb.conf"), *accounts]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, tuple[str, list[str]]] = {}
    account = ""
    for line in done.stdout.splitlines():
        if line.startswith("ACCOUNT "):
            account = line.split()[1]
        elif line.startswith("GPOs for "):
            found[account] = (line.split()[2], [])
        elif line.startswith("    "):
            found[account][1].append(line.split("{")[0].strip())
    return found


def _in_sambas_order(result: ResultantSet, half: Half, dn: str) -> list[str]:
    """The objects that apply, in the order of Samba's list.

    The nearest container comes first, enforced links stand in their place, and
    within a container as the attribute stores them, the weakest first.
    """
    near = [*distinguished_name.above(dn)]
    applied = [one for one in result.policies if one.half is half and one.state is PolicyState.APPLIED]

    def place(one):
        name = distinguished_name.of_domain(one.container) if "=" not in one.container else one.container
        return near.index(distinguished_name.normal(name)), -one.order

    return [one.gpo for one in sorted(applied, key=place)]


def test_the_resultant_set_is_what_a_real_directory_lists(real) -> None:
    """For 20 users and 20 computers in a tree with enforced and blocked links, the list is that of ``samba-tool gpo list``."""
    drawn, directory = real
    listed = _listed(directory, [*drawn.users, *drawn.computers])
    assert len(listed) == 40
    assert sum(len(policies) for _, policies in listed.values()) > 40
    estate = {"corp": drawn.directory}
    for name, dn in (drawn.users | drawn.computers).items():
        # Samba 4.17 takes computers for users here: it compares the class's name with bytes. What counts is the half.
        half, policies = Half(listed[name][0]), listed[name][1]
        asked = {"user": PolicyTarget(dn=dn)} if half is Half.USER else {"computer": PolicyTarget(dn=dn)}
        found = resultant_set(estate, **asked)
        assert _in_sambas_order(found, half, dn) == policies, name


def test_the_command_itself_says_the_same(real) -> None:
    """The command as it is typed lists what it lists for many accounts."""
    _, directory = real
    said = directory.tool("gpo", "list", "user0")
    lines = [line.split("{")[0].strip() for line in said.splitlines() if line.startswith("    ")]
    assert lines == _listed(directory, ["user0"])["user0"][1]


def test_where_objects_are_linked_is_what_a_real_directory_lists(real) -> None:
    """The containers of each object are those of ``samba-tool gpo listcontainers``."""
    drawn, directory = real
    domain = drawn.directory.domains["corp.example"]
    name = next(link.gpo for unit in domain.organizational_units.values() for link in unit.links)
    said = directory.tool("gpo", "listcontainers", drawn.ids[name])
    listed = {line.partition("DN: ")[2].strip().lower() for line in said.splitlines() if "DN: " in line}
    ours = {dn.lower() for dn, unit in domain.organizational_units.items() if name in {link.gpo for link in unit.links}}
    ours |= {"dc=corp,dc=example"} if name in {link.gpo for link in domain.links} else set()
    assert listed == ours


USER = PolicyTarget(dn="CN=ana,OU=Sales,DC=corp,DC=example", groups=("Sales People",))
PC = PolicyTarget(dn="CN=pc1,OU=Floor,OU=Machines,DC=corp,DC=example")


def _directory(**policies: GroupPolicy) -> Directory:
    domain = Domain(
        links=(GpoLink(gpo="domain"),),
        organizational_units={
            "OU=Sales,DC=corp,DC=example": OrganizationalUnit(links=(GpoLink(gpo="sales"),)),
            "OU=Machines,DC=corp,DC=example": OrganizationalUnit(links=(GpoLink(gpo="machines"),)),
            "OU=Floor,OU=Machines,DC=corp,DC=example": OrganizationalUnit(links=(GpoLink(gpo="floor"),)),
        },
        group_policies={
            "domain": GroupPolicy(user_settings={"wallpaper": "blue"}, computer_settings={"firewall": "on"}),
            "sales": GroupPolicy(user_settings={"wallpaper": "red"}),
            "machines": GroupPolicy(user_settings={"wallpaper": "grey"}, computer_settings={"firewall": "off"}),
            "floor": GroupPolicy(user_settings={"screen": "locked"}),
            **policies,
        },
    )
    sites = {
        "HQ": AdSite(subnets=("10.0.0.0/8",), links=(GpoLink(gpo="domain", enforced=True),)),
        "Lab": AdSite(subnets=("10.9.0.0/16",)),
    }
    return Directory(domains={"corp.example": domain}, ad_sites=sites)


def _set(directory: Directory, **options) -> ResultantSet:
    return resultant_set({"corp": directory}, USER, PC, **options)


def test_the_nearest_container_wins() -> None:
    """Unit over domain, the reason names both, and the losers are listed."""
    found = _set(_directory())
    wallpaper = found.setting("user", "wallpaper")
    assert (wallpaper.value, wallpaper.gpo, wallpaper.overridden) == ("red", "sales", (("domain", "blue"),))
    assert wallpaper.because == "OU=Sales,DC=corp,DC=example is nearer than corp.example"
    assert found.setting("computer", "firewall").value == "off"
    assert found.setting("user", "screen") is None


@pytest.mark.parametrize(
    ("mode", "wallpaper", "screen"),
    [("merge", "grey", "locked"), ("2", "grey", "locked"), ("none", "red", None)],
)
def test_loopback(mode, wallpaper, screen) -> None:
    """Loopback adds what is linked where the computer stands, over the user's own, or instead of it."""
    directory = _directory(floor=GroupPolicy(user_settings={"screen": "locked"}, computer_settings={"loopback": mode}))
    found = _set(directory)
    assert found.setting("user", "wallpaper").value == wallpaper
    assert getattr(found.setting("user", "screen"), "value", None) == screen
    assert ("sales" in found.applied("user")) == (mode != "2")


def test_sites_and_enforced_links() -> None:
    """The smallest subnet tells the site; an enforced link of the site wins over everything below."""
    found = _set(_directory(), address="10.1.2.3")
    assert found.site == "HQ"
    assert found.setting("computer", "firewall").value == "on"
    assert found.setting("computer", "firewall").because == "its link to site HQ is enforced"
    assert _set(_directory(), address="10.9.2.3").site == "Lab"
    assert "site is unknown" in _set(_directory()).notes[0]
    with pytest.raises(UsageError, match="unknown AD site"):
        _set(_directory(), site="Nowhere")
    with pytest.raises(UsageError, match="invalid IP address"):
        _set(_directory(), address="ten")


def test_wmi_filters_are_not_guessed() -> None:
    """A filter that nobody evaluated leaves the setting open; one that is stated decides it."""
    directory = _directory(sales=GroupPolicy(user_settings={"wallpaper": "red", "only": "x"}, wmi_filter="laptop"))
    open_ = _set(directory)
    wallpaper = open_.setting("user", "wallpaper")
    assert (wallpaper.value, wallpaper.certain, wallpaper.perhaps) == ("blue", False, (("sales", "red"),))
    assert open_.setting("user", "only").value is None
    assert _set(directory, filters={"laptop": True}).setting("user", "wallpaper").value == "red"
    closed = _set(directory, filters={"sales": False})
    assert closed.setting("user", "wallpaper").certain
    assert closed.setting("user", "only") is None


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (GroupPolicy(apply_to=("CORP\\Sales People",)), "it applies to CORP\\Sales People"),
        (GroupPolicy(apply_to=("Others",)), "security filtering: it applies to Others"),
        (GroupPolicy(denied=("ana",)), "it is denied to ana"),
        (GroupPolicy(denied=("CN=Sales People,OU=x,DC=corp,DC=example",)), "it is denied to"),
        (GroupPolicy(user_enabled=False), "its user half is disabled"),
    ],
)
def test_security_filtering(policy, said) -> None:
    """Names, groups with and without their domain, and denials decide; the reason is said."""
    found = _set(_directory(sales=policy))
    (one,) = (each for each in found.policies if each.gpo == "sales")
    assert one.because.startswith(said)


def test_a_filter_that_shuts_the_computer_out_is_noted() -> None:
    """Since MS16-072 the computer fetches the user's policy: a filter on users alone needs a right to read."""
    found = _set(_directory(sales=GroupPolicy(apply_to=("Sales People",))))
    assert "sales is fetched by the computer (MS16-072), which must be allowed to read it" in found.notes


def test_another_forest_means_replace() -> None:
    """A user of another forest gets what is linked where the computer stands."""
    far = PolicyTarget(dn="CN=bo,DC=far,DC=example")
    estate = {"corp": _directory(), "far": Directory(domains={"far.example": Domain()})}
    found = resultant_set(estate, far, PC)
    assert found.loopback == "replace"
    assert found.setting("user", "wallpaper").value == "grey"


def test_an_unlisted_object_is_unknown() -> None:
    """A link to an object that the estate does not list is neither applied nor not."""
    directory = _directory()
    domain = evolve(directory.domains["corp.example"], links=(GpoLink(gpo="gone"),))
    found = _set(evolve(directory, domains={"corp.example": domain}))
    assert {one.state for one in found.policies if one.gpo == "gone"} == {PolicyState.UNKNOWN}


def test_what_a_design_keeps() -> None:
    """Members of today's domain keep its policy; members of a managed domain get that of the delegated unit."""
    managed = Directory(kind="managed-microsoft-ad", edition="standard", domains={"aws.example": Domain()})
    topology = Topology(
        name="x",
        directories={"corp": _directory(), "aws": managed},
        services={"a": Service(host="h1", realm="corp.example"), "b": Service(host="h2", realm="aws.example")},
    )
    kept = policy_kept(topology)
    assert [(one.member, one.kept) for one in kept.members] == [("h1", "yes"), ("h2", "own-units")]
    assert "90 minutes" in kept.away[0]
