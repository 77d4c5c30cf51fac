"""One CloudTrail record, with the fields that least privilege needs.

Its request is decoded only if needed.
"""

from __future__ import annotations

from typing import Any

import msgspec

_NOTHING = msgspec.Raw(b"null")


class Record(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A record of CloudTrail.

    Attributes:
        event_time: The time in UTC, as ``2024-08-02T08:23:24Z``.
        event_source: The service, as ``s3.amazonaws.com``.
        event_name: The operation, as ``ListObjects``.
        user_identity: The caller, as JSON.
        event_id: The event id; empty means none.
        aws_region: The Region; empty means unknown.
        shared_event_id: The id that the copies of an event in several accounts share; empty means one account.
        request_id: The id of the request; empty means none.
        error_code: The error code; empty means success.
        error_message: The error message; empty means none.
        source_address: The source of the call: an address, or the name of a service.
        event_type: ``AwsApiCall``, ``AwsServiceEvent``, ``AwsConsoleSignIn``, ...
        event_category: ``Management``, ``Data``, ``Insight``, ...; empty means unknown.
        management_event: False for data events; ``None`` means unknown.
        read_only: True if nothing was changed; ``None`` means unknown.
        recipient_account_id: The account that owns the log.
        request_parameters: The request, as JSON.
        response_elements: The response, as JSON.
        resources: The resources that CloudTrail lists, as JSON.
    """

    event_time: str
    event_source: str
    event_name: str
    user_identity: msgspec.Raw
    event_id: str | None = msgspec.field(name="eventID", default=None)
    aws_region: str | None = None
    shared_event_id: str | None = msgspec.field(name="sharedEventID", default=None)
    request_id: str | None = msgspec.field(name="requestID", default=None)
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
    """The plain data of a part of a record; JSON that an export wrapped in a string is decoded too.

    Raises:
        ValueError: The part is not JSON in UTF-8.
    """
    value = msgspec.json.decode(raw)
    if isinstance(value, str) and value.startswith(("{", "[")):
        return msgspec.json.decode(value)
    return value


def mapping(value: object) -> dict[str, Any]:
    """A value that should be an object; any other value, such as null, becomes an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """A value that should be text; any other value becomes an empty text."""
    return value if isinstance(value, str) else ""
