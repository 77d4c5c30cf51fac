"""Discovery of a real Samba forest, and of servers that misbehave."""

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import dirsim as ds
from dirsim.directory.discovery.directory_error import DirectoryError
from dirsim.directory.discovery.estate_file import estate_yaml
from dirsim.directory.discovery.ldap.server import read_ldap
from dirsim.directory.discovery.ldap.settings import Access, SignIn, SignInError
from dirsim.errors import DirsimError
from dirsim.files.requirements_reader import parse_requirements
from dirsim.model.directory_detail import DnsZone, PasswordPolicy

PASSWORD = "Lab-Reader-2024"
READER = SignIn(user="reader@corp.example", password=PASSWORD)


@pytest.fixture(scope="module")
def found(forest):
    """What an ordinary account reads, over StartTLS."""
    return read_ldap([forest.ldap], READER, Access(verify=False))


@pytest.fixture(scope="module")
def corp(found):
    """The forest of the discovery."""
    return found.estate.directories["corp"]


def test_sites_subnets_and_links_are_those_put_in(corp):
    """Sites, subnets, site links and the subnet without a site are as they were made."""
    assert {name: site.subnets for name, site in corp.ad_sites.items()} == {
        "Default-First-Site-Name": ("10.1.0.0/16",),
        "branch": ("10.2.0.0/16",),
    }
    link = corp.site_links["hq-branch"]
    assert (link.sites, link.cost, link.interval) == (("Default-First-Site-Name", "branch"), 250, "1h")
    assert corp.unplaced_subnets == ("10.3.0.0/16",)


def test_units_and_links_are_those_put_in(corp):
    """Units, blocked inheritance and links, the strongest first, are as they were made."""
    domain = corp.domains["corp.example"]
    units = domain.organizational_units
    berlin, laptops = units["OU=Berlin,DC=corp,DC=example"], units["OU=Laptops,OU=Berlin,DC=corp,DC=example"]
    assert [(link.gpo, link.enforced, link.enabled) for link in berlin.links] == [
        ("Laptops", False, True),
        ("Baseline", True, True),
    ]
    assert [(link.gpo, link.enabled) for link in laptops.links] == [("Retired", False), ("Laptops", True)]
    assert laptops.block_inheritance
    assert not berlin.block_inheritance
    assert [link.gpo for link in corp.ad_sites["branch"].links] == ["Baseline"]
    assert len(units) == 4


def test_links_of_the_domain_are_those_put_in(forest, corp):
    """What is linked to the root, by which order, enforced or disabled, and which half of an object is off."""
    domain = corp.domains["corp.example"]
    assert [(link.gpo, link.enforced, link.enabled) for link in domain.links] == [
        ("Default Domain Policy", False, True),
        ("Retired", False, False),
        ("Baseline", True, True),
    ]
    assert {
        name: (policy.id, policy.user_enabled, policy.computer_enabled)
        for name, policy in domain.group_policies.items()
        if not name.startswith("Default ")
    } == {
        "Baseline": (forest.gpos["Baseline"], True, True),
        "Laptops": (forest.gpos["Laptops"], True, False),
        "Retired": (forest.gpos["Retired"], False, False),
    }


def test_controllers_and_their_roles_are_those_put_in(corp):
    """Each controller has its site, its global catalog, its system and the roles that were given to it."""
    first, second = (corp.domains["corp.example"].domain_controllers[f"dc{number}.corp.example"] for number in (1, 2))
    assert (first.ad_site, first.global_catalog, first.read_only) == ("Default-First-Site-Name", True, False)
    assert first.roles == ("schema-master", "domain-naming-master", "pdc-emulator")
    assert (second.ad_site, second.global_catalog, second.read_only) == ("branch", False, False)
    assert second.roles == ("rid-master", "infrastructure-master")
    assert second.operating_system == "Windows Server 2019 Standard 10.0 (17763)"
    assert second.encryption_types == ("rc4", "aes128", "aes256")
    assert len(corp.domains["corp.example"].domain_controllers) == 2
    assert corp.domains["corp.example"].controllers == {"Default-First-Site-Name": 1, "branch": 1}


def test_functional_levels_are_those_set(corp):
    """The level of the forest and that of its domain are told apart."""
    assert (corp.functional_level, corp.domains["corp.example"].functional_level) == ("2008", "2008R2")


def test_dns_zones_and_forwarders_are_those_put_in(corp):
    """Zones that the controller made and a conditional forwarder, with their replication; Samba leaves one kind unsaid."""
    assert corp.domains["corp.example"].dns_zones == {
        "_msdcs.corp.example": DnsZone(replication="forest"),
        "corp.example": DnsZone(kind="primary", replication="domain"),
        "lab.example": DnsZone(kind="primary", replication="domain"),
        "partner.example": DnsZone(
            kind="conditional-forwarder", masters=("10.9.0.53", "10.9.1.53"), replication="forest"
        ),
    }


