"""Drawing of a session."""

import re

import pytest

from dirsim.api.credential_use import session
from dirsim.credentials.sessions.session_drawing import draw_session


@pytest.mark.parametrize(
    "chain", [("iam-user", "get-session-token:36h"), ("lambda-role", "assume-role:1h"), ("iam-user", "assume-role:15m")]
)
def test_each_step_has_a_bar_of_its_length(chain):
    """Each step is a bar; bars with an end are as long as their time, and one without an end leaves the scale."""
    answer = session(*chain)
    drawing = draw_session(answer)
    bars = [float(width) for width in re.findall(r'<rect[^>]*width="([0-9.]+)"[^>]*class="bar"', drawing.body)]
    assert len(bars) == len(answer.hops)
    longest = max(step.length_s for step in answer.hops if step.length_s is not None)
    for step, bar in zip(answer.hops, bars, strict=True):
        assert step.call in drawing.body
        assert bar == pytest.approx(520 * (1.08 if step.length_s is None else step.length_s / longest), abs=1)
