"""Small valid inputs of each reader, from which the fuzzer begins."""

import base64
import gzip
import io
import json
import zipfile
from functools import cache
from pathlib import Path

from readers import TOPOLOGY

import dirsim as ds
from dirsim.api.writing import recommendations_written
from dirsim.examples.ready import FOLDER

HEAD = "dirsim: requirements/v1\nname: Small\nas_of: 2026-11-01\n"
SKETCH = (
    f"{HEAD}estate: {{on_prem_ad: {{domains: 1, users: 100}}, connectivity: vpn, aws: {{accounts: 2, regions: 1}}}}\n"
    "workloads: {desktops: {kind: workspaces}}\nneeds: [existing-credentials]\n"
    "credentials: {job: {principal: ec2, target: s3, needs: [least-privilege], duration: 4h, rotation: 30d}}\n"
)


def _event(name: str, **more: object) -> dict[str, object]:
    return {
        "eventVersion": "1.08",
        "eventTime": "2026-01-01T00:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "eventID": f"e-{name}",
        "userIdentity": {
            "type": "AssumedRole",
            "arn": "arn:aws:sts::111122223333:assumed-role/App/i-0123",
            "accountId": "111122223333",
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "arn": "arn:aws:iam::111122223333:role/x/App",
                    "accountId": "111122223333",
                }
            },
        },
        "requestParameters": {"bucketName": "b", "key": "k/2026/01/01.json"},
        "resources": [{"ARN": "arn:aws:s3:::b/k", "type": "AWS::S3::Object"}],
        **more,
    }


def _trail() -> bytes:
    events = [
        _event("GetObject"),
        _event("PutObject", errorCode="AccessDenied"),
        _event("ListBuckets", requestParameters=None),
    ]
    return json.dumps({"Records": events}).encode()


def _policy() -> bytes:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "A",
                    "Effect": "Allow",
                    "Action": ["s3:Get*", "s3:*?Object", "iam:PassRole"],
                    "Resource": ["arn:aws:s3:::b/${aws:username}/*", "*"],
                    "Condition": {
                        "StringEquals": {"aws:PrincipalTag/team": ["a", "b"]},
                        "NumericLessThan": {"s3:max-keys": "10"},
                        "DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"},
                        "IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
                    },
                },
                {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"},
            ],
        }
    ).encode()


def _ldif() -> bytes:
    entries = [
        ("DC=corp,DC=example", {"objectClass": "domainDNS", "msDS-Behavior-Version": "7", "gPLink": "[LDAP://CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System,DC=corp,DC=example;0]"}),
        ("CN=CORP,CN=Partitions,CN=Configuration,DC=corp,DC=example", {"objectClass": "crossRef", "dnsRoot": "corp.example", "nETBIOSName": "CORP", "systemFlags": "3"}),
        ("CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System,DC=corp,DC=example", {"objectClass": "groupPolicyContainer", "displayName": "Default", "flags": "0", "nTSecurityDescriptor": "O:DAG:DAD:P(A;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)"}),
        ("CN=HQ,CN=Sites,CN=Configuration,DC=corp,DC=example", {"objectClass": "site"}),
        ("CN=10.0.0.0/8,CN=Subnets,CN=Sites,CN=Configuration,DC=corp,DC=example", {"objectClass": "subnet", "siteObject": "CN=HQ,CN=Sites,CN=Configuration,DC=corp,DC=example"}),
        ("CN=DC1,OU=Domain Controllers,DC=corp,DC=example", {"objectClass": "computer", "sAMAccountName": "DC1$", "userAccountControl": "532480", "operatingSystem": "Windows Server 2019", "servicePrincipalName": "ldap/dc1.corp.example"}),
        ("CN=ana,CN=Users,DC=corp,DC=example", {"objectClass": "user", "sAMAccountName": "ana", "userAccountControl": "512", "pwdLastSet": "133000000000000000", "whenCreated": "20240101000000.0Z"}),
        ("CN=other.example,CN=System,DC=corp,DC=example", {"objectClass": "trustedDomain", "trustPartner": "other.example", "trustDirection": "3", "trustType": "2", "trustAttributes": "8"}),
        ("OU=Staff,DC=corp,DC=example", {"objectClass": "organizationalUnit", "gPOptions": "1"}),
    ]  # fmt: skip
    lines = []
    for dn, values in entries:
        lines.append(f"dn: {dn}")
        lines += [f"{name}: {value}" for name, value in values.items()]
        lines.append(f"objectSid:: {base64.b64encode(bytes([1, 4, 0, 0, 0, 0, 0, 5, 21, *[0] * 15])).decode()}")
        lines.append("")
    return "\n".join(lines).encode()


