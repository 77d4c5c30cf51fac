"""Splitting of trail files into records: any form, any block size, damage, and the limit for a record."""

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dirsim.credentials.least_privilege import trail_split
from dirsim.credentials.least_privilege.trail_split import split

LIMIT = 600
"""The limit for a record in these tests: more than the 512 bytes in which an envelope is looked for."""


def decode(raw: bytes) -> dict[str, object]:
    """The object that some bytes are."""
    value = msgspec.json.decode(raw)
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004 -- what a decoder raises
    return value


def many(block: bytes) -> list[dict[str, object]]:
    """The objects of a whole list."""
    return msgspec.json.decode(block, type=list[dict[str, object]])


def pieces(content: bytes, step: int = 1 << 20, whole=None) -> list[trail_split.Piece]:
    """The records of a text that arrives in blocks of a size."""
    blocks = iter([content[place : place + step] for place in range(0, len(content), step)])
    return list(split(blocks, decode, whole))


def values(content: bytes, step: int = 1 << 20, whole=None) -> list[object]:
    """The values that are found, in order, without faults."""
    return [piece.value for piece in pieces(content, step, whole) if not piece.fault]


def faults(content: bytes, step: int = 1 << 20, whole=None) -> list[tuple[int, str]]:
    """The number and the fault of each piece that is not a record."""
    return [(piece.number, piece.fault) for piece in pieces(content, step, whole) if piece.fault]


TEXTS = st.text(alphabet='ab{}[]",:\\ \n', max_size=8)
LEAVES = TEXTS | st.integers(-3, 3) | st.booleans() | st.none()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)
RECORDS = st.lists(
    st.builds(
        lambda version, rest: {"eventVersion": version} | rest,
        LEAVES,
        st.dictionaries(st.sampled_from(["eventTime", "eventID", "a", "userIdentity"]), VALUES, max_size=3),
    ),
    max_size=5,
)
"""Records as CloudTrail writes them: the first value is not a list, which would make the record an envelope."""
STEPS = st.sampled_from([3, 17, 64, 1 << 20])
FORMS = {
    "lines": lambda records: "\n".join(json.dumps(record) for record in records),
    "lines with blank lines": lambda records: "\n\n".join(f"  {json.dumps(record)} \r" for record in records),
    "documents": lambda records: "\n".join(json.dumps(record, indent=1) for record in records),
    "documents without line ends": lambda records: "".join(json.dumps(record) for record in records),
    "list": lambda records: json.dumps(records, separators=(",", ":")),
    "indented list": lambda records: json.dumps(records, indent=2),
    "envelope": lambda records: json.dumps({"Records": records}),
    "envelope with more keys": lambda records: json.dumps({"Records": records, "NextToken": '"]}', "x": [{"y": [1]}]}),
    "several envelopes": lambda records: "\n".join(json.dumps({"Records": [record]}) for record in records),
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25)
@given(records=RECORDS, step=STEPS, block=st.integers(16, 200), whole=st.sampled_from([None, many]))
def test_each_form_gives_back_its_records(form, records, step, block, whole):
    """Records that are written in any form are found complete and in order, whatever the size of the blocks."""
    content = FORMS[form](records).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trail_split, "_BLOCK", block)
        patch.setattr(trail_split, "_TAIL", block)
        found = pieces(content, step, whole)
    assert [piece.value for piece in found] == records
    assert [piece.fault for piece in found] == [""] * len(records)
    assert [piece.number for piece in found] == list(range(1, len(records) + 1))


@settings(max_examples=20)
@given(records=RECORDS, step=STEPS)
def test_raw_bytes_decode_to_the_value(records, step):
    """The bytes that a piece keeps are those of its record, so that decoding them again gives its value."""
    for form in ("lines", "documents", "envelope"):
        for piece in pieces(FORMS[form](records).encode(), step):
            assert decode(piece.raw) == piece.value


