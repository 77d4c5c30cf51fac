"""``dirsim verify``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import verify as run_again
from dirsim.api.writing import written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import at_least_one, day, folder_files, given
from dirsim.cli.output import emit


def verify(
    *files: Annotated[str, Parameter(name="DECISION", help="Decision records, or - for standard input.")],
    as_of: Annotated[str | None, Parameter(name="--as-of", help="The date whose facts apply, as 2026-11-01.")] = None,
    key: Annotated[
        str | None, Parameter(name="--key", help="The public Ed25519 key in PEM that must have signed the records.")
    ] = None,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text or json.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Run decision records again, and fail if the decision or its grounds moved.

    Facts are those of the date in the recorded requirements, or of today where they name none; --as-of names another.
    A record whose text, input, answer or facts were changed after it was written is named as such, and so is a record that was
    not signed with the key.
    Exit codes: 0 everything is as it was recorded, 1 something moved, 2 a record cannot be used.

    Records are written by dirsim recommend --format markdown and, in Python, by choice.save("decision.md").
    """
    wanted = chosen("verify", format_, output)
    when = day("--as-of", as_of)
    walk = folder_files(at_least_one(files), (".md", ".markdown"))
    walk.refuse()
    found = [entry for file in walk.files for entry in run_again(given(file), as_of=when, key=key)]
    emit(written(found, wanted), output)
    return 0 if all(entry.holds for entry in found) else 1
