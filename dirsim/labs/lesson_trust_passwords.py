"""Lab on trusts and passwords: a managed forest and a lost link."""

from __future__ import annotations

from dirsim.api import TrustWalk, minutes, walk_trusts
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lesson_estate import (
    FAILS,
    NEVER,
    WORKS_OR_FAILS,
    Company,
    designed,
    link_cut,
    lost_at,
    minutes_lost,
    signs_in,
)
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import Draw


def make(draw: Draw) -> Sheet:
    """Build one student's outage of a trust's link."""
    company = Company.drawn(draw)
    database = draw.pick(("erp", "ledger", "orders", "stock", "payroll"))
    requirements = company.requirements("a database on RDS", {database: "rds-sqlserver"})
    net = designed(requirements, "managed-ad-standard+one-way-trust")
    copied = designed(requirements, "managed-ad-hybrid")  # as if a trust copied the passwords
    flow = f"{database}/{company.domain}"
    realm = net.services[net.flows[flow].service].realm
    signed_in = draw.between(5, 90)
    start = signed_in + draw.between(5, 120)
    lasts = draw.between(780, 1200)
    arrives = start + (draw.between(30, 700) if draw.below(4) else lasts + draw.between(1, 50))
    end = start + lasts + 60
    outage = link_cut(start, lasts)

    def way() -> TrustWalk:
        return walk_trusts(net.directories, net.trusts, company.domain, realm)

    background = f"""\
{company.name} ({company.users} people) runs the database **{database}** on Amazon RDS for SQL Server in {company.site}. The
database is a member of **AWS Managed Microsoft AD**, the domain `{realm}`, which trusts the company's `{company.domain}`
(a one-way forest trust). Both domain controllers of `{company.domain}` are at headquarters, at the other end of a VPN. The
users' computers are in {company.site}.

On the scenario's clock, which starts at minute 0:

- **Ana** signs in to Windows and opens {database} at minute {signed_in}.
- At minute **{start}** the VPN fails. It is restored **{lasts} minutes** later.
- **Ben** starts his computer at minute **{arrives}** and wants to open {database}.

Tickets have their default lifetimes.
"""
    return Sheet(
        background=background,
        look="dirsim simulate requirements.yaml --design managed-ad-standard+one-way-trust --scenario link-down:vpn",
        files={"requirements.yaml": requirements},
        questions=(
            LabQuestion(
                name="first-ticket",
                prompt=f"A user of `{company.domain}` opens {database}. A domain controller of which domain issues the user's TGT?",
                kind="choice",
                choices=tuple(draw.shuffled((company.domain, realm))),
                run=lambda: Ran(
                    way().kdcs[0], f"The client contacts KDCs of these domains, in order: {', '.join(way().kdcs)}.\n"
                ),
                beliefs=(Belief("trust-copies-passwords", lambda: way().kdcs[-1]),),
                hint="The KDC that issues a TGT has to check the password.",
            ),
            LabQuestion(
                name="ben",
                prompt=f"Ben wants to open {database} at minute {arrives}. Does it work?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: signs_in(net, flow, outage, minutes(arrives)),
                beliefs=(
                    Belief("trust-copies-passwords", lambda: signs_in(copied, flow, outage, minutes(arrives)).answer),
                ),
                hint="Which domain controller does Ben's computer have to contact first, and over which link?",
            ),
            LabQuestion(
                name="minutes-without-sign-in",
                prompt=f"For how many minutes can users who hold no ticket not sign in to {database}?",
                kind="number",
                unit="minutes",
                run=lambda: minutes_lost(net, flow, outage, end),
                beliefs=(Belief("trust-copies-passwords", lambda: minutes_lost(copied, flow, outage, end).answer),),
                hint="Compare the beginning and the end of the outage with the times at which a client can get a TGT.",
                points=2.0,
            ),
            LabQuestion(
                name="ana-until",
                prompt=f"Ana closes and opens {database} repeatedly. At which minute of the clock does that stop working "
                f"for her? ({NEVER}.)",
                kind="number",
                unit="minutes",
                run=lambda: lost_at(net, flow, "service again", outage, signed_in, end),
                beliefs=(
                    Belief("tickets-end-with-link", lambda: float(start)),
                    Belief(
                        "trust-copies-passwords",
                        lambda: lost_at(copied, flow, "service again", outage, signed_in, end).answer,
                    ),
                ),
                hint="Ana holds a ticket for the database. Since when, for how long, and can it be renewed?",
                points=2.0,
            ),
            LabQuestion(
                name="open-connection",
                prompt=f"Ana keeps one connection to {database} open from minute {signed_in} to the end of the outage. Does it "
                "work all the time?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: _kept(lost_at(net, flow, "open session", outage, signed_in, end)),
                beliefs=(Belief("tickets-end-with-link", lambda: FAILS),),
                hint="When does a server validate a ticket?",
            ),
        ),
    )


def _kept(lost: Ran) -> Ran:
    return Ran(FAILS if lost.answer else WORKS_OR_FAILS[0], lost.shown)


LAB = Lab(
    id="trust-passwords",
    title="What does a trust transfer?",
    minutes=25,
    terms=("Managed Microsoft AD", "trusts", "RDS support"),
    explain="what a trust transfers between two forests, and what it does not",
    make=make,
)
