"""The order of designs that fit."""

from types import SimpleNamespace

import pytest

from dirsim.recommendation.ranking import preferences, words_of
from dirsim.recommendation.recommendation import _could_be_first


def rank(answer, design):
    """The rank of a design; 0 where it does not fit."""
    return answer.candidate(design).rank


def test_too_large_an_edition_loses(ask, on_prem):
    """Where Standard Edition is enough, Enterprise fits as well and ranks behind it."""
    answer = ask(["fsx-windows", "rds-oracle"], ["existing-credentials"], estate=on_prem)
    assert 0 < rank(answer, "managed-ad-standard+one-way-trust") < rank(answer, "managed-ad-enterprise+one-way-trust")


def test_more_parts_than_needed_lose(ask, on_prem):
    """A connector alone ranks before a managed directory with a trust where it serves."""
    answer = ask(["aws-console"], ["existing-credentials"], estate=on_prem)
    assert rank(answer, "ad-connector+iam-role") == 1
    assert rank(answer, "managed-ad-standard+two-way-trust+iam-role") > 1


def test_preferences_have_an_order(sketch):
    """What ``optimize`` says comes first, then what the needs prefer, then the default; nothing counts twice."""
    req = sketch(["aws-console"], ["lowest-cost", "security"], optimize=["latency"])
    usual = ("identities", "parts", "effort", "cost", "simplicity")
    assert preferences(req) == (
        "existing",
        "latency",
        "cost",
        "security",
        "identities",
        "parts",
        "effort",
        "simplicity",
    )
    assert preferences(sketch(["aws-console"])) == ("existing", *usual)
    assert words_of(req) == ("existing", "latency", "lowest-cost", "security", *usual)


def test_the_order_of_preferences_matters(ask, on_prem):
    """Cost before effort and effort before cost give different orders of the same designs."""
    needs = ["existing-credentials"]
    by_cost = ask(["sqlserver-ec2"], needs, estate=on_prem, optimize=["cost", "effort"])
    by_effort = ask(["sqlserver-ec2"], needs, estate=on_prem, optimize=["effort", "cost"])
    assert (by_cost.design, by_effort.design) == ("existing-ad-direct", "ad-connector")


@pytest.mark.parametrize("word", ["cost", "effort", "availability", "latency", "simplicity", "security"])
def test_every_preference_ranks(ask, on_prem, word):
    """Each preference puts every design that fits into an order."""
    answer = ask(["sqlserver-ec2"], ["existing-credentials"], estate=on_prem, optimize=[word])
    assert answer.status in ("recommended", "tie")
    assert all(c.rank > 0 for c in answer.candidates if c.status == "feasible")


def test_availability_prefers_controllers_nearby(ask, on_prem):
    """Where availability counts first, controllers in AWS beat those across the line."""
    needs = ["existing-credentials"]
    answer = ask(["sqlserver-ec2"], needs, estate=on_prem, optimize=["availability"])
    assert rank(answer, "self-managed-ec2") < rank(answer, "existing-ad-direct")


def test_latency_prefers_controllers_nearby(ask, on_prem):
    """Where latency counts first, a design whose sign-ins stay in the Region beats one that crosses the line."""
    answer = ask(["sqlserver-ec2"], ["existing-credentials"], estate=on_prem, optimize=["latency"])
    assert rank(answer, "self-managed-ec2") < rank(answer, "existing-ad-direct")


def test_equal_designs_tie(ask):
    """Designs that differ in nothing that counts share a rank, and the answer says so."""
    estate = {"on_prem_ad": True, "identity_providers": ["adfs"]}
    answer = ask(["appstream"], ["existing-credentials"], estate=estate)
    best = [candidate for candidate in answer.candidates if candidate.rank == 1]
    assert answer.status == ("tie" if len(best) > 1 else "recommended")
    ranks = [candidate.rank for candidate in answer.candidates if candidate.rank]
    assert all(ranks[place] == place + 1 or ranks[place] == ranks[place - 1] for place in range(len(ranks)))


