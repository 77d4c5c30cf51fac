"""Names that are replaced."""

import json

from dirsim.directory.discovery.anonymize import anonymized
from dirsim.directory.discovery.estate_file import estate_yaml
from dirsim.directory.discovery.ldif_export import read_ldif
from dirsim.files.requirements_reader import parse_requirements

TEXT = """\
dn: DC=contoso,DC=test
objectClass: domainDNS
msDS-Behavior-Version: 7
gPLink: [LDAP://CN={1},CN=Policies,CN=System,DC=contoso,DC=test;0]

dn: OU=Zuerich,DC=contoso,DC=test
objectClass: organizationalUnit

dn: CN={1},CN=Policies,CN=System,DC=contoso,DC=test
objectClass: groupPolicyContainer
displayName: Zuerich baseline

dn: CN=bankdb,CN=Computers,DC=contoso,DC=test
objectClass: computer
userAccountControl: 4096
servicePrincipalName: MSSQLSvc/bankdb.contoso.test

dn: CN=Zuerich,CN=Sites,CN=Configuration,DC=contoso,DC=test
objectClass: site

dn: CN=192.168.0.0/16,CN=Subnets,CN=Sites,CN=Configuration,DC=contoso,DC=test
objectClass: subnet
siteObject: CN=Zuerich,CN=Sites,CN=Configuration,DC=contoso,DC=test

dn: CN=192.168.7.0/24,CN=Subnets,CN=Sites,CN=Configuration,DC=contoso,DC=test
objectClass: subnet
siteObject: CN=Zuerich,CN=Sites,CN=Configuration,DC=contoso,DC=test

dn: CN=fabrikam.test,CN=System,DC=contoso,DC=test
objectClass: trustedDomain
trustPartner: fabrikam.test
trustDirection: 3
trustType: 2
trustAttributes: 8
"""


def test_no_name_is_left_and_the_structure_stays(tmp_path):
    """Nothing of the names is in any output; links, trusts and nesting still fit together."""
    path = tmp_path / "x.ldf"
    path.write_text(TEXT)
    made = anonymized(read_ldif([path]))
    text = estate_yaml(made) + json.dumps(made.to_dict())
    assert not [word for word in ("contoso", "fabrikam", "zuerich", "bankdb", "192.168") if word in text.lower()]
    estate = parse_requirements(estate_yaml(made)).estate
    (trust,) = estate.trusts.values()
    domains = {
        domain: entry for directory in estate.directories.values() for domain, entry in directory.domains.items()
    }
    assert {trust.trusting, trust.trusted} == set(domains)
    linked = next(entry for entry in domains.values() if entry.links)
    assert linked.links[0].gpo in linked.group_policies
    subnets = next(site.subnets for directory in estate.directories.values() for site in directory.ad_sites.values())
    assert sorted(subnet.rpartition("/")[2] for subnet in subnets) == ["16", "24"]


def test_two_runs_give_the_same_words(tmp_path):
    """The same estate is anonymized alike each time."""
    path = tmp_path / "x.ldf"
    path.write_text(TEXT)
    assert anonymized(read_ldif([path])) == anonymized(read_ldif([path]))
