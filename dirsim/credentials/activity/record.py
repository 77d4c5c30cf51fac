"""One recorded API call, as far as least privilege is concerned; what it asked for is decoded only where it matters."""

from __future__ import annotations

from typing import Any

import msgspec

_NOTHING = msgspec.Raw(b"null")


class Record(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A record of CloudTrail.

    Attributes:
        event_time: When, in UTC, as ``2024-08-02T08:23:24Z``.
        event_source: The service, as in ``s3.amazonaws.com``.
        event_name: The operation, as in ``ListObjects``.
        user_identity: Who, as JSON.
        event_id: Its id; empty means that it has none.
        aws_region: The Region; empty means unknown.
        error_code: Why it failed; empty means that it succeeded.
        error_message: The failure in words; empty means none.
        source_address: Where the call came from: an address, or the name of a service.
        event_type: ``AwsApiCall``, ``AwsServiceEvent``, ``AwsConsoleSignIn``, ...
        event_category: ``Management``, ``Data``, ``Insight``, ...; empty means unknown.
        management_event: False for data events; ``None`` means unknown.
        read_only: Whether nothing was changed; ``None`` means unknown.
        recipient_account_id: The account whose log this is.
        request_parameters: What was asked for, as JSON.
        response_elements: What was answered, as JSON.
        resources: What CloudTrail says that it was about, as JSON.
    """

    event_time: str
    event_source: str
    event_name: str
    user_identity: msgspec.Raw
    event_id: str | None = msgspec.field(name="eventID", default=None)
    aws_region: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    source_address: str | None = msgspec.field(name="sourceIPAddress", default=None)
    event_type: str | None = None
    event_category: str | None = None
    management_event: bool | None = None
    read_only: bool | None = None
    recipient_account_id: str | None = None
    request_parameters: msgspec.Raw = _NOTHING
    response_elements: msgspec.Raw = _NOTHING
    resources: msgspec.Raw = _NOTHING


def opened(raw: msgspec.Raw | bytes) -> Any:
    """The plain data of a part of a record; what an export wrote as JSON in a text counts as what the text says.

    Raises:
        ValueError: It is not JSON in UTF-8.
    """
    value = msgspec.json.decode(raw)
    if isinstance(value, str) and value.startswith(("{", "[")):
        return msgspec.json.decode(value)
    return value


def mapping(value: object) -> dict[str, Any]:
    """A value where an object is expected; anything else, such as null, counts as an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """A value where text is expected; anything else counts as none."""
    return value if isinstance(value, str) else ""
