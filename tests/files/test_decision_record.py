"""Decision records and recommendations, read from files."""

import json
import re

import pytest

import dirsim as ds
from dirsim.errors import InputError
from dirsim.files.decision_record import answer_in, decisions_in, read_answer

ASKED = """\
dirsim: requirements/v1
name: {}
as_of: 2026-11-01
estate: {{on_prem_ad: true, connectivity: vpn}}
workloads: {{it: {{kind: aws-console}}}}
credentials: {{job: {{principal: ec2, target: s3}}}}
"""


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """A decision record of a small file, as text."""
    folder = tmp_path_factory.mktemp("record")
    (folder / "asked.yaml").write_text(ASKED.format("asked"), encoding="utf-8")
    ds.recommend(ds.read_requirements(folder / "asked.yaml")).save(folder / "decision.md")
    return (folder / "decision.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def answer(record):
    """The answer of the record, as JSON holds it."""
    return decisions_in(record)[0].answer


def refusal(read, *given):
    """The problems of a refused input, as path, message and line."""
    with pytest.raises(InputError) as caught:
        read(*given)
    return [(problem.path, problem.message, problem.line) for problem in caught.value.problems]


def changed(record, edit):
    """The record with its JSON edited by a function."""
    start = record.index("\n", record.index("<!-- dirsim.decision/v1")) + 1
    end = record.index("-->", start)
    data = json.loads(record[start:end])
    edit(data)
    return f"{record[:start]}{json.dumps(data)}\n{record[end:]}"


def test_a_record_gives_the_question_and_the_answer_back(record):
    """A record has the requirements, the answer without its runs, and the facts with digests."""
    (decision,) = decisions_in(record)
    assert decision.requirements.name == "asked"
    assert decision.answer["design"] == "ad-connector+iam-role"
    assert not {"runs", "timelines", "flips"} & set(decision.answer)
    assert all(value.startswith("sha256:") for value in decision.facts.values())
    assert "management-console--ad-connector" in decision.facts


def test_several_records_are_read_in_their_order(record):
    """A file may hold several decisions; they are read from top to bottom."""
    other = changed(record, lambda data: data["requirements"].update(name="other"))
    found = decisions_in(f"# Two\n\n{record}\n\n{other}\n")
    assert [decision.requirements.name for decision in found] == ["asked", "other"]


def test_a_text_without_a_record_is_refused():
    """A text without the mark holds no record, and the hint says which command writes one."""
    with pytest.raises(InputError) as caught:
        decisions_in("# A decision\n", "notes.md")
    (problem,) = caught.value.problems
    assert (problem.message, problem.file, problem.line) == ("no decision record in this file", "notes.md", 0)
    assert "dirsim recommend --format markdown" in problem.hint


def test_an_incomplete_record_is_named_by_its_line(record):
    """A record whose end is cut off, also right after the mark, is refused at the line where it begins."""
    line = record[: record.index("<!-- dirsim.decision/v1")].count("\n") + 1
    message = "incomplete decision record: its end marker is missing"
    assert refusal(decisions_in, record[: record.rindex("-->")]) == [("", message, line)]
    assert refusal(decisions_in, "one\ntwo\n<!-- dirsim.decision/v1") == [("", message, 3)]


def test_damaged_json_is_named_by_its_own_line():
    """A syntax error within the record is at its own line of the file."""
    text = "intro\n\n<!-- dirsim.decision/v1\n{\n  oops\n}\n-->\n"
    ((path, message, line),) = refusal(decisions_in, text)
    assert (path, line) == ("", 5)
    assert message.startswith("damaged decision record: ")


@pytest.mark.parametrize(
    ("edit", "path", "message"),
    [
        (lambda data: data.update(schema="dirsim.decision/v2"), "schema", "not a dirsim.decision/v1 record"),
        (lambda data: data.pop("schema"), "schema", "not a dirsim.decision/v1 record"),
        (lambda data: data.pop("facts"), "facts", "damaged decision record: invalid facts"),
        (lambda data: data.update(facts={"a": 1}), "facts", "damaged decision record: invalid facts"),
        (lambda data: data.pop("answer"), "schema", "not a dirsim.recommendation/v1 document"),
        (lambda data: data["answer"].pop("status"), "status", "missing, or of the wrong type"),
    ],
)
def test_a_record_of_another_shape_is_refused(record, edit, path, message):
    """A record has its version, its facts and its answer, each of the right type."""
    ((where, text, _),) = refusal(decisions_in, changed(record, edit))
    assert (where, text) == (path, message)


def test_a_record_whose_question_is_invalid_is_refused(record):
    """The requirements of a record are checked like any file."""
    found = refusal(decisions_in, changed(record, lambda data: data["requirements"].update(needs=["magic"])))
    assert [path for path, _, _ in found] == ["needs[0]"]


def test_a_list_is_not_a_record():
    """JSON that is not a mapping is not a record."""
    text = "<!-- dirsim.decision/v1\n[1]\n-->"
    assert refusal(decisions_in, text) == [("schema", "not a dirsim.decision/v1 record", 1)]


@pytest.mark.parametrize("key", ["name", "as_of", "status", "designs"])
def test_an_answer_has_what_a_comparison_reads(answer, key):
    """Each key that a comparison reads is required; the message names it."""
    data = {name: value for name, value in answer.items() if name != key}
    assert refusal(answer_in, data) == [(key, "missing, or of the wrong type", 0)]


@pytest.mark.parametrize(
    ("edit", "paths"),
    [
        (lambda data: data.update(designs={}), ["designs"]),
        (lambda data: data.update(credentials=[]), ["credentials"]),
        (lambda data: data.update(assumptions="none", unsupported=None), ["assumptions", "unsupported"]),
        (lambda data: data["credentials"]["job"].pop("advice"), ["credentials.job"]),
        (lambda data: data["credentials"]["job"].update(verdicts=None), ["credentials.job"]),
        (lambda data: data["designs"][1].pop("monthly_cost"), ["designs[1]"]),
        (lambda data: data["designs"][0].pop("design"), ["designs[0]"]),
        (lambda data: data["designs"][2].pop("status"), ["designs[2]"]),
        (lambda data: data["designs"].append("one more"), None),
        (lambda data: data["designs"][0].update(verdicts={}), ["designs[0]"]),
        (lambda data: data["designs"][0]["verdicts"][0].pop("because"), ["designs[0]"]),
        (lambda data: data["designs"][0]["verdicts"][0].update(rule=1), ["designs[0]"]),
        (lambda data: data["designs"][0]["verdicts"][0].update(facts="none"), ["designs[0]"]),
        (lambda data: data["designs"][0]["verdicts"][0].update(runs="none"), ["designs[0]"]),
        (
            lambda data: (data["designs"][0].pop("status"), data["designs"][1].pop("status")),
            ["designs[0]", "designs[1]"],
        ),
        (lambda data: data["designs"][0]["verdicts"][0].pop("runs", None), []),
        (lambda data: data.pop("credentials"), []),
        (lambda data: (data.pop("assumptions"), data.pop("unsupported")), []),
        (lambda data: data["designs"].clear(), []),
    ],
)
def test_gaps_of_an_answer_are_listed(answer, edit, paths):
    """Every missing or misshapen part is listed by its path; what a comparison does not need may be absent."""
    data = json.loads(json.dumps(answer))
    edit(data)
    if paths == []:
        assert answer_in(data) is data
        return
    expected = [f"designs[{len(data['designs']) - 1}]"] if paths is None else paths
    assert refusal(answer_in, data) == [(path, "missing, or of the wrong type", 0) for path in expected]


@pytest.mark.parametrize("data", [None, [], "text", {}, {"schema": "dirsim.recommendation/v2"}])
def test_another_document_is_not_an_answer(data):
    """Only the first version of a recommendation is read."""
    assert refusal(answer_in, data) == [("schema", "not a dirsim.recommendation/v1 document", 0)]


def test_an_answer_is_read_from_a_record_json_or_a_question(record, answer, tmp_path):
    """A record gives its decision, JSON its answer, and a requirements file in YAML or JSON the question itself."""
    path = tmp_path / "file"
    path.write_text(record, encoding="utf-8")
    assert read_answer(path).answer["design"] == "ad-connector+iam-role"
    path.write_text(f"  {json.dumps(answer)}", encoding="utf-8")
    assert read_answer(path) == answer
    path.write_text(ASKED.format("asked"), encoding="utf-8")
    assert read_answer(path).name == "asked"
    path.write_text(json.dumps({"dirsim": "requirements/v1", "name": "in json"}), encoding="utf-8")
    assert read_answer(path).name == "in json"
    path.write_text("{dirsim: requirements/v1, name: in flow style}", encoding="utf-8")
    assert read_answer(path).name == "in flow style"


def test_one_answer_at_a_time_is_read(record, answer, tmp_path):
    """Two decisions in a record and a list of recommendations are counted and refused."""
    path = tmp_path / "file"
    path.write_text(record + record, encoding="utf-8")
    assert refusal(read_answer, path) == [("", "the record holds 2 decisions", 0)]
    path.write_text(json.dumps([answer, answer, answer]), encoding="utf-8")
    assert refusal(read_answer, path) == [("", "the file holds 3 recommendations", 0)]
    path.write_text(json.dumps({"schema": "dirsim.timeline/v1"}), encoding="utf-8")
    assert refusal(read_answer, path) == [("schema", "not a dirsim.recommendation/v1 document", 0)]


def test_a_file_is_called_by_its_name_in_messages(tmp_path):
    """Messages call the file as the caller does."""
    path = tmp_path / "file"
    path.write_text('{"schema": "dirsim.recommendation/v1"}', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_answer(path, name="yesterday.json")
    assert {problem.file for problem in caught.value.problems} == {"yesterday.json"}
    assert re.match(r"yesterday\.json: name: missing", str(caught.value))
