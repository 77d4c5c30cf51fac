"""What the documentation shows is run: code blocks, commands with their output, docstring examples, notebooks.

In a page, every ``python`` block runs, all in one namespace; a block with ``>>>`` runs as a doctest. A ``yaml`` block
whose first line is ``# file: NAME`` is saved under that name for the rest of the page. In a ``console`` block each
line ``$ dirsim ...`` runs: the exit code must be 0, or what a following ``$ echo $?`` shows; output that is shown must
be the output, where a line ``...`` stands for any number of lines.
"""

import doctest
import importlib
import os
import pkgutil
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jupytext
import pytest

import dirsim

ROOT = Path(__file__).parents[1]
GENERATED = ("docs/_build/", "docs/reference/facts/", "docs/reference/generated/")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """The pages that people wrote."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if not page.relative_to(ROOT).as_posix().startswith(GENERATED)]


def named(path: Path) -> str:
    """A page's or notebook's name in test reports."""
    return path.relative_to(ROOT).as_posix()


def commands(body: str) -> Iterator[tuple[str, str, int]]:
    """The commands of a console block: what is typed, the output shown, the exit code expected."""
    entries: list[list[str]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            entries.append([line[2:]])
        elif entries:
            entries[-1].append(line)
    for entry, following in zip(entries, [*entries[1:], [""]], strict=True):
        code = int(following[1]) if following[0] == "echo $?" else 0
        if entry[0].split()[:1] == ["dirsim"]:
            yield entry[0], "\n".join(entry[1:]).strip("\n"), code


def matches(shown: str, printed: str) -> bool:
    """Whether the output is what the page shows; a line ``...`` stands for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()) + "\n" for line in shown.splitlines()
    )
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed.strip("\n").splitlines())) is not None


def run_command(typed: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """One command line, as a reader would type it in a plain terminal 100 columns wide."""
    settings = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100", "PYTHONUTF8": "1"}
    return subprocess.run(
        [Path(sys.executable).with_name("dirsim"), *shlex.split(typed)[1:]],
        cwd=folder,
        env=os.environ | settings,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
    )


def run_doctest(body: str, namespace: dict[str, object], name: str, line: int) -> None:
    """A block with ``>>>``, run in the page's namespace, which it adds to."""
    examples = doctest.DocTestParser().get_doctest(body, namespace, name, name, line)
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=report.append, clear_globs=False)
    namespace.update(examples.globs)
    assert not report, "".join(report)


@pytest.mark.parametrize("page", pages(), ids=named)
def test_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Everything that a page shows happens as shown."""
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    namespace: dict[str, object] = {"__name__": "__main__"}
    for block in FENCE.finditer(text):
        body, first = block["body"], text.count("\n", 0, block.start()) + 1
        if block["language"] == "yaml" and (heading := re.match(r"# file: ([\w.-]+)\n", body)):
            (tmp_path / heading[1]).write_text(body, encoding="utf-8")
        elif block["language"] == "python" and ">>> " in body:
            run_doctest(body, namespace, named(page), first)
        elif block["language"] == "python":
            exec(compile("\n" * first + body, named(page), "exec"), namespace)  # noqa: S102 -- our own page
        elif block["language"] == "console":
            for typed, shown, code in commands(body):
                done = run_command(typed, tmp_path)
                assert done.returncode == code, f"{typed}\n{done.stdout}"
                assert not shown or matches(shown, done.stdout), f"{typed}\nprinted:\n{done.stdout}"


def test_blocks_are_recognised():
    """Every fenced block names its language, so none escapes being run by accident."""
    bare = []
    for page in pages():
        rest = FENCE.sub("", page.read_text(encoding="utf-8"))
        rest = re.sub(r"^(`{3,})\{[\w:-]+\}.*?^\1$", "", rest, flags=re.MULTILINE | re.DOTALL)
        bare += [f"{named(page)}: {line}" for line in rest.splitlines() if line.lstrip().startswith("```")]
    assert bare == []


@pytest.mark.parametrize(
    "module",
    sorted(found.name for found in pkgutil.walk_packages(dirsim.__path__, "dirsim.") if "__main__" not in found.name),
)
def test_docstring_examples(module: str):
    """The examples in docstrings are true."""
    assert doctest.testmod(importlib.import_module(module), optionflags=doctest.ELLIPSIS).failed == 0


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every notebook with the outputs of a new run, in a folder."""
    folder: Path = tmp_path_factory.mktemp("executed")
    run = [sys.executable, str(ROOT / "docs" / "_notebooks.py"), str(folder)]
    done = subprocess.run(run, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=named)
def test_notebook_shows_what_a_run_shows(notebook: Path, executed: Path):
    """A notebook runs from top to bottom, its assertions hold, and the committed outputs are those of the run."""
    committed = notebook.with_suffix(".ipynb")
    same = committed.read_bytes() == (executed / committed.name).read_bytes()
    assert same, f"{committed.name} shows other outputs; look at them and run: make pictures"


def test_pictures_are_what_dirsim_draws():
    """The pictures of the README and the documentation are those that the present code draws, and no other is kept."""
    module = runpy.run_path(str(ROOT / "docs" / "_pictures.py"))
    drawn = dict(module["pictures"]())
    assert sorted(drawn) == sorted((ROOT / "docs" / "pictures").iterdir())
    changed = [path.name for path, content in drawn.items() if path.read_text(encoding="utf-8") != content]
    assert changed == [], f"{changed} differ; look at them and run: make pictures"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=named)
def test_notebook_pair_is_in_step(notebook: Path):
    """The script that is reviewed and the notebook that is opened hold the same cells."""
    script, opened = jupytext.read(notebook), jupytext.read(notebook.with_suffix(".ipynb"))
    assert [(cell.cell_type, cell.source) for cell in opened.cells] == [
        (cell.cell_type, cell.source) for cell in script.cells
    ]


def test_notebooks_come_in_pairs():
    """Each notebook has its script, and each script its notebook."""
    assert [path.stem for path in NOTEBOOKS] == sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=named)
def test_notebook_ends_in_assertions(notebook: Path):
    """A notebook ends by checking what it taught."""
    assert "assert " in jupytext.read(notebook).cells[-1].source
