"""CloudTrail's records from files of any shape; what cannot be used is counted with its reason and its place."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
from attrs import define, field, frozen

from dirsim.credentials.activity.ledger import SERVICE_EVENTS, Ledger
from dirsim.credentials.activity.record import Record
from dirsim.errors import InputError, Problem
from dirsim.read.trail_files import DamagedError, TrailFile, pieces, trail_files
from dirsim.read.trail_shapes import exact, shapes, time_of
from dirsim.read.trail_split import Piece, split

ANY_FILE = "*"
"""Stands for the file where the reason has nothing to do with one."""
_PLACES_KEPT = 5
_DECODER = msgspec.json.Decoder(Record)
_MANY = msgspec.json.Decoder(list[Record])
_TEXTS = tuple(name for name in Record.__struct_encode_fields__)
_DIGEST = frozenset({"digestStartTime", "digestEndTime", "digestS3Bucket"})


class _Timed(msgspec.Struct, rename="camel"):
    event_time: str


@define(eq=False)
class Skip:
    """Records of one file that cannot be used for one reason.

    Attributes:
        count: How many.
        places: Where the first of them are.
    """

    count: int = 0
    places: list[str] = field(factory=list)


@define(eq=False)
class Trail:
    """What was read.

    Attributes:
        ledger: The records, added up.
        skips: What could not be used, by file and reason.
        files: How many files there were.
        duplicates: How many records were there more than once.
        damaged: Files of which a part is missing.
    """

    ledger: Ledger = field(factory=Ledger)
    skips: dict[tuple[str, str], Skip] = field(factory=dict)
    files: int = 0
    duplicates: int = 0
    damaged: set[str] = field(factory=set)

    def skip(self, file: str, reason: str, place: str = "") -> None:
        """Count a record that cannot be used."""
        entry = self.skips.setdefault((file, reason), Skip())
        entry.count += 1
        if place and len(entry.places) < _PLACES_KEPT:
            entry.places.append(place)


@frozen
class _Odd:
    """A record that does not have CloudTrail's own shape, as plain data."""

    value: dict[str, Any]


def read_trail(paths: Iterable[str | os.PathLike[str]], *, days: int | None = None) -> Trail:
    """Everything that files, folders and standard input hold, added up.

    Args:
        paths: Files in any of the shapes that CloudTrail's records are kept in, folders of them, or ``-``.
        days: Only this many days before the last record; ``None`` means all.

    Raises:
        InputError: A path does not exist, or no file holds a single record.
    """
    files, left_out = trail_files(paths)
    since = ""
    if days is not None:
        since = _since(files, days)
    trail = Trail(files=len(files))
    for name in left_out:
        trail.skip(name, "its name is not that of a trail file")
    seen: set[int] = set()
    for file in files:
        _read(file, trail, seen, since)
    for reason, evidence in trail.ledger.skipped.items():
        trail.skips[ANY_FILE, reason] = Skip(evidence.count)
    if not seen:
        raise InputError(_nothing(files, trail))
    return trail


