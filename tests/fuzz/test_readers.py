"""The corpus and a short run of mutations over every reader; ``run.py`` is the long run."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from mutations import mutated
from readers import TARGETS, attempt
from run import BAD, CORPUS
from seeds import seeds


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_are_read(target):
    """Each reader reads at least one of its seeds to the end: the fuzzer begins from what is valid."""
    found = [attempt(target, content, seconds=0) for content in seeds(target)]
    assert "read" in [word for word, _ in found]
    assert [entry for entry in found if entry[0] in BAD] == []


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus_stays_mended(target):
    """Every minimised input that was once a finding is read, or refused with a problem and its place."""
    for path in sorted((CORPUS / target).glob("*")):
        assert attempt(target, path.read_bytes(), seconds=0)[0] not in BAD, path.name


@pytest.mark.parametrize("target", TARGETS)
def test_mutations_find_nothing(target):
    """Some mutations of each seed end in a value or in an error of dirsim, never in a fault."""
    pool = seeds(target)
    for number in range(25):
        chance = random.Random(f"test/{target}/{number}")  # noqa: S311 -- reproducible, not secret
        content = mutated(chance.choice(pool), pool, chance)
        found = attempt(target, content, seconds=0)
        assert found[0] not in BAD, (found, content)


def test_a_fault_is_found(monkeypatch):
    """The harness tells a fault from a refusal: a reader that divides by zero is a finding, and so is one that hangs."""

    def broken(content):
        if b"slow" in content:
            while True:
                pass
        return 1 // len(content)

    monkeypatch.setitem(TARGETS, "broken", broken)
    assert attempt("broken", b"")[0] == "fault"
    assert attempt("broken", b"x") == ("read", "")
    assert attempt("broken", b"slow", seconds=0.2)[0] == "hang"
