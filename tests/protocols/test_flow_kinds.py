"""The table of flows."""

import pytest

from dirsim.catalog.words import FLOW_KINDS
from dirsim.model.topology import FlowSpec
from dirsim.protocols.flow_kinds import FLOWS
from dirsim.protocols.start import start
from dirsim.protocols.view import View


def test_every_word_has_its_flow():
    """Every kind of flow that files may name is in the table, and nothing else."""
    assert set(FLOWS) == set(FLOW_KINDS)


def test_an_unknown_kind_is_refused(office):
    """A kind that is not in the table cannot be started."""
    with pytest.raises(KeyError):
        start(View(office()), FlowSpec(kind="telepathy"))
