"""Lab on AD Connector as a proxy, during an outage of its link."""

from __future__ import annotations

from dirsim.api import PasswordExpired, Scenario, minutes
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lesson_estate import (
    NEVER,
    WORKS,
    WORKS_OR_FAILS,
    Company,
    designed,
    link_cut,
    lost_at,
    minutes_lost,
    signs_in,
)
from dirsim.labs.question import Belief, LabQuestion
from dirsim.labs.seeded_choice import Draw


def make(draw: Draw) -> Sheet:
    """Build one student's outage."""
    company = Company.drawn(draw)
    application = draw.pick(("console", "portal", "cockpit"))
    requirements = company.requirements("AWS console with the passwords of the office", {application: "aws-console"})
    net = designed(requirements, "ad-connector")
    flow = f"{application}/{company.domain}"
    signed_in = draw.between(5, 55)
    start = signed_in + draw.between(4, 50)
    lasts = draw.between(780, 1380)
    arrives = start + (draw.between(20, 700) if draw.below(4) else lasts + draw.between(1, 50))
    end = start + lasts + 60
    outage = link_cut(start, lasts)
    account = next(iter(net.connectors.values())).service_account
    expired = Scenario("the service account's password has expired", [PasswordExpired(account)])

    background = f"""\
At {company.name} ({company.users} people), users sign in to the AWS console through an **AD Connector** in
{company.site}. Its Active Directory, `{company.domain}`, is at headquarters, at the other end of a VPN.

On the scenario's clock, which starts at minute 0:

- **Ana** signs in to the console at minute {signed_in}. Her session has the default length of a console session through
  Directory Service.
- At minute **{start}** the VPN fails. It is restored **{lasts} minutes** later.
- **Ben** signs in for the first time that day at minute **{arrives}**.

The Directory Service console shows the connector as *Active* all day.
"""
    return Sheet(
        background=background,
        look="dirsim simulate requirements.yaml --design ad-connector --scenario link-down:vpn",
        files={"requirements.yaml": requirements},
        questions=(
            LabQuestion(
                name="ben",
                prompt=f"Ben arrives at minute {arrives} and signs in to the console. Does it work?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: signs_in(net, flow, outage, minutes(arrives)),
                beliefs=(Belief("connector-caches", lambda: signs_in(net, flow).answer),),
                hint="Follow the connector's requests: where does it send them, and over which link?",
            ),
            LabQuestion(
                name="minutes-without-sign-in",
                prompt="For how many minutes are new sign-ins to the console impossible?",
                kind="number",
                unit="minutes",
                run=lambda: minutes_lost(net, flow, outage, end),
                beliefs=(
                    Belief("connector-caches", lambda: minutes_lost(net, flow, link_cut(end + 1, 1), end).answer),
                ),
                hint="Compare the beginning and the end of the outage with the times at which a new sign-in is possible.",
                points=2.0,
            ),
            LabQuestion(
                name="ana-until",
                prompt=f"At which minute of the clock does Ana, who is already signed in, lose access to the console? ({NEVER}.)",
                kind="number",
                unit="minutes",
                run=lambda: lost_at(net, flow, "AWS session", outage, signed_in, end),
                beliefs=(
                    Belief("session-ends-with-link", lambda: float(start)),
                    Belief("connector-caches", lambda: 0.0),
                ),
                hint="Look up the length of a console session through Directory Service, and count from Ana's sign-in.",
                points=2.0,
            ),
            LabQuestion(
                name="expired-password",
                prompt=f"Another day: the VPN is up, but the password of `{account}`, with which the connector binds, has "
                "expired. Ben signs in to the console. Does it work?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: signs_in(net, flow, expired),
                beliefs=(Belief("active-means-working", lambda: WORKS),),
                hint="Read the trace of a sign-in: what does the connector do first?",
            ),
        ),
    )


LAB = Lab(
    id="proxy-store",
    title="What does a proxy store?",
    minutes=20,
    terms=("AD Connector",),
    explain="why the outage affects Ana and Ben differently, although they use the same connector",
    make=make,
)
