"""Baseline under construction: dictionaries that an estate fills."""

from __future__ import annotations

from attrs import define, field

from dirsim.catalog.labels import Label
from dirsim.model.directory import Directory
from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.requirements import Requirements
from dirsim.model.topology import Principal


@define
class BaselineDraft:
    """A baseline under construction."""

    req: Requirements
    sites: dict[str, Site] = field(factory=dict)
    links: dict[str, Link] = field(factory=dict)
    hosts: dict[str, Host] = field(factory=dict)
    directories: dict[str, Directory] = field(factory=dict)
    principals: dict[str, Principal] = field(factory=dict)
    assumptions: list[str] = field(factory=list)
    regions: tuple[str, ...] = ()
    premises: str = ""
    kind: str = ""
    self_managed: list[str] = field(factory=list)
    managed: str = ""
    current: Label | None = None
    on_ec2: bool = False
    new_link: bool = False
    assumed_link: str = ""
    assumed_link_name: str = ""
    as_built: bool = False
