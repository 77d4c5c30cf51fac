"""Preflight checks of an estate, check by check, through a requirements file."""

import pytest

import dirsim as ds


@pytest.fixture
def checks(tmp_path):
    """A function: the detail of corp.example and of its directory to the checks of Hybrid Edition, by id."""

    def found(domain="", *, directory="", trusts="", name="corp.example"):
        path = tmp_path / "estate.yaml"
        path.write_text(
            "{dirsim: requirements/v1, name: case, estate: {sites: {hq: {}}, directories: {corp: {"
            f"{directory} domains: {{{name}: {{{domain}}}}}}}, far: {{domains: far.example}}}}, trusts: {{{trusts}}}}}}}",
            encoding="utf-8",
        )
        return {check.id: check for check in ds.managed_ad(path).hybrid if check.subject == name}

    return found


def hosts(**settings):
    """Controllers by their settings, as part of a domain; names are completed."""
    entries = ", ".join(f"{name}.corp.example: {{{text}}}" for name, text in settings.items())
    return f"domain_controllers: {{{entries}}}"


@pytest.mark.parametrize(
    ("domain", "directory", "verdict"),
    [
        ("functional_level: 2016", "", "met"),
        ("functional_level: 2012R2", "", "met"),
        ("functional_level: 2012", "", "not-met"),
        ("functional_level: 2019", "", "not-met"),
        ("", "functional_level: 2016,", "met"),
        ("functional_level: 2008R2", "functional_level: 2016,", "not-met"),
        ("", "", "unknown"),
    ],
)
def test_the_level_of_the_domain_counts_before_that_of_the_forest(checks, domain, directory, verdict):
    """Hybrid Edition supports two levels; that of the domain is used, else that of its directory."""
    assert checks(domain, directory=directory)["functional-level"].verdict == verdict


def test_the_level_is_named_with_those_that_are_supported(checks):
    """The reason has the stated level and the supported ones."""
    found = checks("functional_level: 2019")["functional-level"]
    assert found.because == "the functional level is 2019; Hybrid Edition supports 2012R2 and 2016"
    assert found.facts == ("hybrid-prerequisites",)


@pytest.mark.parametrize(
    ("domain", "verdict", "because"),
    [
        (hosts(a="", b=""), "met", "2 writable controllers are listed; 2 are required, and read-only ones do not count"),
        (hosts(a="", b="read_only: true"), "not-met", "1 writable controller is listed; 2 are required, and read-only ones do not count"),
        ("controllers: {hq: 2}", "met", "2 controllers are stated; 2 writable ones are required"),
        ("controllers: {hq: 1}", "not-met", "1 controller is stated; 2 writable ones are required"),
        ("", "unknown", "the controllers are not stated"),
    ],
)  # fmt: skip
def test_two_writable_controllers_are_required(checks, domain, verdict, because):
    """Listed controllers are counted without read-only ones, stated ones by their number, and otherwise nothing is known."""
    found = checks(domain)["controllers"]
    assert (found.verdict, found.because) == (verdict, because)


@pytest.mark.parametrize(
    ("domain", "verdict", "ends"),
    [
        ("", "unknown", "their holders are not stated"),
        (hosts(a="roles: [pdc-emulator, rid-master]"), "unknown", "pdc-emulator on a.corp.example, rid-master on a.corp.example; test a route from AWS to each"),
        (hosts(a="roles: pdc-emulator", b="roles: rid-master"), "unknown", "pdc-emulator on a.corp.example, rid-master on b.corp.example; test a route from AWS to each"),
        (hosts(a="roles: pdc-emulator"), "unknown", "pdc-emulator on a.corp.example, no listed controller holds rid-master"),
        (hosts(a="roles: schema-master"), "unknown", "no listed controller holds pdc-emulator or rid-master"),
        (hosts(a="roles: pdc-emulator, read_only: true", b="roles: rid-master"), "not-met", "rid-master on b.corp.example; test a route from AWS to each"),
    ],
)  # fmt: skip
def test_role_holders_must_be_routable(checks, domain, verdict, ends):
    """The holders of two roles are named with what is left to test; a missing one is named, a read-only one fails."""
    found = checks(domain)["role-holders"]
    assert found.verdict == verdict
    assert found.because.startswith("the PDC emulator and the RID master must be routable at all times: ")
    assert found.because.endswith(ends)


