"""Lab on schema extensions of Active Directory and the managed AD."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from dirsim.api import (
    Recommendation,
    SchemaCheck,
    SchemaLevel,
    check_schema,
    parse_requirements,
    parse_schema_changes,
    recommend,
)
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lesson_estate import Company, judged, verdicts
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw

_ARC = "1.3.6.1.4.1.32473.1"
_STRING = (("attributeSyntax", "2.5.5.12"), ("oMSyntax", "64"))
_FAULTS: tuple[Callable[[dict[str, str]], dict[str, str]], ...] = (
    lambda entry: {**entry, "attributeSyntax": "2.5.5.8"},  # a Boolean, with the other number of text
    lambda entry: {**entry, "attributeID": "2.5.4.3"},  # the identifier of the common name
    lambda entry: {**entry, "lDAPDisplayName": "telephoneNumber"},  # an existing name
    lambda entry: {**entry, "rangeLower": "64", "rangeUpper": "8"},
    lambda entry: {**entry, "attributeID": "9.9.abc"},
)
_PROGRAMS = ("sharepoint", "exchange", "sqlserver-ec2", "ad-cs", "skype-for-business", "remote-desktop-licensing")
_DESIGN = "managed-ad-standard+one-way-trust"


def make(draw: Draw) -> Sheet:
    """Build one student's extension: valid and invalid definitions, and one record that does not change the schema."""
    prefix = draw.pick(WORDS)
    company = Company.drawn(draw)
    count = draw.between(5, 7)
    names = [f"{prefix}-{word.capitalize()}" for word in draw.some(WORDS, count)]
    faulty = draw.some(names, draw.between(1, 3))
    faults = dict(zip(faulty, draw.some(_FAULTS, len(faulty)), strict=True))
    placeholder = draw.pick([name for name in names if name not in faulty])
    ldif = _extension(company.domain, names, faults, placeholder, prefix)
    removal = _removal(company.domain, next(name for name in names if name not in faulty and name != placeholder))
    kinds = [
        "sharepoint",
        "exchange",
        *draw.some([kind for kind in _PROGRAMS if kind not in ("sharepoint", "exchange")], 2),
    ]
    programs = dict(sorted(zip(draw.some([word for word in WORDS if word != prefix], 4), kinds, strict=True)))
    requirements = company.requirements("programs that need the directory", programs)

    @cache
    def checked(*, managed: bool) -> SchemaCheck:
        return check_schema(parse_schema_changes(ldif, "extension.ldif"), managed=managed, characters=len(ldif))

    def refused(*, managed: bool) -> Ran:
        errors = [found for found in checked(managed=managed).findings if found.level is SchemaLevel.ERROR]
        shown = "\n".join(f"line {found.line}, {found.object}: {found.message}" for found in errors)
        starts = {change.line: change.cn for change in parse_schema_changes(ldif)}
        bad = {starts[max(line for line in starts if line <= found.line)] for found in errors}
        return Ran(tuple(name for name in (*names, f"{prefix}-Settings") if name in bad), shown + "\n")

    def undone() -> Ran:
        found = check_schema(parse_schema_changes(ldif + "\n" + removal, "extension.ldif")).findings
        errors = [one for one in found if one.rule == "no-deletion"]
        return Ran("no" if errors else "yes", "\n".join(f"line {one.line}: {one.message}" for one in errors) + "\n")

    @cache
    def asked(name: str) -> Recommendation:
        return recommend(parse_requirements(company.requirements(name, {name: programs[name]})))

    def hosted() -> Ran:
        found = {name: judged(asked(name), _DESIGN) for name in programs}
        shown = "\n".join(
            f"{name} ({programs[name]}): {verdicts(one) if one else 'not considered'}" for name, one in found.items()
        )
        return Ran(
            tuple(name for name, one in found.items() if one is not None and one.status == "feasible"), shown + "\n"
        )

    listed = "\n".join(f"- **{name}**: `{kind}`" for name, kind in programs.items())
    background = f"""\
{company.name} (the domain `{company.domain}`) receives `extension.ldif`, a schema extension for the program {prefix}. The forest has
the default schema. The same file is then to be applied to **AWS Managed Microsoft AD**.

For the last question, these programs run on EC2, as members of a managed domain with a one-way trust to `{company.domain}`:

{listed}
"""
    everything = (*names, f"{prefix}-Settings")
    return Sheet(
        background=background,
        look="dirsim check-schema extension.ldif --managed",
        files={"extension.ldif": ldif, "removal.ldif": removal, "requirements.yaml": requirements},
        questions=(
            LabQuestion(
                name="refused",
                prompt="Which records would Active Directory refuse? Give the common name (`CN=`) of each.",
                kind="set",
                choices=tuple(sorted(everything)),
                run=lambda: refused(managed=False),
                beliefs=(Belief("directory-takes-anything", lambda: ()),),
                hint="Look for invalid object identifiers, names that are in use, and syntaxes that do not match.",
                points=3.0,
            ),
            LabQuestion(
                name="refused-by-aws",
                prompt="Which records would AWS Managed Microsoft AD refuse, including those that Active Directory refuses?",
                kind="set",
                choices=tuple(sorted(everything)),
                run=lambda: refused(managed=True),
                beliefs=(
                    Belief("directory-takes-anything", lambda: ()),
                    Belief("managed-takes-the-same", lambda: refused(managed=False).answer),
                ),
                hint="AWS applies schema changes only, and does not edit the file.",
                points=2.0,
            ),
            LabQuestion(
                name="undo",
                prompt="A month later the program is removed. Does the directory accept `removal.ldif`?",
                kind="choice",
                choices=("yes", "no"),
                run=undone,
                beliefs=(Belief("schema-can-be-undone", lambda: "yes"),),
                hint="What would happen to objects that use the definition?",
            ),
            LabQuestion(
                name="programs",
                prompt="Which of the programs can run in the managed domain? (One of them is SharePoint.)",
                kind="set",
                choices=tuple(programs),
                run=hosted,
                beliefs=(
                    Belief("managed-gives-domain-admins", lambda: tuple(programs)),
                    Belief(
                        "sharepoint-needs-own-forest",
                        lambda: tuple(
                            name
                            for name in programs
                            if name in hosted().answer and programs[name] != "sharepoint"  # type: ignore[operator]
                        ),
                    ),
                ),
                hint="Which of them extend the schema, or write to the configuration of the forest, during installation?",
                points=2.0,
            ),
        ),
    )


