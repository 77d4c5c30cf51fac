"""Designs as builders: an existing estate in, a designed topology out."""
