"""What does a trust move? A managed forest that trusts the company's, and the loss of the link between them."""

from __future__ import annotations

from dirsim.analysis.trusts.walk import TrustWalk, walk
from dirsim.labs.draw import Draw
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lessons.estate import (
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
from dirsim.labs.question import Belief, Question, Ran
from dirsim.model.units import minutes


def make(draw: Draw) -> Sheet:
    """One student's outage over a trust."""
    company = Company.drawn(draw)
    database = draw.pick(("erp", "ledger", "orders", "stock", "payroll"))
    requirements = company.requirements("a database on RDS", {database: "rds-sqlserver"})
    net = designed(requirements, "managed-ad-standard+one-way-trust")
    copied = designed(requirements, "managed-ad-hybrid")  # what it would be if a trust brought the passwords along
    flow = f"{database}/{company.domain}"
    realm = net.services[net.flows[flow].service].realm
    signed_in = draw.between(5, 90)
    start = signed_in + draw.between(5, 120)
    lasts = draw.between(780, 1200)
    arrives = start + (draw.between(30, 700) if draw.below(4) else lasts + draw.between(1, 50))
    end = start + lasts + 60
    outage = link_cut(start, lasts)

    def way() -> TrustWalk:
        return walk(net.directories, net.trusts, company.domain, realm)

    background = f"""\
{company.name} ({company.users} people) runs the database **{database}** on Amazon RDS for SQL Server in {company.site}. The
database is a member of **AWS Managed Microsoft AD**, the domain `{realm}`, which trusts the company's `{company.domain}`
(a one-way forest trust). Both controllers of `{company.domain}` are at headquarters, at the other end of a VPN. People sit
in {company.site}.

On the scenario's clock, which starts at minute 0:

- **Ana** signs in to Windows and opens {database} at minute {signed_in}.
- At minute **{start}** the VPN is lost. It is back **{lasts} minutes** later.
- **Ben** starts his computer at minute **{arrives}** and wants to open {database}.

Tickets have the usual lifetimes.
"""
    return Sheet(
        background=background,
        look="dirsim simulate requirements.yaml --design managed-ad-standard+one-way-trust --scenario link-down:vpn",
        files={"requirements.yaml": requirements},
        questions=(
            Question(
                name="first-ticket",
                prompt=f"A controller of which domain issues the first ticket of somebody of `{company.domain}` who opens "
                f"{database}?",
                kind="choice",
                choices=tuple(draw.shuffled((company.domain, realm))),
                run=lambda: Ran(way().kdcs[0], f"Controllers are asked in this order: {', '.join(way().kdcs)}.\n"),
                beliefs=(Belief("trust-copies-passwords", lambda: way().kdcs[-1]),),
                hint="Whoever issues a first ticket has to check the password.",
            ),
            Question(
                name="ben",
                prompt=f"Ben wants to open {database} at minute {arrives}. Does it work?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: signs_in(net, flow, outage, minutes(arrives)),
                beliefs=(
                    Belief("trust-copies-passwords", lambda: signs_in(copied, flow, outage, minutes(arrives)).answer),
                ),
                hint="Whom does Ben's computer have to ask first, and over which link?",
            ),
            Question(
                name="minutes-without-sign-in",
                prompt=f"For how many minutes does nobody get into {database} who holds no ticket yet?",
                kind="number",
                unit="minutes",
                run=lambda: minutes_lost(net, flow, outage, end),
                beliefs=(Belief("trust-copies-passwords", lambda: minutes_lost(copied, flow, outage, end).answer),),
                hint="Compare the beginning and the end of the outage with the moments at which a first ticket is possible.",
                points=2.0,
            ),
            Question(
                name="ana-until",
                prompt=f"Ana closes and opens {database} again and again. At which minute of the clock does that stop working "
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
            Question(
                name="open-connection",
                prompt=f"Ana keeps one connection to {database} open from minute {signed_in} to the end of the outage. Is it "
                "usable all the time?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: _kept(lost_at(net, flow, "open session", outage, signed_in, end)),
                beliefs=(Belief("tickets-end-with-link", lambda: FAILS),),
                hint="Ask at which moment a server looks at a ticket.",
            ),
        ),
    )


def _kept(lost: Ran) -> Ran:
    return Ran(FAILS if lost.answer else WORKS_OR_FAILS[0], lost.shown)


LAB = Lab(
    id="trust-passwords",
    title="What does a trust move?",
    minutes=25,
    terms=("Managed Microsoft AD", "trusts", "RDS support"),
    explain="what a trust moves between two forests, and what it does not",
    make=make,
)
