"""``dirsim completion``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import UsageError
from dirsim.cli.output import emit

SHELLS = ("bash", "zsh", "fish")


def completion(
    shell: Annotated[str, Parameter(name="SHELL", help="bash, zsh or fish.")],
    /,
    *,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the script to this file.")] = None,
) -> int:
    """Print a script that lets a shell complete commands and options.

    For bash: dirsim completion bash --output ~/.local/share/bash-completion/completions/dirsim
    """
    if shell not in SHELLS:
        raise UsageError(f"unknown shell {shell!r}; expected one of: {', '.join(SHELLS)}")
    from dirsim.cli.app import commands  # noqa: PLC0415 -- the commands name this module

    emit(commands().generate_completion(prog_name="dirsim", shell=shell), output)
    return 0
