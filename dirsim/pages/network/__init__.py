"""Page and drawing of a topology: sites, links, dependencies."""