def test_managed_accounts_are_those_put_in(corp):
    """A group managed service account is listed by name and is no computer."""
    assert corp.domains["corp.example"].managed_service_accounts == ("web",)


def test_password_policies_are_those_put_in(forest, found):
    """An administrator sees the fine-grained policies as they were made; an ordinary account is told that it does not."""
    admin = SignIn(user="Administrator@corp.example", password=forest.admin_password)
    domain = read_ldap([forest.ldaps], admin, Access(verify=False)).estate.directories["corp"].domains["corp.example"]
    assert domain.password_policies == {
        "robots": PasswordPolicy(
            precedence=5, min_length=30, history=3, min_age="0s", max_age="365d", complexity=False, reversible=True,
            lockout_threshold=0, lockout_duration="15m", applies_to=("CN=sql-service,CN=Users,DC=corp,DC=example",),
        ),
        "strict": PasswordPolicy(
            precedence=10, min_length=16, history=24, min_age="1d", max_age="90d", complexity=True, reversible=False,
            lockout_threshold=5, lockout_duration="30m", applies_to=("CN=Domain Admins,CN=Users,DC=corp,DC=example",),
        ),
    }  # fmt: skip
    assert not found.estate.directories["corp"].domains["corp.example"].password_policies
    assert "fine-grained password policies of corp.example" in {gap.what for gap in found.unread}


def test_the_trust_is_the_one_put_in(found):
    """Direction, kind, selective authentication and encryption types come out as they went in."""
    (trust,) = found.estate.trusts.values()
    assert (trust.trusting, trust.trusted, trust.two_way) == ("corp.example", "partner.example", False)
    assert (trust.kind, trust.selective, trust.encryption_types) == ("forest", True, ("rc4",))


def test_the_schema_extension_is_the_one_put_in(corp):
    """Nothing of the delivered schema counts as an extension, and everything that was added does."""
    assert corp.schema.attributes == ("contosoBadge",)
    assert corp.schema.classes == ("contosoPerson",)


def test_workloads_are_inferred(found):
    """Services are found by their names, connection points and objects; all are candidates."""
    kinds = {workload.kind: workload for workload in found.workloads.values()}
    assert set(kinds) == {"sqlserver-ec2", "ad-cs", "sharepoint"}
    assert kinds["sqlserver-ec2"].hosts == ("db1.corp.example", "db2.corp.example")
    assert all(workload.candidate and workload.site is None for workload in found.workloads.values())


def test_counts_are_those_of_the_directory(forest, corp):
    """Users, computers, groups and objects are as many as Samba's own tool finds."""
    domain = corp.domains["corp.example"]
    base = "DC=corp,DC=example"
    assert domain.users == len(forest.searched(base, "(sAMAccountType=805306368)", "cn"))
    computers = forest.searched(base, "(&(objectClass=computer)(!(objectClass=msDS-GroupManagedServiceAccount)))", "cn")
    assert domain.computers == len(computers) == 4
    assert domain.objects == len(forest.searched(base, "(objectClass=*)", "cn")) > 200
    assert domain.privileged_groups["Domain Admins"] == 1
    assert domain.groups == len(forest.searched(base, "(objectClass=group)", "cn"))
    assert domain.unconstrained_delegation == 1


def test_the_result_is_a_requirements_file(found):
    """The YAML form reads back as the same estate, and recommend runs on it."""
    again = parse_requirements(estate_yaml(found))
    assert again.estate == found.estate
    assert ds.recommend(again).to_dict()["schema"] == "dirsim.recommendation/v1"


def test_ldaps_is_verified(forest):
    """A certificate of an unknown authority is refused, and so is a name that is not in it."""
    with pytest.raises(DirectoryError, match="certificate is not trusted"):
        read_ldap([forest.ldaps], READER)
    with pytest.raises(DirectoryError, match="certificate is not trusted"):
        read_ldap([forest.ldaps], READER, Access(ca_file=forest.ca_file))


def test_a_wrong_password_is_said_to_be_wrong(forest):
    """A refused sign-in is an error of usage that does not repeat the password."""
    with pytest.raises(SignInError, match="wrong user name or password") as error:
        read_ldap([forest.ldaps], SignIn(user="reader@corp.example", password="Wr0ng-Secret"), Access(verify=False))
    assert "Wr0ng-Secret" not in str(error.value)


def test_a_further_server_stands_in(forest):
    """When the first server is off, the next one is asked, and the answer says so."""
    found = read_ldap(["ldaps://127.88.250.9", forest.ldaps], READER, Access(verify=False))
    assert "corp" in found.estate.directories
    assert any("connection refused" in entry.why for entry in found.unread)


def test_the_password_is_shown_nowhere(forest, tmp_path):
    """No output, note or process list of the command holds the password."""
    secret = tmp_path / "secret"
    secret.write_text(f"{PASSWORD}\n")
    words = [
        "discover",
        "ldap",
        forest.ldap,
        "--no-verify",
        "--user",
        "reader@corp.example",
        "--password-file",
        str(secret),
    ]
    command = [str(Path(sys.executable).with_name("dirsim")), *words]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    listed = Path(f"/proc/{running.pid}/cmdline").read_text(encoding="utf-8")
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert "users:" in out
    assert PASSWORD not in out + err + listed + repr(READER)


