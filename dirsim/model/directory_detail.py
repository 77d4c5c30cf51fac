"""What else a forest says of itself: password policies, DNS zones, and the words for encryption types.

Source: [MS-ADTS] 6.1.1.4.11 (password settings), [MS-DNSP] 2.3.1.1 (zone types), [MS-KILE] 2.2.7 (encryption types).
"""

from __future__ import annotations

from typing import Annotated

from attrs import frozen
from msgspec import Meta

from dirsim.model.network import DurationText
from dirsim.model.words import DNS_ZONE_KINDS, one_of

Count = Annotated[int, Meta(ge=0, description="A number of things; left out means unknown.")]


@frozen(kw_only=True)
class PasswordPolicy:
    """The password policy of a domain, or a fine-grained one for some of its users.

    Attributes:
        precedence: Of fine-grained policies the lowest number wins; ``None`` means that it is the domain's own.
        min_length: Shortest password; ``None`` means unknown.
        history: How many earlier passwords are remembered; ``None`` means unknown.
        min_age: How long a password must be kept; ``None`` means unknown.
        max_age: When a password expires; ``0s`` means never, ``None`` unknown.
        complexity: True where three kinds of characters are asked for; ``None`` means unknown.
        reversible: True where passwords are stored so that they can be read; ``None`` means unknown.
        lockout_threshold: How many wrong passwords lock an account; 0 means none do, ``None`` unknown.
        lockout_duration: How long it stays locked; ``0s`` means until somebody unlocks it, ``None`` unknown.
        applies_to: Distinguished names of the users and groups that it is for; empty for the domain's own.
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
        kind: What the controllers do for it; ``None`` means unknown.
        masters: Addresses of the servers that questions are passed on to, or that the zone is copied from.
        replication: How far it is replicated: ``forest``, ``domain`` or ``legacy`` (with the domain itself);
            ``None`` means unknown.
    """

    kind: Annotated[str, one_of(DNS_ZONE_KINDS)] | None = None
    masters: tuple[str, ...] = ()
    replication: str | None = None
