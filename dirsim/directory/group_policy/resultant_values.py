"""The resultant set of policy, with the reason for each result."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from attrs import field, frozen

from dirsim.model.group_policy import GroupPolicy
from dirsim.pages.frame import to_frame
from dirsim.shown import Shown


class Half(StrEnum):
    """The half of a policy object: computer or user."""

    COMPUTER = "computer"
    USER = "user"


class PolicyState(StrEnum):
    """The state of a policy object."""

    APPLIED = "applied"
    NOT_APPLIED = "not-applied"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class PolicyTarget:
    """A user or a computer, with the properties that group policy uses.

    Attributes:
        dn: The distinguished name of its account.
        name: Its name in security filters, besides its common name; empty means the common name only.
        groups: The groups that it belongs to, including nested ones; groups that everyone belongs to are omitted.
    """

    dn: str
    name: str = ""
    groups: tuple[str, ...] = ()


@frozen(kw_only=True)
class AppliedPolicy:
    """One policy object at one of its links.

    Attributes:
        half: The half.
        gpo: Its name.
        container: The container of the link: ``site NAME``, or a distinguished name.
        order: The link order there; 1 has the highest precedence.
        enforced: True if the link is enforced.
        state: The state of the object.
        because: The reason, in words.
        loopback: True for user policy that is linked above the computer.
        policy: The object itself; ``None`` if the estate does not have it.
    """

    half: Half
    gpo: str
    container: str
    order: int
    enforced: bool
    state: PolicyState
    because: str
    loopback: bool = False
    policy: GroupPolicy | None = field(default=None, eq=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The object as a JSON object."""
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
    """One setting with the object that wins.

    Attributes:
        half: The half.
        name: The setting.
        value: Its value; ``None`` if it depends on a filter without a result, and no weaker object sets it.
        gpo: The object that wins; ``None`` as for ``value``.
        because: The reason why it wins, in words.
        overridden: The weaker objects that also set it, highest precedence first, with their values.
        perhaps: The objects that would win if their filter were true, highest precedence first, with their values.
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
        """True if no filter without a result can change it."""
        return not self.perhaps

    def to_dict(self) -> dict[str, Any]:
        """The setting as a JSON object."""
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
class ResultantSet(Shown):
    """The resultant set of policy of a user on a computer.

    Attributes:
        user: The user's distinguished name; empty means that no user is signed in.
        computer: The computer's distinguished name; empty means the user's own policy alone.
        site: The AD site of the computer; empty means unknown, or none.
        loopback: ``none``, ``merge`` or ``replace``; ``unknown`` if it depends on a filter.
        policies: Every object linked above the accounts, highest precedence first, computer half before user half.
        settings: Every setting, by half and name.
        notes: Assumptions and unknowns.
    """

    user: str
    computer: str
    site: str
    loopback: str
    policies: tuple[AppliedPolicy, ...]
    settings: tuple[SettingResult, ...]
    notes: tuple[str, ...] = ()

    def applied(self, half: Half | str) -> tuple[str, ...]:
        """The objects that apply with one half, highest precedence first, without duplicates."""
        wanted = Half(half)
        names = (one.gpo for one in self.policies if one.half is wanted and one.state is PolicyState.APPLIED)
        return tuple(dict.fromkeys(names))

    def setting(self, half: Half | str, name: str) -> SettingResult | None:
        """One setting; ``None`` if no object that may apply sets it."""
        wanted = Half(half)
        return next((one for one in self.settings if one.half is wanted and one.name == name), None)

    def to_dict(self) -> dict[str, Any]:
        """The set as a JSON object (``dirsim.policy/v1``)."""
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
