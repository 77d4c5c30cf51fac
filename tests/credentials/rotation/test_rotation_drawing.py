"""Drawing of a rotation."""

import pytest

from dirsim.api.credential_use import rotation
from dirsim.credentials.rotation.rotation_drawing import draw_rotation


@pytest.mark.parametrize("users", ["single", "alternating"])
@pytest.mark.parametrize("cut_at", ["", "set", "finish"])
def test_the_grid_says_who_gets_in(users, cut_at):
    """Each step has a cell for each group of clients, green where they get in and red where they are refused."""
    run = rotation(users, cut_at=cut_at)
    drawing = draw_rotation(run)
    enters = [state.readers for state in run.states] + [state.caching for state in run.states]
    assert drawing.body.count("band succeeded") == sum(enters)
    assert drawing.body.count("band denied") == len(enters) - sum(enters)
    assert all(state.step in drawing.body for state in run.states)
