"""Sizes of messages: which of them a path with a small MTU loses."""

import pytest

from dirsim.facts.store import fact
from dirsim.protocols.exchange import Exchange
from dirsim.protocols.message_size import largest_packet

SIZES = fact("kerberos--message-sizes").detail


def size(step, protocol="tcp", **asked):
    """The largest packet of a message of a step."""
    return largest_packet(Exchange(step, "a", "b", protocol, 88, "kerberos", ""), **asked)


@pytest.mark.parametrize(
    ("step", "word"),
    [("TGS", "ticket_request"), ("AP", "ticket_shown"), ("kpasswd", "ticket_shown"), ("Netlogon", "netlogon")],
)
def test_a_request_that_carries_a_ticket_is_large(step, word):
    """A request has the size of the ticket or logon data in it, and 40 bytes of headers over TCP."""
    assert size(step, forward=True) == SIZES[word] + 40


@pytest.mark.parametrize(
    ("step", "word"),
    [("AS", "ticket"), ("TGS", "ticket"), ("Netlogon", "netlogon")],
)
def test_an_answer_with_a_ticket_is_large_and_an_error_is_not(step, word):
    """A granted request returns a ticket; a refusal is short whatever was asked."""
    assert size(step, forward=False) == SIZES[word] + 40
    assert size(step, forward=False, granted=False) == SIZES["short"] + 40


@pytest.mark.parametrize("step", ["DNS query", "LDAP bind", "AS"])
def test_other_requests_are_short(step):
    """Questions to DNS, binds and requests for a TGT fit every path."""
    assert size(step, "udp", forward=True) == SIZES["short"] + 28
    assert size(step, forward=True) == SIZES["short"] + 40


def test_a_message_larger_than_a_frame_is_sent_in_several():
    """No packet is larger than an Ethernet frame of 1,500 bytes."""
    assert size("SMB", forward=False) == 1500
