"""A small program of a user, checked by ``mypy --strict --disallow-any-expr`` against the installed wheel."""

from datetime import date
from pathlib import Path

import dirsim as ds


def decide(path: Path) -> str:
    """The design for a file, its reasons and its cost."""
    req: ds.Requirements = ds.read_requirements(path)
    choice = ds.recommend(req, as_of=date(2026, 11, 1))
    if choice.status != ds.AnswerStatus.RECOMMENDED or choice.best is None:
        return ", ".join(choice.conflicts)
    lines = [f"{choice.design}: {choice.best.cost.amount:.2f} {choice.best.cost.currency}"]
    for verdict in choice.why(choice.best.label):
        if verdict.verdict == ds.Judgement.MET:
            lines.append(f"{verdict.requirement}: {verdict.because} {verdict.facts}")
    for flip in choice.flips():
        lines.append(f"{flip.design}: {[change.path for change in flip.change]}")
    choice.save(path.with_suffix(".md"))
    return "\n".join(lines)


def break_it(net: ds.Topology) -> list[tuple[str, ds.Outcome]]:
    """The outcome of each sign-in two hours into a loss of the VPN."""
    outage = ds.Scenario("VPN lost", [ds.LinkDown("vpn", start=ds.hours(2), lasts=ds.hours(8))])
    runs = ds.simulate(net, outage, at=ds.hours(3))
    table = ds.availability(net, max_order=2)
    for entry in table.flows:
        print(entry.flow, entry.availability, entry.cut_sets)
    one: ds.Trace = ds.trace(net, next(iter(net.flows)), outage, at=ds.hours(3))
    print(one.outcome.works, [step.exchange.port for step in one.steps])
    return [(run.flow, run.outcome) for run in runs]


def look_around(path: str) -> ds.Directory | None:
    """The rest of the public verbs, once each."""
    try:
        found: ds.Discovery = ds.discover("ldif", path)
    except (ds.InputError, ds.UsageError) as error:
        print(error)
        return None
    proposal: ds.LeastPrivilege = ds.least_privilege([path], days=90)
    matrix: ds.PortMatrix = ds.ports("contoso")
    board: ds.Board = ds.board("contoso")
    board.save(path)
    timeline: ds.Timeline = ds.timeline("contoso", "link-down:vpn")
    fact: ds.Fact = ds.facts.catalog(date(2026, 11, 1))["ad-connector--caches-credentials"]
    session: ds.Session = ds.session((ds.Hop(way="assume-role"),))
    print(proposal.status, len(matrix.rows), len(timeline.rows), fact.statement, session.length_s)
    print(ds.verify(path)[0].holds, ds.diff("contoso", "adatum").same_decision, ds.managed_ad("contoso").ready)
    return next(iter(found.requirements.estate.directories.values()), None)
