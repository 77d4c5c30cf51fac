"""Lab on trust directions and kinds between fictional forests."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from dirsim.api import Directory, Topology, Trust, TrustWalk, parse_topology, trace, walk_trusts
from dirsim.api.writing import text_of
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lesson_estate import designed
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw


def make(draw: Draw) -> Sheet:
    """Build one student's forests: two with a child domain, one without, and one old domain."""
    one, two, three, old = draw.some(WORDS, 4)
    roots = {one: f"{one}.example", two: f"{two}.example", three: f"{three}.example", old: f"{old}.example"}
    children = {name: f"{draw.pick(('emea', 'amer', 'lab', 'sales', 'dev'))}.{roots[name]}" for name in (one, two)}
    trusts = _trusts(draw, (one, two, three, old), roots, children)
    topology = _file(roots, children, trusts)
    net = parse_topology(topology)
    domains = tuple(sorted([*roots.values(), *children.values()]))
    resource = draw.pick([children[two], roots[two], roots[three]])
    home, target = _long_way(draw, net, domains)

    connector = _company_file(one, roots[one], children[one], draw.pick(("console", "portal", "reports")))
    behind = designed(connector, "ad-connector")
    served = next(iter(behind.connectors.values())).domain if behind.connectors else roots[one]

    lines = "\n".join(f"- {_sentence(trust)}" for trust in net.trusts.values())
    background = f"""\
The domains are {", ".join(f"`{name}`" for name in domains)}. `{children[one]}` is a child of `{roots[one]}`, and
`{children[two]}` of `{roots[two]}`; parent and child trust each other. Between the forests:

{lines}

`topology.yaml` describes the same for programs. For the last question, `connector.yaml` has only the forest of `{roots[one]}`,
with an **AD Connector** that is registered with `{served}`, and one AWS application that uses it.
"""
    return Sheet(
        background=background,
        look=f"dirsim trusts topology.yaml --from {home} --to {target}",
        files={"topology.yaml": topology, "connector.yaml": connector},
        questions=(
            LabQuestion(
                name="who-gets-in",
                prompt=f"Users of which **other** domains can get a ticket for a server in `{resource}`?",
                kind="set",
                choices=domains,
                run=lambda: _let_in(net.directories, net.trusts, domains, resource),
                beliefs=(
                    Belief(
                        "trust-direction-backwards",
                        lambda: _let_in(net.directories, _turned(net.trusts), domains, resource).answer,
                    ),
                    Belief(
                        "every-trust-is-transitive",
                        lambda: _let_in(net.directories, _endless(net.trusts), domains, resource).answer,
                    ),
                ),
                hint="For each domain, follow the referrals: from its own KDC along the trusts that lead to the resource.",
                points=3.0,
            ),
            LabQuestion(
                name="controllers-in-order",
                prompt=f"A user of `{home}` opens a server in `{target}`. Domain controllers of which domains does the client "
                "contact, in order?",
                kind="sequence",
                choices=domains,
                run=lambda: _walked(walk_trusts(net.directories, net.trusts, home, target)),
                beliefs=(
                    Belief("straight-to-the-resource", lambda: (home, target)),
                    Belief("trust-copies-passwords", lambda: (target,)),
                    Belief(
                        "trust-direction-backwards",
                        lambda: tuple(reversed(walk_trusts(net.directories, net.trusts, home, target).kdcs)),
                    ),
                ),
                hint="Each KDC refers the client to the next realm with which it shares a key.",
                points=2.0,
            ),
            LabQuestion(
                name="connector-serves",
                prompt=f"Users of both domains of `{roots[one]}` try the application of `connector.yaml` through the single connector "
                f"for `{served}`. Users of which domains can sign in?",
                kind="set",
                choices=tuple(sorted((roots[one], children[one]))),
                run=lambda: _served(behind),
                beliefs=(Belief("connector-follows-trusts", lambda: (roots[one], children[one])),),
                hint="With how many domains is one connector registered, and does it follow their trusts?",
            ),
        ),
    )


def _trusts(draw: Draw, names: tuple[str, str, str, str], roots: Mapping[str, str], children: Mapping[str, str]) -> str:
    """The trusts in the form of a topology file: two forest trusts and an external trust."""
    one, two, three, old = names
    first = (roots[one], roots[two]) if draw.coin() else (roots[two], roots[one])
    second = (roots[two], roots[three]) if draw.coin() else (roots[three], roots[two])
    near = children[two] if draw.coin() else roots[three]
    outside = (near, roots[old]) if draw.coin() else (roots[old], near)
    two_way = draw.below(3) == 0
    return "\n".join(
        (
            f"  {one}-{two}: {{trusting: {first[0]}, trusted: {first[1]}, kind: forest}}",
            f"  {two}-{three}: {{trusting: {second[0]}, trusted: {second[1]}, kind: forest, two_way: {str(two_way).lower()}}}",
            f"  {old}: {{trusting: {outside[0]}, trusted: {outside[1]}, kind: external}}",
        )
    )


