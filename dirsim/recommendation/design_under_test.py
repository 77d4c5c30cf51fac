"""Design under test: a design, a file, and the queries of the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import define, field

from dirsim.catalog.labels import Label
from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.parts import PARTS
from dirsim.catalog.workload_kinds import KINDS, federates_itself
from dirsim.designs.attach import CUSTOMERS
from dirsim.designs.baseline import Baseline
from dirsim.designs.design import Attachment, Design
from dirsim.facts import Catalog, Fact
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Requirements
from dirsim.model.scenario import Scenario
from dirsim.recommendation.verdict import Verdict
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.trace import Trace

FOREST_PARTS = ("managed-ad-standard", "managed-ad-enterprise", "simple-ad", "entra-domain-services")
"""The parts that add a separate domain beside the users' existing one."""

SAML_OF_A_SERVICE = "saml-federation-to-a-service"
"""The fact on services that take a provider's assertions themselves, without roles of IAM."""


def _stopped(run: Trace) -> bool:
    return not run.through


@define
class DesignUnderTest:
    """One design judged against one requirements file.

    Attributes:
        req: The requirements.
        baseline: The existing estate.
        design: The design.
        facts: The facts that apply at the file's date.
        simulation: The simulation of the design.
        assumptions: Assumptions that rules made; rules may append to it.
        brief: True where only the outcome is asked for: runs that decide a verdict end with the first one that misses.
    """

    req: Requirements
    baseline: Baseline
    design: Design
    facts: Catalog
    simulation: Simulation
    assumptions: list[str] = field(factory=list)
    brief: bool = False

    @property
    def name(self) -> str:
        """The design's label, as text."""
        return str(self.design.label)

    def has(self, *parts: str) -> bool:
        """True where the design has any of some parts."""
        return self.design.label.has(*parts)

    @property
    def label(self) -> Label:
        """The design's label."""
        return self.design.label

    @property
    def trusted(self) -> bool:
        """True where the design's managed forest trusts the existing one."""
        return bool(self.label.trust)

    @property
    def own_forest(self) -> bool:
        """True where the design has a separate forest beside the users' existing one."""
        return bool(self._forest_parts()) and any(
            domain not in self.baseline.homes and domain in self.design.topology.domains
            for domain in self.design.own_domains
        )

    def _forest_parts(self) -> tuple[str, ...]:
        found = tuple(part for part in self.label.parts if part in FOREST_PARTS)
        if self.has("self-managed-ec2") and not self.baseline.self_managed:
            found += ("self-managed-ec2",)
        return found

    @property
    def new_forest(self) -> bool:
        """True where the design adds a forest that the estate does not have."""
        return any(part not in self.baseline.existing for part in self._forest_parts()) and not (
            self.baseline.managed and self.label.managed_forest
        )

    @property
    def replicates(self) -> bool:
        """True where the design puts a copy of the existing directory into AWS."""
        if self.baseline.on_ec2:
            return False
        return self.has("managed-ad-hybrid") or (self.has("self-managed-ec2") and bool(self.baseline.self_managed))

    @property
    def servers_added(self) -> tuple[str, ...]:
        """The parts whose servers the company would run in addition; a need for RADIUS speaks of servers that exist."""
        held = self.baseline.existing | ({"radius-mfa"} if self.baseline.radius else set())
        return tuple(part for part in self.label.parts if PARTS[part].servers and part not in held)

    @property
    def duplicates(self) -> bool:
        """True where users who have an account today would get a second one."""
        existing = {*self.baseline.homes, *self.baseline.providers}
        if not existing or self.baseline.new_accounts:
            return False
        if self.staff() or self.nobody_signs_in:
            return bool(self.strangers())
        return not self.design.serves_homes and bool(self.design.own_domains)

    def strangers(self) -> tuple[str, ...]:
        """The sign-ins of employees with accounts that do not exist today, by flow."""
        existing = {*self.baseline.homes, *self.baseline.providers}
        return tuple(flow for flow in self.staff() if self.principal(flow) not in existing)

    @property
    def serves_existing(self) -> bool:
        """True where employees sign in with the accounts that exist today."""
        if self.staff():
            return not self.strangers()
        return self.design.serves_homes

    def staff(self, users: Iterable[str] = ()) -> tuple[str, ...]:
        """The sign-ins of employees: all but those of an application's customers."""
        return tuple(flow for flow in self.sign_ins(users) if self.principal(flow) != CUSTOMERS)

    @property
    def nobody_signs_in(self) -> bool:
        """True where the file has workloads and no employee signs in to any of them through a directory."""
        return bool(self.req.workloads) and all(
            name in self.baseline.own | self.baseline.customers | self.baseline.unserved
            or KINDS[workload.kind].ways == ("network",)
            for name, workload in self.req.workloads.items()
        )

    def attached(self, word: str) -> dict[str, Attachment]:
        """The attachments of the workloads of which a need speaks; those that need no directory are left out."""
        need = NEED_KINDS[word]
        return {
            name: self.design.attachments[name]
            for name, workload in self.req.workloads.items()
            if need.speaks_of(KINDS[workload.kind]) and name not in self.baseline.own
        }

    def principal(self, flow: str) -> str:
        """The home domain (or identity provider) of the users who sign in by a flow."""
        topology = self.design.topology
        return topology.principals[topology.flows[flow].user].domain

    def sign_ins(self, users: Iterable[str] = ()) -> tuple[str, ...]:
        """The names of all sign-in flows, or of those of users of the given domains."""
        wanted = set(users)
        return tuple(
            flow
            for attachment in self.design.attachments.values()
            for flow in attachment.flows
            if not wanted or self.principal(flow) in wanted
        )

    def healthy(self, flow: str) -> Trace:
        """The run of a flow in the healthy network."""
        return self.simulation.run(flow)

    def until_missed(self, runs: Iterable[Trace], missed: Callable[[Trace], bool] = _stopped) -> list[Trace]:
        """The runs that a verdict needs: all of them, or in brief up to the first one that misses.

        Args:
            runs: The runs, each made when it is asked for.
            missed: True for a run that alone decides against the design.
        """
        found = []
        for run in runs:
            found.append(run)
            if self.brief and missed(run):
                break
        return found

    def under(self, flow: str, scenario: Scenario, at: float = 0.0) -> Trace:
        """The run of a flow in a scenario."""
        return self.simulation.run(flow, scenario, at)

    def fact(self, identifier: str) -> Fact | None:
        """A fact that applies at the file's date; ``None`` when it does not apply yet, or no longer."""
        return self.facts.get(identifier)

    def option_of(self, part: str) -> str:
        """The option whose facts describe a part of the design; empty where none does."""
        return self.design.options.get(part, PARTS[part].option if part in PARTS else "")

    @property
    def options(self) -> tuple[str, ...]:
        """The options of the design's directories and connectors: directories in AWS first, connectors last."""
        found = tuple(dict.fromkeys(self.design.options.values()))
        return tuple(sorted(found, key=lambda option: (option == "ad-connector", option == "on-prem-only")))

    @property
    def option(self) -> str:
        """The first of :attr:`options`; empty for a design without a directory."""
        return next(iter(self.options), "")

    def capability(self, capability: str, option: str = "") -> Fact | None:
        """The fact on a capability of the design's directory (or of another option)."""
        option = option or self.option
        return self.facts.capability(option, capability) if option else None

    def part_fact(self, part: str) -> str:
        """The id of the fact that describes a part."""
        record = PARTS.get(part)
        if part == "saml-federation" and federates_itself(self.req.kinds, self.label.parts):
            return SAML_OF_A_SERVICE
        if record is not None and record.fact:
            return record.fact
        capability = self.facts.capability(self.option_of(part), "domain-model") if part else None
        return capability.id if capability is not None else "hybrid-release"

    def base_fact(self) -> str:
        """The id of the fact that describes the design's first part; for a design without parts, of roles."""
        return self.part_fact(self.label.parts[0]) if self.label.parts else "workloads-use-roles"


