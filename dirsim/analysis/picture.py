"""Plots for matplotlib, where it is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dirsim.errors import UsageError


def _axes(axes: Any) -> Any:
    """The axes given, or new ones.

    Raises:
        UsageError: matplotlib is not installed.
    """
    if axes is not None:
        return axes
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 -- optional, and slow to load
    except ImportError:
        raise UsageError("matplotlib is not installed; install it with: pip install 'dirsim[plot]'") from None
    return Figure(layout="constrained").add_subplot()


def bars(lengths: Mapping[str, float], label: str, axes: Any = None) -> Any:
    """Horizontal bars, the first on top.

    Args:
        lengths: The bars by name.
        label: What the lengths are, with their unit.
        axes: Where to draw; ``None`` makes a figure of its own.

    Raises:
        UsageError: matplotlib is not installed.
    """
    place = _axes(axes)
    place.barh(list(lengths), list(lengths.values()))
    place.invert_yaxis()
    place.set_xlabel(label)
    return place


def stacked(
    at: Sequence[float], layers: Mapping[str, Sequence[float]], labels: tuple[str, str], axes: Any = None
) -> Any:
    """Layers over time, one on the other, with a legend.

    Args:
        at: The instants.
        layers: The heights of each layer by name.
        labels: What is across, and what is up, with their units.
        axes: Where to draw; ``None`` makes a figure of its own.

    Raises:
        UsageError: matplotlib is not installed.
    """
    place = _axes(axes)
    if layers:
        place.stackplot(at, *layers.values(), labels=list(layers))
        place.legend()
    place.set_xlabel(labels[0])
    place.set_ylabel(labels[1])
    return place
