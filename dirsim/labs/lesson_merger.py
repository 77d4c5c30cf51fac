"""Lab on a merger: two forests, several Regions, accounts and trusts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise

from dirsim.api import (
    LinkDown,
    Recommendation,
    Scenario,
    Topology,
    build,
    facts,
    minutes,
    parse_requirements,
    recommend,
    timeline,
    walk_trusts,
)
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lesson_estate import FAILS, WORKS, WORKS_OR_FAILS, judged, verdicts
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw

_PRIMARY_ONLY = "multi-region-not-for-workspaces"
_PRIMARY_OPERATIONS = ("trusts", "schema-extension", "add-region")
_EVERYDAY = ("new-user", "new-password", "group-membership", "join-computer")
_DESIGNS = (
    "ad-connector",
    "ad-connector-per-domain",
    "managed-ad-standard+one-way-trust",
    "managed-ad-standard+two-way-trust",
    "managed-ad-enterprise+two-way-trust+multi-region",
    "managed-ad-enterprise+one-way-trust+multi-region",
    "managed-ad-hybrid",
    "existing-ad-direct",
    "self-managed-ec2",
    "simple-ad",
)


def make(draw: Draw) -> Sheet:
    """Build one student's merger."""
    buyer, bought = draw.some(WORDS, 2)
    ours, theirs = (
        f"{draw.pick(('corp', 'ad', 'int'))}.{buyer}.example",
        f"{draw.pick(('corp', 'ad', 'int'))}.{bought}.example",
    )
    regional = draw.coin()
    application = draw.pick(("aws-console", "quicksight", "connect"))
    member = draw.pick(("fsx-windows", "rds-oracle", "rds-postgresql"))
    console, files = draw.some([word for word in WORDS if word not in (buyer, bought)], 2)
    accounts = draw.between(3, 12)
    text = _file(
        (buyer, bought),
        (ours, theirs),
        {console: application, files: member},
        (draw.between(800, 9000, 100), draw.between(100, 700, 50)),
        accounts,
        regional=regional,
    )
    choice = _asked(text)
    alone = _file((buyer, bought), (ours, theirs), {console: application}, (800, 100), accounts, regional=False)
    alone = alone.replace("needs: [existing-credentials]", "needs: [existing-credentials, multi-account]")
    first_lost = draw.between(20, 90)
    first_back = first_lost + draw.between(90, 300)
    second_lost = draw.between(first_lost + 10, first_back - 10)
    second_back = second_lost + draw.between(60, 400)
    outage = Scenario(
        "both tunnels fail",
        [
            LinkDown("tunnel-1", start=minutes(first_lost), lasts=minutes(first_back - first_lost)),
            LinkDown("tunnel-2", start=minutes(second_lost), lasts=minutes(second_back - second_lost)),
        ],
    )
    either = Scenario(
        "either tunnel fails",
        [
            LinkDown(link, start=minutes(first_lost), lasts=minutes(max(first_back, second_back) - first_lost))
            for link in ("tunnel-1", "tunnel-2")
        ],
    )
    end = max(first_back, second_back) + 60
    whose = draw.pick((ours, theirs))

    def net() -> Topology:
        return choice().topology

    def lost(scenario: Scenario) -> Ran:
        flow = f"{files}/{whose}"
        row = timeline(net(), scenario, until=minutes(end), flows=[flow]).row(flow, "new sign-in")
        shown = "\n".join(f"minute {b.start / 60:g} to {b.end / 60:g}: {b.outcome} ({b.because})" for b in row.bands)
        return Ran(sum(b.end - b.start for b in row.bands if not b.works) / 60.0, shown + "\n")

    def ways() -> Ran:
        """The realms of the referrals to the file service."""
        realm = net().services[net().flows[f"{files}/{whose}"].service].realm
        way = walk_trusts(net().directories, net().trusts, whose, realm)
        steps = "; ".join(f"{one} refers to {other}" for one, other in pairwise(way.kdcs))
        return Ran(way.kdcs, f"{way.because}: {steps}\n")

    background = f"""\
**{buyer.capitalize()}** buys **{bought.capitalize()}**. Each has its own forest, `{ours}` and `{theirs}`, in its own office; the forests do
not trust each other. `requirements.yaml` describes both estates, and what both need in AWS ({accounts} accounts{", two Regions, and the directory in each of them" if regional else ""}):

- **{console}**: `{application}`
- **{files}**: `{member}`

Users of both companies keep their passwords. Each office has its own VPN to Frankfurt: {buyer.capitalize()} has `tunnel-1`,
{bought.capitalize()} has `tunnel-2`. Among the feasible designs, the cheapest is best.

One day `tunnel-1` is down from minute {first_lost} to minute {first_back}, and `tunnel-2` from minute {second_lost} to minute {second_back}.
"""
    return Sheet(
        background=background,
        look="dirsim recommend requirements.yaml",
        files={"requirements.yaml": text},
        questions=(
            LabQuestion(
                name="design",
                prompt="Which design do you recommend?",
                kind="choice",
                choices=_DESIGNS,
                run=lambda: _recommended(choice()),
                beliefs=(
                    Belief("one-way-serves-everything", lambda: _with_less_trust(choice())),
                    Belief("connector-follows-trusts", lambda: "ad-connector"),
                    Belief("connector-serves-everything", lambda: "ad-connector-per-domain"),
                    Belief("multi-region-in-every-edition", lambda: _smaller(choice())),
                ),
                hint="What does each workload need from a directory? Then: which trust, and which edition?",
                points=3.0,
            ),
            LabQuestion(
                name="connectors",
                prompt=f"Suppose that only {console} were needed, in each of the {accounts} accounts and for the users of both "
                "companies, with AD Connectors. How many connectors would that take?",
                kind="number",
                unit="connectors",
                run=lambda: _connectors(alone),
                beliefs=(
                    Belief("connector-is-shared", lambda: float(len({ours, theirs}))),
                    Belief("connector-follows-trusts", lambda: float(accounts)),
                ),
                hint="Can an account use the connector of another account, and how many domains does one connector serve?",
            ),
            LabQuestion(
                name="ticket",
                prompt=f"In the design that dirsim recommends, a user of `{whose}` opens {files}. Domain controllers of which domains does "
                "the client contact, in order? (Write the managed domain as `managed`, if there is one.)",
                kind="sequence",
                choices=tuple(sorted((ours, theirs, "managed"))),
                run=lambda: _renamed(ways(), (ours, theirs)),
                beliefs=(
                    Belief("trust-copies-passwords", lambda: ("managed",)),
                    Belief("trust-direction-backwards", lambda: ("managed", whose)),
                    Belief(
                        "every-trust-is-transitive", lambda: (whose, ours if whose == theirs else theirs, "managed")
                    ),
                ),
                hint="Where is the account, where is the server, and do the two forests trust each other?",
                points=2.0,
            ),
            LabQuestion(
                name="minutes-without-sign-in",
                prompt=f"That day, in that design: for how many minutes can users of `{whose}` without a ticket not sign in to {files}?",
                kind="number",
                unit="minutes",
                run=lambda: lost(outage),
                beliefs=(
                    Belief("trust-copies-passwords", lambda: 0.0),
                    Belief("every-trust-is-transitive", lambda: lost(either).answer),
                ),
                hint="Which of the two tunnels leads to a domain controller that holds these passwords?",
                points=2.0,
            ),
            LabQuestion(
                name="second-region",
                prompt="A later request: Amazon WorkSpaces in the **second** Region of a managed directory with multi-Region replication, "
                "registered with that directory. Does it work?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: _desktops_abroad((ours, theirs)),
                beliefs=(Belief("multi-region-does-everything-everywhere", lambda: WORKS_OR_FAILS[0]),),
                hint="What does AWS offer only in the primary Region?",
            ),
            LabQuestion(
                name="primary-alone",
                prompt="Which of these operations are possible only in the **primary** Region of such a directory?",
                kind="set",
                choices=tuple(sorted((*_PRIMARY_OPERATIONS, *draw.some(_EVERYDAY, 3)))),
                run=_primary_alone,
                beliefs=(Belief("multi-region-does-everything-everywhere", lambda: ()),),
                hint="Which of these concern the directory as a whole?",
            ),
            LabQuestion(
                name="other-company",
                prompt=f"In that design, do users of `{ours}` have access to servers that are members of `{theirs}`?",
                kind="choice",
                choices=("yes", "no"),
                run=lambda: _open(net(), ours, theirs),
                beliefs=(Belief("every-trust-is-transitive", lambda: "yes"),),
                hint="Two forests trust a third forest, or are trusted by it. Is there a path through the third?",
            ),
        ),
    )


