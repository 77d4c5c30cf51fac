"""Trusts: the way that a ticket takes, whom it needs, what is filtered, and what a new trust opens."""
