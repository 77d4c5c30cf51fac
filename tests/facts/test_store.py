import json

import pytest

from dirsim.facts import Fact
from dirsim.facts.store import DATA, fact, raw_facts

FILES = sorted(DATA.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_one_fact_on_each_line(path):
    """A data file is a JSON array with one fact on each line, sorted by id, in stable bytes."""
    text = path.read_text(encoding="utf-8")
    facts = json.loads(text)
    assert text == "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in facts) + "\n]\n"
    assert [one["id"] for one in facts] == sorted(one["id"] for one in facts)


def test_ids_are_unique():
    """No two facts of any files share an id."""
    ids = [one["id"] for path in FILES for one in json.loads(path.read_bytes())]
    assert len(ids) == len(set(ids)) == len(raw_facts())


def test_a_shared_id_is_refused(tmp_path, monkeypatch):
    """Two facts with one id are an error that names it."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text('[{"id": "twice"}]', encoding="utf-8")
    monkeypatch.setattr("dirsim.facts.store.DATA", tmp_path)
    with pytest.raises(ValueError, match="twice"):
        raw_facts.__wrapped__()


def test_every_line_is_a_fact():
    """Every line has only fields that a fact has, and nothing is lost between line and fact."""
    for name, raw in raw_facts().items():
        made = fact(name)
        assert isinstance(made, Fact)
        shown = made.to_dict()
        assert {key: shown[key] for key in raw} == dict(raw), name


def test_empty_is_left_out():
    """What is empty or unknown has no key in the files, so a diff shows what was said."""
    for raw in raw_facts().values():
        assert all(
            value not in (None, "", [], {}) and value is not False for key, value in raw.items() if key != "value"
        )