def _file(
    names: tuple[str, str],
    domains: tuple[str, str],
    workloads: dict[str, str],
    users: tuple[int, int],
    accounts: int,
    *,
    regional: bool,
) -> str:
    needs = "existing-credentials, multi-region" if regional else "existing-credentials"
    regions = "eu-central-1, us-east-1" if regional else "eu-central-1"
    second = "\n    virginia: {kind: aws-region, region: us-east-1}" if regional else ""
    backbone = "\n    backbone: {between: [frankfurt, virginia], kind: transit-gateway}" if regional else ""
    used = "\n".join(
        f"  {name}: {{kind: {kind}, site: frankfurt, users: [{', '.join(domains)}]}}"
        for name, kind in workloads.items()
    )
    return f"""\
dirsim: requirements/v1
name: A merger
as_of: 2026-11-01
estate:
  sites:
    {names[0]}-office: {{kind: on-premises}}
    {names[1]}-office: {{kind: on-premises}}
    frankfurt: {{kind: aws-region, region: eu-central-1}}{second}
  links:
    tunnel-1: {{between: [{names[0]}-office, frankfurt], kind: site-to-site-vpn}}
    tunnel-2: {{between: [{names[1]}-office, frankfurt], kind: site-to-site-vpn}}{backbone}
  directories:
    {names[0]}:
      kind: active-directory
      domains:
        {domains[0]}: {{controllers: {{{names[0]}-office: 2}}, users: {users[0]}}}
    {names[1]}:
      kind: active-directory
      domains:
        {domains[1]}: {{controllers: {{{names[1]}-office: 2}}, users: {users[1]}}}
  aws: {{accounts: {accounts}, regions: [{regions}], new_customer: false}}
workloads:
{used}
needs: [{needs}]
optimize: [cost, effort]
"""


