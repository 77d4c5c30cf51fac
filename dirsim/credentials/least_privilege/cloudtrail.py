"""CloudTrail records from files of any shape, with counted skips.

Records that cannot be used are counted with the reason and the position.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from attrs import define, field, frozen

from dirsim.catalog.limits import LIMITS
from dirsim.credentials.least_privilege.held_out import Replay
from dirsim.credentials.least_privilege.ledger import SERVICE_EVENTS, Ledger
from dirsim.credentials.least_privilege.trail_shapes import exact, is_beyond, shapes, time_of
from dirsim.credentials.least_privilege.trail_split import Piece, split
from dirsim.credentials.policy.record import Record
from dirsim.errors import InputError, Problem
from dirsim.parsing.edge import FAULTS, described
from dirsim.parsing.trail_files import DamagedError, TrailFile, UnreadableError, pieces, trail_files

ANY_FILE = "*"
"""The file name for reasons that do not concern a particular file."""
_PLACES_KEPT = 5
_EXACT = len("2026-11-01T00:00:00Z")
_ALWAYS = "~"
"""A value later than every time."""
_DECODER = msgspec.json.Decoder(Record)
_MANY = msgspec.json.Decoder(list[Record])
_TEXTS = tuple(name for name in Record.__struct_encode_fields__)
_FIELDS = frozenset(_TEXTS)
_DIGEST = frozenset({"digestStartTime", "digestEndTime", "digestS3Bucket"})


class _Timed(msgspec.Struct, rename="camel"):
    event_time: str


@define(eq=False)
class Skip:
    """Records of one file that cannot be used for one reason.

    Attributes:
        count: The number of records.
        places: The positions of the first ones.
    """

    count: int = 0
    places: list[str] = field(factory=list)


@define(eq=False)
class Trail:
    """The content of the trail files.

    Attributes:
        ledger: The records, aggregated.
        replay: The check that gets the records in place of the ledger; ``None`` means the ledger gets them.
        skips: Unusable records, by file and reason.
        files: The number of files.
        duplicates: The number of duplicate records.
        damaged: Files with a missing part.
        unreadable: Files and folders that cannot be read at all.
        latest: The time of the latest record of a file, by path; later than every time if some are in another shape.
    """

    ledger: Ledger = field(factory=Ledger)
    replay: Replay | None = None
    skips: dict[tuple[str, str], Skip] = field(factory=dict)
    files: int = 0
    duplicates: int = 0
    damaged: set[str] = field(factory=set)
    unreadable: list[Problem] = field(factory=list)
    latest: dict[str, str] = field(factory=dict)

    def skip(self, file: str, reason: str, place: str = "") -> None:
        """Count a record that cannot be used."""
        entry = self.skips.setdefault((file, reason), Skip())
        entry.count += 1
        if place and len(entry.places) < _PLACES_KEPT:
            entry.places.append(place)


@frozen
class _Odd:
    """A record in another shape than CloudTrail's, as plain data."""

    value: dict[str, Any]


def read_trail(paths: Iterable[str | os.PathLike[str]], *, days: int | None = None) -> Trail:
    """Read and aggregate files, folders and standard input.

    Args:
        paths: Files in any shape in which CloudTrail records are stored, folders of them, or ``-``.
        days: Only this number of days before the last record; ``None`` means all.

    Raises:
        InputError: A path does not exist, or the files contain no record.
    """
    files, left_out, unreadable = trail_files(paths)
    since = ""
    if days is not None:
        since = _since(files, days)
    trail = Trail(files=len(files))
    for entry in left_out:
        trail.skip(entry.path, entry.why)
    for problem in unreadable:
        trail.skip(problem.file, problem.message)
        trail.damaged.add(problem.file)
        trail.unreadable.append(problem)
    seen: set[int] = set()
    for file in files:
        _read(file, trail, seen, since)
    for reason, evidence in trail.ledger.skipped.items():
        trail.skips[ANY_FILE, reason] = Skip(evidence.count)
    if not seen:
        raise InputError(_nothing(files, trail))
    return trail


def replay_trail(paths: Iterable[str | os.PathLike[str]], latest: Mapping[str, str], replay: Replay) -> None:
    """Read files again and hand the records of held-out days to a check.

    Args:
        paths: The same paths as for :func:`read_trail`; standard input cannot be read again.
        latest: The time of the latest record of each file; files without a held-out record are not read again.
        replay: The check.
    """
    files, _, _ = trail_files(paths)
    trail = Trail(replay=replay)
    since = f"{replay.after}T23:59:60Z"
    seen: set[int] = set()
    for file in files:
        if latest.get(file.path, _ALWAYS) >= since:
            _read(file, trail, seen, since)


