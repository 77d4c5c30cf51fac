"""Sphinx settings; the reference pages are generated from the package first, so that they always agree with it."""

import sys
from importlib import metadata
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import _facts  # noqa: E402 -- found on the path that the line above adds
import _reference  # noqa: E402
import _traces  # noqa: E402

from dirsim.facts import catalog  # noqa: E402

_facts.main(HERE / "reference" / "facts")
_reference.main(HERE)
_traces.main(HERE / "reference" / "generated")

project = "dirsim"
author = "the dirsim authors"
copyright = author  # noqa: A001 -- Sphinx's name for it
release = metadata.version("dirsim")

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = [
    "changes",
    "_build",
    "**.ipynb_checkpoints",
    "reference/generated/trace-*.md",
]  # traces are included, not pages
html_theme = "furo"
html_title = f"dirsim {release}"
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

nb_execution_mode = "off"  # notebooks are kept with their outputs, and a test holds that a run gives the same
nb_ipywidgets_js = {}  # the reader's browser fetches nothing

# Internal references must resolve. Names of other libraries cannot, because the build has no network; and docstrings may
# refer to functions and data inside the package that have no page.
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(?!dirsim\b).*"),
    (r"py:(attr|const|data|func|meth|mod)", r"dirsim\.\w+\..*"),
    (r"py:class", r"dirsim\.[\w.]+\.T"),  # a type variable has no page
]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True


def fact(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, options: dict | None = None, content: tuple = ()
) -> tuple[list, list]:
    """The role ``fact``: a link to a fact by its id; an unknown id is a warning, which the build treats as an error."""
    del name, options, content
    found = catalog().get(text)
    if found is None:
        message = inliner.reporter.warning(f"unknown fact {text!r}", line=lineno)
        return [inliner.problematic(rawtext, rawtext, message)], [message]
    depth = inliner.document.settings.env.docname.count("/")
    link = nodes.reference("", "", refuri="../" * depth + f"reference/facts/{found.topic.value}.html#{found.id}")
    link += nodes.literal(text=text)
    return [link], []


def setup(app: Sphinx) -> None:
    """Add the role."""
    app.add_role("fact", fact)
