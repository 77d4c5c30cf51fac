"""Results draw themselves in a notebook: what IPython is told about them. IPython is never imported from here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from dirsim.report.blocks import Page

Composer = Callable[[Any], Page]


def load_ipython_extension(ipython: Any) -> None:
    """Let results draw themselves; ``%load_ext dirsim.notebook`` calls this.

    Args:
        ipython: The running shell.
    """
    formatters = ipython.display_formatter.formatters
    for (module, name), compose in _PAGES.items():
        formatters["text/html"].for_type_by_name(module, name, _as_html(compose))
        formatters["text/plain"].for_type_by_name(module, name, _as_text(compose))
    for (module, name), fragment in _FRAGMENTS.items():
        formatters["text/html"].for_type_by_name(module, name, fragment)
    for (module, name), say in _LINES.items():
        formatters["text/plain"].for_type_by_name(module, name, _as_line(say))


def draw_results() -> None:
    """Let results draw themselves where an IPython shell runs already; does nothing elsewhere, and nothing twice."""
    shell_of = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = None if shell_of is None else shell_of()
    if shell is not None and not getattr(shell, "dirsim_draws", False):
        load_ipython_extension(shell)
        shell.dirsim_draws = True


def _as_html(compose: Composer) -> Callable[[Any], str]:
    def draw(value: Any) -> str:
        from dirsim.report.html import html  # noqa: PLC0415 -- loaded when something is drawn

        return html(compose(value))

    return draw


def _as_text(compose: Composer) -> Callable[[Any, Any, bool], None]:
    def draw(value: Any, printer: Any, cycle: bool) -> None:
        from dirsim.report.text import text  # noqa: PLC0415 -- as above

        del cycle
        lines = text(compose(value)).rstrip("\n").split("\n")
        for place, line in enumerate(lines):
            if place:
                printer.break_()
            printer.text(line)

    return draw


def _as_line(say: Callable[[Any], str]) -> Callable[[Any, Any, bool], None]:
    def draw(value: Any, printer: Any, cycle: bool) -> None:
        from dirsim.report.plain import plain  # noqa: PLC0415 -- as above

        del cycle
        printer.text(plain(say(value)))

    return draw


def _page(module: str, name: str) -> Composer:
    """What composes a page, looked up when something is drawn."""

    def compose(value: Any) -> Page:
        made: Page = getattr(import_module(f"dirsim.report.{module}"), name)(value)
        return made

    return compose


def _board(value: Any) -> str:
    from dirsim.report.board.page import board_display  # noqa: PLC0415 -- as above

    return board_display(value)


def _verdict(value: Any) -> str:
    from dirsim.report.recommendation import verdict_line  # noqa: PLC0415 -- as above

    return f"{value.verdict}: {verdict_line(value)}"


def _flip(value: Any) -> str:
    from dirsim.report.recommendation import flip_line  # noqa: PLC0415 -- as above

    return flip_line(value)


def _check(value: Any) -> str:
    from dirsim.report.managed_ad import check_line  # noqa: PLC0415 -- as above

    return check_line(value)


def _finding(value: Any) -> str:
    from dirsim.report.schema_check import finding_line  # noqa: PLC0415 -- as above

    return finding_line(value)


# Whoever adds a class that draws itself adds a line here: its module and name, and what composes its page. Tables come
# from dirsim.report, a picture beside them as a Figure.
_PAGES: dict[tuple[str, str], Composer] = {
    ("dirsim.recommend.recommendation", "Recommendation"): _page("recommendation", "recommendation_page"),
    ("dirsim.recommend.difference", "Difference"): _page("decision", "difference_page"),
    ("dirsim.recommend.decision", "Verification"): _page("decision", "verification_page"),
    ("dirsim.simulate.trace", "Trace"): _page("trace", "trace_page"),
    ("dirsim.analysis.runs", "Runs"): _page("trace", "runs_page"),
    ("dirsim.analysis.timeline", "Timeline"): _page("timeline", "timeline_page"),
    ("dirsim.analysis.availability", "Availability"): _page("availability", "availability_page"),
    ("dirsim.analysis.contingency", "Contingencies"): _page("sweep", "sweep_page"),
    ("dirsim.analysis.population_run", "PopulationRun"): _page("population", "population_page"),
    ("dirsim.analysis.ports", "PortMatrix"): _page("ports", "ports_page"),
    ("dirsim.analysis.group_policy.result", "ResultantSet"): _page("group_policy", "policy_page"),
    ("dirsim.analysis.group_policy.design", "DesignPolicy"): _page("group_policy", "kept_page"),
    ("dirsim.analysis.trusts.opened", "Trusts"): _page("trusts", "trusts_page"),
    ("dirsim.analysis.trusts.walk", "TrustWalk"): _page("trusts", "walk_page"),
    ("dirsim.analysis.schema_check.result", "SchemaCheck"): _page("schema_check", "schema_check_page"),
    ("dirsim.analysis.managed_ad.readiness", "Readiness"): _page("managed_ad", "managed_ad_page"),
    ("dirsim.analysis.discovery", "Discovery"): _page("discovery", "discovery_page"),
    ("dirsim.credentials.activity.proposal", "LeastPrivilege"): _page("least_privilege", "least_privilege_page"),
    ("dirsim.credentials.activity.proposal", "Proposal"): _page("least_privilege", "proposal_page"),
    ("dirsim.facts.fact", "Fact"): _page("facts", "fact_page"),
    ("dirsim.model.topology", "Topology"): _page("topology", "topology_page"),
}
_LINES: dict[tuple[str, str], Callable[[Any], str]] = {
    ("dirsim.recommend.verdict", "Verdict"): _verdict,
    ("dirsim.recommend.recommendation", "Flip"): _flip,
    ("dirsim.analysis.managed_ad.preflight", "Check"): _check,
    ("dirsim.analysis.schema_check.result", "SchemaFinding"): _finding,
}
_FRAGMENTS: dict[tuple[str, str], Callable[[Any], str]] = {
    ("dirsim.analysis.board", "Board"): _board,
    ("dirsim.facts.catalog", "Catalog"): _as_html(_page("facts", "catalog_page")),
}
"""What draws itself by HTML of its own; as text these are what Python calls them."""
