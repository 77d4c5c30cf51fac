"""Workloads and identity providers, inferred from the traces that they leave in a directory."""

import pytest

BASE = "DC=corp,DC=example"
SERVER_TRUST = 0x2000


def account(name, *service_names, **more):
    """A service account with service principal names."""
    return f"CN={name},CN=Users,{BASE}", {
        "objectClass": ["person", "user"],
        "sAMAccountName": name,
        "servicePrincipalName": list(service_names),
    } | more


def machine(name, *service_names, flags=0x1000, **more):
    """A computer account with service principal names."""
    names = {"servicePrincipalName": list(service_names)} if service_names else {}
    return f"CN={name},CN=Computers,{BASE}", {
        "objectClass": ["user", "computer"],
        "userAccountControl": flags,
        "dNSHostName": f"{name}.corp.example",
    } | names | more


def other(name, kind, **more):
    """Another object of the domain."""
    return f"{name},{BASE}", {"objectClass": kind} | more


@pytest.fixture
def seen(discovered):
    """A function: entries to the workloads found, as kind and hosts by name."""
    return lambda *entries: {name: (entry.kind, entry.hosts) for name, entry in discovered(*entries).workloads.items()}


@pytest.mark.parametrize(
    ("service", "name", "kind"),
    [
        ("MSSQLSvc", "sql-server", "sqlserver-ec2"),
        ("MSOLAPSvc.3", "sql-server-analysis", "sqlserver-ec2"),
        ("exchangeMDB", "exchange", "exchange"),
        ("exchangeRFR", "exchange", "exchange"),
        ("exchangeAB", "exchange", "exchange"),
        ("sip", "skype-for-business", "skype-for-business"),
        ("MSServerCluster", "windows-clusters", "ec2-windows"),
        ("MSServerClusterMgmtAPI", "windows-clusters", "ec2-windows"),
        ("cifs", "file-servers", "on-prem-file-shares"),
        ("NFS", "file-servers", "on-prem-file-shares"),
        ("postgres", "postgresql", "rds-postgresql"),
        ("oracle", "oracle", "rds-oracle"),
        ("mysql", "mysql", "rds-mysql"),
        ("hdfs", "hadoop", "emr"),
        ("yarn", "hadoop", "emr"),
        ("hive", "hadoop", "emr"),
        ("MSOMHSvc", "operations-manager", "directory-aware-app"),
    ],
)
def test_service_names_are_traces_of_workloads(seen, service, name, kind):
    """The class of a service principal name, in any case, is the trace of a workload on its host."""
    assert seen(machine("srv", f"{service}/SRV1.corp.example:1433")) == {name: (kind, ("srv1.corp.example",))}


@pytest.mark.parametrize("service", ["HOST", "RestrictedKrbHost", "TERMSRV", "WSMAN", "GC", "HTTP"])
def test_names_that_every_machine_has_mean_nothing(seen, service):
    """A machine's own service names, a web server's among them, do not indicate a workload."""
    assert seen(machine("srv", f"{service}/srv.corp.example")) == {}


def test_a_web_name_on_an_account_is_an_application(seen):
    """HTTP on a service account, managed or not, is a web application; on a machine it is nothing special."""
    assert seen(account("svc", "HTTP/shop.corp.example")) == {"web-apps": ("web-app", ("shop.corp.example",))}
    gmsa = {"objectClass": ["computer", "msDS-GroupManagedServiceAccount"]}
    assert seen(machine("gmsa", "HTTP/pay.corp.example", **gmsa)) == {"web-apps": ("web-app", ("pay.corp.example",))}


def test_hosts_are_listed_once_and_by_their_full_name(seen):
    """Instances and ports of one host are one machine; its short name is dropped where the full one is known."""
    names = ["MSSQLSvc/db1.corp.example:1433", "MSSQLSvc/DB1.corp.example:SALES", "MSSQLSvc/db1", "MSSQLSvc/db2:1433"]
    assert seen(account("svc", *names)) == {"sql-server": ("sqlserver-ec2", ("db1.corp.example", "db2"))}
    assert seen(account("svc", "MSSQLSvc", "MSSQLSvc/", "MSSQLSvc/:1433")) == {}


