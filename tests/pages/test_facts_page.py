import importlib.util
from pathlib import Path

import pytest

from dirsim.facts import catalog

SCRIPT = Path(__file__).parents[2] / "docs" / "_facts.py"


@pytest.fixture(scope="module")
def script():
    """The script that writes the pages, as a module."""
    spec = importlib.util.spec_from_file_location("docs_facts", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_fact_has_a_row(script, tmp_path):
    """The reference pages show every fact once, with its source."""
    script.main(tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == {
        "index",
        "options",
        "workloads",
        "network",
        "timing",
        "credentials",
        "pricing",
    }
    text = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    for fact in catalog().values():
        assert text.count(f'<a id="{fact.id}"></a>') == 1
        assert fact.source in text


def test_rows_fit_their_table(script, tmp_path):
    """Every row of a table has as many cells as its head: no statement breaks it."""
    script.main(tmp_path)
    for path in tmp_path.iterdir():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("| <a"):
                assert line.replace("\\|", "").count("|") == 7, line


def test_same_bytes_twice(script, tmp_path):
    """Written twice, the pages are the same to the byte."""
    for name in ("one", "two"):
        script.main(tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
