"""Secret rotation as a state machine: create, set, test, finish.

The steps use a network path to the target.

A rotation creates a new version of the secret (AWSPENDING), sets it at the target, tests it there, and only then moves the
label AWSCURRENT to it; the previous version keeps AWSPREVIOUS. A cut at any step preserves the completed steps.
Sources: facts ``sm-automatic-rotation``, ``rotation-during-partition``, ``ad-connector-account-rotation-order``.
"""

from __future__ import annotations

from attrs import evolve, frozen

ROTATION_STEPS = ("create", "set", "test", "finish")
"""The steps of a rotation, in order. ``set`` and ``test`` require access to the target."""


@frozen(kw_only=True)
class Secret:
    """A secret and its target between steps.

    Attributes:
        current: The version that readers get (AWSCURRENT).
        pending: The version in creation (AWSPENDING); empty means none.
        previous: The previous version (AWSPREVIOUS); empty means none.
        accepted: The versions that the target accepts.
        users: ``single`` (one account whose password changes) or ``alternating`` (two accounts in turn).
    """

    current: str = "v1"
    pending: str = ""
    previous: str = ""
    accepted: tuple[str, ...] = ("v1",)
    users: str = "single"


@frozen
class Rotated:
    """The result of a rotation.

    Attributes:
        secret: The secret and its target after the rotation.
        finished: True if every step was completed.
        stopped_at: The step that failed; empty if none did.
        because: The reason why it stopped; empty if it did not.
    """

    secret: Secret
    finished: bool
    stopped_at: str = ""
    because: str = ""

    @property
    def readers_get_in(self) -> bool:
        """True if the target accepts a client that reads the secret now."""
        return self.secret.current in self.secret.accepted

    @property
    def caching_clients_get_in(self) -> bool:
        """True if the target accepts a client that read the secret before the rotation."""
        old = self.secret.previous if self.finished else self.secret.current
        return old in self.secret.accepted


def rotate(secret: Secret, version: str, *, cut_at: str = "") -> Rotated:
    """Rotate to a new version; with ``cut_at`` the target is unreachable (or the function dies) at that step.

    Args:
        secret: The secret and its target before the rotation.
        version: The name of the new version.
        cut_at: The step at which it stops; empty means none. ``create`` and ``finish`` need only Secrets Manager,
            ``set`` and ``test`` need the target.

    Raises:
        ValueError: ``cut_at`` is not a step.
    """
    if cut_at and cut_at not in ROTATION_STEPS:
        raise ValueError(f"unknown step {cut_at!r}; expected one of: {', '.join(ROTATION_STEPS)}")
    state = secret
    for step in ROTATION_STEPS:
        if step == cut_at:
            return Rotated(state, False, step, f"{step} was not completed")
        state = after_step(state, step, version)
    return Rotated(state, True)


def after_step(secret: Secret, step: str, version: str) -> Secret:
    """The secret and its target after one step."""
    if step == "create":
        return evolve(secret, pending=version)
    if step == "set":
        # One account has one password: setting a new one invalidates the old one. Two accounts have one each.
        kept = (secret.current,) if secret.users == "alternating" else ()
        return evolve(secret, accepted=(*kept, version))
    if step == "finish":
        return evolve(secret, current=version, previous=secret.current, pending="")
    return secret


def window_of_failures(secret: Secret, version: str) -> tuple[str, ...]:
    """The steps after which readers of the secret are refused until the rotation continues; empty means none.

    With one account this is the time between ``set`` and ``finish``; two accounts have no such time.
    """
    refused = []
    state = secret
    for step in ROTATION_STEPS:
        state = after_step(state, step, version)
        if state.current not in state.accepted:
            refused.append(step)
    return tuple(refused)


@frozen
class ConnectorRotation:
    """The service account of an AD Connector: its password in AD, and the password stored in the connector.

    Attributes:
        in_directory: The version that the domain controllers accept.
        in_connector: The version with which the connector binds.
    """

    in_directory: str = "v1"
    in_connector: str = "v1"

    @property
    def signs_in(self) -> bool:
        """True if sign-in through the connector works; its status is Active either way."""
        return self.in_directory == self.in_connector

    def change_in_directory(self, version: str) -> ConnectorRotation:
        """Change the password in AD."""
        return evolve(self, in_directory=version)

    def change_in_connector(self, version: str) -> ConnectorRotation:
        """Set the connector's password; Directory Service checks it and refuses one that the domain does not accept.

        Source: fact ``ad-connector-account-rotation-order``.

        Raises:
            ValueError: The domain does not accept that password.
        """
        if version != self.in_directory:
            raise ValueError("the domain does not accept this password: change it in AD first, then in AWS")
        return evolve(self, in_connector=version)
