"""Inputs of any size: files for each input that can grow, and the command that a user runs on them."""

import gzip
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from workloads.network import network, topology

sys.path.append(str(Path(__file__).parents[1]))
from least_privilege import EVENT_CHANCE, record

KINDS = (
    "rds-sqlserver", "workspaces", "aws-console", "fsx-windows", "ec2-windows",
    "sharepoint", "quicksight", "ec2-linux", "dotnet-app", "transfer-family",
)  # fmt: skip
COMMAND = "import sys; from dirsim.cli import main; sys.exit(main({0}) in (2, 4))"


@dataclass(frozen=True)
class Curve:
    """One thing that grows.

    Attributes:
        prepare: Writes the files of a size into a folder.
        code: The program: its arguments are the folder and the size.
        sizes: The sizes, the largest last.
        goals: What is aimed at, by size.
    """

    prepare: Callable[[Path, int], None]
    code: str
    sizes: tuple[int, ...]
    goals: dict[int, str] = field(default_factory=dict)


def command(*arguments):
    """A program that runs a command on the file ``x`` of the folder; a refused file or a crash ends it."""
    shown = ", ".join("sys.argv[1] + '/x'" if word == "x" else repr(word) for word in arguments)
    return COMMAND.format(f"[{shown}]")


def written(folder, data):
    """The file of a folder, as JSON."""
    (folder / "x").write_text(
        json.dumps({"dirsim": "requirements/v1", "as_of": "2026-11-01", **data}), encoding="utf-8"
    )


def workloads(folder, size):
    """So many workloads of ten kinds."""
    estate = {"on_prem_ad": {"domains": 2, "forests": 1, "users": 5000}, "connectivity": "vpn"}
    asked = {f"w{number:04}": {"kind": KINDS[number % 10]} for number in range(size)}
    written(folder, {"name": "many", "estate": estate, "workloads": asked, "needs": ["existing-credentials"]})


def domains(folder, size):
    """A forest of so many child domains."""
    written(
        folder,
        {
            "name": "forest",
            "estate": {"on_prem_ad": {"domains": size, "forests": 1, "users": 50000}, "connectivity": "dx"},
            "workloads": {"desktops": {"kind": "workspaces"}, "shares": {"kind": "fsx-windows"}},
            "needs": ["existing-credentials"],
        },
    )


def sites(folder, size):
    """A company with so many offices, each with a link to one of two centres, and a controller in every tenth."""
    centres = ["hub0", "hub1"]
    offices = [f"office{number:04}" for number in range(size - 3)]
    links = {"backbone": {"between": centres, "kind": "mpls", "availability": 0.9999}}
    links |= {"line": {"between": ["hub0", "cloud"], "kind": "direct-connect", "availability": 0.9995}}
    for number, office in enumerate(offices):
        links[f"wan{number:04}"] = {"between": [office, centres[number % 2]], "kind": "mpls", "availability": 0.999}
    written(
        folder,
        {
            "name": "offices",
            "estate": {
                "sites": {name: {"kind": "on-premises"} for name in (*centres, *offices)}
                | {"cloud": {"kind": "aws-region", "region": "eu-central-1"}},
                "links": links,
                "directories": {
                    "corp": {
                        "kind": "active-directory",
                        "domains": {
                            "corp.example": {
                                "controllers": dict.fromkeys((*centres, *offices[::10]), 1),
                                "users": 20000,
                            }
                        },
                    }
                },
            },
            "workloads": {"shares": {"kind": "fsx-windows", "site": "cloud"}},
            "needs": ["existing-credentials"],
        },
    )


def hosts(folder, size):
    """A network of so many hosts in a hundred sites."""
    topology(network(size, 149, 200)).save(folder / "x.yaml")
    (folder / "x.yaml").rename(folder / "x")


def meshes(folder, size):
    """A network of so many links among two thirds as many sites: a tree and chords."""
    topology(network(size * 2, size, 100)).save(folder / "x.yaml")
    (folder / "x.yaml").rename(folder / "x")


def ldif(folder, size):
    """An export of so many users of a domain."""
    with (folder / "x").open("w", encoding="utf-8") as stream:
        stream.write("dn: DC=corp,DC=example\nobjectClass: domainDNS\nmsDS-Behavior-Version: 7\n\n")
        for number in range(size):
            stream.write(
                f"dn: CN=User {number},OU=Staff {number % 40},DC=corp,DC=example\nobjectClass: top\nobjectClass: person\n"
                f"objectClass: organizationalPerson\nobjectClass: user\ncn: User {number}\nsAMAccountName: u{number}\n"
                f"userPrincipalName: u{number}@corp.example\nuserAccountControl: 512\npwdLastSet: 133500000000000000\n"
                f"memberOf: CN=Staff,OU=Groups,DC=corp,DC=example\nwhenCreated: 20200101000000.0Z\n\n"
            )


