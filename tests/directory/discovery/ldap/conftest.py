"""A real forest for the tests of this folder, provisioned once; elsewhere its tests are skipped, in CI they run."""

import importlib.util
import os
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("samba_forest", Path(__file__).with_name("samba_forest.py"))
samba = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(samba)


@pytest.fixture(scope="session")
def forest(tmp_path_factory):
    """The forest, running."""
    why = samba.missing()
    if why and not os.environ.get("CI"):
        pytest.skip(why)
    assert not why, why
    made = samba.SambaForest(tmp_path_factory.mktemp("forest"))
    try:
        made.build()
        yield made
    finally:
        made.stop()