@pytest.mark.parametrize(("cluster", "kind"), [("sqlag", "sqlserver-always-on-ec2"), ("other", "sqlserver-ec2")])
def test_sql_server_on_a_cluster_is_always_on(seen, cluster, kind):
    """SQL Server on the name of a Windows cluster is an availability group, on another name a single server."""
    found = seen(
        account("svc", "MSSQLSvc/sqlag.corp.example:1433"),
        machine(cluster, f"MSClusterVirtualServer/{cluster.upper()}"),
    )
    assert found["sql-server"] == (kind, ("sqlag.corp.example",))
    assert found["windows-clusters"] == ("ec2-windows", (cluster,))


def test_a_controllers_own_names_mean_nothing(seen):
    """The service names of a controller itself are not workloads."""
    assert seen(machine("dc1", "cifs/dc1.corp.example", flags=SERVER_TRUST)) == {}
    assert seen(machine("fs1", "cifs/fs1.corp.example")) == {
        "file-servers": ("on-prem-file-shares", ("fs1.corp.example",))
    }


@pytest.mark.parametrize(
    ("name", "workload", "kind"),
    [
        ("EC2AMAZ-0A1B2C3", "ec2-windows-members", "ec2-windows"),
        ("ec2amaz-0a1b2c3", "ec2-windows-members", "ec2-windows"),
        ("AMZNFSXAB12", "fsx-windows", "fsx-windows"),
        ("WSAMZN-1AB2", "workspaces", "workspaces-windows"),
    ],
)
def test_machines_named_by_aws_are_in_aws(discovered, name, workload, kind):
    """Computers with names that AWS gives are in AWS already: they are not candidates for a move."""
    found = discovered(machine(name)).workloads[workload]
    assert (found.kind, found.candidate, found.hosts) == (kind, False, (f"{name.lower()}.corp.example",))
    assert discovered(machine(f"X{name}")).workloads == {}


def test_what_runs_outside_is_a_candidate(discovered):
    """A trace without the pattern of AWS is judged as if it moved, and its source says so."""
    found = discovered(account("svc", "MSSQLSvc/a.corp.example", "MSSQLSvc/b.corp.example"))
    assert found.workloads["sql-server"].candidate
    assert found.workloads["sql-server"].users == ("corp.example",)
    assert found.sources["workloads", "sql-server"] == (
        "SPN MSSQLSvc on 2 hosts; outside AWS; evaluated as if migrated: confirm or remove"
    )


@pytest.mark.parametrize(
    ("entry", "name", "hosts"),
    [
        (other("CN=mail1", "msExchExchangeServer"), "exchange", ("mail1",)),
        (other("CN=ca", "pKIEnrollmentService", dNSHostName="CA.corp.example"), "certificate-authority", ("ca.corp.example",)),
        (other("CN=share", "volume", uNCName="\\\\FS1\\data"), "file-servers", ("fs1",)),
        (other("CN=dfs", "msDFS-Namespacev2"), "file-servers", ()),
        (other("CN=site", "mSSMSSite"), "configuration-manager", ()),
        (other("CN=pool", "msRTCSIP-Pool", dNSHostName="pool.corp.example"), "skype-for-business", ("pool.corp.example",)),
        (other("CN=farm,CN=Microsoft SharePoint Products", "serviceConnectionPoint", serviceDNSName="SP.corp.example"), "sharepoint", ("sp.corp.example",)),
        (other("CN=x", "serviceConnectionPoint", keywords=["SharePoint"]), "sharepoint", ()),
        (other("CN=TermServLicensing,CN=RDL1", "serviceConnectionPoint"), "rd-licensing", ("rdl1",)),
        (other("CN=auto", "serviceConnectionPoint", serviceClassName="ms-Exchange-AutoDiscover-Service"), "exchange", ()),
    ],
)  # fmt: skip
def test_objects_of_a_product_are_traces_of_it(discovered, entry, name, hosts):
    """Server objects, shares and connection points show a product, with the host that they name."""
    found = discovered(entry).workloads
    assert {label: workload.hosts for label, workload in found.items()} == {name: hosts}


