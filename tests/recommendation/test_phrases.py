"""Phrases of reports: requirements in words, with their paths in the file."""

from types import SimpleNamespace

import pytest

from dirsim.model.outcome import Judgement
from dirsim.recommendation.phrases import requirement_line, strongest_reason
from dirsim.recommendation.verdict import Verdict


@pytest.mark.parametrize(
    ("path", "because", "line"),
    [
        ("workloads.desktops", "every user signs in", "Desktops: every user signs in (workloads.desktops)"),
        ("needs.single-directory", "one serves all", "One directory serves everything: one serves all (needs.single-directory)"),
        ("workloads.erp-db", "the service has ended", "Erp-db: the service has ended (workloads.erp-db)"),
        ("needs.mfa-radius", "no RADIUS server", ": no RADIUS server (needs.mfa-radius)"),
        ("needs.survive-outage", "vpn lost", "Sign-in continues while an element is down: vpn lost (needs.survive-outage)"),
        ("forbids.password-sync", "nothing is synchronised", "No synchronisation of passwords: nothing is synchronised (forbids.password-sync)"),
        ("implied.multi-region", "two Regions", "implied.multi-region: two Regions"),
        ("as_of", "the date is too early", "as_of: the date is too early"),
        ("needs.unheard-of", "unknown", "needs.unheard-of: unknown"),
    ],
)  # fmt: skip
def test_a_requirement_is_told_in_words(path, because, line):
    """A workload has its name, a need and a prohibition their meaning, then the reason, then the path in the file."""
    told = requirement_line(Verdict(path, "rule", Judgement.MET, because))
    assert told == line or (line.startswith(":") and told.endswith(line) and not told.startswith("needs"))


STATED, IMPLIED = (
    Verdict("needs.sso", "r", Judgement.NOT_MET, "x"),
    Verdict("implied.x", "r", Judgement.NOT_MET, "x", ("a",)),
)
KNOWN = Verdict("needs.mfa", "r", Judgement.NOT_MET, "x", ("a",))


@pytest.mark.parametrize(
    ("reasons", "strongest"),
    [((), None), ((IMPLIED,), IMPLIED), ((IMPLIED, STATED), STATED), ((STATED, KNOWN, IMPLIED), KNOWN)],
)
def test_the_strongest_reason_is_on_a_stated_requirement(reasons, strongest):
    """What the file states comes before what it implies, then a reason with a fact."""
    assert strongest_reason(SimpleNamespace(reasons=reasons)) is strongest
