"""Notebooks in JupyterLab itself: what results draw is looked at in a browser, trusted and not."""

from pathlib import Path

import nbformat

FIRST_LOOK = Path(__file__).parents[2] / "notebooks" / "01-first-look.ipynb"
OUTPUT = ".jp-OutputArea-output"


def notebook(*cells):
    """A notebook of code cells, none of them run."""
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"cell-{place}") for place, cell in enumerate(cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    return dict(made)


def test_the_first_notebook_draws_itself(lab, shot):
    """Run in JupyterLab, the first notebook shows tables and drawings; opened untrusted, the same as images, no script."""
    page = lab.open("first.ipynb", nbformat.read(FIRST_LOOK, 4))
    assert page.locator("svg.dirsim-svg, img.dirsim-drawing").count() == 0
    lab.run_all(page)
    page.wait_for_selector(f"{OUTPUT} svg.dirsim-svg")
    drawn = page.locator(f"{OUTPUT} svg.dirsim-svg")
    count = drawn.count()
    assert count >= 3
    assert page.locator(f"{OUTPUT} img.dirsim-drawing").count() == 0
    assert all(box["width"] > 200 and box["height"] > 50 for box in (one.bounding_box() for one in drawn.all()))
    assert page.locator(f"{OUTPUT} .dirsim h3").count() >= 4
    shot(page, "lab-trusted")

    outputs = lab.saved(page, "first.ipynb")
    outputs["metadata"]["seen"] = "elsewhere"  # another file than the one that was signed
    other = lab.open("sent-by-mail.ipynb", outputs)
    other.wait_for_selector(f"{OUTPUT} img")
    assert other.locator(f"{OUTPUT} svg.dirsim-svg").count() == 0
    images = other.locator(f"{OUTPUT} .dirsim img")
    assert images.count() == count
    assert all(image.evaluate("image => image.complete && image.naturalWidth > 200") for image in images.all())
    assert all(len(image.get_attribute("alt")) > 20 for image in images.all())
    assert other.locator(f"{OUTPUT} script").count() == 0
    shot(other, "lab-untrusted")
