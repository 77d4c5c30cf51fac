"""The command line; each command is loaded when it is run."""

from dirsim.cli.app import main

__all__ = ["main"]