def _asked(text: str) -> Callable[[], Recommendation]:
    """A function that computes the recommendation for a file at most once, on its first call."""

    @cache
    def asked() -> Recommendation:
        return recommend(parse_requirements(text))

    return asked


def _recommended(choice: Recommendation) -> Ran:
    shown = "\n".join(verdicts(candidate) for candidate in choice.candidates)
    others = tuple(_directories(one.label) for one in choice.candidates if one.rank > 1)
    return Ran(_directories(choice.design or "none"), shown + "\n", others)


def _directories(label: str) -> str:
    """The design as the question asks for it: its directories and what connects them, without the roles of the console."""
    return "+".join(part for part in label.split("+") if part != "iam-role")


def _with_less_trust(choice: Recommendation) -> str:
    return _directories(choice.design or "none").replace("two-way", "one-way")


def _smaller(choice: Recommendation) -> str:
    """The design without the edition and the modifier for several Regions."""
    return _directories(choice.design or "none").replace("enterprise", "standard").replace("+multi-region", "")


def _connectors(text: str) -> Ran:
    """The number of connectors in the design with one connector for each domain in each account."""
    design = build(parse_requirements(text), "ad-connector-per-account")
    count = sum(part.count for part in design.parts if part.kind == "ad-connector")
    return Ran(float(count), f"{design.label}: {count} connectors\n")


def _renamed(ran: Ran, known: tuple[str, str]) -> Ran:
    """The realms, with the managed realm under a name that the student knows."""
    assert isinstance(ran.answer, tuple)  # noqa: S101 -- ``ways`` returns names
    return Ran(tuple(name if name in known else "managed" for name in ran.answer), ran.shown)


def _desktops_abroad(domains: tuple[str, str]) -> Ran:
    """The answer whether desktops can be registered with the managed directory in its second Region."""
    desktops = {
        "desktops": "workspaces",
        "desktops-abroad": "workspaces",
    }  # those at home hold the primary Region there
    text = _file(("one", "two"), domains, desktops, (800, 100), 1, regional=True)
    text = text.replace(
        "desktops-abroad: {kind: workspaces, site: frankfurt", "desktops-abroad: {kind: workspaces, site: virginia"
    )
    found = judged(recommend(parse_requirements(text)), "managed-ad-enterprise+two-way-trust+multi-region")
    if found is None:
        return Ran(FAILS, "The design was not considered.\n")
    against = [one for one in found.verdicts if _PRIMARY_ONLY in one.facts and one.verdict == "not-met"]
    return Ran(FAILS if against else WORKS, "\n".join(one.because for one in against) + "\n")


def _primary_alone() -> Ran:
    """The operations that AWS offers only in the primary Region."""
    fact = facts.catalog()["multi-region-primary-only"]
    return Ran(tuple((fact.detail or {})["operations"]), f"{fact.statement}\n")


def _open(net: Topology, users: str, resources: str) -> Ran:
    way = walk_trusts(net.directories, net.trusts, users, resources)
    return Ran("yes" if way.reachable else "no", f"{way.because}\n")


LAB = Lab(
    id="merger",
    title="Design for a merger",
    minutes=45,
    terms=("trusts", "multi-Region", "AD Connector", "Managed Microsoft AD", "RDS and FSx support"),
    explain="your design, in five sentences to the board: what it does, what it costs, and what breaks when a tunnel fails",
    make=make,
)
