"""The exact words that a user sees: ``tests/errors/NAME.yaml`` gives ``tests/errors/NAME.txt``."""

from pathlib import Path

import pytest

from dirsim.errors import InputError
from dirsim.files import read_requirements, read_topology

FOLDER = Path(__file__).parents[1] / "errors"
# Read as requirements although it says topology: that is the mistake.
OF_OTHER_KIND = "version-of-other-kind"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.yaml")))
def test_each_mistake_has_its_message(name):
    """A mistake is told with file, line, column, path and, where there is one, a hint."""
    file = FOLDER / f"{name}.yaml"
    topology = file.read_text(encoding="utf-8").startswith("dirsim: topology") and name != OF_OTHER_KIND
    with pytest.raises(InputError) as caught:
        (read_topology if topology else read_requirements)(file, name=file.name)
    assert f"{caught.value}\n" == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_every_mistake_is_described_and_every_message_has_a_mistake():
    """The pairs are complete."""
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {path.stem for path in FOLDER.glob("*.txt")}


def test_messages_are_in_order_of_place():
    """Problems come in the order of the file, whichever check found them."""
    for file in FOLDER.glob("*.yaml"):
        for read in (read_requirements, read_topology):
            try:
                read(file)
            except InputError as error:
                places = [(problem.line, problem.column) for problem in error.problems]
                assert places == sorted(places)
