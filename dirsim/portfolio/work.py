"""Tasks of a portfolio's members: recommendation and sweep.

Each is a pure function from the member to one line of JSON, so that any machine can compute it.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from attrs import evolve

from dirsim.catalog.units import hours
from dirsim.errors import DirsimError, EvidenceError, InputError, Problem, UsageError
from dirsim.model.scenario import HEALTHY, Scenario
from dirsim.model.topology import Topology
from dirsim.portfolio.members import Member, result_digest, unreadable
from dirsim.portfolio.packed_lines import packed
from dirsim.recommendation.recommendation import Recommendation
from dirsim.resilience.contingency import contingencies
from dirsim.resilience.scenarios import outage_scenarios


def work(member: Member) -> tuple[str, bytes]:
    """The member's name and its result as one line of JSON, packed for the way back; invalid input is also a result.

    Args:
        member: The member to work on.
    """
    try:
        result = _TASKS[member.task](member)
    except InputError as error:
        result = {"status": "bad-input", "problems": [problem.to_dict() for problem in error.problems]}
    except EvidenceError as error:
        result = {"status": "insufficient-evidence", "because": str(error)}
    except UsageError as error:
        result = {"status": "bad-input", "problems": [{"message": str(error)}]}
    except DirsimError as error:
        result = {"status": "no-fit", "because": str(error)}
    line = {"member": member.name, "digest": member.digest, "result": result, "result_digest": result_digest(result)}
    return member.name, packed(json.dumps(line))


def _recommend(member: Member) -> dict[str, Any]:
    from dirsim.files.requirements_reader import parse_requirements  # noqa: PLC0415 -- a worker loads only what it needs
    from dirsim.recommendation.engine import recommend  # noqa: PLC0415 -- as above

    requirements = parse_requirements(_checked(member), member.file)
    day = None if requirements.as_of else date.fromisoformat(dict(member.options)["as_of"])
    return recommend(requirements, as_of=day).to_dict()


def _sweep(member: Member) -> dict[str, Any]:
    options = dict(member.options)
    topology = _topology(member, options)
    if not options["users"]:
        return {"status": "swept", **contingencies(topology, options["order"]).to_dict()}
    from dirsim.resilience.population.population import population  # noqa: PLC0415 -- needs numpy

    days = []
    for scenario in (HEALTHY, *outage_scenarios(topology)):
        run = population(topology, options["users"], _at_ten(scenario), seed=options["seed"])
        totals = {
            flow.flow: {outcome: flow.total(outcome) for outcome in ("succeeded", "degraded", "denied", "timed-out")}
            for flow in run.flows
        }
        peaks = {load.host: load.peak_per_s for load in run.loads}
        days.append({"scenario": scenario.name, "flows": totals, "peak_per_s": peaks})
    return {
        "status": "swept",
        "design": topology.name,
        "users": options["users"],
        "seed": options["seed"],
        "days": days,
    }


def _at_ten(scenario: Scenario) -> Scenario:
    """The scenario with its outage from 10:00 to 12:00, for faults without their own start and duration."""
    faults = [
        evolve(fault, start=hours(10), lasts=hours(2)) if fault.lasts is None and not fault.start else fault
        for fault in scenario.faults
    ]
    return Scenario(scenario.name, faults)


def _topology(member: Member, options: dict[str, Any]) -> Topology:
    """The topology of the file, of the named design, or of the recommended design."""
    from dirsim.designs.builders import build  # noqa: PLC0415 -- a worker loads only what it needs
    from dirsim.files.topology_reader import parse_either  # noqa: PLC0415 -- as above
    from dirsim.recommendation.engine import recommend  # noqa: PLC0415 -- as above
    from dirsim.recommendation.estate_baseline import baseline_of  # noqa: PLC0415 -- as above

    value = parse_either(_checked(member), member.file)
    if isinstance(value, Topology):
        if options["design"]:
            raise UsageError("designs apply to requirements files; a topology file already describes a design")
        return value
    if options["design"]:
        return build(baseline_of(value), _label(options["design"])).topology
    day = None if value.as_of else date.fromisoformat(options["as_of"])
    return _recommended(recommend(value, as_of=day))


def _recommended(choice: Recommendation) -> Topology:
    if choice.best is None:
        if choice.status == "insufficient-evidence":
            raise EvidenceError("insufficient evidence to recommend a design")
        raise _NoDesignError("no design fits, so there is nothing to sweep")
    return choice.topology


class _NoDesignError(DirsimError):
    """No design fits."""

    exit_code = 1


def _label(design: str) -> Any:
    from dirsim.catalog.labels import parse_label  # noqa: PLC0415 -- as above

    try:
        return parse_label(design)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _checked(member: Member) -> str:
    """The member's text, checked to be UTF-8.

    Raises:
        InputError: The text is not UTF-8.
    """
    from dirsim.parsing.source import decode  # noqa: PLC0415 -- as above

    why = unreadable(member.text)
    if why:
        raise InputError((Problem("", f"the file cannot be read: {why}", "", member.file),))
    return decode(member.text.encode("utf-8", "surrogateescape"), member.file)


_TASKS = {"recommend": _recommend, "sweep": _sweep}
