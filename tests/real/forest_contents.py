"""What a real forest is filled with: LDIF, in the words of the directory."""

from __future__ import annotations

BASE = "DC=corp,DC=example"

SITES = f"""\
dn: CN=branch,CN=Sites,CN=Configuration,{BASE}
objectClass: site

dn: CN=NTDS Site Settings,CN=branch,CN=Sites,CN=Configuration,{BASE}
objectClass: nTDSSiteSettings

dn: CN=10.1.0.0/16,CN=Subnets,CN=Sites,CN=Configuration,{BASE}
objectClass: subnet
siteObject: CN=Default-First-Site-Name,CN=Sites,CN=Configuration,{BASE}

dn: CN=10.2.0.0/16,CN=Subnets,CN=Sites,CN=Configuration,{BASE}
objectClass: subnet
siteObject: CN=branch,CN=Sites,CN=Configuration,{BASE}

dn: CN=10.3.0.0/16,CN=Subnets,CN=Sites,CN=Configuration,{BASE}
objectClass: subnet

dn: CN=hq-branch,CN=IP,CN=Inter-Site Transports,CN=Sites,CN=Configuration,{BASE}
objectClass: siteLink
siteList: CN=Default-First-Site-Name,CN=Sites,CN=Configuration,{BASE}
siteList: CN=branch,CN=Sites,CN=Configuration,{BASE}
cost: 250
replInterval: 60

dn: CN=Contoso Root CA,CN=Enrollment Services,CN=Public Key Services,CN=Services,CN=Configuration,{BASE}
objectClass: pKIEnrollmentService
dNSHostName: ca1.corp.example
"""
ENTRIES = f"""\
dn: OU=Berlin,{BASE}
objectClass: organizationalUnit

dn: OU=Laptops,OU=Berlin,{BASE}
objectClass: organizationalUnit

dn: OU=Odd \\2C \\3Cb\\3E&amp\\3B {{a: 1}} *)(cn\\3D,{BASE}
objectClass: organizationalUnit

dn: CN=db1,CN=Computers,{BASE}
objectClass: computer
sAMAccountName: db1$
userAccountControl: 4096
dNSHostName: db1.corp.example
servicePrincipalName: MSSQLSvc/db1.corp.example:1433
servicePrincipalName: MSSQLSvc/db1.corp.example
servicePrincipalName: HOST/db1.corp.example

dn: CN=old1,CN=Computers,{BASE}
objectClass: computer
sAMAccountName: old1$
userAccountControl: 528384
dNSHostName: old1.corp.example

dn: CN=Microsoft SharePoint Products,CN=System,{BASE}
objectClass: container

dn: CN=farm1,CN=Microsoft SharePoint Products,CN=System,{BASE}
objectClass: serviceConnectionPoint
serviceDNSName: sp1.corp.example
keywords: farm

dn: CN=web,CN=Managed Service Accounts,{BASE}
objectClass: msDS-GroupManagedServiceAccount
sAMAccountName: web$
msDS-ManagedPasswordInterval: 30
userAccountControl: 4096

dn: CN=strict,CN=Password Settings Container,CN=System,{BASE}
objectClass: msDS-PasswordSettings
msDS-PasswordSettingsPrecedence: 10
msDS-PasswordReversibleEncryptionEnabled: FALSE
msDS-PasswordHistoryLength: 24
msDS-PasswordComplexityEnabled: TRUE
msDS-MinimumPasswordLength: 16
msDS-MinimumPasswordAge: -864000000000
msDS-MaximumPasswordAge: -77760000000000
msDS-LockoutThreshold: 5
msDS-LockoutObservationWindow: -18000000000
msDS-LockoutDuration: -18000000000
msDS-PSOAppliesTo: CN=Domain Admins,CN=Users,{BASE}
"""
TRUST = f"""\
dn: CN=partner.example,CN=System,{BASE}
objectClass: trustedDomain
trustPartner: partner.example
flatName: PARTNER
trustDirection: 2
trustType: 2
trustAttributes: 24
securityIdentifier: S-1-5-21-111111111-222222222-333333333
msDS-SupportedEncryptionTypes: 4
"""
SCHEMA = f"""\
dn: CN=contoso-Badge,CN=Schema,CN=Configuration,{BASE}
objectClass: attributeSchema
attributeID: 1.3.6.1.4.1.99999.1.1
lDAPDisplayName: contosoBadge
attributeSyntax: 2.5.5.12
oMSyntax: 64
isSingleValued: TRUE

dn: CN=contoso-Person,CN=Schema,CN=Configuration,{BASE}
objectClass: classSchema
governsID: 1.3.6.1.4.1.99999.2.1
lDAPDisplayName: contosoPerson
objectClassCategory: 3
subClassOf: top
"""

SECOND_CONTROLLER = f"""\
dn: CN=DC2,OU=Domain Controllers,{BASE}
objectClass: computer
sAMAccountName: DC2$
userAccountControl: 532480
dNSHostName: dc2.corp.example
operatingSystem: Windows Server 2019 Standard
operatingSystemVersion: 10.0 (17763)
msDS-SupportedEncryptionTypes: 28

dn: CN=Servers,CN=branch,CN=Sites,CN=Configuration,{BASE}
objectClass: serversContainer

dn: CN=DC2,CN=Servers,CN=branch,CN=Sites,CN=Configuration,{BASE}
objectClass: server
dNSHostName: dc2.corp.example
serverReference: CN=DC2,OU=Domain Controllers,{BASE}
"""
SECOND_SETTINGS = f"""\
dn: CN=NTDS Settings,CN=DC2,CN=Servers,CN=branch,CN=Sites,CN=Configuration,{BASE}
objectClass: nTDSDSA
dMDLocation: CN=Schema,CN=Configuration,{BASE}
invocationId: 6d7a4f6e-1111-4222-8333-444455556666
msDS-HasDomainNCs: {BASE}
hasMasterNCs: {BASE}
msDS-hasMasterNCs: {BASE}
msDS-Behavior-Version: 7
options: 0
systemFlags: 33554432
"""
"""A second controller, without the global catalog: what another one sees of it, since it does not run."""

DNS = """\
import base64, socket, struct
from samba.dcerpc import dnsp
from samba.ndr import ndr_pack

def packed(kind, data):
    made = dnsp.DnsProperty()
    made.namelength, made.version, made.id, made.data, made.name = 1, 1, kind, data, 1
    return base64.b64encode(ndr_pack(made)).decode()

masters = dnsp.ip4_array()
masters.addrArray = [struct.unpack("<I", socket.inet_aton(one))[0] for one in ("10.9.0.53", "10.9.1.53")]
masters.addrCount = 2
print(packed(dnsp.DSPROPERTY_ZONE_TYPE, dnsp.DNS_ZONE_TYPE_FORWARDER))
print(packed(dnsp.DSPROPERTY_ZONE_MASTER_SERVERS, masters))
"""
"""Samba's own packing of what makes a zone a conditional forwarder; its tools make none."""

FORWARDER = f"""\
dn: DC=partner.example,CN=MicrosoftDNS,DC=ForestDnsZones,{BASE}
objectClass: dnsZone
dNSProperty:: %s
dNSProperty:: %s
"""
