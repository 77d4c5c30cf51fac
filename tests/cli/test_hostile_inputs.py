"""Hostile inputs, one after another, through every command: each has its exit code and its word, and none takes long or much."""

import gzip
import io
import json
import os
import re
import resource
import subprocess
import sys
import threading
import time
import zipfile

import pytest

HEAD = "dirsim: requirements/v1\nname: x\nas_of: 2026-11-01\n"
ESTATE = "estate: {on_prem_ad: {domains: 1, users: 10}, connectivity: vpn}\n"
ASKED = f"{HEAD}{ESTATE}workloads: {{it: {{kind: workspaces}}}}\nneeds: [existing-credentials]\n"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
BIDI, ESC = "\u202e", "\x1b[31m"
SECONDS, MEBIBYTES = 5, 1024
DEEP = 100_000


def zipped(*members):
    """An archive of members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def hound(name="corp.example"):
    """The domain file of a BloodHound collector, with one domain."""
    entry = {"ObjectIdentifier": "S-1-5-21-1-2-3", "Properties": {"domain": name.upper(), "name": name.upper()}}
    return json.dumps({"data": [entry], "meta": {"type": "domains", "version": 5, "count": 1}})


def event(**more):
    """A record of a trail."""
    return {
        "eventTime": "2026-01-01T00:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetObject",
        "awsRegion": "us-east-1",
        "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/ana", "userName": "ana"},
        "requestParameters": {"bucketName": "b", "key": "k"},
        **more,
    }


def linked(folder):
    """A folder with links that lead round, out and nowhere."""
    (folder / "many").mkdir()
    (folder / "many" / "a.yaml").write_text(ASKED, encoding="utf-8")
    (folder / "many" / "round").symlink_to(folder / "many")
    (folder / "many" / "nowhere.yaml").symlink_to(folder / "gone.yaml")


def piped(folder):
    """A folder with a file and a pipe that has no writer."""
    (folder / "many").mkdir()
    (folder / "many" / "a.yaml").write_text(ASKED, encoding="utf-8")
    os.mkfifo(folder / "many" / "b.yaml")


def linked_to_itself(folder):
    """A file that is a link to itself."""
    (folder / "in.yaml").symlink_to(folder / "in.yaml")


def named_as_a_command(folder):
    """A policy in a file whose name is a command of a build runner."""
    (folder / "many").mkdir()
    (folder / "many" / "::error::x.json").write_text(json.dumps(POLICY), encoding="utf-8")
    (folder / "many" / "##vso[task.complete].json").write_text("{", encoding="utf-8")


TRUSTS = "".join(
    f"  f{n}: {{kind: active-directory, domains: {{f{n}.example: {{}}}}, trusts: [{{to: f{(n + 1) % 60}.example, direction: two-way, kind: forest}}]}}\n"
    for n in range(60)
)

CASES = {
    # name: (content or builder, words, exit codes, what is said); the input is IN
    "assess, digits": (HEAD + "estate: {on_prem_ad: {domains: 99999999999999999999}}\n", "assess IN", {2}, "the number is too large"),
    "simulate, population": (ASKED, "simulate IN --users 1000000000000", {2}, "10,000,000"),
    "simulate, nan": (ASKED.replace("users: 10", "users: .nan"), "simulate IN", {2}, "users"),
    "managed-ad, infinite": (ASKED.replace("users: 10", "users: 1e400"), "managed-ad IN", {2}, "users"),
    "trace, long flow": (ASKED, f"trace IN --flow {'f' * 100_000}", {2}, "flow"),
    "availability, nested": (HEAD + "estate: " + "[" * DEEP, "availability IN", {2}, "nested deeper than 50 levels"),
    "sweep, aliases": (HEAD + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(9)), "sweep IN", {2}, "more than 50000 values"),
    "sweep, order": (ASKED, "sweep IN --order 1000000000", {2}, "order"),
    "sweep, seeds": (ASKED, "sweep IN --users 10 --seeds -1", {2}, "seeds"),
    "trusts, merge keys": (HEAD + "a: &a {x: 1}\n" + "".join(f"b{n}: &b{n} {{<<: [{', '.join(['*a'] * 900)}]}}\n" for n in range(90)), "trusts IN", {2}, ""),
    "trusts, a ring": (HEAD + "estate:\n  directories:\n" + TRUSTS.replace("\n  ", "\n    ").replace("  f0", "    f0", 1), "trusts IN", {0, 2}, ""),
    "ports, bytes": (ASKED.encode().replace(b"name: x", b"name: \xff\xfe\xc3"), "ports IN", {2}, "UTF-8"),
    "export, zero": (ASKED.replace("name: x", "name: x\0y"), "export terraform IN", {2}, "the file is binary"),
    "recommend, UTF-16": (ASKED.encode("utf-16"), "recommend IN", {2}, "UTF-8"),
    "check, marked and CRLF": (b"\xef\xbb\xbf" + ASKED.replace("\n", "\r\n").encode(), "check IN", {0}, ""),
    "check, tag": (ASKED + "x: !!python/object/apply:os.system ['touch pwned']\n", "check IN", {2}, "is not allowed"),
    "check, key twice": (ASKED + "needs: []\n", "check IN", {2}, "duplicate key"),
    "check, first day": (ASKED.replace("2026-11-01", "0001-01-01"), "recommend IN", {2}, "as_of"),
    "policy, last day": (ASKED.replace("2026-11-01", "9999-12-31"), "policy IN --user a@b.c --computer d@b.c", {2}, "2100"),
    "export, a name that closes a string": (ASKED.replace("it:", '"x\\" } resource \\"y":'), "export terraform IN --design ad-connector", {0, 1, 2, 3}, ""),
    "recommend, markup": (ASKED.replace("name: x", "name: <script>alert(1)</script>"), "recommend IN --format html", {0, 1, 3}, ""),
    "recommend, bidi and escapes": (json.dumps({"dirsim": "requirements/v1", "name": f"x{BIDI}{ESC}y", "estate": {"on_prem_ad": True}}), "recommend IN --format json", {0, 1, 2, 3}, ""),
    "recommend, a runner's command": (ASKED.replace("name: x", 'name: "x\\n::error::y\\n##vso[z]"'), "recommend IN", {0, 1, 2, 3}, ""),
    "recommend, links": (linked, "recommend many --format json", {2}, "nowhere.yaml"),
    "check, pipe": (piped, "check many", {2}, "b.yaml"),
    "check, link to itself": (linked_to_itself, "check IN", {2}, "in.yaml"),
    "lab, link to itself": (linked_to_itself, "lab check IN", {2}, "in.yaml"),
    "diff, key twice": ('{"schema": "dirsim.recommendation/v1", "schema": "dirsim.recommendation/v1", "name": "a"}', "diff IN contoso", {2}, ""),
    "verify, digits": ("<!-- dirsim.decision/v1\n" + "9" * 2_000_000 + "\n-->\n", "verify IN", {2}, "damaged decision record"),
    "verify, markers": ("<!-- dirsim.decision/v1\n-->\n" * 20_000, "verify IN", {2}, "damaged decision record"),
    "check-schema, base64": ("dn:: ////\nchangetype: ntdsSchemaAdd\nobjectClass:: !!!\n", "check-schema IN", {2}, ""),
    "check-schema, lines": ("dn: CN=a\n" + " b\n" * 300_000, "check-schema IN", {1, 2}, ""),
    "least-privilege, bomb": (lambda folder: (folder / "in.gz").write_bytes(gzip.compress(b'{"Records": [' + b" " * 300_000_000)), "least-privilege IN.gz", {2}, "250 times"),
    "least-privilege, years": (json.dumps({"Records": [event(eventTime="0001-01-01T00:00:00Z"), event(eventTime="9999-12-31T23:59:59Z")]}), "least-privilege IN --days 300", {0, 3}, "eventTime is after the year 2100"),
    "least-privilege, nested": ('{"Records": ' + "[" * DEEP, "least-privilege IN", {2}, ""),
    "discover, path": (zipped(("../../pwned.json", hound()), ("/pwned.json", hound())), "discover bloodhound IN.zip", {0, 2, 3}, ""),
    "discover, archive bomb": (lambda folder: (folder / "in.zip").write_bytes(zipped(("domains.json", b" " * 300_000_000))), "discover bloodhound IN.zip", {2}, ""),
    "discover, formula": ('DN,objectClass,cn\n"DC=corp,DC=example",domainDNS,"=cmd|\' /C calc\'!A0"\n', "discover csvde IN", {0, 3}, ""),
    "discover, value": (lambda folder: (folder / "in.yaml").write_text("dn: DC=a\ndescription: " + "x" * 17_000_000), "discover ldif IN", {2}, "16 MiB"),
    "discover, state": ('{"version": 4, "resources": ' + '{"a":' * DEEP, "discover terraform IN", {2}, ""),
    "discover, functions": ('{"Resources": {"A": {"Type": "AWS::EC2::VPC", "Properties": {"x": ' + '{"Fn::Sub":' * 5000 + '""' + "}" * 5004, "discover cloudformation IN", {0, 2, 3}, ""),
    "discover, saved": ('{"DirectoryDescriptions": [[], null, 1, {"VpcSettings": [1]}], "Vpcs": {"a": 1}}', "discover aws --from IN", {0, 2, 3}, ""),
    "lint-policy, names": (named_as_a_command, "lint-policy many", {0, 1, 2}, ""),
    "lint-policy, id": (json.dumps(POLICY).replace('"Effect"', '"Sid": "a\\n::error::b", "Effect"'), "lint-policy IN --fail-on note", {0, 1}, ""),
    "can, number": ('{"Version": NaN, "Statement": []}', "can IN --action s3:GetObject", {2}, "NaN is not a number of JSON"),
    "can, stars": (json.dumps(POLICY).replace("s3:GetObject", "s3:" + "*?" * 2000 + "Z"), "can IN --action s3:GetObject", {1, 3}, ""),
    "session, hops": ("", "session " + "assume-role:1h " * 5000, {2}, "100"),
    "session, hours": ("", f"session assume-role:{'9' * 400}h", {2}, ""),
    "words, long": ("", f"words {'gpo ' * 20_000}", {0, 1, 2}, ""),
    "facts, expression": ("", "facts (a+)+(a+)+(a+)+$" + "a" * 5000, {0, 1, 2}, ""),
    "new, nothing left": ("", "new x --users 5 -o /dev/full", {4}, "could not be written"),
    "schema, nobody listens": ("", "schema >&-", {4}, "could not be written"),
    "completion, words": ("", "completion bash;id", {2}, ""),
    "recommend, nobody speaks": ("", "recommend - <&-", {2}, ""),
}  # fmt: skip
"""Each hostile input with what was expected of it before it was run."""


def run(folder, words):
    """Exit code, output, seconds and MiB of a command in a folder."""
    closed = [number for number, sign in ((0, "<&-"), (1, ">&-")) if words and words[-1] == sign]
    if closed:
        words = words[:-1]
    running = subprocess.Popen(
        [sys.executable, "-m", "dirsim", *words],
        cwd=folder,
        stdin=None if closed == [0] else subprocess.DEVNULL,
        stdout=None if closed == [1] else subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=(lambda: os.close(closed[0])) if closed else None,  # noqa: PLW1509 -- no threads here
    )
    said = [b"", b""]

    def read(place, stream):
        with stream:
            said[place] = stream.read()

    streams = [(place, stream) for place, stream in enumerate((running.stdout, running.stderr)) if stream]
    readers = [threading.Thread(target=read, args=each) for each in streams]
    timer = threading.Timer(60, running.kill)
    timer.start()
    began = time.monotonic()
    for reader in readers:
        reader.start()
    _, status, used = os.wait4(running.pid, 0)
    timer.cancel()
    for reader in readers:
        reader.join()
    running.returncode = os.waitstatus_to_exitcode(status)
    return running.returncode, said[0].decode(), said[1].decode(), time.monotonic() - began, used


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_input_has_its_answer(tmp_path, name):
    """The exit code and the word are those that were expected; no fault, no command of a runner, nothing beyond the folder."""
    content, words, codes, expected = CASES[name]
    words = words.split(" ") if "words" in name else words.split()
    ending = next((word[2:] for word in words if word.startswith("IN.")), "")
    words = [f"in{ending or '.yaml'}" if word.startswith("IN") else word for word in words]
    if callable(content):
        content(tmp_path)
    elif content:
        (tmp_path / f"in{ending or '.yaml'}").write_bytes(content if isinstance(content, bytes) else content.encode())
    before = {path.name for path in tmp_path.iterdir()}
    code, out, err, seconds, used = run(tmp_path, words)
    both = out + err
    assert code in codes, both[-600:]
    assert expected in both, both[-600:]
    assert "Traceback" not in both
    assert "internal error" not in both
    assert not re.search(r"^\s*(::|##)", both, re.MULTILINE) or "<" in both[:1], both[:600]
    assert "<script>alert" not in both
    assert not {BIDI, "\x1b", "\0"} & set(both)
    assert len(err) < 40_000
    assert used.ru_utime + used.ru_stime < SECONDS, seconds
    # A child's peak begins with that of the process that forks it, which other tests can have made large.
    inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert used.ru_maxrss < max(MEBIBYTES * 1024, inherited + 1)
    assert {path.name for path in tmp_path.iterdir()} == before
