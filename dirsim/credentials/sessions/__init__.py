"""Credential lifetimes, and the blast radius of a leak."""
