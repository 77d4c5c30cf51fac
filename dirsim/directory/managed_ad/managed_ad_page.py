"""The page on AWS Managed Microsoft AD: checks, limits, migration."""

from __future__ import annotations

from dirsim.directory.managed_ad.preflight import Check
from dirsim.directory.managed_ad.readiness import Readiness
from dirsim.facts import catalog
from dirsim.pages.blocks import Block, Heading, Items, Page, Prose, Table


def managed_ad_page(found: Readiness) -> Page:
    """Every check in a table, every fact and every note."""
    rows = [(one.subject, one.id, one.verdict, one.because) for one in (*found.editions, *found.hybrid)]
    preflight: Block = Table(("About", "Check", "Verdict", "Why"), rows)
    if not found.hybrid:
        preflight = Prose("The file lists no Active Directory domain, so the Hybrid Edition checks do not apply.")
    return (
        Heading("AWS Managed Microsoft AD", 1),
        Heading("Readiness of the estate"),
        preflight,
        Heading("Capabilities and limits"),
        Items(f"{catalog()[name].statement} [{name}]" for name in found.facts),
        Heading("Effects of an account migration"),
        Table(("About", "Breaks", "Helps"), [(one.subject, one.breaks, one.remedy) for one in found.migration]),
    )


def check_line(check: Check) -> str:
    """One check in one line."""
    return f"{check.subject}: {check.id}: {check.verdict}: {check.because}"
