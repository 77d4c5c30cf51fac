"""Conflicts: a smallest set of requirements that no design meets together."""

from __future__ import annotations

from itertools import combinations

from dirsim.model.outcome import Judgement
from dirsim.recommendation.candidate import Candidate


def smallest_conflict(candidates: tuple[Candidate, ...]) -> tuple[str, ...]:
    """The smallest set of requirements of which every design fails at least one; the first in the order of the file.

    Empty when some design fails none. Sets of one are requirements that no design meets at all.
    """
    failed = [
        {verdict.requirement for verdict in candidate.verdicts if verdict.verdict == Judgement.NOT_MET}
        for candidate in candidates
    ]
    if any(not entry for entry in failed):
        return ()
    order = list(dict.fromkeys(verdict.requirement for candidate in candidates for verdict in candidate.verdicts))
    named = [entry for entry in order if any(entry in each for each in failed)]
    for size in range(1, len(named) + 1):
        for chosen in combinations(named, size):
            wanted = set(chosen)
            if all(wanted & each for each in failed):
                return chosen
    return ()
