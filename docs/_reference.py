"""Generator of the reference pages: the words, the file format, the commands, the Python names.

Copies the notebooks beside the tutorial's index too: Sphinx reads only what is in its own folder.
"""

import importlib
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import get_args, get_type_hints

from _python_tasks import TASKS

import dirsim
from dirsim.catalog import words
from dirsim.catalog.limits import limits_table
from dirsim.catalog.parts import PARTS
from dirsim.catalog.word_lists import RECORDS
from dirsim.cli.app import COMMANDS

# Title, the name in dirsim.catalog.words, and where the words are used.
VOCABULARIES = (
    ("Kinds of workload", "WORKLOAD_KINDS", "`workloads.*.kind`"),
    ("Needs", "NEEDS", "`needs`"),
    ("Prohibitions", "FORBIDS", "`forbids`, also of a credential"),
    ("Preferences", "OPTIMIZE", "`optimize`"),
    ("Kinds of site", "SITE_KINDS", "`estate.sites.*.kind`"),
    ("Kinds of link", "LINK_KINDS", "`estate.links.*.kind`"),
    ("Connectivity", "CONNECTIVITY", "`estate.connectivity`"),
    ("Kinds of directory", "DIRECTORY_KINDS", "`estate.directories.*.kind`"),
    ("Editions", "EDITIONS", "`estate.directories.*.edition`"),
    ("Kinds of trust", "TRUST_KINDS", "`estate.trusts.*.kind`"),
    ("Identity providers", "IDENTITY_PROVIDERS", "`estate.identity_providers`"),
    ("Sizes", "SIZES", "`estate.directories.*.size`"),
    ("Principals of a credential", "PRINCIPALS", "`credentials.*.principal`"),
    ("Targets of a credential", "TARGETS", "`credentials.*.target`"),
    ("Needs of a credential", "CREDENTIAL_NEEDS", "`credentials.*.needs`"),
    ("Locations of a principal", "CREDENTIAL_LOCATIONS", "`credentials.*.location`"),
    ("Incidents", "INCIDENTS", "`credentials.*.incident`"),
    ("Keys", "KMS_KEYS", "`credentials.*.kms`"),
    ("Parts of a design", "PARTS", "design labels, joined by `+` in this order"),
    ("Advice on a credential", "CREDENTIAL_ADVICE", "answers about `credentials`"),
    ("Kinds of fault", "FAULT_KINDS", "`scenarios.*.faults`"),
    ("Kinds of flow", "FLOW_KINDS", "`flows.*.kind`"),
    ("Roles of a host", "ROLES", "`hosts.*.roles`"),
    ("Kinds of service", "SERVICE_KINDS", "`services.*.kind`"),
    ("Kinds of principal", "PRINCIPAL_KINDS", "`principals.*.kind`"),
)

PART_MEANINGS = {word: part.meaning for word, part in PARTS.items()}


def _vocabulary(name: str) -> Mapping[str, str]:
    found: Mapping[str, str] = PART_MEANINGS if name == "PARTS" else getattr(words, name)
    return found


def main(docs: Path) -> None:
    """Write all pages; an unchanged page is not written, so that Sphinx does not read it again."""
    out = docs / "reference" / "generated"
    out.mkdir(parents=True, exist_ok=True)
    schema = json.loads(
        (Path(dirsim.__file__).parent / "files" / "schemas" / "requirements.schema.json").read_text("utf-8")
    )
    _write(out / "words.md", _words())
    _write(out / "requirements-file.md", _schema(schema))
    _write(out / "commands.md", _commands())
    for name, lines in _python_pages():
        _write(out / name, lines)
    _write(out / "input-limits.md", _limits())
    for notebook in sorted((docs.parent / "notebooks").glob("*.ipynb")):
        _write(docs / "tutorial" / notebook.name, [notebook.read_text("utf-8").rstrip("\n")])


def _words() -> Iterator[str]:
    yield "# Words of the files\n"
    yield "The lists of words that files, commands and answers may use. Words are added, never renamed. Files also take the"
    yield "everyday words beside them, in any spelling; answers use the words of the first column. `dirsim words TEXT` searches.\n"
    for title, name, where in VOCABULARIES:
        vocabulary = _vocabulary(name)
        yield f"## {title}\n"
        yield f"Used in {where}.\n"
        everyday = next(
            (records for records in RECORDS.values() if [one.word for one in records] == list(vocabulary)), ()
        )
        spoken = {one.word: ", ".join(one.synonyms) for one in everyday}
        if any(spoken.values()):
            yield "| Word | Meaning | Also accepted |\n| --- | --- | --- |"
            yield from (
                f"| `{word}` | {_cell(meaning)} | {_cell(spoken[word])} |" for word, meaning in vocabulary.items()
            )
        else:
            yield "| Word | Meaning |\n| --- | --- |"
            yield from (f"| `{word}` | {_cell(meaning)} |" for word, meaning in vocabulary.items())
        yield ""


