"""Sources of AWS descriptions: a live account, or entries kept in files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from attrs import define, field

Made = dict[str, Any]
ZONE = re.compile(r"[a-z]{2,4}(?:-[a-z]+){1,3}-[0-9]{1,2}[a-z]|[a-z]{2,6}[0-9]{1,2}-az[0-9]{1,2}")
"""An Availability Zone by name or id."""
REGION = re.compile(
    r"(?<![a-z])(?:us|eu|ap|sa|ca|me|af|il|cn|mx)(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central)+-\d(?!\d)"
)
UNKNOWN_REGION = "aws"
"""The name of the site of entries whose Region is unknown."""


class UnreadError(Exception):
    """A description cannot be had; the text is the reason."""


class AwsListing(Protocol):
    """A source of AWS descriptions."""

    def fetch(
        self, service: str, operation: str, key: str, region: str | None, request: Mapping[str, Any]
    ) -> list[Made]:
        """The entries that a call returns under a key.

        Raises:
            UnreadError: They cannot be had.
        """


@define
class LiveListing:
    """The calls of a boto3 session."""

    session: Any
    config: Any

    def fetch(
        self, service: str, operation: str, key: str, region: str | None, request: Mapping[str, Any]
    ) -> list[Made]:
        """Every entry that a call returns, page by page.

        Raises:
            UnreadError: The call failed.
        """
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- comes with the extra

        try:
            client = self.session.client(service, region_name=region, config=self.config)
            if client.can_paginate(operation):
                return [
                    item for page in client.get_paginator(operation).paginate(**request) for item in page.get(key, [])
                ]
            return list(getattr(client, operation)(**request).get(key, []))
        except (ClientError, BotoCoreError, NotImplementedError) as error:
            raise UnreadError(_why(error)) from None


def _why(error: Exception) -> str:
    code = getattr(error, "response", {}).get("Error", {}).get("Code", "")
    if "AccessDenied" in code or "Unauthorized" in code or code == "AuthFailure":
        return "access is denied to these credentials"
    if code in ("OptInRequired", "UnrecognizedClientException", "InvalidClientTokenId"):
        return f"the Region or the service does not accept these credentials ({code})"
    return f"the call failed: {code or type(error).__name__}"


@define
class KeptListing:
    """Entries from files, in the form in which AWS describes them.

    Attributes:
        what: The source in words, such as ``saved output``.
        complete: True where a missing key means that such an entry does not exist, as in a state of Terraform; false where it means
            that the call was not saved.
        entries: The entries by their key in the output, each with its Region; empty for an unknown Region.
    """

    what: str
    complete: bool = False
    entries: dict[str, list[tuple[str, Made]]] = field(factory=dict)

    def add(self, key: str, entry: Made, region: str = "") -> None:
        """Keep an entry; its Region is that of the entry, or else the given one."""
        self.entries.setdefault(key, []).append((region_of(entry) or region, entry))

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions of the entries, sorted; one of unknown name where no entry has any."""
        found = {region for entries in self.entries.values() for region, _ in entries if region}
        return tuple(sorted(found)) or (UNKNOWN_REGION,)

    def fetch(
        self, service: str, operation: str, key: str, region: str | None, request: Mapping[str, Any]
    ) -> list[Made]:
        """The entries of a key in a Region; entries of an unknown Region belong to the only one, or to the first.

        Raises:
            UnreadError: The call was not saved.
        """
        del service, operation  # the key alone tells the outputs apart
        if key not in self.entries:
            if self.complete:
                return []
            raise UnreadError(f"not among the {self.what}")
        first = self.regions[0]
        return [
            entry
            for at, entry in self.entries[key]
            if (region is None or (at or first) == region) and _matches(entry, request)
        ]


_OBJECT_LISTS = frozenset({"DomainMemberships", "DhcpConfigurations", "TargetIps", "Tags"})
_TEXT_LISTS = frozenset(
    {"SubnetIds", "AvailabilityZones", "DnsIpAddrs", "CustomerDnsIps", "ConnectIps", "ConditionalForwarderIpAddrs"}
)
_TEXT_ENDINGS = (
    "Id",
    "Name",
    "State",
    "Type",
    "Direction",
    "Arn",
    "Identifier",
    "Engine",
    "Edition",
    "Size",
    "Stage",
    "Status",
    "Method",
    "Auth",
    "OptInStatus",
)


def shaped(items: Iterable[Any]) -> tuple[list[Made], list[str]]:
    """Entries in the form that AWS gives them, and the names of what did not have it and is left out."""
    made: list[Made] = []
    odd: dict[str, None] = {}
    for item in items:
        if isinstance(item, Mapping):
            made.append(_shaped(item, odd))
        else:
            odd["an entry"] = None
    return made, list(odd)


def _shaped(entry: Mapping[str, Any], odd: dict[str, None]) -> Made:
    kept: Made = {}
    for key, value in entry.items():
        if key in _OBJECT_LISTS or key in _TEXT_LISTS:
            wanted = Mapping if key in _OBJECT_LISTS else str
            listed = value if isinstance(value, list) else [] if value is None else [value]
            fitting = [below for below in listed if isinstance(below, wanted)]
            if len(fitting) < len(listed):
                odd[key] = None
            kept[key] = [_shaped(below, odd) if isinstance(below, Mapping) else below for below in fitting]
        elif key.endswith(_TEXT_ENDINGS) and isinstance(value, (Mapping, list, float)):
            odd[key] = None
        elif key.endswith(_TEXT_ENDINGS) and value is not None:
            kept[key] = str(value)
        elif isinstance(value, Mapping):
            kept[key] = _shaped(value, odd)
        else:
            kept[key] = value
    return kept


def _matches(entry: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
    """True where an entry has none of the request's values otherwise."""
    return all(entry.get(name, wanted) == wanted for name, wanted in request.items())


def region_of(entry: Any) -> str:
    """The Region that an entry of AWS names: its primary Region, its zones, or an ARN in it; empty means that it names none."""
    if not isinstance(entry, Mapping):
        return ""
    regions = entry.get("RegionsInfo")
    if isinstance(regions, Mapping) and regions.get("PrimaryRegion"):
        return str(regions["PrimaryRegion"])
    for part in (entry, entry.get("VpcSettings"), entry.get("ConnectSettings"), entry.get("Placement")):
        zones = part.get("AvailabilityZones") or part.get("AvailabilityZone") if isinstance(part, Mapping) else None
        for zone in [zones] if isinstance(zones, str) else zones if isinstance(zones, list) else ():
            found = REGION.match(str(zone))
            if found:
                return found[0]
    for name, value in entry.items():
        if isinstance(value, str) and value.startswith("arn:") and name.lower().endswith("arn"):
            found = REGION.fullmatch(value.split(":")[3]) if value.count(":") >= 5 else None
            if found:
                return found[0]
    return ""


def regions_in(names: Iterable[str]) -> str:
    """The Region that a path names; empty means none."""
    found = [match[0] for name in names for match in REGION.finditer(name)]
    return found[-1] if found else ""
