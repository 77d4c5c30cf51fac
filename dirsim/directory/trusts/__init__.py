"""Trusts: trust paths, required KDCs, SID filtering, opened access."""
