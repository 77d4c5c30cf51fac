"""Every public result: pickled, as a table, drawn anywhere, saved and read again."""

import json
import pickle
from html.parser import HTMLParser
from importlib import import_module

import pytest

import dirsim as ds
from dirsim.api import HOMES, writing
from dirsim.api.credential_use import answered_session
from dirsim.api.portfolios import recommend_files
from dirsim.errors import UsageError
from dirsim.shown import Saved, Shown

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
EVENT = {
    "eventTime": "2026-03-01T02:00:00Z",
    "eventSource": "lambda.amazonaws.com",
    "eventName": "GetFunction20150331v2",
    "eventID": "id-1",
    "awsRegion": "eu-central-1",
    "recipientAccountId": "111122223333",
    "userIdentity": {
        "type": "AssumedRole",
        "accountId": "111122223333",
        "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/nightly"}},
    },
    "requestParameters": {"functionName": "report"},
}


def topology():
    """A design with sign-ins."""
    return ds.recommend("fabrikam").topology


def least_privilege(folder):
    """The proposal for one recorded call."""
    trail = folder / "trail.json"
    trail.write_text(json.dumps({"Records": [EVENT]}), encoding="utf-8")
    return ds.least_privilege(trail)


def verification(folder):
    """A decision that was recorded and run again."""
    ds.recommend("fabrikam").save(folder / "decision.md")
    return ds.verify(folder / "decision.md")[0]


def policy_file(folder):
    """A policy as a file."""
    file = folder / "policy.json"
    file.write_text(json.dumps(POLICY), encoding="utf-8")
    return file


def portfolio(folder):
    """The answers to a folder of one file."""
    ds.read_requirements("fabrikam").save(folder / "one.yaml")
    return recommend_files((str(folder),), "2026-11-01", workers=1)


def resultant(_):
    """The policies of a user."""
    return ds.resultant_set(
        ds.read_requirements("contoso").estate.directories, user=ds.PolicyTarget(dn="CN=a,DC=corp,DC=example")
    )


SAMPLES = {
    "Recommendation": lambda _: ds.recommend("contoso"),
    "Difference": lambda _: ds.diff("fabrikam", "adatum"),
    "Verification": verification,
    "Trace": lambda _: ds.trace(topology(), "desktops/fabrikam.example"),
    "Runs": lambda _: ds.simulate(topology()),
    "Timeline": lambda _: ds.timeline(topology(), "link-down:vpn"),
    "Availability": lambda _: ds.availability(topology()),
    "Contingencies": lambda _: ds.failures(topology(), order=1),
    "PopulationRun": lambda _: ds.population(topology(), 50),
    "PortMatrix": lambda _: ds.ports(topology()),
    "ResultantSet": resultant,
    "DesignPolicy": lambda _: ds.policy_kept("contoso"),
    "Trusts": lambda _: ds.trusts_of("contoso"),
    "TrustWalk": lambda _: ds.trust_walk("contoso", "ana@corp.example", "corp.example"),
    "SchemaCheck": lambda _: ds.check_extension([ds.examples.ready.FOLDER / "exchange-like.ldif"], managed=True),
    "Assessment": lambda _: ds.assess("contoso"),
    "Readiness": lambda _: ds.managed_ad("contoso"),
    "LeastPrivilege": least_privilege,
    "Proposal": lambda folder: next(iter(least_privilege(folder).proposals.values())),
    "AccessDecision": lambda folder: ds.can(policy_file(folder), action="s3:GetObject", resource="arn:aws:s3:::a/b"),
    "Session": lambda _: ds.session("lambda-role", "assume-role"),
    "RefusedSession": lambda _: answered_session(["ecs-task-role", "assume-role:2h,max=12h"]),
    "BlastRadius": lambda _: ds.blast_radius("lambda-role"),
    "RotationRun": lambda _: ds.rotation("single", cache_s=300.0),
    "Vocabulary": lambda _: ds.words("gpo"),
    "Fact": lambda _: ds.facts.catalog()["ad-connector--caches-credentials"],
    "Catalog": lambda _: ds.facts.catalog(),
    "Board": lambda _: ds.board(topology()),
    "Topology": lambda _: topology(),
    "ResultTable": lambda _: ds.recommend("contoso").why(),
    "Portfolio": portfolio,
}
BY_OTHERS = {"TimedTrace", "RuleCheck", "Discovery"}
"""Results that need a network, firewall rules or a directory; their own tests make them."""
NO_TABLE = {"Board", "Catalog", "Topology"}


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """One of each result."""
    return {name: make(tmp_path_factory.mktemp(name)) for name, make in SAMPLES.items()}


class Markup(HTMLParser):
    """A parser that counts elements."""

    found = 0

    def handle_starttag(self, tag, attrs):
        """Count an element."""
        del tag, attrs
        self.found += 1


def test_no_result_is_left_out(samples):
    """Whatever has a page, and every public class that draws itself, has a sample here or is named with the reason."""
    drawn = {name for _, name in writing.PAGES}
    public = {
        name
        for name, (module, original) in HOMES.items()
        if module != "dirsim"
        and isinstance(value := getattr(import_module(module), original), type)
        and issubclass(value, Shown)
    }
    assert (drawn | public) - BY_OTHERS - {"Tabular", "Shown"} == set(samples)


