"""Measure our own code beside the libraries that could take its place; docs/explanation/libraries.md cites the figures.

Nothing is asserted but that the validators agree: figures differ from machine to machine. Processor time, best of many.
"""

import io
import json
import resource
import subprocess
import sys
import time
from importlib.util import find_spec

from jsonschema import Draft202012Validator
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

import dirsim as ds
from dirsim.cli.colour import coloured
from dirsim.files.fits import compiled
from dirsim.files.validate import FOLDER
from dirsim.pages.blocks import Card, Code, Figure, Heading, Items, Prose
from dirsim.pages.plain import plain
from dirsim.pages.text import text
from dirsim.parsing.tree import parse
from dirsim.recommendation.recommendation_page import recommendation_page

CHECK = "import sys; from dirsim.cli import main; {}sys.exit(main(['check', 'contoso']))"
SLOW = "import dirsim.files.validate as v; v.fits = lambda kind, data: v.validator(kind).is_valid(data); "


def best(work, repeats=30):
    """The least processor time of a function, in milliseconds."""
    took = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return 1000 * min(took)


def process(code, repeats=11):
    """The median processor time of a program, in milliseconds."""
    took = []
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=False, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * sorted(took)[repeats // 2]


def row(what, own, other):
    """One line of the table."""
    print(f"  {what:<44} {own:>9.2f} ms {other:>9.2f} ms")


def by_rich(page, width=100):
    """A page as rich lays it out."""
    shown = io.StringIO()
    console = Console(file=shown, width=width, color_system=None, highlight=False, markup=False, emoji=False)
    for block in page:
        if isinstance(block, Figure):
            continue
        if isinstance(block, Heading):
            console.print(Text(plain(block.text)), "-" * min(width, len(block.text)), sep="\n")
        elif isinstance(block, Prose | Items):
            for line in [block.line] if isinstance(block, Prose) else block.entries:
                console.print(Text(line if isinstance(line, str) else "".join(map(str, line))))
        elif isinstance(block, Code):
            console.print(Text(block.text))
        elif isinstance(block, Card):
            grid = RichTable.grid(padding=(0, 2))
            for term, line in block.rows:
                grid.add_row(term, Text(line if isinstance(line, str) else "".join(map(str, line))))
            console.print(grid)
        else:
            table = RichTable(box=None, pad_edge=False)
            for place, head in enumerate(block.head):
                table.add_column(head, justify="right" if place in block.right else "left", overflow="fold")
            for cells in block.rows:
                table.add_row(*(Text(plain(cell)) for cell in cells))
            console.print(table)
    return shown.getvalue()


def colours_by_rich(answer):
    """An answer with the words of outcomes coloured by rich."""
    shown = Text(answer)
    for words, colour in (
        ("succeeded|feasible|met", "green"),
        ("degraded|unknown", "yellow"),
        ("denied|not-met", "red"),
    ):
        shown.highlight_regex(rf"(?<![\w-])({words})(?![\w-])", colour)
    written = io.StringIO()
    Console(file=written, force_terminal=True, color_system="standard").print(shown, soft_wrap=True)
    return written.getvalue()


def main():
    """Measure and print."""
    data = parse(ds.examples.text("contoso"), "contoso.yaml").data
    shape = json.loads((FOLDER / "requirements.schema.json").read_text(encoding="utf-8"))
    quick, full = compiled(shape), Draft202012Validator(shape)
    page = recommendation_page(ds.recommend(ds.examples.contoso()))
    assert quick(data) == full.is_valid(data)
    print(f"Python {sys.version.split()[0]}, processor time   {'ours':>16} {'library':>12}")
    row("validate contoso.yaml (jsonschema)", best(lambda: quick(data)), best(lambda: full.is_valid(data)))
    row("dirsim check contoso, whole process (jsonschema)", process(CHECK.format("")), process(CHECK.format(SLOW)))
    row("the answer to contoso as text (rich)", best(lambda: text(page)), best(lambda: by_rich(page)))
    answer = text(page)
    row("its colours (rich)", best(lambda: coloured(answer)), best(lambda: colours_by_rich(answer)))
    bare = process("pass")
    for module in ("jsonschema", "rich.console, rich.table", "rich.progress", "spnego", "networkx"):
        if find_spec(module.partition(".")[0]):
            row(f"import {module}", 0, process(f"import {module}") - bare)
    print("measured; only the agreement of the validators was asserted")


if __name__ == "__main__":
    main()
