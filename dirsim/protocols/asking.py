"""Requests to several servers in turn, until one answers."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from attrs import frozen

from dirsim.model.outcome import ReplyKind
from dirsim.protocols.client_program import Failure
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.subflow import subflow
from dirsim.protocols.view import View


def ask(exchange: Exchange, category: str, refused: str = "") -> Generator[Any, Any, Failure | None]:
    """Make one exchange; the failure where it is not granted, ``None`` where it is.

    Args:
        exchange: The exchange.
        category: The category where no server answers.
        refused: The category of a refusal; empty means the same.
    """
    reply: Reply = yield exchange
    return None if reply.ok else failed(exchange, reply, category, refused)


def failed(exchange: Exchange | None, reply: Reply, category: str, refused: str = "") -> Failure:
    """The failure of an exchange that was not granted."""
    word = refused if refused and reply.heard == ReplyKind.REFUSED else category
    return Failure(word, reply.because, reply, exchange)


@frozen(cache_hash=True)
class _Granted:
    """The exchange that was granted; it makes no difference to the rest of the text which one it is."""

    exchange: Exchange | None

    def plain(self) -> _Granted:
        """The same without the exchange."""
        return _Granted(None)


def ask_whichever(
    view: View, fallbacks: list[str], exchanges: tuple[Exchange, ...], category: str
) -> Generator[Any, Any, Exchange | Failure | None]:
    """The same as :func:`ask_any` where the rest of the text does not depend on the target that answers.

    Args:
        view: Static knowledge of the topology.
        fallbacks: The fallbacks used.
        exchanges: The exchanges, in order.
        category: The category where no server answers.
    """
    got: _Granted | Failure = yield from subflow(view, fallbacks, _granted, exchanges, category, in_turn=True)
    return got if isinstance(got, Failure) else got.exchange


def _granted(
    view: View, fallbacks: list[str], exchanges: tuple[Exchange, ...], category: str
) -> Generator[Any, Any, _Granted | Failure]:
    del view
    answered = yield from ask_any(fallbacks, exchanges, category)
    return answered if isinstance(answered, Failure) else _Granted(answered)


def ask_any(
    fallbacks: list[str], exchanges: Iterable[Exchange], category: str, refused: str = ""
) -> Generator[Any, Any, Exchange | Failure]:
    """Try the same request at one target after the other until one answers; returns the exchange that was granted.

    A *refusal* is an answer and ends the search: another controller of the domain would refuse as well. An answer from
    any but the first is recorded as a fallback. Where none answers, the first exchange and its reason are reported.

    Args:
        fallbacks: The fallbacks used.
        exchanges: The exchanges, in order.
        category: The category where no server answers.
        refused: The category of a refusal; empty means the same.
    """
    first: tuple[Exchange, Reply] | None = None
    for exchange in exchanges:
        reply: Reply = yield exchange
        if reply.ok:
            if first is not None:
                fallbacks.append(f"{exchange.target} answered instead of {first[0].target}")
            return exchange
        if reply.heard == ReplyKind.REFUSED:
            return failed(exchange, reply, category, refused)
        first = first or (exchange, reply)
    if first is None:
        none = Reply(ReplyKind.REFUSED, "no host could be asked", "no-target")
        return failed(None, none, category)
    return failed(*first, category)
