"""The smallest changes that change the answer."""

import json
import pickle
import random
from datetime import date

import pytest

from dirsim import examples
from dirsim.files.requirements_reader import parse_requirements
from dirsim.parsing.tree import parse
from dirsim.recommendation.candidate import Flip
from dirsim.recommendation.engine import recommend
from dirsim.recommendation.flips import _changes


def word(need):
    """A need's word in the file form."""
    return need if isinstance(need, str) else next(iter(need))


def changed(data, change):
    """A file's data with one change made by hand, as a reader of the answer would make it."""
    data = json.loads(json.dumps(data))
    section, _, name = change.path.partition(".")
    if section in ("needs", "forbids"):
        entries = data.setdefault(section, [])
        data[section] = [entry for entry in entries if word(entry) != change.before]
        assert (len(data[section]) < len(entries)) is (change.before is not None)
        data[section] += [change.after] if change.after is not None else []
    elif section == "workloads":
        assert change.after is None
        assert data["workloads"].pop(name)["kind"] == change.before
    else:
        *folders, key = change.path.split(".")
        place = data
        for folder in folders:
            place = place.setdefault(folder, {})
        assert place.get(key) == change.before
        place[key] = change.after
    return data


@pytest.mark.parametrize("name", examples.names())
def test_each_flip_really_changes_the_answer(name):
    """Each flip, made in the file by hand, gives the design that it says, and that is another one."""
    data = parse(examples.text(name), f"{name}.yaml").data
    now = recommend(parse_requirements(json.dumps(data)))
    for flip in now.flips():
        (change,) = flip.change
        answer = recommend(parse_requirements(json.dumps(changed(data, change))))
        assert answer.design == flip.design
        assert flip.design != now.design


def test_each_flip_is_the_answer_to_the_changed_file(any_file):
    """Each flip of a file of the tests is the answer to the changed file; what is not listed changes nothing."""
    now = recommend(any_file)
    assert list(now.flips()) == list(from_nothing(now))


@pytest.mark.parametrize("file", ["forests", "old name"])
def test_a_flip_asks_every_rule(file):
    """Rules of one name in two modules, and connectors whose domain depends on the workloads, change no flip."""
    estate = {"on_prem_ad": {"domains": 2, "forests": 2, "users": 900}, "connectivity": "dx"}
    kinds = {"desks": {"kind": "workspaces", "users": ["corp.example"]}}
    kinds |= {"bi": {"kind": "quicksight", "users": ["forest2.example"]}}
    if file == "old name":
        estate = {"on_prem_ad": {"domains": 1, "users": 900, "single_label": True}, "connectivity": "vpn"}
        kinds = {"shares": {"kind": "fsx-windows"}, "db": {"kind": "rds-sqlserver"}}
    data = {"dirsim": "requirements/v1", "name": file, "as_of": "2026-11-01", "estate": estate, "workloads": kinds}
    now = recommend(parse_requirements(json.dumps(data | {"needs": ["existing-credentials"]})))
    assert list(now.flips()) == list(from_nothing(now))


def test_contoso_has_flips():
    """The main example has changes that change its answer, each a single one."""
    flips = recommend(examples.contoso()).flips()
    assert len(flips) >= 3
    assert all(len(flip.change) == 1 for flip in flips)


def test_flips_are_worked_out_once(ask, on_prem):
    """Asked again, an answer gives the same flips without working them out again."""
    answer = ask(["workspaces"], ["existing-credentials"], estate=on_prem)
    assert answer.flips() is answer.flips()


def test_a_flip_may_lead_to_no_answer(ask, on_prem):
    """A change after which nothing fits is a flip too, to no design."""
    answer = ask(
        ["rds-sqlserver"], ["existing-credentials", "windows-auth-db"], ["directory-copy-in-cloud"], estate=on_prem
    )
    paths = {flip.change[0].path: flip.design for flip in answer.flips()}
    assert paths["needs.survive-outage"] is None


KINDS = (
    "rds-sqlserver",
    "workspaces",
    "aws-console",
    "fsx-windows",
    "ec2-windows",
    "sharepoint",
    "quicksight",
    "transfer-family",
)


@pytest.mark.parametrize("seed", range(4))
def test_what_was_found_out_for_the_answer_changes_no_flip(seed):
    """Flips from designs that were built and run for the answer are those that are worked out from nothing."""
    draw = random.Random(seed)  # noqa: S311 -- chance, not secrets
    data = {
        "dirsim": "requirements/v1",
        "name": "several",
        "as_of": "2026-11-01",
        "estate": {
            "on_prem_ad": {"domains": draw.choice((1, 2)), "users": 900},
            "connectivity": draw.choice(("vpn", "dx")),
        },
        "workloads": {kind: {"kind": kind} for kind in draw.sample(KINDS, 4)},
        "needs": draw.sample(("existing-credentials", "mfa", "multi-account", "least-ops", "survive-outage"), 3),
        "forbids": draw.sample(("extra-directory", "servers", "two-way-trust", "iam-users"), seed % 2),
    }
    answer = recommend(parse_requirements(json.dumps(data)))
    again = pickle.loads(pickle.dumps(answer))  # noqa: S301 -- our own bytes
    assert answer.built is not None
    assert again.built is None
    assert list(answer.flips()) == list(again.flips()) == list(from_nothing(answer))


def test_only_verdicts_that_no_other_need_decides_are_kept(ask):
    """Desktops beside a shared directory fail by the need of several accounts: without it they may be served, so it is forgotten."""
    estate = {"on_prem_ad": {"domains": 1, "users": 900}, "connectivity": "vpn", "aws": {"accounts": 3}}
    answer = ask(["workspaces"], ["multi-account", "existing-credentials"], estate=estate)
    missed = {
        entry.design.label: {one.rule for one in entry.verdicts if one.verdict == "not-met"}
        for entry in answer.candidates
    }
    outside = {label for label, rules in missed.items() if "desktops-outside-the-directory" in rules}
    outside -= {label for label, rules in missed.items() if "workloads-are-served" in rules}
    assert outside
    kept = {label for (_, label), missed in answer.built.missed.items() if "workloads.workspaces" in missed}
    assert not kept & outside


def from_nothing(answer):
    """The flips of an answer, each change asked as a question of its own."""
    for change, changed in _changes(answer.requirements):
        design = recommend(changed, as_of=date.fromisoformat(answer.as_of)).design
        if design != answer.design:
            yield Flip((change,), design)


def test_a_change_that_leaves_nothing_asked_is_no_flip():
    """Without the only need there is no question; what speaks of workloads changes nothing where there are none."""
    req = parse_requirements(
        "dirsim: requirements/v1\nname: x\nas_of: 2026-11-01\nestate: {on_prem_ad: {domains: 1, users: 300}, connectivity: vpn}\n"
        "needs: [sso-console]\n"
    )
    changes = {flip.change[0].path for flip in recommend(req).flips()}
    assert not changes & {"needs.sso-console", "needs.low-latency-auth", "needs.survive-outage", "needs.multi-account"}
