"""Workloads by the place and the last part of their kind."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.found_word import FoundWord
from dirsim.catalog.phrase import Meant, Phrase
from dirsim.catalog.spelling import tokens

DENYING = frozenset({"no", "not", "never", "avoid", "instead", "except", "non", "nothing", "stop", "remove", "prevent"})
"""Tokens that deny something somewhere in a text."""
NARROWING = frozenset(tokens("for of within per by via from in on at with to across during as among when if after"))
"""Tokens after which a text says more about what it names."""
_PREMISES = frozenset({"prem", "premise", "onprem", "onpremise"})
_OWN_HOST = frozenset({"ec2", "self"})
_RUN_BY_AWS = ("rds-", "aurora-", "redshift", "fsx-", "storage-gateway")
_OWN_SERVERS = {"linux": "ec2-linux", "window": "ec2-windows"}
_CONTAINERS = frozenset({"windows-containers", "linux-containers"})
_REMOTE = frozenset({"needs: rdp-access", "needs: shell-access"})
_AT_HOME = "leave it out if it stays on the premises: workloads run in AWS, or at a site that the file lists"


def placed_workload(contained: Phrase, headed: Meant | None, parts: tuple[str, ...]) -> FoundWord | None:
    """The result for a workload that a text places where its word does not run; ``None`` for any other.

    Args:
        contained: The meaning of the text without its place.
        headed: The meaning of its last part.
        parts: The tokens of the text.
    """
    word, meanings = contained.meant or ("", ())
    if contained.meant and _PREMISES & set(parts) and not _PREMISES & set(tokens(word)):
        return FoundWord(outside=_AT_HOME)
    near = (word,) if word else meanings or contained.near
    managed = any(one.startswith(_RUN_BY_AWS) for one in near) and not any("ec2" in one for one in near)
    if managed and _OWN_HOST & set(parts):
        systems = [server for system, server in _OWN_SERVERS.items() if system in parts]
        return (
            FoundWord(systems[0], synonym=True)
            if len(systems) == 1
            else FoundWord(meanings=(*_OWN_SERVERS.values(), "ec2-apps"))
        )
    hosted = _on_own_servers((*meanings, *contained.near), parts) if not word else ()
    if hosted:
        return FoundWord(hosted[0], synonym=True) if len(hosted) == 1 else FoundWord(meanings=hosted)
    if "custom" in parts and word.startswith("rds-") and "custom" not in word:
        return FoundWord(near=(word,))  # RDS Custom is another service
    if parts[-1] == "db" and headed and meanings and not set(meanings) & set(headed[1]):
        return FoundWord(meanings=headed[1])  # a customer database is a database
    return None


def _on_own_servers(near: tuple[str, ...], parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words for an application that a text places on EC2 or on an operating system; empty for any other.

    Args:
        near: The meanings of the text without its place.
        parts: The tokens of the text.
    """
    place = next((place for place, part in enumerate(parts) if part == "on"), len(parts))
    servers = {*parts[place:]}
    systems = tuple(server for system, server in _OWN_SERVERS.items() if system in servers)
    if not servers & {"ec2", *_OWN_SERVERS} or DENYING & {*parts} or (_CONTAINERS | _REMOTE) & {*near}:
        return ()
    if "sqlserver-ec2" in near:
        return ("sqlserver-ec2",) if "ec2" in servers else ()
    if "ec2-apps" not in near:
        return ()
    return systems or ("ec2-apps",)


def headed_workload(parts: tuple[str, ...], known: Mapping[tuple[str, ...], Meant]) -> Meant | None:
    """The meaning of the last part of a workload's kind, which says what it is: *database* in *customer database*.

    Args:
        parts: The tokens of the kind.
        known: The known texts of the list by their tokens, each with its meaning.
    """
    cut = next((place for place, part in enumerate(parts) if place and part in NARROWING), len(parts))
    parts = parts[:cut]
    if len(parts) < 2 or DENYING & set(parts):
        return None
    return next((meant for meant in (known.get(parts[-size:]) for size in (2, 1)) if meant), None)