def _limits() -> Iterator[str]:
    yield "# Limits of inputs\n"
    yield "An input that exceeds a limit is refused with an error that names the limit, and exit code 2; it is never cut without"
    yield "a word. Where a stream or a server exceeds one, what was read before is used and the answer lists what was not read.\n"
    yield from limits_table()


def _schema(schema: dict) -> Iterator[str]:
    """The lines of one section for each kind of mapping in the file, beginning with the file itself."""
    yield "# The requirements file\n"
    yield "Generated from the JSON Schema, which `dirsim schema` prints. Only the keys marked * are required, and a key"
    yield 'that is left out is unknown, never "no".\n'
    yield from _section("The file", schema, schema["$defs"])
    for name, kind in schema["$defs"].items():
        yield from _section(name, kind, schema["$defs"])


def _section(name: str, kind: dict, kinds: Mapping[str, dict]) -> Iterator[str]:
    if "properties" not in kind or _by_word(kind):
        return
    yield f"## {name}\n"
    if text := kind.get("description"):
        yield _cell(text) + "\n"
    yield "| Key | Holds | Meaning |\n| --- | --- | --- |"
    for key, value in kind["properties"].items():
        star = _cell("*") if key in kind.get("required", ()) else ""
        yield f"| `{key}`{star} | {_holds(value, kinds)} | {_cell(value.get('description', ''))} |"
    yield ""


def _by_word(kind: dict) -> bool:
    """Return whether the keys of a mapping are words that all have the same type."""
    values = list(kind.get("properties", {}).values())
    return len(values) > 1 and all(value == values[0] for value in values)


def _holds(value: dict, kinds: Mapping[str, dict]) -> str:
    """A schema in a few words; null, which always means the same as a missing key, is not mentioned."""
    kind = value.get("type", "anything")
    if "$ref" in value:
        return _named(value["$ref"].rpartition("/")[2], kinds)
    if "anyOf" in value:
        several = (_holds(each, kinds) for each in value["anyOf"] if each.get("type") != "null")
        return " or ".join(dict.fromkeys(several))
    if "enum" in value:
        return " or ".join(f"`{word}`" for word in value["enum"])
    if "const" in value:
        return f"`{value['const']}`"
    if "prefixItems" in value:
        return f"list of {len(value['prefixItems'])}: " + ", ".join(
            _holds(each, kinds) for each in value["prefixItems"]
        )
    if kind == "array":
        return f"list of ({_holds(value['items'], kinds)})" if "items" in value else "list"
    if kind == "object":
        each = value.get("additionalProperties")
        return f"by name ({_holds(each, kinds)})" if isinstance(each, dict) else "mapping"
    names = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    return " or ".join(names.get(each, each) for each in ([kind] if isinstance(kind, str) else kind))


def _named(name: str, kinds: Mapping[str, dict]) -> str:
    """A link to the definition of a name in the schema: a section of this page, or a list of words."""
    kind = kinds[name]
    if _by_word(kind):
        return f"one {_holds(next(iter(kind['properties'].values())), kinds)} under its word"
    if "properties" in kind:
        return f"[{name}](#{name.lower()})"
    for title, vocabulary, _ in VOCABULARIES:
        listed = list(_vocabulary(vocabulary))
        if kind.get("enum", [])[: len(listed)] == listed:
            return f"[{name}](words.md#{title.lower().replace(' ', '-')})"
    return _holds(kind, kinds)


def _commands() -> Iterator[str]:
    yield "# Commands\n"
    yield "Standard output holds only the answer; notes go to standard error.\n"
    yield "| Exit code | Meaning |\n| ---: | --- |"
    yield "| 0 | The answer is yes. |"
    yield "| 1 | The answer is no: no design fits, or findings at or above the threshold. |"
    yield "| 2 | The input or the usage is not valid. |"
    yield "| 3 | The evidence is insufficient. |"
    yield "| 4 | An error of dirsim itself. |\n"
    for command in COMMANDS:
        yield f"## dirsim {command}\n"
        yield f"```text\n{_help(command)}\n```\n"


