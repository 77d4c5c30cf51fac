from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.facts import Confidence, Topic, catalog

OPTIONS = (
    "on-prem-only",
    "ad-connector",
    "managed-ad-standard",
    "managed-ad-enterprise",
    "managed-ad-hybrid",
    "simple-ad",
    "self-managed-ec2",
)
NOW = date(2026, 11, 23)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1))


def cells(facts):
    """The facts that are cells of a table, or the status of a workload."""
    return [fact for fact in facts if "/" in fact.subject]


def test_every_fact_has_a_ground():
    """Every fact names a source, or says in a note what it rests on, unless it is unknown."""
    bare = [fact.id for fact in catalog().values() if not (fact.source or fact.note)]
    assert [name for name in bare if catalog()[name].confidence is not Confidence.UNKNOWN] == []


def test_every_capability_of_every_option():
    """Every capability is stated for each of the 7 options, and there are 53 at least."""
    table = [fact.subject.split("/") for fact in cells(catalog(NOW).values()) if fact.topic is Topic.OPTIONS]
    assert {option for option, _ in table} == set(OPTIONS)
    names = {name for _, name in table}
    assert len(names) >= 53
    missing = [f"{option}/{name}" for option in OPTIONS for name in names if [option, name] not in table]
    assert not missing, "a capability has a fact for each of the seven options"
    assert len(table) == len(OPTIONS) * len(names)
    for option in OPTIONS:
        for name in names:
            assert catalog(NOW).capability(option, name).subject == f"{option}/{name}"


def test_every_workload_with_every_option():
    """Every workload is judged for each of the 7 options, and there are 45 at least."""
    table = [fact.subject.split("/") for fact in cells(catalog(NOW).values()) if fact.topic is Topic.WORKLOADS]
    table = [(workload, option) for workload, option in table if option != "status"]
    names = {workload for workload, _ in table}
    assert len(names) >= 45
    missing = [f"{workload}/{option}" for option in OPTIONS for workload in names if (workload, option) not in table]
    assert not missing, "a row of workloads has a fact for each of the seven options"
    assert len(table) == len(OPTIONS) * len(names)
    for workload in names:
        status = catalog(NOW).status(workload)
        assert status is not None, f"the fact {workload}/status is missing"
        assert status.value in {"active", "closed-to-new-customers", "ended"}
        for option in OPTIONS:
            assert catalog(NOW).support(workload, option).subject == f"{workload}/{option}"


def test_cells_have_the_values_that_rules_read():
    """A cell of workloads has a value that says whether the option supports the row: a misspelt one would mean no."""
    known = {
        "yes",
        "conditional",
        "limited",
        "alternative",
        "via-ad-connector",
        "via-trust",
        "no",
        "not-used",
        "unknown",
    }
    table = [fact for fact in cells(catalog().values()) if fact.topic is Topic.WORKLOADS]
    wrong = {fact.id: fact.value for fact in table if not fact.subject.endswith("/status") and fact.value not in known}
    assert not wrong, "the values are in docs/contributing/add-a-fact.md"


def test_cells_speak_of_their_option():
    """A cell names the option that it is about, so that a search by option finds it."""
    for fact in cells(catalog().values()):
        assert fact.options == tuple(part for part in fact.subject.split("/") if part in OPTIONS)


def test_unknown_cells_claim_nothing():
    """A workload cell without a source says unknown, never yes or no."""
    unknown = [fact for fact in cells(catalog().values()) if fact.confidence is Confidence.UNKNOWN]
    assert unknown
    assert {fact.value for fact in unknown if fact.topic is Topic.WORKLOADS} == {"unknown"}


@pytest.mark.parametrize("option", ["on-prem-only", "self-managed-ec2"])
def test_direct_join_of_rds(option):
    """RDS for SQL Server takes self-managed AD only across a trust before 7 July 2023, and directly since."""
    workload = "rds-sqlserver-windows-auth"
    assert catalog(date(2023, 6, 1)).support(workload, option).value == "via-trust"
    assert catalog(date(2023, 7, 6)).support(workload, option).value == "via-trust"
    assert catalog(date(2023, 7, 7)).support(workload, option).value in {"yes", "conditional"}
    early = [
        fact.statement
        for fact in catalog(date(2023, 6, 1)).about(workload)
        if "direct join" in fact.statement.casefold()
    ]
    assert all("until the direct join arrived" in statement for statement in early)


def test_hybrid_is_hidden_before_its_release():
    """Before 30 July 2025 nothing is known about Hybrid Edition, neither capability nor workload."""
    assert [fact.id for fact in cells(catalog(date(2023, 6, 1)).about("managed-ad-hybrid"))] == []
    assert catalog(date(2025, 7, 29)).capability("managed-ad-hybrid", "domain-model") is None
    assert catalog(date(2025, 7, 30)).capability("managed-ad-hybrid", "domain-model").value == "same_domain"


@pytest.mark.parametrize(
    ("day", "value"), [(date(2026, 7, 29), "yes"), (date(2026, 7, 30), "no"), (date(2026, 8, 1), "no")]
)
def test_simple_ad_closed(day, value):
    """Simple AD takes new customers until 29 July 2026."""
    assert catalog(day).capability("simple-ad", "new-customers").value == value


