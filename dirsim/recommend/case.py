"""One design held against one file: what the rules look at, and the few questions that they all ask."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from dirsim.facts import Catalog, Fact
from dirsim.model.requirements import Requirements
from dirsim.model.scenario import Scenario
from dirsim.options.design import Design
from dirsim.options.ground import Ground
from dirsim.recommend.verdict import Verdict
from dirsim.simulate.run import Simulation
from dirsim.simulate.trace import Trace

BASE_FACTS = {
    "identity-center-builtin": "identity-center-builtin-needs-no-directory",
    "identity-center-external-idp": "identity-center-external-idp-saml-scim",
    "saml-federation": "saml-federation-to-iam",
    "custom-identity-broker": "custom-identity-broker",
    "cognito": "cognito-not-a-domain",
    "none": "workloads-use-roles",
}
"""What is cited for designs whose base is no directory."""


@define
class Case:
    """One design held against one file.

    Attributes:
        req: The file.
        ground: What exists.
        design: The design.
        facts: The facts that hold at the file's date.
        simulation: Runs over the design.
        assumptions: What rules had to assume; they may add to it.
    """

    req: Requirements
    ground: Ground
    design: Design
    facts: Catalog
    simulation: Simulation = field(init=False)
    assumptions: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        """Prepare the runs."""
        self.simulation = Simulation(self.design.topology)

    @property
    def base(self) -> str:
        """The design's base."""
        return self.design.label.base

    def has(self, modifier: str) -> bool:
        """Whether the design has a modifier."""
        return modifier in self.design.label.modifiers

    @property
    def trusted(self) -> bool:
        """Whether the design adds a trust."""
        return self.has("one-way-trust") or self.has("two-way-trust")

    @property
    def own_forest(self) -> bool:
        """Whether the design has a forest of its own beside the users' existing one."""
        own = self.design.own_domain
        return (
            bool(own)
            and self.design.column.startswith(("managed-ad-s", "managed-ad-e", "simple"))
            and own not in self.ground.homes
        )

    @property
    def replicates(self) -> bool:
        """Whether the design puts a copy of the existing directory into AWS."""
        if self.ground.on_ec2:
            return False
        return self.base == "managed-ad-hybrid" or (self.base == "self-managed-ec2" and bool(self.ground.self_managed))

    @property
    def duplicates(self) -> bool:
        """Whether users who have an account today would get a second one."""
        existing = bool(self.ground.homes or self.ground.providers)
        return existing and not self.serves_existing and not self.ground.new_accounts

    @property
    def serves_existing(self) -> bool:
        """Whether accounts that exist today are the ones that sign in."""
        principals = {self.principal(flow) for flow in self.sign_ins()}
        if principals:
            return principals <= {*self.ground.homes, *self.ground.providers}
        return self.design.serves_homes

    def principal(self, flow: str) -> str:
        """The home domain (or identity provider) of those who sign in by a flow."""
        topology = self.design.topology
        return topology.principals[topology.flows[flow].user].domain

    def sign_ins(self, users: Iterable[str] = ()) -> tuple[str, ...]:
        """The names of all sign-in flows, or of those of users of some domains."""
        wanted = set(users)
        return tuple(
            flow
            for attachment in self.design.attachments.values()
            for flow in attachment.flows
            if not wanted or self.principal(flow) in wanted
        )

    def healthy(self, flow: str) -> Trace:
        """A flow in the healthy network."""
        return self.simulation.run(flow)

    def under(self, flow: str, scenario: Scenario, at: float = 0.0) -> Trace:
        """A flow in a scenario."""
        return self.simulation.run(flow, scenario, at)

    def fact(self, identifier: str) -> Fact | None:
        """A fact that holds at the file's date; ``None`` when it does not (or not any more)."""
        return self.facts.get(identifier)

    def capability(self, capability: str, column: str = "") -> Fact | None:
        """What the design's directory (or another option) can do."""
        column = column or self.design.column
        return self.facts.capability(column, capability) if column else None

    def base_fact(self) -> str:
        """The fact that says what the design's base is."""
        if self.base in BASE_FACTS:
            return BASE_FACTS[self.base]
        cell = self.capability("domain-model")
        return cell.id if cell is not None else "hybrid-release"


def judge(
    requirement: str,
    rule: str,
    verdict: str | bool,
    because: str,
    *,
    facts: Iterable[str] = (),
    runs: Iterable[Trace] = (),
) -> Verdict:
    """A verdict; ``True`` and ``False`` stand for met and not met."""
    if isinstance(verdict, bool):
        verdict = "met" if verdict else "not-met"
    return Verdict(requirement, rule, verdict, because, tuple(dict.fromkeys(facts)), tuple(runs))


def stopped(run: Trace) -> str:
    """What to say of a run that did not get through: where it stopped, and why."""
    where = f" at {run.failed}" if run.failed is not None else ""
    return f"{run.flow} {run.outcome}{where}: {run.because}"
