"""Readability of drawings beside layouts of networkx. Prints figures, asserts nothing.

Each layout of networkx gets the same boxes, drawn apart until none overlaps another, straight lines and the same labels.
"""

import sys
import time
from itertools import combinations
from pathlib import Path

import networkx as nx

sys.path.insert(0, str(Path(__file__).parents[1] / "real"))

from networks import NETWORKS
from readability import figures, measured

from dirsim.pages.drawing import width_of
from dirsim.pages.network.site_lanes import lanes_of
from dirsim.pages.network.topology_drawing import draw_topology

LAYOUTS = {
    "spring_layout": lambda graph: nx.spring_layout(graph, seed=1),
    "circular_layout": nx.circular_layout,
    "shell_layout": nx.shell_layout,
}


def laid_out(topology, layout):
    """Lines, boxes and labels of a network in a layout of networkx, and the area of the whole."""
    lanes = lanes_of(topology)
    home = {site: number for number, lane in enumerate(lanes) for site in lane.sites}
    bundles = {}
    for name, link in topology.links.items():
        one, other = sorted(home[site] for site in link.between)
        if one != other:
            bundles.setdefault((one, other), []).append(name)
    graph = nx.Graph(sorted(bundles))
    graph.add_nodes_from(range(len(lanes)))
    places = layout(graph)
    wide, tall = 176.0, 44.0 + 26.0 * max(len(lane.boxes) for lane in lanes)
    scale = max(
        min(wide / max(abs(places[a][0] - places[b][0]), 1e-9), tall / max(abs(places[a][1] - places[b][1]), 1e-9))
        for a, b in combinations(places, 2)
    )
    middle = {node: (1.05 * scale * x, 1.05 * scale * y) for node, (x, y) in places.items()}
    boxes = [(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2) for x, y in middle.values()]
    lines, labels = [], []
    for number, ((one, other), names) in enumerate(bundles.items()):
        (x1, y1), (x2, y2) = middle[one], middle[other]
        lines.append([outside((x1, y1), (x2, y2), wide, tall)])
        shown = names if len(names) <= 3 else [f"{len(names)} links"]
        for row, name in enumerate(shown):
            half = width_of(name, "small") / 2
            x, y = (x1 + x2) / 2, (y1 + y2) / 2 + 14 * row
            labels.append((number, (x - half, y - 9, x + half, y + 2)))
    left, top = (min(box[side] for box in boxes) for side in (0, 1))
    right, bottom = (max(box[side] for box in boxes) for side in (2, 3))
    return measured(lines, boxes, labels), (right - left) * (bottom - top)


def outside(start, end, wide, tall):
    """The part of a line between the borders of the two boxes at its ends."""
    across, down = end[0] - start[0], end[1] - start[1]
    share = min(wide / 2 / abs(across) if across else 1.0, tall / 2 / abs(down) if down else 1.0, 0.5)
    moved = (start[0] + share * across, start[1] + share * down)
    return moved, (end[0] - share * across, end[1] - share * down)


def row(name, found, area, seconds):
    """One line of figures."""
    print(
        f"  {name:22}" + "".join(f"{value:>9}" for value in found.values()) + f"{area / 1e6:9.2f}{1000 * seconds:8.0f}"
    )


def main():
    """Print the figures of every network in every layout."""
    print("drawings: crossings, lines through boxes, labels on labels, on boxes, on other lines; area in Mpx; ms")
    for title, topology in NETWORKS.items():
        print(f" {title}")
        start = time.perf_counter()
        drawing = draw_topology(topology)
        row("dirsim", figures(drawing), drawing.width * drawing.height, time.perf_counter() - start)
        for name, layout in LAYOUTS.items():
            start = time.perf_counter()
            found, area = laid_out(topology, layout)
            row(name, found, area, time.perf_counter() - start)


if __name__ == "__main__":
    main()
