"""Protocols: sign-ins as generators of exchanges, in the RFCs' order."""
