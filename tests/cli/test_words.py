"""``dirsim words``, ``dirsim new`` and the short options of every command."""

import json

import pytest

from dirsim.cli import main


def test_words_explains_and_exits_by_what_it_found(capsysbinary):
    """Exit code 0 where a word was found, 1 where none means the text."""
    assert main(["words", "gpo"]) == 0
    assert b"group-policy" in capsysbinary.readouterr().out
    assert main(["words", "mainframe", "-f", "json"]) == 1
    assert json.loads(capsysbinary.readouterr().out)["words"] == []


def test_new_writes_a_file_that_check_accepts(tmp_path, capsysbinary):
    """Options in everyday words become a valid file; the readings are notes, which -q leaves out."""
    file = tmp_path / "new.yaml"
    assert main(["new", "Branch", "--users", "50", "--workload", "vdi, intranet", "--need", "ha", "-o", str(file)]) == 0
    assert b"'vdi' is read as workspaces" in capsysbinary.readouterr().err
    assert main(["check", str(file)]) == 0
    assert main(["new", "Branch", "--workload", "vdi", "-q"]) == 0
    assert not capsysbinary.readouterr().err


def test_new_needs_a_name_or_a_terminal(capsysbinary, monkeypatch):
    """Without a terminal nothing is asked."""
    monkeypatch.setattr("sys.stdin", None)
    assert main(["new"]) == 2
    assert b"name the requirements" in capsysbinary.readouterr().err


@pytest.mark.parametrize(("ending", "start"), [(".json", "{"), (".md", "# "), (".html", "<!DOCTYPE"), (".sarif", "{")])
def test_the_ending_of_the_output_decides_the_format(ending, start, tmp_path):
    """Without a format, the ending of the path does."""
    file = tmp_path / f"answer{ending}"
    main(["recommend", "contoso", "-o", str(file)])
    assert file.read_text(encoding="utf-8").startswith(start)


def test_a_format_is_stronger_than_an_ending(tmp_path):
    """``--format`` wins."""
    file = tmp_path / "answer.html"
    main(["check", "contoso", "-f", "json", "-o", str(file)])
    assert json.loads(file.read_text(encoding="utf-8"))
