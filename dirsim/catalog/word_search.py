"""Search of a text in the word lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from attrs import evolve

from dirsim.catalog.ambiguous_words import AMBIGUOUS
from dirsim.catalog.concepts import UNDISTURBED, concept
from dirsim.catalog.found_word import FoundWord
from dirsim.catalog.need_words import PREFERENCES
from dirsim.catalog.outside_sentences import outside_sentence
from dirsim.catalog.outside_words import OUTSIDE
from dirsim.catalog.phrase import Meant, core, neutral, phrase
from dirsim.catalog.related_words import related
from dirsim.catalog.sentence import EMPTY, REVERSING, TURNING, WANTING
from dirsim.catalog.small_words import SmallWordReading, passed_by
from dirsim.catalog.spelling import close_key, loose_key, one_slip, tokens
from dirsim.catalog.word_lists import PLACES, RECORDS, WORD_LISTS
from dirsim.catalog.workload_places import DENYING, NARROWING, headed_workload, placed_workload

_NEVER = (
    "do not",
    "don't",
    "dont",
    "must not",
    "mustn't",
    "should not",
    "cannot",
    "can't",
    "no",
    "not",
    "without",
    "avoid",
    "never",
    "forbid",
)
_MEASURES = {
    **{need: measure for need, measure in PREFERENCES.items() if measure in WORD_LISTS["optimize"]},
    "high-availability": "availability",
    "reliability": "availability",
    "low-latency-auth": "latency",
    "simplify": "simplicity",
}
"""Needs that are preferences too, each with the word for it there; some are measured in another way as a need."""
_NARROWED = frozenset({"need", "credential-need", "forbidden"})
_BY_PROVIDER = frozenset({"sso", "sso-console", "sso-saas-apps", "mfa", "automatic-provisioning"})
"""Needs before which the name of a provider says who meets them, as in *Okta MFA*."""
_AUDIENCE = frozenset(
    tokens("admins users staff employees developers engineers operators everyone everybody people helpdesk dbas teams")
)
_VERBS = frozenset({"use", "log", "sign", "keep", "need", "access", "login", "work", "have"})
_SIGNING = frozenset(
    {"log", "sign", "login", "logon", "signin", "authenticate", "authentication", "account", "identity"}
)
"""Tokens of a sign-in."""
_NOT = frozenset({"not", "no", "never"})
_SMALL = passed_by(SmallWordReading.LEADING)
_RATE = re.compile(r"\(?\b\d{1,4} ?[gm](?:b|bit|bits)?(?:ps|/s)?\b\)?", re.IGNORECASE)
"""A bandwidth, such as *1 Gbit/s*: it changes no word."""
_CAMEL = re.compile(r"[a-z]+(?:[A-Z][a-z0-9]+)+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST, _FEW, _SHORT = 80, 12, 4
_ASKED = frozenset({"need", "forbidden"})
"""Lists in which a word outside the model is recorded, although another list may know it."""


def denied(text: str) -> bool:
    """True where a text says what must not be, such as ``no trust``."""
    return bool(_denial(text))


def _denial(text: str) -> str:
    """The part of a text that it says must not be; empty where it denies nothing."""
    words = text[:_LONGEST].replace("_", " ").replace("-", " ").split()
    plain = " ".join(words).lower()
    start = next((one for one in _NEVER if plain.startswith(f"{one} ")), "")
    left = text.replace("_", " ").split(maxsplit=len(start.split())) if start else []
    if start and len(left) <= len(start.split()):  # the denial is joined by hyphens
        left = [*start.split(), plain.removeprefix(f"{start} ")]
    rest = left[-1].split() if left else []
    while len(rest) > 1 and rest[0].lower() in _SMALL:
        del rest[0]
    return " ".join(rest)


def search_word(name: str, text: str) -> FoundWord:
    """The word of a list that a text means.

    Args:
        name: The name of the word list, such as ``need``.
        text: The text as written.
    """
    if text in WORD_LISTS[name]:
        return FoundWord(text)
    text = _RATE.sub(" ", text.strip()[:_LONGEST])
    return _searched(name, _HUMPS.sub(" ", text) if _CAMEL.fullmatch(text) else text)


@cache
def _searched(name: str, text: str) -> FoundWord:
    close, loose = close_key(text), loose_key(text)
    if not close:
        return FoundWord()
    for key, among in ((close, _close(name)), (loose, _loose(name))):
        if key and key in among:
            word, meanings = among[key]
            return FoundWord(meanings=meanings) if meanings else FoundWord(word, synonym=key not in _own(name))
    rest = _denial(text)
    if rest and name == "forbidden":  # in a list of what must not be, "no trust" says the same as "trust"
        inner = _searched(name, rest)
        if inner.word or inner.meanings:
            return evolve(inner, synonym=True)
    elif rest:
        inner = _searched("forbidden", rest)
        if inner.meanings:
            return FoundWord(meanings=tuple(f"forbids: {one}" for one in inner.meanings if ":" not in one))
    elsewhere = () if name in _ASKED and close in OUTSIDE else tuple(_elsewhere(name, text))
    measure = _MEASURES.get(_searched("need", text).word, "") if name == "optimize" else ""
    if measure:
        return FoundWord(measure, synonym=True)
    if elsewhere:
        return FoundWord(elsewhere=elsewhere)
    parts = tokens(text)
    outside = next(
        (OUTSIDE[key] for key in (close, "".join(core(parts)), "".join(core(tokens(rest)))) if key in OUTSIDE), ""
    )
    if outside:
        return FoundWord(outside=outside)
    contained = phrase(parts, _by_tokens(name))
    outside = outside_sentence(parts) if name in _ASKED and not contained.meant else ""
    headed = headed_workload(parts, _by_tokens(name)) if name == "workload-kind" else None
    if name == "workload-kind":
        placed = placed_workload(contained, headed, parts)
        if placed:
            return placed
    if contained.meant:
        word, meanings = contained.meant
        return FoundWord(meanings=meanings) if meanings else FoundWord(word, synonym=True)
    either = name == "connectivity" and "or" in parts
    denies = either or _denial(text) or DENYING & set(parts)
    meant = "" if denies else concept(name, parts) or (concept(name, parts[1:]) if _led(name, parts) else "")
    if meant:
        return FoundWord(meant, synonym=True)
    provider = _provider(parts) if name == "need" else ""
    if provider:
        return FoundWord(meanings=("existing-credentials", "sso", f"estate.identity_providers: {provider}"))
    undisturbed = name == "need" and set(parts) & _NOT and all(set(parts) & group for group in UNDISTURBED)
    if undisturbed:
        return FoundWord("survive-outage", synonym=True)
    if contained.near and len(contained.near) == 1 and name in _ASKED and _of_one(name, contained.near[0], parts):
        return FoundWord(contained.near[0], synonym=True)
    slip = _slip(name, text)
    if slip:
        return FoundWord(slip=slip)
    narrowed = _narrowed(name, parts) if name in _NARROWED and not _denial(text) else None
    if narrowed:
        return FoundWord(meanings=narrowed[1]) if narrowed[1] else FoundWord(narrowed[0], synonym=True)
    if outside:
        return FoundWord(outside=outside)
    if headed and set(contained.near) <= {headed[0], *headed[1]}:
        return FoundWord(meanings=headed[1]) if headed[1] else FoundWord(near=(headed[0],))
    return FoundWord(near=contained.near or (related(parts, _parts(name)) if len(RECORDS[name]) > _FEW else ()))


def _narrowed(name: str, parts: tuple[str, ...]) -> Meant | None:
    """The meaning of a known text that *for*, *within* or the like narrows by words of no list; ``None`` for any other.

    A need may also have such words before it, where one of them says that it is wanted, as in *doctors use MFA*.
    """
    for cut in range(len(parts) - 1, 0, -1):
        meant = phrase(parts[:cut], _by_tokens(name)).meant if parts[cut] in NARROWING else None
        tail = parts[cut + 1 :]
        if not meant or not tail:
            continue
        if name == "need" and parts[cut] == "for" and all(token in _AUDIENCE for token in tail):
            return meant
        if not any(token in OUTSIDE or token in TURNING for token in (*tail, "".join(tail))):
            known = "".join(tail) in _close("identity-provider")  # single sign-on with Entra ID, or to Amazon Connect
            known |= meant[0] == "sso" and bool(_searched("workload-kind", " ".join(tail)).word)
            return meant if known or all(_foreign(token, name) for token in tail) else None
    for cut in range(1, min(len(parts), 4) if name == "need" else 0):
        meant, before = phrase(parts[cut:], _by_tokens(name)).meant, set(parts[:cut])
        if meant:
            if "".join(parts[:cut]) in _close("identity-provider") and meant[0] in _BY_PROVIDER:
                return meant
            turned = before & (REVERSING | TURNING | OUTSIDE.keys())
            wanted = not WANTING.isdisjoint(parts) or all(token in EMPTY or neutral(token) for token in before)
            return meant if wanted and not turned and all(_foreign(token, name) for token in before) else None
    return None


def _led(name: str, parts: tuple[str, ...]) -> bool:
    """True for a need whose first token is a subject of no meaning, as in *researchers use their normal login*."""
    return (
        name == "need"
        and len(parts) > 2
        and parts[1] in _VERBS
        and parts[0] not in REVERSING
        and _foreign(parts[0], name)
    )


def _provider(parts: tuple[str, ...]) -> str:
    """The identity provider with which a need says that people sign in; empty for any other need."""
    rest = [part for part in parts if part not in EMPTY and not neutral(part) and part not in _SIGNING]
    signs = set(parts) & _SIGNING
    known = _close("identity-provider").get("".join(rest)) if rest and signs else None
    return known[0] if known and known[0] != "ad" and not set(parts) & (TURNING | REVERSING) else ""


def _of_one(name: str, word: str, parts: tuple[str, ...]) -> bool:
    """True where every token of a text is one that the known texts of a single word have, and none turns its meaning."""
    turned = set(parts) & (REVERSING | TURNING | DENYING | OUTSIDE.keys())
    own = frozenset(part for text, meant, _ in _texts(name) if meant == word for part in tokens(text))
    return not turned and all(part in own or neutral(part) for part in parts)


def _foreign(token: str, name: str) -> bool:
    """True for a token that no word of a list has, or that means nothing by itself."""
    return token in EMPTY or neutral(token) or token not in _own_tokens(name)


@cache
def _own_tokens(name: str) -> frozenset[str]:
    """Every part of the known texts of a list."""
    return frozenset(token for text, _, _ in _texts(name) for token in tokens(text))


@cache
def _parts(name: str) -> dict[str, frozenset[str]]:
    """The tokens of each word of a list, of its synonyms and of its meaning."""
    return {
        record.word: frozenset(
            part for text in (record.word, record.meaning, *record.synonyms) for part in tokens(text)
        )
        for record in RECORDS[name]
    }


@cache
def _by_tokens(name: str) -> dict[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    """The known texts of a list by their tokens, each with its meaning."""
    found: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
    for text, word, meanings in _texts(name):
        found.setdefault(tokens(text), (word, meanings))
    return found


def _texts(name: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The texts known to a list: its words, their synonyms, and the ambiguous ones, each with what it means."""
    for record in RECORDS[name]:
        yield record.word, record.word, ()
    for record in RECORDS[name]:
        for synonym in record.synonyms:
            yield synonym, record.word, ()
    for entry in AMBIGUOUS.get(name, ()):
        yield entry.text, "", entry.meanings


