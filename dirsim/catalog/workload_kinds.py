"""Workload kinds by word: every list of them derives from these records."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.aws_service_kinds import AWS_SERVICE_KINDS
from dirsim.catalog.software_kinds import SOFTWARE_KINDS
from dirsim.catalog.workload_kind import WorkloadKind

KINDS: Mapping[str, WorkloadKind] = {record.word: record for record in (*AWS_SERVICE_KINDS, *SOFTWARE_KINDS)}