def _file(roots: Mapping[str, str], children: Mapping[str, str], trusts: str) -> str:
    lines = ["dirsim: topology/v1", "name: Forests", "sites:", "  hq: {kind: on-premises}", "directories:"]
    for name, root in roots.items():
        lines += [
            f"  {name}:",
            "    kind: active-directory",
            "    domains:",
            f"      {root}: {{controllers: {{hq: 2}}}}",
        ]
        if name in children:
            lines.append(f"      {children[name]}: {{controllers: {{hq: 2}}, parent: {root}}}")
    return "\n".join([*lines, "trusts:", trusts]) + "\n"


def _company_file(name: str, root: str, child: str, application: str) -> str:
    return f"""\
dirsim: requirements/v1
name: {name.capitalize()}, one connector
as_of: 2026-11-01
estate:
  sites:
    hq: {{kind: on-premises}}
    cloud: {{kind: aws-region, region: eu-central-1}}
  links:
    vpn: {{between: [hq, cloud], kind: site-to-site-vpn}}
  directories:
    corp:
      kind: active-directory
      domains:
        {root}: {{controllers: {{hq: 2}}, users: 900}}
        {child}: {{controllers: {{hq: 2}}, users: 400, parent: {root}}}
  aws: {{accounts: 1, regions: [eu-central-1]}}
workloads:
  {application}: {{kind: aws-console, site: cloud, users: [{root}, {child}]}}
needs: [existing-credentials]
"""


def _sentence(trust: Trust) -> str:
    both = " and vice versa" if trust.two_way else ""
    return f"`{trust.trusting}` trusts `{trust.trusted}`{both} (trust of the kind *{trust.kind}*)."


def _let_in(
    directories: Mapping[str, Directory], trusts: Mapping[str, Trust], domains: tuple[str, ...], resource: str
) -> Ran:
    """The other domains whose users can reach a resource."""
    ways = {name: walk_trusts(directories, trusts, name, resource) for name in domains if name != resource}
    shown = "\n".join(
        f"{name}: {'reaches it' if way.reachable else 'does not reach it'}: {way.because}" for name, way in ways.items()
    )
    return Ran(tuple(name for name, way in ways.items() if way.reachable), shown + "\n")


def _walked(way: TrustWalk) -> Ran:
    steps = "\n".join(f"{step.trusted} refers to {step.trusting} ({step.kind})" for step in way.steps)
    return Ran(way.kdcs, f"{way.because}\n{steps}\n")


def _long_way(draw: Draw, net: Topology, domains: tuple[str, ...]) -> tuple[str, str]:
    """A pair of domains with the longest chain of referrals between them."""
    ways = [
        (len(way.kdcs), home, target)
        for home in domains
        for target in domains
        if home != target and (way := walk_trusts(net.directories, net.trusts, home, target)).reachable
    ]
    most = max(length for length, _, _ in ways)
    return draw.pick([(home, target) for length, home, target in ways if length == most])


def _turned(trusts: Mapping[str, Trust]) -> dict[str, Trust]:
    """The trusts, each with its direction reversed."""
    return {name: evolve(trust, trusting=trust.trusted, trusted=trust.trusting) for name, trust in trusts.items()}


def _endless(trusts: Mapping[str, Trust]) -> dict[str, Trust]:
    """The trusts, as if every one of them were fully transitive."""
    return {name: evolve(trust, kind="shortcut", transitive=True) for name, trust in trusts.items()}


def _served(behind: Topology) -> Ran:
    """The domains whose users can sign in through the connector."""
    runs = {name: trace(behind, name) for name, spec in behind.flows.items() if spec.kind == "aws-sign-in"}
    inside = tuple(behind.principals[behind.flows[name].user].domain for name, run in runs.items() if run.through)
    return Ran(inside, "\n".join(text_of(run) for run in runs.values()))


LAB = Lab(
    id="trust-direction",
    title="Which users reach which resources?",
    minutes=30,
    terms=("trusts", "AD Connector"),
    explain="how you found the order in which the client contacts domain controllers",
    make=make,
)
