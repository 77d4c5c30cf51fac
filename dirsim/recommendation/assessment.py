"""Assessment of what exists: verdicts and findings."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from dirsim.model.outcome import Judgement
from dirsim.recommendation.verdict import Verdict
from dirsim.shown import Tabular
from dirsim.simulation.trace import Trace

MEETS, FALLS_SHORT, INSUFFICIENT = "meets", "falls-short", "insufficient-evidence"
FINDING_RULES: Mapping[str, str] = {
    "trust-direction": "A trust does not have the direction that a workload needs.",
    "trust-path": "The users of a workload reach its domain over no path of trusts.",
    "forwarders-both-ways": "The name servers of one side of a trust do not resolve the names of the other.",
    "selective-authentication": "Selective authentication admits no account that needs access.",
    "suffix-collision": "Two forests of forest trusts claim the same name suffix.",
    "trust-encryption-types": "The two sides of a trust have no encryption type in common that is generally enabled.",
    "trust-state": "AWS does not report the trust as verified.",
    "trust-names": "The two sides of a trust have the same name.",
    "trust-sid-filtering": "SID filtering is off on a trust to another forest.",
    "directory-state": "AWS reports a directory as impaired, inoperable or failed.",
    "service-account": "The service account of a connector cannot sign in, is not stated, is of another directory, or is that of another connector too.",
    "connector-domain": "A connector does not serve the domain of the users.",
    "connector-dns": "A connector asks name servers that are too few or not those of its domain.",
    "connector-subnet-site": "A connector's subnet is in no AD site, or in a distant one.",
    "radius-timeout": "The RADIUS timeout is too short for a person to answer, or longer than AWS accepts.",
    "radius-timeout-advice": "The RADIUS timeout leaves no time for a second server.",
    "two-zones": "A directory is in one Availability Zone.",
    "share-acceptance": "An account has not accepted the share of a directory.",
    "trust-support": "A trust is with a directory that does not support trusts of its kind.",
    "share-quota": "A directory is shared although it cannot be, or with too many accounts.",
    "further-regions": "A directory has further Regions although it cannot be replicated.",
    "domains-of-directory": "A directory has more domains than one of its kind serves.",
    "hybrid-prerequisites": "A domain that Hybrid Edition extends does not meet what the edition asks for.",
    "holds-the-objects": "A directory holds more objects than it is recommended for.",
    "levels-suffice": "The functional level of a domain is too low for what connects to it.",
    "names-have-dots": "A domain has a single-label name.",
    "applications-share-the-vpc": "A connector has desktops in several VPCs.",
    "only-controller": "A domain has one controller.",
    "single-point-of-failure": "One failure stops sign-ins.",
    "ad-site-of-address": "The address of a host is in no AD site, or in one of another place.",
    "directory-is-in-the-region": "A service uses a directory of another Region.",
    "zones-are-served": "Desktops are in an Availability Zone that WorkSpaces does not serve.",
    "directory-is-shared": "A workload is in an account that its directory is not shared with.",
    "directories-have-room": "A directory is bound to one instance of a service, and more of them are to use it.",
    "organization-share-from-management-account": "A directory is shared with the organization from a member account.",
    "identity-center-account": "The directory behind Identity Center is in an account that does not administer it.",
    "vpc-names-resolve": "Name servers of DHCP options do not resolve the names of the VPC.",
    "resolver-rules-have-an-endpoint": "A Resolver rule has no outbound endpoint.",
    "domain-names-resolve": "A VPC does not resolve the names of the domain that its machines join.",
    "private-zone-hides-domain": "A private zone of a VPC answers in place of the name servers of a domain.",
    "rotation-path": "A rotation function has no network path to Secrets Manager.",
    "resolver-rule-targets": "A Resolver rule forwards to servers that are not those of the zone.",
    "krbtgt-password-is-fresh": "The krbtgt password is old.",
    "delegation-is-constrained": "Accounts have unconstrained delegation.",
    "the-clock-has-a-source": "The forest's time source has no external source.",
    "controllers-return-in-time": "A controller was away for longer than deleted objects are kept.",
    "deleted-objects-can-be-had-back": "The recycle bin is disabled.",
    "subnets-have-sites": "Subnets belong to no AD site.",
    "clients-have-sites": "Computers have addresses outside every AD site.",
    "sites-are-joined": "An AD site with controllers is in no site link.",
    "site-links-join-all-sites": "AD sites are in groups that do not replicate with each other.",
    "sign-in-works": "A sign-in of the topology does not work.",
}
"""The meaning of each rule of findings and verdicts on what exists."""
ADVICE_RULES = frozenset({"radius-timeout-advice"})
"""Rules that rest on a vendor's advice: what is against it is a risk and no fault."""


