"""The pages of the documentation: links reach their headings, and newcomers' questions have an answer near the index."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

import dirsim

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if not {"generated", "facts", "_build", "changes"} & set(path.parts))
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^()\s]+)\)")
FENCE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
MADE = ("generated/", "facts/")
"""Folders of pages that the build makes."""
SPEC = importlib.util.spec_from_file_location("_python_tasks", DOCS / "_python_tasks.py")
tasks = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(tasks)


def plain(page):
    """A page without its fenced blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page):
    """The anchors of a page's headings, as MyST makes them."""
    headings = re.findall(r"^#{1,3} (.+)$", plain(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page):
    """The links of a page to other pages: path and anchor."""
    for target in LINK.findall(plain(page)):
        if "://" not in target and not target.startswith("mailto:"):
            path, _, anchor = target.partition("#")
            yield target, (page.parent / path).resolve() if path else page, anchor


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: str(page.relative_to(ROOT)))
def test_links_reach_their_heading(page):
    """A link names a page that exists, and a heading of it; pages that the build makes are checked by the build."""
    lost = []
    for target, path, anchor in links(page):
        if any(part in target for part in MADE):
            continue
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path)):
            lost.append(target)
    assert lost == []


def test_newcomers_questions_are_one_click_away():
    """The index answers at least ten questions, each by a link to a heading with text below it."""
    section = plain(DOCS / "index.md").partition("## First questions")[2]
    questions = re.findall(r"^\| ([^|]+\?[^|]*) \| (.+) \|$", section, flags=re.MULTILINE)
    assert len(questions) >= 10
    asked = " ".join(question for question, _ in questions).lower()
    for topic in ("install", "first", "prices", "backs up", "github actions", "vpn is down", "words"):
        assert topic in asked
    for question, answer in questions:
        assert LINK.search(answer), question


@pytest.mark.parametrize(
    "topic", ["ranking", "own-prices", "backup-links", "github-actions", "gitlab", "before-a-commit"]
)
def test_the_how_to_index_names_what_people_look_for(topic):
    """Topics within a guide have a link of their own in the index of guides: two clicks from the front page."""
    assert topic in {anchor for _, _, anchor in links(DOCS / "how-to" / "index.md")}


def test_every_guide_is_in_the_index_with_a_sentence():
    """The table of guides has each guide once, in the order of the menu."""
    text = (DOCS / "how-to" / "index.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+ \| \[[^\]]+\]\(([\w-]+)\.md\) \|$", text, flags=re.MULTILINE)
    menu = text.partition(":hidden:")[2].split("```")[0].split()
    assert rows == menu
    assert sorted(menu) == sorted(path.stem for path in (DOCS / "how-to").glob("*.md") if path.stem != "index")


def test_every_public_name_is_on_one_page():
    """The Python reference has each name of ``dirsim`` under one task."""
    listed = [name for *_, names in tasks.TASKS for name in names.split()]
    assert sorted(listed) == sorted(name for name in dirsim.__all__ if not name.startswith("__"))


def test_the_install_page_has_every_extra():
    """Each extra of the package is in the table of the install page, and no other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (DOCS / "how-to" / "install.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `dirsim\[([\w-]+)\]`", text, flags=re.MULTILINE)) == sorted(
        project["optional-dependencies"]
    )
