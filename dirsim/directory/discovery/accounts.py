"""Account totals of a domain, counted from its directory entries.

They cover accounts, delegation, password policies, organizational units and privileged groups.

Source: [MS-ADTS] 2.2.16 (userAccountControl), [MS-SAMR] 2.2.1.9 (account types), [MS-ADTS] 6.1.1.4.11 (password settings).
"""

from __future__ import annotations

from attrs import define, field

from dirsim.directory.discovery.entry import Entry, dn_key
from dirsim.directory.discovery.policies import gpo_links
from dirsim.directory.discovery.sites import LEVELS
from dirsim.directory.discovery.trusted_domains import encryption_types
from dirsim.model.directory_detail import PasswordPolicy

_USER, _TRUST_ACCOUNT = 0x30000000, 0x30000002
_SERVER_TRUST, _PARTIAL_SECRETS = 0x2000, 0x04000000
_FOR_DELEGATION, _TO_AUTHENTICATE = 0x80000, 0x1000000
_COMPLEX, _CLEARTEXT = 0x1, 0x10
_BLOCKED = 0x1
KRBTGT_RID = "502"

PRIVILEGED = {
    "512": "Domain Admins",
    "518": "Schema Admins",
    "519": "Enterprise Admins",
    "520": "Group Policy Creator Owners",
    "526": "Key Admins",
    "527": "Enterprise Key Admins",
}
PRIVILEGED_BUILTIN = {
    "S-1-5-32-544": "Administrators",
    "S-1-5-32-548": "Account Operators",
    "S-1-5-32-549": "Server Operators",
    "S-1-5-32-550": "Print Operators",
    "S-1-5-32-551": "Backup Operators",
}
LICENCE_SERVERS = "S-1-5-32-561"


def privileged_group(sid: str, name: str) -> str:
    """The usual English name of a privileged group, regardless of its name in the domain; empty for other groups."""
    if sid in PRIVILEGED_BUILTIN:
        return PRIVILEGED_BUILTIN[sid]
    if sid.startswith("S-1-5-21-") and sid.rpartition("-")[2] in PRIVILEGED:
        return PRIVILEGED[sid.rpartition("-")[2]]
    return "DnsAdmins" if name == "DnsAdmins" else ""


@define
class Unit:
    """An organizational unit, or a domain's root, with its group policy links."""

    dn: str
    links: tuple[tuple[str, bool, bool], ...]
    blocked: bool


@define
class Controller:
    """The computer account of a domain controller."""

    host: str
    operating_system: str
    types: tuple[str, ...]
    last_logon: str | None
    read_only: bool


