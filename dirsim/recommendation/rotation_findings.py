"""Findings on the network path of functions that rotate secrets."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.credentials.advice.credential_values import STAYS
from dirsim.credentials.advice.strategy import networks_of
from dirsim.facts import Catalog
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Requirements
from dirsim.recommendation.assessment import ExistingFinding

_FACT = "sm-rotation-network-path"


def rotation_findings(req: Requirements, facts: Catalog) -> Iterator[ExistingFinding]:
    """Secrets that rotate, in whose VPC a function does not reach Secrets Manager, or may not.

    Args:
        req: The requirements, whose VPCs and credentials are judged.
        facts: The facts that apply.
    """
    for name, credential in req.credentials.items() if _FACT in facts else ():
        stated = credential.rotation is not None and str(credential.rotation).lower() not in STAYS
        if not stated and "automatic-rotation" not in credential.needs:
            continue
        for vpc, reached in networks_of(req, credential.target):
            if reached:
                continue
            said = f"a rotation function in {vpc} has no path to Secrets Manager, and then times out"
            open_ = f"whether a rotation function in {vpc} has a path to Secrets Manager is not stated"
            yield ExistingFinding(
                path=f"credentials.{name}",
                rule="rotation-path",
                verdict=Judgement.NOT_MET if reached is False else Judgement.UNKNOWN,
                because=said if reached is False else open_,
                facts=(_FACT,),
                command=f"dirsim facts {_FACT}",
            )
