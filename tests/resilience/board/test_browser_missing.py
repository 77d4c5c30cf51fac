"""Where the browser is missing, its tests are skipped on a desk and fail in continuous integration."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ONE_TEST = f"{HERE / 'test_board_page.py'}::test_the_clock_moves_what_is_held"


@pytest.mark.parametrize(("ci", "told"), [("true", "1 error"), ("", "1 skipped")])
def test_missing_chromium(ci, told):
    """Without Chromium a pipeline cannot be green; a reader's machine can."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", ONE_TEST],
        cwd=HERE.parents[2],
        env=os.environ | {"PATH": "/nonexistent", "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told in done.stdout, done.stdout
    assert done.returncode == (1 if ci else 0)
    assert "chromium" in done.stdout
