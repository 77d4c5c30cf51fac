"""Password policies, DNS zones and encryption types of a forest.

Source: [MS-ADTS] 6.1.1.4.11 (password settings), [MS-DNSP] 2.3.1.1 (zone types), [MS-KILE] 2.2.7 (encryption types).
"""

from __future__ import annotations

from typing import Annotated

from attrs import frozen
from msgspec import Meta

from dirsim.catalog.words import DNS_ZONE_KINDS, one_of
from dirsim.model.network_parts import DurationText

Count = Annotated[int, Meta(ge=0, description="A count; left out means unknown.")]


@frozen(kw_only=True)
class PasswordPolicy:
    """The password policy of a domain, or a fine-grained one for some of its users.

    Attributes:
        precedence: The lowest number wins among fine-grained policies; ``None`` means the domain's own policy.
        min_length: Minimum password length; ``None`` means unknown.
        history: Number of earlier passwords remembered; ``None`` means unknown.
        min_age: Minimum password age; ``None`` means unknown.
        max_age: Maximum password age; ``0s`` means that passwords do not expire, ``None`` unknown.
        complexity: True where three kinds of characters are required; ``None`` means unknown.
        reversible: True where passwords are stored with reversible encryption; ``None`` means unknown.
        lockout_threshold: Number of wrong passwords that lock an account; 0 means no lockout, ``None`` unknown.
        lockout_duration: Time for which it stays locked; ``0s`` means until an administrator unlocks it, ``None`` unknown.
        applies_to: Distinguished names of the users and groups that it applies to; empty for the domain's own.
    """

    precedence: Count | None = None
    min_length: Count | None = None
    history: Count | None = None
    min_age: DurationText | None = None
    max_age: DurationText | None = None
    complexity: bool | None = None
    reversible: bool | None = None
    lockout_threshold: Count | None = None
    lockout_duration: DurationText | None = None
    applies_to: tuple[str, ...] = ()


@frozen(kw_only=True)
class DnsZone:
    """A DNS zone that the directory stores.

    Attributes:
        kind: The role of the controllers for it; ``None`` means unknown.
        masters: Addresses of the servers to which questions are forwarded, or from which the zone is copied.
        replication: Its replication scope: ``forest``, ``domain`` or ``legacy`` (with the domain itself);
            ``None`` means unknown.
    """

    kind: Annotated[str, one_of(DNS_ZONE_KINDS)] | None = None
    masters: tuple[str, ...] = ()
    replication: str | None = None