def test_results_survive_a_pickle(samples):
    """A result comes back from a pickle as an equal value."""
    for name, one in samples.items():
        again = pickle.loads(pickle.dumps(one))  # noqa: S301 -- our own bytes
        if name == "Catalog":
            assert dict(again) == dict(one)
        else:
            assert again == one, name


def test_every_table_is_a_tidy_frame(samples):
    """``to_pandas`` gives one value a cell, and a row at least where the result has entries."""
    for name, one in samples.items():
        if name in NO_TABLE:
            continue
        frame = one.to_pandas()
        assert len(frame.columns), name
        cells = [cell for column in frame.columns for cell in frame[column]]
        assert not [cell for cell in cells if isinstance(cell, (list, tuple, dict, set))], name


def test_tables_of_an_answer():
    """Designs, verdicts and flips are tables with a row for each."""
    choice = ds.recommend("contoso")
    designs = choice.designs.to_pandas()
    assert list(designs.design) == [candidate.label for candidate in choice.candidates]
    assert list(choice.why().to_pandas().requirement) == [verdict.requirement for verdict in choice.why()]
    assert len(choice.flips().to_pandas()) == len(choice.flips())
    assert choice.why() == choice.best.verdicts


def test_every_result_draws_itself_anywhere(samples):
    """``_repr_html_`` gives markup that notebooks other than Jupyter show."""
    for name, one in samples.items():
        parser = Markup()
        parser.feed(one._repr_html_())
        assert parser.found, name


@pytest.mark.parametrize("ending", [".yaml", ".json"])
@pytest.mark.parametrize("name", ds.examples.names())
def test_requirements_are_saved_and_read_again(name, ending, tmp_path):
    """A saved file is read as the same requirements."""
    value = ds.read_requirements(name)
    value.save(tmp_path / f"file{ending}")
    assert ds.read_requirements(tmp_path / f"file{ending}") == value
    assert ds.parse_requirements(json.dumps(value.to_dict())) == value


@pytest.mark.parametrize("name", ds.examples.names())
def test_designs_are_saved_and_read_again(name, tmp_path):
    """The topology of every design of every example is read from its file as the same value."""
    for candidate in ds.recommend(name).candidates:
        made = candidate.design.topology
        made.save(tmp_path / "design.yaml")
        assert ds.read_topology(tmp_path / "design.yaml") == made, candidate.label


def test_scenarios_survive_a_file(tmp_path):
    """Every kind of fault of the example topology, with its times and amounts, is read as it was."""
    value = ds.read_topology("reality")
    value.save(tmp_path / "reality.json")
    assert ds.read_topology(tmp_path / "reality.json") == value


def test_everything_saved_has_a_reader():
    """A class that offers ``save`` is read again by a test of this module."""
    saved = {
        name
        for name, (module, original) in HOMES.items()
        if module != "dirsim"
        and isinstance(value := getattr(import_module(module), original), type)
        and issubclass(value, Saved)
    }
    assert saved == {"Requirements", "Topology"}


def test_a_copy_is_changed_in_words():
    """``with_`` takes words for needs and kinds for workloads, and leaves the original."""
    value = ds.read_requirements("fabrikam")
    changed = value.with_(needs=["mfa"], workloads={"db": "rds-sqlserver"}, forbids=["iam-users"])
    assert changed.needs == (ds.Need(word="mfa"),)
    assert changed.workloads == {"db": ds.Workload(kind="rds-sqlserver")}
    assert value == ds.read_requirements("fabrikam")
    with pytest.raises(TypeError):
        value.with_(neds=[])
    assert topology().with_(name="x").name == "x"


@pytest.mark.parametrize(
    "call",
    [
        ds.recommend,
        ds.simulate,
        ds.availability,
        ds.ports,
        ds.board,
        ds.graph,
        ds.trust_graph,
        ds.single_points,
        ds.trusts_of,
        ds.managed_ad,
        ds.policy_kept,
        ds.design,
    ],
    ids=lambda call: call.__name__,
)
def test_names_paths_and_values_are_accepted_alike(call, tmp_path):
    """A function takes an example's name, a path and the value."""
    value = ds.read_requirements("fabrikam")
    value.save(tmp_path / "file.yaml")
    for given in ("fabrikam", tmp_path / "file.yaml", value):
        assert call(given) is not None


def test_why_without_a_design_is_about_the_recommended_one():
    """Where no design fits, it is about the nearest; where the evidence is insufficient, a design must be named."""
    text = (
        "dirsim: requirements/v1\nname: x\nas_of: 2026-11-01\nestate: {on_prem_ad: true, connectivity: vpn}\n"
        "workloads: {d: {kind: workspaces}}\nneeds: [existing-credentials, survive-outage]\n"
        "forbids: [directory-copy-in-cloud]\n"
    )
    choice = ds.recommend(ds.parse_requirements(text))
    assert choice.status == "no-fit"
    assert choice.why() == choice.nearest.verdicts
    with pytest.raises(UsageError, match="unknown design"):
        choice.why("nonsense")