def stated(facts: Iterable[Fact]) -> str:
    """Several facts as one reason, each with the directory that it speaks of where its statement does not name it."""
    return "; ".join(dict.fromkeys(map(_with_subject, facts)))


def _with_subject(fact: Fact) -> str:
    """The statement of a fact on a directory, which the name of that directory opens."""
    option, _, _ = fact.subject.partition("/")
    name = _NAMES.get(option, "")
    statement = fact.statement.rstrip(".")
    if not name or any(word in statement for word in (name, name.removeprefix("AWS "))):
        return statement
    return f"{name}: {statement[:1].lower() if _plain(statement) else statement[:1]}{statement[1:]}"


def _plain(statement: str) -> bool:
    """True where the first word of a statement is written small inside a sentence."""
    first = statement.partition(" ")[0]
    return first[1:].islower() and first not in _PROPER


_PROPER = frozenset(
    {"Windows", "Microsoft", "Kerberos", "Linux", "Samba", "Amazon", "Enterprise", "Standard", "Delegated"}
)
_NAMES = {part.option: part.option_name for part in PARTS.values() if part.option}
"""The names of the options of directories, as reasons write them."""


def judge(
    requirement: str,
    rule: str,
    verdict: Judgement | bool,
    because: str,
    *,
    facts: Iterable[str] = (),
    runs: Iterable[Trace] = (),
) -> Verdict:
    """A verdict; ``True`` and ``False`` mean met and not met."""
    if isinstance(verdict, bool):
        verdict = Judgement.MET if verdict else Judgement.NOT_MET
    return Verdict(requirement, rule, verdict, because, tuple(dict.fromkeys(facts)), tuple(runs))


def stopped(run: Trace) -> str:
    """The reason of a run that did not succeed: the exchange that it failed at, and why."""
    where = f" at {run.failed}" if run.failed is not None else ""
    return f"{run.flow} {run.outcome}{where}: {run.because}"
