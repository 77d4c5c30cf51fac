"""One rotation of a secret by steps, with the refused clients."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from dirsim.credentials.rotation.rotation import ROTATION_STEPS, Secret, after_step, rotate
from dirsim.errors import UsageError
from dirsim.shown import Tabular

USERS = ("single", "alternating")
"""Ways of rotation: one account whose password changes, or two accounts in turn."""
_NEEDS = {"create": "Secrets Manager", "set": "the target", "test": "the target", "finish": "Secrets Manager"}
"""The end of the network path that each step needs."""


@frozen
class RotationState:
    """A secret and its clients after one step.

    Attributes:
        step: The step; ``before`` is the state at the start.
        done: True if the step was completed.
        needs: The end of the network path that the step needs; empty for the start.
        current: The version that readers get.
        accepted: The versions that the target accepts.
        readers: True if a client that reads the secret now gets in.
        caching: True if a client that keeps the value from before the rotation gets in.
    """

    step: str
    done: bool
    needs: str
    current: str
    accepted: tuple[str, ...]
    readers: bool
    caching: bool

    def to_dict(self) -> dict[str, Any]:
        """The state as a JSON object."""
        return {
            "step": self.step,
            "done": self.done,
            "needs": self.needs,
            "current": self.current,
            "accepted": list(self.accepted),
            "readers": self.readers,
            "caching": self.caching,
        }


@frozen
class RotationRun(Tabular):
    """A rotation.

    Attributes:
        users: ``single`` or ``alternating``.
        states: The states, from the start to the last step that was reached.
        finished: True if every step was completed.
        cache_s: The time in seconds for which clients keep a value.
        because: The consequence for clients, in words.
    """

    users: str
    states: tuple[RotationState, ...]
    finished: bool
    cache_s: float
    because: str

    @property
    def refused_after(self) -> tuple[str, ...]:
        """The steps after which clients that read the secret are refused; empty means none."""
        return tuple(state.step for state in self.states if not state.readers)

    def to_dict(self) -> dict[str, Any]:
        """The rotation as a JSON object."""
        return {
            "schema": "dirsim.rotation/v1",
            "users": self.users,
            "finished": self.finished,
            "cache_s": self.cache_s,
            "refused_after": list(self.refused_after),
            "states": [state.to_dict() for state in self.states],
            "because": self.because,
        }


def rotation_run(users: str = "single", *, cut_at: str = "", cache_s: float = 0.0) -> RotationRun:
    """A rotation from version ``v1`` to ``v2``.

    Args:
        users: ``single`` or ``alternating``.
        cut_at: The step at which the network path is cut or the function dies; empty means none.
        cache_s: The time in seconds for which clients keep a value that they have read.

    Raises:
        UsageError: A word is unknown, or the time is not a positive number or 0.
    """
    if users not in USERS:
        raise UsageError(f"users: unknown word {users!r}; expected one of: {', '.join(USERS)}")
    if cut_at and cut_at not in ROTATION_STEPS:
        raise UsageError(f"cut_at: unknown step {cut_at!r}; expected one of: {', '.join(ROTATION_STEPS)}")
    if not 0 <= cache_s < float("inf"):
        raise UsageError(f"cache_s must be 0 or more seconds, not {cache_s}")
    secret = Secret(users=users)
    states = [_state("before", secret, done=True)]
    for step in ROTATION_STEPS:
        if step == cut_at:
            states.append(_state(step, secret, done=False))
            break
        secret = after_step(secret, step, "v2")
        states.append(_state(step, secret, done=True))
    finished = rotate(Secret(users=users), "v2", cut_at=cut_at).finished
    return RotationRun(users, tuple(states), finished, cache_s, _because(states, cut_at, cache_s))


def _state(step: str, secret: Secret, *, done: bool) -> RotationState:
    return RotationState(
        step,
        done,
        _NEEDS.get(step, ""),
        secret.current,
        secret.accepted,
        secret.current in secret.accepted,
        "v1" in secret.accepted,
    )


def _because(states: list[RotationState], cut_at: str, cache_s: float) -> str:
    last = states[-1]
    if cut_at and not last.readers:
        return f"the rotation stopped at {cut_at}: the target has the new password, readers still get the old one until it continues"
    if cut_at:
        return f"the rotation stopped at {cut_at}: the target still accepts the version that readers get"
    between = [state.step for state in states if not state.readers]
    parts = [
        f"clients that read the secret are refused after {' and '.join(between)}, until finish"
        if between
        else "no client that reads the secret is refused"
    ]
    if not last.caching and cache_s:
        parts.append(f"clients that keep a value are refused for up to {cache_s:g} s, until they read it again")
    return "; ".join(parts)