@given(
    records=st.lists(st.builds(lambda n: {"a": n, "b": [{"a": "]"}]}, st.integers(0, 99)), min_size=1, max_size=4),
    data=st.data(),
)
def test_a_truncated_list_keeps_its_complete_records(records, data):
    """A list that is cut off gives each record that is complete, and one fault for the rest."""
    content = json.dumps({"Records": records}).encode()
    start, end = content.index(b"["), len(content)
    cut = data.draw(st.integers(start + 1, end - 3))
    lengths = [len(json.dumps({"Records": records[: count + 1]}).encode()) - 2 for count in range(len(records))]
    complete = [record for record, length in zip(records, lengths, strict=True) if length <= cut]
    found = pieces(content[:cut])
    assert [piece.value for piece in found if not piece.fault] == complete
    assert [piece.number for piece in found if piece.fault] == [len(complete) + 1]


@pytest.mark.parametrize(
    ("cut", "fault"),
    [
        (b'{"Records": [{"a": 1}, {"a"', "the record is truncated, or not JSON; the rest of the list is skipped"),
        (b'{"Records": [{"a": 1}, ', "the list of records is truncated"),
        (b'{"Records": [{"a": 1}', "the list of records is truncated"),
        (b'{"a": 1}\n{"a": [', "the record is truncated, or exceeds the limit for records"),
        (b'{"a": 1}\n{"a": "x', "the record is truncated, or exceeds the limit for records"),
    ],
)
def test_a_cut_is_reported_with_its_place(cut, fault):
    """The place where a file was cut, within a record or between two, decides the message."""
    assert values(cut) == [{"a": 1}]
    assert faults(cut) == [(2, fault)]


@pytest.mark.parametrize("tail", [b"]", b"]}", b'], "Next": 1', b'], "Next": "}'])
def test_a_cut_after_the_list_loses_no_record(tail):
    """An envelope that ends after its list has given every record, so nothing is reported."""
    assert [piece.value for piece in pieces(b'{"Records": [{"a": 1}' + tail)] == [{"a": 1}]


@pytest.mark.parametrize(
    ("after", "then"),
    [
        (b'{"a": 5}\n', [{"a": 5}, {"a": 2}]),
        (b"\n", [{"a": 2}]),
        (b"}\n", [{"a": 2}]),
        (b' , "more": {"x": ["}", {}]}}\n', [{"a": 2}]),
        (b' , "more": []}{"a": 6}', [{"a": 6}, {"a": 2}]),
    ],
)
@pytest.mark.parametrize("step", [1, 5, 1000])
def test_what_follows_a_list_is_read(after, then, step):
    """Keys after the list belong to its envelope and are skipped; what follows the envelope is read."""
    assert values(b'{"Records": [{"a": 1}]' + after + b'{"a": 2}', step) == [{"a": 1}, *then]


def test_records_without_commas_are_read():
    """Two records of a list that lack the comma between them are both found."""
    assert values(b'{"Records": [{"a": 1} {"a": 2}]}\n{"a": 3}') == [{"a": 1}, {"a": 2}, {"a": 3}]


@pytest.mark.parametrize(
    "scalar", [b"1", b"-2.5e+3", b'"x"', b'"]}"', b'"\\""', b"null", b"true", b"false", b"1 ", b"null\n"]
)
def test_a_scalar_in_a_list_is_one_fault(scalar):
    """A number, a text or a constant between records is counted with its number, and the records around it are read."""
    content = b'{"Records": [{"a": 1}, ' + scalar + b', {"a": 2}, ' + scalar + b"]}"
    assert values(content) == [{"a": 1}, {"a": 2}]
    assert faults(content) == [(2, "not a JSON object"), (4, "not a JSON object")]


