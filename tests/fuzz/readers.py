"""Every reader of foreign bytes as a function of bytes: the targets of the fuzzer.

A target takes the content of one file, reads it, and uses what it read as a command would. It raises nothing but errors of
dirsim; :func:`attempt` says what an input did.
"""

import contextlib
import io
import json
import re
import resource
import signal
import sys
import tempfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from dirsim.api import access, access_decisions, credential_use, design_runs, directory_depth, writing
from dirsim.directory.discovery.anonymize import anonymized
from dirsim.directory.discovery.estate_file import estate_yaml
from dirsim.errors import DirsimError, InputError
from dirsim.files.decision_record import answer_in, decisions_in, read_answer
from dirsim.files.requirements_reader import parse_requirements
from dirsim.files.topology_reader import parse_either, parse_topology
from dirsim.files.validate import validator
from dirsim.labs.answer_file import parse_answers
from dirsim.model.requirements import Requirements
from dirsim.model.requirements_form import as_file
from dirsim.model.topology import Topology
from dirsim.parsing.edge import FAULTS
from dirsim.parsing.file_kinds import recognise
from dirsim.parsing.source import decode
from dirsim.recommendation.difference import difference

TOPOLOGY = """dirsim: topology/v1
name: t
sites: {hq: on-premises, cloud: {kind: aws-region, region: eu-central-1}}
links: {vpn: {between: [hq, cloud], kind: site-to-site-vpn, latency: 30ms}}
directories: {corp: {kind: active-directory, domains: {corp.example: {controllers: {hq: 1}}}}}
clients: {pc: {site: cloud, domain: corp.example, resolvers: [dc1.corp.example]}}
principals: {ana: {domain: corp.example}}
services: {files: {host: pc, realm: corp.example, kind: kerberos}}
flows: {open: {kind: service-access, user: ana, service: files, client: pc}}
scenarios: {cut: [{kind: link-down, of: vpn, start: 11:00, lasts: 2h}]}
"""
SECONDS = 5
"""An input that takes more time of the processor is a hang; a busy machine does not make one."""
WAITING = 60
"""An input that waits for so many seconds is a hang as well."""
MEMORY = 4 << 30
"""The address space of a fuzzing process, in bytes."""
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 -- where there is one, files need no disk
FOLDER = Path(tempfile.mkdtemp(prefix="dirsim-fuzz-", dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None))


class HangError(BaseException):
    """An input took too long; no handler of ordinary errors catches it."""


def placed(content: bytes, ending: str) -> str:
    """The path of a file with the content."""
    path = FOLDER / f"input{ending}"
    path.write_bytes(content)
    return str(path)


def requirements(content: bytes) -> None:
    """A requirements or topology file: read, written, read again."""
    value = parse_either(decode(content, "input"), "input")
    if isinstance(value, Requirements):
        assert parse_requirements(json.dumps(as_file(value)), "again") == value


def recognition(content: bytes) -> None:
    """The recognition of a file's kind."""
    recognise(content.decode("utf-8", "replace"))


def record(content: bytes) -> None:
    """A file of decision records."""
    decisions_in(decode(content, "input"), "input")


def answer(content: bytes) -> None:
    """An answer in JSON, compared with itself as ``diff`` does."""
    value = read_answer(placed(content, ".json"))
    if isinstance(value, dict):
        found = difference(answer_in(value), answer_in(value))
        writing.written(found, "text")


def policy(content: bytes) -> None:
    """An IAM policy, linted and decided."""
    path = placed(content, ".json")
    access.lint_policies([path])
    access_decisions.can([path], action="s3:GetObject", resource="arn:aws:s3:::b/k")
    credential_use.blast_radius("access-key", [path])


def _trail(ending: str) -> Callable[[bytes], None]:
    def trail(content: bytes) -> None:
        found = access.least_privilege([placed(content, ending)], days=30)
        writing.written(found, "text")
        writing.written(found, "json")

    return trail


def _discovery(kind: str, ending: str) -> Callable[[bytes], None]:
    read_before: set[int] = set()

    def discovery(content: bytes) -> None:
        found = directory_depth.discover(kind, placed(content, ending))
        written = json.dumps(found.to_dict())
        if hash(written) not in read_before:  # many mutations leave the estate as it is
            read_before.add(hash(written))
            parse_requirements(written, "estate")
        if zlib.crc32(content) % 8 == 0:  # YAML takes ten times as long as the rest
            parse_requirements(estate_yaml(found), "estate")
            parse_requirements(json.dumps(anonymized(found).to_dict()), "anonymized estate")

    return discovery