def _hound() -> bytes:
    return json.dumps(
        {
            "data": [
                {
                    "ObjectIdentifier": "S-1-5-21-1-2-3",
                    "Properties": {"domain": "CORP.EXAMPLE", "name": "CORP.EXAMPLE", "functionallevel": "2016", "whencreated": 1},
                    "Trusts": [{"TargetDomainSid": "S-1-5-21-4-5-6", "TargetDomainName": "OTHER.EXAMPLE", "TrustDirection": 3, "TrustType": "Forest", "IsTransitive": True, "SidFilteringEnabled": True}],
                    "Links": [{"GUID": "A", "IsEnforced": False}],
                }
            ],
            "meta": {"type": "domains", "version": 5, "count": 1},
        }
    ).encode()  # fmt: skip


def _azure() -> bytes:
    return json.dumps(
        {
            "data": [
                {"kind": "AZTenant", "data": {"tenantId": "t", "displayName": "Contoso"}},
                {"kind": "AZUser", "data": {"onPremisesDomainName": "corp.example", "onPremisesSyncEnabled": True}},
            ],
            "meta": {"type": "azure", "version": 5, "count": 2},
        }
    ).encode()


def _zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def _csv() -> bytes:
    return (
        b"DN,objectClass,sAMAccountName,userAccountControl,objectSid\n"
        b"\"DC=corp,DC=example\",domainDNS,,,X'0104'\n"
        b'"CN=ana,DC=corp,DC=example",top;person;user,ana,512,\n'
        b'"CN=PC1,DC=corp,DC=example",top;computer,PC1$,4096,\n'
    )


def _dump() -> bytes:
    return json.dumps(
        [
            {"attributes": {"distinguishedName": ["DC=corp,DC=example"], "minPwdLength": [7], "pwdHistoryLength": [24]}, "dn": "DC=corp,DC=example"},
            {"attributes": {"sAMAccountName": ["ana"], "userAccountControl": [512], "pwdLastSet": ["2024-01-01 00:00:00+00:00"]}, "dn": "CN=ana,DC=corp,DC=example"},
        ]
    ).encode()  # fmt: skip


def _terraform() -> bytes:
    directory = {
        "mode": "managed", "type": "aws_directory_service_directory", "name": "d", "provider": 'provider["aws"]',
        "instances": [{"attributes": {"id": "d-0123456789", "name": "corp.example", "type": "MicrosoftAD", "edition": "Standard", "vpc_settings": [{"vpc_id": "vpc-1", "subnet_ids": ["subnet-1", "subnet-2"]}], "dns_ip_addresses": ["10.0.0.1"]}}],
    }  # fmt: skip
    vpc = {"mode": "managed", "type": "aws_vpc", "name": "v", "instances": [{"attributes": {"id": "vpc-1", "cidr_block": "10.0.0.0/16", "arn": "arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-1"}}]}  # fmt: skip
    return json.dumps(
        {"version": 4, "terraform_version": "1.9.0", "lineage": "x", "resources": [directory, vpc]}
    ).encode()


def _terraform_json() -> bytes:
    return json.dumps({"resource": {"aws_directory_service_directory": {"d": {"name": "corp.example", "password": "${var.p}", "edition": "Standard", "type": "MicrosoftAD", "vpc_settings": {"vpc_id": "${aws_vpc.v.id}", "subnet_ids": ["subnet-1"]}}}, "aws_vpc": {"v": {"cidr_block": "10.0.0.0/16"}}}}).encode()  # fmt: skip


def _template() -> bytes:
    return (
        b"Resources:\n  Dir:\n    Type: AWS::DirectoryService::MicrosoftAD\n    Properties:\n      Name: corp.example\n"
        b"      Edition: Standard\n      VpcSettings: {VpcId: !Ref V, SubnetIds: [!Ref A, !GetAtt B.Id]}\n"
        b"  V:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: !Sub '${Net}/16'}\n"
    )


