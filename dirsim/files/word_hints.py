"""Hints for refused words: each names something certain to do."""

from __future__ import annotations

from dirsim.catalog.found_word import FoundWord
from dirsim.catalog.word_lists import placed
from dirsim.catalog.word_search import denied, search_word

RECORDED = "to record it without a verdict, move it to not_modelled"
"""The remedy for any word or key that no design depends on."""

_TITLES = {
    "workload-kind": "workloads",
    "need": "needs",
    "credential-need": "needs",
    "forbidden": "forbids",
    "principal": "principals",
    "identity-provider": "'identity providers'",
    "directory-kind": "directories",
    "site-kind": "sites",
    "link-kind": "links",
    "fault-kind": "faults",
}
_MOST_NEAR = 5
_CERTAIN = (
    "did you mean",
    "leave it out",
    "not_modelled",
    "expected one of",
    "write ",
    "start ",
    "use ",
    "put ",
    "remove ",
    "belongs to",
    "such as ",
)


def home_hint(name: str, text: str, found: FoundWord) -> str:
    """The hint for a word of another list; needs and prohibitions are opposites."""
    homes = ", or to ".join(placed(other, word) for other, word in found.elsewhere)
    others = {other for other, _ in found.elsewhere}
    if others == {"forbidden"} and not denied(text):
        return f"to rule it out, write {homes}"
    if name == "forbidden":
        required = others <= {"need", "credential-need"}
        return f"no prohibition says so; {'to require it, write' if required else 'elsewhere it is'} {homes}"
    return f"it belongs to {homes}"


def sentence_hint(name: str, text: str, found: FoundWord) -> str:
    """The hint for a sentence that is recorded without a verdict: what to write for one.

    Args:
        name: The name of the word list.
        text: The text as written.
        found: The result of the search for it.
    """
    if found.meanings:
        return f"it can mean {', '.join(found.meanings)}; write one of them for a verdict"
    near = found.near[:_MOST_NEAR] if not denied(text) else ()
    title = _TITLES.get(name, name)
    beside = f"near it: {', '.join(near)}; " if near else ""
    return f"no word says so; {beside}dirsim words {title} lists the words"


def unknown_hint(name: str, text: str, found: FoundWord, *, recorded: bool) -> str:
    """The hint for a word that no list has, with the words that are near it.

    Args:
        name: The name of the word list.
        text: The text as written.
        found: The result of the search for it.
        recorded: True where the file has ``not_modelled``.
    """
    title = _TITLES.get(name, name)
    hint = f"dirsim words {title} lists the words"
    ruled = search_word("forbidden", text).near if denied(text) and name != "forbidden" else ()
    if ruled:
        near = f"to rule it out, near it are forbids: {', '.join(ruled[:_MOST_NEAR])}"
        hint = f"{near}; dirsim words forbids lists all"
    elif found.near and not denied(text):
        hint = f"near it: {', '.join(found.near[:_MOST_NEAR])}; {hint}"
    return certain(hint) if recorded else hint


def certain(hint: str) -> str:
    """A hint with the place where anything can be recorded, unless it names something certain to do already."""
    if any(clause in hint for clause in _CERTAIN):
        return hint
    return f"{hint}; {RECORDED}" if hint else RECORDED
