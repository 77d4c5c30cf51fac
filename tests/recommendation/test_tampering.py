"""Whatever is changed in a file of decision records, verification fails and names the part; the records beside it hold."""

import json
import random
import re

import pytest

import dirsim as ds
from dirsim.cli import main
from dirsim.errors import InputError
from dirsim.files import parse_requirements
from dirsim.files.decision_record import decisions_in
from dirsim.recommendation.decision_page import decision_record

MARK, END = "<!-- dirsim.decision/v1", "-->"
ASKED = "dirsim: requirements/v1\nname: {}\nas_of: 2026-11-01\nestate: {{on_prem_ad: {{domains: 1}}, connectivity: vpn}}\nworkloads: {{it: {{kind: {}}}}}\n"
NAMED = {
    "text": {"text"},
    "requirements": {"input", "record"},
    "answer": {"answer", "record"},
    "facts": {"facts", "record"},
    "seal": {"record"},
    "marker": {"record", "text"},
}
"""The names that a change in each region of a record may have: the layout of the data is that of the record."""
SIGNS = " \t\n\rZ0\"'-<\u00a0\u200b\u202e"


@pytest.fixture(scope="module")
def record():
    """The record of a small file."""
    return decision_record(ds.recommend(parse_requirements(ASKED.format("one", "aws-console"))))


@pytest.fixture(scope="module")
def other():
    """The record of another file."""
    return decision_record(ds.recommend(parse_requirements(ASKED.format("two", "workspaces"))))


def halves(record):
    """The text of a record and its data, the marker included."""
    at = record.index(MARK)
    return record[:at], record[at:]


def bare(record):
    """The halves of a record without the blank lines around them."""
    return [half.strip("\n") for half in halves(record)]


def region(record, place):
    """The part of a record that a place belongs to."""
    mark = record.index(MARK)
    body = record.index("\n", mark) + 1
    end = record.index(f"\n{END}", body)
    if not body <= place < end:
        return "text" if place < mark else "marker"
    keys = [(found.start(), found[1]) for found in re.finditer(r'^ "(\w+)":', record[body:end], re.MULTILINE)]
    found = [key for start, key in keys if start <= place - body]
    return found[-1] if found and found[-1] in NAMED else "marker"


def broken(text):
    """The parts that verification names, of every record in a text; None where it is refused, with the file's name."""
    try:
        return {part for decision in decisions_in(text, "f.md") for part, _ in decision.broken}
    except InputError as error:
        return None if all(problem.message and problem.file == "f.md" for problem in error.problems) else set()


def changed(record, place, chance):
    """The record with one character replaced, added or taken away at a place."""
    sign = chance.choice([sign for sign in SIGNS if sign != record[place]])
    return chance.choice(
        [
            record[:place] + sign + record[place + 1 :],
            record[:place] + sign + record[place:],
            record[:place] + record[place + 1 :],
        ]
    )


@pytest.mark.parametrize("part", range(4))
def test_any_change_of_one_character_is_named(record, part):
    """At every thirtieth place: the record is refused, or the part that the place belongs to is named, white space included."""
    for place in range(part * 30 // 4, len(record), 30):
        made = changed(record, place, random.Random(place))  # noqa: S311 -- reproducible, not secret
        if MARK in made and bare(made) == bare(record):  # blank lines around the text and the data are no part of them
            continue
        found = broken(made)
        assert found is None or found & NAMED[region(record, place)], (place, region(record, place), found)


def test_any_white_space_of_the_text_is_named(record):
    """Each space and each line end of the visible text counts, also those that no reader sees."""
    text, data = halves(record)
    for place in [match.start() for match in re.finditer(r"\s", text.rstrip("\n"))]:
        for sign in ("", "  ", "\t", "\n\n"):
            if sign != text[place]:
                assert "text" in broken(text[:place] + sign + text[place + 1 :] + data), place
    assert "text" in broken(f"{text}{data} ")
    assert "text" in broken(f" {text}{data}")


def test_parts_of_two_records_cannot_be_swapped(record, other):
    """The text of one over the data of another, or the answer, the input or the facts of another, is named."""
    (one, data), (two, others) = halves(record), halves(other)
    assert broken(one + others) == broken(two + data) == {"text"}
    read = [json.loads(part[part.index("\n") + 1 : part.index(f"\n{END}")]) for part in (data, others)]
    for key, name in (("requirements", "input"), ("answer", "answer"), ("facts", "facts"), ("seal", "text")):
        made = json.dumps({**read[0], key: read[1][key]}, indent=1).replace("--", "-\\u002d")
        assert name in broken(f"{one}{MARK}: \n{made}\n{END}\n")


def test_a_record_beside_a_changed_one_holds(record, other, tmp_path, capsys):
    """Of two records in a file the one that was changed is named, the other holds, and the exit code is 1."""
    file = tmp_path / "both.md"
    file.write_text(f"{record}\n{other.replace('workspaces', 'work spaces', 1)}", encoding="utf-8")
    assert main(["verify", str(file), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    found = found if isinstance(found, list) else found["records"]
    assert [(entry["name"], entry["holds"], entry["tampered"]) for entry in found] == [
        ("one", True, []),
        ("two", False, ["text"]),
    ]


def test_a_record_that_was_cut_is_refused_or_named(record):
    """However much of the end is missing, it is said."""
    for length in range(0, len(record.rstrip("\n")) - 1, 997):
        found = broken(record[:length])
        assert found is None or found, length


@pytest.mark.parametrize(
    "made",
    [
        lambda text, data: f"{text}{MARK}\n{data}",
        lambda text, data: f"{text}{data}{END}\n",
        lambda text, data: f"{text}{MARK}\n{{}}\n{END}\n{data}",
        lambda text, data: f"{text}{data}{data}",
        lambda text, data: f"{text}{data}{text}",
        lambda text, data: f"{data}{text}",
        lambda text, data: f"{text}<!-- {data}",
        lambda text, data: text + data.replace('"schema": "dirsim', '"schema": "dirsim.decision/v1", "schema": "dirsim', 1),
        lambda text, data: text + data.replace('\n "answer":', '\n "answer": {},\n "answer":', 1),
        lambda text, data: text + data.replace("\n}\n", ',\n "approved_by": "cio"\n}\n', 1),
    ],
    ids=[
        "marker twice", "end twice", "empty before", "data twice", "text after", "text below", "comment", "schema twice",
        "answer twice", "key more",
    ],
)  # fmt: skip
def test_markers_and_keys_that_are_doubled_are_refused_or_named(record, made):
    """A file that a reader and a program could read differently does not hold."""
    found = broken(made(*halves(record)))
    assert found is None or found


def test_two_records_in_either_order_hold(record, other):
    """Records are sealed one by one: a file of several holds in any order, and says how many it has."""
    assert broken(f"{record}\n{other}") == broken(f"{other}\n\n{record}") == set()
    assert len(decisions_in(f"{record}\n{other}")) == 2
