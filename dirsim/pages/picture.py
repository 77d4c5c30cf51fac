"""Plots with matplotlib, an optional package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dirsim.errors import UsageError


def _axes(axes: Any) -> Any:
    """The given axes, or new axes in a new figure.

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
    """Draw horizontal bars, the first on top, and return the axes.

    Args:
        lengths: The bars by name.
        label: The quantity that the lengths show, with its unit.
        axes: The axes to draw on; ``None`` means a new figure.

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
    """Draw stacked layers over time with a legend, and return the axes.

    Args:
        at: The instants.
        layers: The heights of each layer by name.
        labels: The labels of the horizontal and the vertical axis, with their units.
        axes: The axes to draw on; ``None`` means a new figure.

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
