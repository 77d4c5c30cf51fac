"""LDAP client that reads a directory as an estate, read-only."""
