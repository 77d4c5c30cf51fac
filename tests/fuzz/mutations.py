"""Mutations of inputs: bytes, lines, tokens and JSON values."""

import json
import random
import re

from shapes import inside, reshaped

TOKENS = [
    b"", b"\x00", b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", "\u202e".encode(), "\u2028".encode(), b"\t", b"\r\n", b"\n\n", b" ", b"'", b'"',
    b"\\", b"\\20", b"\\,", b"=", b",", b":", b";", b"::", b": ", b"- ", b"? ", b"&a ", b"*a", b"<<: *a", b"!!python/object:os.system ", b"|", b">",
    b"#", b"{", b"}", b"[", b"]", b"{}", b"[]", b"null", b"true", b"false", b"~", b"0", b"-1", b"1e308", b".nan", b".inf", b"NaN", b"Infinity",
    b"999999999999999999999", b"9" * 400, b"0x10", b"1.5", b"9999-12-31T23:59:59Z", b"0001-01-01", b"2026-02-30", b"253402300800",
    b"*", b"?", b"*?" * 20, b"${", b"${aws:username}", b"arn:aws:iam::111122223333:role/", b"arn:aws:sts::1:assumed-role//", b"arn:::::", b"::::::",
    b"dn:", b"dn: ", b"dn:: ", b"changetype: modify\n", b"-\n", b"CN=", b"DC=", b",,", b"S-1-5-21-", b"D:(A;;;;;)", b"$(id)", b"::error::x",
    b"##vso[x]", b"\x1b[31m", b"<script>", b"../../x", b"a" * 5000, b"%s%n", b"999h", b"1" * 40 + b"h", b"existing-credentials", b"workspaces",
]  # fmt: skip
VALUES = [
    None, True, False, 0, -1, 1, 1.5, 1e308, -0.0, 10**18, 10**40, "", " ", "x", "*", "\x00", "\u202e", "\ud800", "9" * 400, "arn:aws:iam::1:role/",
    "arn:::::", "2026-01-01", "9999-12-31T23:59:59Z", [], {}, [[]], [None], [{}], {"": None}, {"x": {"y": []}}, ["a", 1, None], "S-1-5-21-1",
    "DC=a", "a" * 3000, "::error::", ["arn:aws:s3:::" + "*?" * 30],
]  # fmt: skip


def _any_json(value: object, chance: random.Random) -> object:
    """The value with one part of it replaced, removed, renamed, doubled or moved."""
    places: list[tuple[object, object]] = []
    waiting = [value]
    while waiting:
        part = waiting.pop()
        keys = list(part) if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
        for key in keys:
            places.append((part, key))
            waiting.append(part[key])  # type: ignore[index]
    if not places:
        return chance.choice(VALUES)
    holder, key = chance.choice(places)
    match chance.randrange(7):
        case 0 | 1 | 2:
            holder[key] = chance.choice(VALUES)  # type: ignore[index]
        case 3:
            del holder[key]  # type: ignore[attr-defined]
        case 4:
            other, at = chance.choice(places)
            holder[key] = (
                json.loads(json.dumps(other[at])) if at in other or (isinstance(at, int) and at < len(other)) else None
            )  # type: ignore[index, operator, arg-type]
        case 5 if isinstance(holder, dict):
            holder[chance.choice(["", "x", "Version", "name", "Statement", str(key).upper()])] = holder.pop(key)
        case _:
            if isinstance(holder, list):
                holder.append(holder[key])  # type: ignore[call-overload]
            else:
                holder[key] = [holder[key]]  # type: ignore[index]
    return value


def mutated(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The content with one to eight mutations; every fourth also takes another shape. Most archives are mutated inside."""
    if chance.random() < 0.7:
        packed = inside(content, chance, lambda part: _mutated(part, others, chance))
        if packed is not None:
            return packed
    return _mutated(content, others, chance)


def _mutated(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    if chance.random() < 0.25:
        content = reshaped(content, chance)
        if chance.random() < 0.7:
            return content
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        content = _once(content, others, chance)[: 1 << 18]
    return content


def _once(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    kind = chance.randrange(11)
    if kind <= 3 and content[:1] in (b"{", b"["):
        try:
            made = _any_json(json.loads(content), chance)
            return json.dumps(made, ensure_ascii=chance.random() < 0.8).encode("utf-8", "surrogatepass")
        except (ValueError, RecursionError, TypeError, KeyError, IndexError):
            pass
    at, end = sorted((chance.randrange(len(content) + 1), chance.randrange(len(content) + 1)))
    match kind:
        case 0 | 4:
            return content[:at] + chance.choice(TOKENS) + content[at:]
        case 1:
            return content[:at] + content[min(end, at + chance.choice((1, 2, 8, 64))) :]
        case 2:
            return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
        case 3 | 5:  # a token in place of a word
            words = list(re.finditer(rb"[^\s\"',:{}\[\]=;]+", content))
            if words:
                word = chance.choice(words)
                return content[: word.start()] + chance.choice(TOKENS) + content[word.end() :]
            return content + chance.choice(TOKENS)
        case 6:
            lines = content.split(b"\n")
            place = chance.randrange(len(lines))
            lines.insert(chance.randrange(len(lines) + 1), lines[place] if chance.random() < 0.5 else lines.pop(place))
            return b"\n".join(lines)
        case 7:
            return content[:at] + content[at:end] * chance.choice((2, 3, 20)) + content[end:]
        case 8:
            other = chance.choice(others)
            cut = chance.randrange(len(other) + 1)
            return content[:at] + other[cut : cut + chance.choice((4, 40, 400))] + content[at:]
        case 9:
            return content[:at]
        case _:
            return (
                content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
                if at < len(content)
                else content
            )
