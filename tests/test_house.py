"""Claims about the tree itself: what is in it, and what must never be."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# What only the author's machine knows, and what a finished tree does not hold. The patterns do not match themselves.
MACHINE_PATHS = re.compile(r"(?<![\w.:/-])/(?:work|root|tmp|home|Users)/\w")
REGISTRY_HOSTS = re.compile(r"pypi[.]|pythonhosted[.]|registry[.]npmjs|proxy[.]golang")
LEFT_TO_DO = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b")


def tree() -> list[str]:
    """The files that are, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return sorted(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def texts() -> list[tuple[str, str]]:
    """Each text file with its text; the licence is not ours to word, and inputs that are meant to be odd are left out."""
    found = []
    for name in tree():
        data = (ROOT / name).read_bytes()
        if name != "LICENSE" and not name.startswith("tests/fuzz/corpus/") and b"\0" not in data:
            found.append((name, data.decode("utf-8")))
    return found


def places(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs, as file:line."""
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_machine_paths():
    """No file names a folder of the machine that it was written on."""
    assert places(MACHINE_PATHS) == []


def test_no_registry_hosts():
    """No file names the host of a package registry: whoever installs chooses the mirror."""
    assert places(REGISTRY_HOSTS) == []
    assert "://" not in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_nothing_left_to_do():
    """What is unfinished is not left behind as a note in the code."""
    assert places(LEFT_TO_DO) == []


def test_text_is_plain():
    """Files are UTF-8 with Unix line ends, no trailing blanks and one newline at the end; hostile inputs may be anything."""
    bad = [
        name
        for name, text in texts()
        if not name.startswith("tests/fuzz/corpus/")
        and text
        and (not text.endswith("\n") or "\r" in text or (re.search(r"[ \t]\n", text) and name != "LICENSE"))
    ]
    assert bad == []


def test_each_test_states_its_claim():
    """Each test has a docstring: the one claim that it proves."""
    silent = [
        f"{name}:{node.lineno} {node.name}"
        for name, text in texts()
        if re.fullmatch(r"tests/(?:.*/)?test_\w+\.py", name)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_changelog_names_the_version():
    """The changelog's newest entry is the version that pyproject.toml states, and every change has a line."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (\S+)", changes, flags=re.MULTILINE)
    assert headings[0] == version
    assert re.search(r"^- \S", changes, flags=re.MULTILINE)


def test_fragments_have_the_names_that_the_changelog_reads():
    """A fragment is SHORT-NAME.KIND.md, and its kind is one of those of the changelog."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["towncrier"]
    kinds = "|".join(kind["directory"] for kind in settings["type"])
    names = [path.name for path in (ROOT / settings["directory"]).iterdir() if path.name not in settings["ignore"]]
    wrong = [name for name in names if not re.fullmatch(rf"[a-z0-9-]+\.({kinds})\.md", name)]
    assert not wrong, f"name them SHORT-NAME.KIND.md, where KIND is {kinds}"


def test_the_pages_for_contributors_name_files_that_exist():
    """What a page names by its path, or by its name alone, is in the tree; words in capitals are placeholders."""
    files = tree()
    gone = [
        f"{page.name}: {named}"
        for page in [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs/contributing").glob("*.md"))]
        for named in re.findall(r"`([\w./-]+\.(?:py|pyi|json|txt|yaml|sh|toml))`", page.read_text(encoding="utf-8"))
        if not any(f"/{file}".endswith(f"/{named}") for file in files) and not re.search(r"[A-Z]{3}|\.\.\.", named)
    ]
    assert gone == []


def test_lock_covers_what_is_asked_for():
    """Every package that pyproject.toml names is in pinned.txt, with hashes and without any address."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for group in (*project["dependency-groups"].values(), *project["project"]["optional-dependencies"].values()):
        asked += group
    lock = (ROOT / "pinned.txt").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9-]+)==\S+ (?:;.* )?\\\n    --hash=sha256:", lock, flags=re.MULTILINE))
    names = {re.match(r"[\w.-]+", text)[0].lower().replace(".", "-").replace("_", "-") for text in asked}
    assert names - pinned == set()
    assert not re.search(r"://|^-", lock, flags=re.MULTILINE)


def test_readme_begins_with_the_two_commands():
    """A reader meets `make demo` and `make test` first, and the Makefile has them."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:8]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("demo", "test"):
        assert any(line.startswith(f"make {command}") for line in lines)
        assert re.search(rf"^{command}:", makefile, flags=re.MULTILINE)


def test_each_lint_exception_has_its_reason():
    """A lint rule is switched off only with its reason beside it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = text[text.index("[tool.ruff.lint]") : text.index("[tool.ruff.lint.pydocstyle]")]
    bare = [line for line in section.splitlines() if re.fullmatch(r'\s+("[A-Z]+\d*",?\s*)+', line)]
    assert bare == []
