"""CloudTrail records normalised from other programs' formats.

The programs wrap, flatten or rename the fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from dirsim.catalog.limits import LIMITS

_NAMES = {
    name.lower(): name
    for name in (
        "eventTime", "eventSource", "eventName", "userIdentity", "eventID", "awsRegion", "errorCode", "errorMessage",
        "sourceIPAddress", "userAgent", "eventType", "eventCategory", "managementEvent", "readOnly", "recipientAccountId",
        "sharedEventID", "requestParameters", "responseElements", "resources", "additionalEventData", "sessionContext", "sessionIssuer",
        "accountId", "principalId", "userName", "invokedBy", "accessKeyId",
    )
}  # fmt: skip
_SNAKE = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(): name for name in _NAMES.values()} | {
    "event_id": "eventID", "shared_event_id": "sharedEventID", "source_ip_address": "sourceIPAddress",
}  # fmt: skip
_OBJECTS = frozenset({"userIdentity", "requestParameters", "responseElements", "resources", "sessionContext"})
_WRAPPERS = (
    "detail",
    "CloudTrailEvent",
    "cloudTrailEvent",
    "_raw",
    "message",
    "eventJson",
    "event_json",
    "_source",
    "result",
    "raw",
)
_TIMES = ("eventTime", "@timestamp", "timestamp", "time", "_time", "EventTime")
_FORMATS = (
    "%d/%b/%Y:%H:%M:%S %z", "%b %d, %Y, %I:%M:%S %p", "%b %d, %Y %I:%M:%S %p", "%Y/%m/%d %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%Y%m%dT%H%M%SZ",
)  # fmt: skip

_LAST_YEAR = str(LIMITS["last-day"].most)


def shapes(value: Any) -> Iterator[dict[str, Any]]:
    """The records in a line, a document or a list entry."""
    yield from _opened(value, 0)


def _opened(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return
    if not isinstance(value, dict) or depth > 4:
        return
    for key in ("Records", "records", "Events", "events", "logEvents"):
        if isinstance(value.get(key), list):
            for entry in value[key]:
                yield from _opened(entry, depth + 1)
            return
    if "eventName" not in value or "eventSource" not in value:
        for key in _WRAPPERS:
            inner = value.get(key)
            if isinstance(inner, dict) or (isinstance(inner, str) and inner.lstrip().startswith("{")):
                found = list(_opened(inner, depth + 1))
                if any("eventName" in entry for entry in found):
                    yield from found
                    return
    yield _normal(value)


def _normal(value: dict[str, Any]) -> dict[str, Any]:
    """A record with CloudTrail's field names."""
    made: dict[str, Any] = {}
    for key, inner in value.items():
        _put(made, key.split(".") if "." in key and not key.startswith("@") else [key], inner)
    trail = made.get("aws", {}).get("cloudtrail") if isinstance(made.get("aws"), dict) else None
    if isinstance(trail, dict):
        made = _elastic(made, trail)
    for key in _OBJECTS & made.keys():
        made[key] = _object(made[key])
    return made


def _put(made: dict[str, Any], path: list[str], value: Any) -> None:
    """Set a value at a path, each step of which is converted to CloudTrail's name."""
    for step in path[:-1]:
        inner = made.setdefault(_named(step), {})
        if not isinstance(inner, dict):
            return
        made = inner
    made.setdefault(_named(path[-1]), value)


def _named(key: str) -> str:
    lower = key.lower()
    return _NAMES.get(lower) or _SNAKE.get(lower) or key


def _object(value: Any) -> Any:
    if isinstance(value, str) and value.strip()[:1] in ("{", "["):
        try:
            return _object(json.loads(value))
        except (ValueError, RecursionError):
            return None
    if isinstance(value, dict) and any(key.lower() in _NAMES and key not in _NAMES.values() for key in value):
        return {_named(key): _object(inner) if _named(key) in _OBJECTS else inner for key, inner in value.items()}
    return value


def _elastic(made: dict[str, Any], trail: dict[str, Any]) -> dict[str, Any]:
    """A record from the field names of the Elastic Common Schema."""
    event, cloud, identity = (
        _dict(part)
        for part in (made.get("event"), made.get("cloud"), trail.get("user_identity") or trail.get("userIdentity"))
    )
    account = _dict(cloud.get("account")).get("id")
    session = _dict(identity.get("session_context") or identity.get("sessionContext"))
    issuer = _dict(session.get("session_issuer") or session.get("sessionIssuer"))
    return made | {
        "eventName": event.get("action"),
        "eventSource": event.get("provider"),
        "eventID": event.get("id"),
        "awsRegion": cloud.get("region"),
        "recipientAccountId": account,
        "eventType": trail.get("event_type"),
        "errorCode": trail.get("error_code") or trail.get("errorCode"),
        "errorMessage": trail.get("error_message") or trail.get("errorMessage"),
        "requestParameters": trail.get("request_parameters") or trail.get("requestParameters"),
        "responseElements": trail.get("response_elements") or trail.get("responseElements"),
        "resources": trail.get("resources"),
        "userIdentity": {
            "type": identity.get("type"),
            "arn": identity.get("arn"),
            "accountId": identity.get("account_id") or account,
            "invokedBy": identity.get("invoked_by"),
            "sessionContext": {"sessionIssuer": {"arn": issuer.get("arn")}},
        },
    }


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def time_of(value: dict[str, Any]) -> str:
    """The time of a record's call, in UTC to the second; empty if it is absent, in an unknown format, or beyond."""
    found = _time_of(value)
    return "" if found[:4] > _LAST_YEAR else found


def is_beyond(value: dict[str, Any]) -> bool:
    """True if the time of a record is after the last year that a date may have: it would move every window behind all others."""
    return _time_of(value)[:4] > _LAST_YEAR


def _time_of(value: dict[str, Any]) -> str:
    for name in _TIMES:
        if value.get(name) is not None:
            found = utc(value[name])
            if found:
                return found
    return ""


def utc(value: Any) -> str:
    """A time as ``2024-08-02T08:23:24Z``; empty if the format is unknown.

    Accepted are ISO 8601 with or without fraction and offset, seconds or milliseconds since 1970, and the formats of web
    servers, mail, and the AWS console.
    """
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return _since_1970(float(value))
    return _text(value.strip()) if isinstance(value, str) else ""


def _since_1970(number: float) -> str:
    for factor in (1.0, 1e3, 1e6, 1e9):
        seconds = number / factor
        if 0 < seconds < 32_503_680_000:  # the year 3000
            return _shown(datetime.fromtimestamp(seconds, UTC))
    return ""


@lru_cache(maxsize=65536)
def _text(text: str) -> str:
    if re.fullmatch(r"\d+(?:\.\d+)?", text) and len(text) >= 9 and not re.fullmatch(r"\d{14}", text):
        return _since_1970(float(text))
    fitted = re.sub(r"(\.\d{6})\d+", r"\1", text)
    try:
        return _shown(datetime.fromisoformat(fitted))
    except (ValueError, OverflowError):
        pass
    for form in _FORMATS:
        try:
            return _shown(datetime.strptime(text, form))  # noqa: DTZ007 -- a time without a zone is in UTC
        except ValueError:
            continue
    try:
        return _shown(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _shown(moment: datetime) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except (ValueError, OverflowError):
        return ""


def exact(text: str) -> bool:
    """True if a time has CloudTrail's own format, exists, and is not beyond."""
    if (
        len(text) != 20
        or text[:4] > _LAST_YEAR
        or text[10] != "T"
        or text[19] != "Z"
        or text[13] != ":"
        or text[4] != "-"
    ):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
