"""Servers that never end: pages, ranges, seconds."""

import time

import pytest

from dirsim.directory.discovery.forest import LdapForest
from dirsim.directory.discovery.ldap import connection as module
from dirsim.directory.discovery.ldap.connection import PAGED, LdapConnection
from dirsim.directory.discovery.ldap.faults import LostError
from dirsim.directory.discovery.ldap.server import _all_members, _Reading
from dirsim.directory.discovery.ldap.settings import Access, Address


class _Endless:
    """The part of ldap3's connection that a search uses, with a server that always has another page."""

    def __init__(self, answer):
        self.answer, self.pages = answer, 0
        self.response, self.result = [], {}

    def search(self, *_, **asked):
        """One page more."""
        self.pages += 1
        self.response = [
            {"type": "searchResEntry", "dn": dn, "raw_attributes": values}
            for dn, values in self.answer(self.pages, asked)
        ]
        self.result = {"result": 0, "controls": {PAGED: {"value": {"cookie": b"more"}}}}


class _Socket:
    def renew(self):
        """There is no deadline."""


def connected(answer):
    """A connection to a server that answers so."""
    return LdapConnection(Address("dc1", 389, encrypted=False), Access(), _Endless(answer), _Socket(), None)


def test_a_server_that_repeats_a_page_is_left():
    """The same page twice ends the search with an error."""
    server = connected(lambda *_: [("CN=a", {})])
    with pytest.raises(LostError, match="repeats a page"):
        list(server.search("DC=a", ["cn"]))
    assert server._connection.pages == 2


def test_a_server_with_pages_for_ever_is_left():
    """The number of pages of one search has a limit."""
    server = connected(lambda page, _: [(f"CN={page}", {})])
    with pytest.raises(LostError, match="more than 20,000 pages"):
        list(server.search("DC=a", ["cn"]))


def test_a_server_that_answers_for_ever_is_left(monkeypatch):
    """All answers of one server together have a limit in seconds."""
    server = connected(lambda page, _: [(f"CN={page}", {})])
    now = time.monotonic()
    monkeypatch.setattr(module.time, "monotonic", lambda: now + 3601)
    with pytest.raises(LostError, match="more than 3,600 seconds"):
        list(server.search("DC=a", ["cn"]))


@pytest.mark.parametrize("end", ["0", "5", "99999999999999999999"])
def test_a_range_that_repeats_ends(end):
    """A server that repeats a range of members does not hold the reader; the group is listed as unread."""
    server = connected(lambda *_: [("CN=g", {f"member;range=0-{end}": [b"CN=a"]})])
    reading = _Reading(server, LdapForest(), lambda _: None)
    assert _all_members(reading, "CN=g") is None
    assert "repeats a range" in str(reading.notes)
    assert server._connection.pages <= 2
