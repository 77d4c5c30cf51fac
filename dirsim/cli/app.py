"""The command ``dirsim``: its subcommands, its errors, its exit codes."""

from __future__ import annotations

import gc
import inspect
import io
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from textwrap import wrap
from typing import Any

from dirsim.api import DirsimError, UsageError
from dirsim.cli.ending import BY_SIGNAL, code_of, end_at_once, ended_cleanly
from dirsim.cli.output import DASH, WRITTEN, OutputError, be_quiet, emit, note, overwritten, retire

COMMANDS = {
    "recommend": "Rank the designs for a requirements file, with reasons.",
    "assess": "Judge what exists as it is, with nothing added.",
    "check": "Check files, and say what is wrong with them.",
    "simulate": "Run every sign-in of a design under outages.",
    "trace": "Show one sign-in, step by step.",
    "availability": "Say how often each sign-in works, and what stops it.",
    "sweep": "Run every failure and every pair of failures.",
    "ports": "List which host opens which connection to which.",
    "export": "Write a design as Terraform configuration or as a CloudFormation template.",
    "discover": "Read an estate from a directory, an export or an AWS account.",
    "least-privilege": "Propose IAM policies from recorded activity.",
    "lint-policy": "Find what is wrong with IAM policies.",
    "session": "Say how long a chain of credentials lasts, and which rule ends it.",
    "can": "Say whether policies together allow an action, and why.",
    "diff": "Say what changed between two answers, and why.",
    "verify": "Run decision records again, and fail if their grounds moved.",
    "facts": "Show what the vendors state, with source and date.",
    "check-schema": "Check an extension of the Active Directory schema before it is loaded.",
    "policy": "Say which group policy a user gets on a computer, and why.",
    "trusts": "Walk trusts: who reaches what, through which controllers, and what a new trust opens.",
    "managed-ad": "Say whether an estate is ready for AWS Managed Microsoft AD, and what a move would break.",
    "words": "Show the words of the files, with meanings and synonyms.",
    "new": "Write a first requirements file, from options or a few questions.",
    "schema": "Print the JSON Schema of the files.",
    "lab": "Teaching labs: predict, simulate, explain.",
    "completion": "Print a script that lets a shell complete commands and options.",
}
FIRST_STEPS = """\
dirsim decides how to connect a company's Active Directory to AWS, and proves it by simulation.

  dirsim recommend contoso     decide an example that comes with it
  dirsim recommend FILE        decide a requirements file of yours; five lines are enough to begin with:

      dirsim: requirements/v1
      name: Desktops for the branch office
      estate: {on_prem_ad: {domains: 1, users: 100}, connectivity: vpn}
      workloads: {desktops: {kind: workspaces}}
      needs: [existing-credentials, least-ops]

  dirsim new                   write such a file from a few questions
  dirsim words gpo             find the word of the file for what you call it
  dirsim check FILE            say what is wrong with a requirements file
  dirsim discover ldif FILE    begin a requirements file from an export of your directory
  dirsim lab list              twelve labs to learn it by
  dirsim schema                print the JSON Schema, for an editor to complete and explain the file
  dirsim --help                list every command
"""

_USAGE = 2
_INTERNAL = 4
_WIDEST = 100
_MACHINE_FORMATS = ("json", "sarif", "junit", "github")
_HELP = ("--help", "-h")
_QUIET = ("--quiet", "-q")
_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Commands leave few cycles: Python's usual 700 spends a tenth of a short command's time on looking for them."""
_OUTPUT = ("--output", "-o")
_FORMAT = ("--format", "-f")
_MERGING = ("discover",)
"""Commands whose --output is a file of the user's that they merge into."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line.

    Args:
        arguments: The words after the program's name; ``None`` means those of this process.

    Returns:
        The exit code: 0 yes, 1 no, 2 bad input or usage, 3 too little evidence, 4 an error of dirsim or of the output.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 20, 20)
    words = _without_quiet(list(sys.argv[1:] if arguments is None else arguments))
    WRITTEN.clear()
    refused = overwritten(words, _given(words, _OUTPUT))
    if refused:
        note(f"dirsim: {refused}")
        return _USAGE
    with ended_cleanly():
        code = _guarded(words)
    if code and words and words[0] not in _MERGING:
        for output in _given(words, _OUTPUT):
            retire(output)
    return code


