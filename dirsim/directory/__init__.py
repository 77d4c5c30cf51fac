"""Active Directory: discovery, trusts, group policy, schema, Managed AD."""
