"""Waits of server programs: a host's own settings, else those of facts."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.units import seconds
from dirsim.protocols.client_profile import known
from dirsim.protocols.view import View

USUAL: Mapping[str, tuple[str, str]] = {
    "relay_connection": ("relay--kerberos-waits", "tcp_s"),
    "relay_answer": ("relay--kerberos-waits", "udp_s"),
    "relay_last_answer": ("relay--kerberos-waits", "udp_last_s"),
    "ldap_connection": ("openldap--proxy-waits", "wait_s"),
    "ldap_rounds": ("openldap--proxy-waits", "rounds"),
    "channel_locating": ("samba-winbind--waits", "locates_s"),
    "channel_opening": ("samba-winbind--waits", "opens_s"),
    "channel_refusal": ("samba-winbind--waits", "refuses_s"),
    "icmp_burst": ("linux--icmp-limit", "at_once"),
    "icmp_interval": ("linux--icmp-limit", "interval_s"),
}
"""The fact and the figure of each key of :class:`~dirsim.model.host_waits.HostWaits`."""


def host_wait(view: View, host: str, key: str) -> float:
    """A wait of a host's programs in seconds, or a count.

    Args:
        view: Static knowledge of the topology.
        host: The host; a router, which the topology does not name, has the usual waits.
        key: The key of :class:`~dirsim.model.host_waits.HostWaits`.
    """
    entry = view.topology.hosts.get(host)
    stated = None if entry is None or entry.waits is None else getattr(entry.waits, key)
    if stated is None:
        return known(*USUAL[key])
    return seconds(stated) if isinstance(stated, str) else float(stated)
