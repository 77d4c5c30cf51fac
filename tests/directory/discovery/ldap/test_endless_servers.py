"""Servers on a socket whose answers never end, or are not what was asked for: each is left with a reason, in bounded time."""

import sys
import time
from pathlib import Path

import pytest
from attrs import evolve

sys.path.insert(0, str(Path(__file__).parent))
from fake_directory import ROOT, FakeDirectory, ber, done, entry, more, reference

from dirsim.catalog.limits import LIMITS
from dirsim.cli import main
from dirsim.directory.discovery.directory_error import DirectoryError
from dirsim.directory.discovery.ldap import connection, server
from dirsim.directory.discovery.ldap.server import read_ldap
from dirsim.directory.discovery.ldap.settings import Access, SignIn

HOME = "DC=corp,DC=example"
ADMINS = {
    "objectClass": [b"group"],
    "sAMAccountName": [b"Domain Admins"],
    "objectSid": [bytes([1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0])],
}
USER = {"objectClass": [b"user"]}


def limited(monkeypatch, **most):
    """Other limits, so that a test reaches them in a moment."""
    given = {name: evolve(LIMITS[name], most=value) for name, value in most.items()}
    for module in (connection, server):
        monkeypatch.setattr(module, "LIMITS", {**LIMITS, **given})


def read(answers, root=ROOT):
    """What is read from a server that answers so; the number of searches."""

    def said(number, base, asked):
        return [entry("", root), done()] if base == "" else answers(number, base, asked)

    with FakeDirectory(said) as fake:
        try:
            return read_ldap([fake.url], SignIn(), Access(timeout=2)), fake.searches
        except DirectoryError as error:
            return str(error), fake.searches


def with_members(ranges):
    """A domain whose administrators are listed range by range, as told."""
    asked = []

    def answers(_number, base, question):
        if b"member" in question and base != HOME:
            asked.append(base)
            return [entry(base, ranges(len(asked) - 1)), done()]
        return [entry(f"CN=Domain Admins,CN=Users,{HOME}", ADMINS), done()] if base == HOME else [done()]

    return answers


@pytest.mark.parametrize("names", [("a",), ("a", "b"), ("a", "b", "c")], ids=len)
def test_pages_that_come_again_in_any_order_end_the_reading(names):
    """A page that came before, after one page or several, is the end: the reason names it."""

    def answers(number, *_):
        return [entry(f"CN={names[number % len(names)]},{HOME}", USER), (done(), more(b"x"))]

    found, searches = read(answers)
    assert "repeats a page" in found.stopped
    assert searches == len(names) + 2


def test_pages_without_entries_end_the_reading():
    """A server that always has another page and no entry is left."""
    said, searches = read(lambda *_: [(done(), more(b"x"))])
    assert "keeps returning empty pages" in said
    assert searches < 200


def test_new_pages_for_ever_end_at_the_limit(monkeypatch):
    """Pages that are all different end at the limit of pages for one search."""
    limited(monkeypatch, pages=50)
    found, searches = read(lambda number, *_: [entry(f"CN=u{number},{HOME}", USER), (done(), more(b"x"))])
    assert "more than 50 pages for one search" in found.stopped
    assert searches == 51


@pytest.mark.parametrize(
    ("ranges", "said", "searches"),
    [
        (lambda _: {"member;range=0-0": [b"CN=a"]}, "repeats a range", 8),
        (lambda number: {f"member;range={number}-{number}": []}, "has nothing in a range", 7),
        (lambda number: {f"member;range={number}-{number}": [b"CN=a"]}, "more than 40 pages of members", 46),
        (lambda number: {f"member;range={number}-{number}": [b"CN=a"] * 9}, "more than 100 members", 17),
        (lambda _: {"member;range=0-" + "9" * 30: [b"CN=a"]}, "repeats a range", 7),
    ],
    ids=["repeated", "empty", "one by one", "many", "digits"],
)
def test_ranges_for_ever_end_and_the_group_is_named(monkeypatch, ranges, said, searches):
    """A list of members that does not end is not counted: the group and the reason are listed, and the rest is read."""
    limited(monkeypatch, pages=40, members=100)
    found, asked = read(with_members(ranges))
    (why,) = [entry.why for entry in found.unread if entry.what == "members of privileged groups"]
    assert said in why
    assert "Domain Admins" in why
    assert asked <= searches


def test_referrals_are_named_and_never_followed():
    """A server that refers every search to itself is asked each search once; what it refers to is listed, at most twenty times."""
    with FakeDirectory(lambda *_: []) as own:
        said, searches = read(lambda *_: [done(10, (f"{own.url}/", f"{own.url}/x"))])
        assert "returned a referral, which dirsim does not follow" in said
        assert own.searches == 0
    assert searches < 10
    found, searches = read(
        lambda _, base, __: [entry(base, USER), *(reference(f"ldap://x{n}/") for n in range(3000)), done()]
    )
    assert sum(note.what.startswith("the entries at") for note in found.unread) == 20
    assert searches < 10


def test_very_many_naming_contexts_are_not_all_searched():
    """Each part of the directory is a search, so their number has a limit, and it is said that there are more."""
    names = [b"DC=DomainDnsZones,DC=x%d" % number for number in range(5000)]
    found, searches = read(lambda _, base, __: [entry(base, USER), done()], {**ROOT, "namingContexts": names})
    assert "5,000 naming contexts; the limit is 200" in str(found.unread)
    assert searches < 220


def test_answers_one_byte_at_a_time_end_at_the_timeout():
    """A server that answers every search to its end, one byte at a time, is left at the timeout of the answer."""

    def slowly(*_):
        for byte in ber(0x30, ber(0x02, b"\x02"), entry(f"CN=a,{HOME}", USER)):
            time.sleep(0.2)
            yield bytes([byte])

    class Trickling(FakeDirectory):
        def _send(self, connection, number, said):
            connection.sendall(said if len(said) == 1 else ber(0x30, number, said))

    with Trickling(lambda _, base, __: [entry("", ROOT), done()] if base == "" else slowly()) as fake:
        began = time.monotonic()
        with pytest.raises(DirectoryError, match="did not respond within 1 seconds"):
            read_ldap([fake.url], SignIn(), Access(timeout=1))
        assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "content",
    [
        {"objectClass": []},
        {"objectSid": [b"\x01\xff"], "objectClass": [b"user"]},
        {"objectClass": [b"\xff\xfe"], "": [b""]},
        {"nTSecurityDescriptor": [b"\x01"], "objectClass": [b"groupPolicyContainer"]},
        {"dnsProperty": [b"\x00" * 3], "objectClass": [b"dnsZone"]},
    ],
    ids=["no values", "short id", "bytes", "short rights", "short property"],
)
def test_odd_values_are_listed_or_left(content):
    """Values of another form than the schema's never end in a fault."""
    found, _ = read(lambda _, base, __: [entry(f"CN=x,{base}", content), done()])
    assert isinstance(found, str) or found.to_dict()


def test_the_command_says_why_it_stopped(capsys):
    """A part that was read is written, marked, with the reason and exit code 3; nothing that was read is 3 as well."""

    def said(_, base, __):
        return [entry("", ROOT), done()] if base == "" else [entry(f"CN=u,{HOME}", USER), (done(), more(b"x"))]

    with FakeDirectory(said) as fake:
        assert main(["discover", "ldap", fake.url, "--timeout", "2"]) == 3
    out, err = capsys.readouterr()
    assert "the server repeats a page" in out + err
    assert "Traceback" not in err