def _extension(
    domain: str,
    names: list[str],
    faults: dict[str, Callable[[dict[str, str]], dict[str, str]]],
    placeholder: str,
    prefix: str,
) -> str:
    root = ",".join(f"DC={part}" for part in domain.split("."))
    records = []
    for place, name in enumerate(names, start=1):
        entry = {
            "attributeID": f"{_ARC}.{place}",
            "lDAPDisplayName": name.replace("-", ""),
            **dict(_STRING),
            "isSingleValued": "TRUE",
        }
        entry = faults[name](entry) if name in faults else entry
        where = "DC=X" if name == placeholder else root
        body = "\n".join(f"{key}: {value}" for key, value in entry.items())
        records.append(
            f"dn: CN={name},CN=Schema,CN=Configuration,{where}\nchangetype: add\nobjectClass: attributeSchema\n{body}\n"
        )
    records.append(f"dn: CN={prefix}-Settings,{root}\nchangetype: add\nobjectClass: container\n")
    return "\n".join(records)


def _removal(domain: str, name: str) -> str:
    root = ",".join(f"DC={part}" for part in domain.split("."))
    return f"dn: CN={name},CN=Schema,CN=Configuration,{root}\nchangetype: delete\n"


LAB = Lab(
    id="schema",
    title="Does the schema accept the extension?",
    minutes=30,
    terms=("schema extension", "SharePoint", "Managed Microsoft AD"),
    explain="what you would answer the team that wants the extension in the managed directory",
    make=make,
)
