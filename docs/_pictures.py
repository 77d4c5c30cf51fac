"""Pictures of the README and of the documentation, drawn by dirsim itself.

``make pictures`` writes ``docs/pictures``; a test compares the files with what this module draws, byte by byte.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import dirsim as ds
from dirsim.pages.drawing import Drawing, standalone
from dirsim.pages.network.topology_drawing import draw_topology
from dirsim.simulation.trace_drawing import draw_trace

HERE = Path(__file__).parent
FOLDER = HERE / "pictures"
sys.path.insert(0, str(HERE.parent / "tests" / "real"))

from networks import fifty, six, three  # noqa: E402 -- found on the path that the line above adds


def drawings() -> Iterator[tuple[str, Drawing]]:
    """The name of each picture and its drawing."""
    yield "contoso", draw_topology(ds.recommend(ds.examples.contoso()).topology)
    yield "trust", draw_topology(three())
    yield "trace", draw_trace(ds.trace(three(), "erp-db/corp.example", "link-down:vpn"))
    yield "six-sites", draw_topology(six())
    yield "fifty-sites", draw_topology(fifty())


def pictures() -> Iterator[tuple[Path, str]]:
    """The file of each picture and its content."""
    for name, drawing in drawings():
        yield FOLDER / f"{name}.svg", standalone(drawing) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path, content in pictures():
        path.write_text(content, encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(HERE.parent)}\n")
