"""Group policy objects in a directory: links, filters, access rights.

Source: [MS-GPOL] 2.2.2 to 2.2.5, [MS-ADTS] 5.1.3 (access control), [MS-DTYP] 2.4.4 and 2.4.6 (ACE, security descriptor).
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Sequence

from attrs import define, field, frozen

from dirsim.directory.discovery.entry import Entry, dn_key, guid_text, sid_text
from dirsim.model.group_policy import AUTHENTICATED_USERS, GroupPolicy

APPLY = "edacfd8f-ffb3-11d1-b41d-00a0c968f939"
"""The extended right Apply-Group-Policy."""

_LINK = re.compile(r"\[LDAP://([^\[;\]]*);([0-9]{1,10})\]", re.IGNORECASE)
_DISABLED, _ENFORCED = 1, 2
_USER_OFF, _COMPUTER_OFF = 1, 2
_ALLOWED, _DENIED, _ALLOWED_OBJECT, _DENIED_OBJECT = 0, 1, 5, 6
_CONTROL_ACCESS = 0x100
_GENERIC_ALL = 0x10000000
_INHERIT_ONLY = 0x08
_HAS_TYPE = 0x1

WELL_KNOWN = {
    "S-1-1-0": "Everyone",
    "S-1-5-7": "Anonymous Logon",
    "S-1-5-9": "Enterprise Domain Controllers",
    "S-1-5-10": "Self",
    "S-1-5-11": AUTHENTICATED_USERS,
    "S-1-5-15": "This Organization",
    "S-1-5-18": "SYSTEM",
    "S-1-5-32-544": "Administrators",
    "S-1-5-32-545": "Users",
    "S-1-5-32-546": "Guests",
    "S-1-5-32-554": "Pre-Windows 2000 Compatible Access",
}
_ACE = re.compile(r"\(([^;()]*);([^;()]*);([^;()]*);([^;()]*);[^;()]*;([^;()]*)\)")
_SHORT_SIDS = {
    "AN": "S-1-5-7",
    "AU": "S-1-5-11",
    "BA": "S-1-5-32-544",
    "BG": "S-1-5-32-546",
    "BU": "S-1-5-32-545",
    "CA": "Cert Publishers",
    "DA": "Domain Admins",
    "DC": "Domain Computers",
    "DD": "Domain Controllers",
    "DG": "Domain Guests",
    "DU": "Domain Users",
    "EA": "Enterprise Admins",
    "ED": "S-1-5-9",
    "LA": "Administrator",
    "PA": "Group Policy Creator Owners",
    "PS": "S-1-5-10",
    "RU": "S-1-5-32-554",
    "SA": "Schema Admins",
    "SY": "S-1-5-18",
    "WD": "S-1-1-0",
}
"""SDDL abbreviations of security identifiers ([MS-DTYP] 2.5.1.1); those of a domain map to the group's name."""

_RIDS = {
    "500": "Administrator",
    "512": "Domain Admins",
    "513": "Domain Users",
    "514": "Domain Guests",
    "515": "Domain Computers",
    "516": "Domain Controllers",
    "518": "Schema Admins",
    "519": "Enterprise Admins",
    "520": "Group Policy Creator Owners",
    "521": "Read-only Domain Controllers",
}


def gpo_links(stored: str) -> tuple[tuple[str, bool, bool], ...]:
    """The links in a ``gPLink`` value, highest precedence first: distinguished name, enforced, enabled.

    The value lists them in reverse: the last one has link order 1.
    """
    found = [(dn, int(options)) for dn, options in _LINK.findall(stored)]
    return tuple((dn, bool(options & _ENFORCED), not options & _DISABLED) for dn, options in reversed(found))


def unique_titles(policies: Sequence[tuple[str, str]]) -> list[str]:
    """Names of policy objects, given by title and id: the title, with the id where several have it. Each name is unique."""
    count = Counter(title for title, _ in policies)
    made: list[str] = []
    used: set[str] = set()
    for title, identity in policies:
        name = title if count[title] == 1 and title not in used else f"{title} {identity}"
        number = 1
        while name in used:
            number += 1
            name = f"{title} {identity} ({number})"
        used.add(name)
        made.append(name)
    return made


@frozen
class Filtering:
    """The security filtering of a policy object, as security identifiers."""

    apply_to: tuple[str, ...]
    denied: tuple[str, ...]


def _written_filtering(text: str) -> Filtering | None:
    """The security filtering from a descriptor in text form, as exports write it (SDDL, [MS-DTYP] 2.5.1)."""
    listed = text.partition("D:")[2].partition("S:")[0]
    allowed: dict[str, None] = {}
    denied: dict[str, None] = {}
    for kind, flags, rights, about, who in _ACE.findall(listed):
        mask = int(rights, 16) if rights.startswith("0x") else 0
        words = set() if mask else {rights[at : at + 2] for at in range(0, len(rights), 2)}
        every = bool(words & {"CR", "GA"} or mask & (_CONTROL_ACCESS | _GENERIC_ALL))
        if "IO" in flags or not every or about.lower() not in ("", APPLY):
            continue
        if kind in ("A", "OA", "D", "OD"):
            (allowed if kind in ("A", "OA") else denied)[_SHORT_SIDS.get(who, who)] = None
    if not listed.startswith(("(", "P", "A")):
        return None
    return Filtering(tuple(who for who in allowed if who not in denied), tuple(denied))