@define
class DomainAccounts:
    """The totals of a domain's entries."""

    objects: int = 0
    users: int = 0
    computers: int = 0
    groups: int = 0
    is_ad: bool = False
    level: str | None = None
    quota: int | None = None
    policy: PasswordPolicy | None = None
    policies: dict[str, PasswordPolicy] = field(factory=dict)
    root: Unit | None = None
    units: dict[str, Unit] = field(factory=dict)
    unconstrained: int = 0
    constrained: int = 0
    resource_based: int = 0
    krbtgt_set: str | None = None
    managed_accounts: list[str] = field(factory=list)
    controllers: dict[str, Controller] = field(factory=dict)
    privileged: dict[str, str] = field(factory=dict)
    members: dict[str, int] = field(factory=dict)
    licence_group: str = ""
    rights_seen: bool = False

    def take(self, entry: Entry) -> None:
        """Count an entry of the domain and record its values."""
        self.objects += 1
        classes = entry.classes
        if "organizationalunit" in classes:
            links = gpo_links(entry.text("gplink"))
            self.units[dn_key(entry.dn)] = Unit(entry.dn, links, bool(entry.bits("gpoptions") & _BLOCKED))
        elif "computer" in classes:
            self._computer(entry)
        elif "group" in classes or "groupofnames" in classes or "posixgroup" in classes:
            self.groups += 1
            self._group(entry)
        elif "user" in classes or ("person" in classes and "contact" not in classes) or "posixaccount" in classes:
            self._user(entry)
        elif "domaindns" in classes:
            self._root(entry)
        elif "msds-passwordsettings" in classes:
            self.policies[entry.own_name] = _fine_grained(entry)

    def _root(self, entry: Entry) -> None:
        if "objectsid" not in entry.attributes and "msds-behavior-version" not in entry.attributes:
            return
        self.is_ad = True
        self.level = LEVELS.get(entry.number("msds-behavior-version") or 0)
        self.quota = entry.number("ms-ds-machineaccountquota")
        blocked = bool(entry.bits("gpoptions") & _BLOCKED)
        self.root = Unit(entry.dn, gpo_links(entry.text("gplink")), blocked)
        flags = entry.number("pwdproperties")
        if flags is not None or "minpwdlength" in entry.attributes:
            self.policy = PasswordPolicy(
                min_length=entry.number("minpwdlength"),
                history=entry.number("pwdhistorylength"),
                min_age=entry.interval("minpwdage"),
                max_age=entry.interval("maxpwdage"),
                complexity=None if flags is None else bool(flags & _COMPLEX),
                reversible=None if flags is None else bool(flags & _CLEARTEXT),
                lockout_threshold=entry.number("lockoutthreshold"),
                lockout_duration=entry.interval("lockoutduration"),
            )

    def _user(self, entry: Entry) -> None:
        kind = entry.number("samaccounttype")
        if kind is not None and kind & 0xFFFFFFFF != _USER:
            return  # trust accounts have the class user but are not users
        self.users += 1
        if entry.sid().endswith(f"-{KRBTGT_RID}") or entry.text("samaccountname").lower() == "krbtgt":
            self.krbtgt_set = entry.day("pwdlastset")
        self._delegates(entry)

    def _computer(self, entry: Entry) -> None:
        if entry.classes & {"msds-groupmanagedserviceaccount", "msds-managedserviceaccount"}:
            self.managed_accounts.append(entry.text("samaccountname").rstrip("$") or entry.own_name)
            self._delegates(entry)
            return
        self.computers += 1
        flags = entry.bits("useraccountcontrol")
        if not flags & (_SERVER_TRUST | _PARTIAL_SECRETS):
            self._delegates(entry)
            return
        host = entry.text("dnshostname").lower() or entry.own_name.lower()
        system = " ".join(filter(None, (entry.text("operatingsystem"), entry.text("operatingsystemversion"))))
        self.controllers[dn_key(entry.dn)] = Controller(
            host,
            system,
            encryption_types(entry.number("msds-supportedencryptiontypes")),
            entry.day("lastlogontimestamp"),
            bool(flags & _PARTIAL_SECRETS),
        )

    def _delegates(self, entry: Entry) -> None:
        flags = entry.bits("useraccountcontrol")
        self.rights_seen = self.rights_seen or "useraccountcontrol" in entry.attributes
        self.unconstrained += bool(flags & _FOR_DELEGATION)
        self.constrained += bool(flags & _TO_AUTHENTICATE or "msds-allowedtodelegateto" in entry.attributes)
        self.resource_based += "msds-allowedtoactonbehalfofotheridentity" in entry.attributes

    def _group(self, entry: Entry) -> None:
        if entry.sid() == LICENCE_SERVERS:
            self.licence_group = entry.dn
        name = privileged_group(entry.sid(), entry.text("samaccountname"))
        if not name:
            return
        self.privileged[name] = entry.dn
        if "member" in entry.attributes:
            self.members[name] = len(entry.attributes["member"])


def _fine_grained(entry: Entry) -> PasswordPolicy:
    def flag(name: str) -> bool | None:
        stored = entry.text(name).upper()
        return None if not stored else stored == "TRUE"

    return PasswordPolicy(
        precedence=entry.number("msds-passwordsettingsprecedence"),
        min_length=entry.number("msds-minimumpasswordlength"),
        history=entry.number("msds-passwordhistorylength"),
        min_age=entry.interval("msds-minimumpasswordage"),
        max_age=entry.interval("msds-maximumpasswordage"),
        complexity=flag("msds-passwordcomplexityenabled"),
        reversible=flag("msds-passwordreversibleencryptionenabled"),
        lockout_threshold=entry.number("msds-lockoutthreshold"),
        lockout_duration=entry.interval("msds-lockoutduration"),
        applies_to=entry.texts("msds-psoappliesto"),
    )
