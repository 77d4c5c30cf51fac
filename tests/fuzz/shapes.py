"""Mutations of an input as a whole: its encoding, its line ends, its nesting, its keys, anchors and numbers.

Mutations of bytes seldom give these, since each needs many places to change together.
"""

import gzip
import io
import json
import random
import re
import zipfile
from collections.abc import Callable

NUMBERS = [
    "1e999", "-1e999", "1e-999", "0.1e1", "1E+2", "00", "01", "-0", "0o17", "0b11", "1_000", "9" * 30, "9" * 4400, "-" + "9" * 30, ".5", "5.", "+5",
    "1:30", "190:20:30", ".inf", "-.Inf", ".NaN", "2026-01-01", "2026-13-01", "2026-01-01T00:00:00+99:99", "1e400", "0x" + "f" * 300,
]  # fmt: skip
TAGS = [
    "!!str",
    "!!int",
    "!!float",
    "!!bool",
    "!!null",
    "!!seq",
    "!!map",
    "!!set",
    "!!omap",
    "!!binary",
    "!!timestamp",
    "!x",
    "!<tag:x>",
    "!!python/name:os",
]


def reshaped(content: bytes, chance: random.Random) -> bytes:
    """The content in another shape; the same content where the shape does not apply."""
    return chance.choice(SHAPES)(content, chance)[: 1 << 19]


def inside(content: bytes, chance: random.Random, mutate: Callable[[bytes], bytes]) -> bytes | None:
    """A gzip file or an archive whose content is mutated, packed again; ``None`` for what is not one."""
    if content[:2] == b"\x1f\x8b":
        try:
            return gzip.compress(mutate(gzip.decompress(content)), 1)
        except (OSError, EOFError):
            return None
    if content[:2] != b"PK":
        return None
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            new.writestr(name, mutate(old.read(name)) if name == chosen else old.read(name))
    return made.getvalue()


def _encoded(content: bytes, chance: random.Random) -> bytes:
    """Another encoding, or a byte order mark."""
    text = content.decode("utf-8", "replace")
    name = chance.choice(
        ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "latin-1", "cp1252", "utf-8-sig", "cp037"]
    )
    return text.encode(name, "replace")


def _marked(content: bytes, chance: random.Random) -> bytes:
    """A byte order mark where a line, a value or a key begins."""
    places = [match.end() for match in re.finditer(rb"^|\n|: |[{\[,\"]", content)]
    at = chance.choice(places)
    return content[:at] + b"\xef\xbb\xbf" + content[at:]


def _line_ends(content: bytes, chance: random.Random) -> bytes:
    """Other line ends, everywhere or in some places."""
    ends = chance.choice(
        [b"\r\n", b"\r", b"\n\r", b"\x0b", b"\x0c", b"\xc2\x85", b"\xe2\x80\xa8", b"\r\r\n", b" \n", b"\t\n"]
    )
    if chance.random() < 0.5:
        return content.replace(b"\n", ends)
    return re.sub(rb"\n", lambda _: ends if chance.random() < 0.2 else b"\n", content)


def _long_line(content: bytes, chance: random.Random) -> bytes:
    """A very long line: in a word, between words, or in a comment."""
    words = list(re.finditer(rb"[A-Za-z0-9._-]+", content)) or [None]
    word = chance.choice(words)
    size = chance.choice([1_000, 70_000, 300_000])
    at = word.end() if word else 0
    return (
        content[:at]
        + chance.choice([b"x", b" ", b"0", b"#", b"\\", b'"', b"'", b"*?", b"a.", b"=", b"ab,", b"(", b"-"]) * size
        + content[at:]
    )


def _nested(content: bytes, chance: random.Random) -> bytes:
    """A value in very many lists, mappings or blocks."""
    deep = chance.choice([20, 49, 51, 200, 1000, 20_000])
    opening, closing = chance.choice(
        [(b"[", b"]"), (b'{"a":', b"}"), (b"{a: ", b"}"), (b"- ", b""), (b"? ", b""), (b"(&", b")"), (b"<a>", b"</a>")]
    )
    values = list(re.finditer(rb"(?<=[:\[,])\s*(\"[^\"\n]*\"|[^\s\"',:{}\[\]]+)", content))
    if not values:
        return opening * deep + content + closing * deep
    value = chance.choice(values)
    return content[: value.start(1)] + opening * deep + value[1] + closing * deep + content[value.end(1) :]


def _keys_twice(content: bytes, chance: random.Random) -> bytes:
    """A JSON key twice in its mapping, with another value; or a line of YAML or LDIF twice with another value."""
    keys = list(re.finditer(rb'("[^"\n]*"\s*:\s*)("[^"\n]*"|[0-9.]+|true|false|null)(?=[,}\s])', content))
    if keys:
        key = chance.choice(keys)
        other = chance.choice([b"null", b'""', b"[]", b"{}", b"1", chance.choice(keys)[2]])
        return content[: key.start()] + key[1] + other + b", " + content[key.start() :]
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    head, colon, _ = lines[at].partition(b":")
    lines.insert(at, head + colon + chance.choice([b"", b" x", b" []", b" {}", b" 1", b": eA=="]))
    return b"\n".join(lines)


