"""From files to values, with every fault named by line and column."""

from dirsim.read.requirements import parse_requirements, read_requirements
from dirsim.read.topology import parse_topology, read_file, read_topology
from dirsim.read.validate import schema

__all__ = ["parse_requirements", "parse_topology", "read_file", "read_requirements", "read_topology", "schema"]
