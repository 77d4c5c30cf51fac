"""Checks on an estate without any design."""

import pytest
from attrs import evolve

from dirsim.directory.discovery.estate_checks import ESTATE_CHECKS, estate_checks
from dirsim.directory.discovery.estate_finding import CheckLevel
from dirsim.model.ad_sites import AdSite, DomainController, SiteLink
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.network_parts import Link, Site
from dirsim.model.requirements import Estate

DC = DomainController(ad_site="hq", global_catalog=True, last_logon="2026-10-30")
DOMAIN = Domain(
    users=10,
    functional_level="2016",
    domain_controllers={
        "dc1": evolve(DC, roles=("pdc-emulator",), clock_source="ntp.example"),
        "dc2": DC,
    },
    unconstrained_delegation=0,
    krbtgt_password_set="2026-09-01",
)
FOREST = Directory(
    domains={"corp.example": DOMAIN},
    functional_level="2016",
    ad_sites={"hq": AdSite(subnets=("10.0.0.0/8",))},
    site_links={"all": SiteLink(sites=("hq",))},
    read_on="2026-11-01",
    tombstone_lifetime="180d",
    recycle_bin=True,
    clients_without_site=0,
)
TRUST = Trust(trusting="corp.example", trusted="b.example", encryption_types=("aes128", "aes256"))
GOOD = Estate(directories={"corp": FOREST}, trusts={"t": TRUST})


def forest(**changes):
    """The good estate with changes to its forest."""
    return evolve(GOOD, directories={"corp": evolve(FOREST, **changes)})


def domain(**changes):
    """The good estate with changes to its domain."""
    return forest(domains={"corp.example": evolve(DOMAIN, **changes)})


def controllers(**changes):
    """The good estate with changes to its second controller."""
    return domain(domain_controllers={**DOMAIN.domain_controllers, "dc2": evolve(DC, **changes)})


def test_a_good_estate_has_no_findings():
    """Where all is known and fine, nothing is said."""
    assert estate_checks(GOOD) == ()


@pytest.mark.parametrize(
    ("estate", "check", "level"),
    [
        (evolve(GOOD, trusts={"t": evolve(TRUST, encryption_types=("rc4",))}), "trusts-use-aes", CheckLevel.WARNING),
        (evolve(GOOD, trusts={"t": evolve(TRUST, encryption_types=())}), "trusts-use-aes", CheckLevel.UNKNOWN),
        (domain(krbtgt_password_set="2020-01-01"), "krbtgt-password-is-fresh", CheckLevel.WARNING),
        (domain(krbtgt_password_set=None), "krbtgt-password-is-fresh", CheckLevel.UNKNOWN),
        (domain(unconstrained_delegation=3), "delegation-is-constrained", CheckLevel.WARNING),
        (controllers(ad_site="branch"), "sites-have-two-controllers", CheckLevel.WARNING),
        (controllers(ad_site="branch"), "sites-are-joined", CheckLevel.ERROR),
        (
            domain(domain_controllers={"dc1": DOMAIN.domain_controllers["dc1"]}),
            "sites-have-two-controllers",
            CheckLevel.ERROR,
        ),
        (
            domain(domain_controllers={"dc1": evolve(DC, roles=("pdc-emulator",), clock_source="local"), "dc2": DC}),
            "the-clock-has-a-source",
            CheckLevel.WARNING,
        ),
        (forest(tombstone_lifetime="60d"), "controllers-return-in-time", CheckLevel.WARNING),
        (controllers(last_logon="2026-01-01"), "controllers-return-in-time", CheckLevel.ERROR),
        (forest(recycle_bin=False), "deleted-objects-can-be-had-back", CheckLevel.NOTE),
        (forest(unplaced_subnets=("10.9.0.0/16",)), "subnets-have-sites", CheckLevel.WARNING),
        (forest(clients_without_site=4), "clients-have-sites", CheckLevel.WARNING),
        (
            forest(functional_level="2000", domains={"corp.example": evolve(DOMAIN, functional_level="2000")}),
            "levels-suffice-for-options",
            CheckLevel.WARNING,
        ),
        (
            evolve(
                GOOD,
                sites={"a": Site(), "b": Site()},
                links={"line": Link(between=("a", "b"))},
                directories={"corp": evolve(FOREST, ad_sites={"hq": AdSite(subnets=("10.0.0.0/8",), place="a")})},
            ),
            "sites-have-two-paths",
            CheckLevel.WARNING,
        ),
        (
            evolve(
                controllers(ad_site="branch"),
                directories={
                    "corp": evolve(
                        controllers(ad_site="branch").directories["corp"],
                        site_links={"one": SiteLink(sites=("hq",)), "two": SiteLink(sites=("branch",))},
                    )
                },
            ),
            "site-links-join-all-sites",
            CheckLevel.WARNING,
        ),
    ],
)
def test_each_fault_is_found(estate, check, level):
    """One fault gives a finding of its check, of the level that it deserves."""
    assert (check, level) in {(found.check, found.level) for found in estate_checks(estate)}


def test_every_check_has_a_case():
    """No check is without a fault that it finds."""
    marked = {
        mark.args[1][number][1] for mark in test_each_fault_is_found.pytestmark for number in range(len(mark.args[1]))
    }
    assert marked == {name for name, _ in ESTATE_CHECKS}
