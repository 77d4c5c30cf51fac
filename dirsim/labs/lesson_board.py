"""Lab on the what-if board: predict the colours of its rows, then press."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dirsim.api import Fault, HostDown, LinkDown, PortBlocked, Scenario, Topology, hours, timeline, trace
from dirsim.api.writing import text_of
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lesson_estate import FAILS, WORKS, WORKS_OR_FAILS, Company, designed
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw

FAILS_AT_S = hours(1)
"""The start of every failure on a board, in seconds: users sign in at 0."""

_APPLICATIONS = ("quicksight", "client-vpn")
_DESIGNS = ("existing-ad-direct+ad-connector", "managed-ad-standard+two-way-trust")
_PORTS = (("tcp", 88, "Kerberos"), ("udp", 389, "LDAP, to find a controller"), ("tcp", 445, "SMB"))
_FIRST, _SERVICE = "new sign-in", "service again"


def make(draw: Draw) -> Sheet:
    """Build one student's board."""
    company = Company.drawn(draw)
    application, desktops, files, servers = draw.some(WORDS, 4)
    kinds = {
        application: draw.pick(_APPLICATIONS),
        desktops: "workspaces",
        files: "fsx-windows",
        servers: "ec2-windows",
    }
    requirements = company.requirements("a board to press", kinds)
    design = draw.pick(_DESIGNS)
    net = designed(requirements, design)
    flows = {name: f"{name}/{company.domain}" for name in kinds}
    controller = f"dc1.{company.domain}"
    protocol, port, purpose = draw.pick(_PORTS)
    after = draw.between(1, 7)
    late = draw.between(10, 20)
    lasts = draw.pick((4, 8, 12, 24))
    choices = tuple(sorted(kinds))
    vpn = Scenario("the VPN is lost", [LinkDown("vpn", start=FAILS_AT_S)])
    blocked = Scenario(
        f"{protocol}/{port} is blocked",
        [PortBlocked(link, port, protocol=protocol, start=FAILS_AT_S) for link in net.links],
    )

    listed = "\n".join(f"- **{name}**: `{kind}`" for name, kind in kinds.items())
    background = f"""\
{company.name} ({company.users} people, the domain `{company.domain}`, two domain controllers at headquarters) considers the design
`{design}` in {company.site}, behind one VPN. Its users sign in to:

{listed}

The last section of the page below is a **what-if board** of this design. A link, a site, a host or a port that you press is cut; press it again to repair
it. On the clock of the board users have signed in one hour before the failure. A row is green where a sign-in works, amber
where it works only from a cache or an older ticket, red where it fails.

Answer first. Then open the page and press.
"""

    return Sheet(
        background=background,
        look=f"dirsim simulate requirements.yaml --design {design} --format html --output board.html",
        files={"requirements.yaml": requirements},
        questions=(
            LabQuestion(
                name="one-controller",
                prompt=f"Press the host **{controller}**. To which of these do new sign-ins still work (green or amber)?",
                kind="set",
                choices=choices,
                run=lambda: pressed(net, flows, [HostDown(controller)]),
                beliefs=(Belief("one-controller-takes-all", lambda: ()),),
                hint="Which other host answers the same requests?",
            ),
            LabQuestion(
                name="vpn",
                prompt="Repair it, and press the link **vpn**. To which of these do new sign-ins still work?",
                kind="set",
                choices=choices,
                run=lambda: pressed(net, flows, vpn.faults),
                beliefs=(
                    Belief("connector-caches", lambda: (application, desktops)),
                    Belief("trust-copies-passwords", lambda: choices),
                ),
                hint="Open a red row: which exchange is the first without an answer, and where is its target?",
                points=2.0,
            ),
            LabQuestion(
                name="port",
                prompt=f"Repair it, and press the port **{protocol}/{port}** ({purpose}), which is then blocked on every link. For "
                "which of these do new sign-ins now fail?",
                kind="set",
                choices=choices,
                run=lambda: pressed(net, flows, blocked.faults, wanted=False),
                beliefs=(
                    Belief("a-port-stops-everything", lambda: choices),
                    Belief("ports-inside-aws-suffice", lambda: ()),
                ),
                hint="Open a row: at which exchanges does this port appear, and do these exchanges cross a link?",
                points=2.0,
            ),
            LabQuestion(
                name="files-later",
                prompt=f"Repair it, press the link **vpn** (the failure lasts *until it is repaired*), and move the clock to **{after} h** after the failure. A user who "
                f"has used **{files}** before opens it again (row *{_SERVICE}*). Does it work?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: later(net, flows[files], _SERVICE, vpn, after),
                beliefs=(Belief("tickets-end-with-link", lambda: FAILS),),
                hint="What does the client present to the server, and until when is it valid?",
            ),
            LabQuestion(
                name="files-next-day",
                prompt=f"The same, **{late} h** after the failure. Does it work?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: later(net, flows[files], _SERVICE, vpn, late),
                beliefs=(Belief("tickets-last-until-sign-out", lambda: WORKS),),
                hint="Compare the hours since the sign-in with the lifetime of a service ticket.",
            ),
            LabQuestion(
                name="hours-red",
                prompt=f"Set *The failure lasts* to **{lasts} h**. For how many hours is the row **{application}** red for users who "
                "sign in anew?",
                kind="number",
                unit="hours",
                run=lambda: red_hours(net, flows[application], lasts),
                beliefs=(Belief("connector-caches", lambda: 0.0),),
                hint="Move the clock from before the failure to after the repair.",
            ),
        ),
    )