def command() -> int:
    """Run the command line of this process, which ends with it."""
    code = main()
    end_at_once()
    return code


def _given(words: list[str], option: tuple[str, str]) -> list[str]:
    """The values of an option, as ``--output X``, ``--output=X``, ``-o X``, ``-o=X`` or ``-oX``."""
    long, short = option
    found = [value for word, value in pairwise(words) if word in option]
    found += [word.partition("=")[2] for word in words if word.startswith(f"{long}=")]
    glued = (word for word in words if word.startswith(short) and len(word) > len(short) and word[1] != "-")
    return found + [word[len(short) :].removeprefix("=") for word in glued]


def _guarded(words: list[str]) -> int:
    """Run a command line; every error becomes a note and an exit code."""
    to_file = bool(_given(words, _OUTPUT))
    try:
        _fit_terminal(to_file=to_file)
        return _run(words)
    except DirsimError as error:
        note(str(error) if _lists_places(error) else f"dirsim: {error}")
        return _logged(words, error)
    except OutputError as error:
        note(f"dirsim: the output could not be written: {error}")
        return _INTERNAL
    except KeyboardInterrupt as error:
        return _interrupted(error)
    except Exception as error:  # noqa: BLE001 -- whatever went wrong, the caller learns it from the exit code
        if code_of(error):  # a library stumbled as it was interrupted
            return _interrupted(error)
        if os.environ.get("DIRSIM_DEBUG"):
            note("".join(traceback.format_exception(error)).rstrip())
        said = " ".join(str(error).split())
        note(f"dirsim: internal error: {type(error).__name__}: {said} (DIRSIM_DEBUG=1 shows where)")
        return _INTERNAL
    finally:
        _set_width(_WIDEST)  # for a caller in the same process


def _interrupted(error: BaseException) -> int:
    code = code_of(error)
    note("dirsim: interrupted" if code == BY_SIGNAL + signal.SIGINT else "dirsim: ended by a signal")
    return code


def _fit_terminal(*, to_file: bool) -> None:
    """Texts are as wide as the terminal, 100 columns at most; in files, and in pipes without COLUMNS, they have 100."""
    columns = _WIDEST if to_file else min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns)
    _set_width(columns)


def _set_width(columns: int) -> None:
    if columns < _WIDEST or "dirsim.pages.text" in sys.modules:
        from dirsim.api.writing import set_text_width  # noqa: PLC0415 -- seldom needed

        set_text_width(columns)


def _without_quiet(words: list[str]) -> list[str]:
    """The words without ``-q`` and ``--quiet``, which every command takes."""
    end = words.index("--") if "--" in words else len(words)
    kept = [word for word in words[:end] if word not in _QUIET]
    be_quiet(len(kept) < end)
    return [*kept, *words[end:]]


def _logged(words: list[str], error: DirsimError) -> int:
    """Write the problems of an input in the machine format that was asked for, and return the exit code."""
    problems = getattr(error, "problems", ())
    form, output = _asked_for(words)
    if problems and form in _MACHINE_FORMATS:
        from dirsim.api.writing import checks_written  # noqa: PLC0415 -- only bad input needs it

        files = dict.fromkeys(problem.file for problem in problems)
        found = [(file, "", [problem for problem in problems if problem.file == file]) for file in files]
        try:
            emit(checks_written(found, form), output)
        except (OutputError, UsageError) as failed:
            note(f"dirsim: the output could not be written: {failed}")
            return _INTERNAL
    return error.exit_code


