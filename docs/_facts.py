"""Generator of the reference pages of the facts: an index, and one page for each topic."""

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from dirsim.facts import Fact, Topic, catalog

TITLES = {
    Topic.OPTIONS: "Directory options",
    Topic.WORKLOADS: "Workloads",
    Topic.NETWORK: "Network",
    Topic.TIMING: "Timing",
    Topic.CREDENTIALS: "Credentials",
    Topic.PRICING: "Prices",
}
HEAD = "| Fact | Value | Source | Date | Confidence | Holds |\n| --- | --- | --- | --- | --- | --- |"


def main(outdir: str | Path) -> None:
    """Write the pages into a folder, which is created if it is missing; the same facts produce the same bytes."""
    out = Path(outdir)
    out.mkdir(parents=True, exist_ok=True)
    facts = tuple(catalog().values())
    pages = {topic: [fact for fact in facts if fact.topic is topic] for topic in Topic}
    _write(out / "index.md", _index(pages))
    for topic, found in pages.items():
        _write(out / f"{topic.value}.md", _page(topic, found))


def _index(pages: dict[Topic, list[Fact]]) -> Iterable[str]:
    yield "# Facts\n"
    yield "Statements of the vendors, with source, date and confidence. `>=` marks the earliest possible date of an undated page.\n"
    yield "```{toctree}\n:hidden:\n"
    yield from (topic.value for topic in pages)
    yield "```\n"
    yield "| Topic | Facts | documented | secondary | inferred | unknown |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    for topic, found in pages.items():
        counts = [
            sum(fact.confidence == level for fact in found)
            for level in ("documented", "secondary", "inferred", "unknown")
        ]
        yield f"| [{TITLES[topic]}]({topic.value}.md) | {len(found)} | {' | '.join(map(str, counts))} |"


def _page(topic: Topic, facts: list[Fact]) -> Iterable[str]:
    sections = defaultdict(list)
    for fact in facts:
        sections[fact.subject.split("/")[0]].append(fact)
    yield f"# {TITLES[topic]}\n"
    for subject in sorted(sections):
        yield f"## {subject}\n"
        yield HEAD
        yield from map(_row, sections[subject])
        yield ""


def _row(fact: Fact) -> str:
    text = [f'<a id="{fact.id}"></a>`{fact.id}`', _cell(fact.statement)]
    if fact.alternative:
        text.append(_cell(f"Instead: {fact.alternative}."))
    if fact.note:
        text.append(_cell(f"Note: {fact.note}."))
    if fact.conflict:
        text.append(_conflict(fact))
    value = "" if fact.value is None else _cell(str(fact.value))
    source = f"[page](<{fact.source}>)" if fact.source else ""
    return f"| {'<br>'.join(text)} | {value} | {source} | {_cell(fact.source_date_text)} | {fact.confidence.value} | {_validity(fact)} |"


def _conflict(fact: Fact) -> str:
    other = fact.conflict or {}
    url = other.get("other_source_url")
    where = f"[another source](<{url}>)" if url else "another source"
    date = f" ({other['other_source_date']})" if other.get("other_source_date") else ""
    return f"**Conflict:** {where}{_cell(date)} states: {_cell(other['other_says'])}. Newer: {_cell(other['newer'])}."


def _validity(fact: Fact) -> str:
    if fact.valid_from and fact.valid_to:
        return f"{fact.valid_from} to {fact.valid_to}"
    if fact.valid_from:
        return f"from {fact.valid_from}"
    return f"to {fact.valid_to}" if fact.valid_to else ""


def _cell(text: str) -> str:
    """The text escaped for a cell of a Markdown table."""
    for mark in "\\|*_<>[]":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("reference") / "facts")