def test_an_unknown_price_is_no_low_price(ask, on_prem):
    """Where cost counts first, a design without any known price comes after those that have one."""
    answer = ask(["fsx-windows"], ["existing-credentials"], estate=on_prem, optimize=["cost"])
    hybrid = answer.candidate("managed-ad-hybrid")
    assert hybrid.cost.unpriced
    assert all(c.rank < hybrid.rank for c in answer.candidates if c.status == "feasible" and not c.cost.unpriced)


def order(answer):
    """The designs that fit, best first."""
    return [candidate.label for candidate in answer.candidates if candidate.status == "feasible"]


@pytest.mark.parametrize(
    ("need", "first"),
    [("lowest-cost", "cost"), ("least-ops", "effort"), ("simplified-access", "simplicity"), ("security", "security")],
)
def test_a_need_that_is_a_preference_comes_first(sketch, decide, need, first):
    """Four needs say only what counts first: they order designs like the word of ``optimize`` and reject none."""
    assert preferences(sketch(["aws-console"], [need]))[1] == first
    asked = decide(f"{{workloads: {{it: {{kind: ec2-windows}}}}, needs: [{need}]}}")
    ordered = decide(f"{{workloads: {{it: {{kind: ec2-windows}}}}, optimize: [{first}]}}")
    assert order(asked) == order(ordered)
    assert not {entry.requirement for one in asked.candidates for entry in one.verdicts} & {f"needs.{need}"}


def test_by_cost_the_amounts_ascend(decide):
    """By cost, unpriced designs come last, servers that people run after bought ones, and amounts ascend."""
    answer = decide("{workloads: {it: {kind: ec2-windows}}, optimize: [cost]}")
    fits = [candidate for candidate in answer.candidates if candidate.rank]
    keys = [(c.cost.unpriced, c.label.startswith("self-managed"), c.cost.amount) for c in fits]
    assert keys == sorted(keys)
    assert order(answer)[:2] == ["existing-ad-direct", "ad-connector"]
    assert order(answer)[-1] == "managed-ad-hybrid"
    assert order(answer)[-2] == "self-managed-ec2"


def test_by_effort_the_tasks_ascend(decide):
    """By effort, the design with the fewest recurring tasks is first; equal ones are ordered by cost."""
    answer = decide("{workloads: {it: {kind: ec2-windows}}, optimize: [effort, cost]}")
    fits = [candidate for candidate in answer.candidates if candidate.rank]
    keys = [(c.design.effort, c.cost.unpriced, c.label.startswith("self-managed"), c.cost.amount) for c in fits]
    assert keys == sorted(keys)
    for candidate in fits:
        assert candidate.design.effort == sum(times for _, times in candidate.design.tasks)


def test_by_simplicity_parts_ascend(decide):
    """By simplicity, the design with the fewest parts is first, and of those the one with the fewest additions."""
    answer = decide("{workloads: {it: {kind: saas-app}}, needs: [existing-credentials], optimize: [simplicity]}")
    fits = [candidate.design for candidate in answer.candidates if candidate.rank]
    keys = [(sum(part.count for part in design.parts), len(design.label.parts)) for design in fits]
    assert keys == sorted(keys)
    assert keys[0] < keys[-1]


def test_by_security_fewer_openings_come_first(decide):
    """By security, a trust counts each direction that it opens, a copy and second accounts count one each."""
    answer = decide("{workloads: {it: {kind: ec2-windows}}, optimize: [security, cost]}")
    opened = {
        "existing-ad-direct": 0,
        "ad-connector": 0,
        "managed-ad-standard+one-way-trust": 1,
        "managed-ad-standard": 1,
        "managed-ad-hybrid": 1,
        "self-managed-ec2": 1,
        "managed-ad-standard+two-way-trust": 2,
    }
    found = [label for label in order(answer) if label in opened]
    assert [opened[label] for label in found] == sorted(opened[label] for label in found)
    assert {opened[label] for label in found} >= {0, 1}


