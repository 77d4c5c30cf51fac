"""Lab on directories for databases, file shares and applications."""

from __future__ import annotations

from functools import cache

from dirsim.api import Recommendation, parse_requirements, recommend
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lesson_estate import Company, judged, verdicts
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw

_MEMBERS = (
    "rds-sqlserver",
    "rds-oracle",
    "rds-postgresql",
    "fsx-windows",
    "fsx-ontap",
    "storage-gateway-smb",
    "ec2-windows",
)
_APPLICATIONS = ("aws-console", "quicksight", "connect", "client-vpn", "workspaces")
_DATES = ("2024-05-01", "2025-09-01", "2026-11-01")
_BEFORE = "2023-03-01"


def make(draw: Draw) -> Sheet:
    """Build one student's workloads and the date of the question."""
    company = Company.drawn(draw)
    as_of = draw.pick(_DATES)
    others = [kind for kind in _MEMBERS if kind not in ("rds-sqlserver", "fsx-windows")]
    kinds = ["rds-sqlserver", "fsx-windows", *draw.some(others, 2), *draw.some(_APPLICATIONS, 2)]
    names = draw.some(WORDS, len(kinds))
    workloads = dict(sorted(zip(names, kinds, strict=True)))
    requirements = company.requirements("what serves what", workloads, as_of=as_of)

    @cache
    def asked(name: str, as_of: str) -> Recommendation:
        return recommend(parse_requirements(company.requirements(name, {name: workloads[name]}, as_of=as_of)))

    def serving(design: str, as_of: str = as_of) -> Ran:
        """The workloads that a design serves at a date, each judged separately."""
        found = {name: judged(asked(name, as_of), design) for name in workloads}
        shown = "\n".join(
            f"{name} ({workloads[name]}): {verdicts(one) if one else 'not considered'}" for name, one in found.items()
        )
        fitting = tuple(name for name, one in found.items() if one is not None and one.status == "feasible")
        return Ran(fitting, shown + "\n")

    def of(design: str) -> tuple[str, ...]:
        answer = serving(design).answer
        assert isinstance(answer, tuple)  # noqa: S101 -- ``serving`` returns names
        return answer

    def kind_of(kind: str) -> str:
        return next(name for name, one in workloads.items() if one == kind)

    listed = "\n".join(f"- **{name}**: `{kind}`" for name, kind in workloads.items())
    choices = tuple(workloads)
    one_way, direct, connector = "managed-ad-standard+one-way-trust", "existing-ad-direct", "ad-connector"
    background = f"""\
The date is **{as_of}**. {company.name} ({company.users} people, the domain `{company.domain}` at headquarters, a VPN to
{company.site}) wants its users to sign in to these with their existing passwords:

{listed}

Consider each workload separately. The facts include the support pages of AWS, with the dates at which support was added:
`dirsim facts --as-of {as_of}`.
"""
    return Sheet(
        background=background,
        look="dirsim recommend requirements.yaml",
        files={"requirements.yaml": requirements},
        questions=(
            LabQuestion(
                name="connector",
                prompt="Which of these work with an **AD Connector** in front of the company's directory?",
                kind="set",
                choices=choices,
                run=lambda: serving(connector),
                beliefs=(Belief("connector-serves-everything", lambda: choices),),
                hint="Which of these sign users in through a directory service of AWS, and which are members of a domain?",
                points=2.0,
            ),
            LabQuestion(
                name="one-way-trust",
                prompt="Which of these work with **AWS Managed Microsoft AD** that trusts the company's domain **one-way**?",
                kind="set",
                choices=choices,
                run=lambda: serving(one_way),
                beliefs=(
                    Belief("fsx-needs-two-way", lambda: _without(of(one_way), kind_of("fsx-windows"))),
                    Belief("one-way-serves-everything", lambda: choices),
                ),
                hint="Which of these must read the users' domain with an account of the managed domain?",
                points=2.0,
            ),
            LabQuestion(
                name="no-directory-service",
                prompt="Which of these can join the company's domain **without a directory of AWS**?",
                kind="set",
                choices=choices,
                run=lambda: serving(direct),
                beliefs=(
                    Belief("sql-server-needs-managed-ad", lambda: _without(of(direct), kind_of("rds-sqlserver"))),
                    Belief("connector-serves-everything", lambda: choices),
                ),
                hint="Which of these can be members of a domain that you run, at the date of the question?",
                points=2.0,
            ),
            LabQuestion(
                name="before",
                prompt=f"And on **{_BEFORE}**: which of these could join the company's domain without a directory of AWS?",
                kind="set",
                choices=choices,
                run=lambda: serving(direct, _BEFORE),
                beliefs=(Belief("support-never-changes", lambda: of(direct)),),
                hint="Which of these gained this feature since then? The facts have dates.",
            ),
        ),
    )


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(one for one in names if one != name)


LAB = Lab(
    id="databases-and-files",
    title="Which directory serves a database, a file share, an application?",
    minutes=30,
    terms=("RDS and FSx support", "AD Connector", "Managed Microsoft AD", "trusts"),
    explain="what decides whether a one-way trust is enough",
    make=make,
)
