"""Ready requirement files, by name: for a first try, for the tutorial and for tests."""

from dirsim.examples.ready import adatum, contoso, fabrikam, load, names, northwind, text, wingtip, woodgrove

__all__ = ["adatum", "contoso", "fabrikam", "load", "names", "northwind", "text", "wingtip", "woodgrove"]