def _since(files: tuple[TrailFile, ...], days: int) -> str:
    """The first moment of the window, counted from the last record of the trail."""
    last = ""
    for file in files:
        try:
            for piece in split(pieces(file), _timed):
                for time in _times(piece):
                    last = max(last, time)
        except DamagedError:
            continue
    if not last:
        return ""
    try:
        return (datetime.fromisoformat(last) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return ""


def _timed(raw: bytes) -> object:
    try:
        return msgspec.json.decode(raw, type=_Timed)
    except msgspec.ValidationError:
        return _Odd(json.loads(raw))


def _times(piece: Piece) -> Iterator[str]:
    if isinstance(piece.value, _Timed):
        if exact(piece.value.event_time):
            yield piece.value.event_time
        else:
            yield time_of({"eventTime": piece.value.event_time})
    elif isinstance(piece.value, _Odd):
        yield from (time_of(value) for value in shapes(piece.value.value))


def _decode(raw: bytes) -> object:
    try:
        return _DECODER.decode(raw)
    except msgspec.ValidationError:
        value = json.loads(raw)  # whole, but not of the usual shape
        if not isinstance(value, dict):
            raise ValueError("no object") from None  # noqa: TRY004 -- as for every other text
        return _Odd(value)


def _read(file: TrailFile, trail: Trail, seen: set[int], since: str) -> None:
    try:
        for piece in split(pieces(file), _decode, _MANY.decode):
            if piece.fault:
                trail.damaged.add(file.name)
                trail.skip(file.name, piece.fault, f"record {piece.number}")
                continue
            value = piece.value
            if isinstance(value, Record) and exact(value.event_time):
                if since and value.event_time < since:
                    seen.add(0)
                    continue
                _take(value, piece, file, trail, seen)
            else:
                _odd(piece, file, trail, seen, since)
    except DamagedError as error:
        trail.damaged.add(file.name)
        trail.skip(file.name, str(error))


def _take(record: Record, piece: Piece, file: TrailFile, trail: Trail, seen: set[int]) -> None:
    try:
        who = trail.ledger.caller(record)
        mark = _mark(record, piece.raw, who.arn if who else "")
        if mark in seen:
            trail.duplicates += 1
            return
        if who is None and record.event_type not in SERVICE_EVENTS:
            trail.skip(file.name, "userIdentity is missing", _place(record.event_id or "", piece))
        else:
            trail.ledger.add(record, who)
        seen.add(mark)
    except (ValueError, msgspec.MsgspecError):
        trail.skip(file.name, "not JSON in UTF-8", _place(record.event_id or "", piece))


def _mark(record: Record, raw: bytes, who: str) -> int:
    """What two copies of one record share, whoever wrote them down: a number of 64 bits, since millions are kept."""
    if not record.event_id:
        return hash(raw or msgspec.json.encode(record))
    told = (record.event_id, record.event_time, record.event_name, record.error_code, who)
    return hash(told)


def _place(event: str, piece: Piece) -> str:
    return f"event {event}" if event else f"record {piece.number}"


def _odd(piece: Piece, file: TrailFile, trail: Trail, seen: set[int], since: str) -> None:
    """A record of another shape: what it holds, or what it lacks."""
    if isinstance(piece.value, Record):
        plain = json.loads(piece.raw or msgspec.json.encode(piece.value))
    else:
        plain = getattr(piece.value, "value", None)
    found = list(shapes(plain))
    if not found:
        trail.skip(file.name, "no JSON object", f"record {piece.number}")
    for value in found:
        record, lacks = _record(value)
        if record is None:
            mark = hash(json.dumps(value, sort_keys=True, default=str))
            if mark in seen:
                trail.duplicates += 1
                continue
            if _is_event(value):
                seen.add(mark)
            name, event = _file_of(value, file), value.get("eventID")
            place = f"event {event}" if isinstance(event, str) and event else f"record {piece.number}"
            trail.skip(name, lacks, place if name != ANY_FILE else "")
        elif since and record.event_time < since:
            seen.add(0)
        else:
            _take(
                record,
                piece if len(found) == 1 else Piece(json.dumps(value).encode(), value, piece.number),
                file,
                trail,
                seen,
            )


def _is_event(value: dict[str, Any]) -> bool:
    return isinstance(value.get("eventName"), str) or isinstance(value.get("eventSource"), str)


def _file_of(value: dict[str, Any], file: TrailFile) -> str:
    """Insights and digests are in order and prove nothing, whichever file they are in; what is broken is somewhere."""
    return ANY_FILE if "insightType" in value or _DIGEST & value.keys() else file.name


def _record(value: dict[str, Any]) -> tuple[Record | None, str]:
    """A record from plain data, or why there is none."""
    if "insightType" in value or "insightDetails" in value:
        return None, "an Insights event, not a call"
    if _DIGEST & value.keys():
        return None, "a digest of other files, not an event"
    if not isinstance(value.get("eventName"), str) or not isinstance(value.get("eventSource"), str):
        return None, "no event of CloudTrail: eventSource or eventName is missing"
    if not value.get("userIdentity") or not isinstance(value["userIdentity"], dict):
        return None, "userIdentity is missing"
    time = time_of(value)
    if not time:
        told = any(value.get(name) is not None for name in ("eventTime", "@timestamp", "timestamp", "time"))
        return None, "eventTime is not a time that is understood" if told else "eventTime is missing"
    fitted = {key: value[key] for key in _TEXTS if key in value} | {"eventTime": time}
    for key in _TEXTS:
        if key in {"userIdentity", "requestParameters", "responseElements", "resources"}:
            continue
        if key in {"managementEvent", "readOnly"}:
            fitted[key] = _switch(fitted.get(key))
        elif not isinstance(fitted.get(key), str):
            fitted[key] = None
    try:
        return msgspec.json.decode(msgspec.json.encode(fitted), type=Record), ""
    except (ValueError, msgspec.MsgspecError, RecursionError):
        return None, "not JSON in UTF-8"


def _switch(value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def _nothing(files: tuple[TrailFile, ...], trail: Trail) -> tuple[Problem, ...]:
    """What to say when there is not one record: the reason for each file."""
    reasons = [
        Problem("", f"{reason}{f' ({skip.places[0]})' if skip.places else ''}", "", file)
        for (file, reason), skip in sorted(trail.skips.items())
        if file != ANY_FILE
    ]
    named = {problem.file for problem in reasons}
    empty = [Problem("", "there is no record in the file", "", file.name) for file in files if file.name not in named]
    return tuple(reasons + empty) or (Problem("", "there is no trail file", "files end in .json, .json.gz or .jsonl"),)
