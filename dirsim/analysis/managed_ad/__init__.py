"""AWS Managed Microsoft AD in depth: whether an estate is ready for it, its limits, and what a move into it breaks."""
