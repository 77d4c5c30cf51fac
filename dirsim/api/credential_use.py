"""Functions on sessions, rotation, and the reach of a leak."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dirsim.credentials.rotation.rotation_run import RotationRun
    from dirsim.credentials.sessions.blast_radius import BlastRadius
    from dirsim.credentials.sessions.session_answer import RefusedSession
    from dirsim.credentials.sessions.session_lifetimes import Hop, Session
    from dirsim.facts import Catalog


def session(*chain: Hop | str | Iterable[Hop | str], facts: Catalog | None = None) -> Session:
    """The session at the end of a chain of credentials, with each step and the rule that decides its length.

    Args:
        chain: The steps in order, as :class:`Hop` or as text (``assume-role:4h,max=12h``), each alone or in one list.
        facts: The applicable facts; ``None`` means all.

    Raises:
        InputError: A step cannot be read, requests a duration outside its limits, or STS refuses it after the step before.
    """
    from dirsim.credentials.sessions.session_answer import hops
    from dirsim.credentials.sessions.session_lifetimes import session as session_of

    return session_of(hops(_steps(chain)), facts)


def answered_session(chain: Iterable[Hop | str]) -> Session | RefusedSession:
    """As :func:`session`; a refusal is an answer too.

    Raises:
        InputError: A step cannot be read.
    """
    from dirsim.credentials.sessions.session_answer import answered

    return answered(chain)


def _steps(chain: Iterable[Hop | str | Iterable[Hop | str]]) -> list[Hop | str]:
    from dirsim.credentials.sessions.session_lifetimes import Hop

    found: list[Hop | str] = []
    for entry in chain:
        found += [entry] if isinstance(entry, (Hop, str)) else list(entry)
    return found


def rotation(users: str = "single", *, cut_at: str = "", cache_s: float = 0.0) -> RotationRun:
    """One rotation of a secret, step by step: versions, accepted passwords, and the clients that are refused.

    Args:
        users: ``single`` (one account whose password changes) or ``alternating`` (two accounts in turn).
        cut_at: The step at which the network path to the target is cut or the function dies; empty means none.
        cache_s: The time in seconds for which clients keep a value that they have read; 0 means that they do not.

    Raises:
        UsageError: A word is unknown, or the time is negative.
    """
    from dirsim.credentials.rotation.rotation_run import rotation_run

    return rotation_run(users, cut_at=cut_at, cache_s=cache_s)


def blast_radius(
    credential: str | Hop | Iterable[Hop | str],
    policies: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
    *,
    age_s: float = 0.0,
) -> BlastRadius:
    """The reach of a leaked credential: until when it works, what it opens, and what stops it.

    Args:
        credential: ``access-key``, or the chain of the session whose credentials leaked.
        policies: Files of the identity policies of its holder; empty means that its rights are unknown.
        age_s: The age of the session at the leak, in seconds.

    Raises:
        InputError: A step or a file cannot be read, or STS refuses the chain.
        UsageError: The list of IAM actions is not installed.
    """
    from dirsim.credentials.sessions.blast_radius import blast_radius_of
    from dirsim.credentials.sessions.session_answer import hops
    from dirsim.credentials.sessions.session_lifetimes import Hop

    files = [policies] if isinstance(policies, str | os.PathLike) else list(policies)
    if credential == "access-key":
        return blast_radius_of(None, files, age_s)
    chain = [credential] if isinstance(credential, (Hop, str)) else list(credential)
    return blast_radius_of(hops(chain), files, age_s)
