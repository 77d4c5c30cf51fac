"""Portfolios: many estates at once, worker pools and the result file."""
