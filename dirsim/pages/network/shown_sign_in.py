"""Sign-ins of a drawing: rows that light their exchanges in order.

They need scripts. The rows hold the numbers of hosts and links; ``lights.js`` finds their boxes and lines by these numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from attrs import frozen

from dirsim.pages.drawing import box, text, words
from dirsim.pages.plain import plain

_ROW = 26.0


@frozen
class ShownExchange:
    """One exchange of a sign-in.

    Attributes:
        initiator: The number of the host that asks, in the order of the topology.
        target: The number of the host that answers.
        links: The numbers of the links that it crosses, in order.
        sentence: The exchange and its reply in words.
        answered: False where it was refused or nothing came back.
    """

    initiator: int
    target: int
    links: tuple[int, ...]
    sentence: str
    answered: bool = True


@frozen
class ShownSignIn:
    """A sign-in, and the exchanges that it makes.

    Attributes:
        title: The sign-in in words.
        exchanges: Its exchanges, in order.
    """

    title: str
    exchanges: tuple[ShownExchange, ...]


def sign_in_rows(sign_ins: Iterable[ShownSignIn], more: int, top: float, width: float) -> tuple[str, float]:
    """The SVG of a row for each sign-in, and its height.

    Args:
        sign_ins: The sign-ins.
        more: The number of further sign-ins, which have no row.
        top: Where the first row begins.
        width: The width of the rows.
    """
    drawn = [text(0, top + 24, "Sign-ins", "head sign-ins")]
    y = top + 34
    for sign_in in sign_ins:
        name = words(sign_in.title)
        steps = json.dumps(
            [[e.initiator, e.target, list(e.links), plain(e.sentence), int(e.answered)] for e in sign_in.exchanges],
            separators=(",", ":"),
        )
        drawn.append(
            f'<g tabindex="0" role="button" aria-pressed="false" aria-label="{name}" class="sign-in" '
            f'data-steps="{escape(steps)}"><title>{name}</title>'
            f"{box(1, y, width - 2, _ROW - 4, 'host', round_=4)}{text(10, y + 15, sign_in.title, room=width - 20)}</g>"
        )
        y += _ROW
    if more:
        drawn.append(text(4, y + 12, f"{more} more; dirsim trace shows each of them", "soft small"))
        y += 18
    return "".join(drawn), y - top + 4