def schema_extension(content: bytes) -> None:
    """An extension of the schema, and an export to hold it against."""
    path = placed(content, ".ldf")
    writing.written(directory_depth.check_extension([path], managed=True), "text")
    directory_depth.check_extension([path], path)


@cache
def _design() -> Topology:
    return parse_topology(TOPOLOGY, "topology")


def rules(content: bytes) -> None:
    """A rule set that is held against a design."""
    writing.written(design_runs.check_rules(_design(), placed(content, ".csv")), "text")


def lab_answers(content: bytes) -> None:
    """The answers of a learner."""
    parse_answers(decode(content, "input"), "input")


def session_hop(content: bytes) -> None:
    """One call of a chain of credentials."""
    credential_use.answered_session([content.decode("utf-8", "replace")]).to_dict()


TARGETS: dict[str, Callable[[bytes], None]] = {
    "requirements": requirements,
    "recognition": recognition,
    "record": record,
    "answer": answer,
    "policy": policy,
    "trail": _trail(".json"),
    "trail-gz": _trail(".json.gz"),
    "ldif": _discovery("ldif", ".ldif"),
    "bloodhound": _discovery("bloodhound", ".json"),
    "bloodhound-zip": _discovery("bloodhound", ".zip"),
    "csvde": _discovery("csvde", ".csv"),
    "ldapdomaindump": _discovery("ldapdomaindump", ".json"),
    "terraform": _discovery("terraform", ".json"),
    "cloudformation": _discovery("cloudformation", ".yaml"),
    "aws": _discovery("aws", ".json"),
    "schema": schema_extension,
    "rules": rules,
    "lab": lab_answers,
    "session": session_hop,
}
"""Each reader by its name."""
MOST_SHARES = 4
SHARES = {"answer": 1, "requirements": 2, "cloudformation": 2, "lab": 2, "schema": 2}
"""The turns of a slow reader while the others have :data:`MOST_SHARES`: each takes five to ten times as long for an input."""


def limited() -> None:
    """Give this process its share of memory, and no more; load what an input would otherwise wait for."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for kind in ("requirements", "topology"):
        validator(kind)


def attempt(target: str, content: bytes, seconds: float = SECONDS) -> tuple[str, str]:
    """What an input does to a reader: ``read``, ``refused``, ``fault``, ``hang`` or ``memory``; and the fault's name.

    Args:
        target: The reader.
        content: The input.
        seconds: The processor time after which it is a hang; 0 means no limit.
    """

    def hang(*_: object) -> None:
        raise HangError

    timers = ((signal.SIGPROF, signal.ITIMER_PROF, seconds), (signal.SIGALRM, signal.ITIMER_REAL, seconds and WAITING))
    before = {sign: signal.signal(sign, hang) for sign, _, _ in timers}
    try:
        for _, timer, limit in timers:
            signal.setitimer(timer, limit)
        try:
            return _attempted(target, content)
        finally:
            for _, timer, _ in timers:
                signal.setitimer(timer, 0)
    except HangError:  # also where the time ends just after the attempt
        return "hang", f"more than {seconds} s"
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _attempted(target: str, content: bytes) -> tuple[str, str]:
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            TARGETS[target](content)
    except InputError as error:
        if isinstance(error.__cause__, FAULTS):
            return "edge", _name(error.__cause__)
        bare = [problem for problem in error.problems if not problem.message]
        return ("fault", "a problem without a message") if bare or not error.problems else ("refused", "")
    except DirsimError:
        return "refused", ""
    except MemoryError:
        return "memory", "out of memory"
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is the finding
        return "fault", _name(error)
    return "read", ""


def _name(error: Exception) -> str:
    """The fault's type and the deepest place in dirsim: two inputs with the same name show the same fault."""
    trace = error.__traceback__
    place = ""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if f"{Path('dirsim')}/" in file:
            place = f"{file.rpartition('dirsim/')[2]}:{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
        trace = trace.tb_next
    said = re.sub(r"[0-9]+", "#", str(error)[:100])
    return f"{type(error).__name__} at {place or 'the target'}: {said}"


if sys.flags.optimize:
    raise SystemExit("the fuzzer needs assertions: do not use -O")
