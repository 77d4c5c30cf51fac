"""The keys of an AWS account are shown nowhere: wherever they come from, and however the run ends."""

from __future__ import annotations

import contextlib
import http.server
import os
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from dirsim.directory.discovery import aws_account

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
REGION = "eu-central-1"
KEYS = {
    "aws_access_key_id": "AKIAQQSECRETKEYID777",
    "aws_secret_access_key": "sEcReT/AccessKey+OfTheAccount00000000000",
    "aws_session_token": "FwoGZXIvSecretSessionTokenThatIsLong//////////wEaDPq",
}
RUN = """
import sys, warnings
warnings.simplefilter("ignore")
from moto import mock_aws
from dirsim.cli.app import main
how, words = sys.argv[1], sys.argv[2:]
if how == "fault":
    import dirsim.directory.discovery.aws_account as a
    a.take_members = lambda *_: 1 / 0
if how == "denied":
    from botocore.exceptions import ClientError
    from botocore.client import BaseClient
    def refuse(self, operation, request):
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, operation)
    BaseClient._make_api_call = refuse
if how in ("works", "fault"):
    import boto3
    with mock_aws():
        boto3.client("iam").create_role(RoleName="seen", AssumeRolePolicyDocument=
            '{"Statement": {"Effect": "Allow", "Principal": {"Service": "ds.amazonaws.com"}, "Action": "sts:AssumeRole"}}')
        sys.exit(main(words))
sys.exit(main(words))
"""


def assert_silent(text, where):
    """No key is in a text."""
    shown = [name for name, secret in KEYS.items() if secret in text]
    assert not shown, f"{where}: {shown}"


@contextlib.contextmanager
def refusing():
    """An endpoint that repeats the headers it was sent, as a proxy's error page may do; its address and what it saw."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        """Refuses everything."""

        def do_POST(self):
            """Refuse."""
            seen.append(str(self.headers))
            self.send_response(403)
            body = f"<html>Forbidden\n{self.headers}</html>".encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 -- the name that http.server looks for

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def gone():
    """An endpoint where nobody listens."""
    yield "http://127.0.0.1:9", []


@pytest.mark.parametrize(("how", "code"), [("works", 0), ("fault", 4), ("denied", 3), ("refused", 3), ("gone", 3)])
@pytest.mark.parametrize("source", ["environment", "profile"])
def test_the_command_shows_no_key(tmp_path, source, how, code):
    """Output, notes, traceback, written file and process list hold neither key id, secret key nor session token."""
    env = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "DIRSIM_DEBUG": "1",
        "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1",
    }  # fmt: skip
    (tmp_path / "home").mkdir()
    if source == "environment":
        env |= {name.upper(): value for name, value in KEYS.items()}
    else:
        lines = "".join(f"{name} = {value}\n" for name, value in KEYS.items())
        (tmp_path / "credentials").write_text(f"[default]\n{lines}")
        env["AWS_SHARED_CREDENTIALS_FILE"] = str(tmp_path / "credentials")
    written = tmp_path / "home" / "estate.yaml"
    command = [
        sys.executable,
        "-c",
        RUN,
        how,
        "discover",
        "aws",
        "--region",
        REGION,
        "--timeout",
        "2",
        "-o",
        str(written),
    ]
    endpoint = {"refused": refusing, "gone": gone}.get(how)
    with endpoint() if endpoint else contextlib.nullcontext(("", [])) as (url, seen):
        if url:
            env["AWS_ENDPOINT_URL"] = url
        running = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, text=True
        )
        listed = ""
        while running.poll() is None:
            with contextlib.suppress(OSError):
                listed += Path(f"/proc/{running.pid}/cmdline").read_text(encoding="utf-8")
            time.sleep(0.1)
        out, _ = running.communicate(timeout=60)
    assert running.returncode == code, out
    assert ("Traceback" in out) == (how == "fault")
    if how == "refused":
        assert KEYS["aws_session_token"] in "".join(seen)
    if how == "works":
        assert "seen" in written.read_text(encoding="utf-8")
    files = "".join(path.read_text("utf-8", "replace") for path in (tmp_path / "home").rglob("*") if path.is_file())
    assert_silent(out + listed + files, how)


def test_no_variable_of_ours_shows_a_key(monkeypatch):
    """Where dirsim fails, the variables of its own frames, the session among them, show no key."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    session = boto3.Session(region_name=REGION, **KEYS)
    told = []
    monkeypatch.setattr(aws_account, "take_members", lambda *_: 1 / 0)
    with mock_aws(), pytest.raises(ZeroDivisionError) as raised:
        aws_account.read_aws(session=session, regions=[REGION])
    for frame, _ in traceback.walk_tb(raised.value.__traceback__):
        if frame.f_globals["__name__"].startswith("dirsim."):
            told += [f"{name}={value!r}" for name, value in frame.f_locals.items()]
    told += traceback.TracebackException.from_exception(raised.value).format()
    assert any(line.startswith("account=") for line in told)
    assert_silent("\n".join(told), "variables")


def test_the_answer_holds_no_key(monkeypatch):
    """What is found shows no key in any of its forms."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        found = aws_account.read_aws(session=boto3.Session(region_name=REGION, **KEYS), regions=[REGION])
    assert_silent(f"{found!r} {found} {found.to_dict()!r} {found.requirements!r}", "answer")
