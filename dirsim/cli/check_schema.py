"""``dirsim check-schema``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.cli.formats import chosen
from dirsim.cli.inputs import either
from dirsim.cli.output import DASH, emit
from dirsim.errors import UsageError
from dirsim.model.schema import Schema
from dirsim.read.schema_extension import check_extension, is_export, schema_of, schema_of_estate
from dirsim.report.schema_check import SCHEMA_CHECK_WRITERS


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
    format_: Annotated[str, Parameter(name="--format", help="text, json, sarif or github.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Check extensions of the Active Directory schema, and show the classes as they would be.

    Nothing is changed anywhere. Exit codes: 0 the directory would take them, 1 it would refuse something, 2 a file is not
    LDIF.
    """
    wanted = chosen("check-schema", format_)
    if not files:
        raise UsageError("name LDIF files with a schema extension")
    names = ["-" if name == DASH else name for name in files]
    answer = check_extension(names, _against(against), managed=managed, name="<stdin>")
    emit(SCHEMA_CHECK_WRITERS[wanted](answer), output)
    return int(not answer.accepted)


def _against(file: str | None) -> Schema | None:
    if file is None:
        return None
    return schema_of(file) if is_export(file) else schema_of_estate(either(file))
