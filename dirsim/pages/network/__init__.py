"""Pages and drawings of a topology: its sites and links, and which part depends on which."""
