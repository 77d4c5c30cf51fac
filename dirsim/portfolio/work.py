"""What is done for one member, on whatever machine: a pure function from the member to one line of JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from attrs import evolve

from dirsim.analysis.contingency import contingencies
from dirsim.analysis.scenarios import outage_scenarios
from dirsim.errors import DirsimError, EvidenceError, InputError, UsageError
from dirsim.model.scenario import HEALTHY, Scenario
from dirsim.model.topology import Topology
from dirsim.model.units import hours
from dirsim.portfolio.members import Member
from dirsim.recommend.recommendation import Recommendation


def work(member: Member) -> tuple[str, str]:
    """The member's name and its result as one line of JSON; input that cannot be used is a result too.

    Args:
        member: What is to be done.
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
    return member.name, json.dumps({"member": member.name, "digest": member.digest, "result": result})


def _recommend(member: Member) -> dict[str, Any]:
    from dirsim.read.requirements import parse_requirements  # noqa: PLC0415 -- what a worker does not do it need not load
    from dirsim.recommend.engine import recommend  # noqa: PLC0415 -- as above

    requirements = parse_requirements(_checked(member), member.file)
    day = None if requirements.as_of else date.fromisoformat(dict(member.options)["as_of"])
    return recommend(requirements, as_of=day).to_dict()


def _sweep(member: Member) -> dict[str, Any]:
    options = dict(member.options)
    topology = _topology(member, options)
    if not options["users"]:
        return {"status": "swept", **contingencies(topology, options["order"]).to_dict()}
    from dirsim.analysis.population import population  # noqa: PLC0415 -- needs numpy

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
    """An outage from ten to twelve, unless the scenario says itself when its faults begin and end."""
    faults = [
        evolve(fault, start=hours(10), lasts=hours(2)) if fault.lasts is None and not fault.start else fault
        for fault in scenario.faults
    ]
    return Scenario(scenario.name, faults)


def _topology(member: Member, options: dict[str, Any]) -> Topology:
    """The file's own topology, the named design's, or the recommended one's."""
    from dirsim.options.registry import build  # noqa: PLC0415 -- what a worker does not do it need not load
    from dirsim.read.topology import parse_either  # noqa: PLC0415 -- as above
    from dirsim.recommend.engine import recommend  # noqa: PLC0415 -- as above
    from dirsim.recommend.ground import ground_of  # noqa: PLC0415 -- as above

    value = parse_either(_checked(member), member.file)
    if isinstance(value, Topology):
        if options["design"]:
            raise UsageError("designs are for requirements files; a topology file is a design already")
        return value
    if options["design"]:
        return build(ground_of(value), _label(options["design"])).topology
    day = None if value.as_of else date.fromisoformat(options["as_of"])
    return _recommended(recommend(value, as_of=day))


def _recommended(choice: Recommendation) -> Topology:
    if choice.best is None:
        if choice.status == "insufficient-evidence":
            raise EvidenceError("there is too little evidence to recommend a design")
        raise _NoDesignError("no design fits, so there is nothing to sweep")
    return choice.topology


class _NoDesignError(DirsimError):
    """No design fits."""

    exit_code = 1


def _label(design: str) -> Any:
    from dirsim.model.labels import parse_label  # noqa: PLC0415 -- as above

    try:
        return parse_label(design)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _checked(member: Member) -> str:
    """The text, once it is known to be UTF-8.

    Raises:
        InputError: It is not.
    """
    from dirsim.read.source import decode  # noqa: PLC0415 -- as above

    return decode(member.text.encode("utf-8", "surrogateescape"), member.file)


_TASKS = {"recommend": _recommend, "sweep": _sweep}
