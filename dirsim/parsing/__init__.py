"""Parsers for YAML, JSON, LDIF and archives that keep value positions."""
