"""Display of results in notebooks; IPython is never imported here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from dirsim.api.writing import LINES, PAGES, board_html, brief_of, catalog_html, composer, html_of, plain

_FRAGMENTS: dict[tuple[str, str], Callable[[Any], str]] = {
    ("dirsim.resilience.board.board", "Board"): board_html,
    ("dirsim.facts.dated_facts", "Catalog"): catalog_html,
}
"""Classes with their own HTML; as text they keep their repr."""


def load_ipython_extension(ipython: Any) -> None:
    """Let results draw themselves; ``%load_ext dirsim.notebook`` calls this.

    Args:
        ipython: The running shell.
    """
    formatters = ipython.display_formatter.formatters
    for module, name in PAGES:
        formatters["text/html"].for_type_by_name(module, name, html_of)
        formatters["text/plain"].for_type_by_name(module, name, _text)
    for (module, name), fragment in _FRAGMENTS.items():
        formatters["text/html"].for_type_by_name(module, name, fragment)
    for (module, name), home in LINES.items():
        formatters["text/plain"].for_type_by_name(module, name, _as_line(composer(home)))


def draw_results() -> None:
    """Let results draw themselves where an IPython shell runs already; does nothing elsewhere, and nothing twice."""
    shell_of = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = None if shell_of is None else shell_of()
    if shell is not None and not getattr(shell, "dirsim_draws", False):
        load_ipython_extension(shell)
        shell.dirsim_draws = True


def _text(value: Any, printer: Any, cycle: bool) -> None:
    del cycle
    lines = brief_of(value).rstrip("\n").split("\n")
    for place, line in enumerate(lines):
        if place:
            printer.break_()
        printer.text(line)


def _as_line(say: Callable[[Any], str]) -> Callable[[Any, Any, bool], None]:
    def draw(value: Any, printer: Any, cycle: bool) -> None:
        del cycle
        printer.text(plain(say(value)))

    return draw