@cache
def _own(name: str) -> frozenset[str]:
    """The keys of the words themselves."""
    return frozenset(key for record in RECORDS[name] for key in (close_key(record.word), loose_key(record.word)))


@cache
def _close(name: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for text, word, meanings in _texts(name):
        found.setdefault(close_key(text), (word, meanings))
    return found


@cache
def _loose(name: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Like the close keys; a key that two words share is left out, unless it is one of them exactly."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    shared: set[str] = set()
    for text, word, meanings in _texts(name):
        if found.setdefault(loose_key(text), (word, meanings)) != (word, meanings):
            shared.add(loose_key(text))
    return {key: entry for key, entry in found.items() if key and key not in shared}


def _elsewhere(name: str, text: str) -> Iterator[tuple[str, str]]:
    """The other lists that know the text; a text with *no* before it belongs to the forbidden words."""
    rest = _denial(text)
    if rest and name != "forbidden":
        among, key = _close("forbidden"), close_key(rest)
        meant = among.get(key) or phrase(tokens(rest), _by_tokens("forbidden")).meant
        if meant and meant[0]:
            yield "forbidden", meant[0]
        return
    keys = (close_key(text), loose_key(text))
    homes = {}
    for other in PLACES:
        found = (among[key] for key, among in zip(keys, (_close(other), _loose(other)), strict=True) if key in among)
        word = next((word for word, _ in found if word), "")
        nothing = (other, word) == ("connectivity", "none") and text.lower() != "none"
        if word and not nothing and other != name and {other, name} != {"need", "credential-need"}:
            homes[other] = word
    if "need" in homes:
        homes.pop("credential-need", None)
    if len(homes) > 1 and keys[0] not in _own("forbidden"):  # what is forbidden is seldom named outside its list
        homes.pop("forbidden", None)
    yield from homes.items()


@cache
def _vocabulary() -> frozenset[str]:
    """Every part of every known text: a text made of these alone is not a slip, it means something else."""
    return frozenset(token for name in RECORDS for text, _, _ in _texts(name) for token in tokens(text))


def _slips(parts: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """True where a text is a slip of a known one, and no short part of it is another word."""
    pairs = zip(parts, known, strict=False) if len(parts) == len(known) else ()
    short = any(one != other and min(len(one), len(other)) < _SHORT for one, other in pairs)
    return not short and one_slip("".join(parts), "".join(known))


def _slip(name: str, text: str) -> str:
    """The one word of which the text is a misspelling; empty if there is none, or more than one."""
    parts = tokens(text)
    if not any(token not in _vocabulary() for token in parts):
        return ""
    found = {meant[0] for known, meant in _by_tokens(name).items() if meant[0] and _slips(parts, known)}
    return found.pop() if len(found) == 1 else ""