def bloodhound(folder, size):
    """A collection of so many users."""
    sid = "S-1-5-21-1-2-3"
    domain = {"ObjectIdentifier": sid, "Properties": {"name": "CORP.EXAMPLE", "domain": "CORP.EXAMPLE"}, "Trusts": []}
    (folder / "domains.json").write_text(
        json.dumps({"data": [domain], "meta": {"type": "domains", "version": 5, "count": 1}})
    )
    with (folder / "users.json").open("w", encoding="utf-8") as stream:
        stream.write('{"data": [')
        for number in range(size):
            user = {
                "ObjectIdentifier": f"{sid}-{1100 + number}",
                "Properties": {
                    "domain": "CORP.EXAMPLE",
                    "samaccountname": f"u{number}",
                    "enabled": True,
                    "pwdlastset": 1700000000,
                },
                "Aces": [{"PrincipalSID": f"{sid}-512", "RightName": "GenericAll", "IsInherited": True}] * 4,
            }
            stream.write(("," if number else "") + json.dumps(user))
        stream.write(f'], "meta": {{"type": "users", "version": 5, "count": {size}}}}}')


def trail(folder, size):
    """A gzipped trail of so many calls."""
    with gzip.open(folder / "x", "wb", compresslevel=1) as packed, io.TextIOWrapper(packed, encoding="utf-8") as stream:
        stream.write('{"Records": [')
        stream.writelines(
            f"{',' if number else ''}{json.dumps(record(number, EVENT_CHANCE))}" for number in range(size)
        )
        stream.write("]}")
    (folder / "x").rename(folder / "x.json.gz")


def files(folder, size):
    """A folder of so many small requirements files."""
    (folder / "x").mkdir()
    for number in range(size):
        data = {
            "dirsim": "requirements/v1",
            "name": f"file {number}",
            "as_of": "2026-11-01",
            "estate": {"on_prem_ad": {"domains": 1 + number % 2, "users": 100 + number}, "connectivity": "vpn"},
            "workloads": {"one": {"kind": KINDS[number % 10]}},
            "needs": ["existing-credentials"],
        }
        (folder / "x" / f"{number:05}.yaml").write_text(json.dumps(data), encoding="utf-8")


DAY = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from workloads.day import by_arrays, users
by_arrays(users(int(sys.argv[2])))
"""


def nothing(folder, size):
    """Nothing is read from a file."""


def discover(what, *names):
    """A program that reads an export."""
    shown = ", ".join(f"sys.argv[1] + {'/' + name!r}" for name in names)
    return COMMAND.format(f"['discover', {what!r}, {shown}]")


AVAILABILITY = "import sys; from dirsim.cli import main; sys.exit(main(['availability', sys.argv[1] + '/x', '--max-order', '1']) in (2, 4))"
FOLDER = "import sys; from dirsim.cli import main; sys.exit(main(['recommend', sys.argv[1] + '/x', '--format', 'json', '-o', sys.argv[1] + '/out']) in (2, 4))"
LEAST = COMMAND.format("['least-privilege', sys.argv[1] + '/x.json.gz', '--format', 'json']")

CURVES = {
    "workloads: recommend": Curve(
        workloads, command("recommend", "x", "--format", "json"), (1, 10, 100, 1000),
        {10: "goal: 0.5 s", 100: "goal: 5 s", 1000: "goal: 60 s"},
    ),
    "domains: recommend": Curve(domains, command("recommend", "x"), (10, 100, 300, 1_000)),
    "sites: recommend": Curve(sites, command("recommend", "x"), (50, 100, 200, 500), {500: "goal: < 20 s, < 1 GB"}),
    "sites: availability": Curve(sites, AVAILABILITY, (50, 100, 200, 500), {500: "goal: < 20 s, < 1 GB"}),
    "hosts: ports": Curve(hosts, command("ports", "x"), (500, 1000, 2000, 5000), {5000: "goal: < 5 s"}),
    "hosts: simulate": Curve(hosts, command("simulate", "x"), (500, 1000, 2000, 5000), {5000: "goal: < 5 s"}),
    "links with chords: availability": Curve(meshes, AVAILABILITY, (20, 40, 80, 149)),
    "users: a day with an outage": Curve(nothing, DAY, (100_000, 1_000_000, 10_000_000)),
    "objects: discover ldif": Curve(ldif, discover("ldif", "x"), (10_000, 100_000, 1_000_000), {1_000_000: "goal: < 60 s, flat memory"}),
    "users: discover bloodhound": Curve(
        bloodhound, discover("bloodhound", "domains.json", "users.json"), (10_000, 100_000, 200_000), {100_000: "goal: < 300 MB"}
    ),
    "calls: least-privilege": Curve(trail, LEAST, (10_000, 100_000, 1_000_000), {1_000_000: "goal: 10 s, < 100 MB"}),
    "files: recommend FOLDER": Curve(files, FOLDER, (100, 1_000, 10_000), {10_000: "goal: < 500 MB in the parent"}),
}  # fmt: skip