def _aws() -> bytes:
    return json.dumps(
        {
            "DirectoryDescriptions": [
                {"DirectoryId": "d-1234567890", "Name": "cloud.example", "ShortName": "CLOUD", "Type": "MicrosoftAD", "Edition": "Enterprise", "VpcSettings": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1"], "AvailabilityZones": ["eu-west-1a"]}, "RegionsInfo": {"PrimaryRegion": "eu-west-1", "AdditionalRegions": ["us-east-1"]}},
                {"DirectoryId": "d-0987654321", "Name": "corp.example", "Type": "ADConnector", "Size": "Small", "ConnectSettings": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1"], "CustomerUserName": "svc", "ConnectIps": ["10.0.0.1"]}},
            ],
            "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "DhcpOptionsId": "dopt-1"}],
            "Trusts": [{"DirectoryId": "d-1234567890", "TrustId": "t-1", "RemoteDomainName": "corp.example", "TrustDirection": "One-Way: Outgoing", "TrustType": "Forest", "TrustState": "Verified", "SelectiveAuth": "Disabled"}],
            "DBInstances": [{"DBInstanceIdentifier": "db", "Engine": "sqlserver-se", "DomainMemberships": [{"Domain": "d-1234567890", "Status": "joined", "FQDN": "cloud.example", "IAMRoleName": "r"}], "DBInstanceArn": "arn:aws:rds:eu-west-1:111122223333:db:db"}],
            "ResolverRules": [{"Id": "rslvr-rr-1", "DomainName": "corp.example.", "RuleType": "FORWARD", "TargetIps": [{"Ip": "10.1.0.1", "Port": 53}]}],
            "Roles": [{"RoleName": "rds-join", "AssumeRolePolicyDocument": {"Statement": [{"Principal": {"Service": "directoryservice.rds.amazonaws.com"}}]}}],
        }
    ).encode()  # fmt: skip


def _schema() -> bytes:
    return (
        b"dn: CN=my-Attr,CN=Schema,CN=Configuration,DC=X\nchangetype: ntdsSchemaAdd\nobjectClass: attributeSchema\n"
        b"cn: my-Attr\nattributeID: 1.3.6.1.4.1.99999.1.1\nlDAPDisplayName: myAttr\nattributeSyntax: 2.5.5.12\noMSyntax: 64\n"
        b"isSingleValued: TRUE\nrangeUpper: 100\nschemaIDGUID:: AAECAwQFBgcICQoLDA0ODw==\n\n"
        b"dn:\nchangetype: modify\nadd: schemaUpdateNow\nschemaUpdateNow: 1\n-\n\n"
        b"dn: CN=User,CN=Schema,CN=Configuration,DC=X\nchangetype: ntdsSchemaModify\nadd: mayContain\nmayContain: myAttr\n-\n\n"
        b"dn: CN=my-Class,CN=Schema,CN=Configuration,DC=X\nchangetype: ntdsSchemaAdd\nobjectClass: classSchema\ncn: my-Class\n"
        b"governsID: 1.3.6.1.4.1.99999.2.1\nlDAPDisplayName: myClass\nsubClassOf: top\nobjectClassCategory: 3\nmayContain: myAttr\n"
        b"defaultSecurityDescriptor: D:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)\n"
    )


def _groups() -> bytes:
    permission = {
        "IpProtocol": "tcp",
        "FromPort": 88,
        "ToPort": 88,
        "IpRanges": [{"CidrIp": "10.0.0.0/8"}],
        "UserIdGroupPairs": [{"GroupId": "sg-1"}],
    }
    return json.dumps({"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "dc1", "Tags": [{"Key": "Name", "Value": "dc1"}], "IpPermissions": [permission], "IpPermissionsEgress": [permission]}]}).encode()  # fmt: skip


@cache
def _record() -> bytes:
    return recommendations_written([ds.recommend(ds.read_requirements("fabrikam"))], "markdown").encode()


@cache
def _answer() -> bytes:
    return json.dumps(ds.recommend(ds.read_requirements("fabrikam")).to_dict()).encode()


def seeds(target: str) -> list[bytes]:
    """The seeds of a reader; the corpus is added to them."""
    own: dict[str, list[bytes]] = {
        "requirements": [
            SKETCH.encode(),
            (FOLDER / "contoso.yaml").read_bytes(),
            TOPOLOGY.encode(),
            b'{"dirsim": "requirements/v1", "name": "x", "estate": {"on_prem_ad": {"domains": 2}}, "needs": ["mfa"]}',
        ],
        "recognition": [_terraform(), _template(), _csv(), _ldif(), b'resource "aws_vpc" "v" {\n}\n'],
        "record": [_record()],
        "answer": [_answer(), SKETCH.encode()],
        "policy": [_policy(), json.dumps({"PolicyVersion": {"Document": json.loads(_policy())}}).encode()],
        "trail": [_trail(), b"\n".join(json.dumps(_event(name)).encode() for name in ("GetObject", "PutObject"))],
        "trail-gz": [gzip.compress(_trail(), mtime=0)],
        "ldif": [_ldif()],
        "bloodhound": [_hound(), _azure()],
        "bloodhound-zip": [_zipped(("1_domains.json", _hound()), ("azure.json", _azure()))],
        "csvde": [_csv()],
        "ldapdomaindump": [_dump()],
        "terraform": [_terraform(), _terraform_json()],
        "cloudformation": [_template()],
        "aws": [_aws()],
        "schema": [_schema()],
        "rules": [
            _groups(),
            b"initiator,target,protocol,port\n10.0.0.0/8,dc1.corp.example,tcp,88\n*,dc1,udp,53-54\n",
        ],
        "lab": [b"dirsim: lab-answers/v1\nlab: proxy-store\nstudent: ana\nanswers:\nexplanation: |\n  x\n"],
        "session": [b"assume-role:1h,max=12h,root", b"permission-set:4h", b"lambda-role"],
    }
    corpus = Path(__file__).with_name("corpus") / target
    return own[target] + [path.read_bytes() for path in sorted(corpus.glob("*")) if path.is_file()]
