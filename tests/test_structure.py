"""Claims about the house: its rooms, its names, and that imports neither turn in circles nor tie knots."""

import ast
import re
import subprocess
from collections import defaultdict
from pathlib import Path
from statistics import median

import networkx as nx
import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "dirsim"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
HOUSE = (
    *(
        "cli",
        "labs",
        "api",
        "portfolio",
        "examples",
        "files",
        "recommendation",
        "resilience",
        "directory",
        "credentials",
    ),
    *("simulation", "designs", "protocols", "pages", "parsing", "model", "catalog", "facts"),
)
LONG_SUBJECTS_UNTIL = "2026-11-28T20:00:00+00:00"
SUBJECT = re.compile(r"[a-z][a-z0-9 ,/_-]*: \S.*|Merge .*")


def imports(module):
    """The modules of the package that a module imports at run time, wherever in it."""

    def nodes(node):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return
        yield node
        for below in ast.iter_child_nodes(node):
            yield from nodes(below)

    for node in nodes(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "dirsim":
            for name in node.names:
                target = f"{node.module}.{name.name}"
                found = target if target in MODULES else node.module
                if found != module and found in MODULES and found != "dirsim":
                    yield found


@pytest.fixture(scope="module")
def graph():
    """Modules, and what each imports."""
    found = nx.DiGraph()
    found.add_nodes_from(MODULES)
    found.add_edges_from((module, target) for module in MODULES if module != "dirsim" for target in imports(module))
    return found


def circles(graph):
    """Sets of nodes that lead back to themselves."""
    return sorted(sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1)


def test_the_rooms_are_those_of_the_design():
    """The package's folders are the nouns of the design, and nothing else."""
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(HOUSE)


def test_no_module_imports_itself_in_a_knot(graph):
    """No two modules import one another, lazy imports counted."""
    assert circles(graph) == []


def test_no_folder_circle(graph):
    """No folder imports another that imports it back; a module at the top counts as a room of its own."""

    def room(module):
        path = MODULES[module]
        return str(path if path.parent == PACKAGE else path.parent)

    rooms = nx.DiGraph()
    rooms.add_edges_from((room(one), room(other)) for one, other in graph.edges if room(one) != room(other))
    assert circles(rooms) == []


def test_no_class_name_twice():
    """A class name means one thing in the whole package."""
    homes = defaultdict(list)
    for module, path in MODULES.items():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(module)
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_no_file_name_twice():
    """A module's name can be understood without its folder; commands alone are named after the verbs that they run."""
    homes = defaultdict(list)
    for module, path in MODULES.items():
        if path.name != "__init__.py" and path.parent.name != "cli":
            homes[path.name].append(module)
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_modules_are_short():
    """Half of the modules have at most 150 lines; none has more than 400."""
    lengths = [path.read_text(encoding="utf-8").count("\n") for path in MODULES.values()]
    assert median(lengths) < 150
    assert max(lengths) <= 400


def test_subjects_are_short_and_name_their_area():
    """Commit subjects have at most 72 letters and begin with an area, since the rule was made."""
    log = subprocess.run(
        ["git", "log", f"--since={LONG_SUBJECTS_UNTIL}", "--format=%s"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if log.returncode:
        pytest.skip("not a git checkout")
    assert [line for line in log.stdout.splitlines() if len(line) > 72 or not SUBJECT.fullmatch(line)] == []


def test_the_glossary_knows_every_class_of_the_core():
    """Each public class of the core has one sentence and its source in the glossary; the glossary names no other."""
    core = ("model", "protocols", "designs", "simulation", "resilience", "recommendation")
    classes = {
        node.name
        for module, path in MODULES.items()
        if len(module.split(".")) > 1 and module.split(".")[1] in core
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }
    page = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\S.*?\.) \| (\S.*?) \|$", page, re.MULTILINE)
    assert {name for name, _, _ in rows} == classes
    assert len(rows) == len(classes)
