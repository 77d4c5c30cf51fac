"""Places of controllers, and which of them are read-only."""

from attrs import evolve

from dirsim.model.ad_sites import AdSite, DomainController
from dirsim.model.controller_places import controller_counts, controller_hosts
from dirsim.model.directory import Directory, Domain
from dirsim.model.network_parts import Host

NAMED = {
    "hq1": DomainController(ad_site="HQ"),
    "hq2": DomainController(ad_site="HQ"),
    "ro1": DomainController(ad_site="Branch", read_only=True),
    "new": DomainController(),
}
FOREST = Directory(
    domains={"corp.example": Domain(controllers={"hq": 2, "branch": 2}, domain_controllers=NAMED)},
    ad_sites={"HQ": AdSite(place="hq"), "Branch": AdSite(place="branch")},
)


def read_only(directory, counts):
    """The site of each controller, and whether it is read-only, in order."""
    made = controller_hosts(directory, "corp.example", counts, Host(site="", roles=("controller",)))
    return [(host.site, host.read_only) for host in made.values()]


def with_domain(**changes):
    """The forest with changes to its domain."""
    return evolve(FOREST, domains={"corp.example": evolve(FOREST.domains["corp.example"], **changes)})


def test_counts_of_the_file_go_first():
    """Where the file counts controllers by site, the named ones add none."""
    assert controller_counts(FOREST, "corp.example") == {"hq": 2, "branch": 2}


def test_named_controllers_count_where_the_file_counts_none():
    """Controllers that are named with their AD site are counted at its place; those of unknown place are not."""
    assert controller_counts(with_domain(controllers={}), "corp.example") == {"hq": 2, "branch": 1}


def test_a_read_only_controller_is_so_at_its_site():
    """At each site as many controllers are read-only as the file names there, the writable ones first."""
    assert read_only(FOREST, {"hq": 2, "branch": 2}) == [
        ("hq", False),
        ("hq", False),
        ("branch", False),
        ("branch", True),
    ]


def test_a_read_only_controller_of_unknown_place_is_at_the_only_site():
    """Without an AD site a read-only controller counts only where one site has controllers."""
    lost = with_domain(domain_controllers={"ro1": DomainController(read_only=True)})
    assert read_only(lost, {"hq": 2}) == [("hq", False), ("hq", True)]
    assert read_only(lost, {"hq": 1, "branch": 1}) == [("hq", False), ("branch", False)]