def _since(files: tuple[TrailFile, ...], days: int) -> str:
    """The start of the window, counted from the last record of the trail."""
    last = ""
    for file in files:
        try:
            for piece in split(pieces(file), _timed):
                for time in _times(piece):
                    if time > last:  # noqa: PLR1730 -- called for every record; a call of max takes longer
                        last = time
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
        value = json.loads(raw)  # complete, but not in the usual shape
        if not isinstance(value, dict):
            raise ValueError("no object") from None  # noqa: TRY004 -- as for every other text
        return _Odd(value)


def _read(file: TrailFile, trail: Trail, seen: set[int], since: str) -> None:
    last = ""
    try:
        for piece in split(pieces(file), _decode, _MANY.decode):
            if piece.fault:
                trail.damaged.add(file.name)
                trail.skip(file.name, piece.fault, f"record {piece.number}")
                continue
            value = piece.value
            if isinstance(value, Record):
                time = value.event_time
                if since and time < since and len(time) == _EXACT:
                    seen.add(0)
                    continue
                if exact(time):
                    if time > last:  # noqa: PLR1730 -- called for every record; a call of max takes longer
                        last = time
                    _take(value, piece, file, trail, seen)
                    continue
            last = _ALWAYS
            try:
                _odd(piece, file, trail, seen, since)
            except FAULTS as error:
                trail.damaged.add(file.name)
                trail.skip(file.name, described(error), f"record {piece.number}")
        trail.latest[file.path] = last
    except DamagedError as error:
        trail.damaged.add(file.name)
        trail.skip(file.name, str(error))
        if isinstance(error, UnreadableError):
            trail.unreadable.append(Problem("", str(error), "", file.name))


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
            (trail.replay or trail.ledger).add(record, who)
        seen.add(mark)
    except (UnicodeError, json.JSONDecodeError, msgspec.MsgspecError):
        trail.skip(file.name, "not JSON in UTF-8", _place(record.event_id or "", piece))
    except FAULTS as error:
        trail.damaged.add(file.name)
        trail.skip(file.name, described(error), _place(record.event_id or "", piece))


def _mark(record: Record, raw: bytes, who: str) -> int:
    """A 64-bit hash that all copies of a record share, regardless of their format; compact, as millions are kept.

    An action across accounts is recorded in each of them, with its own id and one that the copies share:
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html.
    """
    if not record.event_id:
        return hash(_same(record, raw))
    told = (record.shared_event_id or record.event_id, record.event_time, record.event_name, record.error_code, who)
    return hash(told)


def _same(record: Record, raw: bytes) -> str:
    """A text that copies of a record without an event id share, however they are written.

    Raises:
        ValueError: A part of the record is not JSON in UTF-8.
    """
    plain = json.loads(raw or msgspec.json.encode(record))
    kept = {key: value for key, value in plain.items() if key in _FIELDS and value is not None}
    return json.dumps(kept, sort_keys=True)


def _place(event: str, piece: Piece) -> str:
    return f"event {event}" if event else f"record {piece.number}"


def _odd(piece: Piece, file: TrailFile, trail: Trail, seen: set[int], since: str) -> None:
    """Process a record of another shape: use its content, or count what it lacks."""
    if isinstance(piece.value, Record):
        plain = json.loads(piece.raw or msgspec.json.encode(piece.value))
    else:
        plain = getattr(piece.value, "value", None)
    found = list(shapes(plain))
    if not found:
        trail.skip(file.name, "not a JSON object", f"record {piece.number}")
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
    """The file of a skip. Valid Insights events and digests prove nothing in any file; damage has a particular file."""
    return ANY_FILE if "insightType" in value or _DIGEST & value.keys() else file.name


def _record(value: dict[str, Any]) -> tuple[Record | None, str]:
    """A record from plain data, or the reason why there is none."""
    if "insightType" in value or "insightDetails" in value:
        return None, "an Insights event, not a call"
    if _DIGEST & value.keys():
        return None, "a digest of other files, not an event"
    if not isinstance(value.get("eventName"), str) or not isinstance(value.get("eventSource"), str):
        return None, "not a CloudTrail event: eventSource or eventName is missing"
    if not value.get("userIdentity") or not isinstance(value["userIdentity"], dict):
        return None, "userIdentity is missing"
    time = time_of(value)
    if not time:
        if is_beyond(value):
            return None, f"eventTime is after the year {LIMITS['last-day'].most}"
        told = any(value.get(name) is not None for name in ("eventTime", "@timestamp", "timestamp", "time"))
        return None, "eventTime is in an unknown format" if told else "eventTime is missing"
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
    """The problems to report without any record: the reason for each file."""
    reasons = [
        Problem("", f"{reason}{f' ({skip.places[0]})' if skip.places else ''}", "", file)
        for (file, reason), skip in sorted(trail.skips.items())
        if file != ANY_FILE
    ]
    named = {problem.file for problem in reasons}
    empty = [Problem("", "the file contains no record", "", file.name) for file in files if file.name not in named]
    return tuple(reasons + empty) or (Problem("", "no trail file found", "files end in .json, .json.gz or .jsonl"),)
