"""Statements of vendors, dated and sourced.

Rules cite these facts, and nothing else, for what cannot be simulated.
"""

from dirsim.facts.dated_facts import Catalog, catalog
from dirsim.facts.fact import Confidence, Fact, Topic

__all__ = ["Catalog", "Confidence", "Fact", "Topic", "catalog"]
