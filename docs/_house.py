"""Picture of the architecture: layers of the package, their sizes, and an arrow for every import between rooms.

``make house`` writes ``docs/contributing/house.svg`` and prints the same as text. Layers come from the import contract in
``pyproject.toml``, arrows and sizes from the code, so the picture cannot disagree with either.
"""

import ast
import sys
import tomllib
from collections import Counter
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURE = Path(__file__).parent / "contributing" / "house.svg"
ROOM, TALL, GAP, MARGIN = 190, 46, 34, 24


def layers() -> list[list[str]]:
    """The rooms from top to bottom; rooms on one layer do not import each other."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    return [[room.strip(" ()").removeprefix("dirsim.") for room in line.split("|")] for line in contract["layers"]]


def files() -> dict[str, list[Path]]:
    """The modules of each room, by room."""
    package = ROOT / "dirsim"
    found: dict[str, list[Path]] = {}
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        found.setdefault(room, []).append(path)
    return found


def imports(rooms: dict[str, list[Path]]) -> Counter[tuple[str, str]]:
    """The number of imports from one room in the modules of another, by pair."""
    found: Counter[tuple[str, str]] = Counter()
    for room, paths in rooms.items():
        for path in paths:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dirsim."):
                    target = node.module.split(".")[1]
                    if target != room and target in rooms:
                        found[room, target] += 1
    return found


def lines(paths: list[Path]) -> int:
    """The number of lines of several modules."""
    return sum(path.read_text(encoding="utf-8").count("\n") for path in paths)


def told() -> str:
    """The architecture as text: each layer, each room with its size, and the rooms that it imports."""
    rooms, arrows = files(), imports(files())
    said = []
    for layer in layers():
        for room in layer:
            below = sorted(target for source, target in arrows if source == room)
            said.append(f"{room:15} {lines(rooms[room]):6} lines   imports {', '.join(below) or 'nothing'}")
        said.append("")
    return "\n".join(said).rstrip() + "\n"


def drawn() -> str:
    """The architecture as an SVG picture."""
    rooms, arrows, shelves = files(), imports(files()), layers()
    widest = max(len(layer) for layer in shelves)
    width = 2 * MARGIN + widest * ROOM + (widest - 1) * GAP + 260
    height = 2 * MARGIN + len(shelves) * TALL + (len(shelves) - 1) * GAP
    place: dict[str, tuple[float, float]] = {}
    for row, layer in enumerate(shelves):
        span = len(layer) * ROOM + (len(layer) - 1) * GAP
        for column, room in enumerate(layer):
            place[room] = ((width - span) / 2 + column * (ROOM + GAP), MARGIN + row * (TALL + GAP))
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            'font-family="system-ui, sans-serif" font-size="13">'
        ),
        "<title>The rooms of the package and their imports</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        (
            '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
            '<path d="M0 0L8 4L0 8z" fill="#64748b"/></marker></defs>'
        ),
    ]
    for nth, ((source, target), count) in enumerate(sorted(arrows.items())):
        if source not in place or target not in place:
            continue
        (x1, y1), (x2, y2) = place[source], place[target]
        side = -1 if nth % 2 else 1  # arrows pass the rooms between on alternate sides
        far = abs(y2 - y1) / (TALL + GAP)
        bend = 0 if far <= 1 else side * (ROOM / 2 + 8 * far)
        start, end = (x1 + ROOM / 2, y1 + TALL), (x2 + ROOM / 2, y2)
        middle = ((start[0] + end[0]) / 2 + bend, (start[1] + end[1]) / 2)
        weight = min(3.0, 0.6 + count / 40)
        parts.append(
            f'<path d="M{start[0]:.0f} {start[1]:.0f}Q{middle[0]:.0f} {middle[1]:.0f} {end[0]:.0f} {end[1]:.0f}" fill="none" '
            f'stroke="#64748b" stroke-opacity="0.45" stroke-width="{weight:.1f}" marker-end="url(#head)">'
            f"<title>{escape(source)} imports {escape(target)} {count} times</title></path>"
        )
    for room, (x, y) in place.items():
        parts.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{ROOM}" height="{TALL}" rx="7" fill="#eef2ff" stroke="#4338ca"/>'
            f'<text x="{x + ROOM / 2:.0f}" y="{y + 20:.0f}" text-anchor="middle" font-weight="600">{escape(room)}</text>'
            f'<text x="{x + ROOM / 2:.0f}" y="{y + 37:.0f}" text-anchor="middle" fill="#475569" font-size="11">'
            f"{len(rooms[room])} modules, {lines(rooms[room]):,} lines</text>"
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
    sys.stdout.write(told())
