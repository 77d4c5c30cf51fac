"""Settings for every test: randomness that repeats, so that a red run can be run again."""

import pytest
from hypothesis import settings

# One profile everywhere: what passes in one place passes in every other. --hypothesis-profile=search draws anew each time.
settings.register_profile("same", deadline=None, max_examples=50, derandomize=True, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=50, print_blob=True)
settings.load_profile("same")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how the parts come that skipped tests need."""
    reasons = [str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", ()) if report.longrepr]
    if any("not installed" in reason for reason in reasons):
        terminalreporter.write_line("make packages installs the Debian packages that skipped tests need (root or sudo)")
