"""Result file of a portfolio: one JSON line per member, crash-safe.

The first line names the version and the input. A line is appended when its member is finished, and the file is valid at
any time. A run that was killed is resumed by the same command, which computes only the missing members. At the end the
lines are sorted in the order of the members, in one atomic step.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from attrs import define, field

from dirsim.catalog.limits import LIMITS
from dirsim.errors import DirsimError, UsageError
from dirsim.parsing.folder_walk import is_file, is_folder, is_there
from dirsim.portfolio.members import VERSION, Member, result_digest
from dirsim.portfolio.packed_lines import packed, unpacked

SCHEMA = "dirsim.portfolio/v1"


class ResultFileError(DirsimError):
    """The results could not be written; the file is valid, and the same command resumes the run."""

    exit_code = 4


def header_of(members: Iterable[Member]) -> str:
    """The first line: the version, the number of members and the digest of all their input."""
    digests = [member.digest for member in members]
    whole = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    return json.dumps({"schema": SCHEMA, "version": VERSION, "members": len(digests), "input": f"sha256:{whole}"})


@define
class ResultFile:
    """A result file that is open for appending; as a context manager it is unlocked and closed at the end.

    Attributes:
        path: The path of the file.
        members: All members, in order.
        done: The lines in the file, packed, by member.
    """

    path: Path
    members: Sequence[Member]
    done: dict[str, bytes] = field(factory=dict)
    _stream: IO[bytes] | None = None
    _good: int = 0

    def __enter__(self) -> Self:
        """Open the file and read its lines.

        Raises:
            UsageError: The file has another version or input, is damaged, in use, or cannot be written.
            ResultFileError: The disk is full.
        """
        try:
            if is_there(self.path) and not is_file(self.path) and not is_folder(self.path):  # a pipe blocks when opened
                raise UsageError(f"--results {self.path}: this is not an ordinary file")
            self._stream = self.path.open("a+b", buffering=0)
        except (FileNotFoundError, NotADirectoryError):
            raise UsageError(f"--results {self.path}: folder not found") from None
        except (IsADirectoryError, PermissionError):
            raise UsageError(f"--results {self.path}: the file cannot be written") from None
        except (OSError, ValueError) as error:  # a name that no file can have
            raise UsageError(f"--results {self.path}: {getattr(error, 'strerror', None) or error}") from None
        try:
            self._whole_file()
            self._lock()
            self._read()
        except BaseException:
            self._stream.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file, which also releases its lock."""
        if self._stream is not None:
            self._stream.close()

    def _whole_file(self) -> None:
        """Refuse what is not an ordinary file: a device or a pipe keeps no results, and reading it may not end."""
        assert self._stream is not None  # noqa: S101 -- opened just now
        status = os.fstat(self._stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(f"--results {self.path}: this is not an ordinary file")
        limit = LIMITS["result-bytes"]
        if status.st_size > limit.most:
            raise UsageError(f"--results {self.path}: {limit.exceeded(status.st_size)} ({limit.advice})")

    def _lock(self) -> None:
        assert self._stream is not None  # noqa: S101 -- opened just now
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"--results {self.path}: another run is writing the file") from None

    def _read(self) -> None:
        """Read the complete lines; an incomplete last line is removed."""
        assert self._stream is not None  # noqa: S101 -- opened before
        header = header_of(self.members)
        with self._contents() as content:
            first = content.readline()
            if not first.endswith(b"\n"):
                if not header.encode().startswith(first):
                    raise self._refused("is not a result file")
                self._cut(0)
                self._append(header)
                return
            self._compare(first[:-1], header)
            self._good = len(first)
            known = {member.name: member.digest for member in self.members}
            for line in content:
                if not line.endswith(b"\n"):
                    break
                entry = self._entry(line)
                if known.get(str(entry.get("member"))) != entry.get("digest"):
                    raise self._refused("holds a result for other input")
                self.done[entry["member"]] = packed(line[:-1].decode())
                self._good += len(line)
        self._cut(self._good)

    def _compare(self, first: bytes, header: str) -> None:
        try:
            found = json.loads(first)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            raise self._refused("is not a result file")
        if found.get("version") != VERSION:
            raise self._refused(f"was written by dirsim {found.get('version')}, this is {VERSION}")
        if first.decode() != header:
            raise self._refused("belongs to other input or options")

    def _entry(self, line: bytes) -> Mapping[str, Any]:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            entry = None
        if not isinstance(entry, dict) or not isinstance(entry.get("member"), str):
            raise self._refused("is damaged")
        if not isinstance(entry.get("result"), dict) or entry.get("result_digest") != result_digest(entry["result"]):
            raise self._refused("holds a result that was changed after it was written")
        return entry

    def _refused(self, why: str) -> UsageError:
        return UsageError(f"--results {self.path}: the file {why}; nothing was overwritten (use another file)")

    def add(self, name: str, line: bytes) -> None:
        """Append one member's line, which is packed; it is on the disk when the method returns.

        Raises:
            ResultFileError: The line could not be written.
        """
        self._append(unpacked(line))
        self.done[name] = line

    def _append(self, line: str) -> None:
        assert self._stream is not None  # noqa: S101 -- used as a context
        content = line.encode() + b"\n"
        try:
            # Unbuffered: what a full disk leaves in a buffer would be written after the incomplete line is removed.
            left = memoryview(content)
            while left:
                left = left[self._stream.write(left) :]
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
        """Remove an incomplete line; if that also fails, the next run removes it."""
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
            "the file (run the same command to continue)"
        )

    def finish(self) -> None:
        """Sort the lines in the order of the members: write a second file and rename it over the first, atomically.

        Raises:
            ResultFileError: The file could not be written; it holds all lines, in the order in which they were finished.
        """
        assert self._stream is not None  # noqa: S101 -- used as a context
        beside = self.path.with_name(f".{self.path.name}.part")
        try:
            if self._is_sorted():
                return
            with beside.open("wb") as stream:
                stream.writelines(self._sorted_lines())
                stream.flush()
                os.fsync(stream.fileno())
            beside.chmod(self.path.stat().st_mode & 0o7777)
            beside.replace(self.path)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise self._unwritten(error) from None

    def _contents(self) -> IO[bytes]:
        """The file that is locked, from its beginning; its path may name another one by now."""
        assert self._stream is not None  # noqa: S101 -- opened before
        stream = os.fdopen(os.dup(self._stream.fileno()), "rb")
        stream.seek(0)
        return stream

    def _sorted_lines(self) -> Iterator[bytes]:
        """The lines of the file in the order of the members, one at a time."""
        yield f"{header_of(self.members)}\n".encode()
        for member in self.members:
            yield f"{unpacked(self.done[member.name])}\n".encode()

    def _is_sorted(self) -> bool:
        """True where the file holds these lines in this order, and nothing else."""
        with self._contents() as stream:
            return all(one == other for one, other in zip_longest(stream, self._sorted_lines()))
