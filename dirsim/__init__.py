"""Decide how to connect a company's Active Directory to AWS, and prove the decision by simulating it.

``import dirsim as ds`` gives the names below; each is loaded when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

TYPE_CHECKING = False  # type checkers know the name; importing it from typing would cost four times the rest

if TYPE_CHECKING:
    from typing import Any

    from dirsim import examples, facts, labs
    from dirsim.analysis.availability import Availability
    from dirsim.analysis.board import Board
    from dirsim.analysis.contingency import Contingencies
    from dirsim.analysis.group_policy.result import PolicyTarget
    from dirsim.analysis.group_policy.resultant import resultant_set
    from dirsim.analysis.managed_ad.preflight import hybrid_checks
    from dirsim.analysis.population_run import Pattern, PopulationRun
    from dirsim.analysis.ports import PortMatrix
    from dirsim.analysis.runs import Runs
    from dirsim.analysis.timeline import Timeline
    from dirsim.analysis.trusts.opened import trusts_of
    from dirsim.calls import (
        availability,
        board,
        diff,
        discover,
        failures,
        least_privilege,
        managed_ad,
        population,
        ports,
        recommend,
        simulate,
        timeline,
        trace,
        verify,
    )
    from dirsim.errors import InputError, UsageError
    from dirsim.model.requirements import Requirements
    from dirsim.model.scenario import (
        Fault,
        HostDown,
        LinkDown,
        PasswordExpired,
        PortBlocked,
        Scenario,
        ServiceDown,
        SiteDown,
    )
    from dirsim.model.topology import Topology
    from dirsim.model.units import hours, minutes
    from dirsim.read.requirements import read_requirements
    from dirsim.read.schema_extension import check_extension
    from dirsim.read.topology import read_topology
    from dirsim.recommend.recommendation import Recommendation
    from dirsim.recommend.verdict import Verdict
    from dirsim.simulate.trace import Trace

__version__ = "0.1.0"

__all__ = [
    "Availability",
    "Board",
    "Contingencies",
    "Fault",
    "HostDown",
    "InputError",
    "LinkDown",
    "PasswordExpired",
    "Pattern",
    "PolicyTarget",
    "PopulationRun",
    "PortBlocked",
    "PortMatrix",
    "Recommendation",
    "Requirements",
    "Runs",
    "Scenario",
    "ServiceDown",
    "SiteDown",
    "Timeline",
    "Topology",
    "Trace",
    "UsageError",
    "Verdict",
    "__version__",
    "availability",
    "board",
    "check_extension",
    "diff",
    "discover",
    "examples",
    "facts",
    "failures",
    "hours",
    "hybrid_checks",
    "labs",
    "least_privilege",
    "managed_ad",
    "minutes",
    "population",
    "ports",
    "read_requirements",
    "read_topology",
    "recommend",
    "resultant_set",
    "simulate",
    "timeline",
    "trace",
    "trusts_of",
    "verify",
]

_HOMES = {
    "trusts_of": "analysis.trusts.opened",
    "resultant_set": "analysis.group_policy.resultant",
    "hybrid_checks": "analysis.managed_ad.preflight",
    "check_extension": "read.schema_extension",
    "PolicyTarget": "analysis.group_policy.result",
    "Availability": "analysis.availability",
    "Board": "analysis.board",
    "Contingencies": "analysis.contingency",
    "Fault": "model.scenario",
    "HostDown": "model.scenario",
    "InputError": "errors",
    "LinkDown": "model.scenario",
    "PasswordExpired": "model.scenario",
    "Pattern": "analysis.population_run",
    "PopulationRun": "analysis.population_run",
    "PortBlocked": "model.scenario",
    "PortMatrix": "analysis.ports",
    "Recommendation": "recommend.recommendation",
    "Requirements": "model.requirements",
    "Runs": "analysis.runs",
    "Scenario": "model.scenario",
    "ServiceDown": "model.scenario",
    "SiteDown": "model.scenario",
    "Timeline": "analysis.timeline",
    "Topology": "model.topology",
    "Trace": "simulate.trace",
    "UsageError": "errors",
    "Verdict": "recommend.verdict",
    "availability": "calls",
    "board": "calls",
    "diff": "calls",
    "discover": "calls",
    "failures": "calls",
    "hours": "model.units",
    "load_ipython_extension": "notebook",  # %load_ext dirsim
    "least_privilege": "calls",
    "managed_ad": "calls",
    "minutes": "model.units",
    "population": "calls",
    "ports": "calls",
    "read_requirements": "read.requirements",
    "read_topology": "read.topology",
    "timeline": "calls",
    "trace": "calls",
    "verify": "calls",
}
_CALLED_PACKAGES = frozenset({"recommend", "simulate"})
_PACKAGES = frozenset({"examples", "facts", "labs"}) | _CALLED_PACKAGES


class _CalledPackage(ModuleType):
    """A subpackage that has the name of a verb and is that verb: ``dirsim.recommend(...)`` works, however it was imported."""

    @property
    def __wrapped__(self) -> Any:
        """The function, where signatures and documentation are looked for."""
        return getattr(import_module("dirsim.calls"), self.__name__.rpartition(".")[2])

    def __call__(self, *args: Any, **options: Any) -> Any:
        return self.__wrapped__(*args, **options)


class _Package(ModuleType):
    """This package. Importing a submodule binds its name here: where that is a verb, the submodule is made callable."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _CALLED_PACKAGES and type(value) is ModuleType:
            value.__class__ = _CalledPackage
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name in _PACKAGES:
        value: Any = import_module(f"dirsim.{name}")
    elif name in _HOMES:
        value = getattr(import_module(f"dirsim.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module 'dirsim' has no attribute {name!r}")
    if "IPython" in sys.modules:  # results draw themselves where somebody looks at them
        import_module("dirsim.notebook").draw_results()
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
