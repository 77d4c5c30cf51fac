"""Sub-dialogues (passages) that the flows of a sweep share.

A passage depends on nothing but its arguments. Two hundred sign-ins look up the same few domains and get TGTs from the
same few controllers. A run plays a passage like any other part of the text. A sweep receives the passage itself, computes
its results with their states once, and returns them to every flow.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from typing import Any

from attrs import frozen

from dirsim.protocols.exchange import Reply
from dirsim.protocols.view import View

Part = Callable[..., Generator[Any, Any, Any]]


@frozen
class SubFlow:
    """A passage of a text.

    Attributes:
        part: Its text; it takes a view, a list for the fallbacks that it uses, then the arguments, then the words.
        arguments: Everything that it depends on.
        words: Values that it needs for texts only; they do not affect its course.
        in_turn: True where it asks one target after the other until one answers, and has the same result
            whichever does, apart from the fallback.
    """

    part: Part
    arguments: tuple[Hashable, ...]
    words: tuple[str, ...] = ()
    in_turn: bool = False


@frozen(cache_hash=True)
class Passed:
    """The result of a passage, as far as it affects the rest of the text; fallbacks are kept apart.

    Attributes:
        value: The value that it returns, without texts for readers.
        failed: True where it stops the flow.
    """

    value: Any
    failed: bool = False


def subflow(
    view: View,
    fallbacks: list[str],
    part: Part,
    *arguments: Hashable,
    words: tuple[str, ...] = (),
    in_turn: bool = False,
) -> Generator[Any, Any, Any]:
    """Play a passage and return its value.

    Args:
        view: Static knowledge of the topology; it states whether the driver memoises passages.
        fallbacks: The fallbacks used.
        part: The passage's text.
        arguments: Everything that it depends on.
        words: Values that it needs for texts only.
        in_turn: See :class:`SubFlow`.
    """
    if not view.whole_passages:
        return (yield from part(view, fallbacks, *arguments, *words))
    passed: Passed = yield SubFlow(part, arguments, words, in_turn)
    return passed.value


def passed_by(value: Any) -> Passed:
    """The result of a passage: without words, so that equal results compare equal."""
    plain = value.plain() if hasattr(value, "plain") else value
    reply = plain if isinstance(plain, Reply) else None
    failed = bool(getattr(plain, "stops", False)) if reply is None else not reply.ok
    return Passed(plain, failed)
