"""The command line; each command is loaded when it is run."""

from dirsim.cli.app import command, main

__all__ = ["command", "main"]
