"""The file that results are kept in: one line of JSON for each member, appended as it is finished, whole at any moment.

The first line names the version and the input. Whoever is killed, at any moment and by whatever, starts again with the
same command: what is there is not computed again. At the end the lines are put in the order of the members, in one step.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from attrs import define, field

from dirsim.errors import DirsimError, UsageError
from dirsim.portfolio.members import VERSION, Member

SCHEMA = "dirsim.portfolio/v1"


class ResultFileError(DirsimError):
    """The results could not be written; what is in the file is good, and the same command goes on from there."""

    exit_code = 4


def header_of(members: Iterable[Member]) -> str:
    """The first line: the version, the number of members and the digest of all that they are made of."""
    digests = [member.digest for member in members]
    whole = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    return json.dumps({"schema": SCHEMA, "version": VERSION, "members": len(digests), "input": f"sha256:{whole}"})


@define
class ResultFile:
    """A file of results, open for adding to; as a context it is unlocked and closed at the end.

    Attributes:
        path: Where it is.
        members: All members, in their order.
        done: The lines that are there, by member.
    """

    path: Path
    members: Sequence[Member]
    done: dict[str, str] = field(factory=dict)
    _stream: IO[bytes] | None = None
    _good: int = 0

    def __enter__(self) -> Self:
        """Open the file and read what is there.

        Raises:
            UsageError: It is of another version or other input, damaged, in use, or it may not be written.
            ResultFileError: The disk is full.
        """
        try:
            self._stream = self.path.open("a+b")
        except (FileNotFoundError, NotADirectoryError):
            raise UsageError(f"--results {self.path}: there is no such folder") from None
        except (IsADirectoryError, PermissionError):
            raise UsageError(f"--results {self.path}: it may not be written") from None
        try:
            self._lock()
            self._read()
        except BaseException:
            self._stream.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file; the lock goes with it."""
        if self._stream is not None:
            self._stream.close()

    def _lock(self) -> None:
        assert self._stream is not None  # noqa: S101 -- opened just now
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"--results {self.path}: another run is writing it") from None

    def _read(self) -> None:
        """Take over whole lines; the last one may be half-written and is then cut off."""
        assert self._stream is not None  # noqa: S101 -- opened before
        self._stream.seek(0)
        content = self._stream.read()
        header = header_of(self.members)
        first, _, rest = content.partition(b"\n")
        if b"\n" not in content:
            if not header.encode().startswith(content):
                raise self._refused("is no result file")
            self._cut(0)
            self._append(header)
            return
        self._compare(first, header)
        self._good = len(first) + 1
        known = {member.name: member.digest for member in self.members}
        for line in rest.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break
            entry = self._entry(line)
            if known.get(str(entry.get("member"))) != entry.get("digest"):
                raise self._refused("holds a result of other input")
            self.done[entry["member"]] = line[:-1].decode()
            self._good += len(line)
        self._cut(self._good)

    def _compare(self, first: bytes, header: str) -> None:
        try:
            found = json.loads(first)
        except ValueError:
            found = None
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            raise self._refused("is no result file")
        if found.get("version") != VERSION:
            raise self._refused(f"is of dirsim {found.get('version')}, this is {VERSION}")
        if first.decode() != header:
            raise self._refused("is of other input or other options")

    def _entry(self, line: bytes) -> Mapping[str, Any]:
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict) or not isinstance(entry.get("member"), str):
            raise self._refused("is damaged")
        return entry

    def _refused(self, why: str) -> UsageError:
        return UsageError(f"--results {self.path}: the file {why}; nothing was overwritten, name another file")

    def add(self, name: str, line: str) -> None:
        """Append one member's line; when this returns it is on the disk.

        Raises:
            ResultFileError: It could not be written.
        """
        self._append(line)
        self.done[name] = line

    def _append(self, line: str) -> None:
        assert self._stream is not None  # noqa: S101 -- used as a context
        content = line.encode() + b"\n"
        try:
            self._stream.write(content)
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            self._cut_after_failure()
            raise self._unwritten(error) from None
        self._good += len(content)

    def _cut(self, length: int) -> None:
        assert self._stream is not None  # noqa: S101 -- used as a context
        self._stream.truncate(length)
        self._good = length

    def _cut_after_failure(self) -> None:
        """Take away what was half-written; where even that fails, the next run does it."""
        assert self._stream is not None  # noqa: S101 -- used as a context
        try:
            os.truncate(self.path, self._good)
            self._stream.close()
        except OSError:
            pass

    def _unwritten(self, error: OSError) -> ResultFileError:
        reason = error.strerror or str(error)
        return ResultFileError(
            f"the results could not be written to {self.path}: {reason}; {len(self.done)} of {len(self.members)} are in "
            "the file, and the same command goes on from there"
        )

    def finish(self) -> None:
        """Put the lines in the order of the members: a file beside it takes its place in one step.

        Raises:
            ResultFileError: It could not be written; the lines are all there, in the order in which they were finished.
        """
        assert self._stream is not None  # noqa: S101 -- used as a context
        lines = [header_of(self.members), *(self.done[member.name] for member in self.members)]
        content = "".join(f"{line}\n" for line in lines).encode()
        beside = self.path.with_name(f".{self.path.name}.part")
        try:
            self._stream.seek(0)
            if self._stream.read() == content:
                return
            with beside.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            beside.chmod(self.path.stat().st_mode & 0o7777)
            beside.replace(self.path)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise self._unwritten(error) from None
