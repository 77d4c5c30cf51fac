"""What must be said to whom: sign-ins as generators of exchanges, in the order of the protocols' own texts."""
