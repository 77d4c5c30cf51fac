"""Files as chunks of UTF-8: folders, compression in members, encodings, and damage after the intact part."""

import codecs
import gzip
import io
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.errors import InputError
from dirsim.parsing import trail_files as module
from dirsim.parsing.trail_files import DamagedError, TrailFile, pieces, trail_files

TEXT = '{"a": "é€😀"}\n' * 50


@pytest.fixture
def content(tmp_path):
    """A function: bytes of a file to what is read, and the damage that ended the reading."""

    def read(data):
        path = tmp_path / "file"
        path.write_bytes(data)
        found = b""
        try:
            for piece in pieces(TrailFile(str(path), "file")):
                found += piece
        except DamagedError as error:
            return found, str(error)
        return found, ""

    return read


def names(*paths):
    """The names of the files, and of the excluded ones, that paths refer to, without their folder."""
    found, left_out, _ = trail_files(paths)
    return [file.name.rpartition("/")[2] for file in found], [entry.path.rpartition("/")[2] for entry in left_out]


def test_a_folder_means_the_trail_files_below_it(tmp_path):
    """Files of a folder count by their endings, in any capitals and at any depth; what is left out is named."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in "b.json a.JSONL c.ndjson d.log e.txt f.json.gz deep/er/g.json .h.json .git/i.json j.csv k".split():
        (tmp_path / name).write_text("x", encoding="utf-8")
    found, left_out = names(tmp_path)
    assert found == [".h.json", "a.JSONL", "b.json", "c.ndjson", "d.log", "g.json", "e.txt", "f.json.gz"]
    assert left_out == [".git", "j.csv", "k"]


def test_a_named_file_is_taken_whatever_its_name(tmp_path):
    """A file that is named itself is read, and only once if it is named several times or also lies in a named folder."""
    path = tmp_path / "notes.csv"
    other = tmp_path / "a.json"
    for one in (path, other):
        one.write_text("x", encoding="utf-8")
    assert names(path, path) == (["notes.csv"], [])
    assert names(other, tmp_path, other) == (["a.json"], ["notes.csv"])
    link = tmp_path / "link.json"
    link.symlink_to(other)
    assert names(other, link)[0] == ["a.json"]


def test_standard_input_is_a_file():
    """A dash is standard input, once."""
    found, left_out, _ = trail_files(["-", "-"])
    assert ([(file.path, file.name) for file in found], left_out) == ([("-", "<stdin>")], ())


def test_every_missing_path_is_named(tmp_path):
    """All paths that do not exist come in one error; a path of several lines is named by its first."""
    with pytest.raises(InputError) as caught:
        trail_files([tmp_path, "/no/such", "text\nof lines", "nul\0byte"])
    assert [(problem.file, problem.message) for problem in caught.value.problems] == [
        ("/no/such", "file or folder not found"),
        ("text", "file or folder not found"),
        ("nul\0byte", "file or folder not found"),
    ]


@pytest.mark.parametrize("size", [64, 101, 1 << 20])
@pytest.mark.parametrize(
    "encode",
    [
        str.encode, lambda text: codecs.BOM_UTF8 + text.encode(), lambda text: text.encode("utf-16"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"), lambda text: text.encode("utf-32"),
        lambda text: codecs.BOM_UTF32_BE + text.encode("utf-32-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big", "utf-32 little", "utf-32 big"],
)  # fmt: skip
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_each_encoding_gives_the_text(monkeypatch, content, size, encode, pack):
    """The text is the same in each encoding, compressed or not, however much is read at once."""
    monkeypatch.setattr(module, "PIECE", size)
    assert content(pack(encode(TEXT))) == (TEXT.encode(), "")


def test_members_of_a_compressed_file_follow_each_other(content):
    """Several compressed members are one text; zero bytes after the last, which archives add, are ignored."""
    parts = [f"part {number}\n".encode() for number in range(3)]
    packed = b"".join(gzip.compress(part) for part in parts)
    assert content(packed) == (b"".join(parts), "")
    assert content(packed + b"\0" * 1000) == (b"".join(parts), "")


def test_a_large_compressed_file_is_read_in_bounded_chunks(monkeypatch, tmp_path):
    """A small file that expands a thousandfold comes in chunks of the limited size."""
    monkeypatch.setattr(module, "PIECE", 4096)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"x" * 1_000_000))
    sizes = [len(piece) for piece in pieces(TrailFile(str(path), "f"))]
    assert (sum(sizes), max(sizes)) == (1_000_000, 4096)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data[:-12], "the compressed file is truncated; the intact part is used"),
        (lambda data: data[:-1], "the compressed file is truncated; the intact part is used"),
        (lambda data: data + b"trailing", "the compressed file is damaged; the part before the damage is used"),
        (lambda data: data[:-8] + b"\1\2\3\4" + data[-4:], "the compressed file is damaged; the part before the damage is used"),
        (lambda _: b"\x1f\x8bnot gzip at all", "the compressed file is damaged; the part before the damage is used"),
        (lambda _: b"\x1f\x8b", "the compressed file is truncated; the intact part is used"),
    ],
    ids=["cut in the data", "cut in the length", "more after it", "wrong sum", "only the mark", "nothing but the mark"],
)  # fmt: skip
def test_damage_is_told_after_the_intact_part(content, damage, message):
    """The part that could be decompressed before the damage is given, and then the kind of the damage."""
    found, told = content(damage(gzip.compress(TEXT.encode(), mtime=0)))
    assert told == message
    assert TEXT.encode().startswith(found)


@pytest.mark.parametrize(
    "data",
    [codecs.BOM_UTF16_LE + b"a\0b", codecs.BOM_UTF16_LE + b"\0\xdca\0", codecs.BOM_UTF32_LE + b"\xff\xff\xff\xff"],
)
def test_text_in_the_wrong_encoding_is_damage(content, data):
    """Half a character, or an impossible one, after a byte order mark is damage of the file."""
    assert content(data)[1] == "the file is not text in the encoding of its byte order mark"


def test_an_empty_file_has_no_text(content):
    """A file without bytes is read to its end without damage."""
    assert content(b"") == (b"", "")
    assert content(codecs.BOM_UTF8) == (b"", "")
    assert content(gzip.compress(b"")) == (b"", "")


def test_bytes_without_a_mark_are_passed_through(content):
    """Without a byte order mark the bytes are given as they are: records are judged one by one."""
    assert content(b"\xff{} \xc3") == (b"\xff{} \xc3", "")


def test_a_file_that_cannot_be_opened_is_damage(tmp_path):
    """A file that is gone, or is a folder, is reported with the reason of the system."""
    for path, reason in ((tmp_path / "gone", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(DamagedError, match=f"^the file cannot be read: {reason}$"):
            list(pieces(TrailFile(os.fspath(path), "f")))


def test_standard_input_may_be_compressed(monkeypatch):
    """Standard input is read as a file is, with compression and encoding recognised."""
    for data in (TEXT.encode(), gzip.compress(TEXT.encode("utf-16"))):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert b"".join(pieces(TrailFile("-", "<stdin>"))) == TEXT.encode()


@given(st.binary(max_size=300), st.integers(1, 5))
def test_compression_changes_nothing(tmp_path_factory, data, members):
    """Any bytes without a byte order mark come out as they were, compressed in one member or in several."""
    plain = b"-" + data
    step = -(-len(plain) // members)
    packed = b"".join(gzip.compress(plain[place : place + step]) for place in range(0, len(plain), step))
    path = tmp_path_factory.getbasetemp() / "members.gz"
    path.write_bytes(packed)
    assert b"".join(pieces(TrailFile(str(path), "f"))) == plain


def read(file):
    """The number of bytes that a file gives, and its damage."""
    taken = 0
    try:
        for piece in pieces(file):
            taken += len(piece)
    except DamagedError as error:
        return taken, str(error)
    return taken, ""


class _Endless(io.RawIOBase):
    """A stream that does not end."""

    given = 0

    def readable(self):
        """It can be read."""
        return True

    def read(self, size=-1):
        """As many bytes as asked for."""
        self.given += size
        return b"dn: CN=a\ncn: a\n\n" * (size // 16)


def test_an_endless_stream_ends_at_the_limit(monkeypatch):
    """Standard input without an end is read up to the limit; the part before it is used, and the error says so."""
    stream = _Endless()
    monkeypatch.setattr(module, "STREAM_BYTES", 4 << 20)
    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": stream}))
    taken, fault = read(TrailFile("-", "<stdin>"))
    assert "the part before it is used" in fault
    assert 0 < taken <= stream.given <= 6 << 20


def test_a_bomb_ends_at_the_limit(tmp_path):
    """A small file that expands beyond the limit is damaged; what was expanded before is bounded."""
    bomb = tmp_path / "bomb.ldif.gz"
    bomb.write_bytes(gzip.compress(b"\n" * (200 << 20), compresslevel=9))
    taken, fault = read(TrailFile(str(bomb), "bomb"))
    assert "more than 250 times its size" in fault
    assert taken < 40 << 20


def test_a_closed_standard_input_is_damage(monkeypatch):
    """A closed standard input is an error with a name, not a fault of dirsim."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(DamagedError, match="standard input is closed"):
        list(pieces(TrailFile("-", "<stdin>")))
