"""Values in the form of their file: what is written, what is left out, and the order of names."""

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from dirsim.catalog.words import FORBIDS, NEEDS, PRINCIPALS, WORKLOAD_KINDS
from dirsim.files.requirements_reader import parse_requirements
from dirsim.model.ad_sites import AdSite, DomainController
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.network_parts import Link, Site
from dirsim.model.outcome import OUTCOMES, THROUGH, AnswerStatus, DesignStatus, Judgement, Outcome, ReplyKind
from dirsim.model.plain_data import plain_data
from dirsim.model.requirements import (
    Credential,
    Estate,
    Need,
    NeedDetail,
    Requirements,
    SketchedAd,
    Workload,
    in_name_order,
)
from dirsim.model.requirements_form import as_file
from dirsim.pages.json_text import json_text

LABELS = st.sampled_from(["a", "b", "c", "zeta"])
KINDS = st.sampled_from(sorted(WORKLOAD_KINDS))
PLAIN_NEEDS = sorted(NEEDS)


@st.composite
def files(draw):
    """Requirements with some of every part."""
    workloads = draw(
        st.dictionaries(
            LABELS,
            st.builds(
                lambda kind, users: Workload(kind=kind, users=users), KINDS, st.sampled_from([(), ("x.example",)])
            ),
            max_size=2,
        )
    )
    needs = draw(
        st.lists(
            st.builds(
                lambda word, time: Need(word=word, detail=NeedDetail(for_=time)),
                st.sampled_from(PLAIN_NEEDS),
                st.sampled_from([None, "4h"]),
            ),
            max_size=3,
            unique_by=lambda need: need.word,
        )
    )
    credentials = draw(
        st.dictionaries(
            LABELS, st.builds(lambda who: Credential(principal=who), st.sampled_from(sorted(PRINCIPALS))), max_size=2
        )
    )
    estate = draw(
        st.sampled_from([
            Estate(), Estate(users=5), Estate(on_prem_ad=False), Estate(on_prem_ad=SketchedAd(users=10)), Estate(sites={"hq": Site()}), Estate(identity_providers=("adfs",)),
        ])
    )  # fmt: skip
    forbids = draw(st.lists(st.sampled_from(sorted(FORBIDS)), max_size=2, unique=True))
    return Requirements(
        name=draw(LABELS),
        estate=estate,
        workloads=workloads,
        needs=tuple(needs),
        forbids=tuple(forbids),
        credentials=credentials,
    )


@settings(max_examples=20)
@given(files())
def test_requirements_are_written_and_read_back(requirements):
    """Requirements in the form of a file are read as the same requirements."""
    assert parse_requirements(json_text(as_file(requirements))) == requirements


@settings(max_examples=20)
@given(files())
def test_unknown_values_are_not_written(requirements):
    """Nothing that is empty, unknown or a default is in the form of the file, at any depth."""

    def values(value):
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return [value, *(inner for entry in below for inner in values(entry))]

    written = as_file(requirements)
    assert written["dirsim"] == "requirements/v1"
    assert not any(value is None or value in ([], ()) for value in values(written))


@pytest.mark.parametrize(
    ("need", "written"),
    [
        (Need(word="kerberos"), "kerberos"),
        (Need(word="kerberos", detail=NeedDetail(for_="4h")), {"kerberos": {"for": "4h"}}),
        (Need(word="kerberos", detail=NeedDetail(of="vpn", site="hq")), {"kerberos": {"of": "vpn", "site": "hq"}}),
        (Need(word="kerberos", detail=NeedDetail(users=("a.example",))), {"kerberos": {"users": ["a.example"]}}),
    ],
)
def test_a_need_is_a_word_or_a_word_with_details(need, written):
    """A need without details is its word alone; with details they follow the word."""
    assert as_file(Requirements(name="n", needs=(need,)))["needs"] == [written]


@pytest.mark.parametrize(("text", "seconds"), [(None, None), ("4h", 14400.0), ("30ms", 0.03)])
def test_the_duration_of_a_need_in_seconds(text, seconds):
    """A need without a duration lasts until the repair."""
    assert NeedDetail(for_=text).for_s == (seconds if seconds is None else pytest.approx(seconds))


def test_false_and_zero_are_written():
    """An answer of no, and a count of zero, are known and therefore written."""
    estate = Estate(on_prem_ad=False, users=0, self_managed_ad=False)
    assert as_file(Requirements(name="n", estate=estate))["estate"] == {
        "on_prem_ad": False,
        "users": 0,
        "self_managed_ad": False,
    }


