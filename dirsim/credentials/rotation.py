"""Rotation of a secret as a state machine with a network path: create, set, test, finish.

A rotation makes a new version of the secret (AWSPENDING), sets it at the target, tests it there, and only then moves the
label AWSCURRENT to it; the version before keeps AWSPREVIOUS. A cut at any step leaves what was done until then.
Sources: facts ``sm-automatic-rotation``, ``rotation-during-partition``, ``ad-connector-account-rotation-order``.
"""

from __future__ import annotations

from attrs import evolve, frozen

STEPS = ("create", "set", "test", "finish")
"""The steps of a rotation, in order. ``set`` and ``test`` need the target to be reached."""


@frozen(kw_only=True)
class Secret:
    """A secret and its target, between steps.

    Attributes:
        current: The version that readers get (AWSCURRENT).
        pending: The version that is being made (AWSPENDING); empty means none.
        previous: The version before (AWSPREVIOUS); empty means none.
        accepted: The versions that the target takes.
        users: ``single`` (one account, its password changes) or ``alternating`` (two accounts, turn by turn).
    """

    current: str = "v1"
    pending: str = ""
    previous: str = ""
    accepted: tuple[str, ...] = ("v1",)
    users: str = "single"


@frozen
class Rotated:
    """What a rotation left behind.

    Attributes:
        secret: The secret and its target afterwards.
        finished: Whether every step was done.
        stopped_at: The step that was not done; empty when all were.
        because: Why it stopped; empty when it did not.
    """

    secret: Secret
    finished: bool
    stopped_at: str = ""
    because: str = ""

    @property
    def readers_get_in(self) -> bool:
        """Whether somebody who reads the secret now is let in by the target."""
        return self.secret.current in self.secret.accepted

    @property
    def caching_clients_get_in(self) -> bool:
        """Whether somebody who read the secret before the rotation is let in by the target."""
        old = self.secret.previous if self.finished else self.secret.current
        return old in self.secret.accepted


def rotate(secret: Secret, version: str, *, cut_at: str = "") -> Rotated:
    """One rotation to a new version; with ``cut_at`` the target cannot be reached (or the function dies) at that step.

    Args:
        secret: The secret and its target before.
        version: The new version's name.
        cut_at: The step at which it stops; empty means none. ``create`` and ``finish`` need Secrets Manager alone,
            ``set`` and ``test`` need the target.

    Raises:
        ValueError: ``cut_at`` is no step.
    """
    if cut_at and cut_at not in STEPS:
        raise ValueError(f"unknown step {cut_at!r}, there are {', '.join(STEPS)}")
    state = secret
    for step in STEPS:
        if step == cut_at:
            return Rotated(state, False, step, f"{step} was not done")
        state = _after(state, step, version)
    return Rotated(state, True)


def _after(secret: Secret, step: str, version: str) -> Secret:
    """The secret and its target after one step."""
    if step == "create":
        return evolve(secret, pending=version)
    if step == "set":
        # One account has one password: setting the new one ends the old one. Two accounts have one each.
        kept = (secret.current,) if secret.users == "alternating" else ()
        return evolve(secret, accepted=(*kept, version))
    if step == "finish":
        return evolve(secret, current=version, previous=secret.current, pending="")
    return secret


def window_of_failures(secret: Secret, version: str) -> tuple[str, ...]:
    """The steps after which a reader of the secret is refused until the rotation goes on; empty means none.

    With one account this is the time between ``set`` and ``finish``; with two accounts there is none.
    """
    refused = []
    state = secret
    for step in STEPS:
        state = _after(state, step, version)
        if state.current not in state.accepted:
            refused.append(step)
    return tuple(refused)


@frozen
class ConnectorRotation:
    """The service account of an AD Connector: its password in AD, and the one that the connector has.

    Attributes:
        in_directory: The version that the domain's controllers take.
        in_connector: The version that the connector binds with.
    """

    in_directory: str = "v1"
    in_connector: str = "v1"

    @property
    def signs_in(self) -> bool:
        """Whether sign-in through the connector works; its status says Active either way."""
        return self.in_directory == self.in_connector

    def change_in_directory(self, version: str) -> ConnectorRotation:
        """The password is changed in AD."""
        return evolve(self, in_directory=version)

    def change_in_connector(self, version: str) -> ConnectorRotation:
        """The connector is given a password; Directory Service checks it, and refuses one that the domain does not take.

        Source: fact ``ad-connector-account-rotation-order``.

        Raises:
            ValueError: The domain does not take that password.
        """
        if version != self.in_directory:
            raise ValueError("change the password in AD first, then in AWS: the domain does not take this one")
        return evolve(self, in_connector=version)
