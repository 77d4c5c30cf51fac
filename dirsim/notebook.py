"""Results draw themselves in a notebook: what IPython is told about them. IPython is never imported from here."""

from __future__ import annotations

import sys
from collections.abc import Callable
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


def _recommendation(value: Any) -> Page:
    from dirsim.report.recommendation import recommendation_page  # noqa: PLC0415 -- as above

    return recommendation_page(value)


def _trace(value: Any) -> Page:
    from dirsim.report.trace import trace_page  # noqa: PLC0415 -- as above

    return trace_page(value)


def _runs(value: Any) -> Page:
    from dirsim.report.trace import runs_page  # noqa: PLC0415 -- as above

    return runs_page(value)


def _timeline(value: Any) -> Page:
    from dirsim.report.timeline import timeline_page  # noqa: PLC0415 -- as above

    return timeline_page(value)


def _ports(value: Any) -> Page:
    from dirsim.report.ports import ports_page  # noqa: PLC0415 -- as above

    return ports_page(value)


def _availability(value: Any) -> Page:
    from dirsim.report.availability import availability_page  # noqa: PLC0415 -- as above

    return availability_page(value)


def _board(value: Any) -> str:
    from dirsim.report.board.page import board_display  # noqa: PLC0415 -- as above

    return board_display(value)


def _topology(value: Any) -> Page:
    from dirsim.report.topology import topology_page  # noqa: PLC0415 -- as above

    return topology_page(value)


def _verdict(value: Any) -> str:
    from dirsim.report.recommendation import verdict_line  # noqa: PLC0415 -- as above

    return f"{value.verdict}: {verdict_line(value)}"


def _flip(value: Any) -> str:
    from dirsim.report.recommendation import flip_line  # noqa: PLC0415 -- as above

    return flip_line(value)


# Whoever adds a class that draws itself adds a line here: its module and name, and what composes its page. Tables come
# from dirsim.report, a picture beside them as a Figure.
_PAGES: dict[tuple[str, str], Composer] = {
    ("dirsim.recommend.recommendation", "Recommendation"): _recommendation,
    ("dirsim.simulate.trace", "Trace"): _trace,
    ("dirsim.analysis.runs", "Runs"): _runs,
    ("dirsim.analysis.timeline", "Timeline"): _timeline,
    ("dirsim.analysis.availability", "Availability"): _availability,
    ("dirsim.analysis.ports", "PortMatrix"): _ports,
    ("dirsim.model.topology", "Topology"): _topology,
}
_LINES: dict[tuple[str, str], Callable[[Any], str]] = {
    ("dirsim.recommend.verdict", "Verdict"): _verdict,
    ("dirsim.recommend.recommendation", "Flip"): _flip,
}
_FRAGMENTS: dict[tuple[str, str], Callable[[Any], str]] = {("dirsim.analysis.board", "Board"): _board}
"""What draws itself by HTML of its own; as text these are what Python calls them."""