def pressed(net: Topology, flows: Mapping[str, str], faults: Iterable[Fault], *, wanted: bool = True) -> Ran:
    """The rows that work (or, with ``wanted`` false, fail) while some elements are cut."""
    scenario = Scenario("pressed", [_now(fault) for fault in faults])
    runs = {name: trace(net, flow, scenario) for name, flow in flows.items()}
    rows = tuple(name for name, run in runs.items() if run.through is wanted)
    return Ran(rows, "\n".join(text_of(run) for run in runs.values()))


def _now(fault: Fault) -> Fault:
    """The fault from the start of the scenario on: a row is a new sign-in during the failure."""
    return Fault(kind=fault.kind, of=fault.of, protocol=fault.protocol, port=fault.port)


def later(net: Topology, flow: str, activity: str, scenario: Scenario, after_h: int) -> Ran:
    """The answer whether an activity works some hours after the failure."""
    at = FAILS_AT_S + hours(after_h)
    row = timeline(net, scenario, until=at + hours(1), flows=[flow]).row(flow, activity)
    band = next(one for one in row.bands if at < one.end)
    shown = "\n".join(
        f"{one.start / 3600:g} h to {one.end / 3600:g} h: {one.outcome} ({one.because})" for one in row.bands
    )
    return Ran(WORKS if band.works else FAILS, f"{flow}, {activity}\n{shown}\n")


def red_hours(net: Topology, flow: str, lasts_h: int) -> Ran:
    """The hours for which new sign-ins fail in an outage of the VPN of a given length."""
    scenario = Scenario("the VPN is lost", [LinkDown("vpn", start=FAILS_AT_S, lasts=hours(lasts_h))])
    row = timeline(net, scenario, until=FAILS_AT_S + hours(lasts_h + 2), flows=[flow]).row(flow, _FIRST)
    shown = "\n".join(f"{one.start / 3600:g} h to {one.end / 3600:g} h: {one.outcome}" for one in row.bands)
    lost = sum(one.end - one.start for one in row.bands if not one.works) / 3600.0
    return Ran(lost, f"{flow}, {_FIRST}\n{shown}\n")


LAB = Lab(
    id="board",
    title="Which rows turn red?",
    minutes=25,
    terms=("AD Connector", "trusts", "what-if board"),
    explain="why the board shows a row of the same user green, amber and red at different hours of one outage",
    make=make,
)
