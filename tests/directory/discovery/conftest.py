"""Exports of small forests, written entry by entry."""

import base64
import struct

import pytest

import dirsim as ds

PARTITIONS = "CN=Partitions,CN=Configuration,DC=corp,DC=example"
ROOT = ("DC=corp,DC=example", {"objectClass": "domainDNS", "objectSid": "S-1-5-21-1-2-3", "msDS-Behavior-Version": 7})
CROSS_REF = (
    f"CN=CORP,{PARTITIONS}",
    {"objectClass": "crossRef", "dnsRoot": "corp.example", "nETBIOSName": "CORP", "systemFlags": 3},
)


@pytest.fixture(scope="session")
def sid_bytes():
    """A function: a security identifier as a directory stores it."""

    def made(*parts, authority=5):
        return struct.pack(">BB", 1, len(parts)) + authority.to_bytes(6, "big") + struct.pack(f"<{len(parts)}I", *parts)

    return made


@pytest.fixture
def discovered(tmp_path):
    """A function: entries, each a name and its attributes, to what is discovered of them and of the domain itself."""

    def lines(name, attributes):
        yield f"dn:: {base64.b64encode(name.encode()).decode()}"
        for key, values in attributes.items():
            for value in values if isinstance(values, (list, tuple)) else (values,):
                raw = value if isinstance(value, bytes) else str(value).encode()
                yield f"{key}:: {base64.b64encode(raw).decode()}"
        yield ""

    def discovery(*entries, base=(ROOT, CROSS_REF)):
        path = tmp_path / "export.ldif"
        path.write_text("\n".join(line for entry in (*base, *entries) for line in lines(*entry)), encoding="ascii")
        return ds.discover("ldif", str(path))

    return discovery


@pytest.fixture
def domain_of(discovered):
    """A function: entries to the domain ``corp.example`` that is discovered with them."""
    return lambda *entries: discovered(*entries).estate.directories["corp"].domains["corp.example"]
