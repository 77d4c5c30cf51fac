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


def test_words_says_what_to_do_where_no_word_means_it(capsysbinary):
    """A text that is not modelled gets advice, one that contains a known text what is near; both exit with 1."""
    assert main(["words", "smart card"]) == 1
    assert b"Instead: " in capsysbinary.readouterr().out
    assert main(["words", "reduced licensing costs", "-f", "json"]) == 1
    near = json.loads(capsysbinary.readouterr().out)["near"]
    assert {"needs: lowest-cost", "needs: user-based-licensing"} <= {f"{one['place']}: {one['word']}" for one in near}


def test_new_writes_a_file_that_check_accepts(tmp_path, capsysbinary):
    """Options in everyday words become a valid file; the readings are notes, which -q leaves out."""
    file = tmp_path / "new.yaml"
    assert main(["new", "Branch", "--users", "50", "--workload", "vdi, intranet", "--need", "ha", "-o", str(file)]) == 0
    assert b"'vdi' is read as workspaces" in capsysbinary.readouterr().err
    assert main(["check", str(file)]) == 0
    assert main(["new", "Branch", "--workload", "vdi", "-q"]) == 0
    assert not capsysbinary.readouterr().err


def test_new_does_what_its_refusal_says(tmp_path, capsysbinary):
    """The refusal of an unknown need names not_modelled, and an option of the command records it there."""
    file = tmp_path / "new.yaml"
    assert main(["new", "Branch", "--need", "harpsichord"]) == 2
    assert b"move it to not_modelled" in capsysbinary.readouterr().err
    assert main(["new", "Branch", "--need", "no iam users", "--not-modelled", "harpsichord", "-o", str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    assert "forbids: [iam-users]" in text
    assert "not_modelled: [harpsichord]" in text


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


def test_full_gives_everything(capsysbinary):
    """``--full`` adds the sections to the short answer, which ends with the answer."""
    main(["recommend", "contoso"])
    short = capsysbinary.readouterr().out.decode()
    main(["recommend", "contoso", "--full"])
    full = capsysbinary.readouterr().out.decode()
    assert short.splitlines()[-1].startswith("Answer: ")
    assert "Facts cited" in full
    assert len(short.splitlines()) < 24 < len(full.splitlines())


def test_texts_are_as_wide_as_the_terminal(capsysbinary, monkeypatch):
    """COLUMNS narrows a text, and the next command without it is wide again."""
    monkeypatch.setenv("COLUMNS", "60")
    main(["recommend", "contoso"])
    assert max(map(len, capsysbinary.readouterr().out.decode().splitlines())) <= 60
    monkeypatch.delenv("COLUMNS")
    main(["recommend", "contoso"])
    assert max(map(len, capsysbinary.readouterr().out.decode().splitlines())) > 80


@pytest.mark.parametrize(
    ("settings", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "0"}, False),
    ],
)
def test_colour_follows_the_environment(settings, coloured, capsysbinary, monkeypatch):
    """``FORCE_COLOR`` colours a pipe; ``NO_COLOR`` is stronger."""
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    main(["recommend", "contoso"])
    assert (b"\x1b[" in capsysbinary.readouterr().out) == coloured


def test_a_difference_begins_with_what_matters(capsysbinary):
    """The first sentence tells the new decision."""
    main(["diff", "contoso", "fabrikam"])
    assert (
        "The answer changes from self-managed-ec2+ad-connector to ad-connector"
        in capsysbinary.readouterr().out.decode()
    )