def test_an_ordinary_connection_point_means_nothing(seen):
    """Other connection points are not workloads."""
    assert seen(other("CN=printer", "serviceConnectionPoint", keywords=["anything"])) == {}


def test_licensing_servers_are_members_of_their_group(seen, sid_bytes):
    """The built-in group of licensing servers names them by its members."""
    entry = other("CN=TS", "group", objectSid=sid_bytes(32, 561), member=[f"CN=RDL2,{BASE}", f"CN=rdl1,{BASE}"])
    assert seen(entry) == {"rd-licensing": ("remote-desktop-licensing", ("rdl1", "rdl2"))}


@pytest.mark.parametrize(
    ("entry", "providers"),
    [
        (account("svc", "HTTP/adfs.corp.example"), ("adfs",)),
        (account("svc", "host/sts1.corp.example"), ("adfs",)),
        (account("svc", "http/fs.corp.example"), ("adfs",)),
        (account("svc", "HTTP/federation-a.corp.example"), ("adfs",)),
        (account("svc", "HTTP/fsx.corp.example"), ()),
        (machine("adfs", "host/adfs.corp.example"), ()),
        (other("CN=ADFS,CN=Microsoft,CN=Program Data", "container"), ("adfs",)),
        (other("CN=Other,CN=Program Data", "container"), ()),
        (account("MSOL_ab12"), ("entra-id",)),
        (account("AAD_ab12"), ("entra-id",)),
        (account("MSOLX"), ()),
        (machine("AZUREADSSOACC"), ("entra-id",)),
        (other("CN=62a0ff2e-97b9-4513-943f-0d221bd30080", "serviceConnectionPoint"), ("entra-id",)),
        (other("CN=x", "serviceConnectionPoint", keywords=["azureADName:corp.example"]), ("entra-id",)),
        (other("CN=x", "serviceConnectionPoint", keywords=["azureADId:1234"]), ("entra-id",)),
    ],
)
def test_providers_leave_traces(discovered, entry, providers):
    """AD FS and Entra ID are known by their accounts, service names, containers and connection points."""
    assert discovered(entry).estate.identity_providers == providers


def test_an_ad_fs_name_is_not_a_web_application(seen):
    """The service name of AD FS shows a provider, not a further web application."""
    assert seen(account("svc", "HTTP/adfs.corp.example")) == {}
    assert seen(account("svc", "HTTP/adfs.corp.example", "HTTP/shop.corp.example")) == {
        "web-apps": ("web-app", ("shop.corp.example",))
    }


@pytest.mark.parametrize(("number", "listed"), [(50, 50), (51, 50)])
def test_a_workload_lists_fifty_hosts(discovered, number, listed):
    """At most fifty machines of a workload are listed; its source counts all of them."""
    names = [f"MSSQLSvc/db{place:03}.corp.example" for place in range(number)]
    found = discovered(account("svc", *names))
    assert len(found.workloads["sql-server"].hosts) == listed
    assert f"on {number} hosts" in found.sources["workloads", "sql-server"]


def test_the_same_product_in_two_domains_is_two_workloads(discovered):
    """A product in two domains is one workload for each, named after its domain."""
    reference = {"objectClass": "crossRef", "dnsRoot": "de.corp.example", "systemFlags": 3}
    child = ("DC=de,DC=corp,DC=example", {"objectClass": "domainDNS", "msDS-Behavior-Version": 7})
    name, attributes = account("svc", "MSSQLSvc/b.de.corp.example")
    found = discovered(
        account("svc", "MSSQLSvc/a.corp.example"),
        (f"CN=DE,CN=Partitions,CN=Configuration,{BASE}", reference),
        child,
        (name.replace(BASE, f"DC=de,{BASE}"), attributes),
    ).workloads
    assert {label: workload.users for label, workload in found.items()} == {
        "sql-server-corp.example": ("corp.example",),
        "sql-server-de.corp.example": ("de.corp.example",),
    }
