"""Report on availability: sign-ins, cut sets and important elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dirsim.pages.blocks import Block, Figure, Heading, Items, Page, Prose, Table
from dirsim.resilience.availability import MINUTES_A_YEAR, Availability, ElementHarm, FlowAvailability

if TYPE_CHECKING:
    from dirsim.pages.drawing import Drawing

_METHODS = {
    "bits": "exact, over every combination of failures",
    "diagram": "exact, by decision diagrams",
    "sampled": "sampled, since the design is too large for an exact answer",
}
_SHOWN = 12
_CAUSES = 3


def availability_page(answer: Availability) -> Page:
    """The report: availabilities, cut sets, the ranking of elements, and unknown availabilities."""
    title = Heading(f"Availability of {answer.design}" if answer.design else "Availability", 1)
    if not answer.flows:
        return (title, Prose("This design has no sign-ins."))
    return (
        title,
        Prose(f"The figures are {_METHODS[answer.flows[0].method]}. {_unknown(answer)}"),
        Figure(lambda: _picture(answer)),
        Table(
            ("Sign-in", "Availability", "Downtime a year", "Main causes"),
            [(entry.flow, _share(entry), _minutes(entry), _mostly(entry)) for entry in answer.flows],
            right=frozenset({1, 2}),
        ),
        Table(
            ("Workload", "All its sign-ins work", "Downtime a year"),
            [
                (entry.workload, _percent(entry.availability), _time(entry.minutes_down_per_year))
                for entry in answer.workloads
            ],
            right=frozenset({1, 2}),
        ),
        *_cut_sets(answer),
        *_elements(answer),
    )


def _picture(answer: Availability) -> Drawing:
    from dirsim.resilience.availability_drawing import draw_availability  # noqa: PLC0415 -- text output has no pictures

    return draw_availability(answer)


def _unknown(answer: Availability) -> str:
    if not answer.unknown:
        return "Every availability is stated, in the file or by the vendor."
    named = ", ".join(answer.unknown[:_SHOWN])
    more = f" and {len(answer.unknown) - _SHOWN} more" if len(answer.unknown) > _SHOWN else ""
    return f"No availability is stated for these, so they count as never failing: {named}{more}."


def _share(entry: FlowAvailability) -> str:
    return f"<= {_percent(entry.availability)}" if entry.unknown else _percent(entry.availability)


def _percent(share: float) -> str:
    """A percentage with enough digits to differ from 100 %."""
    digits = 2
    while share < 1 and digits < 9 and round(100 * share, digits) >= 100:
        digits += 1
    return f"{100 * share:.{max(digits, 3)}f} %"


def _minutes(entry: FlowAvailability) -> str:
    spread = f" ± {_time(entry.error * MINUTES_A_YEAR)}" if entry.error else ""
    return _time(entry.minutes_down_per_year) + spread


def _time(minutes: float) -> str:
    if minutes == 0:
        return "0 min"
    if minutes < 0.1:
        return f"{60 * minutes:.2g} s"
    return f"{minutes:.1f} min" if minutes < 600 else f"{minutes / 60:.1f} h"


def _mostly(entry: FlowAvailability) -> str:
    causes = [f"{element} {_time(minutes)}" for element, minutes in entry.minutes_by_element.items() if minutes]
    if not causes:
        return "it never works" if entry.cut_sets == ((),) else "no element with a known availability"
    return ", ".join(causes[:_CAUSES])


def _cut_sets(answer: Availability) -> Iterator[Block]:
    yield Heading(f"Minimal cut sets (up to {answer.max_order} failures)")
    for entry in answer.flows:
        if not entry.cut_sets:
            yield Prose(f"{entry.flow}: no cut set of up to {answer.max_order} failures.")
        elif entry.cut_sets == ((),):
            yield Prose(f"{entry.flow}: does not work even without any failure.")
        else:
            sets = [" + ".join(failed) for failed in entry.cut_sets]
            more = [f"and {len(sets) - _SHOWN} more; the JSON output lists them all"] if len(sets) > _SHOWN else []
            yield Prose(f"{entry.flow}:")
            yield Items([*sets[:_SHOWN], *more])


def _elements(answer: Availability) -> Iterator[Block]:
    if answer.elements:
        yield Heading("Importance of elements")
        yield Prose(
            "Users affected: those who lose a sign-in when the element fails alone. Importance (Birnbaum): the probability that a "
            "sign-in works while the element works, less that while it has failed, as the mean of all sign-ins."
        )
        yield Table(
            ("Element", "Availability", "Source", "Users affected", "Importance"),
            [_harm(harm) for harm in answer.elements],
            right=frozenset({1, 3, 4}),
        )


def _harm(harm: ElementHarm) -> tuple[str, str, str, str, str]:
    element = harm.element
    share = "unknown" if element.availability is None else _percent(element.availability)
    known = element.fact or ("" if element.availability is None else "the file")
    return (element.name, share, known, people(harm.lost.users, len(harm.lost.unknown)), f"{harm.birnbaum:.4f}")


def people(users: int, unknown: int) -> str:
    """A number of users, with the cohorts of unknown size."""
    if not unknown:
        return f"{users}"
    cohorts = f"{unknown} cohort{'s' if unknown > 1 else ''} of unknown size"
    return f"{users} + {cohorts}" if users else cohorts
