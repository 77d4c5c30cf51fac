"""Lab on multi-factor authentication: RADIUS on an AD Connector."""

from __future__ import annotations

from dirsim.api import Fault, HostDown, Scenario, Topology, minutes, trace
from dirsim.api.writing import text_of
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lesson_estate import Company, designed, link_cut, minutes_lost, through
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw

_APPLICATIONS = ("aws-console", "quicksight", "connect", "workmail", "client-vpn")
_WINDOWS = ("ec2-windows", "sqlserver-ec2", "on-prem-file-shares", "rds-sqlserver", "fsx-windows", "sharepoint")


def make(draw: Draw) -> Sheet:
    """Build one student's mixture of applications."""
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
**RADIUS** is enabled; the RADIUS servers ({", ".join(servers)}) are at headquarters, like the domain controllers, at the other
end of the VPN. Workloads that must be members of the domain are joined to it directly. Users sign in to:

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
            LabQuestion(
                name="second-factor",
                prompt="Which of these ask for the second factor at sign-in?",
                kind="set",
                choices=choices,
                run=lambda: _asked(net, flows),
                beliefs=(Belief("mfa-covers-windows", lambda: choices),),
                hint="Follow each sign-in: which of them involves the RADIUS server?",
                points=2.0,
            ),
            LabQuestion(
                name="no-radius",
                prompt="All RADIUS servers are down; the rest works. To which of these is sign-in impossible?",
                kind="set",
                choices=choices,
                run=lambda: through(net, flows, no_radius, wanted=False),
                beliefs=(
                    Belief("radius-is-optional", lambda: ()),
                    Belief("mfa-covers-windows", lambda: choices),
                ),
                hint="Which sign-ins wait for a response from a RADIUS server?",
                points=2.0,
            ),
            LabQuestion(
                name="no-link",
                prompt="The VPN is down. To how many of these can a user without a ticket or session sign in?",
                kind="number",
                unit="workloads",
                run=lambda: _counted(through(net, flows, cut)),
                beliefs=(Belief("connector-caches", lambda: float(len(applications))),),
                hint="Where are the domain controllers, and what does each sign-in need from them?",
            ),
            LabQuestion(
                name="bad-morning",
                prompt=f"One morning the RADIUS servers are down from minute {off} to minute {on}, and the VPN is down from minute {lost} "
                f"to minute {back}. For how many minutes can users without a session not sign in to **{asked}**?",
                kind="number",
                unit="minutes",
                run=lambda: blocked(asked, *radius_off, *link_off),
                beliefs=(
                    Belief("radius-is-optional", lambda: blocked(asked, *link_off).answer),
                    Belief("connector-caches", lambda: blocked(asked, *radius_off).answer),
                ),
                hint="Which of the two does this sign-in need, and do the two outages overlap?",
            ),
            LabQuestion(
                name="bad-morning-windows",
                prompt=f"That same morning: for how many minutes can users without a ticket not sign in to **{joined}**?",
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
    return Ran(asking, "\n".join(text_of(run) for run in runs.values()))


def _counted(ran: Ran) -> Ran:
    assert isinstance(ran.answer, tuple)  # noqa: S101 -- ``through`` returns names
    return Ran(float(len(ran.answer)), ran.shown)


LAB = Lab(
    id="second-factor",
    title="What does the second factor cover?",
    minutes=20,
    terms=("AD Connector", "multi-factor authentication"),
    explain="which program asks for the second factor, and why other programs cannot",
    make=make,
)