def serve(behave):
    """A server that treats each connection as told; its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def loop():
        while True:
            try:
                connection, _ = listener.accept()
                with connection:
                    behave(connection)
            except OSError:
                return

    threading.Thread(target=loop, daemon=True).start()
    return listener, listener.getsockname()[1]


def stall(connection):
    """Never answer."""
    connection.recv(1)
    time.sleep(6)


def trickle(connection):
    """Answer one byte at a time, for ever."""
    connection.sendall(b"\x30\x84\x00\xff\xff\xff")
    for _ in range(60):
        connection.sendall(b"\x02")
        time.sleep(0.1)


def garbage(connection):
    """Answer what is no LDAP."""
    connection.recv(1000)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 40)


def flood(connection):
    """Answer without end."""
    connection.sendall(b"\x30\x84\x7f\xff\xff\xff")
    while True:
        connection.sendall(b"\x00" * 65536)


def cut(connection):
    """Hang up."""
    connection.recv(1000)
    connection.close()


def refer(connection):
    """Refer every question to itself."""
    asked = connection.recv(1000)
    start = 2 + (asked[1] & 0x7F if asked[1] > 0x7F else 0)
    number = asked[start : start + 2 + asked[start + 1]]  # ldap3 counts over all connections: one byte may not do
    here = b"ldap://127.0.0.1:389/"
    body = b"\x0a\x01\x0a\x04\x00\x04\x00\xa3" + bytes([len(here) + 2]) + b"\x04" + bytes([len(here)]) + here
    message = number + b"\x65" + bytes([len(body)]) + body
    connection.sendall(b"\x30" + bytes([len(message)]) + message)
    connection.recv(1000)


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (stall, "did not respond within 1 seconds"),
        (trickle, "did not respond within 1 seconds"),
        (garbage, "not LDAP|closed the connection"),
        (flood, "larger than|did not respond"),
        (cut, "closed the connection"),
        (refer, "returned a referral"),
    ],
)
def test_bad_servers_are_given_up(behave, said):
    """A server that misbehaves ends in one clear error within the time limit."""
    listener, port = serve(behave)
    began = time.monotonic()
    with listener, pytest.raises(DirsimError, match=said):
        read_ldap([f"ldap://127.0.0.1:{port}"], SignIn(), Access(timeout=1))
    assert time.monotonic() - began < 30  # without a limit it would wait for ever


def test_a_password_is_not_sent_in_the_clear():
    """Where TLS does not start, the server never gets to see the password."""
    seen = []

    def behave(connection):
        seen.append(connection.recv(10_000))
        connection.sendall(bytes.fromhex("300c02010178070a010204000400"))
        seen.append(connection.recv(10_000))

    listener, port = serve(behave)
    with listener, pytest.raises(SignInError, match="does not send the password over an unencrypted connection"):
        read_ldap([f"ldap://127.0.0.1:{port}"], SignIn(user="cn=x", password="Sup3r-Secret"), Access(timeout=2))
    assert b"Sup3r-Secret" not in b"".join(seen)


def test_a_url_with_a_password_is_refused():
    """A URL with a password in it is an error that does not repeat it."""
    with pytest.raises(DirsimError) as error:
        read_ldap(["ldap://reader:Sup3r-Secret@dc1"], SignIn())
    assert "Sup3r-Secret" not in str(error.value)


def test_policy_of_the_discovered_estate_is_that_of_the_directory(forest, found):
    """What discovery read, written down and read back, gives users in every unit the policy that Samba gives them."""
    estate = parse_requirements(estate_yaml(found)).estate
    options = (f"--configfile={forest.config}", "-H", forest.database)
    for number, unit in enumerate(("OU=Berlin", "OU=Laptops,OU=Berlin")):
        name = f"probe{number}"
        made = subprocess.run(
            ["samba-tool", "user", "create", name, "Lab-Probe-2024", f"--userou={unit}", *options],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        try:
            listed = subprocess.run(
                ["samba-tool", "gpo", "list", name, *options], check=False, capture_output=True, text=True
            )
            assert listed.returncode == 0, listed.stderr
        finally:
            subprocess.run(["samba-tool", "user", "delete", name, *options], check=True, capture_output=True)
        theirs = [line.strip().rsplit(" ", 1)[0] for line in listed.stdout.splitlines() if line.startswith("    ")]
        target = ds.PolicyTarget(dn=f"CN={name},{unit},DC=corp,DC=example")
        result = ds.resultant_set(estate.directories, user=target)
        ours = [one.gpo for one in result.policies if one.half == "user" and one.state == "applied"]
        assert sorted(ours) == sorted(theirs), listed.stdout  # Samba lists unit by unit, whatever is enforced
