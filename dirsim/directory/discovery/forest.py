"""A forest, or any LDAP directory, assembled from entries in any order."""

from __future__ import annotations

from attrs import define, field

from dirsim.directory.discovery.accounts import DomainAccounts
from dirsim.directory.discovery.discovery import Unread
from dirsim.directory.discovery.dns_zones import Zones
from dirsim.directory.discovery.entry import Entry
from dirsim.directory.discovery.policies import Policies
from dirsim.directory.discovery.sites import Configuration
from dirsim.directory.discovery.stock_schema import StockSchema
from dirsim.directory.discovery.trusted_domains import TrustedDomains
from dirsim.directory.discovery.workload_accounts import Workloads
from dirsim.model.domain_name import as_domain_name

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
"""The attributes requested for the entries of a domain."""

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
class LdapForest:
    """Collects the entries of a forest.

    Attributes:
        from_export: True if every attribute of every entry is present, as in an export.
        home: The queried domain, if any.
        read_on: The date of the directory's clock; ``None`` means unknown.
        software: The vendor of the directory, as the root DSE states it; empty means unknown.
        suffix: The domain to use for entries whose distinguished name does not end in one; empty means none.
        partial: Domains whose entries were not all read, so that their counts are meaningless.
    """

    from_export: bool = False
    home: str = ""
    read_on: str | None = None
    software: str = ""
    suffix: str = ""
    configuration: Configuration = field(factory=Configuration)
    schema: StockSchema = field(factory=StockSchema)
    trusts: TrustedDomains = field(factory=TrustedDomains)
    policies: Policies = field(factory=Policies)
    zones: Zones = field(factory=Zones)
    workloads: Workloads = field(factory=Workloads)
    accounts: dict[str, DomainAccounts] = field(factory=dict)
    partial: set[str] = field(factory=set)
    unread: list[Unread] = field(factory=list)

    def take(self, entry: Entry) -> None:
        """Record an entry; each part of the forest takes the entries that concern it. An entry without a name is listed."""
        if not entry.parts:
            if entry.classes:  # the root of a server has none
                self.unread.append(Unread("an entry", "its distinguished name is empty"))
            return
        above = [part for part in entry.parts if part[0] != "dc"]
        context = [
            f"{kind}={value.lower()}" for kind, value in above[-2:]
        ]  # only the top-level parts identify the naming context
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
            self._of_domain(entry)  # in old forests the domain itself holds the zones
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
        """True if it is an Active Directory, judging by its entries."""
        return bool(self.configuration.domains) or any(found.is_ad for found in self.accounts.values())
