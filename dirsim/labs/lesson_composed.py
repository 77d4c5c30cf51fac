"""Lab on composed designs: each workload brings the parts that it needs."""

from __future__ import annotations

from functools import lru_cache

from dirsim.api import parse_requirements, recommend
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lesson_estate import Company, designed, link_cut, minutes_lost, through
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw

_APPLICATIONS = ("quicksight", "client-vpn", "workspaces")
_MEMBERS = ("fsx-windows", "fsx-ontap", "rds-sqlserver", "rds-db2", "sqlserver-ec2", "rds-oracle", "rds-postgresql")
_CUSTOMERS = "public-web-app"
_PARTS = (
    "ad-connector",
    "cognito",
    "existing-ad-direct",
    "iam-role",
    "identity-center",
    "managed-ad-enterprise",
    "managed-ad-standard",
    "one-way-trust",
    "self-managed-ec2",
    "simple-ad",
    "two-way-trust",
)


def make(draw: Draw) -> Sheet:
    """Build one student's mixture."""
    company = Company.drawn(draw)
    application, member = draw.pick(_APPLICATIONS), draw.pick(_MEMBERS)
    staff, data, shop = draw.some(WORDS, 3)
    kinds = {staff: application, data: member, shop: _CUSTOMERS}
    whose = f", users: [{company.domain}]"
    text = company.requirements("a mixture of workloads", kinds)
    text = text.replace(
        f"{{kind: {_CUSTOMERS}, site: {company.site}{whose}}}", f"{{kind: {_CUSTOMERS}, site: {company.site}}}"
    )
    without_shop = company.requirements("staff alone", {staff: application, data: member})
    application_alone = company.requirements("one application", {staff: application})
    flows = {name: f"{name}/{company.domain}" for name in (staff, data)} | {shop: f"{shop}/customers"}
    lost = draw.between(35, 480)
    cut = link_cut(30, lost)

    background = f"""\
{company.name} ({company.users} people, the domain `{company.domain}`, one VPN to {company.site}) needs three things in AWS, and keeps its
users and their passwords at headquarters:

- **{staff}** for staff: `{application}`
- **{data}** for staff: `{member}`
- **{shop}** for customers, who have no accounts in the domain: `{_CUSTOMERS}`

A design is **composed**: each workload is attached in its own way, and the label names every part. dirsim puts first the
design that keeps what exists, then the one that adds the least.
"""
    return Sheet(
        background=background,
        look="dirsim recommend requirements.yaml",
        files={"requirements.yaml": text},
        questions=(
            LabQuestion(
                name="parts",
                prompt="Which parts does the recommended design consist of?",
                kind="set",
                choices=_PARTS,
                run=lambda: _parts(text),
                beliefs=(
                    Belief("one-product-for-everything", lambda: ("managed-ad-standard",)),
                    Belief("connector-serves-everything", lambda: ("ad-connector",)),
                ),
                hint="Go through the workloads one by one: what does each ask of a directory?",
                points=3.0,
            ),
            LabQuestion(
                name="added-for-customers",
                prompt=f"Which of these parts are there only because of **{shop}**?",
                kind="set",
                choices=_PARTS,
                run=lambda: _difference(text, without_shop),
                beliefs=(
                    Belief("customers-join-the-domain", lambda: ()),
                    Belief("one-product-for-everything", lambda: _answer(text)),
                ),
                hint="Where do people without an account in the domain sign in?",
                points=2.0,
            ),
            LabQuestion(
                name="added-for-members",
                prompt=f"Leave **{shop}** out. Which parts does the design for {staff} and {data} have that the design for {staff} alone does "
                "not have?",
                kind="set",
                choices=_PARTS,
                run=lambda: _difference(without_shop, application_alone),
                beliefs=(Belief("connector-serves-everything", lambda: ()),),
                hint=f"How can a `{member}` become a member of a domain?",
                points=2.0,
            ),
            LabQuestion(
                name="vpn-down",
                prompt="The VPN is down. To which of the three can a user without a ticket or session sign in?",
                kind="set",
                choices=tuple(sorted(kinds)),
                run=lambda: through(designed(text, _label(text)), flows, link_cut(0, 60)),
                beliefs=(
                    Belief("parts-fail-together", lambda: ()),
                    Belief("connector-caches", lambda: (staff, shop)),
                ),
                hint="For each workload: where are the accounts of its users?",
                points=2.0,
            ),
            LabQuestion(
                name="minutes-customers",
                prompt=f"One day the VPN is down for {lost} minutes. For how many minutes can customers not sign in to **{shop}**?",
                kind="number",
                unit="minutes",
                run=lambda: minutes_lost(designed(text, _label(text)), flows[shop], cut, lost + 90),
                beliefs=(Belief("parts-fail-together", lambda: float(lost)),),
                hint="Does a customer's sign-in cross the VPN?",
            ),
            LabQuestion(
                name="minutes-staff",
                prompt=f"That day: for how many minutes can staff without a ticket or session not sign in to **{data}**?",
                kind="number",
                unit="minutes",
                run=lambda: minutes_lost(designed(text, _label(text)), flows[data], cut, lost + 90),
                beliefs=(Belief("trust-copies-passwords", lambda: 0.0),),
                hint="Which domain controllers can check the password of a member of staff?",
            ),
        ),
    )


@lru_cache(maxsize=64)
def _label(text: str) -> str:
    """The label of the design that is recommended for a file; empty where none fits."""
    return recommend(parse_requirements(text)).design or ""


def _answer(text: str) -> tuple[str, ...]:
    return tuple(_label(text).split("+"))


def _parts(text: str) -> Ran:
    return Ran(_answer(text), f"recommended: {_label(text)}\n")


def _difference(text: str, smaller: str) -> Ran:
    """The parts of the design for one file that the design for a smaller file does not have."""
    more = tuple(part for part in _answer(text) if part not in _answer(smaller))
    return Ran(more, f"with it: {_label(text)}\nwithout it: {_label(smaller)}\n")


LAB = Lab(
    id="composed-designs",
    title="Which part is there for which workload?",
    minutes=30,
    terms=("composed designs", "AD Connector", "Managed Microsoft AD", "RDS and FSx support"),
    explain="which workload brings which part into the design, and which parts fail together",
    make=make,
)
