"""``availability``, ``sweep`` and ``simulate --users`` as commands."""

import json

import pytest

from dirsim.cli import main


def answered(capfd, *words):
    """The exit code and what went to standard output."""
    code = main(words)
    return code, capfd.readouterr().out


def test_availability_json(capfd):
    """The JSON has the contract's keys, and says how each figure came about."""
    code, out = answered(capfd, "availability", "contoso", "--format", "json", "--max-order", "1")
    answer = json.loads(out)
    assert code == 0
    assert answer["schema"] == "dirsim.availability/v1"
    assert {"flow", "availability", "minutes_down_per_year", "method", "cut_sets"} <= set(answer["flows"][0])
    assert {"element", "birnbaum", "users_lost"} <= set(answer["elements"][0])
    assert answer["flows"][0]["method"] in ("bits", "diagram")
    assert all(len(failed) <= 1 for flow in answer["flows"] for failed in flow["cut_sets"])


def test_availability_text(capfd):
    """The text names the sets of failures, the ranking and what is unknown."""
    code, out = answered(capfd, "availability", "wingtip")
    assert code == 0
    for words in ("Downtime a year", "Minimal cut sets", "Importance of elements", "No availability is stated"):
        assert words in out


def test_availability_of_a_named_design(capfd):
    """--design takes another design than the recommended one."""
    code, out = answered(capfd, "availability", "contoso", "--design", "ad-connector", "--format", "json")
    assert code == 0
    assert json.loads(out)["design"] == "ad-connector"


def test_sampled_says_its_error(capfd):
    """Sampling on demand gives its standard error, and only then is there one."""
    _, out = answered(capfd, "availability", "wingtip", "--method", "sampled", "--seed", "4", "--format", "json")
    assert all(flow["method"] == "sampled" and flow["error"] > 0 for flow in json.loads(out)["flows"])
    _, out = answered(capfd, "availability", "wingtip", "--format", "json")
    assert all(flow["error"] == 0 for flow in json.loads(out)["flows"])


def test_sweep_json(capfd):
    """The tables have the healthy network first and then what each failure changes."""
    code, out = answered(capfd, "sweep", "contoso", "--format", "json")
    tables = json.loads(out)
    assert code == 0
    assert tables["schema"] == "dirsim.sweep/v1"
    assert tables["rows"][0]["failed"] == []
    assert {len(row["failed"]) for row in tables["rows"]} == {0, 1, 2}


def test_sweep_text(capfd):
    """The page has one table for single failures and one for pairs."""
    code, out = answered(capfd, "sweep", "wingtip")
    assert code == 0
    assert "N-1" in out
    assert "N-2" in out


def test_simulate_users(capfd):
    """A population's page tells who fails when, and the load; its JSON the counts."""
    words = ("simulate", "wingtip", "--users", "500", "--scenario", "link-down:vpn", "--at", "10:00", "--lasts", "2h")
    code, out = answered(capfd, *words)
    assert code == 0
    assert "Failures by hour" in out
    assert "Peak a second" in out
    _, out = answered(capfd, *words, "--format", "json")
    assert json.loads(out)["schema"] == "dirsim.population/v1"
    assert json.loads(out)["users"] == 500


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("availability", "contoso", "--max-order", "0"), "at least 1"),
        (("availability", "contoso", "--method", "luck"), "unknown method"),
        (("availability", "contoso", "--max-order", "16"), ""),
        (("sweep", "contoso", "--order", "0"), "at least 1"),
        (("sweep",), "name a file"),
        (("sweep", "contoso", "--users", "-2"), "0 or more"),
        (("simulate", "wingtip", "--users", "-5"), "at least 0"),
        (("simulate", "wingtip", "--users", "5", "--capacity", "dc1"), "HOST=NUMBER"),
        (("simulate", "wingtip", "--users", "5", "--lasts", "soon", "--scenario", "partition"), ""),
    ],
)
def test_wrong_questions(capfd, words, said):
    """What cannot be asked is exit code 2 with a sentence; an order above the number of elements is no fault."""
    code = main(words)
    err = capfd.readouterr().err
    assert (code == 2) == bool(err)
    assert said in err


def test_availability_outside_of_its_range(capfd, tmp_path):
    """An availability above 1 or below 0 is bad input with its place, for links, hosts, sites, services and causes."""
    parts = {
        "sites": {"a": {"availability": 1.5}, "b": {}},
        "links": {"l": {"between": ["a", "b"], "availability": -0.1}},
        "hosts": {"h": {"site": "a", "availability": 99.9}},
        "causes": {"c": {"members": ["l"], "availability": 2}},
    }
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps({"dirsim": "topology/v1", **parts}), encoding="utf-8")
    assert main(["availability", str(path)]) == 2
    err = capfd.readouterr().err
    for place in ("sites.a.availability", "links.l.availability", "hosts.h.availability", "causes.c.availability"):
        assert place in err


def test_causes_of_what_does_not_exist(capfd, tmp_path):
    """A cause whose member is not there, or that is called as an element is, is bad input."""
    data = {
        "dirsim": "topology/v1",
        "sites": {"a": {}, "b": {}},
        "links": {"l": {"between": ["a", "b"]}},
        "causes": {"l": {"members": ["k"]}},
    }
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert main(["availability", str(path)]) == 2
    err = capfd.readouterr().err
    assert "causes.l.members[0]" in err
    assert "is already used by a link" in err


def test_causes_in_requirements(capfd, tmp_path):
    """A common cause in an estate reaches the design: two lines over one provider fail together."""
    data = {
        "dirsim": "requirements/v1",
        "name": "two lines",
        "as_of": "2026-11-01",
        "estate": {
            "sites": {"hq": {"kind": "on-premises"}, "aws": {"kind": "aws-region", "region": "eu-central-1"}},
            "links": {
                "one": {"between": ["hq", "aws"], "kind": "site-to-site-vpn", "availability": 0.99},
                "two": {"between": ["hq", "aws"], "kind": "site-to-site-vpn", "availability": 0.99},
            },
            "causes": {"provider": {"members": ["one", "two"], "availability": 0.995}},
            "directories": {
                "corp": {"kind": "active-directory", "domains": {"corp.example": {"controllers": {"hq": 2}}}}
            },
        },
        "workloads": {"db": {"kind": "rds-sqlserver", "site": "aws", "users": ["corp.example"]}},
        "needs": ["existing-credentials"],
    }
    path = tmp_path / "lines.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    code, out = answered(capfd, "availability", str(path), "--format", "json")
    assert code == 0
    sets = [failed for flow in json.loads(out)["flows"] for failed in flow["cut_sets"]]
    assert ["provider"] in sets
    assert ["one", "two"] in sets
