"""How each kind of workload lets people in, which decides what a design must offer it.

``member``: a member of a domain, which takes Kerberos tickets. ``application``: an AWS application that signs users in
through a Directory Service object. ``ldap``: binds at a directory. ``federated``: takes an identity provider's word.
``login``: an application's own sign-in page. ``network``: needs names and addresses, not accounts.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen(kw_only=True)
class Style:
    """How a workload kind lets people in.

    Attributes:
        ways: The ways it can be signed in to; the first one a design offers is built.
        row: The row of the workload facts that says which directories it accepts; empty means that it has none, and
            ``capability`` decides.
        capability: The capability that decides where there is no row.
        port: The TCP port that users open.
        desktop: True where a desktop in a domain logs the user on after the application has let them in.
        service: True for a managed service that joins a domain, false for a server of one's own.
        ended: The fact that says that the service has ended; empty means that it has not.
    """

    ways: tuple[str, ...]
    row: str = ""
    capability: str = ""
    port: int = 443
    desktop: bool = False
    service: bool = False
    ended: str = ""


def _application(row: str, *more: str, desktop: bool = False, ended: str = "") -> Style:
    return Style(ways=("application", *more), row=row, desktop=desktop, service=True, ended=ended)


def _database(row: str, port: int) -> Style:
    return Style(ways=("member",), row=row, port=port, service=True)


def _server(row: str = "", port: int = 443, capability: str = "") -> Style:
    return Style(ways=("member",), row=row, port=port, capability=capability)


_WORKSPACES = _application("workspaces-personal", desktop=True)
_LOGIN = Style(ways=("login",))
_NETWORK = Style(ways=("network",), capability="dns")

STYLES: Mapping[str, Style] = {
    "workspaces": _WORKSPACES,
    "workspaces-windows": _WORKSPACES,
    "workspaces-linux": _WORKSPACES,
    "workspaces-pools": Style(ways=("member",), row="workspaces-pools", port=4195, service=True),
    "appstream": Style(ways=("member", "federated"), row="workspaces-applications", service=True),
    "aws-console": _application("management-console", "federated"),
    "aws-services": _application("management-console", "federated"),
    "quicksight": _application("quicksight", "federated"),
    "connect": _application("connect", "federated"),
    "workmail": _application("workmail", ended="workmail-end"),
    "workdocs": _application("workdocs", ended="workdocs--ad-connector"),
    "chime": _application("chime", ended="chime-end"),
    "client-vpn": _application("client-vpn", "federated"),
    "transfer-family": _application("transfer-family"),
    "ec2-windows": _server("ec2-windows-join", 3389),
    "ec2-linux": _server("ec2-linux-join", 22),
    "ec2-apps": _server("ec2-windows-join"),
    "windows-containers": _server("ecs-windows-gmsa"),
    "rds-sqlserver": _database("rds-sqlserver-windows-auth", 1433),
    "rds-custom-sqlserver": _database("rds-custom-sqlserver", 1433),
    "rds-mysql": _database("rds-mysql-kerberos", 3306),
    "rds-mariadb": _database("rds-mariadb-kerberos", 3306),
    "rds-oracle": _database("rds-oracle-kerberos", 1521),
    "rds-postgresql": _database("rds-postgresql-kerberos", 5432),
    "rds-db2": _database("rds-db2-kerberos", 50000),
    "aurora-mysql": _database("aurora-mysql-kerberos", 3306),
    "aurora-postgresql": _database("aurora-postgresql-kerberos", 5432),
    "sqlserver-ec2": _server("sqlserver-ec2-domain-joined", 1433),
    "sqlserver-always-on-ec2": _server("sqlserver-alwayson-ec2", 1433),
    "fsx-windows": _database("fsx-windows", 445),
    "fsx-ontap": _database("fsx-ontap", 445),
    "storage-gateway-smb": _database("storage-gateway-smb", 445),
    "on-prem-file-shares": _server(port=445, capability="domain-model"),
    "sharepoint": _server("sharepoint-ec2"),
    "exchange": _server("exchange-ec2"),
    "skype-for-business": _server(capability="admin-rights"),
    "dotnet-app": _server("dotnet-gmsa-kcd"),
    "directory-aware-app": _server(capability="third-party-applications"),
    "ldap-app": Style(ways=("ldap",), row="linux-ldap-ssh"),
    "web-app": Style(ways=("login", "federated", "member"), capability="third-party-applications"),
    "public-web-app": _LOGIN,
    "alb-web-app": _LOGIN,
    "static-web-app": _LOGIN,
    "saas-app": Style(ways=("federated",)),
    "office365": Style(ways=("federated", "member"), row="entra-connect-adfs"),
    "aws-api": Style(ways=("federated", "application", "login"), row="management-console"),
    "s3": Style(ways=("federated", "application", "login"), row="management-console"),
    "emr": Style(ways=("member",), row="emr-kerberos", service=True),
    "redshift": Style(ways=("federated",), row="redshift"),
    "hpc-cluster": _server("ec2-linux-join", 22),
    "ad-cs": _server("ad-cs"),
    "remote-desktop-licensing": _server("remote-desktop-licensing"),
    "license-manager-user-subscriptions": _server("license-manager-visual-studio-office"),
    "core-network-services": Style(ways=("member", "network"), capability="dns"),
    "dns": _NETWORK,
    "disaster-recovery": _server(capability="third-party-applications"),
}

DATABASES = frozenset(kind for kind in STYLES if kind.startswith(("rds-", "aurora-", "sqlserver-", "redshift")))
FILE_SYSTEMS = frozenset({"fsx-windows", "fsx-ontap", "storage-gateway-smb", "on-prem-file-shares"})
EC2 = frozenset({"ec2-windows", "ec2-linux", "ec2-apps", "hpc-cluster", "sqlserver-ec2", "sqlserver-always-on-ec2"})

BROKERED = frozenset({"aws-console", "aws-services", "aws-api", "s3"})
"""What a session from STS opens: AWS itself."""
SAML_TO_AWS = BROKERED | {"quicksight", "connect", "redshift", "client-vpn", "appstream"}
"""What takes a SAML 2.0 assertion meant for AWS."""
PORTAL = SAML_TO_AWS | {"saas-app", "office365", "web-app"}
"""What IAM Identity Center's access portal opens."""
LOGIN_PAGES = frozenset({"web-app", "public-web-app", "alb-web-app", "static-web-app", "aws-api", "s3"})
"""What an application's own user pool opens."""
