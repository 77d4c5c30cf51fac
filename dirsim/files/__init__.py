"""File formats: readers, JSON Schemas and faults by line and column."""

from dirsim.files.requirements_reader import parse_requirements, read_requirements
from dirsim.files.topology_reader import parse_topology, read_file, read_topology
from dirsim.files.validate import schema

__all__ = ["parse_requirements", "parse_topology", "read_file", "read_requirements", "read_topology", "schema"]