def _numbered(content: bytes, chance: random.Random) -> bytes:
    """A number in place of a number or of a word."""
    values = list(re.finditer(rb"(?<=[:\[, ])\"?[A-Za-z0-9._-]+\"?(?=[,\s}\]]|$)", content))
    if not values:
        return content
    value = chance.choice(values)
    return content[: value.start()] + chance.choice(NUMBERS).encode() + content[value.end() :]


def _tagged(content: bytes, chance: random.Random) -> bytes:
    """Anchors, aliases, merge keys and tags at values of YAML."""
    values = list(re.finditer(rb"(?<=: )[^\n]+|(?<=- )[^\n]+", content))
    if not values:
        return content
    made, shift = bytearray(content), 0
    for value in sorted(
        chance.sample(values, min(len(values), chance.choice([1, 2, 4]))), key=lambda each: each.start()
    ):
        mark = chance.choice(
            [
                b"&a ",
                b"*a ",
                b"*a",
                b"&a",
                b"<<: *a, ",
                b"&a &b ",
                b"&a *a ",
                chance.choice(TAGS).encode() + b" ",
                b"! ",
                b"| ",
                b">- ",
                b"%YAML 1.1\n---\n",
            ]
        )
        made[value.start() + shift : value.start() + shift] = mark
        shift += len(mark)
    return bytes(made)


def _expanded(content: bytes, chance: random.Random) -> bytes:
    """Aliases of aliases in front of the content."""
    wide, deep = chance.choice([2, 9, 40]), chance.choice([2, 5, 12, 40])
    lines = ["a0: &a0 [x, y]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * wide)}]" for n in range(1, deep)]
    if chance.random() < 0.4:
        lines = ["a0: &a0 {x: 1}"] + [
            f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * wide)}], k{n}: 1}}" for n in range(1, deep)
        ]
    return "\n".join(lines).encode() + b"\n" + content


def _documents(content: bytes, chance: random.Random) -> bytes:
    """Several documents, directives, or the end of a document in the middle."""
    at = chance.choice([match.end() for match in re.finditer(rb"^|\n", content)])
    return (
        content[:at]
        + chance.choice(
            [
                b"---\n",
                b"...\n",
                b"%YAML 9.9\n---\n",
                b"%TAG ! x:\n---\n",
                b"--- !!map\n",
                b"\x00\n",
                b"\x1a",
                b"\x1f\x8b\x08",
            ]
        )
        + content[at:]
    )


def _types_swapped(content: bytes, chance: random.Random) -> bytes:
    """JSON in which every value of some key has another type."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return content
    keys: set[str] = set()
    waiting = [data]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            keys |= set(part)
        waiting += part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    if not keys:
        return content
    wanted, how = chance.choice(sorted(keys)), chance.randrange(8)

    def swapped(part: object) -> object:
        if isinstance(part, list):
            return [swapped(below) for below in part]
        if not isinstance(part, dict):
            return part
        return {key: _swapped(below, how) if key == wanted else swapped(below) for key, below in part.items()}

    return json.dumps(swapped(data)).encode()


def _swapped(value: object, how: int) -> object:
    match how:
        case 0:
            return [value]
        case 1:
            return {"value": value}
        case 2:
            return str(value)
        case 3:
            return (
                {entry: entry for entry in map(str, value)}
                if isinstance(value, list)
                else list(value)
                if isinstance(value, dict)
                else None
            )
        case 4:
            return [[value, value], [value]]
        case 5:
            return 10**400 if isinstance(value, int) else -1
        case 6:
            return {"": value, " ": value, "\x00": value, "\ud800": value}
        case _:
            return (
                value[0]
                if isinstance(value, list) and value
                else next(iter(value.values()))
                if isinstance(value, dict) and value
                else True
            )


def _many(content: bytes, chance: random.Random) -> bytes:
    """One of the content's lists, mappings or lines very many times."""
    times = chance.choice([100, 1_000, 5_000])
    parts = list(re.finditer(rb"\{[^{}\[\]]{1,300}\}|\"[^\"\n]{1,80}\"", content))
    if parts and content[:1] in b"{[":
        part = chance.choice(parts)
        return content[: part.start()] + (part[0] + b", ") * times + content[part.start() :]
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    return b"\n".join([*lines[:at], *(lines[at].replace(b":", b"%d:" % n, 1) for n in range(times)), *lines[at:]])


SHAPES = [
    _encoded, _marked, _line_ends, _long_line, _nested, _keys_twice, _numbered, _tagged, _expanded, _documents, _types_swapped, _types_swapped, _many,
]  # fmt: skip
"""Each shape that an input may take."""