def filtering(descriptor: bytes) -> Filtering | None:
    """The security filtering of a policy object; ``None`` if the descriptor cannot be parsed."""
    if descriptor.startswith((b"O:", b"G:", b"D:")):
        return _written_filtering(descriptor.decode("utf-8", "backslashreplace"))
    if len(descriptor) < 20:
        return None
    offset = struct.unpack_from("<I", descriptor, 16)[0]
    if not offset:  # no access control list: everyone has full access
        return Filtering(("S-1-1-0",), ())
    if offset + 8 > len(descriptor):
        return None
    count = struct.unpack_from("<H", descriptor, offset + 4)[0]
    place = offset + 8
    allowed: dict[str, None] = {}
    denied: dict[str, None] = {}
    for _ in range(count):
        if place + 8 > len(descriptor):
            return None
        kind, flags, size = struct.unpack_from("<BBH", descriptor, place)
        if size < 8 or place + size > len(descriptor):
            return None
        ace = descriptor[place : place + size]
        place += size
        if flags & _INHERIT_ONLY:
            continue
        applies, sid = _applies(kind, ace)
        if applies and sid:
            (allowed if kind in (_ALLOWED, _ALLOWED_OBJECT) else denied)[sid] = None
    return Filtering(tuple(sid for sid in allowed if sid not in denied), tuple(denied))


def _applies(kind: int, ace: bytes) -> tuple[bool, str]:
    """True if an access control entry grants the right to apply, false if it denies it; and its trustee."""
    mask = struct.unpack_from("<I", ace, 4)[0]
    every = bool(mask & (_CONTROL_ACCESS | _GENERIC_ALL))
    if kind in (_ALLOWED, _DENIED):
        return every, sid_text(ace[8:])
    if kind not in (_ALLOWED_OBJECT, _DENIED_OBJECT) or len(ace) < 12:
        return False, ""
    flags = struct.unpack_from("<I", ace, 8)[0]
    place = 12
    about = ""
    if flags & _HAS_TYPE:
        about = guid_text(ace[place : place + 16])
        place += 16
    if flags & 0x2:
        place += 16
    return every and about in ("", APPLY), sid_text(ace[place:])


@define
class FoundPolicy:
    """A policy object as the directory stores it."""

    dn: str
    domain: str
    guid: str
    title: str
    flags: int
    wmi: str
    rights: Filtering | None


@define
class Policies:
    """Collects policy objects, WMI filters and the names of security principals in filters."""

    found: list[FoundPolicy] = field(factory=list)
    seen: set[str] = field(factory=set)
    wmi: dict[str, str] = field(factory=dict)
    names: dict[str, str] = field(factory=dict)

    def take(self, entry: Entry) -> None:
        """Record a policy object, a WMI filter, or the name of a group."""
        classes = entry.classes
        if "grouppolicycontainer" in classes:
            if dn_key(entry.dn) in self.seen:
                return  # already read, with its access rights
            self.seen.add(dn_key(entry.dn))
            descriptors = entry.attributes.get("ntsecuritydescriptor")
            self.found.append(
                FoundPolicy(
                    entry.dn,
                    entry.domain,
                    entry.own_name.upper(),
                    entry.text("displayname") or entry.own_name,
                    entry.bits("flags"),
                    entry.text("gpcwqlfilter"),
                    filtering(descriptors[0]) if descriptors else None,
                )
            )
        elif "mswmi-som" in classes:
            query = entry.text("mswmi-parm2")
            condition = query.split(";WQL;", 1)[-1].partition(";")[2].rstrip(";") if ";WQL;" in query else ""
            self.wmi[entry.text("mswmi-id").lower()] = condition or entry.text("mswmi-name")
        elif "group" in classes and "objectsid" in entry.attributes:
            self.names[entry.sid()] = entry.text("samaccountname") or entry.own_name

    def take_name(self, entry: Entry) -> None:
        """Record the name of a security principal."""
        self.names[entry.sid()] = entry.text("samaccountname") or entry.own_name

    def keys(self) -> dict[str, str]:
        """Policy object names by the key of their distinguished name; each name is unique in a domain."""
        made: dict[str, str] = {}
        for domain in dict.fromkeys(policy.domain for policy in self.found):
            there = [policy for policy in self.found if policy.domain == domain]
            names = unique_titles([(policy.title, policy.guid) for policy in there])
            made.update({dn_key(policy.dn): name for policy, name in zip(there, names, strict=True)})
        return made

    def unnamed(self) -> tuple[str, ...]:
        """The security identifiers in filters for which no name has been read yet."""
        named = [
            sid
            for policy in self.found
            if policy.rights
            for sid in (*policy.rights.apply_to, *policy.rights.denied)
            if self.name(sid) == sid
        ]
        return tuple(dict.fromkeys(named))

    def name(self, sid: str) -> str:
        """The name of a user, computer or group; its security identifier if the name is unknown."""
        known = WELL_KNOWN.get(sid) or self.names.get(sid)
        if known is None and sid.startswith("S-1-5-21-"):
            known = _RIDS.get(sid.rpartition("-")[2])
        return known or sid

    def of_domain(self, domain: str) -> dict[str, GroupPolicy]:
        """The policy objects of a domain, by name."""
        names = self.keys()
        made = {}
        for policy in self.found:
            if policy.domain != domain:
                continue
            who = policy.rights
            wmi = re.search(r"\{[^}]*\}", policy.wmi)
            made[names[dn_key(policy.dn)]] = GroupPolicy(
                id=policy.guid,
                user_enabled=not policy.flags & _USER_OFF,
                computer_enabled=not policy.flags & _COMPUTER_OFF,
                apply_to=(AUTHENTICATED_USERS,) if who is None else tuple(map(self.name, who.apply_to)),
                denied=() if who is None else tuple(map(self.name, who.denied)),
                wmi_filter=self.wmi.get(wmi[0].lower(), wmi[0]) if wmi else None,
            )
        return dict(sorted(made.items()))