def _help(command: str) -> str:
    settings = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "96", "PYTHONUTF8": "1"}
    done = subprocess.run(  # noqa: S603 -- our own command
        [Path(sys.executable).with_name("dirsim"), command, "--help"],
        env=os.environ | settings,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def _python_pages() -> Iterator[tuple[str, Iterator[str]]]:
    """The name and the lines of each page of the Python reference: an index, one page for each task, the classes of fields."""
    yield "python.md", _python_index()
    for page, title, sentence, names in TASKS:
        yield f"python-{page}.md", _python_task(title, sentence, names.split())
    yield "python-fields.md", _python_fields()


def _python_index() -> Iterator[str]:
    yield "# Python\n"
    yield "`import dirsim as ds` provides these names. Results are immutable, compare by value, can be pickled, have `to_dict()`,"
    yield "and are rendered in notebooks; tables have `to_pandas()`. Where a function takes a file, it also takes an example's name.\n"
    yield "| Task | Functions |\n| --- | --- |"
    for page, title, _, names in TASKS:
        verbs = [name for name in names.split() if not inspect.isclass(getattr(dirsim, name)) and not name.isupper()]
        yield f"| [{title}](python-{page}.md) | {', '.join(f'`{name}`' for name in verbs) or 'exceptions'} |"
    yield "\n[Classes of fields](python-fields.md) has the classes that occur in fields and signatures only.\n"
    yield "```{toctree}\n:hidden:\n"
    yield from (f"python-{page}" for page, *_ in TASKS)
    yield "python-fields\n```"


def _python_task(title: str, sentence: str, names: list[str]) -> Iterator[str]:
    public = {name: getattr(dirsim, name) for name in names}
    yield f"# {title}\n"
    yield f"{sentence}\n"
    modules = [thing.__name__ for thing in public.values() if inspect.ismodule(thing)]
    yield from _directives(
        "Functions", "autofunction", [f"dirsim.{n}" for n, thing in public.items() if inspect.isfunction(thing)]
    )
    yield from _directives("Modules", "automodule", modules)
    yield from _directives(
        "Values", "autoclass", [f"dirsim.{n}" for n, thing in public.items() if inspect.isclass(thing)]
    )


def _python_fields() -> Iterator[str]:
    names = [name for name in sorted(dirsim.__all__) if not name.startswith("__")]
    public = [getattr(dirsim, name) for name in names]
    parts = {f"{part.__module__}.{part.__qualname__}" for part in _parts(public) if part not in public}
    yield "# Classes of fields\n"
    yield "Classes that occur in the fields and signatures of the public names. `import dirsim` does not give them by name.\n"
    yield from _directives("Classes", "autoclass", sorted(parts))


def _directives(title: str, directive: str, names: Iterable[str]) -> Iterator[str]:
    if names:
        members = "" if directive == "autofunction" else "   :members:\n"
        if directive == "automodule":  # classes that are public names have their entries under these
            members += f"   :exclude-members: {', '.join(sorted(dirsim.__all__))}\n"
        yield f"## {title}\n\n```{{eval-rst}}"
        yield from (f".. {directive}:: {name}\n{members}" for name in names)
        yield "```\n"


def _parts(things: Iterable[object]) -> set[type]:
    """The classes of dirsim in signatures and fields, and the classes in their fields, recursively."""
    found: set[type] = set()
    waiting = list(things)
    while waiting:
        thing = waiting.pop()
        waiting += thing if isinstance(thing, list) else get_args(thing)  # a Callable's arguments are a list
        if inspect.isfunction(thing):
            waiting += _hints(thing).values()
        elif inspect.ismodule(thing):
            waiting += [member for _, member in inspect.getmembers(thing, inspect.isfunction)]
        elif inspect.isclass(thing) and thing.__module__.split(".")[0] == "dirsim" and thing not in found:
            found.add(thing)
            waiting += _hints(thing).values()
            waiting += [member for name, member in vars(thing).items() if inspect.isfunction(member) and name[0] != "_"]
            waiting += [member.fget for member in vars(thing).values() if isinstance(member, property)]
    return found


def _hints(thing: object) -> dict[str, object]:
    """Type hints; names that a module imports only for the type checker are resolved where they are defined."""
    try:
        return get_type_hints(thing)
    except NameError:
        source = inspect.getsource(sys.modules[thing.__module__])
        lazy = {
            name.strip(): getattr(importlib.import_module(module), name.strip())
            for module, names in re.findall(r"^    from ([\w.]+) import ([\w, ]+)", source, flags=re.MULTILINE)
            for name in names.split(",")
            if hasattr(importlib.import_module(module), name.strip())
        }
        for module, alias in re.findall(r"^    import ([\w.]+) as (\w+)$", source, flags=re.MULTILINE):
            lazy[alias] = importlib.import_module(module)
        for alias, types in re.findall(r"^    (\w+) = ([\w.\[\] |]+)$", source, flags=re.MULTILINE):
            if alias[0].isupper():  # a type alias for the type checker
                lazy[alias] = eval(types, vars(sys.modules[thing.__module__]) | lazy)  # noqa: S307 -- our own source
        return get_type_hints(thing, localns=lazy)


def _cell(text: str) -> str:
    """The text escaped for a cell of a Markdown table; code is kept as code."""
    text = " ".join(text.replace("``", "`").split())
    parts = text.split("`")
    for number in range(0, len(parts), 2):
        for mark in "|*_<>[]":
            parts[number] = parts[number].replace(mark, f"\\{mark}")
    return "`".join(parts)


def _write(path: Path, lines: Iterable[str]) -> None:
    text = "\n".join(lines).rstrip("\n") + "\n"
    if not path.is_file() or path.read_text("utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(__file__).parent)