def test_by_latency_fewer_crossings_come_first(decide):
    """By latency, designs whose sign-ins cross no wide-area link come before those that cross one."""
    answer = decide("{workloads: {it: {kind: ec2-windows}}, optimize: [latency]}")
    links = answer.topology.links

    def crossings(candidate):
        flows = [flow for entry in candidate.design.attachments.values() for flow in entry.flows]
        runs = [run for verdict in candidate.verdicts for run in verdict.runs if run.flow in flows]
        return sum(not links[link].public for run in runs for step in run.steps for link in step.links)

    counts = [crossings(candidate) for candidate in answer.candidates if candidate.rank]
    assert counts == sorted(counts)
    assert counts[0] == 0 < counts[-1]


def test_ranks_are_shared_and_skipped(decide):
    """Equal designs share a rank, the next one has its own place, and designs that do not fit have none."""
    answer = decide("{estate: {on_prem_ad: false}, workloads: {it: {kind: ec2-windows}}, optimize: [latency]}")
    ranks = [candidate.rank for candidate in answer.candidates]
    fits = [rank for rank in ranks if rank]
    assert ranks[: len(fits)] == fits
    assert all(rank == place or rank == fits[place - 2] for place, rank in enumerate(fits, start=1))
    assert {candidate.rank for candidate in answer.candidates if candidate.status != "feasible"} <= {0}


def test_the_rest_is_ordered_by_reasons(decide):
    """After the designs that fit come undetermined ones, then rejected ones: the fewest reasons first."""
    answer = decide("{workloads: {it: {kind: rds-mysql}, us: {kind: workspaces}}, needs: [sso-saas-apps, ldap]}")
    place = {"feasible": 0, "undetermined": 1, "rejected": 2}
    keys = [(place[c.status], len(c.reasons)) for c in answer.candidates if c.status != "feasible"]
    assert keys == sorted(keys)
    assert {c.status for c in answer.candidates} >= {"rejected"}


def test_a_design_behind_says_by_what(decide):
    """Each design after the first names the first measure by which it is worse, with both values; ties name none."""
    answer = decide("{workloads: {it: {kind: fsx-windows}}, needs: [existing-credentials], optimize: [cost]}")
    first, *others = [candidate for candidate in answer.candidates if candidate.rank]
    assert first.behind is None
    told = {candidate.label: candidate.behind.to_dict() for candidate in others}
    assert told["managed-ad-standard+one-way-trust"] == {"measure": "cost", "this": 87.6, "best": 0.0}
    assert told["managed-ad-hybrid"] == {"measure": "cost", "this": None, "best": 0.0}
    assert answer.to_dict()["preferences"] == ["existing", "cost", "identities", "parts", "effort", "simplicity"]


def test_a_second_account_for_everybody_loses(decide):
    """Where an AD exists, a design that gives its people second accounts comes after those that take their own."""
    answer = decide("{workloads: {bi: {kind: quicksight}, team: {kind: sharepoint}}, needs: [high-availability]}")
    assert answer.design == "managed-ad-standard+two-way-trust"
    behind = answer.candidate("managed-ad-standard").behind
    assert (behind.measure, behind.this) == ("identities", 4.0)  # two workloads, 2,000 people


def test_what_exists_is_kept(decide):
    """An existing Enterprise directory is kept and costs nothing more; no connector is put in front of it."""
    estate = "estate: {on_prem_ad: false, current_directory: managed-ad-enterprise, users: 400}"
    answer = decide(f"{{{estate}, workloads: {{it: {{kind: fsx-windows}}, farm: {{kind: ec2-linux}}}}}}")
    assert (answer.design, answer.best.cost.amount, answer.best.design.effort) == ("managed-ad-enterprise", 0.0, 0)
    labels = [candidate.label for candidate in answer.candidates if candidate.status == "feasible"]
    assert not any("standard" in label or "connector" in label for label in labels)


