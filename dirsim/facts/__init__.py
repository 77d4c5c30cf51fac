"""What the vendors state, dated and sourced; rules cite these facts and nothing else for what cannot be simulated."""

from dirsim.facts.catalog import Catalog, catalog
from dirsim.facts.fact import Confidence, Fact, Topic

__all__ = ["Catalog", "Confidence", "Fact", "Topic", "catalog"]
