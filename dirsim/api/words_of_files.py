"""Words of the files, and first files written in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dirsim.catalog.vocabulary import Vocabulary
    from dirsim.model.requirements import Requirements


def words(text: str = "") -> Vocabulary:
    """The words of the files, with meanings and synonyms.

    Args:
        text: A place such as ``needs``, a word, an everyday word such as ``gpo``, or a part of a meaning; empty means every
            word.
    """
    from dirsim.catalog.vocabulary import vocabulary

    return vocabulary(text)


def new_requirements(
    name: str,
    *,
    users: int | None = None,
    on_prem_ad: bool | None = None,
    connectivity: str | None = None,
    regions: Sequence[str] = (),
    identity_providers: Sequence[str] = (),
    workloads: Sequence[str] = (),
    needs: Sequence[str] = (),
    forbids: Sequence[str] = (),
    optimize: Sequence[str] = (),
    not_modelled: Sequence[str] = (),
) -> Requirements:
    """The requirements of a first file, from a few answers in everyday words.

    Args:
        name: The name of the requirements.
        users: Number of users of the existing Active Directory; ``None`` means unknown.
        on_prem_ad: True where an Active Directory is on the premises; ``None`` means unknown.
        connectivity: The connection between AWS and the premises; ``None`` means unknown.
        regions: AWS Regions, the primary first.
        identity_providers: Identity providers that users sign in with today.
        workloads: Workload kinds; each is named after its kind.
        needs: Needs, in their order.
        forbids: Forbidden words.
        optimize: Preferences, in their order.
        not_modelled: Texts that are recorded without a verdict.

    Raises:
        InputError: A word cannot be used; the error lists every problem.
    """
    from dirsim.files.new_file import new_file

    existing = {"users": users} if users is not None and on_prem_ad is not False else on_prem_ad
    return new_file(
        {
            "name": name,
            "on_prem_ad": existing,
            "connectivity": connectivity,
            "regions": list(regions),
            "identity_providers": list(identity_providers),
            "workloads": list(workloads),
            "needs": list(needs),
            "forbids": list(forbids),
            "optimize": list(optimize),
            "not_modelled": list(not_modelled),
        }
    )


def new_requirements_text(requirements: Requirements, form: str = "yaml") -> str:
    """The text of a new file, as ``yaml`` or ``json``."""
    from dirsim.files.new_file import new_file_text
    from dirsim.model.requirements_form import as_file
    from dirsim.pages.json_text import json_text

    return json_text(as_file(requirements)) if form == "json" else new_file_text(requirements)