def _asked_for(words: list[str]) -> tuple[str, str | None]:
    """The format and the output that words ask for, as far as they do."""
    forms, outputs = _given(words, _FORMAT), _given(words, _OUTPUT)
    if not forms and outputs and outputs[-1]:
        from dirsim.cli.formats import by_ending  # noqa: PLC0415 -- only bad input needs it

        return by_ending(outputs[-1]), outputs[-1]
    return forms[-1] if forms else "", outputs[-1] if outputs else None


def _lists_places(error: DirsimError) -> bool:
    """True where each line of the message names its file; no prefix is needed then."""
    return bool(getattr(error, "problems", ()))


def _run(words: list[str]) -> int:
    if not words:
        emit(FIRST_STEPS)
        return 0
    if words == ["--version"]:
        from dirsim import __version__  # noqa: PLC0415 -- seldom asked for

        emit(f"dirsim {__version__}\n")
        return 0
    return _dispatch(words)


def _dispatch(words: list[str]) -> int:
    """Hand the words to cyclopts; its errors are usage errors, its help goes the way of every answer."""
    from cyclopts import CycloptsError  # noqa: PLC0415 -- greeting and version need no parser

    app = commands()
    asks_for_help = any(word in _HELP for word in words)
    shown = io.StringIO()
    console = _console(shown) if asks_for_help else None
    try:
        result: Any = app(
            [DASH if word == "-" else word for word in words], console=console, print_error=False, exit_on_error=False
        )
    except CycloptsError as error:
        command = f" {words[0]}" if words[0] in COMMANDS else ""
        raise UsageError(f"{_sentence(error)} (see: dirsim{command} --help)") from None
    if asks_for_help:
        lines = [line.rstrip() for line in shown.getvalue().strip("\n").splitlines()]
        emit("\n".join([*lines, *_more_about(words[0])]) + "\n")
        return 0
    return int(result or 0)


def commands() -> Any:
    """Every command, for the parser."""
    from cyclopts import App  # noqa: PLC0415 -- as above

    app = App(
        name="dirsim",
        help="Decide how to connect a company's Active Directory to AWS, and prove the decision by simulating it.",
        help_format="plaintext",
        help_formatter="plain",
        version_flags=[],
        suppress_keyboard_interrupt=False,
        result_action="return_value",
    )
    for name, said in COMMANDS.items():
        module = name.replace("-", "_")
        app.command(f"dirsim.cli.{module}:{module}", name=name, help=said)
    return app


def _more_about(command: str) -> list[str]:
    """The part of a command's help below its options: the rest of its docstring, and examples."""
    from dirsim.cli.examples import EXAMPLES  # noqa: PLC0415 -- only help needs it

    if command not in COMMANDS:
        return ["", "Try: dirsim recommend contoso"] if command in _HELP else []
    module = command.replace("-", "_")
    rest = inspect.getdoc(getattr(import_module(f"dirsim.cli.{module}"), module)) or ""
    lines: list[str] = []
    for paragraph in rest.partition("\n\n")[2].partition("\nArgs:")[0].strip().split("\n\n"):
        lines += ["", *wrap(" ".join(paragraph.split()), min(100, shutil.get_terminal_size().columns))]
    quiet = "Every command takes --quiet (-q): no progress and no notes on standard error."
    return [
        *lines,
        "",
        *wrap(quiet, min(100, shutil.get_terminal_size().columns)),
        "",
        "Examples:",
        *(f"  {example}" for example in EXAMPLES.get(command, ())),
    ]


def _sentence(error: Exception) -> str:
    return " ".join(str(error).split()).removesuffix(".")


def _console(file: io.StringIO) -> Any:
    """The console of help texts: plain text, at most 100 columns wide."""
    from rich.console import Console  # noqa: PLC0415 -- slow to load, and only help needs it

    width = min(100, shutil.get_terminal_size().columns)
    return Console(file=file, width=width, force_terminal=False, no_color=True, highlight=False, soft_wrap=False)
