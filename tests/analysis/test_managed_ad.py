"""The checks for AWS Managed Microsoft AD, and the notes on a move."""

from __future__ import annotations

import pytest

import dirsim as ds
from dirsim.analysis.managed_ad.notes import FACTS, MIGRATION_NOTES
from dirsim.analysis.managed_ad.preflight import edition_checks, hybrid_checks
from dirsim.analysis.managed_ad.readiness import readiness
from dirsim.facts import catalog
from dirsim.model.ad_sites import DomainController, SiteLink
from dirsim.model.directory import Directory, Domain


def _verdicts(domain: Domain, **options) -> dict[str, str]:
    estate = {"corp": Directory(domains={"corp.example": domain}, **options)}
    return {check.id: check.verdict for check in hybrid_checks(estate)}


def test_nothing_is_guessed() -> None:
    """What the estate does not say is unknown."""
    assert set(_verdicts(Domain()).values()) == {"unknown"}


@pytest.mark.parametrize(
    ("level", "verdict"),
    [("2016", "met"), ("2012R2", "met"), ("2012 R2", "met"), ("2008R2", "not-met"), (2025, "not-met")],
)
def test_functional_levels(level, verdict) -> None:
    """Hybrid Edition takes two levels."""
    assert _verdicts(Domain(functional_level=level))["functional-level"] == verdict


def test_controllers() -> None:
    """Read-only controllers do not count, old systems are named, a site without a link does not replicate."""
    controllers = {
        "a": DomainController(ad_site="HQ", operating_system="Windows Server 2019 Standard", roles=("pdc-emulator",)),
        "b": DomainController(ad_site="Lab", operating_system="Windows Server 2008 R2", read_only=True),
    }
    found = _verdicts(Domain(domain_controllers=controllers), site_links={"l": SiteLink(sites=("HQ", "Far"))})
    assert (found["controllers"], found["operating-systems"], found["replication"]) == ("not-met",) * 3
    good = dict.fromkeys("ab", DomainController(ad_site="HQ", operating_system="Windows Server 2022"))
    found = _verdicts(Domain(domain_controllers=good))
    assert (found["controllers"], found["operating-systems"]) == ("met", "met")


def test_editions() -> None:
    """Objects are compared with what each edition holds."""
    estate = {"corp": Directory(domains={"corp.example": Domain(objects=40_000)})}
    assert [check.verdict for check in edition_checks(estate)] == ["not-met", "met"]
    assert [check.verdict for check in edition_checks({"corp": Directory(domains={"x.example": Domain()})})] == [
        "unknown"
    ] * 2


def test_every_fact_is_in_the_catalog() -> None:
    """Notes and checks cite facts that exist."""
    cited = {*FACTS, *(fact for note in MIGRATION_NOTES for fact in note.facts)}
    cited |= {
        fact for check in hybrid_checks({"c": Directory(domains={"x.example": Domain()})}) for fact in check.facts
    }
    assert cited <= set(catalog())


@pytest.mark.parametrize(
    ("domain", "ready"),
    [({}, None), ({"corp.example": Domain()}, None), ({"corp.example": Domain(functional_level="2008R2")}, False)],
)
def test_ready_only_where_nothing_is_open(domain, ready) -> None:
    """One check that fails decides; while checks are open, or there is nothing to check, nothing is claimed."""
    assert readiness({"corp": Directory(domains=domain)}).ready is ready


def test_every_way_to_name_an_estate(tmp_path) -> None:
    """A file, its value and a design of it are taken alike."""
    file = tmp_path / "estate.yaml"
    file.write_text(
        "dirsim: requirements/v1\nname: x\nestate: {directories: {corp: {kind: active-directory, domains: "
        "{corp.example: {controllers: {}, functional_level: '2016'}}}}}\n"
    )
    found = ds.managed_ad(file)
    assert ds.managed_ad(ds.read_requirements(file)) == found
    assert found.hybrid[0].verdict == "met"
    assert ds.managed_ad(ds.Topology(name="t")).hybrid == ()