@pytest.mark.parametrize(
    ("domain", "links", "alone"),
    [
        (hosts(a="ad_site: HQ", b="ad_site: Lab"), "{l: {sites: [HQ, Lab]}}", None),
        (hosts(a="ad_site: HQ", b="ad_site: Lab"), "{l: {sites: [HQ, Far]}}", "Lab"),
        (hosts(a="ad_site: HQ", b="ad_site: Lab"), "{}", "HQ, Lab"),
        (hosts(a="ad_site: HQ", b="ad_site: HQ"), "{}", None),
        (hosts(a="ad_site: HQ", b=""), "{}", None),
    ],
)
def test_sites_of_controllers_are_joined_by_links(checks, domain, links, alone):
    """With controllers in several sites, each site is in a site link; in one site there is nothing to join."""
    sites = "ad_sites: {HQ: {}, Lab: {}, Far: {}}"
    found = checks(domain, directory=f"{sites}, site_links: {links},")["replication"]
    assert found.verdict == ("not-met" if alone else "unknown")
    if alone:
        assert found.because.startswith(f"no site link contains {alone}, ")
    else:
        assert ("site links connect" in found.because) is ("Lab" in domain)
        assert found.because.endswith("run repadmin /replsummary and dcdiag")


@pytest.mark.parametrize(
    ("systems", "verdict"),
    [
        (("Windows Server 2022", "Windows Server 2012 R2"), "met"),
        (("Windows Server 2022", "Windows Server 2008 R2"), "not-met"),
        (("Windows Server 2003",), "not-met"),
        (("Windows 2000 Server",), "not-met"),
        (("Windows Server 2022", "Samba 4.19"), "unknown"),
        (("Windows Server 2008", "Samba 4.19"), "not-met"),
        (("Windows Server 2022", ""), "unknown"),
        ((), "unknown"),
    ],
)
def test_old_systems_are_too_old(checks, systems, verdict):
    """Windows Server before 2012 fails, other systems are not known, and all of them must be stated."""
    settings = {f"h{n}": f"operating_system: '{text}'" if text else "" for n, text in enumerate(systems)}
    found = checks(hosts(**settings) if settings else "")["operating-systems"]
    assert found.verdict == verdict
    if verdict == "met":
        assert found.because == "no controller is older than 2012"
    if "Windows Server 2008 R2" in systems:
        assert found.because.endswith("h1.corp.example (Windows Server 2008 R2)")


AES, RC4 = "encryption_types: [rc4, aes256]", "encryption_types: [rc4, aes128]"


@pytest.mark.parametrize(
    ("domain", "verdict", "parts"),
    [
        (hosts(a=AES), "unknown", ["a.corp.example supports AES-256"]),
        (hosts(a=AES, b=AES), "unknown", ["a.corp.example, b.corp.example support AES-256"]),
        (hosts(a=AES, b=""), "unknown", ["b.corp.example does not state encryption types"]),
        (hosts(a=AES, b="", c=""), "unknown", ["b.corp.example, c.corp.example do not state encryption types"]),
        (hosts(a=AES, b=RC4), "not-met", ["controllers without AES-256: b.corp.example (rc4, aes128)"]),
        ("krbtgt_password_set: '2024-05-01'", "unknown", ["the krbtgt password was last set on 2024-05-01"]),
        ("", "unknown", ["the directory does not store this. Tickets of the domain"]),
    ],
)
def test_every_controller_supports_aes_256(checks, domain, verdict, parts):
    """A controller that states weaker types fails; where all support AES-256, accounts remain to be checked."""
    found = checks(domain)["encryption-types"]
    assert found.verdict == verdict
    assert all(part in found.because for part in parts)
    assert ("find accounts that support only RC4" in found.because) is (verdict == "unknown")