@settings(max_examples=20)
@given(files(), st.randoms(use_true_random=False))
def test_the_order_of_names_does_not_count(requirements, random):
    """Requirements whose mappings are in another order are the same ones in the order of names; lists keep theirs."""
    items = list(requirements.workloads.items())
    random.shuffle(items)
    turned = evolve(requirements, workloads=dict(items), credentials=dict(reversed(requirements.credentials.items())))
    one, other = in_name_order(requirements), in_name_order(turned)
    assert list(one.workloads.items()) == list(other.workloads.items()) == sorted(items, key=lambda item: item[0])
    assert list(one.credentials) == list(other.credentials) == sorted(requirements.credentials)
    assert (one.needs, one.forbids) == (requirements.needs, requirements.forbids)
    assert one == requirements


def test_each_mapping_of_an_estate_is_ordered():
    """Sites, links, directories, domains, controllers and trusts are all in the order of their names."""
    domain = Domain(controllers={"dc2": DomainController(), "dc1": DomainController()})
    estate = Estate(
        sites={"z": Site(), "a": Site()},
        links={"z": Link(between=("z", "a")), "a": Link(between=("a", "z"))},
        directories={"z": Directory(domains={"z.example": domain, "a.example": Domain()}), "a": Directory(domains={})},
        trusts={"z": Trust(trusting="z.example", trusted="a.example"), "a": Trust(trusting="a.example", trusted="z.example")},
    )  # fmt: skip
    found = in_name_order(Requirements(name="n", estate=estate)).estate
    assert [list(part) for part in (found.sites, found.links, found.directories, found.trusts)] == [["a", "z"]] * 4
    assert list(found.directories["z"].domains) == ["a.example", "z.example"]
    assert list(found.directories["z"].domains["z.example"].controllers) == ["dc1", "dc2"]
    assert list(estate.sites) == ["z", "a"]


def test_kinds_and_needs_of_a_file():
    """Each kind of workload is listed once in the order of the file, and a need is found among several words."""
    one, other, *_ = sorted(WORKLOAD_KINDS)
    made = Requirements(
        name="n",
        workloads={"b": Workload(kind=other), "a": Workload(kind=one), "c": Workload(kind=other)},
        needs=(Need(word="kerberos"),),
    )
    assert made.kinds == (other, one)
    assert made.needs_word("ldap", "kerberos")
    assert not made.needs_word("ldap")
    assert not made.needs_word()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (AdSite(), {}), (AdSite(subnets=("10.0.0.0/8",)), {"subnets": ["10.0.0.0/8"]}), (DomainController(read_only=True), {"read_only": True}),
        (DomainController(global_catalog=False), {"global_catalog": False}), (NeedDetail(for_="4h"), {"for": "4h"}), ((1, "a", None), [1, "a", None]), ({"k": AdSite()}, {"k": {}}),
        (3, 3), ("a", "a"), (None, None),
    ],
)  # fmt: skip
def test_plain_data_leaves_defaults_out(value, written):
    """A value as plain data has the fields that differ from their defaults, by the names of the file."""
    assert plain_data(value) == written


def test_plain_data_writes_what_readers_must_know():
    """The kind of a directory, a trust and a workload, and a trust's directions, are written even at their defaults."""
    assert plain_data(Directory(domains={}))["kind"] == Directory(domains={}).kind
    trust = plain_data(Trust(trusting="a.example", trusted="b.example"))
    assert {"kind", "two_way", "selective", "sid_filtering", "trusting", "trusted"} <= set(trust)
    assert plain_data(Workload(kind="workspaces")) == {"kind": "workspaces"}


def test_the_words_of_results():
    """Each vocabulary of results has its words in order, best first, and a word is equal to its member."""
    assert [str(word) for word in OUTCOMES] == ["succeeded", "degraded", "denied", "timed-out"]
    assert [word.works for word in OUTCOMES] == [True, True, False, False]
    assert THROUGH == ("succeeded", "degraded")
    assert [
        f"{word}" for word in (*ReplyKind, *Judgement)
    ] == "answered refused rejected silent met not-met unknown".split()
    assert [
        *DesignStatus,
        *AnswerStatus,
    ] == "feasible rejected undetermined recommended tie no-fit insufficient-evidence".split()
    assert json_text({"outcome": Outcome.TIMED_OUT}) == '{\n  "outcome": "timed-out"\n}\n'
