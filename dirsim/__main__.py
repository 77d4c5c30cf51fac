"""``python -m dirsim`` is the command ``dirsim``."""

import sys

from dirsim.cli import command

if __name__ == "__main__":
    sys.exit(command())
