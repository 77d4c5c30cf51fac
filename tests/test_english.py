"""The English of the product: README, documentation, docstrings, help and messages read as a native speaker writes them.

The rules are searched for as patterns. A pattern that is right in one place is listed in ``KEPT`` with its reason.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "dirsim").rglob("*.py"))
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if not {"generated", "facts", "_build"} & set(path.parts)
)

RULES = {
    "is no X: write 'is not an X' or 'invalid X'": r"\b(?:is|are|was|were) no (?!longer|more than|less than|later|earlier)",
    "stands: write 'is' or 'appears'": r"\b(?:stands?|stood|standing)\b",
    "nobody, somebody, whoever: name the actor": r"\b(?:[Nn]obody|[Ss]omebody|[Ww]hoever)\b",
    "there are: a, b: write 'expected one of: a, b'": r"\bthere (?:are|is): ",
    "of one's own: write 'own'": r"\bof (?:one's|its|their|our|your|his) own\b",
    "goes on: write 'continues'": r"\b(?:goes|go|went|going) on\b(?! (?:to|from) (?:the|a)\b)",
    "said, told: write 'reported' or 'stated'": r"\b(?:said|told|tells)\b",
    "comes to: write 'results in' or 'amounts to'": r"\b(?:comes|came|come) to\b",
    "of it, of them as a noun's tail: write 'its', 'their'": r"\bwhat (?:becomes|became|is left) of\b",
}
QUESTION = re.compile(r"^(?:What|Which|How|Whether|Who|Whose|Where|When|Why)\b")
KEPT: dict[tuple[str, str], str] = {
    # (file, phrase): reason
    ("dirsim/directory/trusts/opened.py", "said"): "the name of a public attribute and of its JSON key",
    ("dirsim/catalog/sentence.py", "nobody"): "a word that people write in files",
    ("docs/contributing/write-a-message.md", "nobody"): "an example of what not to write",
    ("docs/contributing/write-a-message.md", "somebody"): "an example of what not to write",
    ("docs/contributing/write-a-message.md", "whoever"): "an example of what not to write",
    ("docs/contributing/write-a-message.md", "is no "): "an example of what not to write",
    ("docs/contributing/write-a-message.md", "there are: "): "an example of what not to write",
}


def prose(path):
    """The texts of a module that people read, with their lines: docstrings, messages and help."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    joined = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
        elif isinstance(node, ast.Constant) and id(node) not in joined and isinstance(node.value, str):
            yield node.lineno, node.value if " " in node.value else ""


def docstrings(path):
    """Each docstring with its line; attribute texts count too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def texts():
    """Every text with its place."""
    for path in SOURCES:
        for line, text in prose(path):
            yield f"{path.relative_to(ROOT)}:{line}", text
    for path in PAGES:
        inside = False
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            inside ^= line.lstrip().startswith("```")
            if not inside:
                yield f"{path.relative_to(ROOT)}:{number}", line


@pytest.mark.parametrize("rule", RULES)
def test_no_text_breaks_a_rule(rule):
    """No text that people read holds a phrase that reads translated."""
    pattern = re.compile(RULES[rule])
    found = [
        f"{place}: ...{text[max(0, hit.start() - 40) : hit.end() + 40]!r}"
        for place, text in texts()
        for hit in pattern.finditer(text)
        if (place.split(":")[0], hit.group(0)) not in KEPT
    ]
    assert found == []


def test_docstrings_state():
    """A docstring says what a thing is or does; it does not open with a question word."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text.splitlines()[0][:60]}"
        for path in SOURCES
        for line, text in docstrings(path)
        if text and QUESTION.match(text)
    ]
    assert found == []


def test_modules_open_with_a_short_line():
    """A module's first line is a phrase of at most 72 letters."""
    found = []
    for path in SOURCES:
        first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
        if not first or len(first) > 72:
            found.append(f"{path.relative_to(ROOT)}: {first}")
    assert found == []