@frozen(kw_only=True)
class ExistingFinding:
    """A finding in what exists.

    Attributes:
        path: The path of what it is about, in the file.
        rule: The name of the rule.
        verdict: ``not-met`` for a fault, ``unknown`` where a value that decides is missing.
        because: The reason, as a sentence.
        facts: Ids of the facts that it rests on.
        runs: The runs that it rests on.
        command: A command that shows it; ``FILE`` means the file that was assessed. Empty where there is none.
    """

    path: str
    rule: str
    verdict: Judgement
    because: str
    facts: tuple[str, ...] = ()
    runs: tuple[Trace, ...] = ()
    command: str = ""

    def of_file(self, file: str) -> ExistingFinding:
        """The finding with a file's name in its command, quoted for a shell."""
        return evolve(self, command=self.command.replace("FILE", shlex.quote(file)))

    def to_dict(self) -> dict[str, Any]:
        """The finding in JSON form; runs by their ids."""
        return {
            "path": self.path,
            "rule": self.rule,
            "verdict": self.verdict,
            "because": self.because,
            "facts": list(self.facts),
            "runs": list(dict.fromkeys(run.id for run in self.runs)),
            "command": self.command or None,
        }


@frozen(kw_only=True)
class Assessment(Tabular):
    """The judgement of an estate or a topology as it is.

    Attributes:
        name: The name of the file's estate or topology.
        as_of: The date whose facts apply.
        verdicts: The verdict on each workload, need and forbidden word, or on each flow of a topology.
        findings: Faults in what exists.
        risks: Single failures that stop sign-ins, where no need of the file asks to survive them; they do not decide the
            status.
        unknowns: Rules that could not decide, with the value that is missing.
        assumptions: Assumptions that the verdicts rest on.
        stale: Facts older than a year, or of unknown date, that it rests on: their ids.
        file: The file that was assessed; empty means a value of a program.
    """

    name: str
    as_of: str
    verdicts: tuple[Verdict, ...] = ()
    findings: tuple[ExistingFinding, ...] = ()
    risks: tuple[ExistingFinding, ...] = ()
    unknowns: tuple[ExistingFinding, ...] = ()
    assumptions: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    file: str = ""

    @property
    def status(self) -> str:
        """``meets``, ``falls-short`` (a verdict is not met, or there is a finding) or ``insufficient-evidence``."""
        words = {verdict.verdict for verdict in self.verdicts}
        if self.findings or Judgement.NOT_MET in words:
            return FALLS_SHORT
        return INSUFFICIENT if Judgement.UNKNOWN in words else MEETS

    @property
    def cited(self) -> tuple[str, ...]:
        """The facts that it rests on, each once: their ids."""
        grounds = [finding.facts for finding in (*self.findings, *self.risks, *self.unknowns)]
        grounds += [verdict.facts for verdict in self.verdicts]
        return tuple(dict.fromkeys(fact for facts in grounds for fact in facts))

    def of_file(self, file: str) -> Assessment:
        """The assessment of a file, whose commands name it."""
        return evolve(
            self,
            file=file,
            findings=tuple(finding.of_file(file) for finding in self.findings),
            risks=tuple(finding.of_file(file) for finding in self.risks),
            unknowns=tuple(finding.of_file(file) for finding in self.unknowns),
        )

    def to_dict(self) -> dict[str, Any]:
        """The assessment in JSON form (``dirsim.assessment/v1``)."""
        return {
            "schema": "dirsim.assessment/v1",
            "name": self.name,
            "as_of": self.as_of,
            "status": self.status,
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
            "findings": [finding.to_dict() for finding in self.findings],
            "risks": [finding.to_dict() for finding in self.risks],
            "unknowns": [finding.to_dict() for finding in self.unknowns],
            "assumptions": list(self.assumptions),
            "stale_facts": list(self.stale),
        }
