"""Group policy objects, their links, and organizational units.

Source: [MS-GPOL] 2.2.2 (gPLink, gPOptions) and 3.2.5.1 (which objects apply, and in which order).
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

AUTHENTICATED_USERS = "Authenticated Users"
LOOPBACK_SETTINGS = frozenset(
    {
        "loopback",
        "userpolicymode",
        "configure user group policy loopback processing mode",
        "user group policy loopback processing mode",
    }
)
"""Names, in lower case, by which a computer half enables loopback: ours, the registry's, and the editor's."""
LOOPBACK_MODES = {"merge": "merge", "1": "merge", "replace": "replace", "2": "replace"}
"""Values of such a setting, in words and as in the registry."""


@frozen(kw_only=True)
class GpoLink:
    """One link of a group policy object to a site, a domain or a unit.

    Attributes:
        gpo: The object's name in ``group_policies``.
        enforced: True where units below cannot block it and its settings win over theirs.
        enabled: False where the link is kept but has no effect.
    """

    gpo: str
    enforced: bool = False
    enabled: bool = True


@frozen(kw_only=True)
class OrganizationalUnit:
    """An organizational unit; files list it by its distinguished name.

    Attributes:
        links: Its links, the one with link order 1 (the strongest) first.
        block_inheritance: True where links from above do not reach it, unless they are enforced.
    """

    links: tuple[GpoLink, ...] = ()
    block_inheritance: bool = False


@frozen(kw_only=True)
class GroupPolicy:
    """A group policy object.

    Attributes:
        id: Its GUID in braces; ``None`` means unknown.
        user_enabled: False where its user half is disabled.
        computer_enabled: False where its computer half is disabled.
        apply_to: Security filtering: the users, computers and groups that it applies to; a name is enough.
        denied: The users, computers and groups to which it is denied, regardless of ``apply_to``.
        wmi_filter: Its WMI filter, as a stated predicate; ``None`` means that it has none.
        user_settings: The settings of its user half, by name.
        computer_settings: The settings of its computer half, by name.
    """

    id: str | None = None
    user_enabled: bool = True
    computer_enabled: bool = True
    apply_to: tuple[str, ...] = (AUTHENTICATED_USERS,)
    denied: tuple[str, ...] = ()
    wmi_filter: str | None = None
    user_settings: Mapping[str, str] = field(factory=dict)
    computer_settings: Mapping[str, str] = field(factory=dict)
