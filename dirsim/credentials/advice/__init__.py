"""Advice on the credentials of a requirements file."""