@pytest.mark.parametrize(
    ("workload", "option", "day", "value"),
    [
        ("workdocs", "ad-connector", date(2025, 4, 25), "yes"),
        ("workdocs", "ad-connector", date(2025, 4, 26), "no"),
        ("workdocs", "self-managed-ec2", date(2024, 1, 1), "via-ad-connector"),
        ("chime", "managed-ad-standard", date(2026, 2, 20), "yes"),
        ("chime", "managed-ad-standard", date(2026, 2, 21), "no"),
        ("chime", "simple-ad", date(2024, 1, 1), "no"),
        ("workmail", "ad-connector", date(2027, 3, 31), "yes"),
        ("workmail", "ad-connector", date(2027, 4, 1), "no"),
        ("rds-db2-kerberos", "on-prem-only", date(2026, 6, 30), "via-trust"),
        ("rds-db2-kerberos", "on-prem-only", date(2026, 7, 1), "conditional"),
    ],
)
def test_services_that_changed(workload, option, day, value):
    """A service that began or ended is answered as it was on the day."""
    assert catalog(day).support(workload, option).value == value


def test_status_over_time():
    """WorkMail is open, then closed to new customers, then ended."""
    days = (date(2026, 4, 29), date(2026, 4, 30), date(2027, 3, 31), date(2027, 4, 1))
    found = [catalog(day).status("workmail").value for day in days]
    assert found == ["active", "closed-to-new-customers", "closed-to-new-customers", "ended"]


@given(DAYS)
def test_one_cell_at_a_time(day):
    """On no day do two cells of one subject hold."""
    assert set(Counter(fact.subject for fact in cells(catalog(day).values())).values()) == {1}


def test_twins_leave_no_gap():
    """Where a cell changed, the day after one answer ends the next one holds."""
    subjects = {}
    for fact in cells(catalog().values()):
        subjects.setdefault(fact.subject, []).append(fact)
    for twins in subjects.values():
        twins.sort(key=lambda fact: fact.valid_from or date.min)
        for earlier, later in pairwise(twins):
            assert earlier.valid_to + timedelta(days=1) == later.valid_from, later.id


@given(DAYS)
def test_catalog_holds_what_is_in_force(day):
    """A dated catalog has the facts that hold on its day, and no others."""
    assert set(catalog(day)) == {name for name, fact in catalog().items() if fact.holds_on(day)}


def test_same_day_same_catalog():
    """A catalog is made once for a day; with no day it has every fact, in the order of ids."""
    assert catalog(NOW) is catalog(date(2026, 11, 23))
    assert catalog(NOW) == catalog(NOW) != catalog()
    assert list(catalog()) == sorted(catalog())
    assert len(catalog()) > len(catalog(NOW))
    assert repr(catalog(NOW)).startswith("Catalog(as_of=2026-11-23, ")


def test_without_a_day_the_last_cell():
    """With no day a cell that changed gives the answer that holds last."""
    assert catalog().support("workmail", "ad-connector").id == "workmail--ad-connector--from-2027-04-01"
    assert catalog().support("rds-sqlserver-windows-auth", "on-prem-only").value == "conditional"


def test_unknown_cell_is_none():
    """A cell that nobody wrote is None, not an error."""
    assert catalog(NOW).support("abacus", "ad-connector") is None
    assert catalog(NOW).capability("abacus", "dns") is None
    assert catalog(NOW).status("abacus") is None


def test_wrong_id_gets_hints():
    """An id that does not exist is a KeyError that names near ones; get gives None."""
    with pytest.raises(KeyError, match="near it: rds-sqlserver-windows-auth--ad-connector"):
        catalog()["rds-sqlserver-windows-auth--adconnector"]
    with pytest.raises(KeyError, match="near it"):
        catalog()[""]
    assert catalog().get("abacus") is None
    assert "abacus" not in catalog()


def test_a_default_needs_no_hints(monkeypatch):
    """Asking for a fact that may be absent compares no ids, so that rules may ask for each workload of each design."""
    monkeypatch.setattr("dirsim.facts.dated_facts.get_close_matches", None)
    assert catalog().get("no-such-fact") is None
    assert catalog().get("no-such-fact", "other") == "other"
    assert catalog().get("sharing-scope").id == "sharing-scope"


def test_id_out_of_its_time_says_so():
    """An id that exists but does not hold on the day is refused with the days on which it does."""
    with pytest.raises(KeyError, match=r"does not hold on 2023-06-01 \(from 2023-07-07"):
        catalog(date(2023, 6, 1))["rds-sqlserver-windows-auth--on-prem-only"]


def test_about_takes_parts():
    """A subject is found whole, by its option, by its capability and by its workload."""
    dns = catalog(NOW).capability("ad-connector", "dns")
    assert catalog(NOW).about("ad-connector/dns") == (dns,)
    assert dns in catalog(NOW).about("ad-connector")
    assert dns in catalog(NOW).about("dns")
    assert catalog(NOW)["trust-prerequisites"] in catalog(NOW).about("managed-ad-standard")
    assert catalog(NOW).about("abacus") == ()


def test_search_wants_every_word():
    """A search finds facts that have all its words in any case; no words find nothing."""
    found = catalog(NOW).search("LINUX two-way")
    assert "workspaces-linux-two-way-trust" in [fact.id for fact in found]
    assert catalog(NOW).search("  ") == ()
    assert catalog(NOW).search("linux abacus") == ()


def test_figures_are_values():
    """A single figure is the value, and its unit is the key in the detail."""
    assert (catalog()["tgt-lifetime"].value, catalog()["tgt-lifetime"].detail) == (10, {"hours": 10})
    assert catalog()["managed-ad-standard-dc-hour"].value == 0.06
    assert catalog()["managed-ad-hybrid-dc-hour"].value is None


def test_ports_and_flows_are_facts():
    """Ports carry protocols and numbers, flows what is required and what depends."""
    assert catalog()["port-kerberos"].detail == {"protocols": ["tcp", "udp"], "ports": "88", "service": "Kerberos KDC"}
    assert len(catalog().about("ports")) == 17
    assert len(catalog().about("flows")) == 27
    for flow in catalog().about("flows"):
        assert {"source", "destination"} <= set(flow.detail)
