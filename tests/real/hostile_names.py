"""Names that are meant to break whatever shows, stores or searches them; as LDIF for an export or for a real directory."""

from __future__ import annotations

import base64

from attrs import frozen

ROOT = "DC=corp,DC=example"
CONFIGURATION = f"CN=Configuration,{ROOT}"
SITES = f"CN=Sites,{CONFIGURATION}"
NAMES = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror=window.pwned=1>',
    "</style></title><svg onload=pwned=1>",
    "line one\nline two: {a: [1, 2]}",
    "- &a !!python/name:os.system 'q' \"d\"",
    "? key: |\n  text # %YAML\t---",
    "*)(objectClass=*))(|(cn=\\2a",
    "bell\x07 red\x1b[31m delete\x7f \x85next",
    "\u202eright to left \u2028 line \ufeff bom",
    "javascript:window.pwned=1//`${pwned=1}`",
    "null",
    "~",
    "0x1F",
    "2026-11-27",
    "<<",
)
"""Short enough for a relative name: 64 characters."""

MOST_SITES = 10
"""So many of them name sites: with more, discovery takes only sites with controllers for places."""

LONG = "<b onmouseover=pwned=1>" + "long \"value\": 'x' & " * 500
"""Some 10,000 characters."""


@frozen
class Hostile:
    """One directory full of such names.

    Attributes:
        ldif: What an export holds, or a directory is given.
        dns: The name of each entry, parents first.
    """

    ldif: str
    dns: tuple[str, ...]


def rdn(name: str) -> str:
    r"""A name as it stands in a distinguished name: every character that is no letter or digit as ``\xx``."""
    return "".join(
        one if one.isascii() and one.isalnum() else "".join(f"\\{byte:02X}" for byte in one.encode()) for one in name
    )


def _line(name: str, value: str) -> str:
    return f"{name}:: {base64.b64encode(value.encode()).decode()}"


def _entry(dn: str, classes: tuple[str, ...], values: dict[str, str | list[str]]) -> str:
    lines = [_line("dn", dn), *(f"objectClass: {one}" for one in classes)]
    for name, value in values.items():
        lines += [_line(name, one) for one in ([value] if isinstance(value, str) else value)]
    return "\n".join(lines)


def hostile(*, long: str = LONG) -> Hostile:
    """Sites, units, policy objects, computers, zones and groups with such names.

    Args:
        long: The long value that systems, hosts and suffixes carry.
    """
    entries: list[tuple[str, str]] = []

    def add(dn: str, *classes: str, **values: str | list[str]) -> None:
        entries.append((dn, _entry(dn, classes, values)))

    for number, name in enumerate(NAMES):
        guid = f"{{{number:08d}-0000-4000-8000-0000000000AA}}"
        site, unit = f"CN={rdn(name)},{SITES}", f"OU={rdn(name)},{ROOT}"
        policy = f"CN={guid},CN=Policies,CN=System,{ROOT}"
        if number < MOST_SITES:
            add(site, "site")
            add(f"CN=10.{100 + number}.0.0/16,CN=Subnets,{SITES}", "subnet", siteObject=site)
            if number:
                link = f"CN={rdn(f'to {name}')},CN=IP,CN=Inter-Site Transports,{SITES}"
                add(link, "siteLink", siteList=[site, f"CN={rdn(NAMES[0])},{SITES}"], cost="100", replInterval="15")
        add(policy, "groupPolicyContainer", displayName=name, flags="0", versionNumber="1")
        add(unit, "organizationalUnit", gPLink=f"[LDAP://{policy};2]", gPOptions="1")
        add(
            f"CN={rdn(f'{name[:50]} pc{number}')},{unit}", "computer", sAMAccountName=f"hostile{number}$",
            userAccountControl="4096", dNSHostName=name, servicePrincipalName=f"MSSQLSvc/{name.replace('/', '|')}",
        )  # fmt: skip
        add(f"CN={rdn(f'group {name}'[:60])},{unit}", "group", sAMAccountName=f"hostile-group-{number}")
    add(
        f"CN={rdn(NAMES[0])},CN=System,{ROOT}", "trustedDomain", trustPartner=NAMES[0], flatName="HOSTILE",
        trustDirection="3", trustType="2", trustAttributes="8", securityIdentifier="S-1-5-21-4-5-6",
    )  # fmt: skip
    add(
        f"CN=long,CN=Computers,{ROOT}", "computer",
        sAMAccountName="hostile-long$", userAccountControl="532480", dNSHostName="long.corp.example",
        operatingSystem=long, servicePrincipalName=f"MSSQLSvc/{long}",
    )  # fmt: skip
    return Hostile("\n\n".join(text for _, text in entries) + "\n", tuple(dn for dn, _ in entries))
