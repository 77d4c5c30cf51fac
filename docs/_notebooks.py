"""Outputs of the notebooks.

``make pictures`` executes each notebook from top to bottom, in a new kernel and an empty folder, and writes what it shows.
Outputs hold no times and no addresses, so that the same code gives the same bytes; a test compares them with the committed ones.
"""

import sys
import tempfile
from pathlib import Path

import nbclient
import nbformat

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def executed(path: Path) -> str:
    """The notebook with the outputs of a new run, as the text of a file.

    Args:
        path: The notebook.
    """
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        resources = {"metadata": {"path": folder}}
        client = nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources)
        client.coalesce_streams = True  # a busy machine sends what one cell prints in several pieces
        client.execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when it ran
    notebook.metadata.pop("language_info", None)  # which Python ran it
    text: str = nbformat.writes(notebook)
    return f"{text.rstrip()}\n"


def main(out: Path) -> None:
    """Execute every notebook and write it to a folder.

    Args:
        out: The folder.
    """
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        (out / path.name).write_text(executed(path), encoding="utf-8")
        sys.stdout.write(f"notebooks/{path.name}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOKS)
