"""Settings for every test: randomness that repeats, so that a red run can be run again."""

import os

import pytest
from hypothesis import settings

settings.register_profile("dev", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how the parts come that skipped tests need."""
    reasons = [str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", ()) if report.longrepr]
    if any("not installed" in reason for reason in reasons):
        terminalreporter.write_line("make packages installs the Debian packages that skipped tests need (root or sudo)")
