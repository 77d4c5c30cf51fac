"""From the entries of a directory (asked for over LDAP, or exported to LDIF) to an estate."""
