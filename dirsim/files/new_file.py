"""First requirements file, from a few answers."""

from __future__ import annotations

import json
from typing import Any

from dirsim.files.requirements_reader import parse_requirements
from dirsim.model.plain_yaml import yaml_text
from dirsim.model.requirements import Requirements
from dirsim.model.requirements_form import as_file

_HEAD = "# Left out means unknown. 'dirsim words' lists the words; 'dirsim check FILE' says what is wrong.\n"


def new_file(answers: dict[str, Any]) -> Requirements:
    """The requirements of a new file.

    Args:
        answers: ``name``, ``on_prem_ad``, ``connectivity``, ``regions``, ``identity_providers``, ``workloads``, ``needs``,
            ``forbids``, ``optimize`` and ``not_modelled``, in the words that people use; what is ``None`` or empty stays unknown.

    Raises:
        InputError: A word cannot be used; the error lists every problem.
    """
    estate = {key: answers[key] for key in ("on_prem_ad", "connectivity", "regions", "identity_providers")}
    data = {
        "dirsim": "requirements/v1",
        "name": answers["name"],
        "estate": {key: value for key, value in estate.items() if value not in (None, "", [])},
        **{key: answers[key] for key in ("workloads", "needs", "forbids", "optimize", "not_modelled") if answers[key]},
    }
    return parse_requirements(json.dumps(data))


def new_file_text(requirements: Requirements) -> str:
    """The text of a new file: the requirements as YAML under a line of advice."""
    return _HEAD + yaml_text(as_file(requirements))