def test_an_unknown_price_that_could_decide_is_named(decide):
    """Where only an unknown price keeps a design from the first place, the answer says so; elsewhere it is silent."""
    text = "workloads: {it: {kind: fsx-windows}}, needs: [existing-credentials, {survive-outage: {for: 4h}}]"
    answer = decide(f"{{{text}, optimize: [cost]}}")
    assert answer.design == "self-managed-ec2"
    assert answer.deciding_unknowns == (
        "the price of managed-ad-hybrid is unknown: managed-ad-hybrid could come first if it is low",
    )
    assert decide("{workloads: {it: {kind: workspaces}}}").deciding_unknowns == ()


def test_own_prices_decide(decide):
    """A price of the file takes the place of the fact, decides by cost, and is named in the cost."""
    text = "workloads: {it: {kind: fsx-windows}}, needs: [existing-credentials, {survive-outage: {for: 4h}}]"
    answer = decide(f"{{{text}, optimize: [cost], prices: {{managed-ad-hybrid: 10, self-managed-ec2: 500}}}}")
    assert (answer.design, answer.best.cost.amount, answer.best.cost.own) == (
        "managed-ad-hybrid",
        10.0,
        ("managed-ad-hybrid",),
    )


@pytest.mark.parametrize(
    ("dear", "first"), [("managed-ad-hybrid", "self-managed-ec2"), ("self-managed-ec2", "managed-ad-hybrid")]
)
def test_own_prices_decide_by_cost(ask, dear, first):
    """Where the file prices both designs and cost counts first, the cheaper one comes first, whoever runs its servers."""
    estate = {"on_prem_ad": {"domains": 1, "functional_level": "2016"}, "connectivity": "dx"}
    prices = {"managed-ad-hybrid": 100, "self-managed-ec2": 100, dear: 900}
    needs = ["existing-credentials", "same-domain", "survive-outage"]
    answer = ask(["ec2-windows"], needs, estate=estate, optimize=["cost"], prices=prices)
    assert answer.design == first
    assert next(entry.behind.measure for entry in answer.candidates if entry.rank == 2) == "cost"


def test_unpriced_staff_is_named(ask):
    """A design that comes later because its price excludes the staff who run it says so, not that it is cheaper."""
    estate = {"on_prem_ad": {"domains": 1, "functional_level": "2016"}, "connectivity": "dx"}
    needs = ["existing-credentials", "same-domain", "survive-outage"]
    answer = ask(["ec2-windows"], needs, estate=estate, optimize=["cost"], prices={"managed-ad-hybrid": 900})
    assert (answer.design, answer.candidate("self-managed-ec2").behind.measure) == (
        "managed-ad-hybrid",
        "cost-of-staff",
    )


@pytest.mark.parametrize(
    ("unknown", "effort", "first"),
    [(("managed-ad-hybrid",), 4.0, True), (("managed-ad-hybrid",), 5.0, False), ((), 4.0, False)],
)
def test_a_price_decides_only_where_a_free_design_would_come_before(unknown, effort, first):
    """With nothing to pay a design has to come before the best one: as good is not enough, and a known price is no doubt."""
    best = SimpleNamespace(measures=(("cost", (0.0, 0.0, 10.0)), ("effort", (5.0,))))
    entry = SimpleNamespace(
        cost=SimpleNamespace(unknown=unknown, amount=10.0), measures=(("cost", (1.0, 0.0, 10.0)), ("effort", (effort,)))
    )
    assert _could_be_first(entry, best) is first


def test_staff_without_a_price_stays_without_one():
    """A price that becomes known does not pay the staff: a design that needs some stays behind one that needs none."""
    best = SimpleNamespace(measures=(("cost", (0.0, 0.0, 10.0)),))
    entry = SimpleNamespace(
        cost=SimpleNamespace(unknown=("managed-ad-hybrid",), amount=5.0), measures=(("cost", (1.0, 1.0, 5.0)),)
    )
    assert not _could_be_first(entry, best)
