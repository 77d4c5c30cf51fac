"""Requirement files and topologies by name, for a first try and tests."""

from dirsim.examples.ready import adatum, contoso, fabrikam, load, names, northwind, text, wingtip, woodgrove

__all__ = ["adatum", "contoso", "fabrikam", "load", "names", "northwind", "text", "wingtip", "woodgrove"]
