"""The resultant set of policy, with the reason for each object and for each setting."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from attrs import field, frozen

from dirsim.analysis.frame import to_frame
from dirsim.model.group_policy import GroupPolicy


class Half(StrEnum):
    """Which half of a policy object it is about."""

    COMPUTER = "computer"
    USER = "user"


class State(StrEnum):
    """What becomes of a policy object."""

    APPLIED = "applied"
    NOT_APPLIED = "not-applied"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class PolicyTarget:
    """A user or a computer, as far as policy looks at it.

    Attributes:
        dn: Where its account stands.
        name: What security filters call it, beside its common name; empty means that only.
        groups: The groups that it belongs to, nested ones included; those that everybody belongs to are left out.
    """

    dn: str
    name: str = ""
    groups: tuple[str, ...] = ()


@frozen(kw_only=True)
class AppliedPolicy:
    """One policy object at one of its links.

    Attributes:
        half: Which half.
        gpo: Its name.
        container: Where it is linked: ``site NAME``, or a distinguished name.
        order: The link order there; 1 is the strongest.
        enforced: Whether the link is enforced.
        state: What becomes of it.
        because: Why, in words.
        loopback: Whether it comes from where the computer stands although it is about the user.
        policy: The object itself; ``None`` where the estate does not have it.
    """

    half: Half
    gpo: str
    container: str
    order: int
    enforced: bool
    state: State
    because: str
    loopback: bool = False
    policy: GroupPolicy | None = field(default=None, eq=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON shows it."""
        return {
            "half": self.half.value,
            "gpo": self.gpo,
            "container": self.container,
            "order": self.order,
            "enforced": self.enforced,
            "loopback": self.loopback,
            "state": self.state.value,
            "because": self.because,
        }


@frozen(kw_only=True)
class SettingResult:
    """One setting with its winner.

    Attributes:
        half: Which half.
        name: The setting.
        value: Its value; ``None`` where it hangs on a filter that nobody evaluated, and nothing below sets it.
        gpo: The object that wins; ``None`` as for ``value``.
        because: Why it wins, in words.
        overridden: The objects that set it too and lose, the strongest first, with their values.
        perhaps: The objects that would win if their filter held, the strongest first, with their values.
    """

    half: Half
    name: str
    value: str | None
    gpo: str | None
    because: str
    overridden: tuple[tuple[str, str], ...] = ()
    perhaps: tuple[tuple[str, str], ...] = ()

    @property
    def certain(self) -> bool:
        """Whether no unevaluated filter could change it."""
        return not self.perhaps

    def to_dict(self) -> dict[str, Any]:
        """The setting as JSON shows it."""
        return {
            "half": self.half.value,
            "name": self.name,
            "value": self.value,
            "gpo": self.gpo,
            "certain": self.certain,
            "because": self.because,
            "overridden": [{"gpo": gpo, "value": value} for gpo, value in self.overridden],
            "perhaps": [{"gpo": gpo, "value": value} for gpo, value in self.perhaps],
        }


@frozen(kw_only=True)
class ResultantSet:
    """What a user gets on a computer.

    Attributes:
        user: The user's distinguished name; empty means nobody is signed in.
        computer: The computer's distinguished name; empty means that only the user's own policy was asked for.
        site: The AD site of the computer; empty means unknown, or none.
        loopback: ``none``, ``merge`` or ``replace``; ``unknown`` where it hangs on a filter.
        policies: Every object that is linked somewhere above, the strongest first, computer half before user half.
        settings: Every setting, by half and name.
        notes: What was taken for granted, and what is not known.
    """

    user: str
    computer: str
    site: str
    loopback: str
    policies: tuple[AppliedPolicy, ...]
    settings: tuple[SettingResult, ...]
    notes: tuple[str, ...] = ()

    def applied(self, half: Half | str) -> tuple[str, ...]:
        """The objects that apply with one half, the strongest first, each once."""
        wanted = Half(half)
        names = (one.gpo for one in self.policies if one.half is wanted and one.state is State.APPLIED)
        return tuple(dict.fromkeys(names))

    def setting(self, half: Half | str, name: str) -> SettingResult | None:
        """One setting; ``None`` where no object that may apply sets it."""
        wanted = Half(half)
        return next((one for one in self.settings if one.half is wanted and one.name == name), None)

    def to_dict(self) -> dict[str, Any]:
        """The set as JSON shows it (``dirsim.policy/v1``)."""
        return {
            "schema": "dirsim.policy/v1",
            "user": self.user or None,
            "computer": self.computer or None,
            "site": self.site or None,
            "loopback": self.loopback,
            "policies": [one.to_dict() for one in self.policies],
            "settings": [one.to_dict() for one in self.settings],
            "notes": list(self.notes),
        }

    def to_pandas(self) -> Any:
        """A pandas data frame with one row for each setting.

        Raises:
            UsageError: pandas is not installed.
        """
        columns = ("half", "name", "value", "gpo", "certain", "because")
        return to_frame([{key: one.to_dict()[key] for key in columns} for one in self.settings], columns=columns)
