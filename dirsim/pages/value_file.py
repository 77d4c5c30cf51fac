"""Writer of values to files: YAML or JSON, completely or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from dirsim.model.plain_yaml import yaml_text
from dirsim.pages.json_text import json_text


def save_value(value: Any, path: str | os.PathLike[str]) -> None:
    """Write a value with ``to_dict`` to a file.

    Args:
        value: The value.
        path: ``.json`` gives JSON, anything else YAML.

    Raises:
        OSError: The file cannot be written.
    """
    target = Path(path)
    write_whole(target, json_text(value) if target.suffix.lower() == ".json" else yaml_text(value.to_dict()))


def write_whole(target: Path, content: str) -> None:
    """Write text to a file beside the target and put it in its place at the end.

    Raises:
        OSError: The file cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=target.resolve().parent, prefix=f".{target.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(content)
        mask = os.umask(0o077)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
