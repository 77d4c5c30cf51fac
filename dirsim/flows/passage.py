"""Passages: parts of a flow that depend on nothing but their arguments, so that flows can share what they come to.

Two hundred sign-ins look the same few domains up and get first tickets from the same few controllers. A run plays a
passage like any other part of the flow's text. A sweep is handed the passage itself, works out once in which states it
comes to what, and gives every flow that result.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from functools import lru_cache
from typing import Any, TypeVar

from attrs import frozen

from dirsim.flows.exchange import Course, Exchange, Reply
from dirsim.flows.view import View

T = TypeVar("T")
Play = Callable[..., Generator[Exchange, Reply, Any]]


@frozen
class Passage:
    """A passage that a flow comes to.

    Attributes:
        play: Its text; it takes a view, a course, then the arguments, then the words.
        arguments: All that it depends on.
        words: What it needs for the reader alone; nothing in its course turns on them.
        in_turn: Whether it asks one target after the other until one answers, and but for having fallen back comes to
            the same whichever does.
    """

    play: Play
    arguments: tuple[Hashable, ...]
    words: tuple[str, ...] = ()
    in_turn: bool = False


@frozen(cache_hash=True)
class Passed:
    """What a passage came to, as far as the rest of the flow can tell: whether it fell back is told apart from that.

    Attributes:
        value: What it gives.
        reply: The reply at which it stopped; ``None`` where it stopped nowhere.
        category: What kind of stop that was.
    """

    value: Any
    reply: Reply | None = None
    category: str = ""


def passage(
    view: View,
    course: Course,
    play: Callable[..., Generator[Exchange, Reply, T]],
    *arguments: Hashable,
    words: tuple[str, ...] = (),
    in_turn: bool = False,
) -> Generator[Exchange, Reply, T]:
    """Go through a passage; gives what it gives.

    Args:
        view: Static knowledge; it says whether whoever drives the flow takes passages whole.
        course: The flow's memory.
        play: The passage's text.
        arguments: All that it depends on.
        words: What it needs for the reader alone.
        in_turn: See :class:`Passage`.
    """
    if not view.whole_passages:
        return (yield from play(view, course, *arguments, *words))
    # Only a driver that made such a view is handed anything but an exchange; the types say what all others see.
    passed: Passed = yield Passage(play, arguments, words, in_turn)  # type: ignore[misc, assignment]  # see above
    if passed.reply is not None:
        course.stop(None, passed.reply, passed.category)
    return passed.value  # type: ignore[no-any-return]  # what the text gave


def passed_by(course: Course, value: Any) -> Passed:
    """What a passage came to, from the course that it was played with: without the words, so that like is alike."""
    reply = None if course.reply is None else without_words(course.reply)
    return Passed(_plain(value), reply, course.category)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    return without_words(value) if isinstance(value, Reply) else value


@lru_cache(maxsize=1024)
def without_words(reply: Reply) -> Reply:
    """A reply without what is for the reader alone."""
    return Reply(reply.heard, "", reply.code, reply.referral)
