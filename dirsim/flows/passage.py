"""Passages: parts of a flow that depend on nothing but their arguments, so that flows can share what they come to.

Two hundred sign-ins look the same few domains up and get first tickets from the same few controllers. A run plays a
passage like any other part of the flow's text. A sweep is handed the passage itself, works out once in which states it
comes to what, and gives every flow that result.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from typing import Any, TypeVar, cast

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
        fell_back: Whether the flow has fallen back before; then it is the same whether this passage does.
    """

    play: Play
    arguments: tuple[Hashable, ...]
    words: tuple[str, ...] = ()
    fell_back: bool = False


@frozen
class Passed:
    """What a passage came to, as far as the rest of the flow can tell.

    Attributes:
        value: What it gives.
        fell_back: Whether anything but the first choice answered.
        reply: The reply at which it stopped; ``None`` where it stopped nowhere.
        category: What kind of stop that was.
    """

    value: Any
    fell_back: bool = False
    reply: Reply | None = None
    category: str = ""


def passage(
    view: View,
    course: Course,
    play: Callable[..., Generator[Exchange, Reply, T]],
    *arguments: Hashable,
    words: tuple[str, ...] = (),
) -> Generator[Exchange, Reply, T]:
    """Go through a passage; gives what it gives.

    Args:
        view: Static knowledge; it says whether whoever drives the flow takes passages whole.
        course: The flow's memory.
        play: The passage's text.
        arguments: All that it depends on.
        words: What it needs for the reader alone.
    """
    if not view.whole_passages:
        return (yield from play(view, course, *arguments, *words))
    # Only a driver that made such a view is handed anything but an exchange; the types say what all others see.
    passed = cast("Passed", (yield cast("Exchange", Passage(play, arguments, words, bool(course.fallbacks)))))
    if passed.fell_back and not course.fallbacks:
        course.fallbacks.append("within a passage")
    if passed.reply is not None:
        course.stop(None, passed.reply, passed.category)
    return cast("T", passed.value)


def passed_by(course: Course, value: Any) -> Passed:
    """What a passage came to, from the course that it was played with: without the words, so that like is alike."""
    reply = None if course.reply is None else _without_words(course.reply)
    return Passed(_plain(value), bool(course.fallbacks), reply, course.category)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    return _without_words(value) if isinstance(value, Reply) else value


def _without_words(reply: Reply) -> Reply:
    return Reply(reply.heard, "", reply.code, reply.referral)
