"""The LDIF reader."""

from __future__ import annotations

import base64
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.catalog.limits import most
from dirsim.errors import InputError, Problem
from dirsim.parsing.ldif import LdifRecord, LdifValue, ldif_records, read_ldif


def _read(text: str | bytes, piece: int = 1 << 20) -> tuple[list[LdifRecord], list[Problem]]:
    raw = text.encode() if isinstance(text, str) else text
    problems: list[Problem] = []
    parts = (raw[start : start + piece] for start in range(0, len(raw), piece))
    return list(ldif_records(parts, "x.ldif", problems)), problems


def test_folded_lines_comments_and_base64() -> None:
    """Folded lines are put together, comments with their own folds left out, base64 decoded; lines are counted."""
    text = "version: 1\n# a comment\n  that is folded\ndn: CN=a,\n DC=b\ncn: a\ndescription:: w6TDtg==\r\n\n\ndn: DC=b\nx: \n"
    records, problems = _read(text)
    assert not problems
    assert records[0].dn == "CN=a,DC=b"
    assert records[0].line == 4
    assert records[0].text("DESCRIPTION") == "äö"
    assert records[1].attributes == (LdifValue("x", b"", 11),)


def test_changes() -> None:
    """A modify is read part by part; the root DSE has an empty name; the last dash is optional."""
    text = (
        "dn:\nchangetype: modify\nadd: schemaUpdateNow\nschemaUpdateNow: 1\n-\n\n"
        "dn: CN=a\nchangetype: ntdsSchemaModify\nreplace: b\n-\ndelete: c\nc: 1\nc: 2\n\n"
        "dn: CN=a\ncontrol: 1.2.3 true\nchangetype: modrdn\nnewrdn: CN=b\ndeleteoldrdn: 0\nnewsuperior: DC=x\n\n"
        "dn: CN=a\nchangetype: delete\n"
    )
    (root, modify, rename, delete), problems = _read(text)
    assert not problems
    assert (root.dn, root.change, root.changes[0].attribute) == ("", "modify", "schemaUpdateNow")
    assert modify.lenient
    assert [(part.operation, part.attribute, len(part.values)) for part in modify.changes] == [
        ("replace", "b", 0),
        ("delete", "c", 2),
    ]
    assert (rename.new_rdn, rename.new_superior, rename.delete_old_rdn) == ("CN=b", "DC=x", False)
    assert rename.controls == ("1.2.3 true",)
    assert delete.change == "delete"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cn: a\n", "expected 'dn:' at the start of a record"),
        ("dn: CN=a\nno colon\n", "expected 'name: value'"),
        ("dn: CN=a\nx:< file:///etc/passwd\n", "is a URL"),
        ("dn: CN=a\nx:: ???\n", "not base64"),
        ("dn: CN=a\nchangetype: explode\n", "unknown changetype"),
        ("dn: CN=a\nchangetype: modify\nadd: x\ny: 1\n", "expected a value of 'x'"),
        ("dn: CN=a\nchangetype: modify\nx: 1\n", "expected 'add:', 'delete:' or 'replace:'"),
        ("dn: CN=a\nchangetype: modrdn\ndeleteoldrdn: 1\n", "missing 'newrdn:'"),
        ("dn:: /w==\n", "not UTF-8"),
        ("version: 2\n\ndn: CN=a\nx: y\n", "version 1"),
    ],
)
def test_an_invalid_record_is_reported_and_the_rest_is_read(text: str, message: str) -> None:
    """An invalid record is reported with its line and skipped; the next one is read."""
    records, problems = _read(f"{text}\ndn: CN=next\ncn: next\n")
    assert message in problems[0].message
    assert problems[0].line > 0
    assert records[-1].dn == "CN=next"


def test_lines_of_a_search_are_passed_over() -> None:
    """What ldapsearch adds about the search and about references is no record."""
    records, problems = _read("dn: DC=x\nx: y\n\nref: ldap://elsewhere/\n\nsearch: 2\nresult: 0 Success\n")
    assert [record.dn for record in records] == ["DC=x"]
    assert not problems


def test_a_file_that_is_no_ldif_is_given_up() -> None:
    """At the limit of problems reading stops, and says so."""
    _, problems = _read("x\n\n" * 500)
    assert len(problems) == most("problems") + 1


def test_files(tmp_path) -> None:
    """Compressed and UTF-16 files are read; a missing file is an input error."""
    text = "dn: CN=ä\ncn: ä\n"
    (tmp_path / "a.ldif").write_bytes(text.encode("utf-16"))
    (tmp_path / "b.ldif.gz").write_bytes(gzip.compress(text.encode()))
    for name in ("a.ldif", "b.ldif.gz"):
        assert [record.text("cn") for record in read_ldif(tmp_path / name)] == ["ä"]
    with pytest.raises(InputError):
        list(read_ldif(tmp_path / "none.ldif"))


@given(
    st.lists(
        st.tuples(st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,8}", fullmatch=True), st.binary(max_size=60)), max_size=5
    ),
    st.integers(1, 30),
    st.integers(1, 20),
)
def test_what_is_written_is_read(values, width, piece) -> None:
    """Values written in base64 and folded anywhere are read as they were, whatever the pieces that the text comes in."""
    lines = ["dn: CN=a"]
    for name, value in values:
        line = f"{name}:: {base64.b64encode(value).decode()}"
        lines += [line[:width], *(f" {line[at : at + width]}" for at in range(width, len(line), width))]
    # A record without values may begin with a changetype only by chance of its name.
    if any(name.lower() in {"changetype", "control"} for name, _ in values):
        return
    (record,), problems = _read("\n".join(lines) + "\n", piece)
    assert not problems
    assert [(value.name, value.value) for value in record.attributes] == values
