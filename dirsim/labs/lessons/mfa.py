"""What does the second factor cover? RADIUS on an AD Connector, beside what signs in by Windows itself."""

from __future__ import annotations

from dirsim.calls import trace
from dirsim.labs.draw import WORDS, Draw
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lessons.estate import Company, designed, link_cut, minutes_lost, through
from dirsim.labs.question import Belief, Question, Ran
from dirsim.model.scenario import Fault, HostDown, Scenario
from dirsim.model.topology import Topology
from dirsim.model.units import minutes
from dirsim.report.text import text
from dirsim.report.trace import trace_page

_APPLICATIONS = ("aws-console", "quicksight", "connect", "workmail", "client-vpn")
_WINDOWS = ("ec2-windows", "sqlserver-ec2", "on-prem-file-shares", "rds-sqlserver", "fsx-windows", "sharepoint")


def make(draw: Draw) -> Sheet:
    """One student's mixture of applications."""
    company = Company.drawn(draw)
    applications = draw.some(_APPLICATIONS, draw.between(2, 3))
    windows = draw.some([kind for kind in _WINDOWS if kind != "on-prem-file-shares"], draw.between(2, 3))
    names = draw.some(WORDS, len(applications) + len(windows))
    workloads = dict(zip(names, draw.shuffled([*applications, *windows]), strict=True))
    requirements = company.requirements("a second factor", workloads, ("existing-credentials", "mfa-radius"))
    net = designed(requirements, "ad-connector+radius-mfa")
    flows = {name: f"{name}/{company.domain}" for name in workloads}
    servers = tuple(name for name, host in net.hosts.items() if "radius" in host.roles)
    no_radius = Scenario("the RADIUS servers are off", [HostDown(name) for name in servers])
    cut = link_cut(0, 60)
    off, lost = draw.between(10, 60), draw.between(61, 180)
    on, back = draw.between(181, 320), draw.between(200, 480)
    radius_off = tuple(HostDown(name, start=minutes(off), lasts=minutes(on - off)) for name in servers)
    link_off = link_cut(lost, back - lost).faults
    end = max(on, back) + 30
    asked = next(name for name, kind in workloads.items() if kind in _APPLICATIONS)
    joined = next(name for name, kind in workloads.items() if kind in _WINDOWS)

    listed = "\n".join(f"- **{name}**: `{kind}`" for name, kind in workloads.items())
    background = f"""\
{company.name} ({company.users} people, the domain `{company.domain}`) has an **AD Connector** in {company.site}, on which
**RADIUS** is switched on; the RADIUS servers ({", ".join(servers)}) stand at headquarters, beside the domain controllers and
at the other end of the VPN. What needs to be a member of the domain is a member of it directly. People use:

{listed}
"""

    def blocked(name: str, *faults: Fault) -> Ran:
        return minutes_lost(net, flows[name], Scenario("a bad morning", faults), end)

    choices = tuple(sorted(workloads))
    return Sheet(
        background=background,
        look="dirsim simulate requirements.yaml --design ad-connector+radius-mfa --scenario link-down:vpn",
        files={"requirements.yaml": requirements},
        questions=(
            Question(
                name="second-factor",
                prompt="Which of these ask for the second factor when somebody signs in?",
                kind="set",
                choices=choices,
                run=lambda: _asked(net, flows),
                beliefs=(Belief("mfa-covers-windows", lambda: choices),),
                hint="Follow each sign-in: which of them meets the RADIUS server?",
                points=2.0,
            ),
            Question(
                name="no-radius",
                prompt="All RADIUS servers are off; the rest works. To which of these can nobody sign in?",
                kind="set",
                choices=choices,
                run=lambda: through(net, flows, no_radius, wanted=False),
                beliefs=(
                    Belief("radius-is-optional", lambda: ()),
                    Belief("mfa-covers-windows", lambda: choices),
                ),
                hint="Which sign-ins wait for an answer of a RADIUS server?",
                points=2.0,
            ),
            Question(
                name="no-link",
                prompt="The VPN is down. To how many of these can somebody who holds no ticket and no session sign in?",
                kind="number",
                unit="workloads",
                run=lambda: _counted(through(net, flows, cut)),
                beliefs=(Belief("connector-caches", lambda: float(len(applications))),),
                hint="Where are the controllers, and what does each sign-in need of them?",
            ),
            Question(
                name="bad-morning",
                prompt=f"One morning the RADIUS servers are off from minute {off} to minute {on}, and the VPN is down from minute {lost} "
                f"to minute {back}. For how many minutes can nobody sign in to **{asked}** who has no session yet?",
                kind="number",
                unit="minutes",
                run=lambda: blocked(asked, *radius_off, *link_off),
                beliefs=(
                    Belief("radius-is-optional", lambda: blocked(asked, *link_off).answer),
                    Belief("connector-caches", lambda: blocked(asked, *radius_off).answer),
                ),
                hint="Which of the two does this sign-in need, and do the two outages overlap?",
            ),
            Question(
                name="bad-morning-windows",
                prompt=f"That same morning: for how many minutes can nobody sign in to **{joined}** who holds no ticket yet?",
                kind="number",
                unit="minutes",
                run=lambda: blocked(joined, *radius_off, *link_off),
                beliefs=(Belief("mfa-covers-windows", lambda: blocked(asked, *radius_off, *link_off).answer),),
                hint="Which of the two does this sign-in need?",
            ),
        ),
    )


def _asked(net: Topology, flows: dict[str, str]) -> Ran:
    """The sign-ins that ask a RADIUS server."""
    runs = {name: trace(net, flow) for name, flow in flows.items()}
    asking = tuple(
        name
        for name, run in runs.items()
        if any("radius" in net.hosts[host].roles for host, _, _ in run.contacted if host in net.hosts)
    )
    return Ran(asking, "\n".join(text(trace_page(run)) for run in runs.values()))


def _counted(ran: Ran) -> Ran:
    assert isinstance(ran.answer, tuple)  # noqa: S101 -- ``through`` gives names
    return Ran(float(len(ran.answer)), ran.shown)


LAB = Lab(
    id="second-factor",
    title="What does the second factor cover?",
    minutes=20,
    terms=("AD Connector", "multi-factor authentication"),
    explain="which program asks for the second factor, and why others cannot",
    make=make,
)
