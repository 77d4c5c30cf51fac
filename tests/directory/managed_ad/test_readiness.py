"""The checks for AWS Managed Microsoft AD, and the notes on a move."""

from __future__ import annotations

import pytest
from attrs import evolve

import dirsim as ds
from dirsim.directory.managed_ad.notes import FACTS, MIGRATION_NOTES
from dirsim.directory.managed_ad.preflight import edition_checks, hybrid_checks
from dirsim.directory.managed_ad.readiness import readiness
from dirsim.facts import catalog
from dirsim.model.ad_sites import DomainController, SiteLink
from dirsim.model.directory import Directory, Domain, Trust


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


def _because(domain: Domain, check: str, trusts=None, **options) -> tuple[str, str]:
    estate = {"corp": Directory(domains={"corp.example": domain}, **options)}
    (found,) = (one for one in hybrid_checks(estate, trusts) if one.id == check)
    return found.verdict, found.because


def _of(**controllers: DomainController) -> Domain:
    return Domain(domain_controllers=controllers, krbtgt_password_set="2024-05-01")


def test_encryption_types_of_controllers_decide() -> None:
    """A controller without AES-256 fails; where all take it, accounts are still open, and trusts are told."""
    strong, weak = (DomainController(encryption_types=types) for types in (("rc4", "aes256"), ("rc4", "aes128")))
    verdict, because = _because(_of(a=strong, b=weak), "encryption-types")
    assert verdict == "not-met"
    assert "b (rc4, aes128)" in because
    trusts = {
        "t": Trust(trusting="corp.example", trusted="old.example", encryption_types=("rc4",)),
        "u": Trust(trusting="far.example", trusted="old.example", encryption_types=("rc4",)),
    }
    verdict, because = _because(_of(a=strong, b=DomainController()), "encryption-types", trusts)
    assert verdict == "unknown"
    for said in (
        "a supports AES-256",
        "b does not state encryption types",
        "the trust t supports only rc4",
        "2024-05-01",
        "accounts that support only RC4",
    ):
        assert said in because
    assert "trust u" not in because


def test_role_holders_are_named() -> None:
    """Holders are named with what is left to try; a role on no listed controller is told; a read-only holder fails."""
    both = DomainController(roles=("pdc-emulator", "rid-master"))
    assert "pdc-emulator on a, rid-master on a; test a route" in _because(_of(a=both), "role-holders")[1]
    one = DomainController(roles=("pdc-emulator",))
    assert "no listed controller holds rid-master" in _because(_of(a=one), "role-holders")[1]
    assert _because(_of(a=evolve(both, read_only=True)), "role-holders")[0] == "not-met"


def test_ports_and_clock_name_the_machines() -> None:
    """What is left to try is told with the machines to try it at; a stated source of time is used."""
    keeper = DomainController(roles=("pdc-emulator",))
    assert "Test from the directory's subnets to a, b: " in _because(_of(a=keeper, b=DomainController()), "ports")[1]
    assert "Query a (w32tm /query /source)" in _because(_of(a=keeper), "clock")[1]
    assert "a uses the time source ntp1" in _because(_of(a=evolve(keeper, clock_source="ntp1")), "clock")[1]


def test_samba_is_not_taken_for_windows() -> None:
    """A Samba forest is checked too; that it is Samba is said, and its systems are not judged as Windows."""
    found = _because(_of(a=DomainController(operating_system="Samba 4.17.12")), "operating-systems", kind="samba-ad")
    assert found[0] == "unknown"
    assert "corp is Samba" in _because(Domain(), "software", kind="samba-ad")[1]
    assert "software" not in _verdicts(Domain())


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