@pytest.mark.parametrize(
    ("trust", "named"),
    [
        ("t: {trusting: corp.example, trusted: far.example, encryption_types: [rc4]}", True),
        ("t: {trusting: far.example, trusted: corp.example, encryption_types: [rc4]}", True),
        ("t: {trusting: corp.example, trusted: far.example, encryption_types: [rc4, aes256]}", False),
        ("t: {trusting: corp.example, trusted: far.example}", False),
    ],
)
def test_trusts_without_aes_256_are_named(checks, trust, named):
    """A trust of the domain, in either direction, that states weaker types is named."""
    found = checks("", trusts=trust)["encryption-types"]
    assert ("the trust t supports only rc4" in found.because) is named


def test_ports_are_tested_to_writable_controllers(checks):
    """The test of the ports names the writable controllers, or the controllers where none is listed, and every port."""
    listed = checks(hosts(a="", b="read_only: true"))["ports"]
    assert "Test from the directory's subnets to a.corp.example: " in listed.because
    assert "to the controllers: " in checks("")["ports"].because
    for port in ("tcp/udp 53", "tcp/udp 88", "udp 123", "tcp 445", "tcp 3268-3269", "tcp 9389"):
        assert port in listed.because
    assert listed.verdict == "unknown"


@pytest.mark.parametrize(
    ("domain", "starts"),
    [
        ("", "the directory does not store this. Query the PDC emulator (w32tm /query /source)."),
        (hosts(a="roles: pdc-emulator"), "the directory does not store this. Query a.corp.example (w32tm"),
        (
            hosts(a="roles: pdc-emulator, clock_source: ntp1"),
            "a.corp.example uses the time source ntp1; test the offset",
        ),
        (hosts(a="clock_source: ntp1"), "the directory does not store this. Query the PDC emulator (w32tm"),
    ],
)
def test_the_clock_is_that_of_the_pdc_emulator(checks, domain, starts):
    """The time source of the PDC emulator is asked for, or named where it is stated; that of others does not count."""
    found = checks(domain)["clock"]
    assert (found.verdict, found.facts) == ("unknown", ("hybrid-time-sync",))
    assert found.because.startswith(starts)


def test_each_domain_of_each_forest_is_checked_in_order(checks):
    """Every domain has the same checks in the same order; a Samba directory has one more, in front."""
    order = ["functional-level", "controllers", "role-holders", "replication", "operating-systems", "encryption-types", "ports", "clock", "assessment"]  # fmt: skip
    assert list(checks("")) == order
    assert list(checks("", directory="kind: samba-ad,")) == ["software", *order]
    assert checks("", directory="kind: managed-microsoft-ad,") == {}


@pytest.mark.parametrize(
    ("objects", "standard", "enterprise"),
    [
        (30_000, "met", "met"),
        (30_001, "not-met", "met"),
        (500_000, "not-met", "met"),
        (500_001, "not-met", "not-met"),
        (None, "unknown", "unknown"),
    ],
)
def test_objects_fit_into_an_edition(tmp_path, objects, standard, enterprise):
    """Standard holds about 30,000 objects and Enterprise 500,000; what is not counted is named and unknown."""
    path = tmp_path / "estate.yaml"
    detail = f"objects: {objects}" if objects else ""
    path.write_text(
        "{dirsim: requirements/v1, name: case, estate: {directories: {corp: {domains: "
        f"{{corp.example: {{{detail}}}}}}}}}}}}}",
        encoding="utf-8",
    )
    found = ds.managed_ad(path).editions
    assert [(check.subject, check.verdict) for check in found] == [("standard", standard), ("enterprise", enterprise)]
    assert found[0].because == (
        f"{objects} objects are stated; about 30000 fit"
        if objects
        else "0 objects are stated; about 30000 fit; no count of corp.example"
    )
