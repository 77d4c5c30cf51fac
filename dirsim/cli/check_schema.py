"""``dirsim check-schema``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import UsageError, check_extension
from dirsim.api.writing import schema_check_written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given
from dirsim.cli.output import emit


def check_schema(
    *files: Annotated[str, Parameter(name="LDIF", help="Schema extensions in LDIF, in the order of loading, or -.")],
    against: Annotated[
        str | None,
        Parameter(
            name="--against",
            help="The schema that is there: a requirements file with its estate, or an export in LDIF (.ldif, .ldf).",
        ),
    ] = None,
    managed: Annotated[
        bool, Parameter(name="--managed", negative="", help="Whether AWS Managed Microsoft AD takes it.")
    ] = False,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text, json, sarif or github.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Check extensions of the Active Directory schema, and show the classes as they would be.

    Nothing is changed anywhere. Exit codes: 0 the directory would take them, 1 it would refuse something, 2 a file is not
    LDIF.
    """
    wanted = chosen("check-schema", format_, output)
    if not files:
        raise UsageError("name LDIF files with a schema extension")
    met = None if against is None else given(against)
    answer = check_extension([given(name) for name in files], met, managed=managed)
    emit(schema_check_written(answer, wanted), output, commands=wanted == "github")
    return int(not answer.accepted)
