"""The types that a user's checker sees: the installed wheel, and no source tree."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("mypy")
pytest.importorskip("hatchling")

ROOT = Path(__file__).parents[1]
PROGRAM = Path(__file__).parent / "typing" / "user_program.py"


def clean():
    """The environment without folders of other checkouts."""
    return {key: value for key, value in os.environ.items() if key not in ("MYPYPATH", "PYTHONPATH")}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A Python with the wheel installed as pip does it, and this environment's other packages."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(home)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = home.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home / "env")], check=True)
    python = home / "env" / "bin" / "python"
    site = Path(
        subprocess.run(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
    )
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python, site


def checked(installed, program, tmp_path):
    """What mypy reports on a program, as strict as it can be."""
    python, _ = installed
    return subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--config-file=", "--strict", "--disallow-any-expr"),
            *(f"--python-executable={python}", f"--cache-dir={tmp_path / 'cache'}", str(program)),
        ],
        cwd=tmp_path,
        env=clean(),
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_users_program_is_clean(installed, tmp_path):
    """A program that uses the public verbs is free of errors and of Any, against the wheel."""
    done = checked(installed, PROGRAM, tmp_path)
    assert done.stdout.startswith("Success"), done.stdout


def test_a_wrong_program_is_not(installed, tmp_path):
    """A misspelt attribute, a wrong argument and an unknown name are each reported: the types are not Any."""
    program = tmp_path / "wrong.py"
    program.write_text(
        'import dirsim as ds\nds.recommend(3)\nprint(ds.recommend("contoso").desing)\nds.nonsense()\n', encoding="utf-8"
    )
    done = checked(installed, program, tmp_path)
    assert "Found 3 errors" in done.stdout or "Found 4 errors" in done.stdout, done.stdout
    for line in (2, 3, 4):
        assert f"wrong.py:{line}: error" in done.stdout


def test_the_wheel_is_marked_as_typed_and_whole(installed):
    """The wheel holds py.typed, the table of names and every file that is read at run time."""
    _, site = installed
    held = {str(path.relative_to(site)) for path in (site / "dirsim").rglob("*") if path.is_file()}
    kept = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "dirsim").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"dirsim/py.typed", "dirsim/__init__.pyi", "dirsim/api/__init__.pyi"} <= held
    assert kept <= held


def test_the_program_runs_against_the_wheel(installed):
    """What type-checks is there: the names of the table are loaded from the wheel itself."""
    python, site = installed
    code = "import dirsim, sys; [getattr(dirsim, name) for name in dirsim.__all__]; print(dirsim.__file__)"
    done = subprocess.run(
        [python, "-c", code], cwd=site.parent, env=clean(), check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == str(site / "dirsim" / "__init__.py")
