"""A forest, or any LDAP directory, put together from its entries in whatever order they come."""

from __future__ import annotations

from attrs import define, field

from dirsim.analysis.discovery import Unread
from dirsim.model.domain_name import as_domain_name
from dirsim.read.ldap.accounts import DomainAccounts
from dirsim.read.ldap.dns import Zones
from dirsim.read.ldap.entry import Entry
from dirsim.read.ldap.policies import Policies
from dirsim.read.ldap.sites import Configuration
from dirsim.read.ldap.stock_schema import Schema
from dirsim.read.ldap.trusts import Trusts
from dirsim.read.ldap.workloads import Workloads

_CONTROLLER = 0x2000 | 0x04000000
_ZONE_CLASSES = frozenset({"dnszone", "dnsnode"})

ATTRIBUTES = [
    "objectClass",
    "objectSid",
    "sAMAccountName",
    "sAMAccountType",
    "userAccountControl",
    "servicePrincipalName",
    "dNSHostName",
    "operatingSystem",
    "operatingSystemVersion",
    "msDS-SupportedEncryptionTypes",
    "msDS-AllowedToDelegateTo",
    "msDS-AllowedToActOnBehalfOfOtherIdentity",
    "pwdLastSet",
    "lastLogonTimestamp",
    "gPLink",
    "gPOptions",
    "displayName",
    "flags",
    "gPCWQLFilter",
    "msWMI-ID",
    "msWMI-Name",
    "msWMI-Parm2",
    "trustPartner",
    "trustDirection",
    "trustType",
    "trustAttributes",
    "msDS-Behavior-Version",
    "ms-DS-MachineAccountQuota",
    "minPwdLength",
    "pwdHistoryLength",
    "minPwdAge",
    "maxPwdAge",
    "pwdProperties",
    "lockoutThreshold",
    "lockoutDuration",
    "msDS-PasswordSettingsPrecedence",
    "msDS-MinimumPasswordLength",
    "msDS-PasswordHistoryLength",
    "msDS-MinimumPasswordAge",
    "msDS-MaximumPasswordAge",
    "msDS-PasswordComplexityEnabled",
    "msDS-PasswordReversibleEncryptionEnabled",
    "msDS-LockoutThreshold",
    "msDS-LockoutDuration",
    "msDS-PSOAppliesTo",
    "fSMORoleOwner",
    "keywords",
    "serviceDNSName",
    "serviceClassName",
    "uNCName",
    "dnsProperty",
]
"""What is asked for of the entries of a domain."""

CONFIGURATION_ATTRIBUTES = [
    "objectClass",
    "dnsRoot",
    "nETBIOSName",
    "systemFlags",
    "trustParent",
    "msDS-Behavior-Version",
    "uPNSuffixes",
    "msDS-EnabledFeature",
    "fSMORoleOwner",
    "tombstoneLifetime",
    "siteObject",
    "siteList",
    "cost",
    "replInterval",
    "serverReference",
    "dNSHostName",
    "options",
    "msDS-isRODC",
    "msDS-HasMasterNCs",
    "hasMasterNCs",
    "msDS-HasDomainNCs",
    "gPLink",
    "keywords",
    "serviceDNSName",
    "serviceClassName",
]
SCHEMA_ATTRIBUTES = [
    "objectClass",
    "objectVersion",
    "lDAPDisplayName",
    "attributeID",
    "governsID",
    "isDefunct",
    "fSMORoleOwner",
]


@define
class Forest:
    """Collects entries.

    Attributes:
        from_export: True where every attribute of every entry is there, as in an export.
        home: The domain that was asked, where one was.
        read_on: The day of the directory's clock; ``None`` means unknown.
        software: Who made the directory, as it says itself; empty means unknown.
        suffix: What stands for a domain where an entry's name ends in none; empty means nothing.
        partial: Domains whose entries were not all read, so that their counts say nothing.
    """

    from_export: bool = False
    home: str = ""
    read_on: str | None = None
    software: str = ""
    suffix: str = ""
    configuration: Configuration = field(factory=Configuration)
    schema: Schema = field(factory=Schema)
    trusts: Trusts = field(factory=Trusts)
    policies: Policies = field(factory=Policies)
    zones: Zones = field(factory=Zones)
    workloads: Workloads = field(factory=Workloads)
    accounts: dict[str, DomainAccounts] = field(factory=dict)
    partial: set[str] = field(factory=set)
    unread: list[Unread] = field(factory=list)

    def take(self, entry: Entry) -> None:
        """Note what an entry says; every part of the forest takes what is its own."""
        above = [part for part in entry.parts if part[0] != "dc"]
        context = [f"{kind}={value.lower()}" for kind, value in above[-2:]]  # only the top says which context it is
        if self.from_export:
            changed = entry.day("whenchanged") or entry.day("whencreated")
            if changed and (self.read_on is None or changed > self.read_on):
                self.read_on = changed
        if context == ["cn=schema", "cn=configuration"]:
            self.schema.take(entry)
            self.configuration.take(entry)
        elif context[-1:] == ["cn=configuration"]:
            self.configuration.take(entry)
            self.workloads.take(entry)
        elif entry.classes & _ZONE_CLASSES:
            self.zones.take(entry)
            self._of_domain(entry)  # in old forests zones stand in the domain itself
        else:
            self._of_domain(entry)

    def _of_domain(self, entry: Entry) -> None:
        if any(value.lower() in ("domaindnszones", "forestdnszones") for kind, value in entry.parts if kind == "dc"):
            return
        domain = as_domain_name(entry.domain or self.suffix or "ldap.example")
        accounts = self.accounts.get(domain)
        if accounts is None:
            accounts = self.accounts[domain] = DomainAccounts()
        accounts.take(entry)
        self.configuration.take_domain(entry)
        classes = entry.classes
        if "trusteddomain" in classes:
            self.trusts.take(entry)
        elif classes & {"grouppolicycontainer", "mswmi-som", "group"}:
            self.policies.take(entry)
        controller = "computer" in classes and bool(entry.bits("useraccountcontrol") & _CONTROLLER)
        self.workloads.take(entry, controller=controller)

    @property
    def is_ad(self) -> bool:
        """Whether it is an Active Directory, as far as its entries tell."""
        return bool(self.configuration.domains) or any(found.is_ad for found in self.accounts.values())