def test_what_is_not_json_ends_the_list_with_its_size():
    """Text in a list that is not JSON ends the line, whose size is reported; the next line is read."""
    content = b'{"Records": [{"a": 1}, oops, {"a": 5}]}\n{"a": 2}'
    assert values(content) == [{"a": 1}, {"a": 2}]
    assert faults(content) == [(2, "not a JSON object in the list of records; 16 bytes skipped")]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b'{"Records": [{"a": "\xff"}, {"a": 2}]}', "not JSON in UTF-8"),
        (b'{"a": "\xff"}\n{"a": 2}', "not JSON"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b'}\n{"a": 2}', "not JSON"),
        (b'[{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b'}, {"a": 2}]', "not JSON in UTF-8"),
        (b'{"a": 01}\n{"a": 2}', "not JSON"),
        (b'{"a": 1]}\n{"a": 2}', "not JSON"),
    ],
    ids=["bytes in a list", "bytes in a line", "deep line", "deep list", "number", "brackets"],
)
def test_a_record_that_does_not_decode_costs_only_itself(content, fault):
    """Bytes that are not UTF-8, deep nesting and bad JSON make one fault; the record after them is found."""
    assert faults(content) == [(1, fault)]
    assert [(piece.number, piece.value) for piece in pieces(content) if not piece.fault] == [(2, {"a": 2})]


@pytest.mark.parametrize("line", [b"hello", b"7", b'"x"', b"null", b"[1]", b"]", b"}"])
def test_a_line_that_is_not_an_object_is_one_fault(line):
    """A line without an object is counted, and the line after it is read."""
    content = b'{"a": 1}\n' + line + b'\n{"a": 2}'
    assert faults(content) == [(2, "not a JSON object")]
    assert values(content) == [{"a": 1}, {"a": 2}]


def test_an_envelope_counts_as_a_line():
    """An empty list uses up its own number; the record after it has the next one."""
    assert [piece.number for piece in pieces(b'[]\n{"a": 1}\n{"Records": []}\n{"a": 2}')] == [2, 4]


@pytest.mark.parametrize("start", ['{"Records":[', '{ "Records" : [ ', '\n{\n\t"Records":\n[\n', "[", " [ ", '{"k":['])
def test_an_envelope_has_any_key_and_any_blanks(start):
    """A list of objects is an envelope, whatever its key and the white space around its signs."""
    end = "]}" if "{" in start else "]"
    for step in (1, 1000):
        assert values(f'{start}{{"a": 1}}, {{"a": 2}}{end}'.encode(), step) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(("length", "listed"), [(64, True), (65, False)])
def test_the_key_of_an_envelope_has_at_most_64_letters(length, listed):
    """A longer key is not an envelope's: the document is one record with a list in it."""
    content = json.dumps({"k" * length: [{"a": 1}]}).encode()
    assert values(content) == ([{"a": 1}] if listed else [{"k" * length: [{"a": 1}]}])


@pytest.mark.parametrize(
    "content", [b'{"a": 1, "tags": [{"b": 1}]}', b'{"Records": 7}', b'{"Records": {"a": [{"b": 1}]}}']
)
def test_only_an_object_that_begins_with_a_list_is_an_envelope(content):
    """An object whose first value is not a list is a record, whatever lists it holds."""
    assert values(content) == [json.loads(content)]


def test_an_envelope_is_recognised_within_512_bytes():
    """The start of a file is read in small blocks until the envelope is known, up to 512 bytes of white space."""
    near = b"{" + b" " * 500 + b'"R": [{"a": 1}]}'
    far = b"{" + b" " * 600 + b'"R": [{"a": 1}]}'
    assert values(near, 8) == [{"a": 1}]
    assert values(far, 8) == [{"R": [{"a": 1}]}]


@pytest.mark.parametrize("step", [1, 16, 4096])
def test_ends_of_records_in_texts_do_not_mislead(step):
    """A text that is full of what looks like the end of a record is part of its record."""
    trap = {"a": '},{"a":' * 20 + "}]}", "b": [{"a": {}} for _ in range(20)]}
    content = json.dumps({"Records": [trap, {"a": 2}, trap]}, separators=(",", ":")).encode()
    for whole in (None, many):
        assert values(content, step, whole) == [trap, {"a": 2}, trap]


def test_many_first_keys_are_all_read():
    """Records that begin with more different keys than are remembered are found all the same."""
    records = [{f"key{number}": number, "inner": [{"a": 1}, {"b": 2}]} for number in range(40)]
    content = json.dumps({"Records": records}).encode()
    for step in (7, 100, 1 << 20):
        assert values(content, step) == records
        assert values(content, step, many) == records


