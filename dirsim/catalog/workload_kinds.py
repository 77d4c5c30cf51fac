"""Workload kinds by word: every list of them derives from these records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dirsim.catalog.aws_service_kinds import AWS_SERVICE_KINDS
from dirsim.catalog.parts import PORTALS
from dirsim.catalog.software_kinds import SOFTWARE_KINDS
from dirsim.catalog.workload_kind import WorkloadKind

KINDS: Mapping[str, WorkloadKind] = {record.word: record for record in (*AWS_SERVICE_KINDS, *SOFTWARE_KINDS)}


def federates_itself(words: Iterable[str], parts: Iterable[str]) -> bool:
    """True where SAML federation means the services themselves: one takes assertions, and nothing needs a provider in IAM.

    Args:
        words: The workload kinds of a design; empty text and unknown words are none.
        parts: The words of the design's parts.
    """
    if "iam-role" in parts or "saml-federation" not in parts:
        return False
    ways = [KINDS[word].opened_by for word in words if word in KINDS]
    return any("own-saml" in way for way in ways) and not any("iam-saml" in way for way in ways)


def takes_portal_roles(words: Iterable[str], parts: Iterable[str]) -> bool:
    """True where a role of IAM is what IAM Identity Center opens a service by, and not what people are mapped to beside it.

    Args:
        words: The workload kinds of a design; empty text and unknown words are none.
        parts: The words of the design's parts.
    """
    present = frozenset(parts)
    if "iam-role" not in present or "saml-federation" in present or present.isdisjoint(PORTALS):
        return False
    return any(KINDS[word].portal_role for word in words if word in KINDS)
