"""What the tests of the analyses share."""

from __future__ import annotations

import pytest
from samba_directory import SambaDirectory, provisioned


@pytest.fixture(scope="session")
def samba(tmp_path_factory: pytest.TempPathFactory) -> SambaDirectory:
    """A freshly provisioned domain ``corp.example``; who alters it takes a copy."""
    return provisioned(tmp_path_factory.mktemp("samba"))
