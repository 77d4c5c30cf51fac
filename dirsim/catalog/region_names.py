"""AWS Regions by the names of their places (``Frankfurt``).

Source: https://docs.aws.amazon.com/solutions/latest/automated-security-response-on-aws/supported-aws-regions.html, read on 2026-11-29.
"""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.spelling import close_key, tokens

REGIONS: Mapping[str, str] = {
    "us-east-1": "virginia",
    "us-east-2": "ohio",
    "us-west-1": "california",
    "us-west-2": "oregon",
    "af-south-1": "cape town",
    "ap-east-1": "hong kong",
    "ap-south-1": "mumbai",
    "ap-south-2": "hyderabad",
    "ap-southeast-1": "singapore",
    "ap-southeast-2": "sydney",
    "ap-southeast-3": "jakarta",
    "ap-southeast-4": "melbourne",
    "ap-northeast-1": "tokyo",
    "ap-northeast-2": "seoul",
    "ap-northeast-3": "osaka",
    "eu-central-1": "frankfurt",
    "eu-central-2": "zurich",
    "eu-west-1": "ireland",
    "eu-west-2": "london",
    "eu-west-3": "paris",
    "eu-south-1": "milan",
    "eu-south-2": "spain",
    "eu-north-1": "stockholm",
    "me-south-1": "bahrain",
    "me-central-1": "uae",
    "sa-east-1": "sao paulo",
}
"""The place in the name of each Region, without those that are named after a country or a State only."""

_OTHERS = {"dublin": "eu-west-1", "northern virginia": "us-east-1", "nvirginia": "us-east-1", "zuerich": "eu-central-2"}
_BESIDE = frozenset(
    {"aws", "region", "europe", "eu", "asia", "pacific", "us", "east", "west", "south", "north", "america", "africa"}
    | {"middle", "northern", "n", "germany", "uk", "australia", "japan", "india", "france", "italy", "sweden"}
)
"""Tokens that may be beside the place."""
_BY_PLACE = {close_key(place): code for code, place in REGIONS.items()} | {
    close_key(place): code for place, code in _OTHERS.items()
}
_BY_CODE = {close_key(code): code for code in REGIONS}


def region_code(text: str) -> str:
    """The code of the Region that a text names, such as ``eu-central-1`` for *Frankfurt*; empty if it names none."""
    parts = tokens(text.replace("\u00e3", "a").replace("\u00fc", "u").replace("\u00e9", "e"))
    code = "".join(part for part in parts if part not in {"aws", "region"})
    if code in _BY_CODE:
        return _BY_CODE[code]
    for left in (parts, tuple(part for part in parts if part not in _BESIDE)):
        if "".join(left) in _BY_PLACE:
            return _BY_PLACE["".join(left)]
    # The code beside the place: Europe (Frankfurt) eu-central-1.
    codes = {known for known in REGIONS if known in text.lower()}
    return codes.pop() if len(codes) == 1 and any("".join(p) in _BY_PLACE for p in ((part,) for part in parts)) else ""
