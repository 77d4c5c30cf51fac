"""The public names, for type checkers: those of the table in ``dirsim.api``."""

from dirsim.api import *

__version__: str
