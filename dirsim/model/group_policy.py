"""Group policy as it is stored: policy objects, their links to sites, domains and units, and the units themselves.

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
"""Names, in lower case, under which a computer half switches loopback on: ours, the registry's, and the editor's."""
LOOPBACK_MODES = {"merge": "merge", "1": "merge", "replace": "replace", "2": "replace"}
"""Values of such a setting, in words and as the registry has them."""


@frozen(kw_only=True)
class GpoLink:
    """One link of a group policy object to a site, a domain or a unit.

    Attributes:
        gpo: The object's name in ``group_policies``.
        enforced: True where units below cannot block it and its settings win over theirs.
        enabled: False where the link is kept but does nothing.
    """

    gpo: str
    enforced: bool = False
    enabled: bool = True


@frozen(kw_only=True)
class OrganizationalUnit:
    """An organizational unit, written under its distinguished name.

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
        user_enabled: False where its user half is switched off.
        computer_enabled: False where its computer half is switched off.
        apply_to: Security filtering: the users, computers and groups that it applies to; a name is enough.
        denied: The users, computers and groups that are denied it, whatever ``apply_to`` says.
        wmi_filter: Its WMI filter, as a stated predicate; ``None`` means that it has none.
        user_settings: What its user half sets, by name of the setting.
        computer_settings: What its computer half sets, by name of the setting.
    """

    id: str | None = None
    user_enabled: bool = True
    computer_enabled: bool = True
    apply_to: tuple[str, ...] = (AUTHENTICATED_USERS,)
    denied: tuple[str, ...] = ()
    wmi_filter: str | None = None
    user_settings: Mapping[str, str] = field(factory=dict)
    computer_settings: Mapping[str, str] = field(factory=dict)
