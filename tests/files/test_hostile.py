"""Files that are broken, or made to break the reader: one InputError each, and soon."""

import io
import os
import sys

import pytest

from dirsim.errors import InputError
from dirsim.files import parse_requirements, read_requirements, read_topology
from dirsim.parsing.source import MAX_BYTES

HEAD = "dirsim: requirements/v1\nname: case\n"


def said(path):
    """The message about a file; its name is cut off."""
    with pytest.raises(InputError) as caught:
        read_requirements(path, name="f")
    return str(caught.value)


def message(text):
    """The message about a text."""
    with pytest.raises(InputError) as caught:
        parse_requirements(text)
    return str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    """There is no traceback where there is no file."""
    with pytest.raises(InputError, match="file not found"):
        read_requirements(tmp_path / "none.yaml")


def test_a_directory_is_no_file(tmp_path):
    """A directory is called one."""
    with pytest.raises(InputError, match="expected a file, found a directory"):
        read_topology(tmp_path)


def test_names_that_no_file_can_have():
    """Names with NUL, or far too long ones, are reported like any other fault."""
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(InputError, match="the file cannot be read"):
            read_requirements(name)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_says_so(tmp_path):
    """Permissions are named."""
    file = tmp_path / "f.yaml"
    file.write_text(HEAD)
    file.chmod(0)
    assert "may not be read" in said(file)


def test_text_in_place_of_a_path_is_pointed_to_the_parse_functions():
    """Whoever passes the text itself learns what reads it."""
    with pytest.raises(InputError, match="parse functions"):
        read_requirements(HEAD)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty"),
        (b"\n\n# nothing\n", "the file is empty"),
        (b"\x7fELF\x00\x01", "the file is binary"),
        (b"name: \xff\xff\n", "the byte 0xff is not UTF-8 text"),
        (HEAD.encode("utf-16"), "the file is in UTF-16"),
        (HEAD.encode("utf-32"), "the file is in UTF-32"),
        (HEAD.encode("utf-16-le"), "the file is binary"),
        (b"a: \x01\n", "the character '\\x01' is not allowed"),
    ],
)
def test_what_is_no_text_is_said_to_be_none(tmp_path, content, expected):
    """Empty, binary and wrongly encoded files are told apart."""
    file = tmp_path / "f.yaml"
    file.write_bytes(content)
    assert expected in said(file)


def test_the_place_of_a_wrong_byte_is_told(tmp_path):
    """Line and column count characters, not bytes."""
    file = tmp_path / "f.yaml"
    file.write_bytes("a: 1\nä: ".encode() + b"\xff\n")
    assert said(file).startswith("f:2:4: ")


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path):
    """Files from Windows editors are read."""
    file = tmp_path / "f.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert read_requirements(file).name == "case"


def test_a_huge_file_is_not_read(tmp_path):
    """50 MB are refused by their size."""
    file = tmp_path / "f.yaml"
    with file.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    assert "50.0 MiB" in said(file)


def test_a_device_without_end_is_not_read_to_its_end():
    """Reading stops at the limit where there is no size to ask for."""
    if not os.path.exists("/dev/zero"):  # noqa: PTH110 -- a device, not a path of the test
        pytest.skip("no /dev/zero here")
    assert "exceeds the limit of 4 MiB" in said("/dev/zero")


def test_standard_input_is_read_and_limited(monkeypatch):
    """``-`` is standard input."""

    class Stdin:
        buffer = io.BytesIO(HEAD.encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert read_requirements("-").name == "case"
    Stdin.buffer = io.BytesIO(b"a" * (MAX_BYTES + 1))
    with pytest.raises(InputError, match=r"^<stdin>: the input exceeds the limit"):
        read_requirements("-")


def billion_laughs():
    """Nine lists, each of nine of the list before it."""
    lines = ['a0: &a0 ["ha", "ha", "ha", "ha", "ha", "ha", "ha", "ha", "ha"]']
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    return HEAD + "\n".join(lines)


def merged_laughs():
    """The same by merge keys."""
    lines = ["b0: &b0 {" + ", ".join(f"k{n}: {n}" for n in range(9)) + "}"]
    for n in range(1, 9):
        lines.append(f"b{n}: &b{n} {{" + ", ".join(f"m{k}: *b{n - 1}" for k in range(9)) + "}")
        lines.append(f"c{n}: {{<<: *b{n}}}")
    return HEAD + "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (billion_laughs(), "more than 50000 values"),
        (merged_laughs(), "more than 50000 values"),
        ("[" * 100_000, "nested deeper than 50 levels"),
        ('{"a":' * 100_000, "nested deeper than 50 levels"),
        ("\n".join(" " * depth + "a:" for depth in range(100)), "nested deeper than 50 levels"),
        (HEAD + "needs: &x [*x]", "refers to a value that contains it"),
        (HEAD + "a: &x {b: {c: *x}}", "refers to a value that contains it"),
        (HEAD + "needs: !!python/object/apply:os.system [id]", "is not allowed"),
        (HEAD + "needs: !!binary aGk=", "is not allowed"),
        (HEAD + "needs: !include /etc/passwd", "is not allowed"),
        (HEAD + "estate: {users: " + "9" * 5000 + "}", "the number is too large"),
        ('{"dirsim": "requirements/v1", "name": "x", "estate": {"users": ' + "9" * 5000 + "}}", "too large"),
        ('{"dirsim": "requirements/v1", "name": "x", "name": "y"}', "duplicate key"),
        ('{"dirsim": "requirements/v1", "name": "x", "estate": {"users": NaN}}', "found 'NaN'"),
        ('{"dirsim": "requirements/v1", "name": "x", "estate": {"users": 1e400}}', "too large"),
        ('{"dirsim": "requirements/v1", "name": "\\ud83d"}', "half a character"),
        ('a: "\\UFFFFFFFF"', "invalid YAML"),
        ("%YAML 9.9\n---\na: 1", "invalid YAML"),
        (HEAD + "? [1, 2]\n: x\n", "a key must be text, found a list"),
        (HEAD + "? {a: 1}\n: x\n", "a key must be text, found a mapping"),
        (HEAD + "{}:\n", "a key must be text, found a mapping"),
        (HEAD + "<<: 5\n", "'<<' merges mappings"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_texts_that_are_made_to_break_the_reader(text, expected):
    """Explosions, recursion, objects and odd numbers are one InputError."""
    assert expected in message(text)


def test_names_of_control_characters_do_not_reach_the_terminal():
    """What a message quotes is escaped."""
    assert "\x1b" not in message(HEAD + 'needs: ["\\e[31mred"]\n"\\e[2J": 5\nestate: {"\\e": 5, sites: {"\\e": 5}}\n')


def test_anchors_and_merge_keys_of_honest_files_work():
    """Repetition may be avoided with YAML's own means."""
    text = HEAD + (
        "estate:\n  sites: {a: &s {kind: aws-region, region: eu-central-1}, b: {<<: *s, region: eu-south-1}}\n"
        "  links: {l: {between: &ends [a, b]}, m: {between: *ends}}\n"
    )
    estate = parse_requirements(text).estate
    assert estate.sites["b"].region == "eu-south-1"
    assert estate.sites["b"].kind == "aws-region"
    assert estate.links["m"].between == ("a", "b")
