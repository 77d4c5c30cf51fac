"""The labs in Pyodide, the Python that JupyterLite runs in the browser; ``make pyodide`` fetches it."""

import importlib.util
import json
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

import dirsim as ds

HERE = Path(__file__).parent
PYODIDE = os.environ.get("DIRSIM_PYODIDE", "")


@pytest.mark.skipif(not PYODIDE or shutil.which("node") is None, reason="DIRSIM_PYODIDE names no folder: make pyodide")
def test_every_lab_in_pyodide(tmp_path):
    """Each lab starts and is checked there, without network or root, and its key is the one that CPython gives."""
    mounted = {
        f"{PYODIDE}/wheels": "/wheels",
        HERE.parents[1]: "/source",
        sysconfig.get_path("purelib"): "/packages",
        tmp_path: "/out",
    }
    done = subprocess.run(
        ["node", HERE / "pyodide.mjs", f"{PYODIDE}/package", HERE / "pyodide_labs.py"]
        + [f"{from_}:{to}" for from_, to in mounted.items()],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    there = json.loads((tmp_path / "played.json").read_text("utf-8"))
    assert list(there) == list(ds.labs.names())
    assert {(lab["untouched"], lab["right"]) for lab in there.values()} == {(3, 0)}
    spec = importlib.util.spec_from_file_location("pyodide_labs", HERE / "pyodide_labs.py")
    here = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(here)
    (tmp_path / "here").mkdir()
    assert here.played(tmp_path / "here") == there