def test_a_list_that_cannot_be_decoded_at_once_is_decoded_one_by_one():
    """A record of another shape in a block sends the block through the single decoder, without loss."""

    def refuse(_: bytes) -> list[object]:
        raise ValueError("another shape")

    records = [{"a": number} for number in range(50)]
    found = pieces(json.dumps(records).encode(), whole=refuse)
    assert [piece.value for piece in found] == records
    assert all(piece.raw for piece in found)


def test_records_that_are_decoded_at_once_keep_no_bytes():
    """A list that is decoded at once keeps values only; the number of each record is still its own."""
    records = [{"a": number} for number in range(50)]
    found = pieces(json.dumps(records).encode(), whole=many)
    assert [(piece.number, piece.value) for piece in found] == list(enumerate(records, start=1))
    assert any(not piece.raw for piece in found)


def test_the_list_decoder_gets_lists_of_whole_records():
    """Each block that is decoded at once is a JSON list by itself, and no block is larger than allowed."""
    blocks: list[bytes] = []

    def keep(block: bytes) -> list[dict[str, object]]:
        blocks.append(block)
        return many(block)

    records = [{"a": number, "pad": "x" * 30} for number in range(200)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trail_split, "_BLOCK", 1000)
        patch.setattr(trail_split, "_TAIL", 300)
        assert values(json.dumps(records).encode(), 256, keep) == records
    assert len(blocks) > 5
    assert all(json.loads(block) and len(block) <= 1002 for block in blocks)


def record(size: int) -> bytes:
    """A record of so many bytes."""
    return b'{"a": "' + b"x" * (size - 9) + b'"}'


@pytest.mark.parametrize("after", [b'\n{"a": 2}', b""])
@pytest.mark.parametrize("step", [1, 64])
def test_a_line_as_long_as_the_limit_is_read(monkeypatch, after, step):
    """A line of exactly the limit is a record; one byte more is left out with its size, and the next line is read."""
    monkeypatch.setattr(trail_split, "RECORD_LIMIT", LIMIT)
    rest = [{"a": 2}] if after else []
    assert [len(piece.raw) for piece in pieces(record(LIMIT) + after, step)] == [LIMIT, *([8] if after else [])]
    if step == 1:
        assert faults(record(LIMIT + 1) + after, step) == [
            (1, "a line of 601 bytes; the limit for a record is 600 bytes")
        ]
        assert values(record(LIMIT + 1) + after, step) == rest


def test_a_record_of_a_list_beyond_the_limit_ends_the_list(monkeypatch):
    """A record that does not end within the limit is reported with the size of what is left out."""
    monkeypatch.setattr(trail_split, "RECORD_LIMIT", LIMIT)
    assert values(b"[" + record(LIMIT) + b', {"a": 2}]', 1)[1:] == [{"a": 2}]
    content = b'[{"a": 0}, ' + record(2 * LIMIT) + b', {"a": 2}]'
    assert values(content, 1) == [{"a": 0}]
    assert faults(content, 1) == [(2, "a record of 1.2 KiB or more; the limit is 600 bytes")]


def test_an_object_over_lines_beyond_the_limit_is_one_fault(monkeypatch):
    """A document whose end is not within the limit is reported, and reading continues with the line after its first."""
    monkeypatch.setattr(trail_split, "RECORD_LIMIT", LIMIT)
    content = b'{"b": 1,\n"c": ' + record(2 * LIMIT) + b'}\n{"a": 2}'
    found = pieces(content, 1)
    assert found[0].fault == "the record is truncated, or exceeds the limit for records"
    assert found[-1].value == {"a": 2}


def test_the_limit_is_above_what_cloudtrail_writes():
    """CloudTrail's largest record is 256 KiB; the limit leaves a wide margin, and a block is not larger than it."""
    assert trail_split.RECORD_LIMIT == 8 << 20
    assert 256 << 10 <= trail_split._BLOCK < trail_split.RECORD_LIMIT
